"""Filings as they are screened: applications for trademarks and patents, earlier rights, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import pyarrow as pa

from jianzhen.base.errors import Where
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.names import name_key
from jianzhen.stages.screening.errors import RegisterRefusedError
from jianzhen.stages.screening.faults import Fault

Kind = Literal["trademark", "patent"]

FILING_COLUMNS: Final = (
    "filing_id", "kind", "mark", "title", "abstract", "class", "applicant", "applicant_uscc", "agent", "address",
    "filed_on", "status",
)  # fmt: skip
"""``mark`` of a trademark, ``title`` (and ``abstract``) of a patent; ``class`` numbers joined with ``;``."""
REQUIRED: Final = ("filing_id", "kind", "applicant", "filed_on")
EARLIER_COLUMNS: Final = ("right_id", "kind", "mark", "holder", "holder_uscc", "class", "goods", "valid_from",
                          "valid_to")  # fmt: skip

FOUND: Final = pa.schema(
    [
        ("filing_id", pa.string()),
        ("check", pa.string()),
        ("score", pa.float64()),
        ("verdict", pa.string()),
        ("weight", pa.float64()),
        ("right_id", pa.string()),
        ("reason_code", pa.string()),
        ("reason_params", pa.string()),
        ("basis", pa.string()),
    ]
)
"""One row a reason about one filing; the weights of a filing and its base make its score. A filing of which nothing
is said gives one ``clear`` row. ``basis`` names instruments in force on the day of filing, with their confidence."""


@dataclass(frozen=True, slots=True)
class Filing:
    """One application. ``applicant`` is the key people are told apart by: credit code, else folded name."""

    filing_id: str
    kind: Kind
    text: str
    folded: str
    abstract: str
    classes: frozenset[str]
    applicant: str
    name: str
    agent: str
    address: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier mark or name: ``holder`` as :attr:`Filing.applicant`; in force from ``start`` to ``end``."""

    right_id: str
    mark: str
    folded: str
    holder: str
    name: str
    classes: frozenset[str]
    start: date | None
    end: date | None


def party(name: str | None, code: str | None) -> str:
    """Return the key of an applicant or holder: its credit code, else its name without legal form."""
    return code or (name_key(name) if name else "")


def read_filings(table: pa.Table) -> tuple[list[Filing], list[Fault]]:
    """Return the filings of a table (columns :data:`FILING_COLUMNS`) and the rows that cannot be used.

    Raises:
        RegisterRefusedError: a required column is missing.
    """
    _require(table, REQUIRED)
    good: list[Filing] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, row in enumerate(_rows(table, FILING_COLUMNS), 2):
        fault = _fault(row, number, seen)
        if fault:
            faults.append(fault)
        else:
            seen.add(row["filing_id"])
            good.append(_filing(row))
    return good, faults


def _fault(row: dict[str, Any], number: int, seen: set[str]) -> Fault | None:
    for name in REQUIRED:
        if not row[name]:
            return Fault(number, name, "the cell is empty", "fill it in")
    if row["filing_id"] in seen:
        return Fault(number, "filing_id", f"{row['filing_id']!r} is given twice", "give each filing once")
    if row["kind"] not in ("trademark", "patent"):
        return Fault(number, "kind", f"{row['kind']!r} is no kind of filing", "write trademark or patent")
    named = "mark" if row["kind"] == "trademark" else "title"
    if not row[named]:
        return Fault(number, named, "the cell is empty", f"a {row['kind']} needs its {named}")
    try:
        date.fromisoformat(row["filed_on"])
    except ValueError:
        return Fault(number, "filed_on", f"{row['filed_on']!r} is no date", "write YYYY-MM-DD")
    return None


def _filing(row: dict[str, Any]) -> Filing:
    text = row["mark"] if row["kind"] == "trademark" else row["title"]
    return Filing(
        row["filing_id"], row["kind"], text, fold_text(text), fold_text(row["abstract"] or ""), classes(row["class"]),
        party(row["applicant"], row["applicant_uscc"]), row["applicant"], fold_text(row["agent"] or ""),
        fold_text(row["address"] or ""), date.fromisoformat(row["filed_on"]),
    )  # fmt: skip


def read_earlier(table: pa.Table | None) -> list[Earlier]:
    """Return the earlier marks and names of a register; rows without mark or with an unreadable date are left out.

    Raises:
        RegisterRefusedError: right_id or mark is no column.
    """
    if table is None:
        return []
    _require(table, ("right_id", "mark"))
    return list(_earlier(table))


def _earlier(table: pa.Table) -> Iterator[Earlier]:
    for row in _rows(table, EARLIER_COLUMNS):
        if not (row["right_id"] and row["mark"]) or row["kind"] not in (None, "", "trademark", "name"):
            continue
        try:
            start, end = _day(row["valid_from"]), _day(row["valid_to"])
        except ValueError:
            continue
        yield Earlier(
            row["right_id"], row["mark"], fold_text(row["mark"]), party(row["holder"], row["holder_uscc"]),
            row["holder"] or "", classes(row["class"] or row["goods"]), start, end,
        )  # fmt: skip


def classes(cell: str | None) -> frozenset[str]:
    """Return the classes a cell names: Nice numbers, or main groups of the patent classification (A01B)."""
    found = re.findall(r"(?<![\dA-Z])(?:[A-H]\d{2}[A-Z]|\d{1,2})(?![\d])", (cell or "").upper())
    return frozenset(one.lstrip("0") or "0" for one in found)


def _day(cell: str | None) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _require(table: pa.Table, names: Iterable[str]) -> None:
    for name in names:
        if name not in table.column_names:
            raise RegisterRefusedError(
                f"the table has no column {name}", where=Where(column=name), remedy=f"it needs {', '.join(names)}"
            )


def _rows(table: pa.Table, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    columns = [
        table.column(name).cast(pa.string()).to_pylist() if name in table.column_names else [None] * table.num_rows
        for name in names
    ]
    for row in zip(*columns, strict=True):
        yield {name: cell.strip() if cell else cell for name, cell in zip(names, row, strict=True)}
