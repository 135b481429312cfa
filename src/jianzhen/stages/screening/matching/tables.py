"""Tables of marks: built once, saved as plain arrays, memory-mapped by every process that scans with them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.whole import settle
from jianzhen.stages.screening.matching.arrow import Texts, fixed
from jianzhen.stages.screening.matching.characters import shipped_characters
from jianzhen.stages.screening.matching.edits import LEAST_EDITED
from jianzhen.stages.screening.matching.index import make_index, make_sparse
from jianzhen.stages.screening.matching.keys import EMPTY, HEARD_CLOSE, HEARD_FAR, LONG, SHORT, WRITTEN, fold_marks
from jianzhen.stages.screening.matching.layout import GRADES, LONGEST, U32, Characters, Index, Passes, Rules, Sparse
from jianzhen.stages.screening.matching.scratch import new_scratch
from jianzhen.stages.screening.matching.syllables import COMMON

FORMAT: Final = 3
"""Raised whenever the same marks would give other tables or other hits."""
PASSES: Final = ("written", "heard", "close")
NEVER: Final = 255
"""A least length no mark reaches: the view is off."""
Pass = TypeVar("Pass", Index, Sparse)
_FATES: Final = {EMPTY: "empty", SHORT: "one_character", LONG: "too_long"}


@dataclass(frozen=True)
class Options:
    """What counts as a hit.

    Least lengths of a mark: ``min_exact``, ``min_shape``, ``min_initials`` (off: weak) in folded characters;
    ``min_sound`` in syllables; ``min_leet`` in Latin letters. :data:`NEVER` turns a view off. ``near``: keep only
    sound- and look-alikes of which half the characters stay (of two: one, the other equal in tone). ``limit``: hits of
    one text that are told. ``mergers``: see ``syllables.MERGERS``.

    ``min_edit``: letters of a Latin mark that is also looked for one edit apart. ``min_spelled``: letters of a Latin
    mark that is pinyin and also looked for in Chinese characters (of ``min_sound`` syllables or more). ``alike_three``,
    ``alike_longer``: the loosest grade of likeness (``layout.GRADES``) at which one changed character of a mark of
    three, or of more, still counts; empty for none but the look-alikes of the same shape symbol.
    """

    min_exact: int = 2
    min_sound: int = 2
    min_shape: int = 2
    min_initials: int = NEVER
    min_leet: int = 4
    near: bool = True
    limit: int = 10_000
    mergers: tuple[str, ...] = COMMON
    min_edit: int = NEVER
    min_spelled: int = NEVER
    alike_three: str = "glyph"
    alike_longer: str = "glyph"

    def rules(self) -> Rules:
        """Return the numbers compiled code reads.

        Raises:
            RefusedError: a grade of likeness is not known.
        """
        return Rules(
            self.min_exact, self.min_sound, self.min_shape, self.min_initials, self.min_leet,
            int(self.near), self.limit, max(self.min_edit, LEAST_EDITED), self.min_spelled,
            _rank(self.alike_three), _rank(self.alike_longer),
        )  # fmt: skip


def _rank(grade: str) -> int:
    if grade and grade not in GRADES:
        raise RefusedError(
            "no such grade of likeness", where=Where(key=grade), remedy=f"choose of {', '.join(GRADES)}, or nothing"
        )
    return GRADES.index(grade) + 1 if grade else 0


@dataclass(frozen=True, eq=False)
class Tables:
    """Everything a scan needs.

    ``words``: the folded marks. ``passes``: the indexes.
    ``set_aside``: reason (empty, one_character, too_long) → marks that are not looked for. ``folder``: where the
    tables are saved, None for tables in memory only. ``digest`` names marks, options and character tables.
    """

    characters: Characters
    words: U32
    passes: Passes
    options: Options
    marks: int
    set_aside: Mapping[str, int]
    digest: str
    folder: Path | None = None

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for _, array in _arrays(self))


def build(patterns: Sequence[str] | pa.Array | pa.ChunkedArray, *, options: Options | None = None) -> Tables:
    """Return the tables of marks; mark i of every hit is ``patterns[i]``. Equal marks are all kept.

    Raises:
        RefusedError: the patterns are not strings, or a merger is not known.
    """
    options = options or Options()
    texts = Texts.of(patterns)
    characters = shipped_characters(options.mergers)
    marks = len(texts.offsets) - 1
    words, fates = _folded(characters, texts)
    rules = options.rules()
    written, heard, close = (
        _fixed_index(make_index(characters, words, rules, marks, view)) for view in (WRITTEN, HEARD_FAR, HEARD_CLOSE)
    )
    near, edited = (
        _fixed_index(make_sparse(characters, words, rules, marks, edited=edited)) for edited in (False, True)
    )
    counts = {name: int(np.count_nonzero(fates == fate)) for fate, name in _FATES.items()}
    return Tables(
        characters, fixed(words), Passes(written, heard, close, near, edited), options, marks,
        {name: count for name, count in counts.items() if count}, _digest(texts, options, characters),
    )  # fmt: skip


def _folded(characters: Characters, texts: Texts) -> tuple[U32, np.ndarray[Any, np.dtype[np.uint8]]]:
    marks = len(texts.offsets) - 1
    size = int(texts.offsets[-1] - texts.offsets[0])
    fates = np.zeros(marks, np.uint8)
    words = np.empty(min(6 * size, LONGEST * marks) + 2 * marks + 2, np.uint32)
    used = fold_marks(characters, texts.offsets, texts.data, new_scratch(), words, fates)
    return words[:used].copy(), fates


def _fixed_index(index: Pass) -> Pass:
    for part in index:
        if isinstance(part, np.ndarray):
            fixed(part)
    return index


def _digest(texts: Texts, options: Options, characters: Characters) -> str:
    made = hashlib.sha256(json.dumps([FORMAT, asdict(options)], sort_keys=True).encode())
    begin, end = int(texts.offsets[0]), int(texts.offsets[-1])
    for array in (texts.offsets - begin, texts.data[begin:end], *characters):
        made.update(f"{array.dtype.str} {array.size};".encode())
        made.update(np.ascontiguousarray(array).tobytes())
    return made.hexdigest()


def _arrays(tables: Tables) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    yield "words", tables.words
    named = zip(_fields(Passes), tables.passes, strict=True)
    parts: list[tuple[str, Any]] = [("characters", tables.characters), *named]
    for name, part in parts:
        for field, value in zip(_fields(type(part)), part, strict=True):
            if isinstance(value, np.ndarray):
                yield f"{name}.{field}", value


def save(tables: Tables, folder: Path) -> Tables:
    """Write ``tables`` to ``folder``, whole or not at all, and return them loaded from there.

    Raises:
        RefusedError: the folder holds other tables.
    """
    if not folder.is_dir():
        draft = folder.with_name(f".{folder.name}-{uuid.uuid4().hex}")
        draft.mkdir(parents=True)
        _write(tables, draft)
        settle(draft, folder)
    loaded = load(folder)
    if loaded.digest != tables.digest:
        raise RefusedError("the folder holds other tables", where=Where(file=str(folder)), remedy="name another folder")
    return loaded


def _write(tables: Tables, folder: Path) -> None:
    shapes = {}
    for name, array in _arrays(tables):
        np.save(folder / f"{name}.npy", array)
        shapes[name] = [array.dtype.str, array.size]
    head = {
        "format": FORMAT, "digest": tables.digest, "options": asdict(tables.options), "marks": tables.marks,
        "set_aside": dict(tables.set_aside), "arrays": shapes, "shifts": {
            name: [int(value) for value in part if not isinstance(value, np.ndarray)]
            for name, part in zip(_fields(Passes), tables.passes, strict=True)
        },
    }  # fmt: skip
    (folder / "tables.json").write_text(json.dumps(head, ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path) -> Tables:
    """Return the tables saved in ``folder``, memory-mapped: nothing is read before it is needed.

    Raises:
        RefusedError: a file is missing, cut short, or of another format.
    """
    try:
        head = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
        if head["format"] != FORMAT:
            raise _unreadable(folder, f"they are of format {head['format']}, this is {FORMAT}")
        arrays = {name: _mapped(folder, name, *shape) for name, shape in head["arrays"].items()}
        return _assembled(folder, head, arrays)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(folder, repr(error)) from error


def _unreadable(folder: Path, why: str) -> RefusedError:
    remedy = "delete the folder and build the tables again"
    return RefusedError(f"the tables are not readable: {why}", where=Where(file=str(folder)), remedy=remedy)


def _mapped(folder: Path, name: str, kind: str, size: int) -> np.ndarray[Any, Any]:
    path = folder / f"{name}.npy"
    mapped = np.load(path, mmap_mode="r" if size else None, allow_pickle=False)
    if mapped.dtype.str != kind or mapped.shape != (size,):
        raise ValueError(f"{path.name} holds {mapped.shape} of {mapped.dtype.str}")
    return fixed(np.asarray(mapped))


def _assembled(folder: Path, head: Mapping[str, Any], arrays: Mapping[str, Any]) -> Tables:
    def part(name: str, fields: Sequence[str]) -> dict[str, Any]:
        return {field: arrays[f"{name}.{field}"] for field in fields if f"{name}.{field}" in arrays}

    def index(name: str) -> Index:
        pair, triple, no_twos = map(np.uint64, head["shifts"][name])
        return Index(**part(name, _fields(Index)), pair_shift=pair, triple_shift=triple, no_twos=no_twos)

    def sparse(name: str) -> Sparse:
        return Sparse(**part(name, _fields(Sparse)), shift=np.uint64(head["shifts"][name][0]))

    written, heard, close = map(index, PASSES)
    options = Options(**{**head["options"], "mergers": tuple(head["options"]["mergers"])})
    return Tables(
        Characters(**part("characters", _fields(Characters))), arrays["words"],
        Passes(written, heard, close, sparse("near"), sparse("edited")), options,
        head["marks"], head["set_aside"], head["digest"], folder.absolute(),
    )  # fmt: skip


def _fields(kind: type[NamedTuple]) -> tuple[str, ...]:
    fields: tuple[str, ...] = kind._fields  # noqa: SLF001  the documented way to ask a named tuple
    return fields
