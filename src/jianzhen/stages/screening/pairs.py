"""Is this use of a text likely to infringe or confuse with that mark? One pair at a time (pure).

First version: the views of the screener (folded writing, sound, Latin letters), the goods relation, who uses it and
how. Each pair is judged alone, so its answer does not depend on what else is in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from jianzhen.playbook.model import CompanyName, MarkExact, Playbook
from jianzhen.stages.screening.engine.folding import fold, fold_text, is_han, skeleton
from jianzhen.stages.screening.engine.goods import GoodsClasses
from jianzhen.stages.screening.engine.marks import is_weak
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.sound import sound_patterns, sound_view, vector
from jianzhen.stages.screening.engine.view import stands_free
from jianzhen.stages.screening.reasons import Lang, render

Level = Literal["identical", "confusing", "none"]
BASE: Final = -1.0
DOUBTFUL: Final = 0.3
"""Scores from here to one half are doubtful, from one half on suspected."""
_SAME_GOODS: Final = 2.0
_UNRELATED: Final = -4.0
_NOMINATIVE: Final = -5.0
_NOT_ALIKE: Final = -7.0
_WEAK: Final = -1.5


@dataclass(frozen=True, slots=True)
class Pair:
    """A use and a mark; everything but ``text`` and ``mark`` may be unknown."""

    text: str
    mark: str
    text_goods: str | None = None
    user: str | None = None
    mark_goods: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the judgement: bits, reason code and its parameters."""

    bits: float
    code: str
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer to one pair; the parts' bits and ``BASE`` add up to the score's log2 odds."""

    level: Level
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """How likely the use infringes or confuses, 0-1."""
        bits = BASE + sum(part.bits for part in self.parts)
        return float(1.0 / (1.0 + 2.0**-bits))

    @property
    def verdict(self) -> Literal["suspected", "doubtful", "not"]:
        """The answer in a word."""
        if self.score >= 0.5:
            return "suspected"
        return "doubtful" if self.score >= DOUBTFUL else "not"

    def reason(self, lang: Lang) -> str:
        """Return the reasons, strongest first."""
        ranked = sorted(self.parts, key=lambda part: -abs(part.bits))
        return ("；" if lang == "zh" else "; ").join(render(part.code, part.params, lang) for part in ranked)


class PairJudge:
    """Judges pairs with the words of the playbook that looks for marks.

    Args:
        playbooks: one of them must hold a ``mark_exact`` check.
    """

    def __init__(self, playbooks: Sequence[Playbook]) -> None:
        playbook, exact = next(
            (playbook, check)
            for playbook in playbooks
            for check in playbook.head.checks
            if isinstance(check, MarkExact)
        )
        names = next((check for check in playbook.head.checks if isinstance(check, CompanyName)), None)
        trades = playbook.lexicon(names.trades) if names else ()
        self._goods = GoodsClasses(playbook.lexicon(exact.goods_classes))
        self._nominative = playbook.lexicon(exact.nominative)
        self._places = sorted((fold_text(one.term) for one in trades if one.tag == "place"), key=len, reverse=True)
        self._forms = sorted((fold_text(one.term) for one in trades if one.tag != "place"), key=len, reverse=True)

    def judge(self, pair: Pair) -> Judged:
        """Return the answer to one pair."""
        if same_name(pair.user, pair.holder) or same_name(pair.text, pair.holder):
            return Judged("none", (Part(-20.0, "pair.holder", {"holder": pair.holder or ""}),))
        level, alike = self._alike(pair)
        if level == "none":
            return Judged("none", (alike,))
        parts = [alike, *self._goods_part(pair), *self._nominative_part(pair)]
        return Judged(level, tuple(parts))

    def _goods_part(self, pair: Pair) -> list[Part]:
        relation = self._goods.relation(pair.text_goods or pair.text, pair.mark_goods)
        params = {"goods": pair.text_goods or pair.text, "mark_goods": pair.mark_goods or ""}
        if relation == "unknown":
            return []
        return [Part(_SAME_GOODS if relation == "same" else _UNRELATED, f"use.goods_{relation}", params)]

    def _nominative_part(self, pair: Pair) -> list[Part]:
        before, _, after = fold_text(pair.text).partition(fold_text(pair.mark))
        for term in self._nominative:
            word = fold_text(term.term)
            if before.endswith(word) if term.tag == "before" else after.startswith(word):
                return [Part(_NOMINATIVE, "use.nominative", {"word": term.term})]
        return []

    def core(self, text: str) -> str:
        """Return the distinguishing part of a name: folded, without place before and trade and form after."""
        rest = fold_text(text)
        for place in self._places:
            if rest.startswith(place) and len(rest) > len(place) + 1:
                rest = rest.removeprefix(place).lstrip("省市区县")
        cut = True
        while cut:
            form = next((one for one in self._forms if rest.endswith(one) and len(rest) > len(one) + 1), None)
            cut, rest = form is not None, rest.removesuffix(form or "")
        return rest

    def _alike(self, pair: Pair) -> tuple[Level, Part]:
        mark, core = fold_text(pair.mark), self.core(pair.text)
        told = {"text": pair.text, "mark": pair.mark, "written": core}
        if not mark or not core:
            return "none", Part(_NOT_ALIKE, "pair.none", told)
        if fold_text(pair.text) == mark or core == mark:
            return "identical", Part(4.0, "pair.identical", told)
        whole = _contained(pair.text, mark)
        if whole:
            return "confusing", Part(3.0 + (_WEAK if is_weak(mark) else 0.0), whole, told)
        code, bits = _near(core, mark)
        return ("confusing", Part(bits, code, told)) if code else ("none", Part(_NOT_ALIKE, "pair.none", told))


def _contained(text: str, mark: str) -> str | None:
    """The mark stands in the text as written, or with digits for letters."""
    folded = fold(text)
    for view, sought, code in (
        (folded.plain, mark, "pair.contains"),
        (skeleton(folded.plain), skeleton(mark), "pair.disguised"),
    ):
        place = view.find(sought)
        if place >= 0 and stands_free(folded, place, place + len(sought)):
            return code
    return None


def _near(core: str, mark: str) -> tuple[str | None, float]:
    """How a distinguishing part is like a mark it does not hold: by sound, order, one character or a letter."""
    if mark.isascii() and core.isascii():
        near = len(mark) >= 4 and _edits(core, mark) <= (1 if len(mark) < 7 else 2)
        return ("pair.latin", 2.0) if near else (None, 0.0)
    if _sounds_in(core, mark):
        return "pair.sound", 2.5 if len(mark) > 2 else 1.2
    if len(core) == len(mark) >= 2 and sorted(core) == sorted(mark):
        return "pair.reordered", 1.5
    if len(core) == len(mark) >= 3 and core[0] == mark[0] and vector(core, mark).count("same") == len(mark) - 1:
        return "pair.one_changed", 1.2
    return None, 0.0


def _sounds_in(core: str, mark: str) -> bool:
    if not any(map(is_han, mark)):
        return False
    heard = sound_view(core)
    return any(pattern in heard for pattern in sound_patterns(mark)) and len(core) <= len(mark) + 2


def _edits(left: str, right: str) -> int:
    """Return the edit distance (insert, delete, replace) of two short strings, bounded by their first 64 letters."""
    left, right = left[:64], right[:64]
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]
