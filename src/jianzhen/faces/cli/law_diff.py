"""``jianzhen law diff``: what changed between two days, or between two folders of rules. Needs no database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from jianzhen.faces.cli.giving import data_root, give_json
from jianzhen.law.book import LawBook
from jianzhen.law.diff import Change, between_books, between_days
from jianzhen.law.folders import book_in
from jianzhen.law.instance import book_of


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--out", type=click.Path(path_type=Path), help="Write JSON to this file.")
def diff(*, first: str, second: str, as_json: bool, out: Path | None) -> None:
    """Say what changed from A to B: two law dates, or two folders of rules."""
    changes = changes_between(first, second)
    if as_json or out:
        give_json({"from": first, "to": second, "changes": [change.to_json() for change in changes]}, out)
        return
    for change in changes:
        click.echo("\n".join(lines(change)))
    click.echo(f"{len(changes)} changes from {first} to {second}")


def changes_between(first: str, second: str) -> tuple[Change, ...]:
    """Read the two sides of a comparison and compare them.

    Raises:
        UsageError: they are neither two dates nor two folders.
        RuleFileError: a folder's rules are refused.
    """
    days, folders = (_day(first), _day(second)), (Path(first), Path(second))
    if days[0] and days[1]:
        return between_days(book_of(data_root()), days[0], days[1])
    if days == (None, None) and all(folder.is_dir() for folder in folders):
        return between_books(book_in(folders[0]), book_in(folders[1]))
    raise click.UsageError("give two dates such as 2026-12-31 2027-01-01, or two folders that hold rule files")


def sides(first: str, second: str) -> tuple[date | None, LawBook | None]:
    """Return the later day of two dates, or the book of the second of two folders; the other is None."""
    days = [day for day in (_day(first), _day(second)) if day]
    return (max(days), None) if days else (None, book_in(Path(second)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lines(change: Change) -> list[str]:
    """Return a change as lines: what, then each field before and after, then why nothing follows."""
    names = " -> ".join(version.id if version else "none" for version in (change.before, change.after))
    since = f" from {change.since}" if change.since else ""
    found = [f"{change.key}  {change.kind.value}{since}  {names}", f"  {change.shown.trigger_zh}"]
    found += [f"  {one.field}: {one.before or '-'} -> {one.after or '-'}" for one in change.differences]
    if change.why:
        found.append(f"  {change.why}")
    if change.see:
        found.append(f"  see {', '.join(change.see)}")
    return found
