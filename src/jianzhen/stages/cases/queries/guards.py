"""Conditions of an act, computed from what is on record and the law of the day: each says why not, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jianzhen.law.deadline import compute
from jianzhen.people import queries as people
from jianzhen.stages.cases.models import Case, Clock, Handling, Paper, Step
from jianzhen.stages.cases.procedure import Procedure
from jianzhen.stages.cases.queries.documents import issued_decision
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.queries.money import last_day_to_pay, owed
from jianzhen.stages.cases.refusing import refusal
from jianzhen.stages.cases.schema.clock import Clock as Reading
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.refusal import Refusal
from jianzhen.stages.cases.thresholds import (
    ON_THE_SPOT,
    Answer,
    Proposed,
    hearing_right,
    small_to_collect,
    summary_open,
)

_UNKNOWN: Final = Answer("review", "no rule of this agency is known", "本单位的规定尚未收录", "")
"""What the law says where an agency has no procedure file: another agency's figures are never used."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One act that is about to be done; ``facts`` are empty where it is only asked whether it could be."""

    handling: Handling
    procedure: Procedure
    facts: Mapping[str, Any]
    on: date

    def last(self, *acts: str) -> Step | None:
        """Return the last step of any of these acts."""
        return Step.objects.filter(handling=self.handling, act__in=acts).order_by("seq").last()

    def clocks(self, name: str) -> list[Reading]:
        """Return the clocks of a name, oldest first, ended ones included."""
        rows = Clock.objects.filter(subject_type="lead", subject_id=self.handling.pk, name=name).order_by("id")
        return [Reading.from_json(row.facts) for row in rows]

    def has_opinion(self, topic: str, *, since: str) -> bool:
        """Say whether a legal opinion on the topic is on record after the last step of ``since`` (or at all)."""
        before = self.last(since)
        found = Step.objects.filter(handling=self.handling, act="give_legal_opinion", facts__topic=topic)
        return found.filter(seq__gt=before.seq if before else -1).exists()


def day_of(step: Step) -> date:
    """Return the day a step speaks of: its ``…_on`` fact where it has one, else the day it was taken."""
    named = [value for name, value in step.facts.items() if name.endswith("_on") and name != "hearing_on"]
    return date.fromisoformat(named[0]) if named else step.on


def proposed_of(facts: Mapping[str, Any]) -> Proposed:
    """Return what a notice tells, from its facts as given or as stored."""
    return Proposed(
        party=str(facts["party"]),
        penalties=tuple(facts["penalties"]),
        fine=Decimal(facts["fine"]),
        confiscated=Decimal(facts["confiscated"]),
        goods=Decimal(facts["goods_confiscated"]),
    )


def hearing_right_told(asked: Asked) -> Refusal | None:
    """A notice that owes the right to a hearing tells it; where the law of the day is not known, a reviewer says so."""
    if asked.facts["hearing_told"]:
        return None
    known = "proc.hearing.fine.org" in asked.procedure.law.get("notify_party", ())
    day = asked.facts["served_on"]
    answer = hearing_right(law().book, proposed_of(asked.facts), day) if known else _UNKNOWN
    if answer.says == "yes":
        return refusal("hearing_not_told", "proc.hearing", why=answer.en, why_zh=answer.zh, rule=answer.rule)
    if answer.says == "no" or asked.has_opinion("hearing_right", since="submit_review"):
        return None
    return refusal("hearing_right_open", "proc.hearing", why=answer.en, why_zh=answer.zh)


def hearing_in_time(asked: Asked) -> Refusal | None:
    """A hearing is asked for after a notice that offered it, before the time for it ran out."""
    told, lapsed = asked.last("notify_party"), asked.clocks("statement")
    if told is None or not told.facts.get("hearing_told"):
        return refusal("hearing_not_offered", day=day_of(told) if told else "")
    due, asks = (lapsed[-1].due if lapsed else None), asked.facts.get("requested_on", asked.on)
    if due is not None and asks > due:
        return refusal("hearing_too_late", lapsed[-1].key, due=due, rule=lapsed[-1].rule_id)
    return None


def hearing_not_due(asked: Asked) -> Refusal | None:
    """A hearing that was offered and asked for in time is not refused."""
    if asked.facts and hearing_in_time(asked) is None:
        told = asked.clocks("statement")
        return refusal("hearing_due", "proc.hearing", rule=told[-1].rule_id if told else "")
    return None


def officer_apart(asked: Asked) -> Refusal | None:
    """Whoever investigates does not preside."""
    case, host = Case.objects.filter(handling=asked.handling).first(), asked.facts.get("host")
    if host is None or case is None:
        return None
    name = people.names_of({str(host)}).get(str(host))
    if name is None:
        return refusal("fact_no_official", "appoint_host.host", fact="host")
    return refusal("officer_not_apart", "appoint_host.host", name=name) if str(host) in case.officers else None


