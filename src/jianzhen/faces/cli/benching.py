"""What benchmarks share: contenders run in turn on the same work, medians, ratios, the machine and its versions.

A benchmark is a file of ``bench/`` with a function ``benchmark()`` that yields reports and figures.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

_CPUINFO: Final = Path("/proc/cpuinfo")
_PACKAGES: Final = (
    "jianzhen", "numpy", "pyarrow", "numba", "daachorse", "rapidfuzz", "pyspark", "duckdb", "django", "cryptography",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to do the work.

    ``work`` does one round over ``amount`` units; ``note`` says what it leaves undone or takes for granted.
    """

    name: str
    work: Callable[[], object]
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured of one contender: the seconds of each round, and ours ÷ it.

    ``ratio`` is the median over rounds of (our units a second) / (its units a second) in the same round:
    above 1 we were faster.
    """

    name: str
    amount: int
    seconds: tuple[float, ...]
    ratio: float
    note: str

    @property
    def median(self) -> float:
        """The median seconds of a round."""
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """Units a second in the median round."""
        return self.amount / self.median


@dataclass(frozen=True, slots=True)
class Report:
    """One table: ours in the first line, the named alternatives below."""

    name: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """A table that measures something else than time: rows of equal keys, in order; None shows as nothing."""

    name: str
    title: str
    rows: tuple[dict[str, str | int | float | None], ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when under which load the figures were taken; ``load`` is the one-minute average."""

    processor: str
    cores: int
    system: str
    python: str
    load: float
    versions: dict[str, str]


def side_by_side(
    name: str, title: str, unit: str, contenders: Sequence[Contender], *, rounds: int = 3, remarks: Sequence[str] = ()
) -> Report:
    """Run the contenders in turn, ``rounds`` times, so that a busy machine slows all of them alike.

    Args:
        name: of the benchmark.
        title: what is done, over how much.
        unit: what is counted, plural ("titles").
        contenders: ours first.
        rounds: how often; the report holds the median.
        remarks: what a reader must know to read the figures right.
    """
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for own, contender in zip(times, contenders, strict=True):
            own.append(timed(contender.work))
    lines = [
        Line(each.name, each.amount, tuple(own), _ratio(contenders[0], times[0], each, own), each.note)
        for each, own in zip(contenders, times, strict=True)
    ]
    return Report(name, title, unit, tuple(lines), tuple(remarks))


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that ``work`` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ratio(ours: Contender, our_times: Sequence[float], other: Contender, its_times: Sequence[float]) -> float:
    rounds = zip(our_times, its_times, strict=True)
    return statistics.median((ours.amount / own) / (other.amount / its) for own, its in rounds)


def this_machine() -> Machine:
    """Return what figures depend on besides the program."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load=round(os.getloadavg()[0], 2),
        versions={name: found for name in _PACKAGES if (found := installed(name))},
    )


def installed(package: str) -> str | None:
    """Return the version of a package, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    if _CPUINFO.exists():
        for line in _CPUINFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
