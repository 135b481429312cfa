"""Looks through the acts of one party for the day on which what was on record first met the figure of a crime (pure).

The day is found by walking forward: on each day that brought a record, the acts known by then and not decided before it
are held against every article of their field, by the law of the days of the acts. Nothing is called a crime.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jianzhen.law.book import LawBook
from jianzhen.stages.referral.missed.acts import Act, Party
from jianzhen.stages.referral.missed.fields import fields
from jianzhen.stages.referral.missed.ledger import acts_in, told_by
from jianzhen.stages.referral.missed.reading import IsMark, nothing_registered
from jianzhen.stages.referral.missed.weigh import REACHED, Weighed, might_reach, weigh

NOBODY: Final = Party(subject_id="", name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A possible missed transfer of one party in one field.

    Attributes:
        met_on: the day on which the recorded facts first met the figure.
        found: the article and limb that say so.
        others: further articles whose figure is met on that day.
        counted: the acts that count on that day.
        acts: every act of the field on record.
        alone_on: the day on which a single act meets a figure by itself (all that a view of single cases sees);
            None where only the acts together do.
    """

    field: str
    met_on: date
    found: Weighed
    others: tuple[Weighed, ...]
    counted: tuple[Act, ...]
    acts: tuple[Act, ...]
    alone_on: date | None


def detect(party: Party, book: LawBook, is_mark: IsMark = nothing_registered) -> tuple[Possible, ...]:
    """Return the possible missed transfers of a party, at most one a field."""
    said = told_by(party.records, is_mark)
    spoken = {read.field for _, read in said if not read.cleared}
    found = (_in_field(name, acts_in(said, name), party, book) for name in fields().fields if name in spoken)
    return tuple(one for one in found if one)


def _in_field(name: str, told: Sequence[Act], party: Party, book: LawBook) -> Possible | None:
    charges = [charge for charge in fields().fields[name].charges if might_reach(charge, told, book)]
    if not charges:
        return None
    for day, known in _days(told):
        weighed = [met for charge in charges if (met := weigh(charge, known, party, day, book))]
        if weighed:
            first, *others = sorted(weighed, key=lambda one: one.grade != REACHED)
            return Possible(
                field=name,
                met_on=day,
                found=first,
                others=tuple(others),
                counted=tuple(act for act in known if act.open_on(day)),
                acts=tuple(told),
                alone_on=alone(told, party, book),
            )
    return None


def _days(told: Sequence[Act]) -> Iterator[tuple[date, list[Act]]]:
    """Yield each day that brought an act on record, and the acts known by then."""
    for day in sorted({act.known_on for act in told}):
        yield day, [act for act in told if act.known_on <= day]


def alone(told: Sequence[Act], party: Party, book: LawBook) -> date | None:
    """Return the first day on which one act by itself meets a figure, its party's history left aside.

    This is what looking at single cases can see, and the baseline of the measurements.
    """
    for act in told:
        for charge in fields().fields[act.field].charges:
            if weigh(charge, [act], party, act.known_on, book):
                return act.known_on
    return None
