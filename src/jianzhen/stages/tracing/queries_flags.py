"""The flags behind leads, for who wants to say of a lead's judgement which findings it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from jianzhen.stages.tracing.models import LeadFinding
from jianzhen.stages.tracing.schema import FLAG

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Flag:
    """One flagged finding of a lead."""

    finding_id: str
    signal_id: str
    right_id: str
    check: str


def flags_of(lead_ids: Collection[UUID]) -> dict[UUID, tuple[Flag, ...]]:
    """Return the flagged findings of each of these leads, in a fixed order; leads without any are left out."""
    keys, found = list(lead_ids), defaultdict[UUID, list[Flag]](list)
    for start in range(0, len(keys), CHUNK):
        rows = LeadFinding.objects.filter(lead_id__in=keys[start : start + CHUNK], verdict=FLAG).order_by("finding_id")
        for lead_id, *cells in rows.values_list("lead_id", "finding_id", "signal_id", "right_id", "check_code"):
            found[lead_id].append(Flag(*cells))
    return {lead_id: tuple(flags) for lead_id, flags in found.items()}
