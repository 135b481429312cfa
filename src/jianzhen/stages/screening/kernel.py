"""The screening kernel: items in, explained findings out. Pure, thread-safe, blind to where batches are cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa

from jianzhen.playbook.model import Playbook
from jianzhen.playbook.primitives import (
    Absence,
    CartonCode,
    Check,
    HostAlike,
    HostBait,
    NumberForm,
    PatentNumber,
    Register,
    SignUse,
    Terms,
)
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.engine.absence import AbsenceCheck
from jianzhen.stages.screening.engine.candidates import Found
from jianzhen.stages.screening.engine.codes import CartonCheck
from jianzhen.stages.screening.engine.evidence import Group
from jianzhen.stages.screening.engine.gates import OPEN, Detector, Detectors, Gate
from jianzhen.stages.screening.engine.hostbait import HostBaitCheck
from jianzhen.stages.screening.engine.hosts import HostCheck
from jianzhen.stages.screening.engine.judge import iter_judges
from jianzhen.stages.screening.engine.marks import Marks
from jianzhen.stages.screening.engine.numbers import NumberFormCheck, RegisterCheck
from jianzhen.stages.screening.engine.patentnumbers import PatentNumberCheck
from jianzhen.stages.screening.engine.saved import open_marks
from jianzhen.stages.screening.engine.signs import SignCheck
from jianzhen.stages.screening.engine.termcheck import TermCheck
from jianzhen.stages.screening.engine.view import ItemView, Lexicons
from jianzhen.stages.screening.plan import Plan, load_same
from jianzhen.stages.screening.rows import Judged, Rows, storable
from jianzhen.stages.screening.rules import compile_plan, shipped_patterns
from jianzhen.stages.screening.schema import ITEM
from jianzhen.stages.screening.shown import shown_of

PART: Final = 4_096
"""Items that are looked at together: enough to share the work, few enough to hold in memory."""


class Screener:
    """Screens items against the rights, licences and rules of one day.

    Args:
        rights: right_id, kind, mark and optionally holder, holder_uscc, goods, licensees, area,
            valid_from, valid_to.
        prices: price references or observations (see ``engine.prices``).
        as_of: the day whose rights and licences count.
        playbooks: the domains to screen for; the shipped ones by default.
        licences: kind, number and optionally holder, product, status, valid_from, valid_to.
        patterns: law key → forms of numbers; those of the shipped law files by default.

    Raises:
        RegisterRefusedError: a table lacks a required column.
    """

    def __init__(
        self,
        rights: pa.Table,
        *,
        prices: pa.Table | None = None,
        as_of: date,
        playbooks: Sequence[Playbook] | None = None,
        licences: pa.Table | None = None,
        patterns: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        plan = compile_plan(
            read_shipped() if playbooks is None else playbooks,
            shipped_patterns() if patterns is None else patterns,
            rights=rights,
            licences=licences,
            prices=prices,
            as_of=as_of,
        )
        self._build(plan)

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Return the screener that runs a compiled plan."""
        made = cls.__new__(cls)
        made._build(plan)  # noqa: SLF001  its own class
        return made

    def __getstate__(self) -> Plan | tuple[Path, str, date]:
        """A saved plan travels as its folder, which the other process maps; one in memory travels whole."""
        plan = self.plan
        return plan if plan.folder is None else (plan.folder, plan.digest, plan.as_of)

    def __setstate__(self, state: Plan | tuple[Path, str, date]) -> None:
        self._build(state if isinstance(state, Plan) else load_same(*state))

    def _build(self, plan: Plan) -> None:
        self.plan = plan
        self._lexicons = Lexicons(plan.words)
        self._marks = open_marks(plan.rights, plan.folder)
        self._detectors = Detectors((*iter_judges(plan, self._marks), *_standalone(plan, self._marks)))
        self._rows = Rows(plan, self._marks.register)

    def screen(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the findings (schema ``FINDING``) of a batch of items (schema ``ITEM``, missing columns allowed).

        Items come in input order; an item with no finding gives one ``clear`` row of the check ``none``.
        """
        return self._screen(batch, self._rows.batch)

    def screen_shown(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the same findings as a person reads them (schema ``shown.FOUND``)."""
        return self._screen(batch, lambda judged: shown_of(judged, self._marks.register))

    def _screen(self, batch: pa.RecordBatch, told: Callable[[list[Judged]], pa.RecordBatch]) -> pa.RecordBatch:
        if batch.num_rows <= PART:
            return told(self._judged(batch))
        starts = range(0, batch.num_rows, PART)
        return pa.concat_batches([told(self._judged(batch.slice(start, PART))) for start in starts])

    def _judged(self, batch: pa.RecordBatch) -> list[Judged]:
        items = list(_items(batch))
        found = self._marks.find(batch.column("text") if "text" in batch.schema.names else pa.nulls(len(items)))
        views = [self._view(cells, found, place) for place, cells in enumerate(items)]
        self._marks.read([view for view in views if view.candidates])
        return [(view.cells, self._groups(view)) for view in views]

    def groups(self, cells: Mapping[str, str | None]) -> list[Group]:
        """Return the groups of evidence about one item, given as column → text."""
        found = self._marks.find(pa.array([storable(cells.get("text"))], pa.large_string()))
        return self._groups(self._view(cells, found, 0))

    def _view(self, cells: Mapping[str, str | None], found: Found, number: int) -> ItemView:
        return self._lexicons.view(cells, cells.get("text") or "", found, number)

    def _groups(self, view: ItemView) -> list[Group]:
        groups = self._detectors.groups(view)
        return self.plan.learned.adjust(groups) if self.plan.learned else groups


def _standalone(plan: Plan, marks: Marks) -> Iterator[tuple[Gate, Detector]]:
    for domain, check in plan.checks:
        if isinstance(check, Terms) and not check.joins_mark:
            yield Gate(lexicons=frozenset({f"{domain}/{check.lexicon}"})), TermCheck(domain, check)
        elif isinstance(check, Absence):
            gate = Gate(lexicons=frozenset({f"{domain}/{check.topic}"}))
            yield gate, AbsenceCheck(domain, check, plan.terms(domain, check.identity))
        elif isinstance(check, SignUse):
            sign = SignCheck(plan, marks, domain, check)
            if sign.has_signs:
                yield Gate(marks=True), sign
        elif isinstance(check, HostAlike):
            yield OPEN, HostCheck(plan, domain, check)
        elif isinstance(check, HostBait):
            yield OPEN, HostBaitCheck(domain, check, plan.terms(domain, check.lexicon))
        else:
            yield from _numbers(plan, domain, check)


def _numbers(plan: Plan, domain: str, check: Check) -> Iterator[tuple[Gate, Detector]]:
    if isinstance(check, NumberForm):
        yield Gate(digits=check.min_digits, cells=("licence_no",)), NumberFormCheck(domain, check, plan.patterns)
    elif isinstance(check, Register):
        yield Gate(digits=check.min_digits, cells=("licence_no",)), RegisterCheck(domain, check, plan.licences)
    elif isinstance(check, PatentNumber):
        yield Gate(digits=check.min_digits), PatentNumberCheck(domain, check, plan.as_of)
    elif isinstance(check, CartonCode):
        yield OPEN, CartonCheck(domain, check, plan.licences)


def _items(batch: pa.RecordBatch) -> Iterable[dict[str, str | None]]:
    """Yield the cells of each item; a column that is empty throughout is left out, unless it is required."""
    columns = {name: batch.column(name) for name in ITEM.names if name in batch.schema.names}
    filled = {name: column for name, column in columns.items() if column.null_count < len(column) or name == "item_id"}
    for row in zip(*map(_texts, filled.values()), strict=True):
        yield dict(zip(filled, row, strict=True))


def _texts(column: pa.Array) -> list[str | None]:
    values: list[Any] = column.to_pylist()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return values
    return [None if value is None else str(value) for value in values]
