"""Acts held against an article by the law of their day: reached, open, or below (pure; the figures are law/assess's).

*Reached*: a limb in force on the day of an act is met by what is certain. *Open*: a limb is met only if acts may be
added up, or only if an act was not dealt with, and the texts that were read or the records do not settle it. Both are
merely possible: intent, identification and prices stand outside every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from jianzhen.law.assess.amounts import Value
from jianzhen.law.assess.answer import Assessment, LimbResult
from jianzhen.law.assess.casefile import assess
from jianzhen.law.assess.plans import plans
from jianzhen.law.book import LawBook
from jianzhen.law.model import Confidence
from jianzhen.stages.referral.missed.acts import Act, Party
from jianzhen.stages.referral.missed.fields import Charge

QUESTION: Final = "conviction or attempt threshold reached?"
TIERS: Final = ("basic", "attempt")
REACHED: Final = "reached"
OPEN: Final = "open"
_AMOUNTS: Final = frozenset({"value", "sales", "stock", "income"})
_RANK: Final = list(Confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """An article whose figure the acts meet, or may meet: the limb that says so, and the whole assessment."""

    charge: Charge
    grade: str
    limb: LimbResult
    value: Value
    assessment: Assessment


def weigh(charge: Charge, acts: Sequence[Act], party: Party, day: date, book: LawBook) -> Weighed | None:
    """Hold what is on record on ``day`` against one article; None where no limb is met or may be met.

    Args:
        charge: the article.
        acts: every act of the field known by that day; those decided before it drop out of the sum and count as
            earlier penalties.
        party: whose acts they are.
        day: the day looked at.
        book: the law.
    """
    counted = [act for act in acts if act.open_on(day) and _figures(charge, act)]
    if not counted or not might_reach(charge, counted, book):
        return None
    answer = assess(charge.charge, QUESTION, facts(charge, acts, party, day), book)
    found = [met for limb in answer.limbs if (met := _met(charge, limb, answer, counted))]
    return min(found, key=_weight, default=None)


def _met(charge: Charge, limb: LimbResult, answer: Assessment, counted: Sequence[Act]) -> Weighed | None:
    """Return the limb as met: by what is certain, or by all that is recorded together.

    Acts that do not state a measure leave its value without an upper bound; what the others state is then the most
    that can be said of the records.
    """
    value = limb.value
    if value is None:
        return None
    if value.high is None:
        stated = max(value.low, _total(_terms(limb.measure), _sums(charge, counted)))
        value = replace(value, high=stated)
        limb = replace(limb, value=value)
    if not limb.decides and (value.high is None or value.high < limb.threshold):
        return None
    grade = REACHED if limb.decides else OPEN
    return Weighed(charge=charge, grade=grade, limb=limb, value=value, assessment=answer)


def _weight(found: Weighed) -> tuple[int, int, Decimal, str]:
    """Order limbs: reached before open, the better known rule, then the higher figure."""
    limb = found.limb
    return (0 if found.grade == REACHED else 1, _RANK.index(limb.rule.confidence), -limb.threshold, limb.rule.id)


def facts(charge: Charge, acts: Sequence[Act], party: Party, day: date) -> dict[str, Any]:
    """Return the acts as the facts of an assessment, in the words of the facts vocabulary."""
    counted = [act for act in acts if act.open_on(day)]
    handled = [act for act in acts if act.handled_on and act.handled_on < day]
    entry: dict[str, Any] = {
        **charge.words,
        "acts": [_act_entry(charge, act, day) for act in acts if act in handled or _figures(charge, act)],
        "prior_penalty": [
            {"kind": "criminal" if act.judged else "administrative", "date": str(act.handled_on)} for act in handled
        ],
        "administrative_penalties_within_3_years": len(_penalties(handled, day)),
    }
    marks = frozenset(mark for act in counted for mark in act.marks)
    if marks and (len(marks) > 1 or all(act.marks for act in counted)):
        entry["marks"] = len(marks)
    if party.unit:
        entry["offender"] = "unit"
    return entry | _whole(charge, counted)


def _act_entry(charge: Charge, act: Act, day: date) -> dict[str, Any]:
    entry: dict[str, Any] = {"date": str(act.day), **{k: str(v) for k, v in _added(charge, act).items()}}
    if not act.open_on(day):
        return {"date": str(act.day), "already_handled": True, "handled_by": act.handled_by or "-"}
    return entry if act.unsure else entry | {"already_handled": False}


def _added(charge: Charge, act: Act) -> dict[str, Decimal]:
    """Return the amounts of an act by measure: only amounts can stand with an act and be added up by a rule."""
    return {
        measure: act.quantities[name]
        for measure, name in charge.take.items()
        if name in _AMOUNTS and name in act.quantities
    }


def _whole(charge: Charge, counted: Sequence[Act]) -> dict[str, str]:
    """Return counts of pieces: no rule that was read adds them over acts, so the largest single act speaks."""
    found = {}
    for measure, name in charge.take.items():
        counts = [act.quantities[name] for act in counted if name in act.quantities]
        if name not in _AMOUNTS and counts:
            found[measure] = str(max(counts))
    return found


def _figures(charge: Charge, act: Act) -> bool:
    return any(name in act.quantities for name in charge.take.values())


def _penalties(handled: Sequence[Act], day: date) -> list[Act]:
    """Return the administrative penalties of the three years before the day (法释〔2010〕7号 art 3)."""
    first = _three_years_before(day)
    return [act for act in handled if act.handled_on and first <= act.handled_on < day and not act.judged]


def _three_years_before(day: date) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - 3, day=last)


# what cannot reach anything is not assessed


def might_reach(charge: Charge, acts: Sequence[Act], book: LawBook) -> bool:
    """Say whether everything together could reach any limb of the article, whatever its day and condition.

    A sieve before the assessment: it never leaves out what an assessment would find.
    """
    sums = _sums(charge, acts)
    if "cartons" in sums:
        return True
    return any(_total(terms, sums) >= value for terms, value in _limbs(charge.plan, book))


def _sums(charge: Charge, acts: Sequence[Act]) -> dict[str, Decimal]:
    """Return what the acts state of each measure, added up."""
    sums: dict[str, Decimal] = {}
    for measure, name in charge.take.items():
        counts = [act.quantities[name] for act in acts if name in act.quantities]
        if counts:
            sums[measure] = sum(counts, Decimal(0))
    return sums


def _total(terms: Mapping[str, Decimal], sums: Mapping[str, Decimal]) -> Decimal:
    return sum((factor * sums.get(measure, Decimal(0)) for measure, factor in terms.items()), Decimal(0))


@lru_cache(maxsize=64)
def _limbs(plan: str, book: LawBook) -> tuple[tuple[Mapping[str, Decimal], Decimal], ...]:
    """Return the measures (with factors) and figures of every limb an article ever had in these tiers."""
    keys = plans().charges[plan].keys(TIERS)
    versions = [version for key in keys for version in book.timeline(key).versions if version.verified]
    return tuple((_terms(limb.measure), Decimal(limb.value)) for version in versions for limb in version.limbs)


def _terms(expression: str) -> dict[str, Decimal]:
    parts = [part.strip().partition("*") for part in expression.split("+")]
    return {measure: Decimal(factor or 1) for measure, _, factor in parts}
