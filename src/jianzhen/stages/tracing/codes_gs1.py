"""GS1 element strings and Digital Links, as far as traces of goods need them: keys, lot, serial, dates (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from stdnum import gs1_128
from stdnum.exceptions import InvalidChecksum, ValidationError

from jianzhen.base.codes import gs1_check_digit

KEYS: Final = ("00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018")
"""Application identifiers a Digital Link may begin with (GS1 Digital Link: URI Syntax, primary keys)."""

CHECKED: Final[Mapping[str, tuple[int, ...]]] = {
    "00": (18,),
    "01": (14, 13, 12, 8),
    "02": (14,),
    **{f"41{digit}": (13,) for digit in range(8)},
    "8017": (18,),
    "8018": (18,),
}
"""Identifiers whose whole value ends in a check digit, and the lengths it may have."""

_MARKED: Final = re.compile(r"\((\d{2,4})\)([^(]*)")
_SYMBOLOGY: Final = ("]C1", "]d2", "]Q3", "]e0", "\x1d")


def element_string(text: str) -> tuple[dict[str, Any], str] | None:
    """Return the elements of a string that is marked as GS1 (brackets, a symbology prefix or FNC1), and a fault code.

    ``None`` where nothing marks the text as an element string: bare digits are not guessed at.
    """
    stripped = unicodedata.normalize("NFKC", text).strip(" \r\n\t")
    if stripped.startswith("("):
        found = {match[1]: match[2].strip() for match in _MARKED.finditer(stripped)}
        return found, _fault(stripped)
    prefix = next((mark for mark in _SYMBOLOGY if stripped.startswith(mark)), None)
    if prefix is None and "\x1d" not in stripped:
        return None
    body = stripped.removeprefix(prefix or "").removeprefix("\x1d")
    try:
        return {key: str(value) for key, value in gs1_128.info(body, separator="\x1d").items()}, ""
    except InvalidChecksum:
        return {body[:2]: body[2:16]}, ""
    except ValidationError:
        return {}, "gs1.form"


def _fault(text: str) -> str:
    try:
        gs1_128.info(text)
    except InvalidChecksum:
        return ""
    except ValidationError:
        return "gs1.form"
    return ""


def digital_link(text: str) -> dict[str, str]:
    """Return the elements of a GS1 Digital Link by application identifier; empty where the address is none."""
    address = urlsplit(text)
    steps = [unquote(step) for step in address.path.split("/") if step]
    start = next((at for at, step in enumerate(steps) if step in KEYS and at + 1 < len(steps)), None)
    if start is None:
        return {}
    tail = steps[start:]
    found = dict(zip(tail[::2], tail[1::2], strict=False))
    found |= {key: value for key, value in parse_qsl(address.query) if key.isdecimal() and 2 <= len(key) <= 4}
    return found


def judge(elements: Mapping[str, Any]) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether all check digits hold (``None`` without any), and fault codes of those that do not."""
    judged: dict[str, bool] = {}
    for key, lengths in CHECKED.items():
        value = str(elements.get(key, ""))
        if not value:
            continue
        right = value.isascii() and value.isdecimal() and len(value) in lengths
        judged[key] = right and int(value[-1]) == gs1_check_digit(value[:-1])
    if not judged:
        return None, ()
    return all(judged.values()), tuple(f"check_digit.{key}" for key, holds in judged.items() if not holds)
