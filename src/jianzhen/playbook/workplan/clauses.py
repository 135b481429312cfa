"""Finds the brackets that end in 负责, also where a bracket is lost, and reads who leads, joins or stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jianzhen.playbook.workplan.model import Clause, Role, Unit, UnknownUnit
from jianzhen.playbook.workplan.names import INSIDE, PREFIX, TAIL, Form, Lexicon
from jianzhen.playbook.workplan.units import LIKELY_BODY, Piece, cut, ends_in_name, list_like, list_start

_DUTY: Final = r"(?:(?:按照?|依照?|根据)?(?:各自)?(?:工作)?(?:职责|职能)?(?:分工|范围)?)"
_HOW: Final = r"(?:共同|分别|各自|具体|组织|统筹|协调)*"
PHRASE: Final = re.compile(
    rf"{_DUTY}{_HOW}(?:牵头)?{_HOW}负责|{_DUTY}{_HOW}牵头(?:落实|实施)?|(?:积极)?(?:配合|参与|参加|协助)(?=[,、;)。]|$)"
)
_HELP: Final = re.compile(r"配合|参与|参加|协助")
_SHARED: Final = re.compile(r"分工|分别|共同|各自|职责")
_TOGETHER: Final = re.compile(r"会同|会商")
_CLOSED: Final = re.compile(r"[。.]? ?\)")
_LABEL: Final = re.compile(r"(牵头|主办|责任|负责|配合|协办|参加|参与)(?:单位|部门|处室):")
_LABELLED: Final = re.compile(r"\((?=(?:牵头|主办|责任|负责)(?:单位|部门|处室):)[^()]*(?:\([^()]*\)[^()]*)*\)")
_LEADS: Final = ("牵头", "主办")
_LONGEST: Final = 300
_LONGEST_UNKNOWN: Final = 24
"""An unknown piece longer than this at the head of a bracket is running text: the list's own bracket is lost."""
_SHORT_STRETCH: Final = 16
"""So few characters between a full stop and a known unit are no sentence but another unit."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clause in a text: ``start`` to ``end`` with brackets, ``inner`` without, and whether its front was lost."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    front_lost: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Units that share one phrase of duty, by their place in the clause's text."""

    start: int
    end: int
    phrase: str


def find_clauses(text: str, names: Lexicon) -> tuple[Found, ...]:
    """Return the clauses of a text (half-width marks) in order, not overlapping."""
    found: list[Found] = []
    for end in _ends(text):
        floor = found[-1].end if found else 0
        if end <= floor:
            continue
        clause = _labelled(text, end) or _clause_ending(text, floor, end, names)
        if clause and clause.start >= floor:
            found.append(clause)
    return tuple(found)


def _ends(text: str) -> list[int]:
    labelled = {match.end() for match in _LABELLED.finditer(text)}
    duties = {m.end() for m in PHRASE.finditer(text) if m.group().endswith("负责") or _CLOSED.match(text, m.end())}
    return sorted(labelled | duties)


def _labelled(text: str, end: int) -> Found | None:
    for match in _LABELLED.finditer(text):
        if match.end() == end:
            return Found(match.start(), end, match.start() + 1, end - 1, front_lost=False)
    return None


def _clause_ending(text: str, floor: int, end: int, names: Lexicon) -> Found | None:
    """Return the clause whose last phrase of duty ends at ``end``, ``None`` when that is ordinary text."""
    closed = _CLOSED.match(text, end)
    opening = _opening(text, floor, end)
    at_end = not text[end:].strip("。. ")
    if opening is not None and _fits(text, opening + 1, end, names):
        if closed or at_end or _closing_lost(text, opening, end, names):
            return Found(opening, closed.end() if closed else end, opening + 1, end, front_lost=False)
        return None
    if not (closed or at_end):
        return None
    start = _front(text, floor, end, names)
    if start is None and closed:
        start = _after_last_mark(text, floor, end)
    if start is None:
        return None
    return Found(start, closed.end() if closed else end, start, end, front_lost=True)


