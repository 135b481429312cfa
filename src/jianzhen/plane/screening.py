"""The screening room's kernel on either plane: opened in this process, or shipped by path and digest to Spark."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa

from jianzhen.plane.embedded import Progress, run_kernel
from jianzhen.plane.spark import run_kernel_spark
from jianzhen.plane.spark_session import open_session
from jianzhen.plane.spark_worker import Kernel, Shipped
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.plan import Plan, load_same, save_plan
from jianzhen.stages.screening.schema import FINDING

PlaneName = Literal["embedded", "spark"]
Runner = Callable[[Iterable[pa.RecordBatch], Progress], Iterator[pa.RecordBatch]]
"""Batches of items and who is told of progress → batches of findings, in order."""

MASTER: Final = "local[2]"


@contextmanager
def screening_on(plane: PlaneName, plan: Plan, *, master: str = MASTER) -> Iterator[Runner]:
    """Give what runs the screening of ``plan`` on a plane; afterwards its sessions and folders are gone.

    Args:
        plane: where; both give the same rows.
        plan: saved to a temporary folder for Spark (``TMPDIR``; on a cluster one that every machine sees).
        master: of Spark.

    Raises:
        SparkRefusedError: Spark cannot be used here.
    """
    if plane == "embedded":
        screener = Screener.of(plan)
        yield lambda batches, progress: run_kernel(screener.screen, batches, progress=progress)
        return
    with tempfile.TemporaryDirectory(prefix="jianzhen-plans-") as plans, open_session(master) as session:
        shipped = ship_screening(plan, Path(plans))
        yield lambda batches, progress: run_kernel_spark(
            shipped, batches, schema=FINDING, session=session, progress=progress
        )


def ship_screening(plan: Plan, plans: Path) -> Shipped:
    """Save ``plan`` under ``plans`` and return how executors open it."""
    return Shipped(open_screening, str(save_plan(plan, plans)), plan.digest, plan.as_of)


def open_screening(path: str, digest: str, as_of: date) -> Kernel:
    """Return the screening kernel of the plan saved in the folder ``path``, its tables memory-mapped.

    Raises:
        PlanRefusedError: the folder cannot be read here, or holds another plan than was sent.
    """
    return Screener.of(load_same(Path(path), digest, as_of)).screen
