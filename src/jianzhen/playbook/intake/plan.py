"""A manifest checked against the schema of its target, and bound to the head line of one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.playbook.intake import convert
from jianzhen.playbook.intake.convert import Parse
from jianzhen.playbook.manifest import CellType, Column, Manifest

_PERSONAL_NAMES: Final = (
    ("resident_id", re.compile(r"身份证|证件号码?$|resident.?id|id.?card", re.IGNORECASE)),
    ("phone", re.compile(r"电话|手机|联系方式|phone|mobile|^tel$", re.IGNORECASE)),
    ("address", re.compile(r"住址|家庭地址|收件地址|收货地址|寄件地址", re.IGNORECASE)),
    (
        "person_name",
        re.compile(r"姓名|联系人|举报人|投诉人|收件人|寄件人|当事人|法定代表人|负责人|用户名?$", re.IGNORECASE),
    ),
)
"""Words in an unclaimed column's name that say it names a natural person; rather one too many."""

_WORKING_COLUMN = re.compile(r"^_(source|row|column|value|what|remedy|more)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a room tells of its rows.

    Attributes:
        schema: of the rows that land.
        kinds: the closed list of kinds; empty: any.
        key: the field that the record id fills where the manifest does not (``right_id``), if any.
        identity: the field that gets the content id (``signal_id``), if any.
        record_id: the field that gets the record id, if any.
        moment: the field that the moment of intake fills where the manifest does not, if any.
        text_as_read: fields whose surrounding spaces are kept.
    """

    schema: pa.Schema
    kinds: tuple[str, ...] = ()
    key: str | None = None
    identity: str | None = None
    record_id: str | None = None
    moment: str | None = None
    text_as_read: frozenset[str] = frozenset()

    @property
    def provenance(self) -> frozenset[str]:
        """Fields that intake fills; a manifest may not name them."""
        given = {"source", "file_name", "file_sha256", "row_number", "recorded_at", "extra"}
        return frozenset(given | {name for name in (self.identity, self.record_id) if name})

    @property
    def canonical(self) -> list[str]:
        """Fields a manifest may fill, in schema order."""
        return [name for name in self.schema.names if name not in self.provenance]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one canonical field is filled from the columns that the file really has."""

    name: str
    kind: CellType
    arrow: pa.DataType
    sources: tuple[str, ...]
    column: Column
    allowed: frozenset[str]
    required: bool
    personal: str | None
    trim: bool

    def parse(self) -> Parse | None:
        """Return the function that reads a cell; None for text."""
        if self.kind == "date":
            return partial(convert.day, formats=self.column.formats)
        if self.kind == "datetime":
            return partial(convert.instant, formats=self.column.formats)
        plain: dict[str, Parse] = {"money": convert.money, "integer": convert.integer, "list": convert.members}
        return plain.get(self.kind)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything needed to turn the rows of one file into rows of the lake."""

    manifest: Manifest
    shape: Shape
    fields: tuple[FieldPlan, ...]
    id_columns: tuple[str, ...]
    extra: tuple[tuple[str, str | None], ...]
    """Unclaimed columns, sorted by name, each with its personal-data class if it has one."""
    head: tuple[str, ...]


def compile_plan(manifest: Manifest, shape: Shape, head: Sequence[str], *, file_name: str) -> Plan:
    """Check a manifest against a room's shape and a file's head line.

    Raises:
        RefusedError: the manifest names an unknown field, a wrong type or kind, or leaves out what the
            schema requires; or the file lacks a required column.
    """
    _refuse_strange_fields(manifest, shape)
    _refuse_gaps(manifest, shape)
    _refuse_kind(manifest, shape)
    _refuse_missing_column(manifest, shape, head, file_name)
    columns = dict(manifest.columns)
    if manifest.kind is not None:
        columns["kind"] = Column.model_validate({"const": manifest.kind})
    fields = tuple(_field(name, columns[name], shape, head) for name in shape.canonical if name in columns)
    return Plan(manifest, shape, fields, manifest.id, _extra(manifest, head), tuple(head))


def _refuse(manifest: Manifest, key: str, what: str, remedy: str) -> RefusedError:
    return RefusedError(what, where=Where(file=f"manifest {manifest.source}", key=key), remedy=remedy)


def _refuse_strange_fields(manifest: Manifest, shape: Shape) -> None:
    for name, column in manifest.columns.items():
        if name not in shape.canonical:
            remedy = f"Use one of: {', '.join(shape.canonical)}"
            raise _refuse(manifest, f"columns.{name}", f"a {manifest.target} has no field {name!r}", remedy)
        natural = cell_type(shape.schema.field(name).type)
        if column.type is not None and column.type != natural:
            raise _refuse(
                manifest, f"columns.{name}.type", f"the field is {natural}, not {column.type}", f"Write type: {natural}"
            )


def _refuse_gaps(manifest: Manifest, shape: Shape) -> None:
    filled = {*manifest.columns, *(name for name in (shape.key, shape.moment) if name), "kind"}
    for field in shape.schema:
        if not field.nullable and field.name not in shape.provenance and field.name not in filled:
            raise _refuse(
                manifest, f"columns.{field.name}", "a required field is not filled", "Say which column it is in"
            )


def _refuse_kind(manifest: Manifest, shape: Shape) -> None:
    if manifest.kind is not None and shape.kinds and manifest.kind not in shape.kinds:
        remedy = f"Use one of: {', '.join(shape.kinds)}"
        raise _refuse(manifest, "kind", f"there is no kind {manifest.kind!r}", remedy)


def _refuse_missing_column(manifest: Manifest, shape: Shape, head: Sequence[str], file_name: str) -> None:
    for name in [*manifest.required_columns(), *_columns_of_required_fields(manifest, shape, head)]:
        if head and name not in head:
            where = Where(file=file_name, row=1, column=name)
            raise RefusedError(
                "the required column is missing", where=where, remedy="Add the column and hand the file in again"
            )


def _columns_of_required_fields(manifest: Manifest, shape: Shape, head: Sequence[str]) -> list[str]:
    """Return the first column of each field that the schema requires and no column of the file fills."""
    return [
        column.from_[0]
        for name, column in manifest.columns.items()
        if column.from_
        and not shape.schema.field(name).nullable
        and column.otherwise is None
        and name not in (shape.key, shape.moment)
        and not set(column.from_) & set(head)
    ]


def cell_type(arrow: pa.DataType) -> CellType:
    """Return how the cells of a canonical field are read."""
    if pa.types.is_decimal(arrow):
        return "money"
    if pa.types.is_integer(arrow):
        return "integer"
    if pa.types.is_date(arrow):
        return "date"
    if pa.types.is_timestamp(arrow):
        return "datetime"
    return "list" if pa.types.is_list(arrow) else "text"


def _field(name: str, column: Column, shape: Shape, head: Sequence[str]) -> FieldPlan:
    field = shape.schema.field(name)
    allowed = frozenset(column.allowed) or (frozenset(shape.kinds) if name == "kind" else frozenset())
    return FieldPlan(
        name=name,
        kind=cell_type(field.type),
        arrow=field.type,
        sources=tuple(source for source in column.from_ if source in head),
        column=column,
        allowed=allowed,
        required=column.required or (not field.nullable and name != shape.moment),
        personal=column.personal or _natural_class(field),
        trim=name not in shape.text_as_read,
    )


def _natural_class(field: pa.Field) -> str | None:
    """A field that the schema calls personal is pseudonymised even where the manifest forgets to say so."""
    if (field.metadata or {}).get(b"personal") != b"personal":
        return None
    return "phone" if field.name.endswith("phone") else "person_name"


def _extra(manifest: Manifest, head: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    taken = manifest.claimed() | set(manifest.ignore)
    names = sorted(name for name in head if name not in taken and not _WORKING_COLUMN.match(name))
    return tuple((name, _class_of(manifest, name)) for name in names)


def _class_of(manifest: Manifest, name: str) -> str | None:
    if name in manifest.extra:
        return manifest.extra[name].personal
    return next((kind for kind, words in _PERSONAL_NAMES if words.search(name)), None)
