"""Source manifests: how one agency's file becomes signals, rights or licences, as data.

A manifest says which files it speaks for, which columns feed which canonical field, what a cell may
hold, which columns name natural persons, and what the file as a whole is expected to be. It knows
no schema: the rooms check its field names against theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from jianzhen.base.errors import RefusedError, Where

FORMAT: Final = 1
"""The version of the manifest format this program speaks."""

Target = Literal["signal", "right", "licence"]
CellType = Literal["text", "money", "integer", "date", "datetime", "list"]
PersonalClass = Literal["person_name", "phone", "address", "resident_id"]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
"""One name or a list of names."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Title(_Strict):
    """What the source is called on screen."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Match(_Strict):
    """Which files the manifest speaks for; everything that is given must hold.

    Attributes:
        files: file-name patterns (``*`` and ``?``, case does not matter); one of them fits.
        columns: column names that the head line has, all of them.
        without: column names that it has not, none of them.
    """

    files: Names = ()
    columns: Names = ()
    without: Names = ()

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.files and not self.columns:
            raise ValueError("match needs files or columns, else it would claim every file")
        return self

    def speaks_for(self, file_name: str) -> bool:
        """Say whether the file's name fits; without patterns every name does."""
        name = file_name.casefold()
        return not self.files or any(fnmatchcase(name, pattern.casefold()) for pattern in self.files)

    def missing(self, columns: Sequence[str]) -> list[str]:
        """Return the columns asked for that a head line lacks."""
        return [name for name in self.columns if name not in columns]

    def unwanted(self, columns: Sequence[str]) -> list[str]:
        """Return the columns of a head line that rule the manifest out."""
        return [name for name in self.without if name in columns]


class Column(_Strict):
    """How one canonical field is filled.

    Attributes:
        from_: the columns it is read from (``from`` in the file); several are joined.
        join: what stands between several filled cells.
        const: a fixed value instead of columns.
        type: how a cell is read; by default what the canonical field is.
        formats: further date patterns (strptime) beside the usual ones.
        map: cell to canonical value; a cell that is not in it is a fault unless ``otherwise`` says more.
        otherwise: the value of cells that ``map`` does not know, and of empty ones unless ``required``.
        allowed: the closed list of values after mapping.
        required: the column must exist and every row must fill it.
        personal: the cell names a natural person: the lake gets a pseudonym, the vault the value.
    """

    from_: Names = Field(default=(), alias="from")
    join: str = " "
    const: str | None = None
    type: CellType | None = None
    formats: Names = ()
    map: dict[str, str] = Field(default_factory=dict)
    otherwise: str | None = None
    allowed: Names = ()
    required: bool = False
    personal: PersonalClass | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if bool(self.from_) == (self.const is not None):
            raise ValueError("give either from or const")
        if self.otherwise is not None and not self.map:
            raise ValueError("otherwise needs a map")
        if self.personal is not None and self.type not in (None, "text"):
            raise ValueError("a personal column is text")
        return self


class ExtraColumn(_Strict):
    """A column that is kept aside in ``extra``; named only to give its personal-data class."""

    personal: PersonalClass


class Expect(_Strict):
    """What the file as a whole must be; otherwise it is refused and nothing of it lands.

    Attributes:
        min_rows: rows it has at least; an empty file is one of 0 rows.
        max_quarantined: the largest share (0 to 1) of rows that may be set aside.
    """

    min_rows: int = Field(default=0, ge=0)
    max_quarantined: Decimal = Field(default=Decimal(1), ge=0, le=1)


class Manifest(_Strict):
    """One source: see ``docs/reference/manifests.md`` for every key with an example.

    Attributes:
        manifest: the format's version.
        source: the source's id; it is part of every signal's identity, so it never changes.
        target: what the rows become.
        kind: the kind of every row, unless ``columns`` has a field ``kind``.
        id: the columns that name a record at its source; none: the row's content names it.
        columns: canonical field to how it is filled.
        extra: columns kept aside that hold personal data.
        ignore: columns that are dropped.
    """

    manifest: int
    source: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")
    title: Title
    target: Target
    kind: str | None = None
    match: Match
    sheet: str | None = None
    encoding: str | None = None
    id: Names = ()
    columns: dict[str, Column] = Field(min_length=1)
    extra: dict[str, ExtraColumn] = Field(default_factory=dict)
    ignore: Names = ()
    expect: Expect = Field(default_factory=Expect)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.manifest != FORMAT:
            raise ValueError(f"format {self.manifest} is not known, this program speaks {FORMAT}")
        if (self.kind is None) == ("kind" not in self.columns):
            raise ValueError("give the kind once: as kind, or as a field of columns")
        twice = sorted(set(self.ignore) & (self.claimed() | set(self.extra)))
        if twice:
            raise ValueError(f"column {twice[0]!r} is both used and ignored")
        return self

    def claimed(self) -> set[str]:
        """Return the columns that feed the id or a canonical field."""
        return {name for column in self.columns.values() for name in column.from_} | set(self.id)

    def required_columns(self) -> list[str]:
        """Return the columns without which the file is refused, in manifest order."""
        needed = [name for column in self.columns.values() if column.required for name in column.from_]
        return list(dict.fromkeys([*self.id, *needed]))


class _Loader(yaml.BaseLoader):
    """Reads every scalar as text (``no`` stays "no") and refuses a key that comes twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - yaml's own signature
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} comes twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_manifest(path: Path) -> Manifest:
    """Read one manifest.

    Raises:
        RefusedError: not YAML, a key that is unknown, missing, wrong or doubled; names file and key.
    """
    try:
        facts = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - builds plain text only
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        mark = getattr(fault, "problem_mark", None)
        what = getattr(fault, "problem", None) or str(fault)
        where = Where(file=path.name, row=mark.line + 1 if mark else None)
        raise RefusedError(
            f"the manifest is not readable YAML ({what})", where=where, remedy="Mend the line"
        ) from fault
    try:
        return Manifest.model_validate(facts)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(top)"
        remedy = "See docs/reference/manifests.md for the keys"
        raise RefusedError(first["msg"], where=Where(file=path.name, key=key), remedy=remedy) from fault
