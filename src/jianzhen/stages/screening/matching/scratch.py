"""Room to work in: one set of arrays a thread, never shared."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np

from jianzhen.stages.screening.matching.collect import BATCH
from jianzhen.stages.screening.matching.layout import LONGEST_KEY, LONGEST_RUN, MOST_SYMBOLS, Scratch

BLOCK: Final = 4096
"""Folded characters of a block; a text that does not fit is read in windows."""
WIDEST: Final = 18
"""Characters one code point may fold to (U+FDFA under NFKC)."""
ROOM: Final = BLOCK + WIDEST + 8
"""Entries a scratch array needs: a block, the longest unfolding past its end, and the zeros behind."""
CANDIDATES: Final = LONGEST_KEY * ROOM
"""Candidates of one pass over a block: every length (2…34) at every position."""
_LOCAL: Final = threading.local()


def new_scratch() -> Scratch:
    """Return room for one block; what is never touched takes no memory."""
    return Scratch(
        entries=np.zeros(ROOM, np.uint64), places=np.zeros(ROOM, np.int32), texts=np.zeros(ROOM, np.int32),
        sounds=np.zeros(ROOM, np.uint32), tones=np.zeros(ROOM, np.uint32), heard_from=np.zeros(ROOM, np.int32),
        hashes=np.zeros(ROOM, np.uint64), first=np.empty(CANDIDATES, np.int32), second=np.empty(CANDIDATES, np.int32),
        where=np.empty(CANDIDATES, np.int32), hash=np.empty(CANDIDATES, np.uint64), key=np.empty(CANDIDATES, np.int64),
        room=np.empty(BATCH, np.int64),
        chosen=np.zeros(LONGEST_RUN + 1, np.uint8), fewest=np.zeros(LONGEST_RUN + 1, np.int64),
        spelled=np.zeros(MOST_SYMBOLS, np.uint32),
    )  # fmt: skip


def own_scratch() -> Scratch:
    """Return this thread's own room."""
    made: Scratch | None = getattr(_LOCAL, "scratch", None)
    if made is None:
        made = new_scratch()
        _LOCAL.scratch = made
    return made
