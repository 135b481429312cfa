"""What a figure cannot show, and which facts were not given though a limb of the day asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from jianzhen.law.assess.answer import LimbResult
from jianzhen.law.assess.plans import measure_zh, plans
from jianzhen.law.assess.side import Bench

_COUNTS: Final = ("marks", "patents", "administrative_penalties_within_3_years")
_PRIORS: Final[Mapping[str, str]] = {
    "code": "prior_penalty",
    "zh": "未写明是否曾受刑事处罚或者行政处罚：二年内再犯的适用较低标准",
    "en": "whether there was an earlier penalty is not stated: a repeat within two years has lower figures",
}


def missing_facts(bench: Bench, limbs: Sequence[LimbResult]) -> tuple[Mapping[str, str], ...]:
    """List what has to be shown otherwise, then what was not given."""
    named = [{"code": code, **plans().missing[code].model_dump()} for code in bench.plan.missing]
    return (*named, *_not_given(bench, limbs))


def _not_given(bench: Bench, limbs: Sequence[LimbResult]) -> list[Mapping[str, str]]:
    days = bench.facts.act_days
    tiers = tuple(bench.plan.tiers)
    versions = bench.versions(tiers, days[-1]) if days else ()
    asked = dict.fromkeys(
        name for version in versions for limb in version.limbs for name in limb.measure.replace("*3", "").split("+")
    )
    compared = {limb.measure for limb in limbs}
    found: list[Mapping[str, str]] = [
        _said_missing(name) for name in asked if name not in compared and bench.measures.of(name) is None
    ]
    conditions = " ".join(limb.condition or "" for version in versions for limb in version.limbs)
    if "repeat" in conditions and bench.facts.priors is None:
        found.append(_PRIORS)
    counts = [name for name in _COUNTS if name in conditions and name not in bench.facts.figures]
    return [*found, *map(_said_missing, counts)]


def _said_missing(name: str) -> Mapping[str, str]:
    return {"code": name, "zh": f"未提供{measure_zh(name)}", "en": f"{name} is not given"}
