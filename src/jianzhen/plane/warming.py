"""Compiles the kernels and makes the tables all plans share, so that no first user waits.

``python -m jianzhen.plane.warming``, for set-up.
"""

from __future__ import annotations

import sys
from time import perf_counter

from jianzhen.stages.screening.engine import wordtable
from jianzhen.stages.screening.engine.language import dictionary
from jianzhen.stages.screening.matching import matcher


def warm() -> float:
    """Compile and make, or read from where it is kept, all that is; return the seconds it took."""
    begun = perf_counter()
    matcher.warm()
    wordtable.warm()
    dictionary()
    return perf_counter() - begun


if __name__ == "__main__":
    sys.stdout.write(f"machine code ready after {warm():.0f} s\n")
