"""The only writers of the rights room: taking in registers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jianzhen.base.errors import RefusedError
from jianzhen.base.instance import Instance
from jianzhen.custody import landing
from jianzhen.custody.action import Action
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.custody.log import Entry
from jianzhen.custody.vault import Vault
from jianzhen.people.policy import Actor, Permission
from jianzhen.playbook.intake.choose import Heads, ManifestSet, choose, find_manifests
from jianzhen.playbook.intake.normalise import KEY, FileFacts, content_text, row_keys
from jianzhen.playbook.intake.outcome import Outcome, identify, incoming, manifest_digest, refusal, shown_name
from jianzhen.playbook.intake.plan import Shape
from jianzhen.playbook.intake.prepare import Prepared, Progress, Request, personal_chunks, prepare
from jianzhen.playbook.manifest import Manifest
from jianzhen.stages.rights import queries
from jianzhen.stages.rights.models import RegisterFile
from jianzhen.stages.rights.shape import PACKAGED, SHAPES

_KEYS: Final = pa.schema([pa.field(KEY, pa.string()), pa.field("source", pa.string())])


def quiet(rows: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, kw_only=True)
class TakeInRegister(Action[Outcome]):
    """Land what :func:`take_in` made ready, with record, log entry and personal values; or record a refusal."""

    verb: ClassVar[str] = "intake.rights"
    permission: ClassVar[Permission] = Permission.INTAKE

    outcome: Outcome
    ready: landing.Landing | None = None
    personal_path: Path | None = None

    def check(self) -> None:
        """Refuse when another intake landed since the rows were found new."""
        if self.ready is not None:
            landing.require_unchanged(Lake(current().lake), SHAPES[self.outcome.target].schema, self.ready)

    def perform(self) -> Outcome:
        """Publish the staged file, fill the vault, write the record."""
        instance, path = current(), ""
        if self.ready is not None:
            path = landing.publish(Lake(instance.lake), self.ready, batch=self.outcome.sha256, at=self.at)
        if self.personal_path is not None:
            landing.keep_personal(Vault(instance), personal_chunks(self.personal_path))
        _record(self.outcome, path, self.at)
        return self.outcome

    def entry(self, result: Outcome) -> Entry:
        """Keep the file's digest, its figures, or why it was refused."""
        figures = {name: getattr(result, name) for name in ("rows", "landed", "duplicates", "quarantined")}
        facts = {"name": result.name, "source": result.source, "state": result.state, **figures}
        return Entry("register_file", result.sha256, {**facts, "error": result.error or {}})


def _record(outcome: Outcome, lake_path: str, at: datetime) -> None:
    RegisterFile.objects.create(
        name=outcome.name,
        sha256=outcome.sha256,
        source=outcome.source,
        manifest_digest=outcome.manifest_digest,
        target=outcome.target,
        state=outcome.state,
        rows=outcome.rows,
        landed=outcome.landed,
        duplicates=outcome.duplicates,
        quarantined=outcome.quarantined,
        errors_file=outcome.errors_file,
        lake_path=lake_path,
        error=outcome.error or {},
        taken_at=at,
    )


def take_in_all(*, actor: Actor, at: datetime, progress: Progress = quiet) -> list[Outcome]:
    """Take in every file of the instance's folder of registers, by name; a refused file stays, the others land."""
    instance = current()
    manifests = find_manifests(instance=instance.sources, beside=instance.rights, packaged=PACKAGED)
    return [
        take_in(path, manifests=manifests, actor=actor, at=at, progress=progress) for path in incoming(instance.rights)
    ]


def take_in(path: Path, *, manifests: ManifestSet, actor: Actor, at: datetime, progress: Progress = quiet) -> Outcome:
    """Take in one file: whole, or refused with nothing of it kept but the record of the refusal.

    The very file under the very manifest is *known* the second time, and nothing is written. Reading and
    staging run outside any transaction, in constant memory.

    Args:
        path: a file anywhere; it is never moved.
        manifests: where to look for the one that speaks for it.
        actor: who takes it in.
        at: the moment of intake, aware.
        progress: called with the rows read so far.
    """
    digest = ""
    try:
        digest = identify(path)
        manifest = choose(manifests, Heads(path), tuple(SHAPES))
        if manifest is None:
            return _take_empty(path, digest, actor, at)
        return _take(path, digest, manifest, actor, at, progress)
    except RefusedError as fault:
        refused = refusal(shown_name(path), digest, fault)
        if not queries.refused_alike(refused):
            TakeInRegister(actor=actor, at=at, outcome=refused).execute()
        return refused


def _take_empty(path: Path, digest: str, actor: Actor, at: datetime) -> Outcome:
    """A file without any column lands with no row, whoever sent it."""
    if queries.taken(digest, ""):
        return Outcome(path.name, digest, "known")
    return TakeInRegister(actor=actor, at=at, outcome=Outcome(path.name, digest, "landed")).execute()


def _take(path: Path, digest: str, manifest: Manifest, actor: Actor, at: datetime, progress: Progress) -> Outcome:
    seal = manifest_digest(manifest)
    base = Outcome(path.name, digest, "landed", manifest.source, seal, manifest.target)
    if queries.taken(digest, seal):
        return replace(base, state="known")
    instance = current()
    with _work_folder(instance) as work:
        request = Request(
            path, manifest, SHAPES[manifest.target], FileFacts(path.name, digest, at), work, instance.errors
        )
        prepared = prepare(request, pseudonym=Vault(instance).pseudonym, progress=progress)
        return _land(base, prepared, work, actor, at)


def _land(base: Outcome, prepared: Prepared, work: Path, actor: Actor, at: datetime) -> Outcome:
    lake = Lake(current().lake)
    shape = SHAPES[base.target]
    known = (str(_known_keys(lake, shape, base.source, work)),)
    candidate = landing.Candidate(prepared.rows_path, prepared.good, KEY, base.source, known_key=KEY, known_in=known)
    ready = landing.stage_fresh(lake, shape.schema, candidate, work)
    outcome = replace(
        base,
        rows=prepared.rows,
        landed=ready.rows,
        duplicates=prepared.good - ready.rows,
        quarantined=prepared.quarantined,
        errors_file=prepared.errors_path.name if prepared.errors_path else "",
    )
    try:
        act = TakeInRegister(actor=actor, at=at, outcome=outcome, ready=ready, personal_path=prepared.personal_path)
        return act.execute()
    finally:
        if ready.staged is not None:
            lake.discard(ready.staged)


def _known_keys(lake: Lake, shape: Shape, source: str, work: Path) -> Path:
    """Write the content ids of what the lake holds of a source; a right keeps no content id of its own."""
    path, name = work / "known.parquet", shape.schema.metadata[b"schema"].decode()
    with pq.ParquetWriter(path, _KEYS, compression="lz4") as sink:
        for batch in lake.batches(name, shape.schema):
            held = batch.filter(pc.equal(batch.column("source"), source))
            columns = {field: held.column(field) for field in shape.schema.names}
            keys = row_keys(source, columns[shape.key or ""], content_text(shape, columns))
            sink.write_batch(pa.record_batch([pa.array(keys, pa.string()), columns["source"]], schema=_KEYS))
    return path


@contextmanager
def _work_folder(instance: Instance) -> Iterator[Path]:
    staging = instance.lake / "_staging"
    staging.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=staging) as folder:
        yield Path(folder)
