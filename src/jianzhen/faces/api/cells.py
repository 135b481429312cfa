"""Cells of a request: texts with their limits, and numbers and dates read as intake reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from jianzhen.base.tabular.cells import number_text
from jianzhen.playbook.intake import convert

MAX_TEXT: Final = 20_000
"""Code points of one text."""
MAX_CELL: Final = 500
"""Code points of any other cell."""
MAX_MARK: Final = 64

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("day", "it is no date such as 2026-04-15")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "there is no such day") from None


def _as_cell(parse: Callable[[str], object], value: object) -> object:
    """Return the text of a cell that ``parse`` can read; what is neither text nor number is left to be refused."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = number_text(value)
    if isinstance(value, str) and 0 < len(value) <= MAX_CELL:
        try:
            parse(value)
        except convert.CellFault as fault:
            told: dict[str, Any] = {"what": fault.what, "remedy": fault.remedy}
            raise PydanticCustomError("cell", "{what}. {remedy}", told) from fault
    return value


def _cell(parse: Callable[[str], object], **schema: Any) -> Any:
    limits = StringConstraints(min_length=1, max_length=MAX_CELL)
    return Annotated[str, limits, BeforeValidator(partial(_as_cell, parse)), WithJsonSchema(schema)]


Day = Annotated[date, BeforeValidator(_as_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"\S")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]
Cell = Annotated[str, StringConstraints(max_length=MAX_CELL)]
Mark = Annotated[str, StringConstraints(min_length=1, max_length=MAX_MARK, pattern=r"\S")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=MAX_CELL, pattern=r"\S")]
Money = _cell(convert.money, type=["string", "number"], examples=["1280.50"])
Whole = _cell(convert.integer, type=["string", "integer"], examples=["12"])
DayCell = _cell(convert.day, type="string", examples=["2026-04-15"])
Moment = _cell(convert.instant, type="string", examples=["2026-04-15T09:30:00+08:00"])
