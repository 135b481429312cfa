"""What the words of a message say for each class: whole terms, goods beside misdeeds, and what is denied.

A class is a domain, a field of the plan, or what lies outside. Weights are bits. Tags of a routing lexicon:

===== ==========================================================================================
(none) the term alone says it (假烟)
goods  names the goods or the thing of the domain; counts fully only beside a misdeed (香烟 … 假的)
act    a misdeed of this domain only (不出苗); the misdeeds of all domains are in ``acts.csv``
not    an innocent longer word (油烟) that hides what it covers
===== ==========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from jianzhen.playbook.model import Term
from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.view import first_of_each
from jianzhen.stages.screening.messages.reading import SENTENCE

REACH: Final = 16
"""Characters between goods and misdeed that still speak of one thing."""
HEAD: Final = 60
"""Characters at the beginning, where most say what they came for."""
MAX_PAIRS: Final = 3
_BEFORE: Final = 10
_SHARED: Final = ""
_LATIN: Final = re.compile(r"[a-z0-9]")
_ASKS: Final = re.compile(r"[^\n\t]{0,4}[吗么]")
"""A question that asks for a yes (这不是假货吗)."""


class Seen(NamedTuple):
    """A term in a text: its span, class ("" = a misdeed of all), tag and bits."""

    start: int
    end: int
    owner: str
    tag: str
    bits: float


@dataclass(slots=True)
class Said:
    """What speaks for one class: bits of whole terms, of pairs, of goods alone, of the beginning; spans to quote.

    ``named`` is the strongest whole term of the beginning alone.
    """

    whole: float = 0.0
    pair: float = 0.0
    goods: float = 0.0
    head: float = 0.0
    named: float = 0.0
    spans: dict[tuple[int, int], float] = field(default_factory=dict)

    @property
    def firm(self) -> float:
        """Bits that do not rest on goods alone."""
        return self.whole + self.pair


@dataclass(slots=True)
class Evidence:
    """All classes that anything speaks for, whether a misdeed is named at all, and spans of what is denied."""

    said: dict[str, Said]
    misdeeds: int
    denied: list[tuple[int, int]]


class Words:
    """All lexicons of routing in one automaton.

    Args:
        lexicons: class → terms.
        acts: misdeeds of every domain.
        denials: words that deny (tag before), or take the denial back (tag doubt).
    """

    def __init__(self, lexicons: Mapping[str, Sequence[Term]], acts: Sequence[Term], denials: Sequence[Term]) -> None:
        owners: dict[str, list[tuple[str, str, float]]] = {}
        for name, terms in lexicons.items():
            for term in terms:
                owners.setdefault(fold_text(term.term), []).append((name, term.tag, term.weight or 0.0))
        for term in acts:
            owners.setdefault(fold_text(term.term), []).append((_SHARED, "act", term.weight or 0.0))
        owners.pop("", None)
        self._patterns, self._owners = list(owners), list(owners.values())
        self._automaton = Automaton(self._patterns)
        self._denies = _ending([term.term for term in denials if term.tag == "before"])
        self._doubts = _ending([term.term for term in denials if term.tag == "doubt"])

    def look(self, plain: str) -> Evidence:
        """Return what the words of a folded message say."""
        seen = _uncovered(list(self._seen(plain)))
        denied = {(one.start, one.end) for one in seen if one.tag in {"", "act"} and self._denied(plain, one)}
        held = [one for one in seen if (one.start, one.end) not in denied]
        said = _whole(held)
        _pairs(held, plain, said)
        misdeeds = len({(one.start, one.end) for one in held if one.tag == "act"})
        return Evidence(said, misdeeds, sorted(denied))

    def _seen(self, plain: str) -> Iterator[Seen]:
        for start, end, number in first_of_each(self._automaton.all(plain)):
            if _cuts_latin(plain, start, end):
                continue
            for owner, tag, bits in self._owners[number]:
                yield Seen(start, end, owner, tag, bits)

    def _denied(self, plain: str, one: Seen) -> bool:
        before = plain[max(0, one.start - _BEFORE) : one.start + 1]  # 不 + 是假货: a term may begin with the 是 of 不是
        clause = re.split(r"[\n\t]", before)[-1]
        if self._denies.search(clause) is None or self._doubts.search(clause) is not None:
            return False
        return _ASKS.match(plain, one.end) is None


def _ending(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ").{0,2}.$")


def _cuts_latin(plain: str, start: int, end: int) -> bool:
    """Say whether a span cuts a Latin word or a number in two."""
    left = start and _LATIN.match(plain[start]) and _LATIN.match(plain[start - 1])
    right = end < len(plain) and _LATIN.match(plain[end - 1]) and _LATIN.match(plain[end])
    return bool(left or right)


def _uncovered(seen: list[Seen]) -> list[Seen]:
    """Leave out what a longer term of its own class covers, or an innocent word of any."""
    innocent = [(one.start, one.end) for one in seen if one.tag == "not"]
    own: dict[str, list[tuple[int, int]]] = {}
    for one in seen:
        own.setdefault(one.owner, []).append((one.start, one.end))
    return [
        one
        for one in seen
        if one.tag != "not" and not _inside(one, innocent) and not (one.owner and _inside(one, own[one.owner]))
    ]


def _inside(one: Seen, spans: Sequence[tuple[int, int]]) -> bool:
    length = one.end - one.start
    return any(a <= one.start and one.end <= b and b - a > length for a, b in spans)


def _whole(seen: Sequence[Seen]) -> dict[str, Said]:
    """Add up whole terms and goods, each term once (by its text, which is its class and bits and length here)."""
    said: dict[str, Said] = {}
    counted: set[tuple[str, str, float, int]] = set()
    for one in sorted(seen, key=lambda one: (one.start, one.end)):
        if not one.owner or one.tag == "act":
            continue
        mine = said.setdefault(one.owner, Said())
        key = (one.owner, one.tag, one.bits, one.end - one.start)
        weight = one.bits if key not in counted else one.bits / 4  # a second word of equal weight says less
        counted.add(key)
        if one.tag == "goods":
            mine.goods += weight
            mine.spans.setdefault((one.start, one.end), one.bits / 4)
        else:
            mine.whole += weight
            mine.spans[one.start, one.end] = max(one.bits, mine.spans.get((one.start, one.end), 0.0))
        if one.start < HEAD:
            mine.head += weight
            mine.named = max(mine.named, one.bits if one.tag != "goods" else 0.0)
    return said


def _pairs(seen: Sequence[Seen], plain: str, said: dict[str, Said]) -> None:
    """Add goods beside a misdeed in one sentence, the strongest three of each class."""
    acts: dict[str, list[Seen]] = {}
    for one in seen:
        if one.tag == "act":
            acts.setdefault(one.owner, []).append(one)
    pairs: dict[str, dict[str, tuple[float, Seen, Seen]]] = {}
    for one in (one for one in seen if one.tag == "goods"):
        for act in (*acts.get(one.owner, ()), *acts.get(_SHARED, ())):
            if _together(one, act, plain):
                mine = pairs.setdefault(one.owner, {})
                name = plain[one.start : one.end]
                mine[name] = max(mine.get(name, (0.0, one, act)), (one.bits + act.bits, one, act))
    for owner, mine in pairs.items():
        _add_pairs(said[owner], sorted(mine.values(), reverse=True)[:MAX_PAIRS])


def _add_pairs(said: Said, best: Sequence[tuple[float, Seen, Seen]]) -> None:
    for rank, (bits, goods, act) in enumerate(best):
        said.pair += bits / (1 + rank)
        for one in (goods, act):
            said.spans[one.start, one.end] = max(bits / 2, said.spans.get((one.start, one.end), 0.0))
        if min(goods.start, act.start) < HEAD:
            said.head += bits / (1 + rank)


def _together(one: Seen, act: Seen, plain: str) -> bool:
    if act.end - act.start == 1:  # 假 alone is in half the dictionary: only 假 + goods counts
        return act.end == one.start
    low, high = (one.end, act.start) if one.start < act.start else (act.end, one.start)
    return high - low <= REACH and SENTENCE not in plain[low:high]
