"""What a look through all parties changes of what stands: decided before anything is written (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from jianzhen.stages.referral.missed.result import Result

OPEN: Final = "open"
TRANSFERRED: Final = "transferred"
GONE: Final = "gone"
EXPLAINED: Final = "explained"
TAKEN_UP: Final = "taken_up"
BY_PEOPLE: Final = (EXPLAINED, TAKEN_UP)

Key = tuple[str, str]
"""Subject and field."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding as it stands: its digest and state."""

    digest: str
    state: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One change: what it is called in the history, the state after it, and the finding (None where it is gone)."""

    key: Key
    kind: str
    to_state: str
    result: Result | None = None


@dataclass(slots=True)
class Changes:
    """What has to be written: turns of findings, and the digests of the parties that were looked at."""

    turns: list[Turn] = field(default_factory=list)
    scans: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing has to be written."""
        return not (self.turns or self.scans)


def turn(key: Key, result: Result | None, known: Standing | None, *, transferred: bool) -> Turn | None:
    """Return what becomes of one finding; None where nothing does.

    What a person explained or took up stays so while the facts are the same, and opens again when they change.
    """
    if result is None:
        return None if known is None or known.state == GONE else Turn(key, "gone", GONE)
    state = TRANSFERRED if transferred else OPEN
    kind = _kind(result, known, state)
    return Turn(key, kind, state, result) if kind else None


def _kind(result: Result, known: Standing | None, state: str) -> str:
    if known is None:
        return "found"
    if known.digest != result.digest:
        return "changed" if known.state in (OPEN, TRANSFERRED) else "returned"
    if known.state == GONE or (known.state, state) == (TRANSFERRED, OPEN):
        return "returned"
    return TRANSFERRED if state == TRANSFERRED != known.state else ""


def vanished(known: Mapping[Key, Standing], subjects: Collection[str]) -> Iterable[Turn]:
    """Yield the findings whose subject no longer speaks for itself or has no record left."""
    for key, standing in sorted(known.items()):
        if key[0] not in subjects and standing.state != GONE:
            yield Turn(key, "gone", GONE)
