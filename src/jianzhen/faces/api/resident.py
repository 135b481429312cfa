"""The resident screener: the newest compiled plan of the instance, loaded once a process, never compiled here.

A plan is loaded beside the requests: while a newer one is loading, the older one answers.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import pyarrow as pa

from jianzhen.base.clock import law_date
from jianzhen.base.errors import JianzhenError
from jianzhen.faces.api.problems import ProblemError
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.plan import load_plan

log = logging.getLogger("jianzhen.api")

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the folder of plans."""
PATIENCE: Final = 5.0
"""Seconds that a request waits for the first plan of a process; then it is told to come back."""

State = Literal["none", "loading", "ready", "refused"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan ready to screen; ``as_of`` is the Shanghai day on which it was compiled: whose rights it holds."""

    screener: Screener
    digest: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which folder a plan is and when it was written."""

    written: int
    folder: Path

    @property
    def day(self) -> date:
        """Return the Shanghai day it was written."""
        return law_date(datetime.fromtimestamp(self.written / 1e9, UTC))


class Resident:
    """Keeps the newest plan of one folder loaded; thread-safe.

    Args:
        plans: the instance's folder of plans, each under its digest.
    """

    def __init__(self, plans: Path) -> None:
        self._plans = plans
        self._lock = Lock()
        self._looked = float("-inf")
        self._seen: Stamp | None = None
        self._loading: Future[Loaded] | None = None
        self._loaded: Loaded | None = None
        self._fault = ""

    def current(self) -> Loaded:
        """Return the newest plan that is loaded.

        Raises:
            ProblemError: there is none yet, or none that can be used.
        """
        self._look()
        loading = self._loading
        if self._loaded is None and loading is not None:
            wait([loading], PATIENCE)
        self._adopt()
        with self._lock:
            if self._loaded is not None:
                return self._loaded
            if self._fault:
                raise ProblemError("plan_refused", what=self._fault)
            raise ProblemError("plan_loading", retry_after=5) if self._loading else ProblemError("no_plan")

    def state(self) -> tuple[State, Loaded | None]:
        """Return how things stand, without waiting; asking also begins to load what is new."""
        self._look()
        self._adopt()
        with self._lock:
            if self._loaded is not None:
                return "ready", self._loaded
            if self._fault:
                return "refused", None
            return ("loading" if self._loading else "none"), None

    def _look(self) -> None:
        """Look for a newer plan, at most once in a while, and begin to load it."""
        with self._lock:
            if time.monotonic() - self._looked < LOOK_EVERY or self._loading is not None:
                return
            self._looked = time.monotonic()
            newest = _newest(self._plans)
            if newest is not None and newest != self._seen:
                self._seen = newest
                self._loading = _loader().submit(_load, newest)

    def _adopt(self) -> None:
        """Take over what was loaded; a plan that cannot be used leaves the one before in place."""
        with self._lock:
            if self._loading is None or not self._loading.done():
                return
            done, self._loading = self._loading, None
            fault = done.exception()
            if fault is None:
                self._loaded, self._fault = done.result(), ""
            else:
                log.error("the plan %s cannot be used", self._seen, exc_info=fault)
                self._fault = fault.what if isinstance(fault, JianzhenError) else "the plan is damaged"


@lru_cache(maxsize=2)
def resident(plans: Path) -> Resident:
    """Return the resident of a folder of plans, one a process."""
    return Resident(plans)


@lru_cache(maxsize=1)
def _loader() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="plan")


def _newest(plans: Path) -> Stamp | None:
    """Return the plan written last; drafts begin with a dot and are none."""
    found = [
        Stamp(folder.stat().st_mtime_ns, folder)
        for folder in plans.iterdir()
        if not folder.name.startswith(".") and (folder / "plan.json").is_file()
    ]
    return max(found, key=lambda one: (one.written, one.folder.name), default=None)


def _load(stamp: Stamp) -> Loaded:
    """Load a plan and screen one text with it, so that the first request finds everything warm."""
    plan = load_plan(stamp.folder, stamp.day)
    screener = Screener.of(plan)
    screener.screen(pa.record_batch({"item_id": ["warm"], "text": ["暖机 warm-up 2026"], "kind": ["listing"]}))
    return Loaded(screener, plan.digest, stamp.day)
