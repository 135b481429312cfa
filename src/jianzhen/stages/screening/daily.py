"""The plan of a day, from what the instance holds; compiled only where something it is made of has changed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Final

import pyarrow as pa

from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.rights import queries as rights
from jianzhen.stages.screening.engine.prices import REFERENCE, reference_prices, with_marks
from jianzhen.stages.screening.plan import Plan, head_digest, load_plan
from jianzhen.stages.screening.rules import compile_plan, playbook_parts, shipped_patterns
from jianzhen.stages.screening.scoring.queries import model_in_force
from jianzhen.stages.screening.standing import PriceBasis, Standing, compare_with, stand, standing
from jianzhen.stages.signals import queries as signals

GROWN: Final = 1.5
"""Reference prices are learned anew where the signals have become so many times more, with a register, and monthly.

They decide, like a register, what every signal of the lake is held against: learning them from each new file would
screen the whole lake again at every pass.
"""


def plan_of(as_of: date, *, pictures: str = "") -> Standing:
    """Return the plan of a day, which from now on stands; it is compiled only if it is not there as it would become.

    Args:
        as_of: the day.
        pictures: digest of what pictures are compared with.

    Raises:
        PlanRefusedError: the file that says which plan stands is damaged.
    """
    known = _known()
    basis = _basis(known, as_of)
    inputs = _inputs(as_of, basis)
    if known and known.inputs == inputs:
        return compare_with(pictures, known, current().plans)
    made = _compiled(as_of, known, basis)
    return stand(made, current().plans, inputs=inputs, prices=basis, pictures=pictures)


def compile_day(as_of: date) -> Plan:
    """Return the plan of a day, compiled; nothing is written.

    It is made of the shipped playbooks, the packaged law files, the registers taken in, the model in force and prices
    observed in the signals.
    """
    known = _known()
    return _compiled(as_of, known, _basis(known, as_of))


def _known() -> Standing | None:
    """Return which plan stands, if it is really there."""
    found = standing(current().plans)
    return found if found and (current().plans / found.digest / "plan.json").is_file() else None


def _compiled(as_of: date, known: Standing | None, basis: PriceBasis) -> Plan:
    register = rights.rights()
    is_kept = known is not None and known.prices == basis
    return compile_plan(
        read_shipped(),
        shipped_patterns(),
        rights=register,
        licences=rights.licences(),
        prices=_kept_prices(known) if known and is_kept else _learned_prices(register),
        as_of=as_of,
        learned=model_in_force(),
    )


def _basis(known: Standing | None, as_of: date) -> PriceBasis:
    """Return what the prices are learned from: what they were learned from before, while that is good enough."""
    held, registers = signals.total(), _registers()
    before = known.prices if known else None
    if before and before.registers == registers and before.signals <= held <= before.signals * GROWN:
        is_month = (before.learned_on.year, before.learned_on.month) == (as_of.year, as_of.month)
        if is_month:
            return before
    return PriceBasis(held, registers, as_of)


def _kept_prices(known: Standing) -> pa.Table:
    return load_plan(current().plans / known.digest, known.as_of).prices


def _learned_prices(register: pa.Table) -> pa.Table:
    names = ["brand", "goods", "spec", "text", "price"]
    found = [pa.Table.from_batches([batch]).select(names) for batch in signals.batches()]
    if not found:
        return REFERENCE.empty_table()
    return reference_prices(with_marks(pa.concat_tables(found), register.column("mark").to_pylist()))


def _registers() -> str:
    """Return the digest of the registers taken in, which never change once they are there."""
    lake = Lake(current().lake)
    return _digest([[row.path, row.sha256] for name in ("right", "licence") for row in lake.files(name)])


def _inputs(as_of: date, basis: PriceBasis) -> str:
    """Return the digest of all that the plan of a day is compiled from; nothing is compiled for it."""
    parts = playbook_parts(read_shipped(), shipped_patterns())
    head = head_digest(**parts, learned=model_in_force(), as_of=as_of)
    learned = [basis.signals, basis.registers, basis.learned_on.isoformat()]
    return _digest([head, as_of.isoformat(), _registers(), learned])


def _digest(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