def _opening(text: str, floor: int, end: int) -> int | None:
    """Return the nearest bracket before ``end`` that is not closed before it."""
    depth = 0
    for at in range(end - 1, floor - 1, -1):
        if text[at] == ")":
            depth += 1
        elif text[at] == "(":
            if depth == 0:
                return at
            depth -= 1
    return None


def _fits(text: str, start: int, end: int, names: Lexicon) -> bool:
    """Tell whether a bracket's content can be a list of units and not a sentence with a stray bracket before it."""
    inner = text[start:end]
    if "。" in inner or len(inner) > _LONGEST:
        return False
    groups = _groups(inner)
    if not groups:
        return False
    pieces = cut(inner[groups[0].start : groups[0].end], names).pieces
    return all(p.kind != "unknown" or p.end - p.start <= _LONGEST_UNKNOWN for p in pieces)


def _closing_lost(text: str, opening: int, end: int, names: Lexicon) -> bool:
    if text[end : end + 1] in {",", "、", ";", ""}:
        return False
    return all(
        list_like(text[opening + 1 + g.start : opening + 1 + g.end], names) for g in _groups(text[opening + 1 : end])
    )


def _after_last_mark(text: str, floor: int, end: int) -> int | None:
    """Return where the words before ``负责)`` begin that name a body of which nothing is known, if so few are left."""
    phrase = list(PHRASE.finditer(text, floor, end))[-1]
    start = max([floor, *(text.rfind(mark, floor, phrase.start()) + 1 for mark in "。;!?),:")])
    return start if 0 < phrase.start() - start <= _LONGEST_UNKNOWN else None


def _front(text: str, floor: int, end: int, names: Lexicon) -> int | None:
    """Return where a clause begins whose opening bracket is lost: phrase by phrase backwards, then within its list."""
    window = text[floor:end]
    phrases = list(PHRASE.finditer(window))
    while len(phrases) > 1:
        between = window[phrases[-2].end() : phrases[-1].start()]
        goes_on = "牵头" in phrases[-2].group() and between.startswith((",", "、", ";"))
        if "。" in between or ")" in between or not (goes_on or list_like(between, names)):
            break
        phrases.pop()
    if not phrases:
        return None
    begin = phrases[-2].end() if len(phrases) > 1 else 0
    stretch = window[begin : phrases[-1].start()]
    start = _list_in(stretch, names)
    return None if start is None else floor + begin + start


def _list_in(stretch: str, names: Lexicon) -> int | None:
    after_stop = max(stretch.rfind(mark) for mark in "。;!?)") + 1
    listed = stretch[after_stop:]
    if after_stop and list_like(listed, names) and not ends_in_name(listed, names):
        return after_stop
    return list_start(stretch, names)


def _groups(inner: str) -> tuple[_Group, ...]:
    """Split a clause's text into groups of units, each with the phrase that tells its duty."""
    labels = list(_LABEL.finditer(inner))
    if labels:
        ends = [label.start() for label in labels[1:]] + [len(inner)]
        return tuple(_Group(m.end(), e, m.group(1)) for m, e in zip(labels, ends, strict=True))
    return tuple(_phrase_groups(inner))


def _phrase_groups(inner: str) -> Iterator[_Group]:
    at = 0
    for phrase in PHRASE.finditer(inner):
        yield from _with_partner(inner, at, phrase.start(), phrase.group())
        at = phrase.end()
    if inner[at:].strip("、,;。. "):
        yield _Group(at, len(inner), "")


def _with_partner(inner: str, start: int, end: int, phrase: str) -> Iterator[_Group]:
    """Split ``A会同B负责``: the first leads, the second joins."""
    together = _TOGETHER.search(inner, start, end)
    if together:
        yield _Group(start, together.start(), "牵头")
        yield _Group(together.end(), end, "配合")
    elif inner[start:end].strip("、,;。. "):
        yield _Group(start, end, phrase)


