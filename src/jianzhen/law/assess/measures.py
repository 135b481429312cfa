"""From facts to the quantities that limbs compare: given, added over acts, priced line by line, or counted in cartons.

Where no verified rule says how (from 2025-04-26 neither adding up nor the price order has one), the value is known only
within bounds, and a limb is decided only where both bounds agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from jianzhen.law.assess.amounts import ZERO, Value, exactly, money, plain, total
from jianzhen.law.assess.facts import Act, Facts, Line
from jianzhen.law.assess.plans import Counting, Plan, measure_zh, plans
from jianzhen.law.assess.words import Node, say
from jianzhen.law.book import LawBook
from jianzhen.law.model import Version

_TERM: Final = re.compile(r"([a-z_0-9]+?)(?:\*(\d+))?")
_BASES_ZH: Final = {
    "actual_unit_price": "实际销售价格",
    "marked_unit_price": "标价",
    "established_average_price": "已查清的实际销售平均价格",
    "genuine_market_mid_price": "市场中间价格",
    "actual_price": "实际销售或者购买价格",
    "provincial_retail_price_per_carton": "省级烟草专卖部门出具的零售价格",
}
_FROM_LINES: Final = {
    "operating_value": ("sold", "unsold"),
    "sales_amount": ("sold",),
    "unsold_value": ("unsold",),
}
_PAID: Final = (("actual_unit_price",), ("established_average_price",))
_TOBACCO_PRICE: Final = "crim.tobacco.price"
_CARTON: Final = "crim.225.tobacco.carton"


def in_force(book: LawBook, key: str, days: tuple[date, ...]) -> Version | None:
    """Return the verified version of a key that covers every one of the days."""
    found = {book.timeline(key).on(day) for day in days}
    version = found.pop() if len(found) == 1 else None
    return version.as_known_on(days[0]) if version and version.verified else None


@dataclass(frozen=True, slots=True)
class Measures:
    """The quantities of one case as one charge counts them, under the rules of the days of its acts."""

    facts: Facts
    plan: Plan
    book: LawBook
    known: dict[str, Value | None] = field(default_factory=dict)

    def of(self, expression: str) -> Value | None:
        """Return a measure, or a sum such as ``sales_amount*3+unsold_value``; None where a part is not given."""
        if expression not in self.known:
            self.known[expression] = self._sum(expression)
        return self.known[expression]

    def _sum(self, expression: str) -> Value | None:
        parts = [self._term(term) for term in expression.split("+")]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        return known[0] if len(known) == 1 else total(known)

    def _term(self, term: str) -> Value | None:
        match = _TERM.fullmatch(term.strip())
        value = self._measure(match[1]) if match else None
        return value.times(Decimal(match[2])) if match and match[2] and value else value

    def _measure(self, name: str) -> Value | None:
        if name not in self.known:
            self.known[name] = self._one(name)
        return self.known[name]

    def _one(self, name: str) -> Value | None:
        given = self.facts.figures.get(name)
        derived = self._from_acts(name) or self._from_goods(name)
        if given is None or derived is None:
            return derived if given is None else exactly(given, self._say("given", name, value=self._text(name, given)))
        if derived.exact and derived.low == given:
            return derived
        if self._one_sided(name) and derived.high is not None and given >= derived.high:
            return exactly(given, self._say("given", name, value=self._text(name, given)), *derived.reasons)
        clash = self._say("two_values", name, value=self._text(name, given), other=self._text(name, derived.low))
        highs = None if derived.high is None else max(given, derived.high)
        return Value(min(given, derived.low), highs, derived.rules, (clash, *derived.reasons), computed=True)

    def _one_sided(self, name: str) -> bool:
        """Say whether lines cover only part of what a total counts, so that a total above them contradicts nothing."""
        sides = [(self.facts.sold, self.facts.unsold)[side == "unsold"] for side in _FROM_LINES.get(name, ())]
        return not self.facts.acts and any(not lines for lines in sides)

    def _from_goods(self, name: str) -> Value | None:
        lines = self._from_lines(name, self.facts.sold, self.facts.unsold, self.facts.act_days)
        return lines or self._cigarettes(name) or self._tobacco_value(name)

    # several acts

    def _from_acts(self, name: str) -> Value | None:
        if not self.facts.acts:
            return None
        valued = [(act, self._act_value(act, name)) for act in self.facts.acts]
        if all(value is None for _, value in valued):
            return None
        open_ones = [(act, value) for act, value in valued if not act.handled]
        rule = self._adding_rule(name, tuple(day for act, _ in open_ones for day in act.days))
        certain = [value or exactly(ZERO) for act, value in open_ones if act.handled is False]
        possible = [value or Value(ZERO, None) for _, value in open_ones]
        high = total(possible).high
        added = rule is not None or len(open_ones) < 2
        low = total(certain).low if added else max((value.low for value in certain), default=ZERO)
        head = self._say("added" if added else "not_added", name, rule, value=self._text(name, low))
        head = replace(head, params={**head.params, "count": str(len(open_ones)), "upper": self._upper(name, high)})
        head = head.with_children(*(self._act_reason(name, act, value) for act, value in valued))
        rules = tuple(dict.fromkeys(rule_ for value in possible for rule_ in value.rules))
        return Value(low, high, (*((rule,) if rule else ()), *rules), (head,), computed=True)

    def _adding_rule(self, name: str, days: tuple[date, ...]) -> Version | None:
        keys = [key for key in self.plan.count.adds if name in plans().counting[key].adds]
        days = days or self.facts.act_days
        found = [in_force(self.book, key, days) for key in keys] if len(self.facts.acts) > 1 else []
        return next((version for version in found if version), None)

    def _act_value(self, act: Act, name: str) -> Value | None:
        if name in act.figures:
            return exactly(act.figures[name])
        return self._from_lines(name, act.sold, act.unsold, act.days)

    def _act_reason(self, name: str, act: Act, value: Value | None) -> Node:
        if act.handled:
            return say("act_dropped", day=act.day, by=act.handled_by or "-")
        if value is None:
            return self._say("act_silent", name, day=act.day)
        code = "act_unclear" if act.handled is None else "act_counts"
        return say(code, day=act.day, value=self._text(name, value.low)).with_children(*value.reasons)

    # lines of goods

    def _from_lines(
        self, name: str, sold: tuple[Line, ...] | None, unsold: tuple[Line, ...] | None, days: tuple[date, ...]
    ) -> Value | None:
        sides: Mapping[str, tuple[Line, ...] | None] = {"sold": sold, "unsold": unsold}
        used = [side for side in _FROM_LINES.get(name, ()) if sides[side] is not None]
        if not used or not days:
            return None
        values = [self._priced(side, name, sides[side] or (), days) for side in used]
        summed = total(values)
        head = self._say("from_lines", name, value=self._text(name, summed.low)).with_children(*summed.reasons)
        return replace(summed, reasons=(head,))

    def _priced(self, side: str, name: str, lines: tuple[Line, ...], days: tuple[date, ...]) -> Value:
        """Price the lines of one side; what was paid for goods sold is 销售金额 and needs no price order."""
        if side == "sold" and name == "sales_amount":
            return total(_priced_line(line, _PAID) for line in lines)
        rule, order = self._order(side, days)
        if rule is None:
            paid = total(_priced_line(line, _PAID[:1]) for line in lines) if side == "sold" else exactly(ZERO)
            why = say("order_not_verified", day=days[0])
            return Value(paid.low, None if lines else ZERO, (), (why, *paid.reasons), computed=True)
        priced = total(_priced_line(line, order) for line in lines)
        reasons = tuple(replace(reason, rule=rule) for reason in priced.reasons)
        return replace(priced, rules=(rule,), reasons=reasons)

    def _order(self, side: str, days: tuple[date, ...]) -> tuple[Version | None, tuple[tuple[str, ...], ...]]:
        for key in self.plan.count.orders:
            counting: Counting = plans().counting[key]
            order = counting.sold if side == "sold" else counting.unsold
            rule = in_force(self.book, key, days) if order else None
            if rule:
                return rule, order
        return None, ()

    # tobacco

    def _cigarettes(self, name: str) -> Value | None:
        cartons = self.facts.figures.get("cartons")
        rule = self._rule(_CARTON)
        if name != "cigarettes" or cartons is None or rule is None or rule.quantity is None:
            return None
        value = cartons * rule.quantity
        words = {"cartons": plain(cartons), "each": rule.quantity, "value": plain(value)}
        return Value(value, value, (rule,), (say("cartons", rule, **words),), computed=True)

    def _tobacco_value(self, name: str) -> Value | None:
        """Price cartons in the order of 法释〔2010〕7号 arts 2(3) and 4."""
        if name not in ("operating_value", "unsold_value") or self.facts.tobacco is not True:
            return None
        rule, carton, cartons = self._rule(_TOBACCO_PRICE), self._rule(_CARTON), self.facts.figures.get("cartons")
        sticks = self.facts.figures.get("cigarettes")
        if cartons is None and sticks is not None and carton and carton.quantity:
            cartons = sticks / carton.quantity
        if cartons is None:
            return None
        if rule is None:
            priced = {"actual_price", "provincial_retail_price_per_carton"} & set(self.facts.figures)
            why = say("order_not_verified", day=self.facts.act_days[0])
            return Value(ZERO, None, reasons=(why,), computed=True) if priced else None
        return self._at_tobacco_price(cartons, rule)

    def _at_tobacco_price(self, cartons: Decimal, rule: Version) -> Value | None:
        figures = self.facts.figures
        branded = self.facts.findings.get("brand_known") is not False
        order = ("actual_price", *(("provincial_retail_price_per_carton",) if branded else ()))
        basis = next((name for name in order if name in figures), None)
        if basis is None:
            asked = "brand_known" in self.facts.findings or "provincial_retail_price_per_carton" in figures
            why = say("tobacco_no_price", rule, rule_id=rule.id)
            return Value(ZERO, None, (rule,), (why,), computed=True) if asked else None
        value = cartons * figures[basis]
        words = {"cartons": plain(cartons), "price": money(figures[basis]), "value": money(value)}
        words |= {"basis": basis, "basis_zh": _BASES_ZH[basis]}
        return Value(value, value, (rule,), (say("tobacco_price", rule, **words),), computed=True)

    def _rule(self, key: str) -> Version | None:
        days = self.facts.act_days
        return in_force(self.book, key, days) if days else None

    # words

    def _text(self, name: str, number: Decimal) -> str:
        known = plans().measures.get(name)
        return money(number) if known is None or known.money else plain(number)

    def _upper(self, name: str, high: Decimal | None) -> str:
        return "?" if high is None else self._text(name, high)

    @staticmethod
    def _say(code: str, name: str, rule: Version | None = None, /, **params: object) -> Node:
        return say(code, rule, measure=name, measure_zh=measure_zh(name), **params)


def _priced_line(line: Line, order: tuple[tuple[str, ...], ...]) -> Value:
    """Price a line by the first rank of the order it has a price of; equals in one rank bound it from both sides."""
    for rank in order:
        named = [basis for basis in rank if basis in line.prices]
        if named:
            return _at_prices(line, named)
    if line.quantity == ZERO:
        return exactly(ZERO)
    return Value(ZERO, None, reasons=(say("line_without_price", quantity=plain(line.quantity)),))


def _at_prices(line: Line, named: list[str]) -> Value:
    prices = [line.prices[basis] for basis in named]
    words = {"quantity": plain(line.quantity), "price": money(prices[0])}
    words |= {"basis": " / ".join(named), "basis_zh": "、".join(_BASES_ZH[basis] for basis in named)}
    low, high = min(prices) * line.quantity, max(prices) * line.quantity
    if low == high:
        return exactly(low, say("line", value=money(low), **words))
    return Value(low, high, reasons=(say("line_two_prices", other=money(prices[-1]), **words),), computed=True)
