"""The ``company_name`` check: is the distinguishing part of a firm's or shop's name somebody's mark or firm's name?

Names are read into their parts and held against each other by ``engine.company``. Which rights to look at is what the
compiled matcher found in the name: marks as registered, and the distinguishing parts of firms' names in the register,
which ``rules`` puts beside them as rows of the kind :data:`FIRM`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from jianzhen.playbook.primitives import CompanyName
from jianzhen.stages.screening.engine.company import (
    Kind,
    NameRelation,
    branch_of,
    compare,
    is_after_core,
    is_before_core,
    parse,
    relate_trades,
)
from jianzhen.stages.screening.engine.evidence import Evidence, Param
from jianzhen.stages.screening.engine.marks import MarkIndex, Marks, Use
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.register import rows_of
from jianzhen.stages.screening.engine.termcheck import applies
from jianzhen.stages.screening.engine.view import ItemView

FIRM: Final = "firm"
"""Kind of the plan's rows that stand for the distinguishing part (字号) of a right that is a firm's name."""
NAMED: Final = frozenset({"company", "shop"})
"""Kinds of items whose text is a name."""
LONGEST: Final = 60
"""Folded characters of a text that can be a name; a shop's introduction is none."""
_SOLID: Final = 3
"""Characters from which a mark inside a longer distinguishing part is taken for itself."""
_MORE: Final = frozenset("新大小老中真正")
"""Characters put before a known name to make another (新岚溪谷)."""
_SHOWN: Final = 60
_REGISTERED_BRANCHES: Final = ("分公司", "分厂", "分店", "营业部", "办事处", "门市部")

Part = Literal["whole", "inside"]


class CompanyNames:
    """One ``company_name`` check.

    Args:
        rights: the plan's rights.
        marks: all marks of the register.
        domain: the playbook.
        check: its parameters.
    """

    def __init__(self, rights: pa.Table, marks: Marks, domain: str, check: CompanyName) -> None:
        self._domain, self._check, self._marks = domain, check, marks
        self._names = rights.column("name")
        own = rows_of(rights, [FIRM])
        self._rows = frozenset(np.flatnonzero(own).tolist())
        self._firms = MarkIndex(marks, own) if self._rows else None
        self._weights: Mapping[Kind, float] = {
            "same": check.same_trade,
            "reordered": check.same_trade,
            "same_core_and_trade": check.same_trade,
            "same_core_synonym_trade": check.near_trade,
            "same_core_no_trade": check.open_trade,
        }

    def of_mark(self, view: ItemView, use: Use) -> Evidence | None:
        """Return the evidence of a mark's use in a name: it is the distinguishing part, or part of that."""
        if use.right in self._rows or not self._reads(view):
            return None
        part, alike, check = _part(view, use, len(self._marks.folded[use.right])), _is_alike(use), self._check
        if part == "whole":
            return self._made(view, use, "mark.name_part", check.sound_weight if alike else check.weight)
        if part == "inside" and not alike:
            return self._made(view, use, "mark.name_holds", check.part_weight)
        return None

    def of_firms(self, view: ItemView) -> Iterator[tuple[Use, Evidence]]:
        """Yield the uses of registered firms' distinguishing parts in names that the rules call the same or near."""
        if self._firms is None or not self._reads(view):
            return
        written = self._firms.written(view)
        for use in (*written, *self._firms.alike(view, written, short=False)):
            if _part(view, use, 0) != "whole":
                continue
            relation = compare(view.folded.original, str(self._names[use.right].as_py()))
            weight, code = self._weighed(use, relation)
            if weight > 0:
                yield use, self._made(view, use, code, weight, {"mark": relation.right.folded})

    def _reads(self, view: ItemView) -> bool:
        return view.kind in NAMED and applies(self._check, view.kind) and len(view.folded.plain) <= LONGEST

    def _weighed(self, use: Use, relation: NameRelation) -> tuple[float, str]:
        """Return bits, none where the rules let the names stand, and the reason's code."""
        left, right = relation.left, relation.right
        place = self._check.same_place if set(left.regions) & set(right.regions) else 0.0
        if not _is_alike(use):
            weight = self._weights.get(relation.kind, 0.0)
            return (weight + place if weight else 0.0), f"company.{relation.kind}"
        if relate_trades(left, right) not in {"same", "synonym"}:
            return 0.0, ""
        same_sound = relation.kind == "same_sound_core"
        code = "company.same_sound_core" if same_sound else f"mark.{use.way}"
        return min(self._check.alike_firm, round(use.bits, 3)) + place, code

    def _made(
        self, view: ItemView, use: Use, code: str, weight: float, told: Mapping[str, Param] | None = None
    ) -> Evidence:
        start, end = view.folded.span(use.start, use.end)
        text, part = view.folded.original[:_SHOWN], view.folded.original[start:end]
        params: dict[str, Param] = {"name": text, "part": part}
        if told:
            params = {"text": text, "part": part, "written": part, "relations": ";".join(use.relations), **told}
        check = self._check
        return Evidence(check.code, self._domain, weight, code, params, "text", start, end, check.law)


def is_firm_of(name: str | None, holder: str | None) -> bool:
    """Say whether a registered name is the holder's or that of the holder's branch (…有限公司武汉分公司)."""
    if same_name(name, holder):
        return True
    if not name or not name.rstrip(" )）").endswith(_REGISTERED_BRANCHES):
        return False
    return same_name(branch_of(name), holder)


def _is_alike(use: Use) -> bool:
    """Say whether a use is only like the mark in sound or shape."""
    return use.way in {"sound", "shape", "edit"}


def _part(view: ItemView, use: Use, length: int) -> Part | None:
    """Return what a use is of the name's distinguishing part: all of it, a part of it, or nothing.

    ``length`` is that of the mark; a short one inside a longer part is nothing.
    """
    before, after = view.folded.plain[: use.start], view.folded.plain[use.end :]
    if is_before_core(before):
        if is_after_core(after):
            return "whole"
        return "inside" if length >= _SOLID and parse(view.folded.original).is_firm else None
    more = before[-1:] in _MORE and is_before_core(before[:-1]) and is_after_core(after)
    return "inside" if more and length >= _SOLID else None
