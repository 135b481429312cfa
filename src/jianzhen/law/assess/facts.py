"""The facts of one assessment, read strictly: what is given, what is not, and what no one knows how to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one kind: how many, and the prices that are known (CNY a piece)."""

    quantity: Decimal
    prices: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Act:
    """One of several acts, from ``day`` to ``until``; ``handled`` is None where the facts do not say whether it was."""

    day: date
    until: date
    figures: Mapping[str, Decimal]
    sold: tuple[Line, ...] | None
    unsold: tuple[Line, ...] | None
    handled: bool | None
    handled_by: str | None = None

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.day, self.until


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier administrative or criminal penalty."""

    kind: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a case gives. ``None`` and a name that is absent both mean *not given*, never zero.

    ``until`` is the last day of an act that ran from ``act_date`` on. ``figures`` are amounts in CNY and counts by the
    words of the vocabulary; ``priors`` is empty where the facts say that there was none, None where they do not say.
    ``not_known`` names the amounts that are said not to be known (null), rather than left out.
    """

    days: Mapping[str, date] = field(default_factory=dict)
    until: date | None = None
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, bool] = field(default_factory=dict)
    sold: tuple[Line, ...] | None = None
    unsold: tuple[Line, ...] | None = None
    acts: tuple[Act, ...] = ()
    priors: tuple[Prior, ...] | None = None
    provincial: Mapping[str, Decimal] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    not_known: frozenset[str] = frozenset()

    @property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each act that counts: those of the list without handling, or the one act date."""
        listed = [act for act in self.acts if not act.handled] or list(self.acts)
        found = {act.days for act in listed}
        if not found and "act_date" in self.days:
            found = {(self.days["act_date"], self.until or self.days["act_date"])}
        return tuple(sorted(found))

    @property
    def act_days(self) -> tuple[date, ...]:
        """First and last days of the acts, oldest first."""
        return tuple(sorted({day for span in self.spans for day in span}))

    @property
    def last_act(self) -> tuple[date, date] | None:
        """First and last day of the act that ended last."""
        return max(self.spans, key=lambda span: (span[1], span[0]), default=None)

    @property
    def is_unit(self) -> bool:
        """Whether a unit acted (单位犯罪, or an organisation as party)."""
        who = " ".join(self.words.get(name, "") for name in ("offender", "party")).casefold()
        return any(word in who for word in ("unit", "organi", "legal person", "company", "单位", "法人", "组织"))

    @property
    def tobacco(self) -> bool | None:
        """Whether the goods are tobacco; None where no product is named."""
        product = self.words.get("product")
        if product is None:
            return True if {"cigarettes", "cartons"} & set(self.figures) else None
        named = product.casefold()
        if any(word in named for word in ("non-tobacco", "not tobacco", "非烟草")):
            return False
        return any(word in named for word in ("tobacco", "cigar", "烟"))
