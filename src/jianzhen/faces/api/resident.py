"""The resident screener: the plan of the instance that stands, loaded once a process, never compiled here.

A plan is loaded beside the requests: while another is loading, the one before answers.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import pyarrow as pa

from jianzhen.base.errors import JianzhenError
from jianzhen.faces.api.problems import ProblemError
from jianzhen.stages.screening.errors import PlanRefusedError
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.plan import load_plan
from jianzhen.stages.screening.standing import Standing, standing

log = logging.getLogger("jianzhen.api")

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the folder of plans."""
PATIENCE: Final = 5.0
"""Seconds that a request waits for the first plan of a process; then it is told to come back."""

State = Literal["none", "loading", "ready", "refused"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan ready to screen; ``as_of`` is the day whose rights and licences it holds."""

    screener: Screener
    digest: str
    as_of: date


class Resident:
    """Keeps the plan of one folder that stands loaded; thread-safe.

    Args:
        plans: the instance's folder of plans, each under its digest.
    """

    def __init__(self, plans: Path) -> None:
        self._plans = plans
        self._lock = Lock()
        self._looked = float("-inf")
        self._seen: tuple[str, date] | None = None
        self._loading: Future[Loaded] | None = None
        self._loaded: Loaded | None = None
        self._fault = ""

    def current(self) -> Loaded:
        """Return the plan that stands, or the one before while that is loading.

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
        """Look which plan stands, at most once in a while, and begin to load it if it is another."""
        with self._lock:
            if time.monotonic() - self._looked < LOOK_EVERY or self._loading is not None:
                return
            self._looked = time.monotonic()
            now = self._standing()
            if now is not None and (now.digest, now.as_of) != self._seen:
                self._seen = now.digest, now.as_of
                self._loading = _loader().submit(_load, self._plans, now)

    def _standing(self) -> Standing | None:
        """Return which plan stands; a damaged file is a fault to tell of and changes nothing else."""
        try:
            return standing(self._plans)
        except PlanRefusedError as error:
            log.exception("it is not known which plan stands")
            self._fault = error.what
            return None

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


def _load(plans: Path, now: Standing) -> Loaded:
    """Load a plan and screen one text with it, so that the first request finds everything warm."""
    plan = load_plan(plans / now.digest, now.as_of)
    screener = Screener.of(plan)
    screener.screen(pa.record_batch({"item_id": ["warm"], "text": ["暖机 warm-up 2026"], "kind": ["listing"]}))
    return Loaded(screener, plan.digest, now.as_of)
