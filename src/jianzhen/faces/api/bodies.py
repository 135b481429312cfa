"""Bodies: JSON in UTF-8, read strictly; everything a program can get wrong is refused before it means anything."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from jianzhen.faces.api.problems import ProblemError

MAX_BODY: Final = 1024 * 1024
"""Bytes of a body."""
MAX_DEPTH: Final = 16
MAX_NUMBER: Final = 40
"""Characters of a number; longer ones cost time out of proportion and mean nothing here."""
MAX_EXPONENT: Final = 30

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class StrictParser(Parser):
    """Reads JSON: no key twice, no NaN, no monstrous number, no depth, no text that a database cannot hold."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the value of the body.

        Raises:
            ProblemError: it is not the JSON we take; ``where`` is a JSON pointer.
        """
        kind = request.content_type or ""
        charset = (request.content_params or {}).get("charset", "utf-8")
        if kind != "application/json" or charset.lower() not in ("utf-8", "utf8"):
            raise ProblemError("media_type", where="Content-Type")
        value = _read(request.body)
        _check(value)
        return value

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the parameters of the address.

        Raises:
            ProblemError: one holds what a database cannot hold.
        """
        for name in data:
            for value in data.getlist(name):
                _check_text(value, name)
        return super().parse_querydict(data, list_fields, request)


def _read(body: bytes) -> Any:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except RecursionError:
        raise ProblemError("too_deep") from None
    except json.JSONDecodeError as fault:
        raise ProblemError("not_json", where=f"line {fault.lineno}, column {fault.colno}") from None
    except UnicodeDecodeError as fault:
        raise ProblemError("not_json", where=f"byte {fault.start}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ProblemError("duplicate_key", where=_shown(key))
        found[key] = value
    return found


def _decimal(text: str) -> Decimal:
    exponent = re.split("[eE]", text)[1:]
    if len(text) > MAX_NUMBER or (exponent and abs(int(exponent[0])) > MAX_EXPONENT):
        raise ProblemError("not_a_number", where=text[:MAX_NUMBER])
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > MAX_NUMBER:
        raise ProblemError("not_a_number", where=text[:MAX_NUMBER])
    return int(text)


def _constant(text: str) -> NoReturn:
    raise ProblemError("not_a_number", where=text)


def _check(value: Any) -> None:
    """Walk the value without recursion; refuse depth and texts that cannot be stored."""
    waiting: list[tuple[str, int, Any]] = [("", 1, value)]
    while waiting:
        where, depth, part = waiting.pop()
        if isinstance(part, str):
            _check_text(part, where)
            continue
        if not isinstance(part, dict | list):
            continue
        if depth > MAX_DEPTH:
            raise ProblemError("too_deep", where=where[:80])
        members = part.items() if isinstance(part, dict) else enumerate(part)
        for key, member in members:
            if isinstance(key, str):
                _check_text(key, where)
            waiting.append((f"{where}/{key}", depth + 1, member))


def _check_text(text: str, where: str) -> None:
    if _UNSTORABLE.search(text):
        raise ProblemError("bad_text", where=_shown(where))


def _shown(text: str) -> str:
    """Return a name that came from the caller, short and printable."""
    return text[:80].encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")
