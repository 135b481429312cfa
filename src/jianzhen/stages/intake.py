"""Taking files in, as the two rooms that receive files share it: choose a manifest, prepare, land or refuse.

A room derives from :class:`Intake` and says what differs: its folder, its shapes, its records, and what
it already knows. The act itself (:class:`Landing`) is derived in the room, which owns verb and table.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa

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
from jianzhen.playbook.intake.normalise import FileFacts
from jianzhen.playbook.intake.outcome import Outcome, identify, incoming, manifest_digest, refusal, shown_name
from jianzhen.playbook.intake.plan import Shape
from jianzhen.playbook.intake.prepare import Prepared, Progress, Request, personal_chunks, prepare
from jianzhen.playbook.manifest import Manifest

FIGURES: Final = ("rows", "landed", "duplicates", "quarantined")


def quiet(rows: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, kw_only=True)
class Landing(Action[Outcome], ABC):
    """Land what an intake made ready, with record, log entry and personal values; or record a refusal."""

    permission: ClassVar[Permission] = Permission.INTAKE
    record_type: ClassVar[str]

    outcome: Outcome
    ready: landing.Landing | None = None
    personal_path: Path | None = None

    @abstractmethod
    def schema(self) -> pa.Schema:
        """Return the schema of what lands."""

    @abstractmethod
    def record(self, lake_path: str) -> None:
        """Write the room's own record of the file."""

    def facts(self, lake_path: str) -> dict[str, Any]:
        """Return what both rooms record of a file, by column."""
        outcome = self.outcome
        return {
            "name": outcome.name,
            "sha256": outcome.sha256,
            "source": outcome.source,
            "manifest_digest": outcome.manifest_digest,
            "state": outcome.state,
            **{name: getattr(outcome, name) for name in FIGURES},
            "errors_file": outcome.errors_file,
            "lake_path": lake_path,
            "error": outcome.error or {},
            "taken_at": self.at,
        }

    def check(self) -> None:
        """Refuse when another intake landed since the rows were found new."""
        if self.ready is not None:
            landing.require_unchanged(Lake(current().lake), self.schema(), self.ready)

    def perform(self) -> Outcome:
        """Publish the staged file, fill the vault, write the record."""
        instance, path = current(), ""
        if self.ready is not None:
            path = landing.publish(Lake(instance.lake), self.ready, batch=self.outcome.sha256, at=self.at)
        if self.personal_path is not None:
            landing.keep_personal(Vault(instance), personal_chunks(self.personal_path))
        self.record(path)
        return self.outcome

    def entry(self, result: Outcome) -> Entry:
        """Keep the file's digest, its figures, or why it was refused."""
        figures = {name: getattr(result, name) for name in FIGURES}
        facts = {"name": result.name, "source": result.source, "state": result.state, **figures}
        return Entry(self.record_type, result.sha256, {**facts, "error": result.error or {}})


class Intake(ABC):
    """How one room takes files in.

    Attributes:
        shapes: target of a manifest → the shape of what lands.
        packaged: the folder of manifests that come with the program.
        act: makes the room's own :class:`Landing` of actor, at, outcome and what is ready to land.
    """

    shapes: Mapping[str, Shape]
    packaged: Path
    act: Callable[..., Landing]

    @abstractmethod
    def folder(self, instance: Instance) -> Path:
        """Return where the room's files arrive."""

    @abstractmethod
    def taken(self, sha256: str, manifest: str) -> bool:
        """Say whether this very file landed under this very manifest."""

    @abstractmethod
    def refused_alike(self, outcome: Outcome) -> bool:
        """Say whether this very refusal is on record."""

    @abstractmethod
    def candidate(self, base: Outcome, prepared: Prepared, work: Path) -> landing.Candidate:
        """Return the prepared rows together with what tells which of them are known."""

    def take_in_all(self, *, actor: Actor, at: datetime, progress: Progress = quiet) -> list[Outcome]:
        """Take in every file of the room's folder, by name; a refused file stays, the others land."""
        instance = current()
        folder = self.folder(instance)
        manifests = find_manifests(instance=instance.sources, beside=folder, packaged=self.packaged)
        return [
            self.take_in(path, manifests=manifests, actor=actor, at=at, progress=progress) for path in incoming(folder)
        ]

    def take_in(
        self, path: Path, *, manifests: ManifestSet, actor: Actor, at: datetime, progress: Progress = quiet
    ) -> Outcome:
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
            manifest = choose(manifests, Heads(path), tuple(self.shapes))
            if manifest is None:
                return self._take_empty(path, digest, actor, at)
            return self._take(path, digest, manifest, actor, at, progress)
        except RefusedError as fault:
            refused = refusal(shown_name(path), digest, fault)
            if not self.refused_alike(refused):
                self.act(actor=actor, at=at, outcome=refused).execute()
            return refused

    def _take(
        self, path: Path, digest: str, manifest: Manifest, actor: Actor, at: datetime, progress: Progress
    ) -> Outcome:
        seal = manifest_digest(manifest)
        base = Outcome(path.name, digest, "landed", manifest.source, seal, manifest.target)
        if self.taken(digest, seal):
            return replace(base, state="known")
        instance, shape = current(), self.shapes[manifest.target]
        with _work_folder(instance) as work:
            request = Request(path, manifest, shape, FileFacts(path.name, digest, at), work, instance.errors)
            prepared = prepare(request, pseudonym=Vault(instance).pseudonym, progress=progress)
            return self._land(base, prepared, work, actor, at)

    def _take_empty(self, path: Path, digest: str, actor: Actor, at: datetime) -> Outcome:
        """A file without any column lands with no row, whoever sent it."""
        if self.taken(digest, ""):
            return Outcome(path.name, digest, "known")
        return self.act(actor=actor, at=at, outcome=Outcome(path.name, digest, "landed")).execute()

    def _land(self, base: Outcome, prepared: Prepared, work: Path, actor: Actor, at: datetime) -> Outcome:
        lake, schema = Lake(current().lake), self.shapes[base.target].schema
        ready = landing.stage_fresh(lake, schema, self.candidate(base, prepared, work), work)
        outcome = replace(
            base,
            rows=prepared.rows,
            landed=ready.rows,
            duplicates=prepared.good - ready.rows,
            quarantined=prepared.quarantined,
            errors_file=prepared.errors_path.name if prepared.errors_path else "",
        )
        try:
            return self.act(
                actor=actor, at=at, outcome=outcome, ready=ready, personal_path=prepared.personal_path
            ).execute()
        finally:
            if ready.staged is not None:
                lake.discard(ready.staged)


@contextmanager
def _work_folder(instance: Instance) -> Iterator[Path]:
    staging = instance.lake / "_staging"
    staging.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=staging) as folder:
        yield Path(folder)
