"""A form with its facts in place, ready to be written; or what it lacks (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Why(StrEnum):
    """Why a form cannot be issued yet."""

    ABSENT = "absent"
    NO_LAW = "needs_legal_review"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a form lacks: the field, its label, where it comes from, and why it is lacking."""

    key: str
    zh: str
    en: str
    source: str
    why: Why
    detail: str = ""

    def to_json(self) -> dict[str, str]:
        """Return it as JSON values."""
        return {
            "key": self.key,
            "zh": self.zh,
            "en": self.en,
            "source": self.source,
            "why": self.why.value,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Missing:
    """A form that may not be issued: everything it lacks, in the order in which it is printed."""

    code: str
    title: str
    title_en: str
    lacks: tuple[Lack, ...]

    @property
    def zh(self) -> str:
        """What it lacks, in Chinese."""
        return f"《{self.title}》缺：" + "；".join(f"{lack.zh}（{lack.source}）" for lack in self.lacks)

    @property
    def en(self) -> str:
        """What it lacks, in English."""
        return f"{self.title_en} ({self.code}) lacks: " + "; ".join(f"{one.en} ({one.source})" for one in self.lacks)


@dataclass(frozen=True, slots=True)
class LawFigure:
    """A figure of law as printed, with the version it comes from and how it is cited; it holds on ``as_of``."""

    key: str
    rule_id: str
    words: str
    citation: str
    as_of: date

    def to_json(self) -> dict[str, str]:
        """Return it as JSON values."""
        return {"key": self.key, "rule_id": self.rule_id, "words": self.words, "citation": self.citation}


class Style(StrEnum):
    """How a paragraph stands on the page."""

    AGENCY = "agency"
    TITLE = "title"
    NUMBER = "number"
    PARA = "para"
    LINE = "line"
    HEAD = "head"
    RIGHT = "right"
    SIGN = "sign"
    NOTE = "note"
    CELL = "cell"
    CELL_RIGHT = "cell_right"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``fact`` is one that was filled in, which is underlined in running text."""

    text: str
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph; ``kept`` on the page of what follows it."""

    style: Style
    runs: tuple[Run, ...]
    kept: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a form's table. ``group`` is the label at its left, the same words for all of a group's rows.

    ``joined``: it carries on the row above it, without a line between: who signs stands at the foot of the cell.
    """

    cells: tuple[tuple[Para, ...], ...]
    tall: int = 1
    group: str = ""
    group_starts: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of labels and facts."""

    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of goods, payments or papers; the head row is repeated on every page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """The agency's name, the place of its seal, and the day; ``followed`` by small print on the same page."""

    agency: str
    day: str
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A paper seal of 30 by 7 cm."""

    agency: str
    day: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The next page begins here."""


Node = Para | Grid | Listing | Seal | Strip | NewPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A complete document; ``number`` is empty for a form that carries none. ``as_of`` is its day."""

    code: str
    title: str
    set_title: str
    agency: str
    number: str
    as_of: date
    pages: bool
    nodes: tuple[Node, ...]
    law: tuple[LawFigure, ...]

    @property
    def text(self) -> str:
        """Every word of it, one line for each paragraph or row."""
        return "\n".join(line for node in self.nodes for line in _lines(node))


def _lines(node: Node) -> list[str]:
    match node:
        case Para():
            return [node.text]
        case Grid():
            return [" ".join(para.text for cell in row.cells for para in cell) for row in node.rows]
        case Listing():
            return [" ".join(row) for row in (node.head, *node.rows)]
        case Seal() | Strip():
            return [node.agency, node.day]
        case NewPage():
            return []