def hearing_notice_in_time(asked: Asked) -> Refusal | None:
    """The notice of a hearing is served long enough before it."""
    if not asked.facts:
        return None
    found = _too_short(asked, "proc.hearing.notice", asked.facts["hearing_on"], asked.facts["served_on"])
    return refusal("hearing_notice_short", "proc.hearing.notice", **found) if found else None


def hearing_announced(asked: Asked) -> Refusal | None:
    """An open hearing is announced long enough before it."""
    told, announced = asked.last("set_hearing"), asked.last("announce_hearing")
    if told is None or not told.facts["public"]:
        return None
    if announced is None or announced.seq < told.seq:
        return refusal("hearing_not_announced", "announce_hearing")
    hearing = date.fromisoformat(told.facts["hearing_on"])
    found = _too_short(asked, "proc.hearing.public", hearing, day_of(announced))
    return refusal("hearing_announced_late", "proc.hearing.public", **found) if found else None


def _too_short(asked: Asked, key: str, event: date, told: date) -> dict[str, object]:
    """Return what is wrong with a notice of ``told`` before ``event``; nothing where it is early enough or open."""
    if key not in asked.procedure.law.get("set_hearing", ()) + asked.procedure.law.get("announce_hearing", ()):
        return {}
    version = law().book.timeline(key).on(told)
    answer = compute(law().book, key, event, calendar=law().calendar) if version else None
    latest = answer.latest_date_safe if answer else None
    if answer is None or latest is None or told <= latest:
        return {}
    return {"day": told, "hearing": event, "latest": latest, "rule": answer.rule_id}


def hearing_day_come(asked: Asked) -> Refusal | None:
    """A hearing is recorded on its day or later."""
    told = asked.last("set_hearing")
    hearing = date.fromisoformat(told.facts["hearing_on"]) if told else asked.on
    return refusal("hearing_not_come", "hold_hearing", hearing=hearing) if asked.on < hearing else None


def reviewed_after_hearing(asked: Asked) -> Refusal | None:
    """A heard case is reviewed and discussed after the hearing, before it is decided."""
    heard, reviewed = asked.last("report_hearing"), asked.last("review_after_hearing")
    if heard is None:
        return None
    discussed = Paper.objects.filter(handling=asked.handling, kind="collective_discussion", at__gte=heard.at).exists()
    asks_paper = "collective_discussion" in asked.procedure.paper_kinds
    if reviewed is None or reviewed.seq < heard.seq or (asks_paper and not discussed):
        return refusal("not_reviewed_after_hearing", "review_after_hearing")
    return None


def not_heavier_than_told(asked: Asked) -> Refusal | None:
    """A decision does not go beyond what the party was told (行政处罚法 art 44)."""
    told = asked.last("notify_party")
    if told is None or "penalties" not in told.facts or not asked.facts:
        return None  # a notice of earlier records says nothing to hold the decision against
    more = sorted(set(asked.facts["penalties"]) - set(told.facts["penalties"]))
    if more:
        return refusal("heavier_than_told", "decide_penalty.penalties", what=more[0], what_zh="处罚种类未告知")
    for name, words in (("fine", "罚款"), ("confiscated", "没收违法所得")):
        said = Decimal(told.facts[name])
        if asked.facts[name] > said:
            what, what_zh = f"{name} {asked.facts[name]} > {said}", f"{words}{asked.facts[name]}元，告知为{said}元"
            return refusal("heavier_than_told", f"decide_penalty.{name}", what=what, what_zh=what_zh)
    return None


def within_summary_limits(asked: Asked) -> Refusal | None:
    """On the spot only a warning or a fine up to the cap of party and day; a second-hand figure is confirmed first."""
    if not asked.facts:
        return None
    other = sorted(set(asked.facts["penalties"]) - ON_THE_SPOT)
    if other:
        return refusal("summary_penalty", "decide_on_the_spot.penalties", penalty=other[0], penalty_zh=other[0])
    known = "proc.summary.person" in asked.procedure.law.get("decide_on_the_spot", ())
    answer = summary_open(law().book, asked.facts["party"], asked.facts["fine"], asked.on) if known else _UNKNOWN
    if answer.says == "yes":
        return None
    if answer.says == "no" and answer.confidence == "A":
        said = {"fine": asked.facts["fine"], "cap": answer.amount, "rule": answer.rule}
        return refusal("summary_above_cap", "decide_on_the_spot.fine", **said)
    if asked.has_opinion("summary_limits", since="route"):
        return None
    return refusal("summary_cap_open", "decide_on_the_spot.fine", why=answer.en, why_zh=answer.zh)


