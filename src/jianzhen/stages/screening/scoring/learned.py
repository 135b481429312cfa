"""A fitted model of evidence: how hand-set weights change, so that they still add up to the score (pure).

Applying one needs nothing beside the standard library; fitting (``fitting``) needs the extra ``jianzhen[learning]``.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jianzhen.base.errors import Where
from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.scoring.errors import ModelRefusedError
from jianzhen.stages.screening.scoring.rarity import Background

SCHEMA_VERSION: Final = 1


def feature(part: Evidence) -> str:
    """Return the name of what is fitted: the check and the reason code, ``tm.sound/mark.sound``."""
    return f"{part.check}/{part.code}"


@dataclass(frozen=True)
class Learned:
    """How a plan's evidence is weighed after verdicts.

    A group's bits become ``slope * (base + shift + sum(factor * weight)) + offset``; slope and offset are spread over
    base and weights, so that the parts a finding shows still add up.

    Attributes:
        factors: ``check/code`` → what its weights are multiplied by, never negative: evidence keeps its sign.
        shifts: domain → bits added to the base of its groups.
        slope: calibration, above 0.
        offset: calibration, bits.
        flag_at: bits above which a group is flagged, at most 0: what is more likely than not is always flagged, and
            below that as much as officers were given to read before.
        background: rates of marks in the stream, None where they were not counted.
        trained: what it was made from: window, counts, and the figures it was accepted with.
    """

    factors: Mapping[str, float] = field(default_factory=dict)
    shifts: Mapping[str, float] = field(default_factory=dict)
    slope: float = 1.0
    offset: float = 0.0
    flag_at: float = 0.0
    background: Background | None = None
    trained: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = (*self.factors.values(), *self.shifts.values(), self.slope, self.offset, self.flag_at)
        if not all(math.isfinite(number) for number in numbers):
            raise ModelRefusedError("a figure of the model is not finite", remedy="Fit it anew")
        if min(self.factors.values(), default=0.0) < 0 or self.slope <= 0:
            raise ModelRefusedError(
                "the model turns evidence for suspicion into evidence against, or the reverse",
                where=Where(key="factors" if self.slope > 0 else "slope"),
                remedy="Fit it anew; factors are never negative and the slope is above 0",
            )
        if self.flag_at > 0:
            raise ModelRefusedError(
                "the model would not flag what is more likely than not",
                where=Where(key="flag_at"),
                remedy="Fit it anew",
            )

    def adjust(self, groups: Sequence[Group]) -> list[Group]:
        """Return the groups with weights and bases as fitted; evidence, order and spans stay."""
        return [self._adjusted(group) for group in groups]

    def _adjusted(self, group: Group) -> Group:
        domain = group.evidence[0].domain if group.evidence else ""
        base = self.slope * (group.base + self.shifts.get(domain, 0.0)) + self.offset
        parts = [part.weighing(self.slope * self.weight(part)) for part in group.evidence]
        return Group(group.right, base, _restrained(group, parts), self.flag_at)

    def weight(self, part: Evidence) -> float:
        """Return the fitted weight of one piece of evidence, before calibration."""
        weight = self.background.weight(part) if self.background else part.weight
        return self.factors.get(feature(part), 1.0) * weight

    @property
    def digest(self) -> str:
        """SHA-256 of everything the model says, in hex."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return the model as JSON values, in a fixed order."""
        return {
            "schema_version": SCHEMA_VERSION,
            "factors": dict(sorted(self.factors.items())),
            "shifts": dict(sorted(self.shifts.items())),
            "slope": self.slope,
            "offset": self.offset,
            "flag_at": self.flag_at,
            "background": self.background.as_json() if self.background else None,
            "trained": dict(self.trained),
        }


def _restrained(group: Group, parts: list[Evidence]) -> list[Evidence]:
    """Keep the rule that a plain mention, or a weak mark alone, never flags: learning may not lift one reason alone."""
    firm = [place for place, part in enumerate(group.evidence) if part.weight > 0 and not part.watch_only]
    if group.bits <= 0 and len(firm) == 1:
        parts[firm[0]] = parts[firm[0]].watching(only=True)
    return parts


def learned_from(values: Any, where: Where | None = None) -> Learned:
    """Return the model that :meth:`Learned.as_json` gave.

    Raises:
        ModelRefusedError: it is no such model, of another version, or says what no model may say.
    """
    try:
        if values["schema_version"] != SCHEMA_VERSION:
            raise ModelRefusedError(
                f"the model is of version {values['schema_version']}, this program reads {SCHEMA_VERSION}",
                where=where,
                remedy="Fit it anew",
            )
        counted = values["background"]
        return Learned(
            factors={str(name): float(number) for name, number in values["factors"].items()},
            shifts={str(name): float(number) for name, number in values["shifts"].items()},
            slope=float(values["slope"]),
            offset=float(values["offset"]),
            flag_at=float(values["flag_at"]),
            background=counted and Background.from_rows(int(counted["items"]), map(tuple, counted["counts"])),
            trained=dict(values["trained"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise ModelRefusedError(f"this is no scoring model ({fault})", where=where, remedy="Fit it anew") from fault
