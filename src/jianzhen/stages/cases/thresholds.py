"""What the law of a day makes of the amounts of a penalty: hearing, summary procedure, additional fine (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from jianzhen.law.assess.answer import Assessment, Outcome, explain
from jianzhen.law.assess.casefile import assess
from jianzhen.law.book import LawBook
from jianzhen.law.errors import LawError
from jianzhen.law.model import Confidence

HEARD: Final = frozenset({"restriction", "downgrade", "revocation", "closure"})
"""Penalties with a right to a hearing whatever the amount (听证办法 art 5(1); 责令停产停业 is a restriction)."""
ON_THE_SPOT: Final = frozenset({"warning", "fine"})
"""Penalties of the summary procedure (行政处罚法（2021）第五十一条)."""
_PARTY: Final = {"person": "natural person", "organisation": "organisation"}
_CARRIER: Final = "proc.hearing.confiscation"
_CENT: Final = Decimal("0.01")
_PERCENT: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the law says yes, no or needs legal review, why (English, Chinese), and by which version."""

    says: Literal["yes", "no", "review"]
    en: str
    zh: str
    rule: str
    confidence: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A penalty as the party is told of it. Amounts in yuan."""

    party: str
    penalties: tuple[str, ...]
    fine: Decimal
    confiscated: Decimal = Decimal(0)
    goods: Decimal = Decimal(0)


def hearing_right(book: LawBook, proposed: Proposed, on: date) -> Answer:
    """Say whether the party must be told of a right to a hearing (听证办法 art 5), by the law of ``on``.

    A figure that was not read for that day is *review*, never *no*.
    """
    found = HEARD & set(proposed.penalties)
    if found:
        return _by_kind(book, min(found), on)
    facts = {
        "notice_date": str(on),
        "party": _PARTY[proposed.party],
        "proposed_fine": str(proposed.fine),
        "illegal_income_to_confiscate": str(proposed.confiscated),
        "goods_value_to_confiscate": str(proposed.goods),
    }
    return _answer(assess("hearing", "must the right to a hearing be notified?", facts, book))


def _by_kind(book: LawBook, penalty: str, on: date) -> Answer:
    try:
        version = book.at(_CARRIER, on)
    except LawError as silence:
        return Answer("review", silence.what, "当时的规定未见原文", _CARRIER)
    words = f"{version.citation}: {penalty}"
    return Answer("yes", words, f"{version.citation}：该处罚种类应当告知听证权", version.id, version.confidence.value)


def summary_open(book: LawBook, party: str, fine: Decimal, on: date) -> Answer:
    """Say whether a fine may be imposed on the spot on this party (程序规定 art 66), by the law of ``on``."""
    facts = {"decision_date": str(on), "party": _PARTY[party], "fine": str(fine)}
    return _answer(assess("summary procedure", "on-the-spot decision allowed?", facts, book))


_SAYS: Final[dict[Outcome, Literal["yes", "no", "review"]]] = {Outcome.YES: "yes", Outcome.NO: "no"}


def _answer(found: Assessment) -> Answer:
    rules = ", ".join(rule.id for rule in found.rules) or ", ".join(found.not_in_force)
    confidence = found.confidence.value if isinstance(found.confidence, Confidence) else ""
    en, zh = explain(found.reason, zh=False), explain(found.reason, zh=True).rstrip("。")
    cap = str(found.extra.get("highest_fine", ""))
    return Answer(_SAYS.get(found.outcome, "review"), en, zh, rules, confidence, cap)


_COLLECTED: Final = "apl.collect.small"


def small_to_collect(book: LawBook, fine: Decimal, on: date) -> Answer:
    """Say whether a fine of the summary procedure is small enough to be collected on the spot, by the law of ``on``.

    行政处罚法（2021） art 68(1), before that art 47(1); 以下 includes the number.
    """
    version = book.timeline(_COLLECTED).on(on)
    if version is None or version.quantity is None:
        return Answer("review", f"no cap is known on {on}", f"没有收录{on}的规定", _COLLECTED)
    says: Literal["yes", "no"] = "yes" if fine <= version.quantity else "no"
    sign, zh = ("at most", "不超过") if says == "yes" else ("more than", "超过")
    en, zh = f"{fine} is {sign} {version.quantity} yuan", f"{fine}元{zh}{version.quantity}元"
    return Answer(says, en, zh, version.id, version.confidence.value, str(version.quantity))


def additional_fine(book: LawBook, fine: Decimal, due: date, until: date, spared: int = 0) -> Decimal:
    """Return the additional fine for paying ``fine`` on ``until`` when it was due on ``due``, in yuan.

    Each day after the due date adds the rate of proc.latefee in force on that first day; the sum never exceeds the
    fine (行政处罚法（2021） art 72(1)). ``spared`` days of review or litigation are not counted (art 73(3)).

    Raises:
        LawError: no rate is known for that day.
    """
    days = (until - due).days - spared
    if days <= 0 or fine <= 0:
        return Decimal("0.00")
    rate = Decimal(book.at("proc.latefee", date.fromordinal(due.toordinal() + 1)).quantity or 0) / _PERCENT
    return min(fine * rate * days, fine).quantize(_CENT)


def days_within(spans: Iterable[tuple[date, date]], after: date, until: date) -> int:
    """Return how many days after ``after``, up to and including ``until``, lie in spans (both ends included)."""
    begin = after.toordinal() + 1
    days = {
        day for first, last in spans for day in range(max(first.toordinal(), begin), min(last, until).toordinal() + 1)
    }
    return len(days)
