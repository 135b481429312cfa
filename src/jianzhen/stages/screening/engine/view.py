"""One item as the checks see it: its folded text and the lexicon terms found in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from jianzhen.playbook.model import Term
from jianzhen.stages.screening.engine.automaton import Automaton
from jianzhen.stages.screening.engine.candidates import MAX_REPEATS
from jianzhen.stages.screening.engine.folding import Folded, fold, fold_text

if TYPE_CHECKING:
    from jianzhen.stages.screening.engine.candidates import Candidate, Found
    from jianzhen.stages.screening.engine.reading import Readings


class Hit(NamedTuple):
    """A lexicon term in a text: span of folded characters and the term."""

    start: int
    end: int
    term: Term


NO_HITS: Final[tuple[Hit, ...]] = ()


@dataclass
class ItemView:
    """One item: its cells (column → value, None where unknown), folded text and term hits by lexicon.

    ``found`` and ``number``: the matcher's answer of a batch and which of its texts this is; ``readings``: how the
    text reads as ordinary language, made where the first match asks for it.
    """

    cells: Mapping[str, str | None]
    folded: Folded
    hits: Mapping[str, list[Hit]] = field(default_factory=dict)
    found: Found | None = None
    number: int = 0
    readings: Readings | None = None
    kind: str | None = field(init=False)
    """What was observed: listing, shop, company, ad, review, message and so on."""
    candidates: list[Candidate] = field(init=False)
    """Places where a mark may stand."""

    def __post_init__(self) -> None:
        """Keep what every check asks for."""
        self.kind = self.cells.get("kind")
        self.candidates = self.found.of(self.number) if self.found else []

    @property
    def read_otherwise(self) -> list[tuple[Folded, list[Candidate]]]:
        """The text with its signs read otherwise, and where Latin marks may stand then; mostly nothing."""
        return self._reread if self.found and self.number in self.found.read_twice else []

    @cached_property
    def _reread(self) -> list[tuple[Folded, list[Candidate]]]:
        return self.found.read_otherwise(self.number, self.folded.original) if self.found else []

    @property
    def may_name(self) -> bool:
        """Say whether a mark may stand somewhere in the text."""
        return bool(self.candidates) or any(found for _, found in self.read_otherwise)

    @cached_property
    def short_candidates(self) -> list[Candidate]:
        """Places where a mark of two characters may stand by sound or shape."""
        return self.found.short(self.number) if self.found else []

    @cached_property
    def digits(self) -> int:
        """Decimal digits in the text."""
        return sum(map(str.isdigit, self.folded.plain))

    def relations(self, hit: int) -> tuple[str, ...]:
        """Return how each character of a candidate's mark relates to what is written."""
        return self.found.relations(hit) if self.found else ()

    def of(self, lexicon: str | None) -> Iterable[Hit]:
        """Return the hits of a lexicon, () for none."""
        return self.hits.get(lexicon, NO_HITS) if lexicon else NO_HITS


def stands_free(folded: Folded, start: int, end: int) -> bool:
    """Say whether a folded span does not cut a Latin word or a number in two.

    Only ends that are themselves Latin letters or digits are looked at, in the original text.
    """
    left, right = folded.span(start, end)
    text = folded.original
    before = fold_text(text[left - 1]) if left else ""
    after = fold_text(text[right]) if right < len(text) else ""
    return not _joined(before[-1:], folded.plain[start]) and not _joined(folded.plain[end - 1], after[:1])


def _joined(left: str, right: str) -> bool:
    if not (left and right and left.isascii() and right.isascii()):
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


def first_of_each(hits: Sequence[tuple[int, int, int]]) -> Iterable[tuple[int, int, int]]:
    """Return the hits of an automaton, of each pattern the first :data:`MAX_REPEATS` only."""
    return hits if len(hits) <= MAX_REPEATS else _counted(hits)


def _counted(hits: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    counts: dict[int, int] = {}
    for hit in hits:
        count = counts[hit[2]] = counts.get(hit[2], 0) + 1
        if count <= MAX_REPEATS:
            yield hit


class Lexicons:
    """All lexicon terms of a plan in one automaton.

    Args:
        words: lexicon name → terms.
    """

    def __init__(self, words: Mapping[str, tuple[Term, ...]]) -> None:
        patterns: dict[str, list[tuple[str, Term]]] = {}
        for name, terms in words.items():
            for term in terms:
                folded = fold_text(term.term)
                if folded:
                    patterns.setdefault(folded, []).append((name, term))
        self._patterns = [(owners, folded[0].isascii() or folded[-1].isascii()) for folded, owners in patterns.items()]
        self._automaton = Automaton(list(patterns))

    def view(self, cells: Mapping[str, str | None], text: str, found: Found | None = None, number: int = 0) -> ItemView:
        """Return the item's view with every term that stands free in its text, and what the matcher found there."""
        folded = fold(text)
        hits: dict[str, list[Hit]] = {}
        for start, end, place in first_of_each(self._automaton.all(folded.plain)):
            owners, is_latin = self._patterns[place]
            if is_latin and not stands_free(folded, start, end):
                continue
            for name, term in owners:
                hits.setdefault(name, []).append(Hit(start, end, term))
        return ItemView(cells, folded, hits, found, number)
