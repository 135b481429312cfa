"""Compiles what the kernels compile, so that no first user waits: ``python -m jianzhen.plane.warming``, for set-up."""

from __future__ import annotations

import sys
from time import perf_counter

from jianzhen.stages.screening.engine import wordtable
from jianzhen.stages.screening.matching import matcher


def warm() -> float:
    """Compile, or read from the cache, all machine code; return the seconds it took."""
    begun = perf_counter()
    matcher.warm()
    wordtable.warm()
    return perf_counter() - begun


if __name__ == "__main__":
    sys.stdout.write(f"machine code ready after {warm():.0f} s\n")
