"""Words and their bits in two flat arrays that processes share, and the compiled reading of a text by them.

A key is the hash of a word or of the beginning of one: where no word begins so, looking on is of no use. Bits of a
mere beginning are infinite. 64 bits of hash over half a million keys make a false word one in 10¹³ questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.matching.jit import IS_PLAIN, compiled

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
_Any: TypeAlias = Any
"""Machine numbers, as compiled code knows them."""

Bits: TypeAlias = Sequence[float]
LONGEST_WORD: Final = 6
UNKNOWN: Final = 20.0
"""Bits of a Chinese character that no dictionary word holds."""
RUN: Final = 8.0
RUN_CHARACTER: Final = 4.0
"""Bits of a run of Latin letters or digits, and of each character of it."""
_SEED: Final = np.uint64(0x9E3779B97F4A7C15)
_STEP: Final = np.uint64(0xD6E8FEB86659FD93)
_SHIFT: Final = np.uint64(32)
_EMPTY: Final = np.uint64(0)
Function = TypeVar("Function", bound=Callable[..., Any])


def _wrapping(function: Function) -> Function:
    """Hashes wrap around: compiled code does so without a word, interpreted code (``jit.IS_PLAIN``) would warn."""
    return np.errstate(over="ignore")(function) if IS_PLAIN else function


_INF: Final = np.inf


class WordTable(NamedTuple):
    """Open addressing: ``keys`` (0 for free, a power of two long) and the bits behind each."""

    keys: U64
    bits: F64


@compiled
def _mixed(key: _Any, code: _Any) -> _Any:
    mixed = (key ^ np.uint64(code)) * _STEP
    return mixed ^ (mixed >> _SHIFT)


@compiled
def _slot(keys: U64, key: _Any) -> _Any:
    """Return where a key stands, or the free place where it would."""
    mask = np.uint64(keys.size - 1)
    at = key & mask
    while keys[at] != _EMPTY and keys[at] != key:
        at = (at + np.uint64(1)) & mask
    return at


@compiled
def _put(keys: U64, bits: F64, codes: U32, ends: I64, values: F64) -> None:
    begin = 0
    for number in range(ends.size):
        key = _SEED
        for place in range(begin, ends[number]):
            key = _mixed(key, codes[place])
            at = _slot(keys, key)
            if keys[at] == _EMPTY:
                keys[at] = key
                bits[at] = _INF
            if place == ends[number] - 1 and values[number] < bits[at]:
                bits[at] = values[number]
        begin = ends[number]


@compiled
def _move(old_keys: U64, old_bits: F64, keys: U64, bits: F64) -> None:
    for place in range(old_keys.size):
        if old_keys[place] != _EMPTY:
            at = _slot(keys, old_keys[place])
            keys[at] = old_keys[place]
            bits[at] = old_bits[place]


def make_table(words: Mapping[str, float]) -> WordTable:
    """Return the table of words of at most :data:`LONGEST_WORD` characters and their bits."""
    kept = {word: bits for word, bits in words.items() if 0 < len(word) <= LONGEST_WORD}
    codes = np.frombuffer("".join(kept).encode("utf-32-le"), np.uint32)
    ends = np.cumsum([len(word) for word in kept], dtype=np.int64)
    return joined(_NOTHING, codes, ends, np.array(list(kept.values()), np.float64))


@_wrapping
def joined(table: WordTable, codes: U32, ends: I64, values: F64) -> WordTable:
    """Return a table with further words; of two entries for one word the fewer bits count.

    Args:
        table: words already known.
        codes: the characters of all further words, one after the other.
        ends: where each word ends in ``codes``; none is longer than :data:`LONGEST_WORD`.
        values: the bits of each.
    """
    size = 1 << max(4, int(2 * (np.count_nonzero(table.keys) + len(codes))).bit_length())
    keys, bits = np.zeros(size, np.uint64), np.full(size, _INF, np.float64)
    _move(table.keys, table.bits, keys, bits)
    _put(keys, bits, _fixed(codes), ends, values)
    return WordTable(_fixed(keys), _fixed(bits))


def _fixed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Compiled code knows one kind of table, mapped or not: one that cannot be written."""
    array.flags.writeable = False
    return array


_NOTHING: Final = WordTable(_fixed(np.zeros(16, np.uint64)), _fixed(np.full(16, _INF, np.float64)))


def opened(keys: U64, bits: F64) -> WordTable:
    """Return the table of two arrays as they were saved."""
    return WordTable(_fixed(np.asarray(keys)), _fixed(np.asarray(bits)))


@compiled
def _is_han(code: _Any) -> _Any:
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF or code == 0x3007


@compiled
def _run_end(codes: U32, places: I64, start: _Any) -> _Any:
    """Return where a run of letters, or of digits, ends."""
    digits, end = 48 <= codes[start] <= 57, start + 1
    while end < codes.size and not _is_han(codes[end]) and places[end] <= places[end - 1] + 1:
        if (48 <= codes[end] <= 57) != digits:
            break
        end += 1
    return end


@compiled
def _leave(keys: U64, bits: F64, codes: U32, places: I64, start: _Any, edges: F64) -> None:
    """Write the bits of every word that begins at ``start``: ``edges[length]``; a word does not reach over a gap."""
    key = _SEED
    edges[1] = UNKNOWN
    for end in range(start + 1, min(codes.size, start + LONGEST_WORD) + 1):
        if end > start + 1 and places[end - 1] != places[end - 2] + 1:
            return
        key = _mixed(key, codes[end - 1])
        at = _slot(keys, key)
        if keys[at] == _EMPTY:
            return
        if bits[at] < _INF:
            edges[end - start] = bits[at]


