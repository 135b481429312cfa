"""``jianzhen law touches``, ``jianzhen law gaps``: what a change touches among open cases; where the law was silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from jianzhen.base.clock import today_in_shanghai
from jianzhen.custody.instance import current
from jianzhen.faces.cli.giving import give_json
from jianzhen.faces.cli.law_diff import changes_between, sides
from jianzhen.law.instance import book_of
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.queries.law_gaps import Gap, gaps
from jianzhen.stages.cases.queries.law_touch import Touch, Touched, touched

_ALL = Reach(everything=True, scopes=frozenset())


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--out", type=click.Path(path_type=Path), help="Write JSON to this file.")
def touches(*, first: str, second: str, as_json: bool, out: Path | None) -> None:
    """Say which open cases the changes from A to B touch, and how: two law dates, or two folders of rules."""
    changes = changes_between(first, second)
    last, book = sides(first, second)
    found = touched(changes, reach=_ALL, after=book or book_of(current().root), day=last or today_in_shanghai())
    if as_json or out:
        give_json(_json(found, first, second), out)
        return
    for (code, key), number in sorted(found.counts.items()):
        click.echo(f"{key}  {code}  {number}")
    for row in found.rows:
        click.echo(_line(row))
    click.echo(f"{len(changes)} changes from {first} to {second} touch {found.matters} open matters")


def _line(row: Touch) -> str:
    params = " ".join(f"{name}={value}" for name, value in row.params.items() if value)
    return f"  {row.number or row.lead_id}  {row.agency}  {row.key}  {row.code}  {params}"


def _json(found: Touched, first: str, second: str) -> dict[str, object]:
    return {
        "from": first,
        "to": second,
        "matters": found.matters,
        "counts": [
            {"code": code, "key": key, "number": number} for (code, key), number in sorted(found.counts.items())
        ],
        "rows": [
            {
                "code": row.code,
                "key": row.key,
                "lead_id": str(row.lead_id),
                "case_number": row.number,
                "agency": row.agency,
                "district": row.district,
                **row.params,
            }
            for row in found.rows
        ],
    }


@click.command(name="gaps")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--out", type=click.Path(path_type=Path), help="Write JSON to this file.")
def show_gaps(*, as_json: bool, out: Path | None) -> None:
    """List the rule keys whose silence sent clocks, steps or assessments to legal review, most frequent first."""
    found = gaps()
    if as_json or out:
        give_json({"gaps": [_gap(gap) for gap in found]}, out)
        return
    for gap in found:
        click.echo(
            f"{gap.key}  {gap.total} (clocks {gap.clocks}, steps {gap.steps}, assessments {gap.assessments})  "
            f"{_day(gap.first)} to {_day(gap.last)}  {gap.why or 'no rule recorded'}"
        )
    click.echo(f"{len(found)} keys")


def _gap(gap: Gap) -> dict[str, object]:
    return {
        "key": gap.key,
        "clocks": gap.clocks,
        "steps": gap.steps,
        "assessments": gap.assessments,
        "first": _day(gap.first),
        "last": _day(gap.last),
        "why": gap.why,
        "why_zh": gap.why_zh,
        "leads": sorted(gap.leads),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else "-"
