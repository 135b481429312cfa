"""From match to judgement: who uses a mark, how, for what goods and at what price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import numpy as np
import pyarrow.compute as pc

from jianzhen.playbook.primitives import (
    CheckBase,
    CompanyName,
    MarkAddition,
    MarkAlike,
    MarkExact,
    MarkShape,
    MarkSound,
    PriceOutlier,
    Terms,
)
from jianzhen.stages.screening.engine.company import parse
from jianzhen.stages.screening.engine.companyname import FIRM, NAMED, CompanyNames, is_firm_of
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.gates import Gate
from jianzhen.stages.screening.engine.goods import Closeness, GoodsClasses, closeness, read_good
from jianzhen.stages.screening.engine.marks import MarkIndex, Marks, Use
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.prices import PriceBook, is_price, pack
from jianzhen.stages.screening.engine.register import rows_of
from jianzhen.stages.screening.engine.termcheck import TermCheck, applies
from jianzhen.stages.screening.engine.view import Hit, ItemView
from jianzhen.stages.screening.engine.writing import Way
from jianzhen.stages.screening.plan import Plan

HOLDER_WEIGHT = -20.0
OWN_MARK_WEIGHT = -8.0
MAX_RIGHTS = 64
"""Rights reported for one item; a text that names more is a list of names, and the strongest are kept."""

_Check = TypeVar("_Check", bound=CheckBase)


class MarkJudge:
    """The mark checks of one playbook, over the rights of the kinds it names.

    Args:
        plan: the whole plan.
        marks: all marks of its register.
        domain: the playbook.
        exact: its ``mark_exact`` check, which carries what the other mark checks share.
    """

    def __init__(self, plan: Plan, marks: Marks, domain: str, exact: MarkExact) -> None:
        self._domain, self._exact = domain, exact
        checks = [check for owner, check in plan.checks if owner == domain]
        shape = _only(checks, MarkShape)
        alike: dict[Way, MarkAlike | None] = {"sound": _only(checks, MarkSound), "shape": shape, "edit": shape}
        self._alike = {way: check for way, check in alike.items() if check}
        self._addition = _only(checks, MarkAddition)
        company = _only(checks, CompanyName)
        self._names = CompanyNames(plan.rights, marks, domain, company) if company else None
        self._price = _only(checks, PriceOutlier)
        self._joining = [TermCheck(domain, check) for check in checks if isinstance(check, Terms) and check.joins_mark]
        self.joins = frozenset(check.lexicon for check in self._joining)
        self._register = marks.register
        named = pc.and_(pc.is_valid(plan.rights.column("name")), pc.not_equal(plan.rights.column("kind"), FIRM))
        self._firm_names = frozenset(np.flatnonzero(named.to_numpy()).tolist())
        self._index = MarkIndex(marks, rows_of(plan.rights, exact.rights))
        self._goods = GoodsClasses(plan.terms(domain, exact.goods_classes))
        self._open_goods: dict[Closeness, float] = {
            "same": exact.same_goods, "similar": exact.similar_goods, "related": exact.related_goods,
            "unrelated": exact.unrelated_goods,
        }  # fmt: skip
        self._disguised_goods: dict[Closeness, float] = {
            "same": exact.same_disguised, "similar": exact.similar_disguised, "related": exact.related_disguised,
            "unrelated": exact.unrelated_disguised,
        }  # fmt: skip
        self._prices = PriceBook(plan.prices)

    def groups(self, view: ItemView) -> list[Group]:
        """Return the groups of one item: one for each right used, or the joining words alone."""
        joining = [part for check in self._joining for part in check.evidence(view)]
        if not applies(self._exact, view.kind):
            return []
        uses = self._index.written(view)
        uses += self._alike_uses(view, uses, short=bool(joining))
        best = _best((use, self._use_evidence(view, use)) for use in uses)
        groups = [self._group(view, use, evidence, joining) for use, evidence in best]
        groups += self._firm_groups(view, {use.right for use, _ in best})
        if not groups:
            return _alone(joining, self._joining)
        if len(groups) > 1 and any(group.is_cleared for group in groups):
            marks = [self._index.folded[group.right] for group in groups if group.right is not None]
            _own_marks(groups, marks, self._domain)
        return groups

    def _alike_uses(self, view: ItemView, written: list[Use], *, short: bool) -> list[Use]:
        ways = {way for way, check in self._alike.items() if applies(check, view.kind)}
        if not ways:
            return []
        return [
            use
            for use in self._index.alike(view, written, short=short)
            if use.way in ways and use.right not in self._firm_names
        ]

    def _firm_groups(self, view: ItemView, used: set[int]) -> list[Group]:
        """Return the groups of registered firms whose distinguishing part a name bears, of each the strongest.

        A firm whose whole name stands in the text has its group already, and it is the holder who bears it.
        """
        found = _best(self._names.of_firms(view)) if self._names else []
        if not found:
            return []
        whole = {self._register[row].right_id for row in used & self._firm_names}
        return [
            self._group(view, use, evidence, [])
            for use, evidence in found
            if self._register[use.right].right_id not in whole
        ]

    def _use_evidence(self, view: ItemView, use: Use) -> Evidence:
        start, end = use.span(view.folded)
        params: dict[str, Param] = {
            "mark": self._register[use.right].mark,
            "written": view.folded.original[start:end],
        }
        check = self._alike.get(use.way)
        if check is None:
            weight, check_code, law = float(getattr(self._exact, use.way)), self._exact.code, self._exact.law
            weight = min(weight, round(use.bits, 3)) if use.bits else weight
        else:
            params["relations"] = ";".join(use.relations)
            most = check.strongest if len(self._index.folded[use.right]) > 2 else check.two_characters
            weight, check_code, law = min(most, round(use.bits, 3)), check.code, check.law
        return Evidence(check_code, self._domain, weight, f"mark.{use.way}", params, "text", start, end, law)

    def _group(self, view: ItemView, use: Use, evidence: Evidence, joining: list[Evidence]) -> Group:
        weak = self._index.is_weak(use.right)
        group = Group(use.right, self._exact.weak_base if weak else self._exact.base, [evidence])
        holder = self._holder(view, use)
        if holder:
            group.evidence.append(holder)
            return group
        parts = (self._nominative, self._goods_relation, self._claimed_tie, self._name_part, self._low_price)
        group.evidence.extend(part for make in parts if (part := make(view, use)))
        group.evidence.extend(part for part in joining if not _overlaps(part, evidence))
        return group

    def _holder(self, view: ItemView, use: Use) -> Evidence | None:
        user = view.cells.get("seller") or (view.folded.original if view.kind == "company" else None)
        code, right = view.cells.get("seller_uscc"), self._register[use.right]
        if code and code == right.holder_uscc:
            return self._clear("use.holder", {"holder": right.holder or code})
        if not user:
            return None
        for name in (right.holder, right.name):
            if name and is_firm_of(user, name):
                return self._clear("use.holder", {"holder": name})
        for licensee in right.licensees or ():
            if same_name(user, licensee):
                return self._clear("use.licensee", {"licensee": licensee})
        return None

    def _clear(self, code: str, params: dict[str, Param]) -> Evidence:
        return Evidence(code, self._domain, HOLDER_WEIGHT, code, params, "seller", clears=True)

    def _nominative(self, view: ItemView, use: Use) -> Evidence | None:
        """适用于X, 兼容X, X手机壳: the mark says what the goods fit, not whose they are."""
        for hit in view.of(f"{self._domain}/{self._exact.nominative}"):
            before = hit.term.tag == "before" and 0 <= use.start - hit.end <= 4
            after = hit.term.tag == "after" and 0 <= hit.start - use.end <= 6
            if before or after:
                start, end = view.folded.span(hit.start, hit.end)
                full = before or _is_open(use)
                weight = self._exact.nominative_weight if full else self._exact.nominative_disguised
                return Evidence(
                    "use.nominative", self._domain, weight, "use.nominative",
                    {"word": hit.term.term}, "text", start, end,
                )  # fmt: skip
        return None

    def _goods_relation(self, view: ItemView, use: Use) -> Evidence | None:
        theirs = self._register[use.right].goods
        if not theirs:
            return None
        declared = view.cells.get("goods")
        relation = self._closeness(view, declared, theirs)
        if relation == "unknown":
            return None
        weights = self._open_goods if _is_open(use) or declared else self._disguised_goods
        params: dict[str, Param] = {"goods": (declared or view.folded.original)[:60], "mark_goods": theirs[:60]}
        return Evidence("use.goods", self._domain, weights[relation], f"use.goods_{relation}", params, watch_only=True)

    def _closeness(self, view: ItemView, declared: str | None, theirs: str) -> Closeness:
        """How close the goods are: those declared, else those that the text's words name, else those of a firm's trade.

        Goods the seller declares count in full; what a title's words name is weaker against a disguise.
        """
        if declared:
            return self._goods.compare(declared, theirs)
        ours = self._goods.goods(view.folded.original)
        if not ours and view.kind in NAMED:
            ours = frozenset(map(read_good, parse(view.folded.original).classes))
        return closeness(ours, self._goods.goods(theirs))

    def _claimed_tie(self, view: ItemView, use: Use) -> Evidence | None:
        check = self._addition
        if not check or not applies(check, view.kind):
            return None
        near = [hit for hit in view.of(f"{self._domain}/{check.lexicon}") if _distance(hit, use) <= check.window]
        if not near:
            return None
        hit = max(near, key=lambda one: (one.term.weight or 0.0, one.end - one.start))
        seller = view.cells.get("seller")
        weight = (hit.term.weight or 0.0) + (check.known_seller if seller else 0.0)
        start, end = view.folded.span(hit.start, hit.end)
        params: dict[str, Param] = {"word": hit.term.term, "seller": seller or ""}
        code = "mark.tie_known" if seller else "mark.tie"
        return Evidence(check.code, self._domain, weight, code, params, "text", start, end, check.law)

    def _name_part(self, view: ItemView, use: Use) -> Evidence | None:
        return self._names.of_mark(view, use) if self._names else None

    def _low_price(self, view: ItemView, use: Use) -> Evidence | None:
        check = self._price
        if not check or self._index.folded[use.right] not in self._prices:
            return None
        price = _price(view.cells.get("price"))
        if price is None or not is_price(price) or not applies(check, view.kind):
            return None
        amount, unit = pack(view.cells.get("spec"), view.folded.original)
        told = view.folded.plain + fold_text(view.cells.get("goods") or "")
        reference = self._prices.reference(self._index.folded[use.right], told, unit, check.min_count, amount)
        if reference is None:
            return None
        ratio = price / amount / reference.median
        if ratio > Decimal(str(check.low)):
            return None
        strong = reference.is_alike and ratio <= Decimal(str(check.very_low))
        weight = check.very_low_weight if strong else check.low_weight
        params: dict[str, Param] = {
            "price": str(price), "percent": int(ratio * 100), "unit": unit, "n": reference.n,
        }  # fmt: skip
        return Evidence(check.code, self._domain, weight, "price.low", params, "price", law=check.law)


def _alone(joining: list[Evidence], checks: list[TermCheck]) -> list[Group]:
    """Words that join a mark where there is none: only each check's strongest counts, however many there are."""
    strongest: dict[str, Evidence] = {}
    for part in joining:
        if part.check not in strongest or part.weight > strongest[part.check].weight:
            strongest[part.check] = part
    return [Group(None, check.base, [strongest[check.code]]) for check in checks if check.code in strongest]


