"""The folded view of a text, every position traceable to the original code points.

Folding per code point: NFKC, casefold, accents off Latin letters, traditional to simplified, and nothing at all
for separators, symbols, marks and invisible characters. It is context-free, so that equal texts fold equally
wherever they are cut. The skeleton merges look-alike Latin letters and digits (leet) and has the same length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import opencc

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
_DROPPED: Final = frozenset("ZPSCM")
_LEET: Final = {
    "0": "o", "1": "i", "l": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
}  # fmt: skip
_SYMBOL_LEET: Final = {"@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "£": "l", "＠": "a", "＄": "s", "！": "i"}
_SYMBOL: Final = re.compile(f"[{re.escape(''.join(_SYMBOL_LEET))}]")
_AMBIGUOUS: Final = re.compile(
    r"(?<=[A-Za-z0-9])[@$!|€£＠＄！](?=[A-Za-z0-9])|[@$€£＠＄](?=[A-Za-z]{2})"
    r"|(?<=[A-Za-z0-9][A-Za-z])[@$€£＠＄](?![A-Za-z0-9])"
)
"""A symbol inside a Latin word, one that begins a word, and one that ends it; ! and | end and part too many words."""
_FILLERS: Final = "\u115f\u1160\u3164\uffa0"
"""Letters by their code that are blank wherever they are drawn."""
_STROKES: Final = "丨丶丿亅"
"""Strokes that are characters by their code and separators in use (岚丨溪丨谷)."""
STOPS: Final = frozenset("，。、；：！？【】（）()[]{}《》〈〉“”‘’「」『』,;:!?\"'/\\|&+<>")


class _Table(dict[int, str]):
    """A translate table that fills itself; holds at most one entry per code point of Unicode."""

    def __missing__(self, code: int) -> str:
        folded = _fold_one(chr(code))
        self[code] = folded
        return folded


def _fold_one(character: str) -> str:
    composed = unicodedata.normalize("NFKC", character).casefold()
    return "".join(_fold_part(part) for part in composed)


def _fold_part(part: str) -> str:
    if unicodedata.category(part)[0] in _DROPPED:
        return ""
    if part.isascii():
        return part
    if part in _STROKES or part in _FILLERS:
        return ""
    base = unicodedata.normalize("NFKD", part)[0]
    if base.isascii() and base.isalpha():
        return base.lower()
    if is_han(part):
        simplified: str = _TO_SIMPLIFIED.convert(part)
        return simplified
    return part


_TABLE: Final = _Table()
_SKELETON: Final = str.maketrans(_LEET)


def is_han(character: str) -> bool:
    """Say whether a character is a Chinese character (unified ideographs and their extensions)."""
    code = ord(character)
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF or code == 0x3007


def skeleton(folded: str) -> str:
    """Return the folded text with look-alike Latin letters and digits merged, position by position."""
    return folded.translate(_SKELETON)


@dataclass(frozen=True, eq=False)
class Folded:
    """A text and its folded view.

    ``original`` is the text as given; ``plain`` its fold. Symbols that stand for letters inside Latin words
    (n@me) are read as those letters, one for one; ``read`` is the text with its signs read otherwise, if they are
    (``signreading``).
    """

    original: str
    plain: str
    read: str | None = None

    @cached_property
    def positions(self) -> list[int]:
        """The index in ``original`` of each folded character."""
        table = _TABLE
        return [place for place, part in enumerate(read_symbols(self.read or self.original)) for _ in table[ord(part)]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span ``[start, end)`` of folded characters ``[start, end)``."""
        return self.positions[start], self.positions[end - 1] + 1

    def gaps(self, start: int, end: int) -> dict[int, str]:
        """Return what was removed inside a folded span: offset after which it stood → the removed text."""
        positions = self.positions
        first = positions[start]
        if positions[start:end] == list(range(first, first + end - start)):
            return {}
        found: dict[int, str] = {}
        for place in range(start, end - 1):
            if positions[place + 1] - positions[place] > 1:
                found[place - start] = self.original[positions[place] + 1 : positions[place + 1]]
        return found


def fold(text: str) -> Folded:
    """Return the folded view of ``text`` in time linear in its length, whatever it holds."""
    return Folded(text, read_symbols(text).translate(_TABLE))


def fold_text(text: str) -> str:
    """Return only the folded characters of ``text``."""
    return read_symbols(text).translate(_TABLE)


def read_symbols(text: str) -> str:
    """Return ``text`` with the symbols that stand for letters replaced by them, one for one."""
    if not _SYMBOL.search(text):
        return text
    return _AMBIGUOUS.sub(lambda found: _SYMBOL_LEET[found.group()], text)


def is_invisible(text: str) -> bool:
    """Say whether ``text`` holds a character nobody sees: format, control, combining, private, surrogate."""
    return any(
        unicodedata.category(part) in {"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}
        for part in text
        if part not in "\t\r\n"
    )


def is_stop(text: str) -> bool:
    """Say whether ``text`` is only white space and the punctuation that parts one word from the next."""
    return all(part.isspace() or part in STOPS for part in text)


def is_space(text: str) -> bool:
    """Say whether ``text`` is only white space."""
    return text.isspace()