def may_collect(asked: Asked) -> Refusal | None:
    """On the spot no more than is owed, and on a ground that procedure and place give (行政处罚法 art 68, 69)."""
    if not asked.facts:
        return None
    found, ground, amount = owed(asked.handling, asked.on), asked.facts["collect_ground"], asked.facts["collected"]
    left = found.fine - found.paid_fine if found else Decimal(0)
    if not 0 < amount <= left:
        return refusal("collected_too_much", "collect_on_the_spot.collected", amount=amount, left=left)
    if ground == "remote" or asked.has_opinion("collection", since="route"):
        return None
    if asked.last("decide_on_the_spot") is None:
        return refusal("collect_not_summary", "collect_on_the_spot.collect_ground")
    return _not_small(asked, found.fine if found else amount) if ground == "small" else None


def _not_small(asked: Asked, fine: Decimal) -> Refusal | None:
    """A fine above the cap of its day is not collected as a small one; where no cap is known a reviewer says so."""
    known = "apl.collect.small" in asked.procedure.law.get("collect_on_the_spot", ())
    answer = small_to_collect(law().book, fine, asked.facts["collected_on"]) if known else _UNKNOWN
    if answer.says == "yes":
        return None
    if answer.says == "review":
        return refusal("collect_cap_open", "collect_on_the_spot.collect_ground")
    said = {"fine": fine, "cap": answer.amount, "rule": answer.rule}
    return refusal("collect_above_cap", "collect_on_the_spot.collect_ground", **said)


def number_of_document(asked: Asked) -> Refusal | None:
    """A decision carries the number of its document, where one was issued in the matter."""
    said = asked.facts.get("decision_number", "")
    issued = issued_decision(asked.handling.lead_id)
    if not said or not issued or said.strip() == issued:
        return None
    return refusal("number_not_issued", "decision_number", number=said, issued=issued)


def paid_up(asked: Asked) -> Refusal | None:
    """Fine, confiscated sum and additional fine are paid."""
    found = owed(asked.handling, asked.on)
    if found is None or found.missing == 0:
        return None
    amounts = {name: getattr(found, name) for name in ("missing", "fine", "confiscated", "additional")}
    return refusal("not_paid_up", "record_payment", **amounts)


def payment_overdue(asked: Asked) -> Refusal | None:
    """Payment is demanded after its time ran out."""
    for clock in asked.clocks("pay"):
        due = last_day_to_pay(clock)
        if clock.active and due is not None and asked.on <= due:
            return refusal("payment_not_overdue", clock.key, due=due, rule=clock.rule_id or clock.citation)
    return None


def goods_settled(asked: Asked) -> Refusal | None:
    """No case is closed while goods are held in it."""
    for name in ("register", "seize"):
        if any(clock.active for clock in asked.clocks(name)):
            words = asked.procedure.clock_words[name]
            return refusal("goods_held", name, clock=words.en, clock_zh=words.zh)
    return None


def period_open(asked: Asked) -> Refusal | None:
    """Only a clock that needs legal review is given a date by the reviewer."""
    if not asked.facts:
        rows = Clock.objects.filter(subject_type="lead", subject_id=asked.handling.pk, state=State.NEEDS_REVIEW)
        none = refusal("no_clock", "settle_period", clock="needs_review", clock_zh="需法制审核")
        return None if rows.exists() else none
    name = asked.facts["clock"]
    if any(clock.state is State.NEEDS_REVIEW for clock in asked.clocks(name)):
        return None
    words = asked.procedure.clock_words[name]
    return refusal("period_known", "settle_period.clock", clock=name, clock_zh=words.zh)


GUARDS: Final[dict[str, Callable[[Asked], Refusal | None]]] = {
    guard.__name__: guard
    for guard in (
        goods_settled,
        hearing_announced,
        hearing_day_come,
        hearing_in_time,
        hearing_not_due,
        hearing_notice_in_time,
        hearing_right_told,
        may_collect,
        not_heavier_than_told,
        number_of_document,
        officer_apart,
        paid_up,
        payment_overdue,
        period_open,
        reviewed_after_hearing,
        within_summary_limits,
    )
}
"""Each condition by the name the procedure file gives it."""
EARLY: Final = frozenset(set(GUARDS) - {"hearing_right_told"})
"""Conditions that can be asked before the act's facts are known."""


def first_refusal(names: tuple[str, ...], asked: Asked) -> Refusal | None:
    """Return the first condition that does not hold, or None."""
    return next((found for name in names if (found := GUARDS[name](asked)) is not None), None)
