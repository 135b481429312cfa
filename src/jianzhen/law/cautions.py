"""What must be said beside a date: secondary sources, assumptions, another rule for the same event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jianzhen.law.model import Basis, Confidence, Unit, Version
from jianzhen.law.reasons import Reason, reason


def cautions(version: Version, extensions: Sequence[Version], day: date, excluded: int) -> tuple[Reason, ...]:
    """Return what must be said beside a date counted under these rules for a step begun that day."""
    found = [
        reason("secondary_source", rule_id=rule.id)
        for rule in (version, *extensions)
        if rule.confidence is Confidence.B
    ]
    instrument = version.governing(day)
    if version.validity_basis is Basis.INSTRUMENT_DATE:
        found.append(reason("wording_of_time", rule_id=version.id))
    if instrument and instrument.counting is None and version.unit is not Unit.HOURS:
        found.append(reason("start_day_assumed", instrument=instrument.title))
    found.extend(_flagged(version))
    if excluded:
        found.append(reason("excluded_days_added", count=excluded))
    return tuple(found)


def _flagged(version: Version) -> list[Reason]:
    """Turn the flags that touch a deadline into cautions."""
    found = []
    for flag in version.flags:
        name, _, other = flag.partition(":")
        if name == "start_day_not_stated":
            found.append(reason("start_day_not_stated", rule_id=version.id))
        elif name == "differs_from":
            found.append(reason("other_rule_same_event", other=other))
        elif name == "general_rule_of":
            found.append(reason("special_rule_exists", rule_id=version.id, other=other))
    return found
