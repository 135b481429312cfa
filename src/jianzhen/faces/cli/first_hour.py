"""``jianzhen first-hour``: last year's published penalty decisions in, one report out."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from jianzhen.base.clock import SHANGHAI, now, today_in_shanghai
from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.instance import current
from jianzhen.faces.cli.tables import AsOf
from jianzhen.flow.first_hour import first_hour as report_of
from jianzhen.flow.passing import run_pass
from jianzhen.stages.outcomes.first_hour_paper import write_first_hour
from jianzhen.stages.outcomes.first_hour_tables import ledes


@click.command("first-hour")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the report goes: .xlsx or .docx.")
@click.option("--as-of", "as_of", type=AsOf(), help="Day of the report; today in Shanghai if left out.")
def first_hour(*, files: tuple[Path, ...], out: Path, as_of: date | None) -> None:
    """Take in FILES of decided penalties, do one pass, write missed transfers, overdue publications, repeaters.

    FILES are workbooks, .csv, .jsonl or .json (a list of objects) in the double-publicity form, an office's ledger, or
    any form a manifest speaks for; without any, what the instance holds already is reported.
    """
    day = as_of or today_in_shanghai()
    for path in files:
        _take(path)
    done = run_pass(at=_instant(day))
    found = report_of(day)
    write_first_hour(found, out)
    click.echo(f"as of {day}  {current().root}")
    for words in ledes(found):
        click.echo(words)
    click.echo(f"written to {out}")
    for one in done.quarantined:
        click.echo(f"{one.name}: {one.quarantined} rows set aside; correct them in {one.errors_file}", err=True)
    for one in done.refused:
        fault = one.error or {}
        click.echo(f"{one.name} refused: {fault.get('what', '')}. {fault.get('remedy', '')}", err=True)
    if done.refused:
        sys.exit(2)


def _instant(day: date) -> datetime:
    moment = now().astimezone(SHANGHAI)
    return moment if moment.date() == day else datetime.combine(day, moment.timetz())


def _take(path: Path) -> None:
    """Put a file into the inbox under its own name; a .json list becomes a .jsonl file.

    Raises:
        RefusedError: there is no such file, another one of that name is in the inbox, or it is no list of objects.
    """
    if not path.is_file():
        raise RefusedError("there is no such file", where=Where(file=str(path)), remedy="Check the path")
    content = _as_lines(path) if path.suffix.lower() == ".json" else path.read_bytes()
    target = current().inbox / (f"{path.stem}.jsonl" if path.suffix.lower() == ".json" else path.name)
    if target.exists() and target.read_bytes() != content:
        raise RefusedError(
            "another file of this name is in the inbox", where=Where(file=path.name), remedy="Give it another name"
        )
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(content)
    part.replace(target)


def _as_lines(path: Path) -> bytes:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str)
    except (ValueError, RecursionError) as fault:  # no JSON, no UTF-8, a number of thousands of digits, endless nesting
        raise RefusedError(f"it is not JSON ({fault})", where=Where(file=path.name), remedy="Mend the file") from fault
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RefusedError("it is no list of objects", where=Where(file=path.name), remedy="Write [{…}, {…}]")
    return b"".join(_line(path, number, row) for number, row in enumerate(rows, start=1))


def _line(path: Path, number: int, row: dict[str, object]) -> bytes:
    try:
        return f"{json.dumps(row, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError as fault:
        raise RefusedError(
            "half of a character stands where a whole one belongs (\\ud800 to \\udfff)",
            where=Where(file=path.name, row=number),
            remedy="Export the list again as UTF-8",
        ) from fault
