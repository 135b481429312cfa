"""One side of a criminal assessment: the limbs of one tier under the versions in force on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from jianzhen.law.assess.amounts import Value, at_least, plain
from jianzhen.law.assess.answer import LimbResult, Outcome
from jianzhen.law.assess.conditions import Conditions
from jianzhen.law.assess.facts import Facts
from jianzhen.law.assess.measures import Measures
from jianzhen.law.assess.plans import Plan, measure_zh, plans
from jianzhen.law.assess.words import Node, say
from jianzhen.law.book import LawBook
from jianzhen.law.model import Kind, Limb, Unit, Version
from jianzhen.law.timeline import Timeline

_UNITS: Final = "crim.unit.3x"
_TOBACCO_ONLY: Final = "crim.140.tobacco.mixed"
_POSITION_ZH: Final = {"below": "低于标准", "at": "正好等于标准", "above": "高于标准", "open": "不能确定"}
_TERM_CHANGED: Final = "term_changed_"
_ONE_DAY: Final = timedelta(days=1)

Wanted = Callable[[Version, Limb], bool]
"""Which limbs a question asks about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one version of the law says: its outcome, its limbs, and why."""

    day: date
    outcome: Outcome
    reasons: tuple[Node, ...]
    limbs: tuple[LimbResult, ...] = ()
    rules: tuple[Version, ...] = ()
    units: tuple[Version, ...] = ()
    silent: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    multiplier: int | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """One charge, the facts and the book, ready to be asked about a day."""

    facts: Facts
    plan: Plan
    book: LawBook
    kind: str
    known: dict[str, Value | None] = field(default_factory=dict)

    @property
    def measures(self) -> Measures:
        """The quantities of the case, each computed once."""
        return Measures(self.facts, self.plan, self.book, self.known)

    def versions(self, tiers: tuple[str, ...], day: date) -> tuple[Version, ...]:
        """Return the verified versions of these tiers that cover the day."""
        found = [self.book.timeline(key).on(day) for key in self.plan.keys(tiers)]
        return tuple(version.as_known_on(day) for version in found if version and version.verified)

    def changes(self, tiers: tuple[str, ...], first: date, last: date) -> tuple[date, ...]:
        """Return the days after ``first`` up to ``last`` from which another law may have applied."""
        keys = (*self.plan.keys(tiers), *((self.plan.scope,) if self.plan.scope else ()))
        keys = (*keys, *((_UNITS,) if self.plan.units and self.facts.is_unit else ()))
        found = {day for key in keys for day in _turning_days(self.book.timeline(key))}
        return tuple(sorted(day for day in found if first < day <= last))

    def ask(self, tiers: tuple[str, ...], day: date, wanted: Wanted, *, named: bool) -> Side:
        """Answer for one day; ``named`` says that the question is about these limbs alone."""
        versions = self.versions(tiers, day)
        side = Side(day=day, outcome=Outcome.REVIEW, reasons=(), rules=versions)
        if self.plan.scope and self._not_covered(self.plan.scope, day):
            first = self._first_day(self.plan.scope)
            why = say("not_covered_yet", day=first or "?")
            return replace(side, outcome=Outcome.NOT_APPLICABLE, reasons=(why,), rules=())
        if not versions:
            return self._silent(side, tiers)
        contradiction = next((version for version in versions if self._contradicts(version)), None)
        if contradiction:
            why = say("contradiction", contradiction, rule_id=contradiction.id, figure=contradiction.quantity)
            return replace(side, reasons=(why,))
        amountless = [version for version in versions if version.kind in (Kind.CONDUCT, Kind.QUALITATIVE)]
        figured = named and any(wanted(version, limb) for version in versions for limb in version.limbs)
        if amountless and not figured:
            return self._without_amount(side, amountless[0])
        return self._compare(side, tiers, wanted, named=named)

    # no figure

    def _first_day(self, key: str) -> date | None:
        timeline = self.book.timeline(key)
        days = [gap.since for gap in timeline.gaps] + [version.valid_from for version in timeline.versions]
        known = [day for day in days if day is not None]
        return min(known, default=None)

    def _not_covered(self, key: str, day: date) -> bool:
        first = self._first_day(key)
        return first is not None and day < first

    def _silent(self, side: Side, tiers: tuple[str, ...]) -> Side:
        keys = self.plan.keys(tiers)
        timelines = [self.book.timeline(key) for key in keys]
        gaps = {gap.why: gap for line in timelines for gap in [line.gap_on(side.day)] if gap and not gap.see}
        reasons = [say("gap", day=side.day, why=gap.why, why_zh=gap.why_zh) for gap in gaps.values()]
        unread = {"why": "no rule was read in a text", "why_zh": "未见原文规定"}
        ended = [v.id for line in timelines for v in line.versions if v.verified and not v.in_force(side.day)]
        leads = self._leads(side.day)
        return replace(
            side,
            reasons=(*(reasons or [say("gap", day=side.day, **unread)]), *map(self._lead, leads)),
            silent=tuple(ended),
            leads=tuple(lead.id for lead in leads),
        )

    def _leads(self, day: date) -> list[Version]:
        named = [self.book.version(id_) for id_ in self.plan.leads]
        return [version for version in named if version.in_force(day)]

    @staticmethod
    def _lead(version: Version) -> Node:
        return say("lead", version, rule_id=version.id, words=version.trigger, words_zh=version.trigger_zh)

    def _contradicts(self, version: Version) -> bool:
        """Say whether the headline figure of a rule is none of its limbs (a multiple: of another rule's limbs)."""
        if version.kind is Kind.CONDUCT:
            return bool(version.quantity)
        if version.quantity is None or not version.limbs:
            return False
        if version.unit is not Unit.MULTIPLIER:
            return version.quantity not in [limb.value for limb in version.limbs]
        basic = self.versions(("basic",), version.valid_from or date.min)
        figures = [limb.value * version.quantity for rule in basic for limb in rule.limbs if limb.condition is None]
        own = [limb.value for limb in version.limbs if limb.condition in (None, self.kind)]
        return sorted(figures) != sorted(own)

    def _without_amount(self, side: Side, rule: Version) -> Side:
        facts = self.facts
        if rule.kind is Kind.CONDUCT:
            excepted = facts.findings.get("exceptions_apply") is True
            outcome = Outcome.NOT_REACHED if excepted else Outcome.REACHED
            why = say("exception_found") if excepted else say("conduct", rule, rule_id=rule.id)
            return replace(side, outcome=outcome, reasons=(why,), rules=(rule,))
        article = (rule.offence or "").removeprefix("刑法")
        made_out = facts.findings.get(f"art{article}_made_out")
        words = {"words": rule.trigger, "words_zh": rule.trigger_zh}
        if made_out is None:
            return replace(side, reasons=(say("qualitative", rule, **words),), rules=(rule,))
        outcome = Outcome.REACHED if made_out else Outcome.NOT_REACHED
        why = say("made_out" if made_out else "not_made_out", rule)
        return replace(side, outcome=outcome, reasons=(why,), rules=(rule,))

    # figures

    def _compare(self, side: Side, tiers: tuple[str, ...], wanted: Wanted, *, named: bool) -> Side:
        times, unit_rules, unit_reasons = self._multiple(side.day)
        if times is None:
            return replace(side, reasons=unit_reasons)
        limbs = [
            self._limb(version, limb, times)
            for version in side.rules
            for limb in version.limbs
            if wanted(version, limb)
        ]
        outcome, why, leads = self._decide(side, limbs, named=named)
        elsewhere = self._limbs_of_other_days(tiers, side.day, wanted) if outcome is Outcome.NOT_REACHED else ()
        if elsewhere:
            outcome, why = Outcome.REVIEW, (*why, *elsewhere)
        used = {limb.rule.id for limb in limbs if limb.listed or limb.holds is None}
        return replace(
            side,
            outcome=outcome,
            limbs=tuple(limb for limb in limbs if limb.listed),
            rules=tuple(version for version in side.rules if version.id in used),
            units=unit_rules,
            reasons=(*unit_reasons, *map(limb_reason, limbs), *why),
            leads=leads,
            multiplier=times if self.facts.is_unit else None,
        )

    def _multiple(self, day: date) -> tuple[int | Decimal | None, tuple[Version, ...], tuple[Node, ...]]:
        """Return by how much a unit's threshold is higher: 法释〔2004〕19号 art 15 until 法释〔2007〕6号 art 6."""
        if not (self.plan.units and self.facts.is_unit):
            return 1, (), ()
        timeline = self.book.timeline(_UNITS)
        version, repeal = timeline.on(day), timeline.repeal_on(day)
        if version and version.quantity is not None:
            return version.quantity, (version,), (say("unit_multiple", version, times=version.quantity),)
        if repeal:
            return 1, (), (say("unit_equal", day=repeal.since),)
        return None, (), (say("unit_unknown", day=day),)

    def _limb(self, version: Version, limb: Limb, times: int | Decimal) -> LimbResult:
        measures = self.measures
        conditions = Conditions(self.facts, measures.of, self.kind)
        holds = conditions.holds(limb.condition)
        condition = limb.condition
        if version.key == _TOBACCO_ONLY and self.facts.tobacco is not True:
            condition = f"{condition} and tobacco"
            holds = None if self.facts.tobacco is None and holds is not False else False
        value, threshold = measures.of(limb.measure), Decimal(limb.value) * times
        return LimbResult(
            rule=version,
            measure=limb.measure,
            value=value,
            threshold=threshold,
            condition=condition,
            holds=holds,
            reaches=at_least(value, threshold) if value else None,
            grounds=conditions.grounds(limb.condition),
        )

    def _decide(
        self, side: Side, limbs: Sequence[LimbResult], *, named: bool
    ) -> tuple[Outcome, tuple[Node, ...], tuple[str, ...]]:
        outside = self._falls_outside(side)
        if outside:
            return *outside, ()
        decided = [limb.decides for limb in limbs]
        if True in decided:
            return Outcome.REACHED, _changed_terms(side), ()
        if None in decided:
            return Outcome.REVIEW, (), ()
        if not any(limb.value is not None for limb in limbs):
            return Outcome.REVIEW, (say("no_fact"),), ()
        open_rules = () if named else tuple(version for version in side.rules if _more_limbs(version, side.day))
        spoken = [] if named else self._facts_of_leads(side, limbs)
        if open_rules or spoken:
            why = [say("other_limbs", version, rule_id=version.id) for version in open_rules]
            why += [node for _, node in spoken]
            return Outcome.REVIEW, tuple(why), tuple(lead.id for lead, _ in spoken)
        return Outcome.NOT_REACHED, (), ()

    def _limbs_of_other_days(self, tiers: tuple[str, ...], day: date, wanted: Wanted) -> tuple[Node, ...]:
        """Name limbs that no verified text gives for this day, though the facts would reach those of another day."""
        found = []
        for timeline in map(self.book.timeline, self.plan.keys(tiers)):
            gap = timeline.gap_on(day)
            if timeline.on(day) or timeline.repeal_on(day) or (gap and gap.see):
                continue
            limbs = [self._limb(v, limb, 1) for v in timeline.versions for limb in v.limbs if wanted(v, limb)]
            if any(limb.decides is not False for limb in limbs):
                found.append(say("silent_rule", day=day, key=timeline.key, versions=", ".join(timeline.ids)))
        return tuple(found)

    def _falls_outside(self, side: Side) -> tuple[Outcome, tuple[Node, ...]] | None:
        """Answer the two cases in which 刑法 art 149(1) does not lead to art 140 at all."""
        if not any(version.offence == "刑法149" for version in side.rules):
            return None
        falls = Conditions(self.facts, self.measures.of, self.kind).holds(side.rules[0].limbs[0].condition)
        if falls is not False:
            return None
        if any(self.facts.findings.get(name) for name in self.facts.findings if name.endswith("_made_out")):
            return Outcome.REVIEW, (say("both_offences"),)
        return Outcome.NOT_APPLICABLE, (say("other_product"),)

    def _facts_of_leads(self, side: Side, limbs: Sequence[LimbResult]) -> list[tuple[Version, Node]]:
        """Name given facts of which only an unverified rule of that day speaks."""
        compared = {name for limb in limbs for name in limb.measure.replace("*", "+").split("+")}
        found = []
        for lead in self._leads(side.day):
            for name in self.plan.leads[lead.id]:
                value = None if name in compared else self.measures.of(name)
                if value and value.high != 0:
                    words = {"measure": name, "measure_zh": measure_zh(name)}
                    found.append((lead, say("fact_of_unverified_limb", lead, **words).with_children(self._lead(lead))))
        return found


def _turning_days(timeline: Timeline) -> Iterator[date]:
    """Yield the days on which what a key says begins, ends or changes its terms."""
    for version in timeline.versions:
        ends = version.valid_to + _ONE_DAY if version.valid_to else None
        yield from (day for day in (version.valid_from, ends, _term_changed(version)) if day)
    yield from (gap.since for gap in timeline.gaps if gap.since)
    yield from (repeal.since for repeal in timeline.repeals)


def _more_limbs(version: Version, day: date) -> bool:
    """Say whether limbs are known to exist beside this rule that were not read."""
    changed = _term_changed(version)
    return "other_limbs_unverified" in version.flags or (changed is not None and day >= changed)


def _term_changed(version: Version) -> date | None:
    found = [flag.removeprefix(_TERM_CHANGED) for flag in version.flags if flag.startswith(_TERM_CHANGED)]
    return date.fromisoformat(found[0]) if found else None


def _changed_terms(side: Side) -> tuple[Node, ...]:
    found = [(version, _term_changed(version)) for version in side.rules]
    return tuple(
        say("term_changed", version, rule_id=version.id, day=day) for version, day in found if day and side.day >= day
    )


def limb_reason(limb: LimbResult) -> Node:
    """Say how one limb came out, with the making of its value below it."""
    words: dict[str, object] = {"measure": limb.measure, "measure_zh": measure_zh(limb.measure)}
    words |= {"threshold": plain(limb.threshold), "condition": limb.condition or ""}
    words["condition_zh"] = plans().conditions.get(limb.condition or "", limb.condition or "")
    if limb.value is None:
        return say("limb_without_fact", limb.rule, **words)
    words |= {"value": limb.text(limb.value.low), "position": limb.position}
    words["position_zh"] = _POSITION_ZH[limb.position]
    words["upper"] = "?" if limb.value.high is None else limb.text(limb.value.high)
    code = "limb_value_open" if limb.reaches is None else "limb"
    code = {True: code, None: "limb_condition_open", False: "limb_condition_not_met"}[limb.holds]
    made = limb.value.reasons if limb.holds is not False else ()
    return say(code, limb.rule, **words).with_children(*limb.grounds, *made)
