"""Patent numbers that contradict themselves: the kind beside them, the year, the longest term they can have.

The number says its kind in the fifth digit and its year of filing in the first four (专利申请号标准 ZC 0006-2003).
Longest terms: 专利法（2020）第四十二条; an invention may be compensated for at most five years, a design filed before
2021-06-01 had ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from jianzhen.playbook.primitives import PatentNumber
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.numbers import NumberFinder, Quoted, stem
from jianzhen.stages.screening.engine.termcheck import applies
from jianzhen.stages.screening.engine.view import ItemView

_KINDS: Final[Mapping[str, str]] = {"1": "发明", "8": "发明", "2": "实用新型", "9": "实用新型", "3": "外观设计"}
_NAMED: Final = re.compile(r"实用新型|外观设计|外观专利|发明")
_KIND_OF: Final[Mapping[str, str]] = {"外观专利": "外观设计"}
_NUMBER: Final = re.compile(r"(20\d{2})([12389])\d{7}")
_TERMS: Final[Mapping[str, int]] = {"发明": 25, "实用新型": 10, "外观设计": 15}
_OLD_DESIGN: Final = 10
_NEW_DESIGN_FROM: Final = 2021


class PatentNumberCheck:
    """One ``patent_number`` check.

    Args:
        domain: the playbook.
        check: its parameters.
        as_of: the day on which the patent is claimed.
    """

    def __init__(self, domain: str, check: PatentNumber, as_of: date) -> None:
        self._domain, self._check, self._as_of = domain, check, as_of
        self._finder = NumberFinder(check.prefixes, check.labels, check.min_digits)

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group with the strongest contradiction of the item's numbers, or none."""
        if not applies(self._check, view.kind):
            return []
        text = view.folded.original
        quoted = self._finder.find(text)
        found = [one for place, _ in enumerate(quoted) if (one := self._judged(text, quoted, place))]
        found.sort(key=lambda evidence: -evidence.weight)
        return [Group(None, self._check.base, found[:1])] if found else []

    def _judged(self, text: str, quoted: list[Quoted], place: int) -> Evidence | None:
        one = quoted[place]
        read = next((found for number in one.readings if (found := _NUMBER.fullmatch(stem(number)))), None)
        if read is None:
            return None
        year, kind = int(read[1]), _KINDS[read[2]]
        params: dict[str, Param] = {"number": one.written, "kind": kind, "year": year}
        if year > self._as_of.year:
            return self._made("patent.not_yet", self._check.not_yet, one, params)
        named = set(self._named(text, quoted, place))
        if named and kind not in named:
            return self._made("patent.kind", self._check.other_kind, one, {**params, "named": "、".join(sorted(named))})
        if self._as_of.year > year + _term(kind, year):
            told = {**params, "years": _term(kind, year)}
            return self._made("patent.term", self._check.ended, one, told, watch_only=True)
        return None

    def _named(self, text: str, quoted: list[Quoted], place: int) -> Iterator[str]:
        """Kinds named beside a number, up to its neighbours: 发明专利ZL…、实用新型专利ZL… are two claims."""
        one, window = quoted[place], self._check.window
        first = max(quoted[place - 1].end if place else 0, one.start - window)
        last = min(quoted[place + 1].start if place + 1 < len(quoted) else len(text), one.end + window // 2)
        before = [found[0] for found in _NAMED.finditer(text, first, one.start)]
        after = [found[0] for found in _NAMED.finditer(text, one.end, last)] if place + 1 == len(quoted) else []
        for word in before or after:
            yield _KIND_OF.get(word, word)

    def _made(
        self, code: str, weight: float, one: Quoted, params: dict[str, Param], *, watch_only: bool = False
    ) -> Evidence:
        check = self._check
        only = watch_only or check.ceiling == "watch"
        return Evidence(
            check.code, self._domain, weight, code, params, "text", one.start, one.end, check.law, watch_only=only
        )


def _term(kind: str, year: int) -> int:
    if kind == "外观设计" and year < _NEW_DESIGN_FROM:
        return _OLD_DESIGN
    return _TERMS[kind]
