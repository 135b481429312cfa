"""What a form is: fields with their sources, blocks of text and tables, who signs and who receives (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

PLACE: Final = re.compile(r"\{([^{}]+)\}")
"""A place in a template: ``{field}``, ``{field~}``, or ``{law:key}`` for a figure of law at the form's date."""
BOXES: Final = "~"
"""Ends a place that shows all options of a choice, the chosen one ticked."""
LAW: Final = "law:"
MAKER: Final = "agency_name"
NUMBERED: Final = ("agency_prefix", "serial")
"""What every form needs, and what every numbered one needs beside that."""


class Type(StrEnum):
    """What a field holds; docs/reference/forms.md says how each is written as a fact and printed."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    TIME = "time"
    INT = "int"
    MONEY = "money"
    CHOICE = "choice"
    CHECKS = "checks"
    LIST = "list"
    ROWS = "rows"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormField(_Strict):
    """One fact a form asks for.

    ``source`` is the path in the facts (``party.name``, ``officers.0.name``); a field without one of its own is
    taken from ``form.<key>``. ``columns`` of rows are (key, label); a row needs a cell in each but those of ``loose``.
    """

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    type: Type = Type.TEXT
    source: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")
    optional: bool = False
    options: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    loose: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.type in (Type.CHOICE, Type.CHECKS)) != bool(self.options):
            raise ValueError(f"{self.zh}: options belong to choice and checks, and only to them")
        if (self.type is Type.ROWS) != bool(self.columns):
            raise ValueError(f"{self.zh}: columns belong to rows, and only to them")
        if len(set(self.options)) != len(self.options) or len(dict(self.columns)) != len(self.columns):
            raise ValueError(f"{self.zh}: an option or a column stands twice")
        return self


def read_field(key: str, words: str, english: str = "") -> FormField:
    """Read the short way to write a field: ``立案日期 | date | from=case.filed_on | optional | options=甲,乙``.

    Its English name is ``english``, or else its key in words.
    Columns are written ``columns=name:名称,note?:备注``; a cell of one marked ``?`` may be empty.

    Raises:
        ValueError: a word is none of these (pydantic's error is one).
    """
    label, *rest = (word.strip() for word in words.split("|"))
    found: dict[str, Any] = {"zh": label, "source": f"form.{key}", "en": english or key.replace("_", " ")}
    for word in rest:
        name, _, value = word.partition("=")
        if name == "from":
            found["source"] = value
        elif name == "options":
            found["options"] = tuple(value.split(","))
        elif name == "columns":
            pairs = [_pair(part) for part in value.split(",")]
            found["columns"] = tuple((key.rstrip("?"), label) for key, label in pairs)
            found["loose"] = tuple(key.rstrip("?") for key, _ in pairs if key.endswith("?"))
        elif word == "optional":
            found["optional"] = True
        else:
            found["type"] = Type(word)
    return FormField(**found)


def _pair(words: str) -> tuple[str, str]:
    key, colon, label = words.partition(":")
    if not (key and colon and label):
        raise ValueError(f"a column is key:label, not {words!r}")
    return key, label


class Row(_Strict):
    """One row of a grid: cells split by `` | ``; ``tall`` is its least height in lines."""

    cells: str = Field(min_length=1)
    tall: int = Field(default=1, ge=1, le=40)

    @property
    def templates(self) -> tuple[str, ...]:
        """The cells."""
        return tuple(cell.strip() for cell in self.cells.split(" | "))


class Group(_Strict):
    """Rows under one label that stands at their left from the first to the last."""

    group: str = Field(min_length=1)
    rows: tuple[Row, ...] = Field(min_length=1)


KINDS: Final = (
    "para", "line", "to", "head", "prose", "items", "grid", "rows", "signs", "seal", "attach", "note", "include",
    "body", "new_page", "strip", "foot",
)  # fmt: skip


class Block(_Strict):
    """One block, of exactly one kind.

    para: indented text; line: text at the margin; to: the addressee; head: a heading; prose: a long field as
    paragraphs; items: a list, numbered; grid: a table of labels and places; rows: a table of goods, papers (``total``:
    the column whose sum ends it); signs: lines to be signed and dated by hand; seal: agency, seal and date; attach:
    what is enclosed; note: small print under 注; foot: small print; include: a shared part; body: several blocks;
    strip: a paper seal.
    ``when`` prints the block only if a field has a fact (``key``) or a value (``key=value``); ``tick`` prints it
    always, behind ☑ or □.
    """

    when: str = ""
    tick: str = ""
    para: str = ""
    line: str = ""
    foot: str = ""
    to: str = ""
    head: str = ""
    prose: str = ""
    items: str = ""
    grid: tuple[Row | Group, ...] = ()
    rows: str = ""
    total: str = ""
    signs: tuple[str, ...] = ()
    seal: bool = False
    attach: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    include: str = ""
    body: tuple[Block, ...] = ()
    new_page: bool = False
    strip: bool = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"para": value} if isinstance(value, str) else _short_grid(value)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        found = [kind for kind in KINDS if getattr(self, kind)]
        if len(found) != 1:
            raise ValueError(f"a block is of exactly one kind, not of {found or 'none'}")
        if self.total and not self.rows:
            raise ValueError("total belongs to rows")
        if self.tick and not (self.para and "=" in self.tick):
            raise ValueError("tick wants key=value and belongs to a para")
        return self

    @property
    def kind(self) -> str:
        """The one kind it is of."""
        return next(kind for kind in KINDS if getattr(self, kind))

    def templates(self) -> Iterator[str]:
        """Yield the texts of this block itself that may hold places."""
        yield from (self.para, self.line, self.foot, self.to, self.head)
        yield from (*self.signs, *self.attach, *self.note)
        for row in rows_of(self.grid):
            yield from row.templates

    def named(self) -> Iterator[str]:
        """Yield the fields of this block itself, its condition left out; places for law keep their ``law:``."""
        for template in self.templates():
            yield from (place.removesuffix(BOXES) for place in PLACE.findall(template))
        yield from (key for key in (self.prose, self.items, self.rows) if key)


def rows_of(grid: tuple[Row | Group, ...]) -> Iterator[Row]:
    """Yield every row of a grid."""
    for entry in grid:
        yield from entry.rows if isinstance(entry, Group) else (entry,)


def _short_grid(value: Any) -> Any:
    if not isinstance(value, dict) or "grid" not in value:
        return value
    return {**value, "grid": [_short_row(entry) for entry in value["grid"]]}


def _short_row(entry: Any) -> Any:
    if isinstance(entry, str):
        return {"cells": entry}
    if isinstance(entry, dict) and "rows" in entry:
        return {**entry, "rows": [_short_row(row) for row in entry["rows"]]}
    return entry


APPROVED_BY: Final = "本机关负责人批准"
"""Who signs a form that the head of the agency approves before it is issued."""


class Form(_Strict):
    """One form, complete: ``fields`` holds every field its blocks name, shared ones too.

    ``number`` is the word of its number (涉罪移); a form without one has no number. ``valid_from`` is the first day
    on which the set may be used, ``procedure`` whose set it is, ``matters`` in which it is issued. ``bound``: issued
    only while an act that needs it on file may be taken. ``late``: may be issued after the matter has ended.
    ``overtaken`` says where the printed form was overtaken by law.
    """

    code: str = Field(pattern=r"^(cf|ts)[0-9]{2}$")
    title: str = Field(min_length=1)
    en: str = Field(min_length=1)
    set_title: str
    procedure: str
    matters: tuple[Literal["lead", "complaint", "report"], ...] = Field(min_length=1)
    valid_from: date
    bound: bool = False
    late: bool = False
    number: str = ""
    pattern: str = ""
    letterhead: bool = True
    pages: bool = True
    signs: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    overtaken: str = ""
    fields: dict[str, FormField]
    blocks: tuple[Block, ...] = Field(min_length=1)

    @property
    def approved_first(self) -> bool:
        """Whether the head of the agency approves it before it is issued, as its lines for signing say."""
        return APPROVED_BY in self.signs

    @model_validator(mode="after")
    def _whole(self) -> Self:
        used = set(_used(self.blocks))
        if unknown := sorted(used - set(self.fields)):
            raise ValueError(f"{self.code}: no such field: {', '.join(unknown)}")
        if unused := sorted(set(self.fields) - used - {MAKER, *NUMBERED}):
            raise ValueError(f"{self.code}: fields that no block uses: {', '.join(unused)}")
        if self.number and not ("{year}" in self.pattern and "{serial}" in self.pattern):
            raise ValueError(f"{self.code}: a number pattern needs {{year}} and {{serial}}")
        return self


def condition(words: str) -> tuple[str, str]:
    """Split ``key`` or ``key=value``; an empty value asks only for a fact."""
    key, _, value = words.partition("=")
    return key, value


def _used(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from (key for key in block.named() if not key.startswith(LAW))
        yield from (condition(words)[0] for words in (block.when, block.tick) if words)
        yield from _used(block.body)


def law_keys(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the keys of law whose figures the blocks print."""
    for block in blocks:
        yield from (key.removeprefix(LAW) for key in block.named() if key.startswith(LAW))
        yield from law_keys(block.body)
