"""Rows of text to rows of a schema: pure, column by column, every bad row set aside with its reasons."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.base.ids import content_id
from jianzhen.base.tabular.model import RowBatch, RowFault
from jianzhen.playbook.intake.convert import CellFault
from jianzhen.playbook.intake.plan import FieldPlan, Plan, Shape

Pseudonym = Callable[[str, str], str]
"""(value, personal class) -> pseudonym; keeps nothing."""

KEY: Final = "__key"
"""Column beside the schema's: the content id of the row, by which repeats are known."""

_FIELD_END: Final = "\x1f"
_ID_JOIN: Final = "|"
_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell of a row that is set aside."""

    column: str
    value: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row set aside: its number, its cells as read, and what is wrong. ``more`` are cells beyond the head line."""

    row: int
    cells: tuple[str | None, ...]
    errors: tuple[CellError, ...]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Normalised:
    """What became of one batch. ``rows`` has the target's columns and :data:`KEY`.

    ``personal`` are the distinct (class, value) pairs whose pseudonyms stand in ``rows``.
    """

    rows: pa.RecordBatch
    rejected: tuple[Rejected, ...]
    personal: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What every row of a file shares."""

    name: str
    sha256: str
    at: datetime


@dataclass
class _Work:
    """One batch under way: faults by row index, and the personal values met."""

    batch: RowBatch
    errors: dict[int, list[CellError]] = field(default_factory=dict)
    personal: list[tuple[str, pa.Array]] = field(default_factory=list)

    def column(self, name: str) -> pa.Array:
        return self.batch.data.column(name)

    def fail(self, index: int, column: str, value: str, fault: CellFault) -> None:
        error = CellError(column, value, fault.what, fault.remedy)
        known = self.errors.setdefault(index, [])
        if error not in known:  # one column may feed two fields
            known.append(error)


@dataclass(frozen=True)
class Normaliser:
    """Turns batches of one file into rows of its target.

    Args:
        plan: manifest, shape and head line, bound to each other.
        facts: file name, digest and the moment of intake.
        pseudonym: gives the pseudonym of a personal value.
    """

    plan: Plan
    facts: FileFacts
    pseudonym: Pseudonym

    def batch(self, rows: RowBatch) -> Normalised:
        """Return the good rows in order, those set aside, and the personal values of the good ones."""
        work = _Work(rows)
        columns = {item.name: self._field(item, work) for item in self.plan.fields}
        record_ids = self._record_ids(work)
        extra = self._extra(work)
        content = content_text(self.plan.shape, {**columns, "extra": extra})
        table = self._complete(work, columns, record_ids, extra, content)
        keep = pa.array([index for index in range(rows.rows) if index not in work.errors], pa.int64())
        good = table if len(keep) == rows.rows else table.take(keep)
        rejected = [self._rejected(work, index) for index in sorted(work.errors)]
        rejected += [_broken(fault, len(self.plan.head)) for fault in rows.faults]
        return Normalised(good, tuple(sorted(rejected, key=lambda item: item.row)), _personal(work, keep))

    def _field(self, item: FieldPlan, work: _Work) -> pa.Array:
        texts = self._texts(item, work)
        if item.column.map:
            texts = _mapped(item, texts, work)
            if item.column.otherwise and not item.column.required:
                texts = pc.fill_null(texts, item.column.otherwise)
        if item.allowed:
            _check_allowed(item, texts, work)
        parse = item.parse()
        values = texts if parse is None else _each(texts, item.arrow, parse, work, _blame(item))
        if item.required:
            _require(values, work, _blame(item))
        if item.personal is not None:
            return self._pseudonyms(values, item.personal, work)
        return values

    def _texts(self, item: FieldPlan, work: _Work) -> pa.Array:
        if item.column.const is not None:
            return pa.array([item.column.const] * work.batch.rows, pa.string())
        if not item.sources:
            return pa.nulls(work.batch.rows, pa.string())
        texts = [work.column(name) for name in item.sources]
        if item.trim or item.column.map:
            texts = [_trimmed(column) for column in texts]
        if len(texts) == 1:
            return texts[0]
        return _empty_to_null(pc.binary_join_element_wise(*texts, item.column.join, null_handling="skip"))

    def _pseudonyms(self, values: pa.Array, kind: str, work: _Work) -> pa.Array:
        encoded = values.dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        work.personal.append((kind, values))
        return pa.array([self.pseudonym(value, kind) for value in distinct], pa.string()).take(encoded.indices)

    def _record_ids(self, work: _Work) -> pa.Array | None:
        if not self.plan.id_columns:
            return None
        parts = [_trimmed(work.column(name)) for name in self.plan.id_columns]
        for name, part in zip(self.plan.id_columns, parts, strict=True):
            _require(part, work, name)
        return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, _ID_JOIN)

    def _extra(self, work: _Work) -> pa.Array:
        columns: list[tuple[str, list[str | None]]] = []
        for name, kind in self.plan.extra:
            cells = work.column(name)
            if cells.null_count == len(cells):
                continue
            masked = cells if kind is None else self._pseudonyms(_trimmed(cells), kind, work)
            columns.append((_JSON(name) + ":", masked.to_pylist()))
        if not columns:
            return pa.nulls(work.batch.rows, pa.string())
        names = [name for name, _ in columns]
        rows = zip(*(cells for _, cells in columns), strict=True)
        return pa.array([_json_object(names, cells) for cells in rows], pa.string())

    def _complete(
        self, work: _Work, columns: dict[str, pa.Array], record_ids: pa.Array | None, extra: pa.Array, content: pa.Array
    ) -> pa.RecordBatch:
        count, shape, source = work.batch.rows, self.plan.shape, self.plan.manifest.source
        records = record_ids if record_ids is not None else pa.array(_content_names(source, content), pa.string())
        if shape.key is not None and shape.key not in columns:
            columns = {**columns, shape.key: records}
        named = records if shape.key is None else columns[shape.key]
        keys = pa.array(row_keys(source, named, content), pa.string())
        given: dict[str, object] = {
            "source": source,
            "file_name": self.facts.name,
            "file_sha256": self.facts.sha256,
            "recorded_at": self.facts.at,
        }
        made = {"row_number": pa.array(list(work.batch.numbers), pa.int64()), "extra": extra, KEY: keys}
        made |= {name: array for name, array in ((shape.identity, keys), (shape.record_id, records)) if name}
        if shape.moment is not None:  # filled only now: the moment of intake is not content
            given[shape.moment] = self.facts.at
            columns = _filled(columns, shape.moment, self.facts.at)
        arrays = []
        for target in [*shape.schema, pa.field(KEY, pa.string())]:
            constant = given.get(target.name)
            ready = made.get(target.name, columns.get(target.name))
            arrays.append(_repeat(constant, count, target.type) if ready is None else ready)
        names = [*shape.schema.names, KEY]
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _rejected(self, work: _Work, index: int) -> Rejected:
        cells = tuple(column[index].as_py() for column in work.batch.data.columns)
        return Rejected(work.batch.numbers[index], cells, tuple(work.errors[index]))


def _personal(work: _Work, keep: pa.Array) -> frozenset[tuple[str, str]]:
    found = ((kind, pc.unique(values.take(keep)).to_pylist()) for kind, values in work.personal)
    return frozenset((kind, value) for kind, distinct in found for value in distinct if value is not None)


def content_text(shape: Shape, columns: dict[str, pa.Array]) -> pa.Array:
    """Return one text a row that says all its content, field by field in the schema's order.

    Columns in another order, or in another file, give the same text. The moment of intake, file, row and
    the shape's key are not content. A field end inside a cell is escaped, so two different rows never share a text.
    """
    parts = []
    for name in [*shape.canonical, "extra"]:
        if name == shape.key:
            continue
        values = columns.get(name)
        if values is None or values.null_count == len(values):
            continue
        parts.append(pc.binary_join_element_wise(name, _plain_text(values), "=", null_handling="emit_null"))
    if not parts:
        return pa.array([""] * len(next(iter(columns.values()))), pa.string())
    return pc.binary_join_element_wise(*parts, _FIELD_END, null_handling="skip")


def row_keys(source: str, names: pa.Array, content: pa.Array) -> list[str]:
    """Return the content ids of rows: (source, record id, content)."""
    pairs = zip(names.to_pylist(), content.to_pylist(), strict=True)
    return [str(content_id(source, name or "", text)) for name, text in pairs]


def _content_names(source: str, content: pa.Array) -> list[str]:
    return [str(content_id(source, text)) for text in content.to_pylist()]


def _plain_text(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_timestamp(kind):
        values = values.cast(pa.int64())
    elif pa.types.is_date(kind):
        values = values.cast(pa.int32())
    elif pa.types.is_list(kind):
        values = pc.binary_join(values, "\x1d")
    text = values.cast(pa.string())
    return pc.replace_substring(pc.replace_substring(text, "\x1b", "\x1bE"), _FIELD_END, "\x1bF")


def _json_object(names: Sequence[str], cells: Iterable[str | None]) -> str | None:
    members = [name + _JSON(cell) for name, cell in zip(names, cells, strict=True) if cell is not None]
    return "{" + ",".join(members) + "}" if members else None


def _filled(columns: dict[str, pa.Array], name: str, value: datetime) -> dict[str, pa.Array]:
    if name not in columns:
        return columns
    values = columns[name]
    return {**columns, name: pc.fill_null(values, pa.scalar(value, values.type))}


def _repeat(value: object, count: int, kind: pa.DataType) -> pa.Array:
    return pa.nulls(count, kind) if value is None else pa.repeat(pa.scalar(value, kind), count)


def _trimmed(texts: pa.Array) -> pa.Array:
    return _empty_to_null(pc.utf8_trim_whitespace(texts))


def _empty_to_null(texts: pa.Array) -> pa.Array:
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _blame(item: FieldPlan) -> str:
    return item.sources[0] if item.sources else (item.column.from_ or (item.name,))[0]


def _each(texts: pa.Array, kind: pa.DataType, parse: Callable[[str], object], work: _Work, column: str) -> pa.Array:
    """Parse each distinct text once; a text that cannot be read fails its rows."""
    encoded = texts.dictionary_encode()
    values: list[object] = []
    faults: dict[int, tuple[str, CellFault]] = {}
    for index, text in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(parse(text))
        except CellFault as fault:
            values.append(None)
            faults[index] = (text, fault)
    if faults:
        for row, index in enumerate(encoded.indices.to_pylist()):
            if index in faults:
                work.fail(row, column, *faults[index])
    return pa.array(values, kind).take(encoded.indices)


def _mapped(item: FieldPlan, texts: pa.Array, work: _Work) -> pa.Array:
    def look_up(text: str) -> str | None:
        found = item.column.map.get(text.strip(), item.column.otherwise)
        if found is None:
            known = "、".join(list(item.column.map)[:8])
            raise CellFault("the value is not known", f"Write one of {known}, or add it to the manifest's map")
        return found or None

    return _each(texts, pa.string(), look_up, work, _blame(item))


def _check_allowed(item: FieldPlan, texts: pa.Array, work: _Work) -> None:
    strange = pc.and_(pc.is_valid(texts), pc.invert(pc.is_in(texts, pa.array(sorted(item.allowed), pa.string()))))
    if not pc.any(strange).as_py():
        return
    fault = CellFault("the value is not allowed", f"Write one of {', '.join(sorted(item.allowed)[:14])}")
    for row in pc.indices_nonzero(strange).to_pylist():
        work.fail(row, _blame(item), texts[row].as_py(), fault)


def _require(values: pa.Array, work: _Work, column: str) -> None:
    if values.null_count == 0:
        return
    fault = CellFault("the required cell is empty", "Fill the cell")
    for row in pc.indices_nonzero(pc.is_null(values)).to_pylist():
        if row not in work.errors or all(error.column != column for error in work.errors[row]):
            work.fail(row, column, "", fault)


def _broken(fault: RowFault, width: int) -> Rejected:
    cells: tuple[str | None, ...] = tuple(cell or None for cell in fault.cells[:width])
    padded = cells + (None,) * (width - len(cells))
    return Rejected(fault.row, padded, (CellError("", "", fault.what, fault.remedy),), fault.cells[width:])
