"""From records to acts: one act once, however often and by however many offices it was written down (pure).

* Decisions with one number are one decision, published twice.
* A decision is about an earlier observation when it names it, or when marks and amount agree; one decision may also be
  about several observations whose amounts make up its own. Then they are one act, of the day of the observation.
* A decision that fell handles nothing; the act it told of stays.
* A later record that clears the goods takes the observation back.

The order in which records come in decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Final

from jianzhen.stages.referral.missed.acts import Act, Read, Recorded
from jianzhen.stages.referral.missed.reading import IsMark, nothing_registered, read

WITHIN: Final = timedelta(days=550)
"""How long after an observation a decision may still be about it: our own setting (a case of 90 + 30 days, fixed
longer by collective discussion, with excluded time), not a figure of law."""

MOST_TOGETHER: Final = 8
"""Observations tried together against one decision's amount."""

_SIGNS: Final = re.compile(r"[\s〔〕\[\]【】()（）号第]")

Told = tuple[Recorded, Read]


def acts(records: Iterable[Recorded], field: str, is_mark: IsMark = nothing_registered) -> tuple[Act, ...]:
    """Return the acts of one field that the records tell of, oldest first."""
    return acts_in(told_by(records, is_mark), field)


def told_by(records: Iterable[Recorded], is_mark: IsMark = nothing_registered) -> list[Told]:
    """Return what every record says in each field it speaks of, in an order that does not hang on how they came in."""
    return [(record, said) for record in sorted(records, key=_order) for said in read(record, is_mark)]


def acts_in(told: Iterable[Told], field: str) -> tuple[Act, ...]:
    """Return the acts of one field, oldest first."""
    mine = [pair for pair in told if pair[1].field == field]
    seen = [pair for pair in mine if not pair[0].decides and not pair[1].cleared]
    kept = _uncleared(_observed(seen), [pair for pair in mine if pair[1].cleared])
    decided = _decided([pair for pair in mine if pair[0].decides])
    return tuple(sorted(_matched(kept, decided), key=lambda act: (act.known_on, act.day, act.records[0].record_id)))


def _order(record: Recorded) -> tuple[date, str, str, str]:
    return record.day, record.kind, record.number, record.record_id


def _act(record: Recorded, said: Read) -> Act:
    stands_in = record.decides and record.act_day is None
    return Act(
        field=said.field,
        day=min(record.act_day or record.day, record.day),
        known_on=record.day,
        quantities=said.quantities,
        marks=said.marks,
        records=(record,),
        stands_in=stands_in,
        handled_on=record.day if record.decides and not record.quashed else None,
        handled_by=record.number if record.decides and not record.quashed else "",
    )


def _observed(told: Sequence[Told]) -> list[Act]:
    """Return one act for each observation; the same goods on the same day written down by two offices are one."""
    found: dict[tuple[object, ...], Act] = {}
    for record, said in told:
        act = _act(record, said)
        amount = act.quantities.get("value")
        key = (act.day, amount, act.marks) if amount else (record.record_id,)
        known = found.get(key)
        found[key] = replace(known, records=(*known.records, record)) if known else act
    return list(found.values())


def _decided(told: Sequence[Told]) -> list[Act]:
    """Return one act for each decision; a number that comes twice is one decision."""
    found: dict[str, Act] = {}
    for record, said in told:
        act, key = _act(record, said), _number(record) or record.record_id
        known = found.get(key)
        found[key] = _same_decision(known, act) if known else act
    return list(found.values())


def _number(record: Recorded) -> str:
    return _SIGNS.sub("", record.number)


def _same_decision(one: Act, other: Act) -> Act:
    """Join two tellings of a decision; if either says that it fell, it fell."""
    records, quashed = (*one.records, *other.records), one.handled_on is None or other.handled_on is None
    quantities = {**other.quantities, **one.quantities}
    joined = replace(one, records=records, quantities=quantities, marks=one.marks | other.marks)
    return replace(joined, handled_on=None, handled_by="") if quashed else joined


