"""What the records show of repetition and of malice, and what they cannot show: computed, never ticked (pure).

商标法 art 60(2) makes a second infringement within five years heavier. For punitive damages 法释〔2021〕4号 lists
circumstances of intent (art 3) and of seriousness (art 4); each is *shown*, *possible*, *not_shown* or *unknown* here,
never proven.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

HEALTH: Final = frozenset({"drug", "pesticide", "food", "cosmetic", "battery", "ecigarette"})
"""Natures of goods whose fakes may endanger health."""


class Shown(StrEnum):
    """What the records say of a circumstance."""

    SHOWN = "shown"
    POSSIBLE = "possible"
    NOT_SHOWN = "not_shown"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier penalty of the same subject; ``charge`` is empty where it is only known from a published record."""

    day: date
    number: str
    charge: str = ""
    conduct: str = ""


@dataclass(frozen=True, slots=True)
class Repetition:
    """The earlier penalties within the term before the act, and those whose day lies on its edge."""

    years: int | None
    since: date | None
    within: tuple[Prior, ...]
    edge: tuple[Prior, ...]
    earlier: tuple[Prior, ...]

    @property
    def repeated(self) -> bool:
        """Whether one lies within the term for certain."""
        return bool(self.within)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One circumstance of the interpretation: what the records say of it, and by which facts."""

    code: str
    kind: str
    shown: Shown
    params: Mapping[str, str]


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def repetition(priors: Iterable[Prior], act_date: date, years: int | None) -> Repetition:
    """Sort earlier penalties by the term before the act.

    How the years are counted at the edges is in no text that was read: a penalty of exactly that day is on the edge.
    Without a term (no verified rule) nothing is *within*; what there is stands among the earlier ones.
    """
    found = sorted((one for one in priors if one.day <= act_date), key=lambda one: (one.day, one.number))
    if years is None:
        return Repetition(None, None, (), (), tuple(found))
    since = years_before(act_date, years)
    return Repetition(
        years=years,
        since=since,
        within=tuple(one for one in found if one.day > since),
        edge=tuple(one for one in found if one.day == since),
        earlier=tuple(one for one in found if one.day < since),
    )


def circumstances(
    repeats: Repetition, charge: str, natures: Collection[str], subject_cases: int, income: str
) -> tuple[Circumstance, ...]:
    """Return the circumstances of intent and seriousness, each with what the records say.

    Args:
        natures: natures of the goods of the case.
        subject_cases: cases of the same subject, this one included.
        income: the unlawful gain in words, empty where it is not given.
    """
    return (*_intent(charge), *_serious(repeats, charge, natures, subject_cases, income))


def _intent(charge: str) -> Iterator[Circumstance]:
    yield Circumstance("warned", "intent", Shown.UNKNOWN, {})
    yield Circumstance("related", "intent", Shown.UNKNOWN, {})
    yield Circumstance("dealings", "intent", Shown.UNKNOWN, {})
    # that a mark was counterfeited, and not merely infringed, is a finding no charge of fines contains
    counterfeit = Shown.POSSIBLE if charge in ("tm_infringement", "copyright_infringement") else Shown.NOT_SHOWN
    yield Circumstance("counterfeit", "intent", counterfeit, {})


def _serious(
    repeats: Repetition, charge: str, natures: Collection[str], subject_cases: int, income: str
) -> Iterator[Circumstance]:
    before = (*repeats.within, *repeats.edge, *repeats.earlier)
    same = [one for one in before if one.charge == charge]
    again = Shown.SHOWN if same else Shown.POSSIBLE if before else Shown.NOT_SHOWN
    last = (same or list(before))[-1:]
    numbers = {"number": last[0].number, "on": str(last[0].day)} if last else {}
    yield Circumstance("again_after_penalty", "serious", again, {**numbers, "count": str(len(same or before))})
    business = Shown.POSSIBLE if subject_cases > 2 else Shown.UNKNOWN
    yield Circumstance("as_business", "serious", business, {"count": str(subject_cases)})
    hidden = Shown.SHOWN if charge == "hidden_goods" else Shown.UNKNOWN
    yield Circumstance("evidence_hidden", "serious", hidden, {})
    yield Circumstance("order_disobeyed", "serious", Shown.UNKNOWN, {})
    yield Circumstance("large_gain", "serious", Shown.UNKNOWN, {"amount": income})
    risky = sorted(HEALTH & set(natures))
    health = Shown.POSSIBLE if risky else Shown.NOT_SHOWN if natures else Shown.UNKNOWN
    yield Circumstance("health", "serious", health, {"natures": ",".join(risky)})