def read_clause(raw: str, folded: str, found: Found, duty_start: int, names: Lexicon) -> Clause:
    """Return the clause at ``found``; ``raw`` and ``folded`` are the same text, as written and half-width."""
    inner = folded[found.inner_start : found.inner_end]
    groups = _groups(inner)
    pieces = [cut(inner[g.start : g.end], names).pieces for g in groups]
    is_open = any(piece.kind == "open" for group in pieces for piece in group)
    count = sum(piece.names for group in pieces for piece in group) + is_open
    cut_off = tuple(_cut_off(folded, found))
    reader = _UnitReader(raw, found, cut_off)
    for group, cut_pieces in zip(groups, pieces, strict=True):
        reader.take(group, cut_pieces, _role(group.phrase, groups, count))
    return Clause(
        text=raw[found.inner_start : found.inner_end],
        duty=raw[duty_start : found.start].strip(),
        open=is_open,
        open_to=tuple(reader.open_to),
        units=tuple(reader.units),
        unknown=tuple(reader.unknown),
    )


def _role(phrase: str, groups: tuple[_Group, ...], count: int) -> Role:
    if phrase.startswith(_LEADS) or "牵头" in phrase:
        return "lead"
    led = any(g.phrase.startswith(_LEADS) or "牵头" in g.phrase for g in groups)
    helped = any(_HELP.search(g.phrase) or g.phrase == "协办" for g in groups)
    if helped and not led and not (_HELP.search(phrase) or phrase == "协办" or _SHARED.search(phrase)):
        return "lead"
    if led or helped or count > 1 or _SHARED.search(phrase):
        return "joint"
    return "sole"


def _cut_off(folded: str, found: Found) -> Iterator[UnknownUnit]:
    """Yield what stands right before a list whose front is lost and seems to belong to it: never dropped silently."""
    if not found.front_lost:
        return
    before = folded[: found.start]
    stretch = re.split(r"[。;!?)]", before)[-1]
    if len(stretch) < len(before) and 0 < len(stretch) <= _SHORT_STRETCH:
        yield UnknownUnit(stretch.strip("、, "), "joint", 0)
    elif before.endswith("、"):
        match = re.search(LIKELY_BODY.pattern + "$", before[-_SHORT_STRETCH:-1])
        if match:
            yield UnknownUnit(re.split("[。,;、]", match.group())[-1], "joint", 0)


class _UnitReader:
    """Gathers the units of one clause, group by group, keeping every piece's place."""

    def __init__(self, raw: str, found: Found, cut_off: tuple[UnknownUnit, ...]) -> None:
        self.units: list[Unit] = []
        self.unknown: list[UnknownUnit] = list(cut_off)
        self.open_to: list[str] = []
        self._raw = raw
        self._found = found

    def take(self, group: _Group, pieces: tuple[Piece, ...], role: Role) -> None:
        """Read the pieces of one group."""
        offset = self._found.inner_start + group.start
        for piece in pieces:
            written = self._raw[offset + piece.start : offset + piece.end].strip()
            if piece.kind == "open":
                self.open_to.append(written)
            elif piece.kind == "unit":
                self.units.append(self._unit(piece.forms[0], written, role, piece))
            elif piece.kind in {"doubt", "unknown"}:
                place = len(self.units) + len(self.unknown)
                names = tuple(form.name for form in piece.forms)
                self.unknown.append(UnknownUnit(written, role, place, names))

    def _unit(self, form: Form, written: str, role: Role, piece: Piece) -> Unit:
        first = self._found.front_lost and not self.units
        sure = confidence(form, joined=piece.joined, front_lost=first, after_unknown=first and bool(self.unknown))
        return Unit(form.name, form.code, role, written, restored=not form.intact, confidence=sure)


_DOUBT: Final = {PREFIX: 0.04, TAIL: 0.06, INSIDE: 0.3}
"""How much each loss takes from the confidence; set by judgement, to order what a person should look at first."""


def confidence(form: Form, *, joined: bool, front_lost: bool, after_unknown: bool = False) -> float:
    """Return how sure a reading is, 0 to 1; exactly 1 only for an intact name between separators."""
    doubt = sum(_DOUBT[loss] for loss in form.lost) + 0.02 * joined + 0.05 * front_lost + 0.3 * after_unknown
    return round(max(0.3, 1.0 - doubt), 2)
