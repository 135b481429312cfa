"""What about the goods of a case somebody has to look at: computed from the records, never ticked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from jianzhen.stages.cases.models import Case, Step
from jianzhen.stages.cases.models_goods import GoodsAct
from jianzhen.stages.cases.schema.goods import ZERO, Standing
from jianzhen.stages.cases.schema.goods_page import LotLine, PlanLine, Question

SOON: Final = 30
"""Days before the end of a unit's qualification from which an approved plan says so."""


def questions(
    case: Case, acts: list[GoodsAct], lots: Iterable[LotLine], plans: Iterable[PlanLine], on: date
) -> tuple[Question, ...]:
    """Return the open questions of a case's goods on a day.

    Codes: ``not_listed``, ``missing`` (lot, quantity, unit), ``not_received`` (lot, to), ``no_photo`` (lot),
    ``sample_out`` (lot, quantity, unit, days), ``lifted_and_held``, ``ended_and_held``, ``forfeited_waiting`` (days),
    ``closed_and_open`` (on), ``unit_expired`` (unit), ``unit_expires`` (unit, on).
    """
    lines = list(lots)
    found = [*_of_case(case, lines, acts, on)]
    for line in lines:
        found += _of_lot(line, acts, on)
    return (*found, *(one for plan in plans for one in _of_plan(plan, on)))


def _ask(code: str, **params: object) -> Question:
    return Question(code, {name: str(value) for name, value in params.items()})


def _of_case(case: Case, lots: list[LotLine], acts: list[GoodsAct], on: date) -> Iterator[Question]:
    steps = set(Step.objects.filter(handling=case.handling, on__lte=on).values_list("act", flat=True))
    held = any(line.balance.of(Standing.HELD) > ZERO for line in lots)
    if "seize" in steps and not lots:
        yield _ask("not_listed")
    if held and "lift_seizure" in steps:
        yield _ask("lifted_and_held")
    if held and case.decision and "confiscation" not in case.penalties:
        yield _ask("ended_and_held")
    if case.closed_on and any(line.balance.open > ZERO for line in lots):
        yield _ask("closed_and_open", on=case.closed_on)
    waiting = [row.on for row in acts if row.kind == "forfeit"]
    if waiting and any(line.balance.of(Standing.FORFEITED) > ZERO for line in lots):
        yield _ask("forfeited_waiting", days=(on - waiting[0]).days)


def _of_lot(line: LotLine, acts: list[GoodsAct], on: date) -> Iterator[Question]:
    missing, out = line.balance.of(Standing.MISSING), line.balance.of(Standing.SAMPLED)
    if missing > ZERO:
        yield _ask("missing", lot=line.serial, quantity=missing, unit=line.unit.value)
    if line.offered:
        yield _ask("not_received", lot=line.serial, to=line.custodian)
    if out > ZERO:
        lot = str(line.lot_id)
        since = [row.on for row in acts if row.kind == "sample" and lot in {one for one, _ in row.facts["parts"]}]
        days = (on - max(since)).days if since else 0
        yield _ask("sample_out", lot=line.serial, quantity=out, unit=line.unit.value, days=days)
    if not line.photos and line.balance.open > ZERO:
        yield _ask("no_photo", lot=line.serial)


def _of_plan(plan: PlanLine, on: date) -> Iterator[Question]:
    if plan.state not in ("proposed", "approved") or not plan.unit:
        return
    if not plan.qualified:
        yield _ask("unit_expired", unit=plan.unit)
    elif plan.expires is not None and plan.expires <= on + timedelta(days=SOON):
        yield _ask("unit_expires", unit=plan.unit, on=plan.expires)
