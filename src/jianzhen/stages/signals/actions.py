"""The only writers of the signals room: taking in files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

import pyarrow as pa

from jianzhen.base.instance import Instance
from jianzhen.custody import landing
from jianzhen.playbook.intake.normalise import KEY
from jianzhen.playbook.intake.outcome import Outcome
from jianzhen.playbook.intake.prepare import Prepared
from jianzhen.stages.intake import Intake, Landing
from jianzhen.stages.signals import queries
from jianzhen.stages.signals.models import IntakeFile
from jianzhen.stages.signals.schema import SIGNAL
from jianzhen.stages.signals.shape import PACKAGED, SHAPE

_SHAPES: Final = {"signal": SHAPE}


@dataclass(frozen=True, kw_only=True)
class TakeInFile(Landing):
    """采集信息: land a file of signals, or record why it was refused."""

    verb: ClassVar[str] = "intake.signals"
    record_type: ClassVar[str] = "intake_file"

    def schema(self) -> pa.Schema:
        """Return the schema of signals."""
        return SIGNAL

    def record(self, lake_path: str) -> None:
        """Write the room's record of the file."""
        IntakeFile.objects.create(**self.facts(lake_path))


class Signals(Intake):
    """Signals arrive in the inbox and name themselves by content, so the lake itself tells what is known."""

    shapes = _SHAPES
    packaged = PACKAGED
    act: Callable[..., Landing] = TakeInFile

    def folder(self, instance: Instance) -> Path:
        """Return the inbox."""
        return instance.inbox

    def taken(self, sha256: str, manifest: str) -> bool:
        """Ask the room's records."""
        return queries.taken(sha256, manifest)

    def refused_alike(self, outcome: Outcome) -> bool:
        """Ask the room's records."""
        return queries.refused_alike(outcome)

    def candidate(self, base: Outcome, prepared: Prepared, work: Path) -> landing.Candidate:  # noqa: ARG002
        """Compare by signal id."""
        return landing.Candidate(prepared.rows_path, prepared.good, KEY, base.source, known_key="signal_id")


SIGNALS: Final = Signals()
take_in_all = SIGNALS.take_in_all
take_in = SIGNALS.take_in
