"""Finds parts, tasks and sub-tasks among the lines of a plan, also where their numbers or headings are damaged.

All lines are weighed together: the cheapest assignment of roles to lines wins (Viterbi). A line with its number whole
and in order is free; every lost number, every heading without one, every number out of order has its price below. So a
number that is present wins over the order where it can, and the order fills in the numbers that are lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from jianzhen.playbook.workplan.marks import Mark, Style
from jianzhen.playbook.workplan.text import numeral_value

Kind = Literal["head", "part", "task", "sub", "more", "tail"]

IMPOSSIBLE_NUMBER: Final = 8.0
GAP: Final = 6.0
LOST_HEADING: Final = 8.0
LEFT_WITHOUT_CLAUSE: Final = 4.0
SUB_LEFT_WITHOUT_CLAUSE: Final = 2.0
OUT_OF_PLACE: Final = 12.0
FURTHER_CLAUSE: Final = 5.0
OWN_DUTY: Final = 4.0
UNCOUNTED: Final = 3.0
UNLIKELY_SCHEME: Final = 6.0
"""Prices, set by judgement on how plans are damaged: contradiction > missing item > missing number > nothing."""

_BEAM: Final = 16.0
_MOST_STATES: Final = 300


@dataclass(frozen=True, slots=True)
class Line:
    """What the search needs to know of a line.

    ``short``: may be a heading; ``clauses``: how many it holds; ``only_clause``: it is nothing but one;
    ``titled``: it begins with a title and a full stop and goes on with text, as tasks do.
    """

    marks: tuple[Mark, ...]
    short: bool
    clauses: int
    only_clause: bool = False
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """What a line is: its kind, the numbers of part, task and sub-task, and the mark that was read (``None``: lost)."""

    kind: Kind
    part: int
    task: int
    sub: int
    mark: Mark | None
    restored: bool


@dataclass(frozen=True, slots=True)
class _State:
    phase: Literal["head", "body", "tail"] = "head"
    part: int = 0
    task: int = 0
    sub: int = 0
    last: Kind = "head"
    answered: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way to a state: its price, the last line's role, and the way before."""

    cost: float
    role: Role | None = None
    before: _Way | None = None

    def roles(self) -> tuple[Role, ...]:
        """Return the roles of all lines so far, in order."""
        met: list[Role] = []
        way: _Way | None = self
        while way is not None and way.role is not None:
            met.append(way.role)
            way = way.before
        return tuple(reversed(met))


@dataclass(frozen=True, slots=True)
class _Scheme:
    """Which style of number marks parts, tasks and sub-tasks in this document."""

    part: Style | None
    task: Style
    sub: Style
    restarts: bool
    intact: bool

    def maps(self, mark: Mark) -> bool:
        """Tell whether a mark's style counts something in this scheme."""
        return mark.style in {self.part, self.task, self.sub}


_SCHEMES: Final[tuple[tuple[Style | None, Style, Style], ...]] = (
    ("一、", "(一)", "1."),
    ("一、", "1.", "(1)"),
    (None, "(一)", "1."),
    (None, "1.", "(1)"),
    (None, "一、", "(一)"),
)
"""Styles of part, task and sub-task met in plans of this genre; of equals the earlier stands."""


def assign(lines: Sequence[Line]) -> tuple[Role, ...]:
    """Return the role of every line.

    Every scheme of numbering is tried, with tasks counted through the whole plan and anew in each part; the cheapest
    reading of the whole document stands.
    """
    intact = _intact(lines)
    schemes = [_Scheme(*styles, restarts, intact) for styles in _SCHEMES for restarts in (False, True)]
    best: _Way | None = None
    for scheme in schemes:
        if scheme.restarts and scheme.part is None:
            continue
        way = _search(lines, scheme, best.cost if best else None)
        if way and (best is None or way.cost < best.cost):
            best = way
    return best.roles() if best else ()


