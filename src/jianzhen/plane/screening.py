"""The screening room's kernel on either plane: on this machine's cores, or shipped by path and digest to Spark."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from jianzhen.plane.embedded import Progress
from jianzhen.plane.processes import cores, run_shipped
from jianzhen.plane.spark import run_kernel_spark
from jianzhen.plane.spark_session import open_session
from jianzhen.plane.spark_worker import Kernel, Opener, Shipped
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.plan import Plan, load_same, save_plan
from jianzhen.stages.screening.shown import FOUND, WEIGHED, weighed

PlaneName = Literal["embedded", "spark"]
Runner = Callable[[Iterable[pa.RecordBatch], Progress], Iterator[pa.RecordBatch]]
"""Batches of items and who is told of progress → batches of findings as shown (``shown.FOUND``), in order."""

MASTER: Final = "local[2]"


@contextmanager
def screening_on(
    plane: PlaneName, plan: Plan, *, master: str = MASTER, workers: int | None = None, evidence: bool = False
) -> Iterator[Runner]:
    """Give what runs the screening of ``plan`` on a plane; afterwards its sessions, processes and folders are gone.

    Args:
        plane: where; both give the same rows.
        plan: saved to a temporary folder (``TMPDIR``; on a cluster one that every machine sees).
        master: of Spark.
        workers: processes of the embedded plane; as many as this process may use cores by default.
        evidence: whether findings come as ``shown.WEIGHED`` rather than ``shown.FOUND``.

    Raises:
        SparkRefusedError: Spark cannot be used here.
    """
    opener, schema = (open_weighed, WEIGHED) if evidence else (open_shown, FOUND)
    with tempfile.TemporaryDirectory(prefix="jianzhen-plans-") as plans:
        if plane == "embedded":
            shipped = ship_screening(plan, Path(plans), opener)
            count = cores() if workers is None else workers
            yield lambda batches, progress: run_shipped(shipped, batches, workers=count, progress=progress)
            return
        with open_session(master) as session:
            shipped = ship_screening(plan, Path(plans), opener)
            yield lambda batches, progress: run_kernel_spark(
                shipped, batches, schema=schema, session=session, progress=progress
            )


def ship_screening(plan: Plan, plans: Path, opener: Opener | None = None) -> Shipped:
    """Save ``plan`` under ``plans`` and return how executors open it, by default as :func:`open_screening`."""
    return Shipped(opener or open_screening, str(save_plan(plan, plans)), plan.digest, plan.as_of)


def open_screening(path: str, digest: str, as_of: date) -> Kernel:
    """Return the screening kernel of the plan saved in the folder ``path``, its tables memory-mapped.

    Raises:
        PlanRefusedError: the folder cannot be read here, or holds another plan than was sent.
    """
    return Screener.of(load_same(Path(path), digest, as_of)).screen


def open_shown(path: str, digest: str, as_of: date) -> Kernel:
    """Return the same kernel with its findings as a person reads them.

    Raises:
        PlanRefusedError: as :func:`open_screening`.
    """
    return Screener.of(load_same(Path(path), digest, as_of)).screen_shown


def open_weighed(path: str, digest: str, as_of: date) -> Kernel:
    """Return the same kernel with the bits of its findings beside.

    Raises:
        PlanRefusedError: as :func:`open_screening`.
    """
    screen = open_screening(path, digest, as_of)
    return lambda batch: weighed(screen(batch))
