"""A lead's evidence as it was seen, and the reasons for suspicion, each with weight, law and doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jianzhen.faces.console import codes, domains, laws
from jianzhen.faces.console.doubts import doubt
from jianzhen.faces.console.shots import Shot, shots_of
from jianzhen.faces.console.shown import day, percent, yuan
from jianzhen.faces.console.visit import Language
from jianzhen.stages.screening.reasons import CONTEXT_CHECKS
from jianzhen.stages.tracing.queries_shapes import LeadView, ReasonLine, SignalLine

FULL_BAR: Final = 10.0
"""Bits of evidence that fill a bar: a factor of about a thousand."""
MOST: Final = 60
"""Observations, and groups of reasons, that a page shows, the strongest first; the number of all is told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation as it was seen."""

    number: int
    kind: str
    context: bool
    when: str
    text: str
    spans: list[tuple[int, int]]
    facts: list[tuple[str, str]]
    source: str
    url: str
    file: str
    row: int
    sha256: str
    shots: list[Shot]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for (or against) suspicion."""

    title: str
    words: str
    number: int
    flag: bool
    weight: float
    strength: float
    bar: str
    times: str
    laws: list[tuple[str, str]]
    doubt: Promise | str


@dataclass(frozen=True, slots=True)
class Group:
    """Reasons that add up to one probability: those about one observation and one right."""

    reasons: list[Reason]
    score: float
    right: str
    sum: str


def context(found: LeadView, lang: Language) -> dict[str, Any]:
    """Return what the lead page shows of its evidence."""
    signals, reasons = ordered(found), defaultdict(list)
    for reason in found.reasons:
        reasons[reason.signal_id].append(reason)
    numbers = {signal.signal_id: at for at, signal in enumerate(signals, start=1)}
    return {
        "seen": [
            _seen(one, numbers[one.signal_id], reasons[one.signal_id], found.line.lead_id) for one in signals[:MOST]
        ],
        "observations": len(signals),
        "groups": grouped(found, numbers, lang)[:MOST],
        "score": found.line.score,
    }


def ordered(found: LeadView) -> list[SignalLine]:
    """Return the observations: those with the strongest reasons first, then complaints, then context."""
    scores: dict[str, float] = {}
    for reason in found.reasons:
        scores[reason.signal_id] = max(scores.get(reason.signal_id, 0.0), reason.score)
    return sorted(found.signals, key=lambda one: (one.role == "context", -scores.get(one.signal_id, 0.0)))


def _seen(one: SignalLine, number: int, reasons: Sequence[ReasonLine], lead_id: UUID) -> Seen:
    mine = [reason for reason in reasons if reason.field in ("", "text")]
    return Seen(
        number=number,
        kind=str(codes.KINDS.get(one.kind, one.kind)),
        context=one.role == "context",
        when=day(one.event_date or one.observed_at),
        text=one.excerpt,
        spans=[span for reason in mine if (span := place(one.excerpt, reason))],
        facts=list(_facts(one)),
        source=one.platform or one.source,
        url=one.url,
        file=one.file_name,
        row=one.row_number,
        sha256=one.file_sha256,
        shots=shots_of(lead_id, reasons),
    )


def place(text: str, reason: ReasonLine) -> tuple[int, int] | None:
    """Return where a reason's quote stands in the text shown; the text may be an excerpt, so the quote decides."""
    if not reason.quote:
        return None
    if reason.span_start is not None and text[reason.span_start : reason.span_end] == reason.quote:
        return reason.span_start, reason.span_start + len(reason.quote)
    at = text.find(reason.quote)
    return (at, at + len(reason.quote)) if at >= 0 else None


def _facts(one: SignalLine) -> Iterable[tuple[str, str]]:
    rows = (
        (_("卖方"), one.seller_name),
        (_("品牌"), one.brand),
        (_("商品"), one.goods),
        (_("价格"), yuan(one.price) if one.price is not None else ""),
        (_("金额"), yuan(one.amount) if one.amount is not None else ""),
        (_("数量"), str(one.quantity) if one.quantity is not None else ""),
        (_("地点"), one.district_text),
        (_("机关"), one.agency_name),
        (_("编号"), one.source_record_id),
    )
    return ((name, value) for name, value in rows if value)


def grouped(found: LeadView, numbers: dict[str, int], lang: Language) -> list[Group]:
    """Return the reasons in the groups whose parts add up, the most suspicious first."""

    def key(one: ReasonLine) -> tuple[str, str]:
        return one.signal_id, one.right_id or one.check_code

    groups = [list(members) for _key, members in groupby(sorted(found.reasons, key=key), key=key)]
    ranked = sorted(groups, key=lambda members: (-members[0].score, numbers.get(members[0].signal_id, 0)))
    return [_group(members, numbers, lang) for members in ranked]


def _group(members: list[ReasonLine], numbers: dict[str, int], lang: Language) -> Group:
    strongest = sorted(members, key=lambda one: -one.weight)
    base, weights = members[0].base, [one.weight for one in strongest]
    right = next((str(one.reason_params["mark"]) for one in strongest if one.reason_params.get("mark")), "")
    return Group(
        reasons=[_reason(one, numbers.get(one.signal_id, 0), lang) for one in strongest],
        score=members[0].score,
        right=right,
        sum=_("起点 %(base)s 比特，加各条理由 %(weights)s，合计 %(sum)s 比特，折合 %(percent)s。")
        % {
            "base": f"{base:+.1f}",
            "weights": _("、").join(f"{one:+.1f}" for one in weights),
            "sum": f"{base + sum(weights):+.1f}",
            "percent": percent(members[0].score),
        },
    )


def _reason(one: ReasonLine, number: int, lang: Language) -> Reason:
    return Reason(
        title=title(one.check_code, lang),
        words=codes.brief({"code": one.reason_code, "params": one.reason_params}, lang),
        number=number,
        flag=one.verdict == "flag",
        weight=one.weight,
        strength=min(abs(one.weight) / FULL_BAR, 1.0),
        bar="watch" if one.weight < 0 or one.verdict != "flag" else "",
        times=times(one.weight),
        laws=[(key, laws.citation_on(key, one.as_of, lang)) for key in one.law_keys],
        doubt=doubt(one.reason_code) if one.weight > 0 else "",
    )


def title(check: str, lang: Language) -> str:
    """Return what a check looks for; checks that weigh a match have the engine's own words."""
    if check in CONTEXT_CHECKS:
        return CONTEXT_CHECKS[check][lang == "en"]
    return domains.said(check, lang)


def times(weight: float) -> str:
    """Return what a weight in bits does to the odds: ×13, or ÷4 for a reason against."""
    factor = 2.0 ** abs(weight)
    shown = f"{factor:,.0f}" if factor >= FULL_BAR else f"{factor:.1f}"
    return f"×{shown}" if weight >= 0 else f"÷{shown}"