def _intact(lines: Sequence[Line]) -> bool:
    """Tell whether the document has numbers and all that it has are whole."""
    met = [mark for line in lines for mark in line.marks if not mark.bare]
    return bool(met) and all(mark.whole for mark in met)


def _search(lines: Sequence[Line], scheme: _Scheme, to_beat: float | None) -> _Way | None:
    """Return the cheapest way through all lines under a scheme, ``None`` once it cannot beat another scheme's."""
    prior = 0.0 if scheme.task != "一、" else UNLIKELY_SCHEME
    ways: dict[_State, _Way] = {_State(): _Way(prior)}
    has_parts = scheme.part is not None and any(m.style == scheme.part for line in lines for m in line.marks)
    for line in lines:
        ways = _kept(_followed(line, ways, scheme, has_parts=has_parts))
        if to_beat is not None and min(way.cost for way in ways.values()) >= to_beat:
            return None
    ends = ((way.cost + _leaving(state), way) for state, way in ways.items())
    cost, way = min(ends, key=lambda end: end[0])
    return _Way(cost, way.role, way.before)


def _followed(line: Line, ways: dict[_State, _Way], scheme: _Scheme, *, has_parts: bool) -> dict[_State, _Way]:
    """Return the cheapest way to every state that the line can lead to."""
    following: dict[_State, _Way] = {}
    ignored = UNCOUNTED * any(mark.whole and mark.style != "(1)" and not scheme.maps(mark) for mark in line.marks)
    for state, way in ways.items():
        for after, price, role in _moves(line, state, scheme, has_parts=has_parts):
            cost = way.cost + price + ignored
            known = following.get(after)
            if known is None or cost < known.cost:
                following[after] = _Way(cost, role, way)
    return following


def _kept(ways: dict[_State, _Way]) -> dict[_State, _Way]:
    """Drop the states that are too dear to win, and of the rest all but the cheapest few hundred."""
    limit = min(way.cost for way in ways.values()) + _BEAM
    near = [(state, way) for state, way in ways.items() if way.cost <= limit]
    if len(near) > _MOST_STATES:
        near = sorted(near, key=lambda item: item[1].cost)[:_MOST_STATES]
    return dict(near)


_Move = tuple[_State, float, Role]


def _moves(line: Line, state: _State, scheme: _Scheme, *, has_parts: bool) -> Iterator[_Move]:
    mapped = tuple(mark for mark in line.marks if scheme.maps(mark))
    yield from _outside(line, state, mapped)
    if state.phase == "tail":
        return
    options: tuple[Mark | None, ...] = mapped
    if not mapped or all(mark.bare for mark in mapped):
        options = (*mapped, None)
    for mark in options:
        if mark is None or mark.style == scheme.part:
            yield from _part(line, state, mark, scheme)
        if mark is None or mark.style == scheme.task:
            yield from _task(line, state, mark, scheme, has_parts=has_parts)
        if mark is None or mark.style == scheme.sub:
            yield from _sub(line, state, mark, scheme)
    yield from _more(line, state, mapped)


def _role(kind: Kind, state: _State, mark: Mark | None, number: int | None = None) -> Role:
    value = numeral_value(mark.digits) if mark and mark.digits else None
    restored = number is not None and value != number
    return Role(kind, state.part, state.task, state.sub, mark, restored)


def _outside(line: Line, state: _State, mapped: tuple[Mark, ...]) -> Iterator[_Move]:
    """Lines before the plan's body and after it; a numbered line or one with a clause hardly belongs there."""
    numbered = any(not mark.bare for mark in mapped)
    price = 8.0 * numbered + 10.0 * (line.clauses > 0)
    if state.phase == "head":
        yield state, 0.2 + price, _role("head", state, None)
    else:
        leaving = _leaving(state) if state.phase == "body" else 0.0
        after = replace(state, phase="tail", answered=True)
        yield after, 0.5 + price + leaving, _role("tail", after, None)


def _leaving(state: _State) -> float:
    """Price of going on while the present item has no clause yet."""
    if state.phase != "body" or state.answered:
        return 0.0
    if state.last == "part":
        return GAP
    return SUB_LEFT_WITHOUT_CLAUSE if state.sub else LEFT_WITHOUT_CLAUSE


