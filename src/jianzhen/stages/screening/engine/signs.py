"""Signs that are free to name and not free to trade on: special signs, geographical indications, works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from jianzhen.playbook.primitives import SignUse
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.marks import MarkIndex, Marks, Use
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.places import STATED, lies_elsewhere
from jianzhen.stages.screening.engine.register import rows_of
from jianzhen.stages.screening.engine.termcheck import applies, is_negated
from jianzhen.stages.screening.engine.view import Hit, ItemView
from jianzhen.stages.screening.plan import Plan

CLEAR_WEIGHT: Final = -20.0
MAX_SIGNS: Final = 16
"""Signs reported for one item; a text that names more is a list of names."""
BESIDE: Final = 6
"""Folded characters between a sign and a word that stands before or after it."""
_DISGUISED: Final = frozenset({"spaced", "split", "leet"})
_OPEN, _CLOSE = "《〈「『", "》〉」』"


class SignCheck:
    """One ``sign_use`` check.

    Args:
        plan: the whole plan.
        marks: all marks of its register.
        domain: the playbook.
        check: its parameters.
    """

    def __init__(self, plan: Plan, marks: Marks, domain: str, check: SignUse) -> None:
        self._domain, self._check = domain, check
        own = rows_of(plan.rights, check.rights)
        self._rows: list[int] = np.flatnonzero(own).tolist()
        taken = plan.rights.take(pa.array(self._rows, pa.int64())).to_pylist()
        self._rights: dict[int, dict[str, Any]] = dict(zip(self._rows, taken, strict=True))
        self._index = MarkIndex(marks, own)
        self._users: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in plan.licences.to_pylist() if check.licence_kind else ():
            if row["kind"] == check.licence_kind and row["product"]:
                self._users[fold_text(row["product"])].append(row)

    @property
    def has_signs(self) -> bool:
        """Say whether the register holds a sign for this check at all."""
        return bool(self._rows)

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group for each sign that is used, not only named."""
        if not self._rows or not applies(self._check, view.kind):
            return []
        uses = {use.right: use for use in reversed(self._index.written(view))}
        made = [self._group(view, use) for use in uses.values()]
        found = [group for group in made if group]
        return sorted(found, key=lambda group: (-group.bits, group.right or 0))[:MAX_SIGNS]

    def _group(self, view: ItemView, use: Use) -> Group | None:
        check, right = self._check, self._rights[use.right]
        weak = self._index.is_weak(use.right) and not _is_titled(view, use)
        group = Group(use.right, check.weak_base if weak else check.base, [self._sign(view, use, right)])
        user = self._user(view, right)
        if user is not None:
            group.evidence.append(user)
            if user.clears:
                return group
        words = list(self._words(view, use))
        group.evidence.extend(words)
        group.evidence.extend(self._origins(view, right, claimed=bool(words)))
        used = len(group.evidence) > 1 or use.way in _DISGUISED or not check.needs_words
        free = list(self._free(view, use))
        group.evidence.extend(free)
        return group if used and not (free and group.bits <= group.base) else None

    def _sign(self, view: ItemView, use: Use, right: dict[str, Any]) -> Evidence:
        disguised = use.way in _DISGUISED
        start, end = use.span(view.folded)
        params: dict[str, Param] = {"sign": right["mark"], "written": view.folded.original[start:end]}
        weight = self._check.disguised if disguised else self._check.plain
        return self._made("sign.disguised" if disguised else "sign.named", weight, params, start, end)

    def _user(self, view: ItemView, right: dict[str, Any]) -> Evidence | None:
        """The holder, an authorised user in force, or one whose authorisation is not in force."""
        seller, code = view.cells.get("seller"), view.cells.get("seller_uscc")
        if (code and code == right["holder_uscc"]) or same_name(seller, right["holder"]):
            return self._clear("use.holder", {"holder": right["holder"] or code or ""})
        rows = [row for row in self._users[right["folded"]] if _is_holder(row, seller, code)]
        licensed = any(same_name(seller, name) for name in right["licensees"] or ())
        if licensed or any(row["standing"] == "valid" for row in rows):
            return self._clear("use.licensee", {"licensee": seller or ""})
        if not rows:
            return None
        params: dict[str, Param] = {"user": rows[0]["holder"], "number": rows[0]["number"]}
        return self._made("sign.user_ended", self._check.not_authorised_now, params, field="seller")

    def _clear(self, code: str, params: dict[str, Param]) -> Evidence:
        return Evidence(code, self._domain, CLEAR_WEIGHT, code, params, "seller", clears=True)

    def _words(self, view: ItemView, use: Use) -> Iterator[Evidence]:
        """Of each group of words (tag) the strongest; words that are denied or part of the sign do not count."""
        if is_negated(view.folded.plain, use.start):
            return
        best: dict[str, Hit] = {}
        for hit in view.of(f"{self._domain}/{self._check.lexicon}"):
            if not self._counts(view, use, hit):
                continue
            known = best.get(hit.term.tag)
            if known is None or (hit.term.weight or 0.0) > (known.term.weight or 0.0):
                best[hit.term.tag] = hit
        for hit in best.values():
            start, end = view.folded.span(hit.start, hit.end)
            params: dict[str, Param] = {"word": view.folded.original[start:end]}
            yield self._made("sign.word", hit.term.weight or 0.0, params, start, end)

    def _counts(self, view: ItemView, use: Use, hit: Hit) -> bool:
        inside = use.start <= hit.start and hit.end <= use.end
        near = not self._check.window or _distance(hit, use) <= self._check.window
        return near and not inside and not is_negated(view.folded.plain, hit.start)

    def _free(self, view: ItemView, use: Use) -> Iterator[Evidence]:
        for hit in view.of(f"{self._domain}/{self._check.free}"):
            before, after = hit.term.tag == "before", hit.term.tag == "after"
            beside = 0 <= (use.start - hit.end if before else hit.start - use.end) <= BESIDE
            inside = use.start <= hit.start and hit.end <= use.end
            if not inside and (beside if before or after else True):
                start, end = view.folded.span(hit.start, hit.end)
                params: dict[str, Param] = {"word": view.folded.original[start:end]}
                weight = self._check.free_weight if hit.term.weight is None else hit.term.weight
                yield Evidence("use.nominative", self._domain, weight, "sign.free", params, "text", start, end)
                return

    def _origins(self, view: ItemView, right: dict[str, Any], *, claimed: bool) -> Iterator[Evidence]:
        """Goods that say they come from, or sellers that claim something and sit, outside an indication's area.

        A seller elsewhere that claims nothing resells, which is free.
        """
        area, check = right["area"], self._check
        if not area:
            return
        stated = STATED.search(view.folded.original)
        if check.stated_elsewhere and stated and lies_elsewhere(stated[1], area):
            params: dict[str, Param] = {"place": stated[1], "area": area[:60]}
            yield self._made("origin.stated", check.stated_elsewhere, params, *stated.span(1))
            return
        place = view.cells.get("place")
        if claimed and check.seller_elsewhere and place and lies_elsewhere(place, area):
            told: dict[str, Param] = {"place": place[:60], "area": area[:60]}
            yield self._made("origin.seller", check.seller_elsewhere, told, field="place", watch_only=True)

    def _made(
        self, code: str, weight: float, params: dict[str, Param], start: int | None = None, end: int | None = None,
        *, field: str = "text", watch_only: bool = False,
    ) -> Evidence:  # fmt: skip
        check = self._check
        only = watch_only or check.ceiling == "watch"
        return Evidence(check.code, self._domain, weight, code, params, field, start, end, check.law, watch_only=only)


def _is_holder(row: dict[str, Any], seller: str | None, code: str | None) -> bool:
    return bool(code and code == row["holder_uscc"]) or same_name(seller, row["holder"])


def _is_titled(view: ItemView, use: Use) -> bool:
    """The sign stands in 《》, which says that it is a title and no ordinary word."""
    start, end = view.folded.span(use.start, use.end)
    text = view.folded.original
    return start > 0 and end < len(text) and text[start - 1] in _OPEN and text[end] in _CLOSE


def _distance(hit: Hit, use: Use) -> int:
    return max(hit.start - use.end, use.start - hit.end, 0)
