"""Criminal thresholds by the day of the act, beside the law of the day of the assessment (刑法 art 12, 从旧兼从轻).

One limb is enough. Not reached by the law of the act stays not reached, whatever a later text says; reached by it and
not by a later one needs a lawyer, because the more lenient may apply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jianzhen.law.assess.answer import Assessment, LimbResult, Outcome
from jianzhen.law.assess.facts import Facts
from jianzhen.law.assess.gaps import missing_facts
from jianzhen.law.assess.plans import plans
from jianzhen.law.assess.questions import Ask, plan_name, read_question, tobacco_said
from jianzhen.law.assess.side import Bench, Side
from jianzhen.law.assess.values import fault
from jianzhen.law.assess.words import Node, say
from jianzhen.law.book import LawBook
from jianzhen.law.model import Confidence, Version

_BASIC: Final = Ask(tiers=("basic",))
_RANK: Final = list(Confidence)


def assess_crime(charge: str, question: str, facts: Facts, book: LawBook) -> Assessment:
    """Answer a question about a criminal threshold.

    Raises:
        FactsError: the facts name no day of an act.
    """
    if not facts.act_days:
        raise fault("act_date", "the day of the act is missing", "Write act_date, or a date for every act")
    ask, name = read_question(question), plan_name(charge, facts)
    if ask is None:
        return undecided(charge, say("unknown_question", question=question or "-"))
    if name is None or name not in plans().charges:
        return undecided(charge, _no_plan(charge, facts))
    plan = plans().charges[name]
    bench = Bench(_with_charge(charge, facts), plan, book, name.partition(" ")[2])
    decided = _decide(bench, ask)
    extra: dict[str, object] = {}
    if "basic" not in ask.tiers and not ask.named and "basic" in plan.tiers:
        extra["basic_threshold"] = _decide(bench, _BASIC).outcome.value
    if bench.facts.is_unit and decided.sides[0].multiplier is not None:
        extra["multiplier"] = decided.sides[0].multiplier
    return _answer(charge, bench, decided, extra)


def undecided(what: str, why: Node) -> Assessment:
    """Return the answer of a case to which no rule could be found."""
    head = say("needs_legal_review", what=what, what_zh=what).with_children(why)
    return Assessment(outcome=Outcome.REVIEW, reason=head)


def _no_plan(charge: str, facts: Facts) -> Node:
    if "213" in charge:
        return say("object_unknown")
    if "单位" in charge and not facts.figures:
        return say("unit_article_unknown")
    return say("unknown_charge", charge=charge)


def _with_charge(charge: str, facts: Facts) -> Facts:
    """Put what the charge itself says into the facts: tobacco or not, and a unit."""
    words: Mapping[str, str] = facts.words
    said = tobacco_said(charge)
    if said is not None and facts.tobacco is not said:
        words = {**words, "product": "tobacco" if said else f"not tobacco: {words.get('product', '')}"}
    if "单位" in charge and "offender" not in words:
        words = {**words, "offender": "unit"}
    return replace(facts, words=words)


@dataclass(frozen=True, slots=True)
class _Decided:
    """The sides that were asked, the law of the act first, and what follows from them."""

    outcome: Outcome
    sides: tuple[Side, ...]
    later: Side | None
    reasons: tuple[Node, ...]


def _decide(bench: Bench, ask: Ask) -> _Decided:
    facts = bench.facts
    days = sorted({day for span in facts.spans for day in (span[0], *bench.changes(ask.tiers, *span))})
    sides = _distinct([bench.ask(ask.tiers, day, ask.wanted, named=ask.named) for day in days])
    outcome, why = _joined(sides, facts)
    assessed = facts.days.get("assessment_date") or facts.days.get("decision_date")
    later = bench.ask(ask.tiers, assessed, ask.wanted, named=ask.named) if assessed else None
    if later is None or _same_law(bench, ask, sides[-1].day, later.day):
        return _Decided(outcome, sides, None, why)
    outcome, reasons = _old_and_new(outcome, later)
    between = _between(bench, ask, facts.act_days[-1], later) if outcome is Outcome.REACHED else None
    if between:
        return _Decided(Outcome.REVIEW, (*sides, between), later, (*why, say("between_milder", day=between.day)))
    return _Decided(outcome, sides, later, (*why, *reasons))


def _between(bench: Bench, ask: Ask, last: date, later: Side) -> Side | None:
    """Return the first side of a version that came and went between act and assessment and would not be reached."""
    days = [day for day in bench.changes(ask.tiers, last, later.day) if day != later.day]
    sides = (bench.ask(ask.tiers, day, ask.wanted, named=ask.named) for day in days)
    return next((side for side in sides if side.outcome is Outcome.NOT_REACHED), None)


def _distinct(sides: Sequence[Side]) -> tuple[Side, ...]:
    """Keep one side for each set of versions, the first day of it."""
    found: dict[tuple[object, ...], Side] = {}
    for side in sides:
        law = (tuple(rule.id for rule in (*side.rules, *side.units)), side.silent, side.outcome)
        found.setdefault(law, side)
    return tuple(found.values())


def _joined(sides: tuple[Side, ...], facts: Facts) -> tuple[Outcome, tuple[Node, ...]]:
    outcomes, spans = {side.outcome for side in sides}, facts.spans
    ran = [(first, last) for first, last in spans if any(first < side.day <= last for side in sides)]
    code = "continuing_same" if len(outcomes) == 1 else "continuing"
    why = tuple(say(code, first=first, last=last) for first, last in ran)
    if len(outcomes) == 1:
        return outcomes.pop(), why
    return Outcome.REVIEW, why or (say("acts_under_several_versions"),)


def _same_law(bench: Bench, ask: Ask, first: date, second: date) -> bool:
    def law(day: date) -> tuple[object, ...]:
        ids = tuple(version.id for version in bench.versions(ask.tiers, day))
        leads = tuple(id_ for id_ in bench.plan.leads if bench.book.version(id_).in_force(day))
        return ids, leads if not ids else (), bench.ask(ask.tiers, day, ask.wanted, named=ask.named).multiplier

    return law(first) == law(second)


def _old_and_new(outcome: Outcome, later: Side) -> tuple[Outcome, tuple[Node, ...]]:
    """Compare the law of the act with the later one."""
    if outcome is Outcome.REACHED and later.outcome is Outcome.REACHED:
        return outcome, (say("both_reached"),)
    if outcome is Outcome.REACHED:
        code = "later_milder" if later.outcome is Outcome.NOT_REACHED else "later_unknown"
        return Outcome.REVIEW, (say(code),)
    if outcome is Outcome.NOT_REACHED and later.outcome is not Outcome.NOT_REACHED:
        return outcome, (say("later_stricter"),)
    return outcome, ()


def _answer(charge: str, bench: Bench, decided: _Decided, extra: Mapping[str, object]) -> Assessment:
    sides = (*decided.sides, *((decided.later,) if decided.later else ()))
    limbs = tuple(limb for side in sides for limb in side.limbs)
    values = tuple(rule for limb in limbs if limb.value for rule in limb.value.rules)
    rules = tuple(dict.fromkeys((*(rule for side in sides for rule in (*side.rules, *side.units)), *values)))
    head = say(decided.outcome.value, what=charge, what_zh=charge)
    branches = [say("by_act", day=side.day).with_children(*side.reasons) for side in decided.sides]
    if decided.later:
        branches.append(say("by_later", day=decided.later.day).with_children(*decided.later.reasons))
    return Assessment(
        outcome=decided.outcome,
        reason=head.with_children(*branches, *decided.reasons),
        limbs=limbs,
        rules=rules,
        confidence=_confidence(decided.outcome, limbs, rules, values),
        computed={limb.measure: limb.text(limb.value.low) for limb in limbs if limb.value and limb.value.computed},
        missing=missing_facts(bench, limbs),
        not_in_force=tuple(dict.fromkeys(name for side in sides for name in side.silent)),
        leads=tuple(dict.fromkeys(name for side in sides for name in side.leads)),
        extra=extra,
    )


def _confidence(
    outcome: Outcome, limbs: tuple[LimbResult, ...], rules: tuple[Version, ...], values: tuple[Version, ...]
) -> Confidence | None:
    """Return how well the outcome is known: one good limb is enough to reach, every limb is needed to stay below."""
    reaching = [limb for limb in limbs if limb.decides is True]
    if outcome is Outcome.REACHED and reaching:
        best = min((limb.rule.confidence for limb in reaching), key=_RANK.index)
        return max((best, *(rule.confidence for rule in values)), key=_RANK.index)
    return max((rule.confidence for rule in rules), key=_RANK.index, default=None)
