"""The ground under the reader: widths of characters, numerals, and lines that a page broke."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

HAN: Final = r"\u3400-\u9fff\uf900-\ufaff〇"

_WIDE: Final = "（），：；．！？［］〔〕　\u00a0\u200b\ufeff\u2009"
_NARROW: Final = "(),:;.!?[][]     "
_FOLD: Final = str.maketrans(
    _WIDE + "".join(chr(c) for c in range(0xFF10, 0xFF1A)),
    _NARROW + "0123456789",
)
_DIGITS: Final = "零一二三四五六七八九"
_STRAY: Final = re.compile(rf"(?<=[{HAN}，。、；：（）,:;()“”《》]) +(?=[{HAN}，。、；：（）,:;()“”《》])")
_BLANK: Final = re.compile(r"[　\u00a0\u200b\ufeff\u2009\t]")
_PAGE_NUMBER: Final = re.compile(r"^[-—–－ ]*(第? ?\d{1,3} ?页?)[-—–－ ]*$")
# A line of a hard-wrapped text may stop short of the margin by this many characters (a mark kept off the line's edge).
_RAGGED: Final = 2
_ENDS_PARAGRAPH: Final = tuple("。!?:")


def fold(text: str) -> str:
    """Return the text with full-width marks and digits made half-width, character for character (same length)."""
    return text.translate(_FOLD)


def tidy(line: str) -> str:
    """Return the line without stray spaces between Chinese characters and at its ends."""
    return _STRAY.sub("", _BLANK.sub(" ", line)).strip()


def chinese(number: int) -> str:
    """Return 1 to 99 in Chinese numerals (34 → 三十四)."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


_VALUES: Final = {chinese(number): number for number in range(1, 100)}


def numeral_value(written: str) -> int | None:
    """Return the value of Chinese or plain digits, ``None`` where they make no number from 1 to 99."""
    if written.isascii() and written.isdigit():
        return int(written) or None
    return _VALUES.get(written)


def chinese_year(text: str) -> int | None:
    """Return the first year written in a text, in plain digits (2019年) or Chinese ones (二〇一九年)."""
    match = re.search(r"(20\d\d) ?年|([二][〇零○O0][零〇○O0一二三四五六七八九]{2})年", fold(text))
    if match is None:
        return None
    if match.group(1):
        return int(match.group(1))
    return int("".join(str("〇一二三四五六七八九".find(c)) if c in _DIGITS[1:] else "0" for c in match.group(2)))


def is_page_number(line: str) -> bool:
    """Tell whether a line holds nothing but a page number."""
    return bool(_PAGE_NUMBER.match(fold(line).strip()))


def joined(lines: Sequence[str], starts_anew: Iterable[re.Pattern[str]]) -> list[str]:
    """Join lines that a margin broke back into paragraphs; texts with one paragraph a line come back as they are.

    A text counts as hard-wrapped when most of its longer lines end at one margin.
    """
    margin = _margin(lines)
    if margin is None:
        return [line for line in lines if line.strip()]
    patterns = tuple(starts_anew)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        folded = fold(tidy(line))
        if not folded:
            goes_on = False
            continue
        if goes_on and not any(pattern.match(folded) for pattern in patterns):
            paragraphs[-1] += line.strip()
        else:
            paragraphs.append(line.strip())
        full = len(folded) >= margin - _RAGGED
        ends = folded.endswith(")") or (folded.endswith(_ENDS_PARAGRAPH) and len(folded) < margin)
        goes_on = full and not ends
    return paragraphs


def _margin(lines: Sequence[str]) -> int | None:
    lengths = [len(tidy(line)) for line in lines if tidy(line)]
    if len(lengths) < 8:
        return None
    counted = Counter(length for length in lengths if length >= 12)
    if not counted:
        return None
    margin = max(lengths)
    at_margin = sum(n for length, n in counted.items() if length >= margin - 2 * _RAGGED)
    return margin if at_margin * 5 >= sum(counted.values()) * 2 else None
