"""What a dated rule is: its figure, its citation, its validity, and how far it may be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Confidence(StrEnum):
    """How well a rule is known: the text was read, a secondary source was read, or it was recalled."""

    A = "A"
    B = "B"
    UNVERIFIED = "unverified"


class Use(StrEnum):
    """What the product may do with a rule."""

    ENFORCE = "enforce"
    WARN = "warn_and_confirm"
    NEVER = "never_enforce"


class Basis(StrEnum):
    """Where the validity dates come from."""

    TEXT_READ = "text_read"
    SECONDARY = "secondary"
    INFERRED = "inferred_from_amendment_list"
    INSTRUMENT_DATE = "start_is_instrument_date"
    RECALLED = "recalled_not_read"


class Unit(StrEnum):
    """Units of a figure; a unit outside this list is an error in the rule file."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"
    CNY = "CNY"
    MULTIPLIER = "multiplier"
    PERCENT_OF_FINE = "percent_of_fine"
    PIECES = "pieces"
    COPIES = "copies"
    STICKS = "sticks"
    DIGITS = "digits"
    CHARS = "chars"
    MODULUS = "modulus"
    FORMS = "forms"
    FIELDS = "fields"
    DOCUMENTS = "documents"
    OFFICERS = "officers"
    KINDS = "kinds"
    DISTRICTS = "districts"
    PROMPTLY = "promptly"
    SAME_AS_FINE = "same_as_fine_threshold"


PERIOD_UNITS: Final = frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS, Unit.MONTHS, Unit.YEARS})
"""Units in which a period can be counted."""


class Kind(StrEnum):
    """What a rule does."""

    DEADLINE = "deadline"
    EXTENSION = "extension"
    WAITING_PERIOD = "waiting_period"
    BACKWARD_NOTICE = "backward_notice"
    MAXIMUM_PERIOD = "maximum_period"
    MINIMUM_PERIOD = "minimum_period"
    PUBLICATION_TERM = "publication_term"
    LIMITATION = "limitation"
    LAPSE = "lapse"
    BAR = "bar"
    RECURRING = "recurring"
    DUTY = "duty"
    ROUTING = "routing"
    STANDARD = "standard"
    PROHIBITION = "prohibition"
    RULE = "rule"
    SCOPE = "scope"
    AMOUNT = "amount_threshold"
    QUANTITY = "quantity_threshold"
    FINE_CAP = "fine_cap"
    RATE = "rate"
    CONDUCT = "conduct"
    QUALITATIVE = "qualitative"
    MULTIPLIER = "multiplier"
    MULTIPLE = "multiple"
    MIXED = "mixed"
    COUNT = "count"
    FORMAT = "format"
    CHECK_DIGIT = "check_digit"
    CODE_LIST = "code_list"


PERIOD_KINDS: Final = frozenset(
    {
        Kind.DEADLINE,
        Kind.WAITING_PERIOD,
        Kind.BACKWARD_NOTICE,
        Kind.MAXIMUM_PERIOD,
        Kind.MINIMUM_PERIOD,
        Kind.PUBLICATION_TERM,
        Kind.LIMITATION,
        Kind.LAPSE,
        Kind.BAR,
        Kind.RECURRING,
    }
)
"""Kinds of rules from which a date follows."""

_TOO_EARLY_IS_WRONG: Final = frozenset({Kind.WAITING_PERIOD, Kind.MINIMUM_PERIOD, Kind.LAPSE, Kind.BAR})


class SafeSide(StrEnum):
    """Which of two possible dates is safe to work to: the earlier for a duty, the later for a wait."""

    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Counting:
    """What an instrument itself says about counting periods, and in which article."""

    article: str
    start_day_excluded: bool
    moves_off_statutory_holiday: bool


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation, rule or interpretation; ``counting`` is None where its text has no such article."""

    name: str
    title: str
    valid_from: date | None = None
    valid_to: date | None = None
    counting: Counting | None = None

    def in_force(self, day: date) -> bool:
        """Say whether the instrument was in force that day, as far as its dates are recorded."""
        return covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument and the article in it; ``article`` is None where the source gives none."""

    instrument: Instrument
    article: str | None

    def __str__(self) -> str:
        return self.instrument.title if self.article is None else f"{self.instrument.title} art {self.article}"


