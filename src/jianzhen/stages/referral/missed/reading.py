"""What one record says: its fields, its quantities and its marks, by the words of ``fields.yml`` (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from jianzhen.stages.referral.missed.acts import Read, Recorded
from jianzhen.stages.referral.missed.fields import Fields, any_of, fields

MARKS: Final = "marks"
_QUOTED: Final = re.compile(r"[“\"「『]([^“”\"「」『』]{1,40})[”\"」』]")
_INCOME: Final = re.compile(r"(?:违法所得|获利)(?:金额|数额)?(?:共计|合计|计|为|人民币)*([\d,]+(?:\.\d+)?)(万)?元")
_VALUE: Final = re.compile(
    r"(?:货值(?:金额)?|(?:违法|非法)经营(?:数)?额|(?:销售|涉案)(?:金额|总额|货值|额|收入))"
    r"(?:共计|合计|总计|总额|计|为|约|达|人民币)*([\d,]+(?:\.\d+)?)(万)?元"
)
_TEN_THOUSAND: Final = 10_000

IsMark = Callable[[str], bool]
"""Says whether a word is a mark that a register of rights holds."""


def nothing_registered(_word: str) -> bool:
    """Know no register."""
    return False


def read(record: Recorded, is_mark: IsMark = nothing_registered) -> tuple[Read, ...]:
    """Return what a record says in each field it speaks of; nothing where it speaks of none, or denies it.

    A record that takes a suspicion back is returned for every field with ``cleared``.
    """
    known, words = fields(), f"{record.cause}\n{record.text}"
    marks = frozenset(_QUOTED.findall(record.text))
    if not record.decides and any_of(known.cleared).search(words):
        return tuple(Read(name, {}, marks, cleared=True) for name in known.fields)
    if any_of(known.denied).search(words):
        return ()
    if not record.decides and not any_of(known.suspicion).search(words):
        return ()
    found = [name for name, entry in known.fields.items() if any_of(entry.says).search(words)]
    if not found and any(is_mark(mark) for mark in marks):
        found = [MARKS]
    return tuple(Read(name, quantities(record, known), marks) for name in found)


def quantities(record: Recorded, known: Fields) -> dict[str, Decimal]:
    """Return what a record counts.

    Without a cell for it the amount is read from the words; where they name several, the largest.
    ``value`` is the amount whatever its concept: the volume of business is the value of everything made, stored, moved
    or sold (法释〔2004〕19号 art 12). It is ``sales`` only where the words speak of sales, else ``stock``.
    """
    found: dict[str, Decimal] = {}
    value = record.amount or max(map(_number, _VALUE.findall(record.text)), default=None)
    if value:
        found["value"] = value
        found[_concept(record.text, known)] = value
    income = max(map(_number, _INCOME.findall(record.text)), default=None)
    if income:
        found["income"] = income
    if record.quantity:
        found["pieces"] = Decimal(record.quantity)
        if f"{record.quantity}{known.cartons}" in record.text:
            found["cartons"] = Decimal(record.quantity)
    return found


def _number(found: tuple[str, str]) -> Decimal:
    """Return an amount in the words of a decision, such as 3.2万元; signs of no number count as nothing."""
    digits = found[0].replace(",", "")
    number = Decimal(digits) if digits else Decimal(0)
    return number * _TEN_THOUSAND if found[1] else number


def _concept(text: str, known: Fields) -> str:
    sold, stock = any_of(known.sold).search(text), any_of(known.stock).search(text)
    return "sales" if sold and not stock else "stock"
