"""Cuts a list of units, however run together, into the city's agencies by the cheapest reading.

``经济和信息化公安商务、武汉海关`` is read as four agencies because that costs least: every loss has a price
(:data:`~jianzhen.playbook.workplan.names.COSTS`), a separator that must be imagined too, and a piece that no name
explains costs more than any of them. A piece that might be two agencies at one price is left unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jianzhen.playbook.workplan.names import Form, Lexicon
from jianzhen.playbook.workplan.text import HAN

Kind = Literal["unit", "doubt", "open", "unknown", "skip"]

JUNCTION: Final = 0.3
"""Price of a separator that is not there."""
UNKNOWN: Final = 6.0
UNKNOWN_CHARACTER: Final = 0.2
LIKELY: Final = 3.0
"""Rebate on an unknown piece in mid-list that is shaped like the name of a body."""
AMBIGUOUS: Final = 1.0
WORD: Final = 0.3
LIKELY_BODY: Final = re.compile(
    rf"[{HAN}“”]{{2,22}}(?:局|委|办|部|院|会|厅|关|署|社|中心|公司|总队|支队|大队|办公室|委员会|政府|管委会|分行|协会)"
)
"""What reads like the name of a body although the city file does not know it."""

_SEPARATORS: Final = "、,;.: /"
_WORDS: Final = re.compile(r"以及|[和与及暨由]")
_COLLECTIVE: Final = re.compile(
    r"等?(?:市直|市级|市政府|全市|其他|其它|各级|各相关|各有关|各|相关|有关|责任|成员)+"
    r"(?:成员|职能|行政执法|执法|监管|主管|行业)*(?:部门|单位|机关|地区|企业)"
    rf"|[{HAN}]{{0,20}}领导小组各?成员单位"
    r"|各(?:新城|中心城|城)?区(?:县|市)?(?:[(][^()]*[)])?(?:、?(?:开发区|功能区|风景区))*"
    r"(?:人民政府|政府|管委会|双打办|打假办|打击侵权假冒办|市场监管局|市场监督管理局)?(?:[(][^()]*[)])?"
    r"|各?(?:开发区|功能区|风景区)(?:管委会)?(?=$|[、,;等])"
    r"|等(?:部门|单位|机关|市直部门)?|部门(?=$|[、,;])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a unit list and what it was read as; ``forms`` holds one form for a unit, several for a doubt."""

    start: int
    end: int
    kind: Kind
    forms: tuple[Form, ...] = ()
    joined: bool = False

    @property
    def names(self) -> bool:
        """Tell whether the piece stands for one unit, known or not."""
        return self.kind in {"unit", "doubt", "unknown"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The cheapest cut of a text, piece by piece in order, and its price."""

    pieces: tuple[Piece, ...]
    cost: float

    @property
    def known(self) -> bool:
        """Tell whether every piece is explained."""
        return all(piece.kind != "unknown" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Path:
    """The best way to one place of the text; ``last`` is what stands right before that place."""

    cost: float
    pieces: tuple[Piece, ...]
    last: Literal["edge", "whole", "damaged", "unknown"]


def cut(text: str, names: Lexicon) -> Reading:
    """Return the cheapest reading of ``text`` (half-width marks) as a list of units.

    Shape of the answer: pieces with offsets into ``text``; separators belong to no piece.
    """
    best: list[dict[str, _Path]] = [{} for _ in range(len(text) + 1)]
    best[0]["edge"] = _Path(0.0, (), "edge")
    for at in range(len(text)):
        for path in tuple(best[at].values()):
            for end, step in _steps(text, at, path, names):
                known = best[end].get(step.last)
                if known is None or step.cost < known.cost:
                    best[end][step.last] = step
    final = min(best[-1].values(), key=lambda path: path.cost)
    return Reading(final.pieces, final.cost)


def _steps(text: str, at: int, path: _Path, names: Lexicon) -> Iterator[tuple[int, _Path]]:
    if text[at] in _SEPARATORS:
        yield at + 1, _Path(path.cost, path.pieces, "edge")
        return
    yield from _word_steps(text, at, path)
    yield from _unit_steps(text, at, path, names)
    yield from _unknown_steps(at, path)


def _word_steps(text: str, at: int, path: _Path) -> Iterator[tuple[int, _Path]]:
    """Steps over joining words, collective words (有关部门), and what stands in inner brackets."""
    if path.last in {"edge", "whole", "damaged"}:
        word = _WORDS.match(text, at)
        if word:
            yield word.end(), _Path(path.cost + WORD, path.pieces, "edge")
        collective = _COLLECTIVE.match(text, at)
        if collective:
            piece = Piece(at, collective.end(), "open")
            yield collective.end(), _Path(path.cost + WORD, (*path.pieces, piece), "edge")
    if text[at] == "(":
        close = text.find(")", at)
        end = close + 1 if close > 0 else len(text)
        yield end, _Path(path.cost + WORD, (*path.pieces, Piece(at, end, "skip")), path.last)


def _unit_steps(text: str, at: int, path: _Path, names: Lexicon) -> Iterator[tuple[int, _Path]]:
    joined = path.last != "edge"
    for end, forms in names.at(text, at):
        form = forms[0]
        if path.last == "unknown" and not (form.intact and form.prefixed):
            continue  # 省公安厅 is no 公安局 of the city with something before it
        doubt = len(forms) > 1
        piece = Piece(at, end, "doubt" if doubt else "unit", forms, joined)
        cost = path.cost + form.cost + (AMBIGUOUS if doubt else 0.0) + (JUNCTION if joined else 0.0)
        yield end, _Path(cost, (*path.pieces, piece), "whole" if form.intact else "damaged")


def _unknown_steps(at: int, path: _Path) -> Iterator[tuple[int, _Path]]:
    """One more character that no name explains; it may follow a whole name but never lean on a damaged one."""
    if path.last == "unknown":
        last = path.pieces[-1]
        grown = Piece(last.start, at + 1, "unknown", (), last.joined)
        yield at + 1, _Path(path.cost + UNKNOWN_CHARACTER, (*path.pieces[:-1], grown), "unknown")
    elif path.last in {"edge", "whole"}:
        joined = path.last == "whole"
        piece = Piece(at, at + 1, "unknown", (), joined)
        cost = path.cost + UNKNOWN + UNKNOWN_CHARACTER + (JUNCTION if joined else 0.0)
        yield at + 1, _Path(cost, (*path.pieces, piece), "unknown")


def list_like(text: str, names: Lexicon) -> bool:
    """Tell whether a text reads as a list of units only: each piece a known name or at least shaped like a body's."""
    reading = cut(text, names)
    if not any(piece.names or piece.kind == "open" for piece in reading.pieces):
        return False
    return all(
        piece.kind != "unknown" or LIKELY_BODY.fullmatch(text, piece.start, piece.end) for piece in reading.pieces
    )


def ends_in_name(text: str, names: Lexicon) -> bool:
    """Tell whether the first piece is unknown only because words run into a name at its end (…行为市场监管局)."""
    first = next((piece for piece in cut(text, names).pieces if piece.names), None)
    if first is None or first.kind != "unknown":
        return False
    starts = range(first.start + 1, first.end - 2)
    return any(end == first.end for start in starts for end, _ in names.at(text, start))


def list_start(text: str, names: Lexicon) -> int | None:
    """Return where the unit list that ends ``text`` begins when its opening bracket is lost, ``None`` if there is none.

    Every start from which the rest is all known names is weighed: each unit gained speaks for an earlier start; a
    start in mid-sentence against it, most of all with a name whose last character is lost (电子商务 is no 市商务局).
    """
    scored = [(score, start) for start in range(len(text)) if (score := _start_score(text, start, names)) is not None]
    return min(scored)[1] if scored else None


_FARTHEST_LIST: Final = 220


def _start_score(text: str, start: int, names: Lexicon) -> float | None:
    if len(text) - start > _FARTHEST_LIST or not any(True for _ in names.at(text, start)):
        return None
    reading = cut(text[start:], names)
    pieces = reading.pieces
    strange = [piece for piece in pieces if piece.kind == "unknown"]
    if not pieces or pieces[0].kind != "unit" or not all(_likely(text, start, piece) for piece in strange):
        return None
    units = sum(piece.names for piece in pieces)
    return reading.cost + _edge_price(text, start, pieces[0]) - 2.0 * units - LIKELY * len(strange)


def _likely(text: str, start: int, piece: Piece) -> bool:
    return LIKELY_BODY.fullmatch(text, start + piece.start, start + piece.end) is not None


def _edge_price(text: str, start: int, first: Piece) -> float:
    before = text[start - 1 : start]
    if not before or before in "。;!?)":
        return 0.0
    if before in "、,:":
        return 0.5
    return 3.0 if "tail" in first.forms[0].lost else 1.0