@dataclass(frozen=True, slots=True)
class Limb:
    """One way to reach a threshold: ``measure op value unit``, where ``condition`` holds."""

    measure: str
    op: str
    value: int | Decimal
    unit: Unit
    condition: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the limb as JSON values."""
        return {
            "measure": self.measure,
            "op": self.op,
            "value": _exact(self.value),
            "unit": self.unit.value,
            "condition": self.condition,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One rule between two dates.

    ``valid_from`` and ``valid_to`` are both inclusive; None means open, or not established.
    ``quantity`` is None where the rule has no figure. ``text_read_from`` is set where the wording before
    that day was only inferred from the list of amendments: the rule is confidence B before it.
    """

    id: str
    key: str
    subject: str
    subject_zh: str
    kind: Kind
    bearer: str | None
    trigger: str
    trigger_zh: str
    quantity: int | Decimal | None
    unit: Unit | None
    citations: tuple[Citation, ...]
    valid_from: date | None
    valid_to: date | None
    confidence: Confidence
    use: Use
    validity_basis: Basis
    text_read_from: date | None = None
    limbs: tuple[Limb, ...] = ()
    patterns: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    note: str = ""
    offence: str | None = None
    offence_zh: str | None = None
    tier: str | None = None
    group: str | None = None
    safe_side: SafeSide | None = None

    @property
    def citation(self) -> str:
        """Every instrument with its article, in the order of the file."""
        return "; ".join(str(citation) for citation in self.citations)

    @property
    def verified(self) -> bool:
        """Whether the figure was read anywhere; an unverified one is never presented as law."""
        return self.confidence is not Confidence.UNVERIFIED

    @property
    def works_to(self) -> SafeSide:
        """The side on which a clock is safe: later where acting too early is the danger."""
        if self.safe_side is not None:
            return self.safe_side
        return SafeSide.LATER if self.kind in _TOO_EARLY_IS_WRONG else SafeSide.EARLIER

    def in_force(self, day: date) -> bool:
        """Say whether the validity contains the day (both ends inclusive)."""
        return covers(self.valid_from, self.valid_to, day)

    def ending(self, last: date) -> Version:
        """Return the same version, ending on ``last``."""
        return replace(self, valid_to=last)

    def as_known_on(self, day: date) -> Version:
        """Return the version with the confidence it has for that day.

        A wording inferred from an amendment list counts as B for days before the text that was read.
        """
        if self.confidence is not Confidence.A or self.text_read_from is None or day >= self.text_read_from:
            return self
        return replace(self, confidence=Confidence.B, use=Use.WARN)

    def to_json(self) -> dict[str, object]:
        """Return every fact as JSON values; amounts stay exact (a decimal figure is a text)."""
        return {
            "key": self.key,
            "rule_id": self.id,
            "kind": self.kind.value,
            "trigger": self.trigger,
            "trigger_zh": self.trigger_zh,
            "quantity": _exact(self.quantity),
            "unit": self.unit.value if self.unit else None,
            "limbs": [limb.to_json() for limb in self.limbs],
            "patterns": list(self.patterns),
            "citation": self.citation,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "confidence": self.confidence.value,
            "use": self.use.value,
            "validity_basis": self.validity_basis.value,
            "bearer": self.bearer,
            "offence": self.offence,
            "offence_zh": self.offence_zh,
            "tier": self.tier,
            "group": self.group,
            "flags": list(self.flags),
            "note": self.note,
        }

    def governing(self, day: date) -> Instrument | None:
        """Return the cited instrument that governs a step of that day: the first one in force.

        Where a rule stands in an old and a new instrument, the day decides between them.
        """
        in_force = (citation.instrument for citation in self.citations if citation.instrument.in_force(day))
        return next(in_force, None)

    def counting_on(self, day: date) -> Counting | None:
        """Return the counting article that governs a period begun that day, if its instrument has one."""
        instrument = self.governing(day)
        return instrument.counting if instrument else None


def covers(first: date | None, last: date | None, day: date) -> bool:
    """Say whether ``day`` lies between the two dates, both inclusive, None being open."""
    return (first is None or first <= day) and (last is None or day <= last)


def _exact(figure: int | Decimal | None) -> int | str | None:
    return str(figure) if isinstance(figure, Decimal) else figure