def _part(line: Line, state: _State, mark: Mark | None, scheme: _Scheme) -> Iterator[_Move]:
    own_duty = line.clauses > 0
    fits = mark is not None and mark.whole if own_duty else line.short
    if scheme.part is None or not fits:
        return
    for number, price in _numbers(mark, state.part, 3.0):
        after = _State("body", number, state.task, 0, "part", own_duty)
        yield after, price + OWN_DUTY * own_duty + _leaving(state), _role("part", after, mark, number)


def _task(line: Line, state: _State, mark: Mark | None, scheme: _Scheme, *, has_parts: bool) -> Iterator[_Move]:
    lost = _price_of_lost(line, scheme, 2.0, 3.0)
    if mark is None and lost is None:
        return
    anew = scheme.restarts and state.last == "part"
    homeless = 4.0 if has_parts and state.part == 0 else 0.0
    leaving = 0.0 if state.last == "part" else _leaving(state)
    for number, price in _numbers(mark, 0 if anew else state.task, lost or 0.0):
        after = _State("body", state.part, number, 0, "task", line.clauses > 0)
        yield after, price + homeless + leaving, _role("task", after, mark, number)


def _sub(line: Line, state: _State, mark: Mark | None, scheme: _Scheme) -> Iterator[_Move]:
    if state.last not in {"task", "sub"}:
        return
    lost = _price_of_lost(line, scheme, 3.0, 6.0)
    if mark is None and (lost is None or (state.last == "task" and state.answered)):
        return
    leaving = _leaving(state) if state.sub else 0.0
    for number, price in _numbers(mark, state.sub, lost or 0.0):
        late_start = 0.0 if state.sub else 1.5 * state.answered - 2.0 * (number > 1)
        after = _State("body", state.part, state.task, number, "sub", line.clauses > 0)
        yield after, price + leaving + late_start, _role("sub", after, mark, number)
    if mark and state.sub and numeral_value(mark.digits) == 1:
        after = _State("body", state.part, state.task + 1, 1, "sub", line.clauses > 0)
        yield after, LOST_HEADING + leaving, _role("sub", after, mark, 1)


def _price_of_lost(line: Line, scheme: _Scheme, with_clause: float, heading: float) -> float | None:
    """Return the price of a line without number as a task or sub-task; ``None`` when it cannot be one.

    Where all other numbers are whole, a paragraph without number and title is rather one more of the item before.
    """
    if line.only_clause:
        return None
    if line.clauses:
        return FURTHER_CLAUSE + with_clause if scheme.intact and not line.titled else with_clause
    return heading if line.short else None


def _numbers(mark: Mark | None, before: int, lost: float) -> Iterator[tuple[int, float]]:
    """Yield the numbers an item may have after ``before``, with their prices."""
    following = before + 1
    if following > 99:
        return
    if mark is None:
        yield following, lost
        return
    price = mark.price(following)
    yield following, IMPOSSIBLE_NUMBER if price is None else price
    written = numeral_value(mark.digits) if mark.digits else None
    if written is not None and written > following and written < 99:
        yield written, GAP + min(4.0, 0.5 * (written - following)) + (0.0 if mark.whole else 1.0)


def _more(line: Line, state: _State, mapped: tuple[Mark, ...]) -> Iterator[_Move]:
    """A further paragraph of the present item."""
    if state.phase != "body":
        return
    price = OUT_OF_PLACE if any(not mark.bare for mark in mapped) else 0.0
    if line.only_clause and not state.answered:
        price += 0.1
    elif line.clauses:
        price += FURTHER_CLAUSE if state.answered or state.last == "part" else 2.5 if line.titled else 1.0
    else:
        price += (4.0 if line.short else 3.0) if state.answered else 1.0
    after = replace(state, answered=state.answered or line.clauses > 0)
    yield after, price, _role("more", state, None)
