"""The course of a transfer as data: states, acts, clocks, attachments (pure)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, model_validator

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.schema.acts import Act, ActClocks, StateEntry, Strict, Text, Word, Words, parsed

FILE: Final = Path(__file__).parent / "procedures" / "transfer.yml"
ANSWERS: Final = "referral.answer"
RESULTS: Final = ("withdrawn", "prosecuted")
"""What the police may return of a filed case: 撤案, 移送起诉. Files of the investigation never enter."""


class TransferClock(Strict):
    """Which rule counts a clock; ``hours`` clocks run from the moment, not from the day."""

    key: Text
    hours: bool = False
    words: Words


class TransferAct(Act):
    """An act; ``then`` are clocks that only one of its ends turns."""

    then: dict[Word, ActClocks] = Field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether it is the police's act."""
        return self.may == ANSWERS


class Course(Strict):
    """The whole course."""

    schema_version: Literal[1]
    title: Words
    citation: Text
    states: dict[Word, StateEntry]
    clocks: dict[Word, TransferClock]
    attachments: dict[Word, Words]
    acts: dict[Word, TransferAct]

    @model_validator(mode="after")
    def _coherent(self) -> Course:
        for name, act in self.acts.items():
            touched = act.clocks.named().union(*(turn.named() for turn in act.then.values()))
            unknown = ({*act.begins, *act.ends, *act.then} - set(self.states)) | (touched - set(self.clocks))
            if unknown:
                raise ValueError(f"act {name} names {min(unknown)!r}, which is no state or clock of this file")
        return self

    def act(self, name: str) -> TransferAct:
        """Return an act.

        Raises:
            RefusedError: there is no such act.
        """
        if name not in self.acts:
            known = ", ".join(self.acts)
            raise RefusedError(f"a transfer has no act {name!r}", where=Where(key=name), remedy=f"Use one of: {known}")
        return self.acts[name]

    def following(self, state: str) -> dict[str, TransferAct]:
        """Return the acts that may begin in a state."""
        return {name: act for name, act in self.acts.items() if state in act.begins}

    def keys_of(self, name: str, state: str) -> tuple[str, ...]:
        """Return the law keys of the clocks an act starts when it ends in ``state``."""
        act = self.acts[name]
        started = (*act.clocks.start, *act.then.get(state, ActClocks()).start)
        return tuple(self.clocks[clock].key for clock in started)


@cache
def course() -> Course:
    """Return the packaged course, read once.

    Raises:
        RefusedError: the file is not of its form.
    """
    return parsed(FILE, Course)
