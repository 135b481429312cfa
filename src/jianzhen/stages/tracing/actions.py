"""The only writers of the tracing room: one pass over the lake, and a person's merge or split."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

import pyarrow as pa

from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake, StagedFile
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Actor, Permission
from jianzhen.stages.rights.schema import LICENCE
from jianzhen.stages.screening import queries as screening
from jianzhen.stages.screening.schema import FINDING
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.signals.schema import SIGNAL
from jianzhen.stages.tracing.actions_standing import Token, standing, token
from jianzhen.stages.tracing.actions_writing import join, write
from jianzhen.stages.tracing.changes import Changes, Standing
from jianzhen.stages.tracing.clusters import CONTESTED, HUB
from jianzhen.stages.tracing.gathering import Gatherer
from jianzhen.stages.tracing.linkage import Harvest, Sources
from jianzhen.stages.tracing.models import Subject, SubjectMerge, SubjectSplit
from jianzhen.stages.tracing.schema import LINK

_SCHEMAS: Final = {"signal": SIGNAL, "finding": FINDING, "licence": LICENCE, "link": LINK}
_MINE: Final = pa.schema(
    [("face", pa.int64()), ("subject_id", pa.string()), ("key_kind", pa.string()), ("key_value", pa.string())]
)


@dataclass(frozen=True, slots=True)
class TraceReport:
    """What one pass read and wrote.

    ``hubs`` and ``contested`` count keys that linked nobody: shown by too many sellers, or by sellers different in law.
    """

    signals: int
    subjects: int = 0
    merges: int = 0
    leads: int = 0
    lead_signals: int = 0
    findings: int = 0
    links: int = 0
    hubs: int = 0
    contested: int = 0

    @property
    def changed(self) -> bool:
        """Say whether the pass wrote anything."""
        return any((self.subjects, self.merges, self.leads, self.lead_signals, self.findings, self.links))


@dataclass(frozen=True, kw_only=True)
class TraceSignals(Action[TraceReport]):
    """Write what :func:`trace` found: subjects, links and leads, with one log entry."""

    verb: ClassVar[str] = "tracing.run"
    permission: ClassVar[Permission] = Permission.TRACE

    report: TraceReport
    changes: Changes = field(repr=False)
    read: Token
    links: StagedFile | None = None

    def check(self) -> None:
        """Refuse when somebody wrote to the room since it was read.

        Raises:
            ConflictError: the room has changed.
        """
        if token() != self.read:
            raise ConflictError(
                "subjects or leads changed while the lake was read",
                remedy="Run the pass again",
                zh="读取数据期间主体或者线索已被改动。请重新运行一遍",
            )

    def perform(self) -> TraceReport:
        """Write rows and publish the links."""
        write(self.changes, actor_id=self.actor.actor_id, at=self.at)
        if self.links is not None:
            Lake(current().lake).publish(self.links, batch=f"trace-{self.at.isoformat()}", at=self.at)
        return self.report

    def entry(self, result: TraceReport) -> Entry:
        """Keep the figures."""
        facts = {name: getattr(result, name) for name in TraceReport.__slots__}
        return Entry("tracing", current().instance_id, facts)


def trace(*, actor: Actor, at: datetime, closed: frozenset[UUID] = frozenset()) -> TraceReport:
    """Do one pass: read the whole lake, resolve sellers, gather leads. A second pass over the same lake writes nothing.

    Reading and deciding happen before the transaction; what is written is written at once.

    Args:
        actor: who runs the pass.
        at: when; the opening time of new leads.
        closed: leads that were closed downstream; further signals of their subject open a new lead.

    Raises:
        ConflictError: somebody wrote to the room meanwhile.
        NotAllowedError: the actor may not trace.
    """
    instance = current()
    lake = Lake(instance.lake)
    read, known, changes = token(), standing(closed), Changes()
    with (
        tempfile.TemporaryDirectory(dir=instance.lake, prefix="_scratch") as scratch,
        Harvest(_sources(lake), _SCHEMAS, Path(scratch)) as harvest,
    ):
        gatherer = Gatherer(known, changes)
        for cluster in harvest.found():
            gatherer.add(cluster)
        gatherer.finish()
        changes.ties += _ties(harvest, gatherer, known)
        links = _stage_links(lake, harvest, gatherer, at)
        report = _report(harvest, changes, links)
    if changes.empty and links is None:
        return report
    with ExitStack() as undo:
        if links is not None:
            undo.callback(lake.discard, links)
        done = TraceSignals(actor=actor, at=at, report=report, changes=changes, read=read, links=links).execute()
        undo.pop_all()
    return done


def _sources(lake: Lake) -> Sources:
    return Sources(
        signals=signals.paths(), findings=screening.paths(), licences=lake.paths("licence"), links=lake.paths("link")
    )


def _report(harvest: Harvest, changes: Changes, links: StagedFile | None) -> TraceReport:
    return TraceReport(
        signals=harvest.signals,
        subjects=len(changes.subjects),
        merges=len(changes.merges),
        leads=len(changes.leads),
        lead_signals=len(changes.signals),
        findings=len(changes.findings),
        links=links.rows if links is not None else 0,
        hubs=harvest.refused.get(HUB, 0),
        contested=harvest.refused.get(CONTESTED, 0),
    )


def _ties(harvest: Harvest, gatherer: Gatherer, known: Standing) -> list[tuple[UUID, UUID, str, str]]:
    """Return the pairs of subjects that share a key which may not link them: each with the smallest of them."""
    holders: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for kind, value, face in harvest.contested():
        if face in gatherer.faces:
            holders[kind, value].add(gatherer.resolver.root(gatherer.faces[face][0]))
    found = []
    for (kind, value), subjects in sorted(holders.items()):
        one, *others = sorted(subjects)
        found += [(one, other, kind, value) for other in others]
    return [tie for tie in found if tie not in known.ties]


def _stage_links(lake: Lake, harvest: Harvest, gatherer: Gatherer, at: datetime) -> StagedFile | None:
    rows = [(face, str(who), kind, value) for face, (who, kind, value) in gatherer.faces.items()]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    mine = pa.table([pa.array(c, f.type) for c, f in zip(columns, _MINE, strict=True)], schema=_MINE)
    staged = lake.stage(_link_batches(harvest, mine, at), LINK)
    if staged.rows:
        return staged
    lake.discard(staged)
    return None


def _link_batches(harvest: Harvest, mine: pa.Table, at: datetime) -> Iterator[pa.RecordBatch]:
    for batch in harvest.links(mine):
        rows = batch.num_rows
        columns = {
            **{name: batch.column(name) for name in ("signal_id", "subject_id", "key_kind", "key_value")},
            "decision": pa.repeat("same", rows),
            "score": pa.repeat(1.0, rows),
            "recorded_at": pa.repeat(pa.scalar(at, LINK.field("recorded_at").type), rows),
        }
        yield pa.RecordBatch.from_arrays([columns[name] for name in LINK.names], schema=LINK)


@dataclass(frozen=True, kw_only=True)
class MergeSubjects(Action[SubjectMerge]):
    """A person finds that two subjects are one. Nothing is moved; :class:`SplitSubject` undoes it."""

    verb: ClassVar[str] = "tracing.merge"
    permission: ClassVar[Permission] = Permission.LEAD_ROUTE

    kept: UUID
    absorbed: UUID
    reason: str

    def check(self) -> None:
        """Refuse what is no pair of two subjects that speak for themselves.

        Raises:
            RefusedError: no reason, no such subject, or one and the same.
            ConflictError: one of them is already part of another.
        """
        _require_reason(self.reason)
        if self.kept == self.absorbed:
            raise RefusedError(
                "a subject cannot be merged with itself",
                remedy="Name two subjects",
                zh="不能把主体与它自己合并。请选择两个不同的主体",
            )
        for subject in (self.kept, self.absorbed):
            if _subject(subject).merged_into_id is not None:
                raise ConflictError(
                    "this subject is already part of another",
                    where=Where(key=str(subject)),
                    remedy="Merge the subject that speaks for it",
                    zh="这个主体已并入另一主体。请合并代表它的主体",
                )

    def perform(self) -> SubjectMerge:
        """Point the one at the other."""
        join(self.kept, self.absorbed)
        return SubjectMerge.objects.create(
            kept_id=self.kept, absorbed_id=self.absorbed, reason=self.reason, actor_id=self.actor.actor_id, at=self.at
        )

    def entry(self, result: SubjectMerge) -> Entry:
        """Keep both ids and the reason."""
        facts = {"merge_id": str(result.id), "absorbed": str(self.absorbed), "reason": self.reason}
        return Entry("subject", str(self.kept), facts)


@dataclass(frozen=True, kw_only=True)
class SplitSubject(Action[SubjectSplit]):
    """A person finds that a merge was wrong; no pass will merge the two again."""

    verb: ClassVar[str] = "tracing.split"
    permission: ClassVar[Permission] = Permission.LEAD_ROUTE

    merge_id: UUID
    reason: str

    def check(self) -> None:
        """Refuse a merge that does not stand.

        Raises:
            RefusedError: no reason, or no such merge.
            ConflictError: it was undone already.
        """
        _require_reason(self.reason)
        merge = self._merge()
        if merge.absorbed.merged_into_id != merge.kept_id:
            raise ConflictError(
                "this merge no longer stands",
                where=Where(key=str(self.merge_id)),
                remedy="Read the subject again",
                zh="这次合并已经撤销。请重新打开主体页面",
            )

    def perform(self) -> SubjectSplit:
        """Let the absorbed subject speak for itself again."""
        merge = self._merge()
        Subject.objects.filter(id=merge.absorbed_id).update(merged_into=None)
        return SubjectSplit.objects.create(merge=merge, reason=self.reason, actor_id=self.actor.actor_id, at=self.at)

    def entry(self, result: SubjectSplit) -> Entry:
        """Keep the merge, both ids and the reason."""
        facts = {"merge_id": str(self.merge_id), "absorbed": str(result.merge.absorbed_id), "reason": self.reason}
        return Entry("subject", str(result.merge.kept_id), facts)

    def _merge(self) -> SubjectMerge:
        merge = SubjectMerge.objects.select_related("absorbed").filter(id=self.merge_id).first()
        if merge is None:
            raise RefusedError(
                "no such merge",
                where=Where(key=str(self.merge_id)),
                remedy="Read the subject again",
                zh="没有这次合并。请重新打开主体页面",
            )
        return merge


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RefusedError(
            "a reason is missing",
            remedy="Say why, in a sentence others can check",
            zh="没有写明理由。请用一句他人可以核对的话说明",
        )


def _subject(subject_id: UUID) -> Subject:
    found = Subject.objects.filter(id=subject_id).first()
    if found is None:
        raise RefusedError(
            "no such subject",
            where=Where(key=str(subject_id)),
            remedy="Read the lead again",
            zh="没有这个主体。请重新打开线索",
        )
    return found
