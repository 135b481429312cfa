"""What the law reader refuses, each with the versions it does know and the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from jianzhen.base.errors import RefusedError, Where


class LawError(RefusedError):
    """Root of every error of the law reader."""


class RuleFileError(LawError):
    """A rule file does not say what a rule file must say; nothing of it was loaded."""


class CalendarFileError(LawError):
    """A holiday arrangement does not say what it must say; nothing of it was loaded."""


class CaseFileError(LawError):
    """A file of deadline cases cannot be read."""


class UnknownRuleError(LawError):
    """No key and no version of that name is in the rule files."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        hint = f"Did you mean {', '.join(near)}?" if near else "List the keys with `jianzhen law keys`"
        super().__init__("no rule has this key or version id", where=Where(key=name), remedy=hint)
        self.name = name


class NotAPeriodError(LawError):
    """The rule states an amount, a pattern or a principle, so no deadline follows from it."""


class NotInForceError(LawError):
    """No version of the key was in force that day; ``versions`` names those that exist.

    Attributes:
        key: the key asked for.
        as_of: the day asked for.
        versions: ids of the versions that exist, oldest first.
        status: what the law reader answers then: only a recorded repeal means "no such duty".
    """

    status: ClassVar[str] = "needs_legal_review"

    def __init__(self, what: str, *, key: str, as_of: date, versions: Sequence[str], remedy: str) -> None:
        super().__init__(what, where=Where(key=key), remedy=remedy)
        self.key, self.as_of, self.versions = key, as_of, tuple(versions)


class RepealedError(NotInForceError):
    """The files record that the rule was repealed before that day and that nothing took its place."""

    status: ClassVar[str] = "no_such_duty"


class UnverifiedError(NotInForceError):
    """The only version for that day was recalled and never read in a text: it needs legal review."""


class CalendarNotAvailableError(LawError):
    """The working-day clock was asked about a day of a year whose holiday arrangement it does not hold.

    Attributes:
        day: the day asked about.
        first_year, last_year: the years the calendar holds.
    """

    def __init__(self, day: date, *, first_year: int, last_year: int) -> None:
        super().__init__(
            f"no holiday arrangement is loaded for {day.year} (loaded: {first_year} to {last_year})",
            where=Where(key=day.isoformat()),
            remedy="Add that year's arrangement as a calendar file, or wait until it is published",
        )
        self.day, self.first_year, self.last_year = day, first_year, last_year
