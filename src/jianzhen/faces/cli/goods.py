"""``jianzhen goods``: ledgers of goods for whoever adds up: one case, a period, the units, and the proof of balance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import click
import pyarrow as pa

from jianzhen.base.clock import SHANGHAI, now
from jianzhen.base.errors import JianzhenError, RefusedError, Where
from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.tables import AsOf, resolve_day
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.queries.disposal import UnitLine, unit_lines
from jianzhen.stages.cases.queries.goods import broken_certificates, case_named, goods_cases, goods_figures, goods_page
from jianzhen.stages.cases.queries.goods_ledger import ledger_of, lots_of
from jianzhen.stages.cases.schema.goods import Standing
from jianzhen.stages.cases.schema.goods_page import GoodsFigure, GoodsPage
from jianzhen.stages.outcomes.schema.period import read_period

_MONEY: Final = pa.decimal128(30, 2)
_AMOUNT: Final = pa.decimal128(24, 3)
FIGURES: Final = pa.schema(
    [
        ("agency", pa.string()),
        ("district", pa.string()),
        ("unit", pa.string()),
        ("what", pa.string()),
        ("quantity", _AMOUNT),
        ("value_cny", _MONEY),
        ("weight_kg", _AMOUNT),
        ("quantity_without_value", _AMOUNT),
        ("quantity_without_weight", _AMOUNT),
        ("acts", pa.int64()),
    ]
)
BALANCE: Final = pa.schema(
    [
        ("lot", pa.int64()),
        ("name", pa.string()),
        ("spec", pa.string()),
        ("unit", pa.string()),
        ("came_in", _AMOUNT),
        ("from_other_lots", _AMOUNT),
        ("to_other_lots", _AMOUNT),
        *((standing.value, _AMOUNT) for standing in Standing),
        ("place", pa.string()),
    ]
)
UNITS: Final = pa.schema(
    [
        ("name", pa.string()),
        ("uscc", pa.string()),
        ("place", pa.string()),
        ("qualified", pa.bool_()),
        ("classes_zh", pa.string()),
        ("qualification", pa.string()),
        ("valid_to", pa.date32()),
    ]
)


@click.group()
def goods() -> None:
    """Goods from seizure to destruction: balances, figures, units."""


@goods.command()
@click.argument("case_number")
@click.option("--as-of", type=AsOf(), help="The end of which day; default now.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the lots go: .csv, .xlsx, .jsonl or .parquet.")
def balance(case_number: str, as_of: date | None, out: Path | None) -> None:
    """Show the balance of a case, by the number it was filed under."""
    at = datetime.combine(as_of, time.max, SHANGHAI) if as_of else now()
    page = _page(case_number, at)
    for unit, total in page.totals.items():
        stands = ", ".join(f"{one.value} {total.of(one)}" for one in Standing if total.of(one))
        click.echo(f"{unit.value}: {total.outside} came in = {stands}")
    click.echo(f"{len(page.lots)} lots, {len(page.acts)} acts, {len(page.questions)} open questions")
    if out is not None:
        _write(out, BALANCE, [_lot(page, at) for at in range(len(page.lots))])


def _page(number: str, at: datetime) -> GoodsPage:
    case_id = case_named(number)
    page = goods_page(case_id, at=at) if case_id else None
    if page is None:
        raise RefusedError("no case has this number", where=Where(key=number), remedy="Copy it from the case page")
    return page


def _lot(page: GoodsPage, at: int) -> dict[str, Any]:
    line = page.lots[at]
    held = {standing.value: line.balance.of(standing) for standing in Standing}
    flows = {"came_in": line.balance.outside, "from_other_lots": line.balance.inside}
    named = {"lot": line.serial, "name": line.name, "spec": line.spec, "unit": line.unit.value, "place": line.place}
    return {**named, **flows, "to_other_lots": line.balance.passed, **held}


@goods.command()
@click.option("--period", required=True, help="2026, 2026-Q3, 2026-10 or 2026-01-01..2026-06-30.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where they go: .csv, .xlsx, .jsonl.")
def figures(period: str, out: Path) -> None:
    """Write what came in and what became of goods in a period, by agency, district and unit of count."""
    span = read_period(period)
    found = goods_figures(span.since, span.until)
    _write(out, FIGURES, [_figure(one) for one in found])
    click.echo(f"{span.since} to {span.until}: {len(found)} rows; written to {out}")


def _figure(one: GoodsFigure) -> dict[str, Any]:
    return {
        "agency": one.agency,
        "district": one.district,
        "unit": one.unit.value,
        "what": one.target,
        "quantity": one.quantity,
        "value_cny": one.value,
        "weight_kg": one.weight,
        "quantity_without_value": one.unvalued,
        "quantity_without_weight": one.unweighed,
        "acts": one.acts,
    }


@goods.command()
@click.option("--as-of", type=AsOf(), help="The day on which qualifications are looked at; default today in Shanghai.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where they go: .csv, .xlsx, .jsonl.")
def units(as_of: date | None, out: Path) -> None:
    """Write the list of units that destroy goods, for publication: what each may treat, and until when."""
    found = unit_lines(resolve_day(as_of))
    _write(out, UNITS, [_unit(one) for one in found])
    click.echo(f"{len(found)} units, {sum(bool(one.classes) for one in found)} qualified that day; written to {out}")


def _unit(one: UnitLine) -> dict[str, Any]:
    return {
        "name": one.name,
        "uscc": one.uscc,
        "place": one.place,
        "qualified": bool(one.classes),
        "classes_zh": ";".join(destruction().classes[code].words.zh for code in one.classes),
        "qualification": one.number,
        "valid_to": one.valid_to,
    }


@goods.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Add every ledger up again from its moves, and every certificate's digest; exit 1 where one does not hold."""
    cases, wrong, lots = goods_cases(), 0, 0
    for case_id in cases:
        lots += len(lots_of(case_id))
        fault = _fault(case_id)
        if fault:
            click.echo(f"{case_id}: {fault}", err=True)
            wrong += 1
    changed = broken_certificates()
    for number in changed:
        click.echo(f"{number}: the certificate was changed", err=True)
    click.echo(f"{len(cases)} cases with {lots} lots: {wrong} do not balance; {len(changed)} certificates were changed")
    context.exit(1 if wrong or changed else 0)


def _fault(case_id: UUID) -> str:
    """Return why a ledger does not hold; empty where it does."""
    try:
        ledger = ledger_of(case_id)
    except JianzhenError as error:
        return str(error)
    return "" if all(balance.balanced for balance in ledger.values()) else "pieces are unexplained"


def _write(out: Path, schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> None:
    write_table(out, schema, [pa.RecordBatch.from_pylist(list(rows), schema=schema)])
