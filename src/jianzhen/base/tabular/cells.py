"""One cell: how a value becomes text, how a list is joined, how a formula is kept from running."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

LIST_SEPARATOR: Final = ";"
"""Lists inside a cell are joined with this (contract)."""

_RISKY = re.compile(r"""^'*(?:[\t\r\n]|[\s"'\u200b\ufeff]*[=+\-@＝＋－＠])""")
_MAYBE_RISKY: Final = frozenset("=+-@＝＋－＠\t\r\n'\"\u200b\ufeff ")


def guard(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: a risky cell gets a leading ``'``.

    Risky is what begins with ``= + - @``, their full-width twins, a tab or a line break, also behind
    spaces, quotes or invisible characters (OWASP, "CSV Injection"). :func:`unguard` undoes it exactly.
    """
    if text and (text[0] in _MAYBE_RISKY or text[0].isspace()) and _RISKY.match(text):
        return "'" + text
    return text


def unguard(text: str) -> str:
    """Return ``text`` without the ``'`` that :func:`guard` set before it; other text is unchanged."""
    if text.startswith("'") and _RISKY.match(text[1:]):
        return text[1:]
    return text


def split_list(text: str) -> list[str]:
    """Return the members of a list cell, trimmed, without empty ones; a full-width ； separates too."""
    members = (part.strip() for part in text.replace("；", LIST_SEPARATOR).split(LIST_SEPARATOR))
    return [part for part in members if part]


def cell_text(value: object) -> str | None:
    """Return the text of a cell value; ``None`` for an empty one.

    Numbers lose no digit and gain no ``.0``; dates are ISO; instants are UTC with ``Z``; lists of plain
    values are joined with ``;``; other structures are JSON.
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, datetime | date | time | timedelta):
        return _time_text(value)
    if isinstance(value, bytes):
        return value.hex() or None
    return _structure_text(value)


def number_text(value: float | Decimal) -> str:
    """Return a number as plain digits, never in scientific notation."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        if not math.isfinite(value):
            return repr(value)
        return format(Decimal(repr(value)), "f")
    return format(value, "f")


def _time_text(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
        return value.isoformat(sep=" ")
    if isinstance(value, timedelta):
        return str(value)
    return value.isoformat()


def _structure_text(value: object) -> str | None:
    if isinstance(value, list | tuple) and not any(isinstance(item, list | tuple | dict) for item in value):
        return _list_text(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=cell_text)


def _list_text(items: Sequence[object]) -> str | None:
    return LIST_SEPARATOR.join(text for text in map(cell_text, items) if text is not None) or None
