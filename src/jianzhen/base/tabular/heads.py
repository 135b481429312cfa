"""The head line: one, complete, without repeats. Anything else is refused before a row is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where

SAMPLE_ROWS: Final = 20
"""Rows after the head that are looked at to tell a second head line from data."""

_NUMBER = re.compile(r"^[¥￥]?-?\d[\d,]*(\.\d+)?%?$")
_DATE = re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]\d.*)?$")
_HEAD_WORD = re.compile(
    r"(编号|序号|名称|标题|主题|价格|单价|日期|时间|金额|数量|电话|地址|类型|类别|种类|内容|详情|姓名|商标|权利人|条码"
    r"|规格|备注|商品|店铺|商家|卖家|\bid|_id|name|title|text|price|date|kind|mark|holder|goods|seller|content|phone)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^(19|20)\d\d$")
_NO_VALUE = re.compile(r"^(长期|永久|无|不详|面议|待定|未知|空|暂无|n/?a|nil|none|null|[-—/.]+)$", re.IGNORECASE)
_ONE_HEAD = "Keep exactly one line of column names above the data"

Row = Sequence[str | None]


def check_head(head: Row, sample: Sequence[Row], *, path: Path, row: int = 1, sheet: str | None = None) -> list[str]:
    """Return the column names in ``head``, the first row of a table, trimmed.

    A column without a name and without a cell in ``sample`` is named ``(column N)``.

    Args:
        head: the first row that is not empty.
        sample: up to :data:`SAMPLE_ROWS` rows below it.
        path: the file, for the message.
        row: the row number of ``head``.
        sheet: the sheet, for the message.

    Raises:
        RefusedError: no head line, two head lines, a column without a name, a name that comes twice.
    """
    where = Where(file=path.name, sheet=sheet, row=row)
    names = [(cell or "").strip().lstrip("\ufeff") for cell in head]
    _refuse_data_as_head(names, where)
    _refuse_second_head(names, sample, where)
    names = _name_empty(names, sample, where)
    _refuse_repeats(names, where)
    return names


def _refuse_data_as_head(names: list[str], where: Where) -> None:
    filled = [name for name in names if name]
    telling = [name for name in filled if _DATE.match(name) or _is_long_number(name)]
    values = [name for name in filled if (_NUMBER.match(name) and not _YEAR.match(name)) or name in telling]
    if telling or len(values) * 2 > len(filled):
        example = (telling or values)[0]
        raise RefusedError(
            f"the head line is missing: {example!r} is a value, not a column name",
            where=where,
            remedy="Put one line of column names above the data",
        )


def _is_long_number(name: str) -> bool:
    return bool(_NUMBER.match(name)) and ("." in name or len(name) >= 8)


def _refuse_second_head(names: list[str], sample: Sequence[Row], where: Where) -> None:
    if not sample:
        return
    second = [(cell or "").strip() for cell in sample[0]]
    second += [""] * (len(names) - len(second))
    if second == names or _is_banner(names, second) or _is_twin_head(names, second, sample[1:]):
        below = Where(file=where.file, sheet=where.sheet, row=(where.row or 1) + 1)
        raise RefusedError("there are two head lines", where=below, remedy=_ONE_HEAD)


def _is_banner(names: list[str], second: list[str]) -> bool:
    """A title or group line: gaps in it, and the line below names every column."""
    if all(names) or len(names) < 2:
        return False
    fuller = sum(map(bool, second)) > sum(map(bool, names))
    return fuller and all(not _looks_like_value(cell) for cell in second if cell) and len(set(second)) == len(second)


def _is_twin_head(names: list[str], second: list[str], below: Sequence[Row]) -> bool:
    """A second line of names: no value in it, and either all known words or set off from the data below."""
    if len(second) != len(names) or not all(second) or len(set(second)) != len(second):
        return False
    if any(_looks_like_value(cell) or len(cell) > 30 for cell in second):
        return False
    if len(names) > 1 and all(_HEAD_WORD.search(cell) for cell in second):
        return True
    telling = [column for column, cell in enumerate(second) if not _NO_VALUE.match(cell)]
    set_off = sum(_all_values(below, column) for column in telling)
    return set_off >= 2 or (set_off == 1 and len(below) >= 5)  # in a short table one odd cell proves nothing


def _all_values(rows: Sequence[Row], column: int) -> bool:
    cells = [(row[column] or "").strip() for row in rows if column < len(row)]
    return len(cells) >= 2 and all(_NUMBER.match(cell) or _DATE.match(cell) for cell in cells)


def _looks_like_value(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _name_empty(names: list[str], sample: Sequence[Row], where: Where) -> list[str]:
    named = []
    for index, name in enumerate(names):
        if not name and any(index < len(row) and row[index] for row in sample):
            place = Where(file=where.file, sheet=where.sheet, row=where.row, column=str(index + 1))
            raise RefusedError("a column with data has no name", where=place, remedy="Name the column or delete it")
        named.append(name or f"(column {index + 1})")
    return named


def _refuse_repeats(names: list[str], where: Where) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            place = Where(file=where.file, sheet=where.sheet, row=where.row, column=name)
            raise RefusedError("the column name comes twice", where=place, remedy="Give every column its own name")
        seen.add(name)
