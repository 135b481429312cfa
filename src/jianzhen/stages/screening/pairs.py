"""Is this use of a text likely to infringe or confuse with that mark? One pair at a time (pure).

In the order of examination: who uses it; how the signs are alike (``comparing``); for which goods; whether the mark is
used as a mark at all. Each pair is judged alone, so its answer does not depend on what else is in the file. The answer
says *suspected, because …*; whether there is infringement is for the authority to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from jianzhen.playbook.model import Playbook
from jianzhen.playbook.primitives import MarkExact
from jianzhen.stages.screening.comparing.signs import Alike, Level, Mark, liken, read_mark
from jianzhen.stages.screening.comparing.users import has_leave, is_holder
from jianzhen.stages.screening.comparing.uses import GUESSES, Found, Text, uses
from jianzhen.stages.screening.comparing.words import Describing, Heard, Sense, heard
from jianzhen.stages.screening.engine.company import NameRelation, compare, parse, trades_meet
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.goods import Closeness, GoodsClasses, closest, read_good
from jianzhen.stages.screening.engine.marks import is_weak
from jianzhen.stages.screening.reasons import Lang, render

BASE: Final = -1.0
DOUBTFUL: Final = 0.3
"""Scores from here to one half are doubtful, from one half on suspected."""
MAX_TEXT: Final = 100_000
"""Characters of a text that are read; a mark that first appears later is not seen."""
EXCERPT: Final = 2_000
"""Characters before and after the mark's first place that are read of a long text."""
MAX_MARK: Final = 400
"""Characters of a mark that are read."""
_FIRM: Final = 0.3
"""Bits less for a disguise of a firm's distinguishing part than for one of a mark."""
_SHOWN: Final = 60
_NOT_ALIKE: Final = -7.0
_HOLDER: Final = -20.0
_LEAVE: Final = -8.0
_WEAK: Final = -0.8
_GOODS: Final[dict[Closeness, float]] = {"same": 1.0, "similar": 0.5, "related": -0.3, "unrelated": -4.0}
_SENSES: Final[dict[Sense, float]] = {
    "fits": -5.0, "repair": -4.0, "resale": -4.0, "compare": -4.0, "denial": -5.0, "place": -3.0, "claim": 0.8,
    "jargon": 2.0,
}  # fmt: skip
_NAMES: Final[dict[str, float]] = {
    "same": 4.0, "reordered": 3.2, "same_core_and_trade": 3.2, "same_core_synonym_trade": 2.8,
    "same_core_no_trade": 2.0, "same_sound_core": 2.0, "contains_core": 0.0, "same_core_other_trade": 0.0,
}  # fmt: skip


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
    """The answer to one pair; the parts' bits and ``BASE`` add up to the score's log2 odds.

    ``signs`` is how alike the signs are and ``goods`` how close the goods; :attr:`level` is what both come to.
    """

    signs: Level
    parts: tuple[Part, ...]
    goods: Closeness = "unknown"

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

    @property
    def level(self) -> Level:
        """The stricter criminal level apart: ``identical`` is a sign without real difference, for the same goods.

        The ways that leave no real difference are those of the interpretation of 2020 (art 1), which the one in force
        since 2025-04-26 took over: case, font, direction, spacing, and a generic name or model merely added. Goods that
        are not known do not speak against it; a pair that is not suspected has no level.
        """
        if self.verdict == "not":
            return "none"
        if self.signs == "identical" and (self.goods not in ("same", "unknown") or self.verdict != "suspected"):
            return "confusing"
        return self.signs

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
        terms = playbook.lexicon(exact.goods_classes)
        self._goods = GoodsClasses(terms)
        self._describing = Describing(fold_text(term.term) for term in terms)

    def judge(self, pair: Pair) -> Judged:
        """Return the answer to one pair, in time bounded whatever the pair holds."""
        if is_holder(pair.user, pair.holder) or is_holder(pair.text, pair.holder):
            return _alone("pair.holder", _HOLDER, {"holder": _show(pair.holder or pair.user or "")})
        if has_leave(pair.user, pair.holder):
            return _alone("pair.licensee", _LEAVE, {"user": _show(pair.user or "")})
        mark = read_mark(pair.mark[:MAX_MARK], self._describing)
        names = self._names(pair, mark)
        if names:
            return names
        text = Text(_excerpt(pair.text[:MAX_TEXT], mark), self._describing)
        found = uses(text, mark, self._describing)
        if found is None:
            return _alone("pair.none", _NOT_ALIKE, _told(pair))
        return self._weighed(pair, mark, text, found)

    def _weighed(self, pair: Pair, mark: Mark, text: Text, found: Found) -> Judged:
        alike = found.alike
        told = {**_told(pair), "written": _show(alike.written)}
        goods = self._closeness(pair, text)
        words = list(self._words(pair, text, found))
        parts = [Part(alike.bits, alike.code, told), *self._goods_part(pair, goods), *_word_parts(words)]
        part_only = found.start > 0 or found.end < len(text.plain)
        if is_weak(mark.folded) and alike.bits > 1.0 and (goods == "related" or (goods == "unknown" and part_only)):
            parts.append(Part(_WEAK, "pair.weak", told))
        return Judged(alike.level, tuple(parts), goods)

    def _names(self, pair: Pair, mark: Mark) -> Judged | None:
        """A mark that is itself a firm's name is held against a name by the rules for company names."""
        theirs = parse(mark.original)
        ours = parse(pair.text)
        if not theirs.is_firm or not (ours.is_firm or ours.trade):
            return None
        relation = compare(pair.text, mark.original)
        goods = self._closeness(pair, None) if pair.text_goods and pair.mark_goods else "unknown"
        level: Level = "identical" if relation.kind == "same" else "confusing" if relation.is_confusing else "none"
        part = Part(
            _NAMES.get(relation.kind, _NOT_ALIKE), f"company.{relation.kind}", {**_told(pair), "part": ours.core}
        )
        alike = self._cores(relation) if relation.kind == "unlike" else None
        if alike:
            level, part = (
                "confusing",
                Part(alike.bits - _FIRM, alike.code, {**_told(pair), "written": _show(alike.written)}),
            )
        return Judged(level, (part, *self._goods_part(pair, goods)), goods)

    def _cores(self, relation: NameRelation) -> Alike | None:
        """Distinguishing parts that the rules for names let stand may still be one in disguise of the other."""
        if not relation.left.core or not relation.right.core or not trades_meet(relation.left, relation.right):
            return None
        alike = liken(relation.left.core, read_mark(relation.right.core, self._describing), self._describing)
        return alike if alike and alike.code not in GUESSES else None

    def _closeness(self, pair: Pair, text: Text | None) -> Closeness:
        """How close the goods are; without stated goods the text's own words, or a firm's trade, say what it sells."""
        theirs = self._goods.goods(pair.mark_goods or self._own_goods(pair.mark))
        close = self._goods.compare(pair.text_goods, pair.mark_goods)
        if close != "unknown" or text is None:
            return close
        if _share_a_word(pair.text_goods, pair.mark_goods):
            return "similar"
        named = self._goods.goods(text.original)
        ours = named or frozenset(map(read_good, parse(text.original).classes))
        return closest(ours, theirs)

    def _own_goods(self, mark: str) -> str:
        """A mark that names goods beside a name of its own (珠江钢琴) says its goods; a mere goods word does not."""
        cover = self._describing.cover(fold_text(mark[:MAX_MARK]))
        return "" if all(cover.described) else mark[:MAX_MARK]

    def _goods_part(self, pair: Pair, goods: Closeness) -> Iterator[Part]:
        if goods != "unknown":
            params = {"goods": _show(pair.text_goods or pair.text), "mark_goods": _show(pair.mark_goods or "")}
            yield Part(_GOODS[goods], f"use.goods_{goods}", params)

    def _words(self, pair: Pair, text: Text, found: Found) -> Iterator[Heard]:
        """The words that speak of the mark; an accessory that the mark is itself registered for is no accessory."""
        own = fold_text((pair.mark_goods or "")[:MAX_MARK])
        for word in heard(text.folded, found.start, found.end):
            if word.word.sense not in {"fits", "repair"} or word.word.side == "before" or word.word.text not in own:
                yield word


