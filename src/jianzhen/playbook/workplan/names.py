"""The names of a city's agencies, and how each looks after a page has lost characters of it.

Losses that are known to happen: the local prefix at the front (市, 市委, the city's own name), the last character
(局, 委, 部 …), and one character inside a long name. Each has a cost; intact names cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from jianzhen.playbook.city import City
from jianzhen.playbook.cityfile import AgencyName

PREFIX: Final = "prefix"
TAIL: Final = "tail"
INSIDE: Final = "inside"

COSTS: Final = {PREFIX: 0.5, TAIL: 0.6, INSIDE: 2.5}
"""What each loss costs the reading; a whole second prefix (市委) counts twice."""
_TAILS: Final = "局委办部院会署厅"
_SHORTEST: Final = 2
_LONG: Final = 5


@dataclass(frozen=True, slots=True)
class Form:
    """One way an agency's name may stand in a damaged text; ``lost`` says what is missing from the whole form."""

    text: str
    code: str
    name: str
    lost: tuple[str, ...]
    cost: float
    prefixed: bool
    listed: bool

    @property
    def intact(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.lost


class Lexicon:
    """Every form of every agency of a city in one year, to be looked up at a place of a text."""

    def __init__(self, city: City, year: int) -> None:
        self.city = city
        self.year = year
        self.as_of = date(year, 6, 30)
        self._forms: dict[str, tuple[Form, ...]] = {}
        for form in _all_forms(city, year, self.as_of):
            self._forms[form.text] = _cheapest((*self._forms.get(form.text, ()), form))
        self._longest = max(map(len, self._forms), default=0)

    def at(self, text: str, start: int) -> Iterator[tuple[int, tuple[Form, ...]]]:
        """Yield each end of a form that begins at ``start``, with the agencies it may mean (several: ambiguous)."""
        for end in range(start + _SHORTEST, min(len(text), start + self._longest) + 1):
            forms = self._forms.get(text[start:end])
            if forms:
                yield end, forms

    def bare(self) -> frozenset[str]:
        """Return the listed forms that another form is with the local prefix before it (市场监管局)."""
        return frozenset(
            t for t, forms in self._forms.items() if all(f.listed and set(f.lost) == {PREFIX} for f in forms)
        )


def _cheapest(forms: Iterable[Form]) -> tuple[Form, ...]:
    """Keep the cheapest form of each agency, and of the agencies those that cost least."""
    best: dict[str, Form] = {}
    for form in forms:
        known = best.get(form.code)
        if known is None or (form.cost, not form.listed) < (known.cost, not known.listed):
            best[form.code] = form
    least = min(form.cost for form in best.values())
    return tuple(form for form in best.values() if form.cost == least)


def _all_forms(city: City, year: int, as_of: date) -> Iterator[Form]:
    for agency in city.agencies.items:
        current = agency.name_on(as_of)
        for name in agency.names:
            if _in_year(name, year):
                yield from _forms_of(city, agency.code, name, (current or name).name)


def _in_year(name: AgencyName, year: int) -> bool:
    return (name.valid_from or date.min) <= date(year, 12, 31) and (name.valid_to or date.max) >= date(year, 1, 1)


def _forms_of(city: City, code: str, name: AgencyName, shown: str) -> Iterator[Form]:
    listed = set(name.forms)
    whole = {form.removeprefix(city.short_name) if form.startswith(city.name) else form for form in listed}
    whole |= listed
    # A listed form that is another one without its prefix (市场监管局) is known, and still shows a loss in a plan
    # that writes prefixes; the reader decides by the habit of the whole document.
    bare = {text for form in whole for text, _ in _without_prefix(city, form)}
    for form in whole - bare:
        prefixed = form.startswith((city.name[-1], city.short_name))
        yield Form(form, code, shown, (), 0.0, prefixed, listed=True)
    for form in whole:
        yield from _damaged(city, form, code, shown, listed)


def _without_prefix(city: City, form: str) -> Iterator[tuple[str, int]]:
    """Yield the form without its local prefix and how many prefixes went."""
    if form.startswith(city.name):
        return
    local = city.name[-1]  # 市, or 县 and the like
    for prefix in (local, city.short_name):
        if form.startswith(prefix):
            rest = form.removeprefix(prefix)
            yield rest, 1
            if rest.startswith("委") and prefix == local:
                yield rest.removeprefix("委"), 2


def _damaged(city: City, form: str, code: str, shown: str, listed: set[str]) -> Iterator[Form]:
    fronts = [(form, 0), *_without_prefix(city, form)]
    for front, prefixes in fronts:
        for text, tail in _without_tail(front):
            lost = (PREFIX,) * prefixes + (TAIL,) * tail
            if lost and len(text) >= _SHORTEST:
                cost = sum(COSTS[loss] for loss in lost)
                yield Form(text, code, shown, lost, cost, prefixed=False, listed=text in listed)
            for hollow in _without_one_inside(text):
                more = (*lost, INSIDE)
                yield Form(hollow, code, shown, more, sum(COSTS[loss] for loss in more), prefixed=False, listed=False)


def _without_tail(text: str) -> Iterator[tuple[str, int]]:
    yield text, 0
    if text[-1] in _TAILS:
        yield text[:-1], 1


def _without_one_inside(text: str) -> Iterator[str]:
    if len(text) >= _LONG:
        for index in range(1, len(text) - 1):
            yield text[:index] + text[index + 1 :]
