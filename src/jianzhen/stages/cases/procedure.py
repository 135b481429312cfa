"""Reads the procedure of an agency: states, acts, papers, and which rule counts each clock (pure, data only)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from jianzhen.base.errors import RefusedError
from jianzhen.stages.cases.refusing import refuse
from jianzhen.stages.cases.schema.acts import (
    KINDS,
    STAY,
    Act,
    StateEntry,
    Strict,
    Text,
    Word,
    Words,
    parsed,
    refused,
)

FOLDER: Final = Path(__file__).parent / "procedures"
ORDINARY: Final = "ordinary"
OTHER_DATA: Final = frozenset({ORDINARY, "numbers", "destruction"})
"""Files beside the agencies' own: the order of steps, how numbers are written, how goods are destroyed."""


class ClockRule(Strict):
    """Which law counts a clock, which rule may extend it, and whether it runs in hours from the moment."""

    key: Text
    extension: Text | None = None
    hours: bool = False


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
    choices: dict[Word, dict[Word, Words]]
    acts: dict[Word, Act]

    @model_validator(mode="after")
    def _coherent(self) -> _Skeleton:
        for name, act in self.acts.items():
            unknown = {*act.begins, *act.ends, *act.then} - {STAY} - set(self.states)
            unknown |= ({*act.apart_from, *act.after} - set(self.acts)) | (act.clocks_named() - set(self.clocks))
            unknown |= set(act.facts.values()) - KINDS - set(self.choices)
            unknown |= _places(act) - {*act.facts, *self.acts, *self.clocks}
            if unknown:
                raise ValueError(
                    f"act {name} names {min(unknown)!r}, which is no state, act, clock, choice or fact of this file"
                )
            _refuse_branch(name, act, self.choices)
        return self


def _places(act: Act) -> set[str]:
    """Return what an act's clocks count from, or are appointed by."""
    turns = (act.clocks, *act.then.values())
    return {place for turn in turns for place in (*turn.begin_at.values(), *turn.appoint.values())}


def _refuse_branch(name: str, act: Act, choices: Mapping[str, Mapping[str, Words]]) -> None:
    if act.by is None:
        return
    kind = act.facts[act.by.fact]
    wanted: set[Any] = {True, False} if kind == "boolean" else set(choices.get(kind, ()))
    if set(act.by.when) != wanted:
        raise ValueError(f"act {name} must say where each value of {act.by.fact!r} leads")


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
    papers_when: dict[Word, dict[Word, dict[Word, tuple[Word, ...]]]] = Field(default_factory=dict)
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
    choices: dict[str, dict[str, Words]]
    clocks: dict[str, ClockRule] = Field(default_factory=dict)
    exclusions: dict[str, Exclusion] = Field(default_factory=dict)
    papers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    papers_when: dict[str, dict[str, dict[str, tuple[str, ...]]]] = Field(default_factory=dict)
    paper_kinds: dict[str, PaperKind] = Field(default_factory=dict)
    law: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def act(self, name: str) -> Act:
        """Return an act.

        Raises:
            RefusedError: the procedure has no such act.
        """
        if name not in self.acts:
            raise refuse("no_act", name, procedure=self.name, name=name, known=", ".join(sorted(self.acts)))
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

    def papers_of(self, act: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the kinds of document an act needs when it says these facts (with none: what it always needs)."""
        more = [
            kind
            for fact, by_value in self.papers_when.get(act, {}).items()
            for kind in by_value.get(str(facts.get(fact, "")), ())
        ]
        return tuple(dict.fromkeys([*self.papers.get(act, ()), *more]))

    def keys_of(self, act: str, state: str) -> tuple[str, ...]:
        """Return the law keys that govern an act ending in ``state``: of clocks it starts or extends, and beside."""
        turns = self.acts[act].turns(state)
        started = [self.key(name) for turn in turns for name in turn.start]
        names = [name for turn in turns for name in turn.extend]
        extended = [rule.extension for name in names if (rule := self.clocks.get(name)) and rule.extension]
        return tuple(dict.fromkeys([key for key in (*started, *extended, *self.law.get(act, ())) if key]))

    def excludes(self, clock: str, ground: str, on: date) -> bool:
        """Say whether the text that was read excludes time for this ground from a clock on that day."""
        rule = self.exclusions.get(clock)
        return rule is not None and ground in rule.grounds and on >= rule.since


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
        for problem in _unknown(own, bare, path):
            raise problem
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
        choices=bare.choices,
    )


def _joined(bare: _Skeleton, own: _Own) -> Procedure:
    names = ("clocks", "exclusions", "papers", "papers_when", "paper_kinds", "law")
    head = {"name": own.procedure, "title": own.title, "citation": own.citation}
    return _bare(bare).model_copy(update=head | {name: getattr(own, name) for name in names})


def _unknown(own: _Own, bare: _Skeleton, path: Path) -> Iterator[RefusedError]:
    """Yield a refusal for every name of an agency's file that is declared nowhere."""
    papers = {kind for kinds in own.papers.values() for kind in kinds}
    cases = [(act, fact, by_value) for act, facts in own.papers_when.items() for fact, by_value in facts.items()]
    papers |= {kind for _, _, by_value in cases for kinds in by_value.values() for kind in kinds}
    acts = set(bare.acts)
    for key, names, known in (
        ("papers", set(own.papers), acts),
        ("papers_when", set(own.papers_when), acts),
        ("law", set(own.law), acts),
        ("paper_kinds", papers, set(own.paper_kinds)),
        ("exclusions", set(own.exclusions), set(own.clocks)),
        ("clocks", set(own.clocks), set(bare.clocks)),
        *(_values(own, bare, act, fact, set(by_value)) for act, fact, by_value in cases),
    ):
        if names - known:
            what = f"names {min(names - known)!r}, which is not declared"
            yield refused(path, what, key, "Declare it or correct the name")


def _values(own: _Own, bare: _Skeleton, act: str, fact: str, values: set[str]) -> tuple[str, set[str], set[str]]:
    """Return the values an act's papers depend on, and those that its fact can have."""
    asked = bare.acts[act].facts if act in bare.acts else {}
    if fact not in asked:
        return f"papers_when.{act}", {fact}, set(asked)
    grounds = {ground for rule in own.exclusions.values() for ground in rule.grounds}
    known = grounds if asked[fact] == "ground" else set(bare.choices.get(asked[fact], ())) | {"True", "False"}
    return f"papers_when.{act}.{fact}", values, known


@cache
def packaged() -> dict[str, Procedure]:
    """Return the packaged procedures, read once."""
    return read_procedures()


def procedure_of(agency: str) -> Procedure:
    """Return the agency's own procedure, or the bare order of steps whose clocks need legal review."""
    found = packaged()
    return found.get(agency, found[""])
