"""Acts and states as data: one form for every course that the procedure files describe (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from jianzhen.base.errors import RefusedError, Where

STAY: Final = "stay"
KINDS: Final = frozenset(
    {
        "text",
        "date",
        "day",
        "money",
        "boolean",
        "officers",
        "official",
        "lead",
        "ground",
        "clock",
        "penalties",
        "party_place",
        "articles",
        "standard",
        "result",
    }
)
"""Kinds of fact beside the choices that a file declares: ``date`` lies ahead, ``day`` has come."""
Guard = Literal[
    "goods_settled",
    "hearing_announced",
    "hearing_day_come",
    "hearing_in_time",
    "hearing_not_due",
    "hearing_notice_in_time",
    "hearing_right_told",
    "may_collect",
    "not_heavier_than_told",
    "number_of_document",
    "officer_apart",
    "paid_up",
    "payment_overdue",
    "period_open",
    "reviewed_after_hearing",
    "within_summary_limits",
]
"""What an act may need beside state, facts and papers; each is a function of the room that says why not."""
Word = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
Text = Annotated[str, Field(min_length=1)]
Form = TypeVar("Form", bound=BaseModel)


class Strict(BaseModel):
    """Refuses what it does not know, and is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """One thing said in Chinese and in English."""

    zh: Text
    en: Text


class StateEntry(Words):
    """A state: of a lead or of a case, and whether somebody still has to act."""

    stage: Literal["lead", "case"]
    open: bool = True


class ActClocks(Strict):
    """What an act does to the clocks, by their names.

    ``begin_at`` says for a started clock where it counts from, if not from the step itself: a ``day`` among the act's
    facts, the clock whose time ran out, or an earlier act. ``hold`` (clock to ground) pauses a clock that still runs,
    where the law of the day excludes that ground; ``release`` lets it count again; ``settle`` gives a date to the
    chosen clock that has none; ``appoint`` (clock to fact) starts a clock on a date that a person set. A clock in
    ``if_owed`` starts only where money is owed by the decision.
    """

    start: tuple[Word, ...] = ()
    meet: tuple[Word, ...] = ()
    stop: tuple[Word, ...] = ()
    extend: tuple[Word, ...] = ()
    fix: tuple[Word, ...] = ()
    pause: tuple[Word, ...] = ()
    resume: tuple[Word, ...] = ()
    hold: dict[Word, Word] = {}
    release: tuple[Word, ...] = ()
    settle: Literal["chosen"] | None = None
    appoint: dict[Word, Word] = {}
    begin_at: dict[Word, Word] = {}
    if_owed: tuple[Word, ...] = ()

    def named(self) -> set[str]:
        """Return every clock the act touches."""
        lists = (self.start, self.meet, self.stop, self.extend, self.fix, self.pause, self.resume, self.release)
        return {name for some in lists for name in some} | set(self.hold) | set(self.begin_at) | set(self.appoint)


class Branch(Strict):
    """Which of several states an act ends in, by one yes-or-no fact or one choice."""

    fact: Word
    when: dict[bool | Word, Word]


class Act(Strict):
    """One transition: where it begins and ends, who may, what must be said and on file, what it does to clocks.

    ``then`` are clocks that only one of its ends turns; ``after`` are acts of which one must be on record;
    ``upon`` are clocks of which one must run, because the act is about what they ask;
    ``not_before`` names for a ``day`` the acts before which it cannot lie.
    """

    words: Words
    begins: Annotated[tuple[Word, ...], Field(alias="from", min_length=1)]
    ends: Annotated[tuple[Word, ...], Field(alias="to", min_length=1)]
    by: Branch | None = None
    may: Text
    facts: dict[Word, Word] = {}
    apart_from: tuple[Word, ...] = ()
    after: tuple[Word, ...] = ()
    upon: tuple[Word, ...] = ()
    not_before: dict[Word, tuple[Word, ...]] = {}
    needs: tuple[Guard, ...] = ()
    officers: Literal["qualified"] | None = None
    waits_for: tuple[Word, ...] = ()
    clocks: ActClocks = ActClocks()
    then: dict[Word, ActClocks] = {}

    @model_validator(mode="after")
    def _branch_covers(self) -> Act:
        if (len(self.ends) > 1) != (self.by is not None):
            raise ValueError("an act with several ends needs `by`, and only such an act")
        if self.by and (set(self.by.when.values()) != set(self.ends) or self.by.fact not in self.facts):
            raise ValueError("`by` must lead to exactly the ends and name one of the act's facts")
        if set(self.then) - set(self.ends):
            raise ValueError("`then` names a state that is no end of the act")
        return self

    def turns(self, state: str) -> tuple[ActClocks, ...]:
        """Return what the act does to clocks when it ends in ``state``."""
        return (self.clocks, *([self.then[state]] if state in self.then else []))

    def clocks_named(self) -> set[str]:
        """Return every clock the act touches, whatever its end."""
        return self.clocks.named().union(*(turn.named() for turn in self.then.values()), self.waits_for, self.upon)

    def end(self, state: str, facts: Mapping[str, Any]) -> str:
        """Return the state the act ends in when it begins in ``state`` with these facts."""
        if self.by:
            return self.by.when[facts[self.by.fact]]
        return state if self.ends == (STAY,) else self.ends[0]


def parsed(path: Path, form: type[Form]) -> Form:
    """Read a YAML file into its form.

    Raises:
        RefusedError: it is not YAML, or not of the form; names file and key.
    """
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, FileNotFoundError) as fault:
        raise refused(path, f"cannot be read: {' '.join(str(fault).split())}", None, "Mend the file") from fault
    except ValueError as fault:  # YAML reads 2021-02-31 as a date, and there is none
        raise refused(path, f"holds a date that does not exist ({fault})", None, "Correct the date") from fault
    try:
        return form.model_validate(read)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or None
        raise refused(path, first["msg"], key, "Correct the entry") from fault


def refused(path: Path, what: str, key: str | None, remedy: str) -> RefusedError:
    """Return the refusal of a file."""
    return RefusedError(what, where=Where(file=path.name, key=key), remedy=remedy)
