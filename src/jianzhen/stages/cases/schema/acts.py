"""Acts and states as data: one form for every course that the procedure files describe (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from jianzhen.base.errors import RefusedError, Where

STAY: Final = "stay"
FactKind = Literal[
    "text",
    "date",
    "money",
    "boolean",
    "officers",
    "lead",
    "ground",
    "penalties",
    "party_place",
    "articles",
    "standard",
    "result",
]
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
    """What an act does to the clocks, by their names."""

    start: tuple[Word, ...] = ()
    meet: tuple[Word, ...] = ()
    stop: tuple[Word, ...] = ()
    extend: tuple[Word, ...] = ()
    fix: tuple[Word, ...] = ()
    pause: tuple[Word, ...] = ()
    resume: tuple[Word, ...] = ()

    def named(self) -> set[str]:
        """Return every clock the act touches."""
        return {name for value in self.__dict__.values() for name in value}


class Branch(Strict):
    """Which of several states an act ends in, by one yes-or-no fact."""

    fact: Word
    when: dict[bool, Word]


class Act(Strict):
    """One transition: where it begins and ends, who may, what must be said and on file, what it does to clocks."""

    words: Words
    begins: Annotated[tuple[Word, ...], Field(alias="from", min_length=1)]
    ends: Annotated[tuple[Word, ...], Field(alias="to", min_length=1)]
    by: Branch | None = None
    may: Text
    facts: dict[Word, FactKind] = {}
    apart_from: tuple[Word, ...] = ()
    officers: Literal["qualified"] | None = None
    waits_for: tuple[Word, ...] = ()
    clocks: ActClocks = ActClocks()

    @model_validator(mode="after")
    def _branch_covers(self) -> Act:
        if (len(self.ends) > 1) != (self.by is not None):
            raise ValueError("an act with several ends needs `by`, and only such an act")
        if self.by and (set(self.by.when.values()) != set(self.ends) or self.by.fact not in self.facts):
            raise ValueError("`by` must lead to exactly the ends and name one of the act's facts")
        return self

    def end(self, state: str, facts: Mapping[str, Any]) -> str:
        """Return the state the act ends in when it begins in ``state`` with these facts."""
        if self.by:
            return self.by.when[bool(facts[self.by.fact])]
        return state if self.ends == (STAY,) else self.ends[0]


def parsed(path: Path, form: type[Form]) -> Form:
    """Read a YAML file into its form.

    Raises:
        RefusedError: it is not YAML, or not of the form; names file and key.
    """
    try:
        return form.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError, FileNotFoundError) as fault:
        raise refused(path, f"cannot be read: {' '.join(str(fault).split())}", None, "Mend the file") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or None
        raise refused(path, first["msg"], key, "Correct the entry") from fault


def refused(path: Path, what: str, key: str | None, remedy: str) -> RefusedError:
    """Return the refusal of a file."""
    return RefusedError(what, where=Where(file=path.name, key=key), remedy=remedy)
