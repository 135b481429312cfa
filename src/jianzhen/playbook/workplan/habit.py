"""What the whole document teaches about one name: its habit of writing prefixes, and the intact name elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from jianzhen.playbook.workplan.model import Plan, Unit
from jianzhen.playbook.workplan.names import Lexicon

_MET_INTACT: Final = 0.02
"""What it adds to the confidence in a restored name that the same plan writes it in full elsewhere."""


def settle(plan: Plan, names: Lexicon) -> Plan:
    """Return the plan with restored names weighed against the rest of the document.

    A plan that never writes the local prefix (公安局, never 市公安局) has lost nothing where it is missing; one that
    writes it in some places has lost it in the others. A name that stands intact elsewhere is likelier where damaged.
    """
    units = [unit for task in plan.tasks for clause in task.clauses for unit in clause.units]
    prefix = names.city.name[-1], names.city.short_name
    writes_prefix = any(not unit.restored and unit.raw_name.startswith(prefix) for unit in units)
    bare = names.bare()
    if not writes_prefix and not any(unit.restored and unit.raw_name not in bare for unit in units):
        return _each_unit(plan, lambda unit: replace(unit, restored=False, confidence=1.0) if unit.restored else unit)
    intact = {unit.code for unit in units if not unit.restored}
    return _each_unit(plan, lambda unit: _supported(unit, intact))


def _supported(unit: Unit, intact: set[str]) -> Unit:
    if not unit.restored or unit.code not in intact:
        return unit
    return replace(unit, confidence=min(0.98, round(unit.confidence + _MET_INTACT, 2)))


def _each_unit(plan: Plan, change: Callable[[Unit], Unit]) -> Plan:
    tasks = tuple(
        replace(
            task,
            clauses=tuple(
                replace(clause, units=tuple(change(unit) for unit in clause.units)) for clause in task.clauses
            ),
        )
        for task in plan.tasks
    )
    return replace(plan, tasks=tasks)
