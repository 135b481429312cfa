"""Why a transfer may have been missed, as a tree of reasons and a list of what is unknown (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from jianzhen.law.assess.answer import LimbResult
from jianzhen.law.assess.plans import plans
from jianzhen.law.book import LawBook
from jianzhen.law.model import Confidence
from jianzhen.stages.referral.missed.acts import Act, Party
from jianzhen.stages.referral.missed.detect import Possible
from jianzhen.stages.referral.missed.fields import fields
from jianzhen.stages.referral.missed.reading import MARKS
from jianzhen.stages.referral.missed.reasons import NOTHING, Reason, from_law, say
from jianzhen.stages.referral.missed.weigh import OPEN, Weighed

_DAY: Final = timedelta(days=1)


def tree(found: Possible, party: Party) -> Reason:
    """Return the reasons: the sum against the figure, the acts one by one, the names, then the law's own tree."""
    weighed, day = found.found, found.met_on
    children = [
        *_how(found),
        *_names(found, party),
        *(_act(act, found) for act in found.acts),
        *(_other(other) for other in found.others),
        say("law_says", *map(from_law, weighed.assessment.reason.children), article=article(weighed)),
    ]
    params = _limb(weighed.limb) | {"article": article(weighed), "day": str(day)}
    return say("possible", *children, count=len(found.counted), **params)


def article(weighed: Weighed) -> str:
    """Return the article of the Criminal Law that the limb belongs to, such as 213."""
    return (weighed.limb.rule.offence or weighed.charge.plan).removeprefix("刑法")


def _how(found: Possible) -> Iterable[Reason]:
    """Say whether one act shows it, or only several, or only the history."""
    if found.alone_on:
        yield say("alone", day=found.alone_on)
    if found.alone_on == found.met_on:
        return
    count, code = len(found.counted), "earlier_together" if found.alone_on else "only_together"
    yield say(code, count=count, day=found.met_on) if count > 1 else say("with_history", day=found.met_on)


def _limb(limb: LimbResult) -> dict[str, str]:
    return {"measure": limb.measure, "shown": shown(limb), "threshold": limb.text(limb.threshold)}


def shown(limb: LimbResult) -> str:
    """Print the value of a limb, both bounds where they differ."""
    value = limb.value
    if value is None:
        return "?"
    low = limb.text(value.low)
    return low if value.exact or value.high is None else f"{low}–{limb.text(value.high)}"


def _other(other: Weighed) -> Reason:
    return say("other_charge", article=article(other), **_limb(other.limb))


def _names(found: Possible, party: Party) -> list[Reason]:
    names = sorted({record.name for act in found.acts for record in act.records if record.name} | set(party.names))
    return [say("several_names", count=len(names), names="、".join(names))] if len(names) > 1 else []


def _act(act: Act, found: Possible) -> Reason:
    unit = "pieces" if set(act.quantities) == {"pieces"} else "yuan"
    params = {"day": act.day, "name": act.records[0].name or "-", "value": value_of(act), "unit": unit}
    sources = "、".join(record.number or record.source for record in act.records)
    if act.handled_on and act.handled_on < found.met_on:
        return say("act_handled", **params, handled_on=act.handled_on, handled_by=act.handled_by or "-")
    if act.known_on > found.met_on:
        return say("act_later", **params, sources=sources)
    return say("act", **params, sources=sources)


def value_of(act: Act) -> str:
    """Return what an act counts, or a dash."""
    found = [f"{act.quantities[name]:f}" for name in ("value", "income", "pieces") if name in act.quantities]
    return found[0] if found else NOTHING


def unknown(found: Possible, book: LawBook) -> list[Reason]:
    """Return what the records and the texts that were read do not settle."""
    named = [_missing(code) for code in (one["code"] for one in found.found.assessment.missing) if code in _law_codes()]
    return [*_of_law(found, book), *_of_records(found), *named]


def _law_codes() -> frozenset[str]:
    return frozenset(plans().missing)


def _missing(code: str) -> Reason:
    return {"code": code, "params": {}}


def _of_law(found: Possible, book: LawBook) -> Iterable[Reason]:
    rule = found.found.limb.rule
    if found.found.grade == OPEN and len(found.counted) > 1:
        yield from _adding(found, book)
    if rule.confidence is not Confidence.A:
        yield say("secondary_source", rule_id=rule.id)
    if found.field == MARKS:
        yield say("who_affixed")


def _adding(found: Possible, book: LawBook) -> Iterable[Reason]:
    """Name the day from which no text lets acts be added up, where an act that counts lies on or after it."""
    latest = max(act.day for act in found.counted)
    for key in plans().charges[found.found.charge.plan].count.adds:
        ended = [version.valid_to for version in book.timeline(key).versions if version.valid_to]
        if book.timeline(key).on(latest) is None and ended:
            yield say("adding_unread", rule_day=max(ended) + _DAY)


def _of_records(found: Possible) -> Iterable[Reason]:
    counts = {
        "act_day_unknown": sum(act.stands_in for act in found.counted),
        "handling_unseen": sum(act.handled_on is None for act in found.counted),
        "decision_without_amount": sum(act.unsure for act in found.counted),
        "amount_missing": sum(not act.quantities for act in found.acts),
    }
    yield from (say(code, count=count) for code, count in counts.items() if count)
    if len({record.name for act in found.counted for record in act.records if record.name}) > 1:
        yield say("linked_by_key")


def title(field: str, *, zh: bool) -> str:
    """Return the name of a field."""
    entry = fields().fields[field]
    return entry.zh if zh else entry.en
