"""The only writers of the screening room: screening the lake's signals with the plan of the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Final

import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.base.errors import JianzhenError
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake, StagedFile
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Actor, Permission
from jianzhen.stages.screening import queries
from jianzhen.stages.screening.daily import plan_of
from jianzhen.stages.screening.items import items_of
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.pictured import References, references
from jianzhen.stages.screening.plan import load_plan
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.screening.standing import Standing
from jianzhen.stages.signals import queries as signals

Kernel = Callable[[pa.RecordBatch], pa.RecordBatch]
Runner = Callable[[Kernel, Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]
"""A plane: runs a kernel over batches, in order (``plane.embedded.run_kernel``)."""

ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Screened:
    """What one pass of screening did: plan, files and items screened, rows by verdict; nothing new is all zero.

    ``pictures`` were looked at, ``refused`` could not be, each with its name and reason; ``waiting`` are kept pictures
    that nothing is compared with yet: no extra, no reference, no reader.
    """

    plan_digest: str
    files: int
    items: int
    verdicts: Mapping[str, int]
    set_aside: Mapping[str, int]
    pictures: int = 0
    refused: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One signal file of the lake; ``run`` is the digest of what it is to be run with, ``pictured`` if it has any."""

    file_id: str
    path: str
    run: str
    pictured: bool


@dataclass(frozen=True, kw_only=True)
class ScreenSignals(Action[str]):
    """Publish the findings of one signal file, staged before; idempotent through the lake's batch name."""

    verb: ClassVar[str] = "screening.run"
    permission: ClassVar[Permission] = Permission.SCREEN

    source: Source
    plan_digest: str
    staged: StagedFile
    items: int
    verdicts: Mapping[str, int]
    looked: int = 0
    refused: tuple[str, ...] = ()

    def perform(self) -> str:
        """List the staged findings in the lake, unless another pass was first."""
        lake, batch = Lake(current().lake), queries.batch_name(self.source.file_id, self.source.run)
        if lake.files("finding", batch=batch):
            lake.discard(self.staged)
            return ""
        return str(lake.publish(self.staged, batch=batch, at=self.at).path)

    def entry(self, result: str) -> Entry:
        """Keep plan, file and figures."""
        figures = {"items": self.items, "rows": self.staged.rows, **self.verdicts}
        if self.source.pictured:
            figures |= {"pictures": self.looked, "pictures_refused": len(self.refused)}
        return Entry("lake_file", self.source.file_id, {"plan": self.plan_digest, "findings": result, **figures})


def screen_all(*, run: Runner, actor: Actor, at: datetime, as_of: date) -> Screened:
    """Screen every signal file that the plan of ``as_of`` has not been run over; a second call changes nothing.

    The plan is compiled where anything it is made of has changed (``daily``). Reading and staging run outside any
    transaction, in constant memory.

    Raises:
        NotAllowedError: the actor may not screen.
    """
    shown = references(as_of)
    plan = plan_of(as_of, pictures=shown.digest if shown else "")
    todo = [one for one in _sources(plan) if not queries.is_screened(one.file_id, one.run)]
    done = Screened(plan.digest, len(todo), 0, {}, plan.set_aside or {}, waiting=_waiting(shown))
    if not todo:
        return done
    screener = Screener.of(load_plan(current().plans / plan.digest, as_of))
    for source in todo:
        done = _added(done, _screen_file(screener, source, shown if source.pictured else None, run, actor, at))
    return done


def _added(done: Screened, act: ScreenSignals) -> Screened:
    verdicts = {verdict: done.verdicts.get(verdict, 0) + count for verdict, count in act.verdicts.items()}
    return replace(
        done,
        items=done.items + act.items,
        verdicts=verdicts,
        pictures=done.pictures + act.looked,
        refused=(*done.refused, *act.refused),
    )


def _waiting(shown: References | None) -> int:
    return 0 if shown else sum(row.rows for row in Lake(current().lake).files("picture"))


def _sources(plan: Standing) -> list[Source]:
    lake, kept = Lake(current().lake), signals.picture_batches()
    found = []
    for row in lake.files("signal"):
        own = kept.get(str(row.pk), ())
        run = queries.run_digest(plan.digest, plan.pictures, own)
        found.append(Source(str(row.pk), str(lake.root / row.path), run, bool(own)))
    return found


def _screen_file(
    screener: Screener, source: Source, shown: References | None, run: Runner, actor: Actor, at: datetime
) -> ScreenSignals:
    lake, tally = Lake(current().lake), _Tally()
    joint = shown.kernel(screener, source.file_id) if shown else None
    staged = lake.stage(tally.over(run(joint or screener.screen, tally.items_in(source.path))), FINDING)
    act = ScreenSignals(
        actor=actor,
        at=at,
        source=source,
        plan_digest=screener.plan.digest,
        staged=staged,
        items=tally.items,
        verdicts=dict(tally.verdicts),
        looked=joint.looked if joint else 0,
        refused=tuple(joint.refused) if joint else (),
    )
    try:
        act.execute()
    except JianzhenError:
        lake.discard(staged)
        raise
    return act


class _Tally:
    """Counts what passes through: items in, rows by verdict out."""

    def __init__(self) -> None:
        self.items = 0
        self.verdicts: dict[str, int] = {"flag": 0, "watch": 0, "clear": 0}

    def items_in(self, path: str) -> Iterator[pa.RecordBatch]:
        """Yield the items of a signal file."""
        with pq.ParquetFile(path) as source:
            for batch in source.iter_batches(batch_size=ROWS):
                items = items_of(batch)
                self.items += items.num_rows
                yield items

    def over(self, findings: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield findings, counted by verdict."""
        for batch in findings:
            for verdict in batch.column("verdict").to_pylist():
                self.verdicts[verdict] += 1
            yield batch
