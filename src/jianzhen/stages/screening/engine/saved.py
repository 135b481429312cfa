"""The marks of a plan on disk: the matcher's tables, memory-mapped, and what the register says of the language."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.engine.language import packed, pair_bits, unpacked
from jianzhen.stages.screening.engine.marks import Marks, mark_tables
from jianzhen.stages.screening.errors import PlanRefusedError
from jianzhen.stages.screening.matching.tables import load, save

_TABLES: Final = "matcher"
_CODES: Final = "pair-codes.npy"
_BITS: Final = "pair-bits.npy"


def save_marks(rights: pa.Table, folder: Path) -> None:
    """Write what finding the marks of ``rights`` needs into ``folder``, which exists and is not yet in use."""
    save(mark_tables(rights), folder / _TABLES)
    codes, bits = packed(pair_bits(rights.column("folded").to_pylist()))
    np.save(folder / _CODES, codes)
    np.save(folder / _BITS, bits)


def open_marks(rights: pa.Table, folder: Path | None) -> Marks:
    """Return the marks of ``rights``, from ``folder`` where they were saved, else built in memory.

    Raises:
        PlanRefusedError: the folder does not hold them, or not readably.
    """
    if folder is None:
        return Marks(rights)
    try:
        pairs = unpacked(np.load(folder / _CODES), np.load(folder / _BITS))
        return Marks(rights, tables=load(folder / _TABLES), pairs=pairs)
    except (OSError, ValueError, RefusedError) as error:
        raise PlanRefusedError(
            f"the plan's tables of marks are not readable: {error}",
            where=Where(file=str(folder)),
            remedy="delete the folder and compile again",
        ) from error
