"""Whether the condition of a limb holds: true, false, or open (None) where the facts or the text do not settle it."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from jianzhen.law.assess.amounts import Value, at_least, plain
from jianzhen.law.assess.facts import Act, Facts, Prior
from jianzhen.law.assess.plans import measure_zh
from jianzhen.law.assess.words import Node, say
from jianzhen.law.counting import corresponding_day

_COMPARE: Final = re.compile(r"([a-z_0-9]+?)(>=|<)(\d+)")
_REPEAT: Final = re.compile(r"repeat_within_(\d+)_years")
_SPECIAL_PRODUCT: Final = re.compile(r"14[1-8]")
_SUMS: Final = frozenset({"sales_amount"})
_HISTORY: Final = frozenset({"administrative_penalties_within_3_years"})
_PENALTY: Final = re.compile(r"penal|fine|crim|convict|sentence|罚|刑|判", re.IGNORECASE)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of limbs, judged on the facts of one case.

    A history that is not stated counts as none on record (the answer lists it as missing); a count of marks or patents
    that is not stated leaves the condition open.
    """

    facts: Facts
    measure: Callable[[str], Value | None]
    kind: str
    """``goods`` or ``services`` for art 213; otherwise empty."""

    def holds(self, condition: str | None) -> bool | None:
        """Judge a condition as the rule files write it."""
        if condition is None:
            return True
        if condition in _WHOLE:
            return _WHOLE[condition](self)
        if " or " in condition:
            return _any([self.holds(part) for part in condition.split(" or ")])
        if " and " in condition:
            return _all([self.holds(part) for part in condition.split(" and ")])
        return self._atom(condition.strip())

    def _atom(self, atom: str) -> bool | None:
        if atom in ("goods", "services"):
            return self.kind == atom
        if atom.startswith("not "):
            inner = self._atom(atom.removeprefix("not "))
            return None if inner is None else not inner
        if atom == "tobacco":
            return self.facts.tobacco
        repeat = _REPEAT.fullmatch(atom)
        if repeat:
            return self._repeats(int(repeat[1]))
        compare = _COMPARE.fullmatch(atom)
        return self._compares(compare[1], compare[2], Decimal(compare[3])) if compare else None

    def _compares(self, name: str, op: str, threshold: Decimal) -> bool | None:
        value = self.measure(name)
        if value is None:
            return False if name in _HISTORY else None
        reaches = at_least(value, threshold)
        if op == ">=" or reaches is None:
            return reaches
        return not reaches

    def grounds(self, condition: str | None) -> tuple[Node, ...]:
        """Say on which facts a condition rests: counts that are stated, and earlier penalties that lie near the act."""
        found = []
        for name, _, threshold in _COMPARE.findall(condition or ""):
            value = self.measure(name)
            if value is not None and name not in _SUMS:
                words = {"measure": name, "measure_zh": measure_zh(name), "value": plain(value.low), "from": threshold}
                found.append(say("condition_fact", **words))
        act = self.facts.last_act
        for years in _REPEAT.findall(condition or "") if act else ():
            found += [self._near(prior, int(years)) for prior in self.facts.priors or ()]
        return tuple(found)

    def _near(self, prior: Prior, years: int) -> Node:
        act = self.facts.last_act or (prior.day, prior.day)
        judged = {_within(prior, years, day) for day in act}
        code = (
            "repeat_open" if len(judged) > 1 or None in judged else "repeat_counts" if True in judged else "repeat_not"
        )
        return say(code, day=prior.day, years=years, act=act[1])

    def _repeats(self, years: int) -> bool | None:
        """Judge a repeat by the act that ended last; one that ran for days counts only where both ends agree.

        An act that was dealt with by a penalty whose day is not stated leaves it open.
        """
        act = self.facts.last_act
        if act is None:
            return False
        judged = [_any([_within(prior, years, day) for prior in self.facts.priors or ()]) for day in act]
        found = judged[0] if judged[0] == judged[1] else None
        if found is False and self.facts.priors is None and any(map(_penalised, self.facts.acts)):
            return None
        return found

    def nothing_sold(self) -> bool | None:
        """Judge that there was no sale; sales that are not stated count as none on record."""
        sold = self.measure("sales_amount")
        if sold is None:
            return True
        return None if sold.low == 0 and not sold.exact else sold.low == 0

    def falls_back(self) -> bool | None:
        """Judge 刑法 art 149(1): a product of arts 141-148, and that crime not made out."""
        article = _SPECIAL_PRODUCT.search(self.facts.words.get("product", ""))
        if article is None:
            return None if "product" not in self.facts.words else False
        made_out = self.facts.findings.get(f"art{article[0]}_made_out")
        return None if made_out is None else not made_out


_WHOLE: Final[Mapping[str, Callable[[Conditions], bool | None]]] = {
    "nothing sold": Conditions.nothing_sold,
    "product of arts 141-148 and that crime not made out": Conditions.falls_back,
}


def _penalised(act: Act) -> bool:
    """Say whether an act was dealt with by what is, or may have been, a penalty."""
    return act.handled is True and (act.handled_by is None or _PENALTY.search(act.handled_by) is not None)


def _within(prior: Prior, years: int, act: date) -> bool | None:
    """Judge a repeat; the day of the penalty and the day on which the years are full are settled by no text read."""
    full = corresponding_day(prior.day, 12 * years)
    moved = full + _DAY if (prior.day.month, prior.day.day) == (2, 29) and not isleap(full.year) else full
    if act in (prior.day, full, moved):
        return None
    return prior.day < act < full


def _any(judged: list[bool | None]) -> bool | None:
    if True in judged:
        return True
    return None if None in judged else False


def _all(judged: list[bool | None]) -> bool | None:
    if False in judged:
        return False
    return None if None in judged else True