def _word_parts(words: Sequence[Heard]) -> Iterator[Part]:
    """The strongest word: a seller's word for copies, else what speaks against; a claimed tie outweighs repair."""
    best: dict[Sense, Heard] = {}
    for word in words:
        if word.word.sense not in best or len(word.word.text) > len(best[word.word.sense].word.text):
            best[word.word.sense] = word
    if "jargon" in best:
        best = {"jargon": best["jargon"]}
    if "claim" in best:
        best.pop("repair", None)
    if best.keys() - {"claim", "jargon"}:
        best.pop("claim", None)
        sense = min(best, key=lambda one: _SENSES[one])
        best = {sense: best[sense]}
    for sense, word in best.items():
        yield Part(_SENSES[sense], f"pair.use_{sense}", {"word": word.word.text})


def _share_a_word(left: str | None, right: str | None) -> bool:
    """Goods that no list knows are alike where they share two characters that name goods (扫描枪头, 扫描枪)."""
    ours, theirs = fold_text((left or "")[:MAX_MARK]), fold_text((right or "")[:MAX_MARK])
    pairs = {ours[place : place + 2] for place in range(len(ours) - 1)} - _EMPTY_GOODS
    return any(one in theirs for one in pairs)


_EMPTY_GOODS: Final = frozenset(
    {"用品", "产品", "商品", "服务", "器材", "设备", "制品", "材料", "其他", "相关", "销售", "制造"}
)


def _excerpt(text: str, mark: Mark) -> str:
    """Return a short text whole, of a long one what stands around the mark's first place."""
    if len(text) <= 2 * EXCERPT:
        return text
    place = max(text.find(mark.original), text.lower().find(mark.folded), 0)
    return text[max(0, place - EXCERPT) : place + EXCERPT]


def _alone(code: str, bits: float, params: dict[str, str]) -> Judged:
    return Judged("none", (Part(bits, code, params),))


def _told(pair: Pair) -> dict[str, str]:
    return {"text": _show(pair.text), "mark": _show(pair.mark)}


def _show(text: str) -> str:
    """Return the head of a text as it may stand in a file: no half of a surrogate pair, no control characters."""
    return "".join(one if one.isprintable() else "\ufffd" for one in text[:_SHOWN])