def _uncleared(observed: Sequence[Act], cleared: Sequence[Told]) -> list[Act]:
    return [act for act in observed if not any(_clears(record, said, act) for record, said in cleared)]


def _clears(record: Recorded, said: Read, act: Act) -> bool:
    """Say whether a later record takes an observation back: it names it, or speaks of these marks and this amount."""
    if record.day < act.known_on:
        return False
    if _names(record, act):
        return True
    same = record.amount is not None and record.amount == act.quantities.get("value")
    return same and bool(said.marks & act.marks or not act.marks)


def _names(record: Recorded, act: Act) -> bool:
    numbers = [one.number for one in act.records if len(one.number) >= 6]
    ids = {one.record_id for one in act.records}
    return bool(ids & set(record.covers)) or any(number in record.text for number in numbers)


def _matched(observed: list[Act], decided: list[Act]) -> list[Act]:
    """Put observations under the decisions that are about them, the surest first: named, equal, made up together."""
    left, covered = list(observed), dict[int, list[Act]]()
    for about in (_named, _equal, _together):
        for place, decision in enumerate(decided):
            mine = [] if place in covered else about(decision, [one for one in left if _may_cover(decision, one)])
            if mine:
                covered[place] = mine
                left = _without(left, mine)
    out = [_covering(decision, covered.get(place, [])) for place, decision in enumerate(decided)]
    return [*out, *(_doubted(one, out) for one in left)]


def _without(left: list[Act], gone: Sequence[Act]) -> list[Act]:
    return [one for one in left if not any(one is each for each in gone)]


def _may_cover(decision: Act, seen: Act) -> bool:
    return seen.known_on <= decision.known_on <= seen.known_on + WITHIN


def _named(decision: Act, left: Sequence[Act]) -> list[Act]:
    return [one for one in left if any(_names(record, one) for record in decision.records)]


def _equal(decision: Act, left: Sequence[Act]) -> list[Act]:
    amount = decision.quantities.get("value")
    return [one for one in left if amount and one.quantities.get("value") == amount and _alike(decision, one)][:1]


def _alike(decision: Act, seen: Act) -> bool:
    """Say whether the marks agree as far as both name any."""
    return bool(decision.marks & seen.marks) or not (decision.marks and seen.marks)


def _together(decision: Act, left: Sequence[Act]) -> list[Act]:
    """Return two or more observations whose amounts make up the decision's to the fen."""
    amount = decision.quantities.get("value")
    fits = [one for one in left if _alike(decision, one) and "value" in one.quantities]
    if not amount or len(fits) > MOST_TOGETHER:
        return []
    for size in range(2, len(fits) + 1):
        for some in combinations(fits, size):
            if sum((one.quantities["value"] for one in some), Decimal(0)) == amount:
                return list(some)
    return []


def _covers_any(act: Act) -> bool:
    return any(not record.decides for record in act.records)


def _covering(decision: Act, seen: Sequence[Act]) -> Act:
    """Return the act of a decision and the observations it is about: of the day of the first of them."""
    if not seen:
        return decision
    first = min(seen, key=lambda one: (one.known_on, one.day))
    told = (*decision.records, *(record for one in seen for record in one.records))
    counted = {name: value for one in seen for name, value in one.quantities.items()} if len(seen) == 1 else {}
    day = first.day if decision.stands_in else min(decision.day, first.day)
    return replace(
        decision,
        day=day,
        known_on=first.known_on,
        stands_in=False,
        quantities={**counted, **decision.quantities},
        marks=decision.marks | frozenset(mark for one in seen for mark in one.marks),
        records=told,
    )


def _doubted(seen: Act, decided: Sequence[Act]) -> Act:
    """Mark an observation that a decision without an amount may be about."""
    about = [
        act
        for act in decided
        if act.handled_on and "value" not in act.quantities and not _covers_any(act) and _may_cover(act, seen)
    ]
    return replace(seen, unsure=any(act.marks & seen.marks for act in about))
