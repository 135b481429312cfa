"""The range of an administrative fine by the law of the day of the act, beside that of the day of the decision.

行政处罚法（2021）第三十七条: the law of the act applies, a later one only where it is milder. Where both differ the
answer shows both and needs legal review. Where no verified text gives the figure of the day there is no range.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Final

from jianzhen.law.book import LawBook
from jianzhen.law.errors import LawError
from jianzhen.law.fines.plans import Charge, Tier, plans
from jianzhen.law.fines.words import Reason, say
from jianzhen.law.model import Confidence, Limb, Unit, Version

ZERO: Final = Decimal(0)
_FEN: Final = Decimal("0.01")
_OPS: Final[Mapping[str, tuple[Callable[[Decimal, Decimal], bool], str, str]]] = {
    ">=": (operator.ge, "at least", "达到"),
    ">": (operator.gt, "above", "超过"),
}
_RANK: Final = list(Confidence)


class Status(StrEnum):
    """Whether the range may be worked with."""

    KNOWN = "known"
    REVIEW = "needs_legal_review"


@dataclass(frozen=True, slots=True)
class FineFacts:
    """What the range depends on. An amount that is not given is unknown, never zero; ``serious`` None is unanswered."""

    act_date: date
    decision_date: date
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    serious: bool | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """One range in yuan: ``low`` is None where the lower end was not read, ``may`` where no fine is lawful too."""

    tier: str
    low: Decimal | None
    high: Decimal
    may: bool
    rule: Version
    reasons: tuple[Reason, ...]

    @property
    def ends(self) -> tuple[Decimal | None, Decimal, bool]:
        """What makes two ranges one and the same."""
        return self.low, self.high, self.may

    def position(self, figure: Decimal) -> Decimal:
        """Return where a figure lies, 0 at the lower and 1 at the upper end; 0 where the ends are one."""
        low = self.low or ZERO
        return ZERO if self.high == low else (figure - low) / (self.high - low)


@dataclass(frozen=True, slots=True)
class FineAnswer:
    """The ranges of the law of the act (two where 情节严重 is open), and those of the decision where they differ.

    Either is empty where no verified text speaks of its day.
    """

    charge: str
    status: Status
    ranges: tuple[Range, ...]
    later: tuple[Range, ...]
    reasons: tuple[Reason, ...]
    confidence: Confidence | None

    @property
    def range(self) -> Range | None:
        """The range of the law of the act; None where there is none."""
        return self.ranges[0] if self.ranges else None

    @property
    def top(self) -> Range | None:
        """The range with the highest upper end of all that may apply."""
        return max((*self.ranges, *self.later), key=lambda one: one.high, default=None)


@dataclass(frozen=True, slots=True)
class _Day:
    """What the law of one day gives; ``open`` says that the facts do not decide it."""

    ranges: tuple[Range, ...]
    reasons: tuple[Reason, ...]
    open: bool


def fine_range(charge: str, facts: FineFacts, book: LawBook) -> FineAnswer:
    """Return the range of the fine for a charge of ``charges.yml``.

    ``later`` is filled only where the law of the decision comes to something else than that of the act.
    """
    plan = plans().charges.get(charge)
    if plan is None:
        return FineAnswer(charge, Status.REVIEW, (), (), (say("unknown_charge", charge=charge),), None)
    act = _on(plan, facts, facts.act_date, book)
    later = act if facts.decision_date == facts.act_date else _on(plan, facts, facts.decision_date, book)
    reasons = [say("by_act", day=facts.act_date), *act.reasons]
    differs = _differ(act, later)
    shown = (*act.ranges, *(later.ranges if differs else ()))
    if differs:
        reasons += [say("by_decision", day=facts.decision_date), *later.reasons, *_which(act, later)]
    weak = [one.rule for one in shown if one.rule.confidence is not Confidence.A]
    reasons += [say("secondary", rule, rule_id=rule.id) for rule in dict.fromkeys(weak)]
    review = act.open or not act.ranges or (differs and not _stricter(act, later))
    return FineAnswer(
        charge=charge,
        status=Status.REVIEW if review else Status.KNOWN,
        ranges=act.ranges,
        later=later.ranges if differs else (),
        reasons=tuple(reasons),
        confidence=max((one.rule.confidence for one in shown), key=_RANK.index, default=None),
    )


def _differ(act: _Day, later: _Day) -> bool:
    return [one.ends for one in act.ranges] != [one.ends for one in later.ranges]


def _stricter(act: _Day, later: _Day) -> bool:
    """Say whether the later law is not milder anywhere, so that it does not reach back."""
    if len(act.ranges) != 1 or len(later.ranges) != 1:
        return False
    (one,), (two,) = act.ranges, later.ranges
    return (one.low or ZERO) <= (two.low or ZERO) and one.high <= two.high and (one.may or not two.may)


def _which(act: _Day, later: _Day) -> tuple[Reason, ...]:
    if not act.ranges or not later.ranges:
        return ()
    if _stricter(act, later):
        return (say("later_stricter"),)
    return (say("later_milder" if _stricter(later, act) else "versions_differ"),)


def _on(plan: Charge, facts: FineFacts, day: date, book: LawBook) -> _Day:
    """Return what the law of one day gives."""
    passed: list[Reason] = []
    found: list[Range] = []
    undecided = False
    for name, tier in plan.tiers.items():
        version = _version(tier.key, day, book)
        if not isinstance(version, Version):
            return _Day((), (*passed, version), open=True)
        applies, why = _applies(plan, tier, version, facts)
        passed += why
        if applies is False:
            continue
        one = _range(name, plan, tier, version, facts)
        if isinstance(one, Reason):
            return _Day((), (*passed, one), open=True)
        found.append(one)
        undecided = undecided or applies is None
        if applies:
            break
    reasons = (*passed, *(reason for one in found for reason in one.reasons))
    return _Day(tuple(reversed(found)), reasons, open=undecided)


def _version(key: str, day: date, book: LawBook) -> Version | Reason:
    try:
        return book.at(key, day)
    except LawError as silence:
        gap = book.timeline(key).gap_on(day)
        return say("no_rule", day=day, why=gap.why if gap else silence.what, why_zh=gap.why_zh if gap else key)


def _applies(plan: Charge, tier: Tier, version: Version, facts: FineFacts) -> tuple[bool | None, list[Reason]]:
    """Say whether a tier applies: yes, no, or (None) the facts leave it open."""
    if tier.serious:
        code = {None: "serious_open", True: "serious", False: "not_serious"}[facts.serious]
        return facts.serious, [say(code, version)]
    if not tier.from_limb:
        return True, []
    limb = _limb(version)
    amount = facts.amounts.get(plan.base or "")
    if limb is None or amount is None:
        return None, [_no_amount(plan)]
    reached, op, op_zh = _OPS[limb.op][0](amount, Decimal(limb.value)), *_OPS[limb.op][1:]
    words = {**_base(plan), "amount": money(amount), "figure": money(Decimal(limb.value)), "op": op, "op_zh": op_zh}
    return reached, [say("tier_reached" if reached else "tier_not_reached", version, **words)]


def _limb(version: Version) -> Limb | None:
    return next((limb for limb in version.limbs if limb.measure != "fine"), None)


def _floor(version: Version) -> Decimal:
    limb = next((limb for limb in version.limbs if limb.measure == "fine"), None)
    return Decimal(limb.value) if limb else ZERO


def _range(name: str, plan: Charge, tier: Tier, version: Version, facts: FineFacts) -> Range | Reason:
    figure, floor = Decimal(version.quantity or 0), _floor(version)
    may = (say("may", version),) if plan.may else ()
    if version.unit is not Unit.MULTIPLIER:
        low = None if tier.floor_unknown else floor
        code = "no_floor" if low is None else "fixed" if low else "up_to"
        why = say(code, version, low=money(floor), high=money(figure))
        return Range(name, low, figure, plan.may, version, (why, *may))
    amount = facts.amounts.get(plan.base or "")
    if amount is None:
        return _no_amount(plan)
    low = (amount * floor).quantize(_FEN, ROUND_CEILING)
    high = (amount * figure).quantize(_FEN, ROUND_FLOOR)
    words = {**_base(plan), "amount": money(amount), "times": figure, "low_times": floor}
    why = say("times" if floor else "up_to_times", version, **words, low=money(low), high=money(high))
    return Range(name, low, high, plan.may, version, (why, *may))


def _no_amount(plan: Charge) -> Reason:
    return say("no_amount", **_base(plan))


def _base(plan: Charge) -> dict[str, str]:
    words = plans().bases[plan.base] if plan.base else None
    return {"base": words.en if words else "", "base_zh": words.zh if words else ""}


def money(value: Decimal) -> str:
    """Return yuan with two decimals and no groups, as the reasons of the law write them."""
    return f"{value:.2f}"
