"""Facts for forms: looked up by path, read by type, and never taken if marked as a state secret (pure).

Facts are plain JSON: objects, lists, texts, numbers. Dates are texts such as 2026-11-24, times 2026-11-24T09:30
(both as they are in Shanghai), money is a text or a whole number of yuan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.forms.model import FormField, Type

_MARKING: Final = re.compile(
    r"(绝密|机密|秘密)\s*[★☆]"
    r"|密级\s*[:：]?\s*(绝密|机密|秘密)"
    r"|[【\[〔（(]\s*(绝密|机密|秘密)\s*[】\]〕）)]"
    r"|^\s*(绝密|机密|秘密)(级)?\s*($|[:：])",
    re.MULTILINE,
)
"""A state-secret marking. 商业秘密 and other words of prose that contain 秘密 are none."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MONEY: Final = re.compile(r"^\d{1,16}(\.\d{1,2})?$")
"""How an amount in yuan is written."""

Value = str | int | date | datetime | Decimal | tuple[str, ...] | tuple[tuple[str, ...], ...]
"""What a fact is once read."""


def refuse_secret(facts: Mapping[str, Any]) -> None:
    """Refuse facts of which any is marked 秘密, 机密 or 绝密: such a document is not made in this system.

    Raises:
        RefusedError: the message names the path of the first one, not its text.
    """
    for path, text in _texts(facts, ""):
        if _MARKING.search(text):
            raise RefusedError(
                "the fact is marked 秘密/机密/绝密",
                where=Where(key=path),
                remedy="Handle it outside this system by the secrecy rules",
                zh="内容带有密级标志，不得录入本系统。请按保密规定另行办理",
            )


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            here = f"{path}.{key}".strip(".")
            yield here, str(key)
            yield from _texts(inner, here)
    elif isinstance(value, Sequence):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{number}")


def lookup(facts: Mapping[str, Any], path: str) -> Any:
    """Return what stands at the path, or None where nothing does."""
    found: Any = facts
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Sequence) and not isinstance(found, str) and part.isdigit():
            found = found[int(part)] if int(part) < len(found) else None
        else:
            return None
    return found


def read(field: FormField, facts: Mapping[str, Any]) -> Value | None:
    """Return the field's fact, or None where there is none (an empty text or list is none).

    Raises:
        RefusedError: what stands there is not what the field holds.
    """
    given = lookup(facts, field.source)
    if given is None or (isinstance(given, str) and not given.strip()) or given in ([], ()):
        return None
    return _READERS[field.type](field, given)


def _text(field: FormField, given: Any) -> str:
    words = _long(field, given)
    if "\n" in words:
        raise _refused(field, "has several lines where one belongs", "Write it in one line", "只能写一行")
    return words


def _long(field: FormField, given: Any) -> str:
    if not isinstance(given, str):
        raise _refused(field, f"is no text but {type(given).__name__}", "Write it as a text", "不是文字")
    if _UNPRINTABLE.search(given):
        raise _refused(
            field, "holds a control character, which no document can hold", "Take it out", "含有控制字符，请删去"
        )
    return given.replace("\r\n", "\n").replace("\r", "\n").strip()


def _date(field: FormField, given: Any) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as fault:
        words = "Write a day that exists, such as 2026-11-24"
        raise _refused(field, f"{given!r} is no date", words, f"{given!r}不是存在的日期") from fault


def _time(field: FormField, given: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError) as fault:
        raise _refused(field, f"{given!r} is no time", "Write 2026-11-24T09:30", f"{given!r}不是时间") from fault
    if "T" not in given or moment.tzinfo is not None:
        words = "Write 2026-11-24T09:30, without a zone"
        raise _refused(field, f"{given!r} is no time of day in Shanghai", words, "请写到时分，不带时区")
    return moment


def _int(field: FormField, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise _refused(field, f"{given!r} is no count", "Write a whole number, 0 or more", f"{given!r}不是整数")
    return given


def _money(field: FormField, given: Any) -> Decimal:
    whole = isinstance(given, int) and not isinstance(given, bool)
    try:
        amount = Decimal(str(given)) if whole or isinstance(given, str) else None
    except InvalidOperation:
        amount = None
    if amount is None or not MONEY.fullmatch(str(given)):
        words = 'Write "1250.50" (a text) or a whole number'
        raise _refused(field, f"{given!r} is no amount in yuan", words, f"{given!r}不是金额，请写成1250.50的样子")
    return amount


def _choice(field: FormField, given: Any) -> str:
    if given not in field.options:
        words = "、".join(field.options)
        raise _refused(field, f"{given!r} is none of the choices", f"Choose one of {words}", f"只能是其中之一：{words}")
    return str(given)


def _checks(field: FormField, given: Any) -> tuple[str, ...]:
    chosen = [given] if isinstance(given, str) else given
    if not isinstance(chosen, list) or len(set(map(str, chosen))) != len(chosen):
        words = "、".join(field.options)
        raise _refused(
            field, "is no list of different choices", f"Choose among {words}", f"只能从中选择，不得重复：{words}"
        )
    return tuple(_choice(field, one) for one in chosen)


def _list(field: FormField, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise _refused(field, "is no list of texts", "Write a list, one text each", "应当逐项列出")
    return tuple(_text(field, item) for item in given)


def _rows(field: FormField, given: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        words = "、".join(key for key, _ in field.columns)
        raise _refused(field, "is no list of rows", f"Give each row {words}", "应当逐行列出")
    return tuple(_row(field, number, row) for number, row in enumerate(given, 1))


def _row(field: FormField, number: int, row: Mapping[str, Any]) -> tuple[str, ...]:
    keys = [key for key, _ in field.columns]
    strange = sorted(set(row) - set(keys))
    lacking = [label for key, label in field.columns if key not in field.loose and row.get(key) in (None, "")]
    if strange or lacking:
        what = f"has a strange {', '.join(strange)}" if strange else f"lacks {'、'.join(lacking)}"
        zh = f"第{number}行" + (f"多出{'、'.join(strange)}" if strange else f"缺{'、'.join(lacking)}")
        raise _refused(field, f"row {number} {what}", f"Give each row {'、'.join(keys)}", zh)
    return tuple(_cell(field, row.get(key)) for key in keys)


def _cell(field: FormField, given: Any) -> str:
    if isinstance(given, int) and not isinstance(given, bool):
        return str(_int(field, given))
    return "" if given is None else _text(field, given)


def _refused(field: FormField, what: str, remedy: str, zh: str) -> RefusedError:
    return RefusedError(
        f"{field.zh} {what}", where=Where(key=field.source), remedy=remedy, zh=f"{field.zh}：{zh}（{field.source}）"
    )


_READERS: Final[Mapping[Type, Callable[[FormField, Any], Value]]] = {
    Type.TEXT: _text,
    Type.LONG: _long,
    Type.DATE: _date,
    Type.TIME: _time,
    Type.INT: _int,
    Type.MONEY: _money,
    Type.CHOICE: _choice,
    Type.CHECKS: _checks,
    Type.LIST: _list,
    Type.ROWS: _rows,
}
