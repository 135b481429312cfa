"""``jianzhen report``: reports in the form superiors expect."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from jianzhen.base.clock import today_in_shanghai
from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.queries.instance import city
from jianzhen.stages.outcomes.queries.statistics import statistics
from jianzhen.stages.outcomes.schema.period import read_period
from jianzhen.stages.outcomes.workbook import CITY_WIDE, Names, write_statistics

KINDS: Final = {
    "statistics": "统计报表",
    "ledger": "台账",
    "circular": "通报",
    "brief": "专报",
    "assessment": "考核材料",
}
OFFERED: Final = ("statistics",)


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--period", required=True, help="2026, 2026-Q3, 2026-10 or 2026-01-01..2026-06-30.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it goes: .xlsx or .csv.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the report; default today in Shanghai.")
def report(kind: str, period: str, out: Path, as_of: date | None) -> None:
    """Write the report KIND of a period (statistics 统计报表)."""
    if kind not in OFFERED:
        raise RefusedError(
            f"the report {kind} ({KINDS[kind]}) is not offered yet",
            where=Where(key="kind"),
            remedy=f"Ask for one of: {', '.join(OFFERED)}",
        )
    span = read_period(period)
    day = _day(as_of)
    table = statistics(span, as_of=day)
    write_statistics(table, city(), out)
    click.echo(f"{KINDS[kind]} {span.since} to {span.until}: {len(table.rows)} rows, as of {day}")
    names = Names(city(), day)
    for one in table.contradictions:
        place = names.district(one.district) if one.district else CITY_WIDE
        click.echo(f"  {names.agency(one.agency)} {place}: {one.words}", err=True)
    click.echo(f"{len(table.contradictions)} figures to look at; written to {out}")


def _day(as_of: date | None) -> date:
    """Return the day asked for, or today in Shanghai; click gives a moment, the report wants its date."""
    return date(as_of.year, as_of.month, as_of.day) if as_of else today_in_shanghai()
