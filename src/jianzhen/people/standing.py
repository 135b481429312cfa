"""Who may enforce on a day: certificate and training with their terms (pure).

行政处罚法（2021）第四十二条 asks for officers who hold the qualification to enforce. A certificate runs from its first
to its last day, both included, unless it was withdrawn before. The house keeps trainings beside it: where a training
with a term is on record for an officer, one of them must still hold; where none is on record, nothing is asked, because
no rule that was read makes it a condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Code(StrEnum):
    """How an officer stands on a day."""

    QUALIFIED = "qualified"
    NO_CERTIFICATE = "no_certificate"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"
    TRAINING_EXPIRED = "training_expired"


@dataclass(frozen=True, slots=True)
class Term:
    """The days on which a certificate or a training holds, both included; from ``withdrawn_on`` on it does not."""

    valid_from: date
    valid_to: date
    withdrawn_on: date | None = None
    number: str = ""

    def holds(self, on: date) -> bool:
        """Say whether it holds on a day."""
        return self.running(on) and (self.withdrawn_on is None or on < self.withdrawn_on)

    def running(self, on: date) -> bool:
        """Say whether the day lies within the term, withdrawn or not."""
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Standing:
    """How an officer stands on a day, and until which day at most; ``number`` is the certificate's that says so."""

    code: Code
    until: date | None = None
    number: str = ""
    trained_until: date | None = None

    @property
    def qualified(self) -> bool:
        """Whether the officer may enforce that day."""
        return self.code is Code.QUALIFIED


def standing(certificates: Iterable[Term], trainings: Iterable[Term], on: date) -> Standing:
    """Return how an officer with these certificates and trainings stands on a day."""
    held, taught = list(certificates), list(trainings)
    running = max((one for one in held if one.holds(on)), key=lambda one: one.valid_to, default=None)
    trained = max((one.valid_to for one in taught if one.valid_from <= on), default=None)
    if running is None:
        withdrawn = any(one.running(on) for one in held)
        return Standing(Code.CERTIFICATE_WITHDRAWN if withdrawn else Code.NO_CERTIFICATE, trained_until=trained)
    if trained is not None and trained < on:
        return Standing(Code.TRAINING_EXPIRED, trained, running.number, trained)
    last = running.valid_to if trained is None else min(running.valid_to, trained)
    return Standing(Code.QUALIFIED, last, running.number, trained)
