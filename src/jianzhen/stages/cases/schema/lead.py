"""What the cases room takes from upstream: a lead as tracing gives it (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCard:
    """A lead on its way to an owner.

    ``district`` is a code, a name or an address that the city file is asked about, or empty; ``title`` and ``reasons``
    (its strongest findings, best first) are codes with params; ``received_on`` is the day from which the receiving
    agency has it, in Shanghai time (the day of routing where empty).
    """

    lead_id: UUID
    domain: str
    title: Mapping[str, Any]
    subject_name: str = ""
    district: str = ""
    reasons: tuple[Mapping[str, Any], ...] = ()
    received_on: date | None = None
