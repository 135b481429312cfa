"""``jianzhen law``: show a rule in force on a day, list the keys, compute deadlines. Needs no database."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from jianzhen.base.clock import today_in_shanghai
from jianzhen.faces.cli.giving import data_root, give_json
from jianzhen.law.book import LawBook
from jianzhen.law.casefile import answer_file, read_start
from jianzhen.law.deadline import compute
from jianzhen.law.errors import NotInForceError
from jianzhen.law.instance import book_of, calendar_of
from jianzhen.law.model import Version


class _Day(click.ParamType[date]):
    """A law date such as 2026-04-15."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date. Write a date such as 2026-04-15", param, ctx)


class _When(click.ParamType[date]):
    """A law date, or a moment such as 2026-04-15T16:30."""

    name = "when"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return read_start(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date. Write 2026-04-15, or 2026-04-15T16:30 for hours", param, ctx)


@click.command()
def keys() -> None:
    """List every key with its versions."""
    book = book_of(data_root())
    for key in sorted(book.keys()):
        click.echo(f"{key}  {' '.join(book.timeline(key).ids)}")


@click.command()
@click.argument("key")
@click.option("--as-of", "as_of", type=_Day(), help="Law date; today in Shanghai if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(*, key: str, as_of: date | None, as_json: bool) -> None:
    """Show the version of KEY (a key or a version id) in force on a day, with figure, citation and confidence."""
    day = as_of or today_in_shanghai()
    facts = _facts(book_of(data_root()), key, day)
    click.echo(json.dumps(facts, ensure_ascii=False, indent=1) if as_json else _lines(facts))


@click.command()
@click.argument("cases", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where the answers go; standard output if left out.")
@click.option("--rule", help="Key or version id.")
@click.option("--start", type=_When(), help="Day, or moment for hours, on which the step began.")
@click.option("--extension", "extensions", multiple=True, metavar="ID", help="An extension that was granted.")
@click.option("--excluded-days", type=int, default=0, help="Calendar days that do not count, such as testing.")
@click.option("--city", help="A city whose calendar may differ from the national one.")
def deadline(
    *,
    cases: Path | None,
    out: Path | None,
    rule: str | None,
    start: date | None,
    extensions: tuple[str, ...],
    excluded_days: int,
    city: str | None,
) -> None:
    """Compute one deadline (--rule and --start), or those of a file of CASES."""
    book, calendar = book_of(data_root()), calendar_of(data_root()).at_place(city)
    if cases is not None:
        if rule or start or extensions or excluded_days:
            raise click.UsageError("give either CASES or --rule and --start")
        give_json({"results": answer_file(cases, book, calendar)}, out)
        return
    if rule is None or start is None:
        raise click.UsageError("give --rule KEY_OR_VERSION and --start WHEN, or a file of CASES")
    answer = compute(book, rule, start, extension_rule_ids=extensions, excluded_days=excluded_days, calendar=calendar)
    give_json(answer.to_json(), out)


def _facts(book: LawBook, name: str, day: date) -> dict[str, object]:
    """Return what the book says; a day without a verified version is an answer too: needs legal review."""
    try:
        version = book.at(name, day)
    except NotInForceError as fault:
        return {
            "as_of": day.isoformat(),
            "key": fault.key,
            "status": fault.status,
            "reason": fault.what,
            "remedy": fault.remedy,
            "versions": list(fault.versions),
        }
    return {"as_of": day.isoformat(), "status": "in_force", **_version_facts(version)}


def _version_facts(version: Version) -> dict[str, object]:
    return version.to_json() | {"versions": list(book_of(data_root()).timeline(version.key).ids)}


def _lines(facts: dict[str, object]) -> str:
    """Render facts as aligned lines, one a field; lists as one line an entry."""
    shown = {name: value for name, value in facts.items() if value not in (None, [], "")}
    width = max(len(name) for name in shown)
    return "\n".join(f"{name.ljust(width)}  {_cell(value)}" for name, value in shown.items())


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_cell(one) for one in value)
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if one is not None)
    return str(value)
