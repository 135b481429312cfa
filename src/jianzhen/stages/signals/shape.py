"""What intake needs to know of a signal."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jianzhen.playbook.intake.plan import Shape
from jianzhen.stages.signals.schema import SIGNAL, SIGNAL_KINDS

SHAPE: Final = Shape(
    schema=SIGNAL,
    kinds=SIGNAL_KINDS,
    identity="signal_id",
    record_id="source_record_id",
    moment="observed_at",
    text_as_read=frozenset({"text"}),
)

PACKAGED: Final = Path(__file__).with_name("sources")
"""The manifests that come with the program."""
