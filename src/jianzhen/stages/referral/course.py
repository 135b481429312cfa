"""The course of a transfer as data: states, acts, clocks, attachments (pure)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import model_validator

from jianzhen.stages.cases.schema.acts import Act, StateEntry, Strict, Text, Word, Words, parsed
from jianzhen.stages.referral.refusing import refuse

FILE: Final = Path(__file__).parent / "procedures" / "transfer.yml"
ANSWERS: Final = "referral.answer"
RESULTS: Final = ("withdrawn", "prosecuted", "returned")
"""What the police may return of a filed case: 撤案, 移送起诉, 移回行政机关. Files of the investigation never enter."""


class TransferClock(Strict):
    """Which rule counts a clock; ``hours`` clocks run from the moment, not from the day."""

    key: Text
    hours: bool = False
    words: Words


class TransferAct(Act):
    """An act of a transfer."""

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
            unknown = ({*act.begins, *act.ends, *act.then} - set(self.states)) | (act.clocks_named() - set(self.clocks))
            unknown |= {place for turn in (act.clocks, *act.then.values()) for place in turn.begin_at.values()} - set(
                self.acts
            )
            if unknown:
                raise ValueError(f"act {name} names {min(unknown)!r}, which is no state, clock or act of this file")
        return self

    def act(self, name: str) -> TransferAct:
        """Return an act.

        Raises:
            RefusedError: there is no such act.
        """
        if name not in self.acts:
            raise refuse("no_act", name, name=name, known=", ".join(self.acts))
        return self.acts[name]

    def following(self, state: str) -> dict[str, TransferAct]:
        """Return the acts that may begin in a state."""
        return {name: act for name, act in self.acts.items() if state in act.begins}

    def keys_of(self, name: str, state: str) -> tuple[str, ...]:
        """Return the law keys of the clocks an act starts when it ends in ``state``."""
        turns = self.acts[name].turns(state)
        counted = [
            clock for turn in turns for clock in (*turn.start, *(one for one in turn.meet if one in turn.begin_at))
        ]
        return tuple(self.clocks[clock].key for clock in counted)


@cache
def course() -> Course:
    """Return the packaged course, read once.

    Raises:
        RefusedError: the file is not of its form.
    """
    return parsed(FILE, Course)
