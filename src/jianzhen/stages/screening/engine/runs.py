"""Many short texts as one run of code points, so that whole registers are counted without a loop over them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
I64 = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


def spread(texts: Collection[str]) -> tuple[U32, I64, I64]:
    """Return the code points of all texts, one after the other, and where each text starts and ends; none is empty."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths)
    return codes, ends - lengths, ends


def han(codes: U32) -> Truths:
    """Say of each code point what ``folding.is_han`` says of its character."""
    blocks = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x323AF), (0x3007, 0x3007))
    found = np.zeros(len(codes), np.bool_)
    for first, last in blocks:
        found |= (codes >= first) & (codes <= last)
    return found