def _only(checks: Iterable[CheckBase], kind: type[_Check]) -> _Check | None:
    return next((check for check in checks if isinstance(check, kind)), None)


def _best(uses: Iterable[tuple[Use, Evidence]]) -> list[tuple[Use, Evidence]]:
    """Return each right's strongest use, the first of equals; at most :data:`MAX_RIGHTS`, the strongest."""
    found: dict[int, tuple[Use, Evidence]] = {}
    for use, evidence in uses:
        if use.right not in found or evidence.weight > found[use.right][1].weight:
            found[use.right] = (use, evidence)
    if len(found) <= MAX_RIGHTS:
        return list(found.values())
    return sorted(found.values(), key=lambda pair: (-pair[1].weight, pair[0].right))[:MAX_RIGHTS]


def _own_marks(groups: list[Group], marks: list[str], domain: str) -> None:
    """Where the user holds one of several equal marks, the others' holders have little to object to."""
    held = {mark for group, mark in zip(groups, marks, strict=True) if group.is_cleared}
    for group, mark in zip(groups, marks, strict=True):
        if mark in held and not group.is_cleared:
            group.evidence.append(Evidence("use.own_mark", domain, OWN_MARK_WEIGHT, "use.own_mark", {"mark": mark}))


def _overlaps(part: Evidence, other: Evidence) -> bool:
    if part.start is None or part.end is None or other.start is None or other.end is None:
        return False
    return part.start < other.end and other.start < part.end


def _distance(hit: Hit, use: Use) -> int:
    return max(hit.start - use.end, use.start - hit.end, 0)


def _is_open(use: Use) -> bool:
    """Say whether the mark is written as it is; who disguises it does not merely say what the goods fit."""
    return use.way in {"plain", "traditional"}


def _price(cell: str | None) -> Decimal | None:
    try:
        value = Decimal(cell) if cell else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and value > 0 else None


def iter_judges(plan: Plan, marks: Marks) -> Iterator[tuple[Gate, MarkJudge]]:
    """Yield one judge for every ``mark_exact`` check of the plan, and what an item must hold for it to speak."""
    for domain, check in plan.checks:
        if isinstance(check, MarkExact):
            judge = MarkJudge(plan, marks, domain, check)
            yield Gate(lexicons=judge.joins, marks=True), judge
