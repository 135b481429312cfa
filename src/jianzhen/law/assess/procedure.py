"""Questions of procedure and of fines: transfer on reasonable suspicion, hearing, on-the-spot decision, highest fine.

Procedure follows the day of the step, a fine the day of the act (行政处罚法 art 37).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from jianzhen.law.assess.amounts import ZERO, Value, at_least, exactly, money, plain, total
from jianzhen.law.assess.answer import Assessment, LimbResult, Outcome
from jianzhen.law.assess.facts import Facts
from jianzhen.law.assess.measures import in_force
from jianzhen.law.assess.questions import Procedure, normal
from jianzhen.law.assess.side import limb_reason
from jianzhen.law.assess.values import fault
from jianzhen.law.assess.words import Node, say
from jianzhen.law.book import LawBook
from jianzhen.law.model import Confidence, Version

_SUSPICION: Final = "xfer.ip.reasonable"
_IP_WORDS: Final = (
    "intellectual property",
    "知识产权",
    "trade mark",
    "trademark",
    "trade-mark",
    "copyright",
    "patent",
    "trade secret",
    "商标",
    "专利",
    "著作权",
    "版权",
    "商业秘密",
)
_IP_SHORT: Final = re.compile(r"\bipr?\b")
_NOT_IP: Final = re.compile(
    r"(?:\b(?:not?|non)[ -]?(?:an? )?|非|不属于|不涉及)(?:intellectual[ -]property|ipr?\b|知识产权)"
)
_ENOUGH_WORDS: Final = ("reasonable suspicion", "合理嫌疑")
_DENIED_WORDS: Final = (
    "no reasonable suspicion",
    "without reasonable suspicion",
    "not needed",
    "无合理嫌疑",
    "没有合理嫌疑",
    "不存在合理嫌疑",
    "不需",
    "无需",
)
_PERSON_WORDS: Final = ("person", "citizen", "individual", "自然人", "个人", "公民")
_BETWEEN: Final = ("个体工商户", "individual business", "individual trader", "sole trader", "self-employed")
_RANK: Final = list(Confidence)


def assess_procedure(procedure: Procedure, charge: str, facts: Facts, book: LawBook) -> Assessment:
    """Answer one of the questions that are not about a criminal threshold.

    Raises:
        FactsError: the day of the step, or of the act, is missing.
    """
    match procedure:
        case Procedure.TRANSFER:
            return _transfer(charge, facts, book)
        case Procedure.HEARING:
            return _hearing(charge, facts, book)
        case Procedure.SUMMARY:
            return _summary(charge, facts, book)
        case Procedure.FINE:
            return _fine(charge, facts, book)


def _step_day(facts: Facts, *names: str) -> date:
    day = next((facts.days[name] for name in names if name in facts.days), None)
    if day is None:
        raise fault(names[0], "the day of the step is missing", f"Write {names[0]}")
    return day


def _result(outcome: Outcome, what: str, *reasons: Node) -> Node:
    """Head a tree of reasons; yes, no and cap are said by the reasons themselves."""
    if outcome is Outcome.REVIEW:
        return say("needs_legal_review", what=what, what_zh=what).with_children(*reasons)
    head, *rest = reasons
    return head.with_children(*rest)


def _review(what: str, *reasons: Node, not_in_force: tuple[str, ...] = ()) -> Assessment:
    return Assessment(outcome=Outcome.REVIEW, reason=_result(Outcome.REVIEW, what, *reasons), not_in_force=not_in_force)


def _no_version(book: LawBook, key: str, day: date, what: str) -> Assessment:
    timeline = book.timeline(key)
    gap = timeline.gap_on(day)
    why = {"why": gap.why, "why_zh": gap.why_zh} if gap else {"why": "no text was read", "why_zh": "未见原文规定"}
    return _review(what, say("gap", day=day, **why), not_in_force=timeline.ids)


# transfer


def _transfer(charge: str, facts: Facts, book: LawBook) -> Assessment:
    """Answer by 国务院令730号 art 3(2): reasonable suspicion is enough in intellectual-property cases."""
    day = _step_day(facts, "assessment_date", "decision_date", "notice_date")
    field, evidence = facts.words.get("field"), normal(facts.words.get("evidence", ""))
    timeline = book.timeline(_SUSPICION)
    version = in_force(book, _SUSPICION, (day,))
    first = timeline.versions[0]
    if version is None:
        why = say("suspicion_too_early", first, day=first.valid_from)
        return Assessment(outcome=Outcome.NO, reason=why, confidence=first.confidence, not_in_force=timeline.ids)
    if field is None:
        return _review(charge, say("field_missing"))
    of_property = _intellectual(normal(field))
    if of_property is None:
        return _review(charge, say("field_unclear", field=field))
    if not of_property:
        why = say("suspicion_other_field", version, field=field)
        return Assessment(outcome=Outcome.NO, reason=why, confidence=version.confidence)
    if evidence and not _suspicion_shown(evidence):
        return _review(charge, say("evidence_unclear", evidence=evidence))
    why = say("suspicion_enough", version, day=version.valid_from)
    return Assessment(outcome=Outcome.YES_MUST_TRANSFER, reason=why, rules=(version,), confidence=version.confidence)


def _intellectual(field: str) -> bool | None:
    """Say whether a field is intellectual property; None where its words say both."""
    denied = _NOT_IP.search(field) is not None
    rest = _NOT_IP.sub(" ", field)
    named = any(word in rest for word in _IP_WORDS) or _IP_SHORT.search(rest) is not None
    return None if denied and named else named


def _suspicion_shown(evidence: str) -> bool:
    denied = any(word in evidence for word in _DENIED_WORDS)
    return not denied and any(word in evidence for word in _ENOUGH_WORDS)


# hearing


def _hearing(charge: str, facts: Facts, book: LawBook) -> Assessment:
    """Answer by 听证办法 art 5: fine, or income and goods to be confiscated, from the amount for the party."""
    day = _step_day(facts, "notice_date", "decision_date", "assessment_date")
    party = _party(facts)
    if party is None:
        return _review(charge, _no_party(facts))
    key = "proc.hearing.fine.org" if party == "organisation" else "proc.hearing.fine.person"
    rule, sums = in_force(book, key, (day,)), in_force(book, "proc.hearing.confiscation", (day,))
    if rule is None or sums is None or rule.quantity is None:
        return _no_version(book, key, day, charge)
    threshold, notes = Decimal(rule.quantity), []
    if party in facts.provincial:
        notes = [say("provincial", rule, amount=money(facts.provincial[party]), national=plain(threshold))]
        threshold = facts.provincial[party]
    limbs = tuple(
        limb
        for limb in (
            _limb(rule, "proposed_fine", _proposed(facts), threshold),
            _limb(sums, "confiscated_total", _confiscated(facts), threshold),
        )
        if limb
    )
    if not limbs:
        return _review(charge, say("no_fact"))
    decided = [limb.decides for limb in limbs]
    outcome = Outcome.YES if True in decided else Outcome.REVIEW if None in decided else Outcome.NO
    confiscated = _confiscated(facts)
    extra = {"confiscated_total": money(confiscated.low)} if confiscated else {}
    reasons = [*map(limb_reason, limbs), *notes]
    return _with_limbs(outcome, _result(outcome, charge, *reasons), limbs, extra)


def _party(facts: Facts) -> str | None:
    stated = _stated_party(facts)
    if any(word in stated for word in _BETWEEN):
        return None
    if facts.is_unit:
        return "organisation"
    return "person" if any(word in stated for word in _PERSON_WORDS) else None


def _stated_party(facts: Facts) -> str:
    return normal(" ".join(facts.words.get(name, "") for name in ("party", "offender")))


def _no_party(facts: Facts) -> Node:
    stated = _stated_party(facts).strip()
    return say("party_between", party=stated) if stated else say("party_missing")


def _given(facts: Facts, *names: str) -> Value | None:
    return next((exactly(facts.figures[name]) for name in names if name in facts.figures), None)


def _proposed(facts: Facts) -> Value | None:
    """Return the fine; one that is said not to be known yet may be any."""
    return _given(facts, "proposed_fine", "fine") or (Value(ZERO, None) if "proposed_fine" in facts.not_known else None)


def _confiscated(facts: Facts) -> Value | None:
    names = ("illegal_income_to_confiscate", "goods_value_to_confiscate")
    found = [exactly(facts.figures[name]) for name in names if name in facts.figures]
    found += [Value(ZERO, None) for name in names if found and name in facts.not_known]
    return total(found) if found else None


def _limb(rule: Version, measure: str, value: Value | None, threshold: Decimal) -> LimbResult | None:
    if value is None:
        return None
    return LimbResult(rule=rule, measure=measure, value=value, threshold=threshold, reaches=at_least(value, threshold))


def _with_limbs(outcome: Outcome, reason: Node, limbs: tuple[LimbResult, ...], extra: dict[str, str]) -> Assessment:
    rules = tuple(dict.fromkeys(limb.rule for limb in limbs))
    return Assessment(
        outcome=outcome,
        reason=reason,
        limbs=limbs,
        rules=rules,
        confidence=max((rule.confidence for rule in rules), key=_RANK.index),
        computed={limb.measure: limb.text(limb.value.low) for limb in limbs if limb.value and limb.value.computed},
        extra=extra,
    )


# on-the-spot decision


def _summary(charge: str, facts: Facts, book: LawBook) -> Assessment:
    """Answer whether the fine lies within the cap of the summary procedure (以下 includes the number)."""
    day = _step_day(facts, "decision_date", "notice_date", "assessment_date", "act_date")
    party = _party(facts)
    if party is None:
        return _review(charge, _no_party(facts))
    key = "proc.summary.org" if party == "organisation" else "proc.summary.person"
    rule, fine = in_force(book, key, (day,)), _given(facts, "fine", "proposed_fine")
    if rule is None or rule.quantity is None:
        return _no_version(book, key, day, charge)
    if fine is None:
        return _review(charge, say("no_fact"))
    cap = Decimal(rule.quantity)
    limb = LimbResult(rule=rule, measure="fine", value=fine, threshold=cap, reaches=fine.low >= cap)
    outcome = Outcome.YES if fine.low <= cap else Outcome.NO
    reason = say("summary_cap", rule, cap=money(cap)).with_children(limb_reason(limb))
    return _with_limbs(outcome, reason, (limb,), {"highest_fine": money(cap)})


# highest fine


def _fine(charge: str, facts: Facts, book: LawBook) -> Assessment:
    """Answer the cap of the fine for a trade-mark infringement, by the law of the act and of the decision."""
    days = facts.act_days
    if not days:
        raise fault("act_date", "the day of the act is missing", "Write act_date")
    last = [facts.days[name] for name in ("decision_date", "assessment_date") if name in facts.days]
    caps = [_cap(facts, book, day) for day in dict.fromkeys((*days, *last[:1]))]
    if None in caps:
        missing = next(day for day in (*days, *last) if _cap(facts, book, day) is None)
        return _no_version(book, "tm.fine", missing, charge)
    known = [cap for cap in caps if cap is not None]
    rules = tuple(dict.fromkeys(rule for _, _, used in known for rule in used))
    fines = {fine for fine, _, _ in known}
    reasons = tuple(dict.fromkeys(reason.zh for _, reason, _ in known))
    nodes = tuple(next(node for _, node, _ in known if node.zh == text) for text in reasons)
    if len(fines) > 1:
        return _review(charge, say("fine_versions_differ"), *nodes)
    return Assessment(
        outcome=Outcome.CAP,
        reason=_result(Outcome.CAP, charge, *nodes),
        rules=rules,
        confidence=max((rule.confidence for rule in rules), key=_RANK.index),
        extra={"highest_fine": money(known[0][0])},
    )


def _cap(facts: Facts, book: LawBook, day: date) -> tuple[Decimal, Node, tuple[Version, ...]] | None:
    fixed, times = in_force(book, "tm.fine", (day,)), in_force(book, "tm.fine.times", (day,))
    if fixed is None or times is None or fixed.quantity is None or times.quantity is None:
        return None
    (limb,) = times.limbs
    volume = facts.figures.get("business_volume", facts.figures.get("operating_value", ZERO))
    words = {"volume": money(volume), "from": plain(Decimal(limb.value))}
    if volume >= limb.value:
        fine = volume * times.quantity
        return fine, say("fine_times", fixed, times=times.quantity, fine=money(fine), **words), (fixed, times)
    fine = Decimal(fixed.quantity)
    return fine, say("fine_fixed", fixed, fine=money(fine), **words), (fixed, times)
