"""Runs a playbook's golden examples through the engine and says which do not come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from jianzhen.playbook.model import Example, Examples, Playbook
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.rules import shipped_patterns

_RANK = {"clear": 0, "watch": 1, "flag": 2}


@dataclass(frozen=True, slots=True)
class Result:
    """What a check said of its example: ``said`` is the strongest verdict, or ``nothing``."""

    domain: str
    example: Example
    said: str
    right: bool

    def __str__(self) -> str:
        text = dict(self.example.item).get("text", "")
        place = f"{self.domain}/{self.example.check} example {self.example.number}"
        return f"{place} ({text[:40]}): {self.said}, not {self.example.expect}"


def results(playbook: Playbook, patterns: Mapping[str, Sequence[str]] | None = None) -> Iterator[Result]:
    """Yield the result of every golden example; each file is run with its own registers and day."""
    ceilings = {check.code: check.ceiling for check in playbook.head.checks}
    known = shipped_patterns() if patterns is None else patterns
    for group in playbook.examples:
        screener = _screener(playbook, group, known)
        for example in group.examples:
            said = said_of(screener, example)
            yield Result(playbook.domain, example, said, _fits(example, said, ceilings[group.check]))


def _screener(playbook: Playbook, group: Examples, patterns: Mapping[str, Sequence[str]]) -> Screener:
    return Screener(
        _table(group.rights, ("right_id", "kind", "mark")),
        playbooks=[playbook],
        patterns=patterns,
        licences=_table(group.licences, ("kind", "number")),
        prices=_table(group.prices, ("mark", "median")),
        as_of=date.fromisoformat(group.as_of),
    )


def _table(rows: Sequence[Sequence[tuple[str, str]]], needed: Sequence[str]) -> pa.Table:
    named = [dict(row) for row in rows]
    names = dict.fromkeys((*needed, *(name for row in named for name in row)))
    return pa.table({name: pa.array([row.get(name) for row in named], pa.string()) for name in names})


def said_of(screener: Screener, example: Example) -> str:
    """Return the strongest verdict that the example's check has a part in, or ``nothing``."""
    groups = screener.groups(dict(example.item))
    verdicts = [
        group.verdict
        for group in groups
        if any(part.check == example.check and part.weight > 0 for part in group.evidence)
    ]
    return max(verdicts, key=_RANK.__getitem__, default="nothing")


def _fits(example: Example, said: str, ceiling: str) -> bool:
    wanted = {"hit": {ceiling}, "doubtful": {"watch"}, "miss": {"nothing", "clear"}}[example.expect]
    return said in wanted
