"""Other readings of signs in Latin words: a sign stands for a letter (f|y), or between letters (f|l|y).

A text is folded in one way, in which a sign inside a word stands for a letter (n!ke) and one at its end is what it is
(so nice!). Where that leaves a question the text is looked at again, with every such sign read as a letter and with
none: in texts of the same length, so that every place stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.stages.screening.engine.folding import Folded, fold, read_symbols

_LETTERS: Final = {
    "@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "£": "l", "＠": "a", "＄": "s", "！": "i", "＋": "t",
}  # fmt: skip
_SIGN: Final = "[" + "".join(map(re.escape, _LETTERS)) + "]"
_ASKED: Final = f"[A-Za-z]{_SIGN}|{_SIGN}[A-Za-z]|[A-Za-z][0-9]+{_SIGN}|{_SIGN}[0-9]+[A-Za-z]"
_RUN: Final = re.compile(f"(?:[A-Za-z0-9]|{_SIGN})+")
_BETWEEN: Final = re.compile(f"(?<=[A-Za-z0-9]){_SIGN}(?=[A-Za-z0-9])")
_PARTING: Final = "·"
_LETTER: Final = re.compile("[A-Za-z]")


def with_other_readings(texts: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, list[tuple[int, str]]]:
    """Return texts with what they read otherwise behind them, and of the latter (number of the text, what it reads).

    Any array of strings that Arrow knows will do; what is none is returned as it is, for the matcher to refuse.
    """
    listed = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if pa.types.is_string_view(listed.type) or pa.types.is_dictionary(listed.type):
        listed = listed.cast(pa.large_string())
    if not (pa.types.is_string(listed.type) or pa.types.is_large_string(listed.type)):
        return listed, []
    others = list(other_readings(listed))
    read = pa.array([text for _, text in others], listed.type)
    return (pa.concat_arrays([listed, read]) if others else listed), others


def other_readings(texts: pa.Array | pa.ChunkedArray) -> Iterator[tuple[int, str]]:
    """Yield (number of the text, the text with its signs read otherwise) for the texts that leave a question."""
    asked = pc.match_substring_regex(texts, _ASKED)
    for number in pc.indices_nonzero(pc.fill_null(asked, fill_value=False)).to_pylist():
        text = texts[number].as_py()
        for other in dict.fromkeys((_as_letters(text), _BETWEEN.sub(_PARTING, text))):
            if read_symbols(other) != read_symbols(text):
                yield number, other


def _as_letters(text: str) -> str:
    return _RUN.sub(lambda run: _read_run(run[0]), text)


def _read_run(run: str) -> str:
    """Read the signs of a run with letters; a sign that is repeated (so nice!!) is none of its letters."""
    if not _LETTER.search(run):
        return run
    places = range(len(run))
    return "".join(_LETTERS.get(run[at], run[at]) if not _is_repeated(run, at) else run[at] for at in places)


def _is_repeated(run: str, at: int) -> bool:
    return run[at] in _LETTERS and run[at] in {run[max(0, at - 1) : at], run[at + 1 : at + 2]}


def reread(text: str, other: str) -> Folded:
    """Return the folded view of ``text`` in which its signs are read as in ``other``, a text of the same length."""
    return Folded(text, fold(other).plain, other)


def is_read_otherwise(folded: Folded, start: int, end: int) -> bool:
    """Say whether the folded characters ``start:end`` hold a sign that the usual reading takes for something else."""
    left, right = folded.span(start, end)
    usual = read_symbols(folded.original)[left:right]
    read = read_symbols(folded.read or folded.original)[left:right]
    return bool(read != usual)
