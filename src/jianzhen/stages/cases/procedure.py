"""Reads the procedure of an agency: states, acts, papers, and which rule counts each clock (pure, data only)."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.schema.acts import STAY, Act, StateEntry, Strict, Text, Word, Words, parsed, refused

FOLDER: Final = Path(__file__).parent / "procedures"
ORDINARY: Final = "ordinary"
OTHER_DATA: Final = frozenset({ORDINARY, "numbers", "destruction"})
"""Files beside the agencies' own: the order of steps, how numbers are written, how goods are destroyed."""


class ClockRule(Strict):
    """Which law counts a clock, and which rule may extend it."""

    key: Text
    extension: Text | None = None


class Exclusion(Strict):
    """Time that does not count: the grounds the text gives, and since when that list was read."""

    since: date
    grounds: Annotated[tuple[Word, ...], Field(min_length=1)]
    citation: Text


class PaperKind(Strict):
    """A document that belongs on file, with its number in the official set."""

    form: int
    words: Words


class _Skeleton(Strict):
    schema_version: Literal[1]
    procedure: Word
    title: Words
    citation: Text
    states: dict[Word, StateEntry]
    clocks: dict[Word, Words]
    acts: dict[Word, Act]

    @model_validator(mode="after")
    def _coherent(self) -> _Skeleton:
        for name, act in self.acts.items():
            unknown = {*act.begins, *act.ends} - {STAY} - set(self.states)
            unknown |= (set(act.apart_from) - set(self.acts)) | (act.clocks.named() - set(self.clocks))
            if unknown:
                raise ValueError(f"act {name} names {min(unknown)!r}, which is no state, act or clock of this file")
        return self


class _Own(Strict):
    schema_version: Literal[1]
    procedure: Word
    follows: Literal["ordinary"]
    title: Words
    citation: Text
    agencies: Annotated[tuple[Text, ...], Field(min_length=1)]
    clocks: dict[Word, ClockRule]
    exclusions: dict[Word, Exclusion] = Field(default_factory=dict)
    papers: dict[Word, tuple[Word, ...]] = Field(default_factory=dict)
    paper_kinds: dict[Word, PaperKind] = Field(default_factory=dict)
    law: dict[Word, tuple[Text, ...]] = Field(default_factory=dict)


class Procedure(Strict):
    """The procedure of one agency. Without a file of its own, ``clocks`` is empty and every date needs legal review."""

    name: str
    title: Words
    citation: str
    states: dict[str, StateEntry]
    acts: dict[str, Act]
    clock_words: dict[str, Words]
    clocks: dict[str, ClockRule] = Field(default_factory=dict)
    exclusions: dict[str, Exclusion] = Field(default_factory=dict)
    papers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    paper_kinds: dict[str, PaperKind] = Field(default_factory=dict)
    law: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def act(self, name: str) -> Act:
        """Return an act.

        Raises:
            RefusedError: the procedure has no such act.
        """
        if name not in self.acts:
            raise RefusedError(
                f"the procedure {self.name} has no act {name!r}",
                where=Where(key=name),
                remedy=f"Use one of: {', '.join(sorted(self.acts))}",
            )
        return self.acts[name]

    def open_states(self) -> frozenset[str]:
        """Return the states in which somebody still has to act."""
        return frozenset(name for name, state in self.states.items() if state.open)

    def following(self, state: str) -> dict[str, Act]:
        """Return the acts that may begin in a state, in the order of the file."""
        return {name: act for name, act in self.acts.items() if state in act.begins}

    def key(self, clock: str) -> str:
        """Return the law key of a clock; empty where this agency's rule is not known."""
        rule = self.clocks.get(clock)
        return rule.key if rule else ""

    def keys_of(self, act: str) -> tuple[str, ...]:
        """Return the law keys that govern an act: those of the clocks it starts or extends, and those beside them."""
        touched = self.acts[act].clocks
        started = [self.key(name) for name in touched.start]
        extended = [rule.extension for name in touched.extend if (rule := self.clocks.get(name)) and rule.extension]
        return tuple(dict.fromkeys([key for key in (*started, *extended, *self.law.get(act, ())) if key]))


def read_procedures(folder: Path = FOLDER) -> dict[str, Procedure]:
    """Return the procedure of each agency that has one, and the bare one under the empty code.

    Raises:
        RefusedError: a file is not of the form, names an unknown act, clock or paper, or an agency has two files.
    """
    bare = parsed(folder / f"{ORDINARY}.yml", _Skeleton)
    found = {"": _bare(bare)}
    for path in sorted(folder.glob("*.yml")):
        if path.stem in OTHER_DATA:
            continue
        own = parsed(path, _Own)
        _refuse_unknown(own, bare, path)
        for agency in own.agencies:
            if agency in found:
                raise refused(path, f"the agency {agency} has two procedures", "agencies", "Keep one of them")
            found[agency] = _joined(bare, own)
    return found


def _bare(bare: _Skeleton) -> Procedure:
    return Procedure(
        name=bare.procedure,
        title=bare.title,
        citation=bare.citation,
        states=bare.states,
        acts=bare.acts,
        clock_words=bare.clocks,
    )


def _joined(bare: _Skeleton, own: _Own) -> Procedure:
    kept = {name: getattr(own, name) for name in ("clocks", "exclusions", "papers", "paper_kinds", "law")}
    head = {"name": own.procedure, "title": own.title, "citation": own.citation}
    return _bare(bare).model_copy(update=head | kept)


def _refuse_unknown(own: _Own, bare: _Skeleton, path: Path) -> None:
    papers = {kind for kinds in own.papers.values() for kind in kinds}
    for key, names, known in (
        ("papers", set(own.papers), set(bare.acts)),
        ("law", set(own.law), set(bare.acts)),
        ("paper_kinds", papers, set(own.paper_kinds)),
        ("exclusions", set(own.exclusions), set(own.clocks)),
        ("clocks", set(own.clocks), set(bare.clocks)),
    ):
        unknown = names - known
        if unknown:
            raise refused(path, f"names {min(unknown)!r}, which is not declared", key, "Declare it or correct the name")


@cache
def packaged() -> dict[str, Procedure]:
    """Return the packaged procedures, read once."""
    return read_procedures()


def procedure_of(agency: str) -> Procedure:
    """Return the agency's own procedure, or the bare order of steps whose clocks need legal review."""
    found = packaged()
    return found.get(agency, found[""])
