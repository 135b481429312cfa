"""The marks of a plan on disk: the matcher's tables, memory-mapped, and what words and names cost beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.engine.language import language_of
from jianzhen.stages.screening.engine.marks import Marks, mark_tables
from jianzhen.stages.screening.engine.naming import name_table
from jianzhen.stages.screening.engine.wordtable import opened
from jianzhen.stages.screening.errors import PlanRefusedError
from jianzhen.stages.screening.matching.jit import IS_PLAIN
from jianzhen.stages.screening.matching.tables import load, save

_TABLES: Final = "matcher"
_WORDS: Final = ("word-keys.npy", "word-bits.npy")
_NAMES: Final = ("name-keys.npy", "name-bits.npy")


def save_marks(rights: pa.Table, folder: Path) -> None:
    """Write what finding the marks of ``rights`` needs into ``folder``, which exists and is not yet in use."""
    if not IS_PLAIN:
        save(mark_tables(rights), folder / _TABLES)
    folded = rights.column("folded").to_pylist()
    for files, table in ((_WORDS, language_of(folded)), (_NAMES, name_table(folded))):
        for name, array in zip(files, table, strict=True):
            np.save(folder / name, array)


def open_marks(rights: pa.Table, folder: Path | None) -> Marks:
    """Return the marks of ``rights``, from ``folder`` where they were saved, else built in memory.

    Raises:
        PlanRefusedError: the folder does not hold them, or not readably.
    """
    if folder is None:
        return Marks(rights)
    try:
        words, names = (
            opened(*(np.load(folder / name, mmap_mode="r") for name in files)) for files in (_WORDS, _NAMES)
        )
        return Marks(rights, tables=None if IS_PLAIN else load(folder / _TABLES), words=words, names=names)
    except (OSError, ValueError, RefusedError) as error:
        raise PlanRefusedError(
            f"the plan's tables of marks are not readable: {error}",
            where=Where(file=str(folder)),
            remedy="delete the folder and compile again",
        ) from error