@compiled
def _leave_all(keys: U64, bits: F64, codes: U32, places: I64, edges: F64) -> None:
    """Write what leaves every place: words by their length, and in the first column where a run ends."""
    run_end, width = 0, LONGEST_WORD + 1
    edges[:] = _INF
    for start in range(codes.size):
        row = edges[start * width : start * width + width]
        if _is_han(codes[start]):
            _leave(keys, bits, codes, places, start, row)
        elif start >= run_end:
            run_end = _run_end(codes, places, start)
            row[0] = run_end


@compiled
def _forth(edges: F64, known: F64, before: F64) -> None:
    count, width = before.size - 1, LONGEST_WORD + 1
    before[:] = _INF
    before[0] = 0.0
    for start in range(count):
        here, run_end = before[start], edges[start * width]
        if run_end < _INF:
            end = int(run_end)
            before[end] = min(before[end], here + RUN + RUN_CHARACTER * (end - start))
        for length in range(1, min(LONGEST_WORD, count - start) + 1):
            before[start + length] = min(before[start + length], here + edges[start * width + length])
        for name in range(0, known.size, 3):
            if int(known[name]) == start:
                end = int(known[name + 1])
                before[end] = min(before[end], here + known[name + 2])


@compiled
def _back(edges: F64, known: F64, after: F64) -> None:
    count, width = after.size - 1, LONGEST_WORD + 1
    after[count] = 0.0
    for start in range(count - 1, -1, -1):
        least, run_end = _INF, edges[start * width]
        if run_end < _INF:
            least = after[int(run_end)] + RUN + RUN_CHARACTER * (run_end - start)
        for length in range(1, min(LONGEST_WORD, count - start) + 1):
            least = min(least, after[start + length] + edges[start * width + length])
        for name in range(0, known.size, 3):
            if int(known[name]) == start:
                least = min(least, after[int(known[name + 1])] + known[name + 2])
        after[start] = least


@compiled
def _read(keys: U64, bits: F64, codes: U32, places: I64, known: F64, edges: F64, before: F64, after: F64) -> None:
    _leave_all(keys, bits, codes, places, edges)
    _forth(edges, known, before)
    _back(edges, known, after)


@compiled
def _read_each(keys: U64, bits: F64, codes: U32, places: I64, bounds: I64, edges: F64, before: F64, after: F64) -> None:
    width = LONGEST_WORD + 1
    for number in range(bounds.size - 1):
        low, high = bounds[number], bounds[number + 1]
        _leave_all(keys, bits, codes[low:high], places[low:high], edges[: (high - low) * width])
        _forth(edges[: (high - low) * width], before[:0], before[low + number : high + number + 1])
        _back(edges[: (high - low) * width], before[:0], after[low + number : high + number + 1])


_NO_NAMES: Final = np.empty(0, np.float64)


@_wrapping
def read_each(table: WordTable, texts: Sequence[str], positions: Sequence[list[int]]) -> tuple[Bits, Bits, list[int]]:
    """Return what :func:`read` returns of every text without further words, read in one go; no text is empty.

    The bits of all texts are in one row, which is read where it lies; the third list says where each text's begin.
    """
    if not texts:
        return [], [], []
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    places = np.fromiter(chain.from_iterable(positions), np.int64, len(codes))
    before, after = np.empty(len(codes) + len(texts)), np.empty(len(codes) + len(texts))
    edges = np.empty(int(sizes.max()) * (LONGEST_WORD + 1))
    _read_each(table.keys, table.bits, _fixed(codes), places, bounds, edges, before, after)
    starts: list[int] = (bounds[:-1] + np.arange(len(texts))).tolist()
    return _numbers_of(before), _numbers_of(after), starts


def _numbers_of(bits: F64) -> Bits:
    """Return an array as a sequence of Python's own numbers, each made when it is asked for."""
    return bits.data.cast("B").cast("d")


@_wrapping
def read(
    table: WordTable, text: str, positions: list[int], known: list[tuple[int, int, float]]
) -> tuple[list[float], list[float]]:
    """Return the least bits of every beginning and of every end of a text, as a row of words.

    Args:
        table: words.
        text: folded characters.
        positions: where each stands in the original; neighbours that do not follow on have a gap between them.
        known: (start, end, bits) of further words of this text.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    count = len(codes)
    before, after = np.empty(count + 1), np.empty(count + 1)
    names = np.array(known, np.float64).reshape(-1) if known else _NO_NAMES
    edges = np.empty(count * (LONGEST_WORD + 1))
    _read(table.keys, table.bits, _fixed(codes), np.array(positions, np.int64), names, edges, before, after)
    return before.tolist(), after.tolist()


@compiled
def _find(keys: U64, bits: F64, codes: U32) -> _Any:
    key = _SEED
    for place in range(codes.size):
        key = _mixed(key, codes[place])
    at = _slot(keys, key)
    return _INF if keys[at] == _EMPTY else bits[at]


@_wrapping
def find(table: WordTable, word: str) -> float:
    """Return the bits of one word, infinite where the table does not hold it."""
    codes = np.frombuffer(word.encode("utf-32-le", "surrogatepass"), np.uint32)
    return float(_find(table.keys, table.bits, _fixed(codes)))


def warm() -> None:
    """Compile the reading, or read it from the cache: for set-up, so that no first user waits."""
    table = make_table({"长城": 9.0})
    read(table, "长城abc12", list(range(7)), [(0, 2, 1.0)])
    read_each(table, ["长城abc12"], [list(range(7))])
    find(table, "长城")
