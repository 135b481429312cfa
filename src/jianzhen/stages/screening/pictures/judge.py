"""From what is found in an item's pictures and texts to verdicts: the groups of evidence of text screening, joined.

A logo, or a copy of a holder's own picture, says no more than a plain mention does: genuine goods carry their logo and
are shown in their maker's photographs. So it is *watch* alone and beside a plain mention, and adds to what speaks
otherwise against the offer. Only the picture of a known fake may flag alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import pyarrow as pa

from jianzhen.playbook.primitives import MarkExact, SignUse, Terms
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param, Verdict
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.pictures.combined import ItemText, Place, Seen
from jianzhen.stages.screening.pictures.findings import PictureFinding
from jianzhen.stages.screening.pictures.listed import members
from jianzhen.stages.screening.reasons import Lang, render
from jianzhen.stages.screening.rows import NOTHING
from jianzhen.stages.screening.schema import ITEM

BASE: Final = -6.5
"""Bits a group starts from that pictures alone open: those of the mark checks."""
HOLDER_WEIGHT: Final = -20.0
USES: Final = frozenset({"mark.plain", "mark.traditional", "picture.logo", "picture.copy", "picture.part"})
"""Reasons that say only that the right is used: of one item and right the strongest counts, the others repeat it."""
FIRM: Final = frozenset(
    {"mark.sound", "mark.leet", "mark.split", "mark.spaced", "mark.tie", "mark.tie_known", "mark.name_part"}
    | {"term.found", "price.low"}
)
"""Reasons of text screening that may flag once pictures add to them; other text flags only where it did alone."""


@dataclass(frozen=True, slots=True)
class Right:
    """Who may use a right; its kind says which playbook it belongs to."""

    holder: str | None
    uscc: str | None
    licensees: tuple[str, ...]
    kind: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the right of a register's row; several licensees as a list, or as one text joined with ``;``."""
        listed = row.get("licensees")
        licensees = listed if isinstance(listed, list) else members(listed)
        return cls(row.get("holder"), row.get("holder_uscc"), tuple(licensees), row.get("kind"))

    def allows(self, seller: str | None, uscc: str | None) -> Evidence | None:
        """Return why this seller may, None where the register does not say so."""
        if (uscc and uscc == self.uscc) or same_name(seller, self.holder):
            return _clearing("use.holder", {"holder": self.holder or uscc or ""})
        for licensee in self.licensees:
            if same_name(seller, licensee):
                return _clearing("use.licensee", {"licensee": licensee})
        return None


def rights_in_force(register: pa.Table, day: date) -> dict[str, Right]:
    """Return right id → who may use it, of the rights in force on ``day``, figurative marks without words included."""
    rows = (row for row in register.to_pylist() if row["right_id"] and _holds(row, day))
    return {row["right_id"]: Right.of(row) for row in rows}


def _holds(row: Mapping[str, Any], day: date) -> bool:
    try:
        start, end = (_day(row.get(name)) for name in ("valid_from", "valid_to"))
    except ValueError:
        return False  # text screening sets such a right aside as well
    return (start is None or start <= day) and (end is None or day <= end)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else date.fromisoformat(value) if value else None


def _clearing(code: str, params: dict[str, Param]) -> Evidence:
    return Evidence(code, "", HOLDER_WEIGHT, code, params, "seller", clears=True)


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the answer. ``span`` is set for the item's own text only; the reason tells the place in a picture.

    ``base`` and the weights of the rows about one right, or of one check alone, add up to the score's log2 odds.
    """

    right_id: str | None
    check: str
    score: float
    verdict: Verdict
    weight: float
    span: tuple[int, int] | None
    code: str
    params: Mapping[str, Param]
    base: float = -10.0
    domain: str = ""
    field: str = "text"
    law: tuple[str, ...] = ()

    def reason(self, lang: Lang) -> str:
        """Return the reason as a sentence in ``lang``."""
        return render(self.code, self.params, lang)


@dataclass(slots=True)
class _Heap:
    right_id: str | None
    group: Group


class PictureJudge:
    """Judges items by their pictures and texts; pure.

    Args:
        screener: of the texts.
        rights: right id → who may use it, of every right that references are of.
    """

    def __init__(self, screener: Screener, rights: Mapping[str, Right]) -> None:
        self._screener, self._rights = screener, rights
        self._joining = {
            check.code: check.base for _, check in screener.plan.checks if isinstance(check, Terms) and check.joins_mark
        }
        self._owners: dict[str, tuple[str, tuple[str, ...]]] = {}
        for domain, check in screener.plan.checks:
            if isinstance(check, MarkExact | SignUse):
                for kind in check.rights:
                    self._owners.setdefault(kind, (domain, check.law))

    def judge(self, cells: Mapping[str, str | None], pictures: Sequence[Seen]) -> list[Told]:
        """Return the findings about one item, strongest first; one ``clear`` row where there is none.

        Args:
            cells: what else is known of it (columns of ``ITEM``; ``text`` is its own text).
            pictures: its pictures that could be looked at, with their findings.
        """
        text = ItemText.of(cells.get("text") or "", pictures)
        heaps = self._of_text(cells, text)
        shown = self._by_right(pictures)
        for right_id, evidence in shown.items():
            own = next((heap for heap in heaps if heap.right_id == right_id), None)
            if own is None:
                own = _Heap(right_id, Group(None, BASE, self._beside(heaps, right_id, cells)))
                heaps.append(own)
            own.group.evidence = _used_once([*map(_joined, own.group.evidence), *evidence])
        if shown:
            heaps = [heap for heap in heaps if not self._joins(heap)]
        heaps.sort(key=lambda heap: (-heap.group.score, heap.right_id or ""))
        return [told for heap in heaps for told in _told(heap)] or [_NOTHING]

    def _by_right(self, pictures: Sequence[Seen]) -> dict[str, list[Evidence]]:
        """Return right → evidence of all pictures of an item, in the order they were looked at."""
        found: dict[str, list[Evidence]] = {}
        for seen in pictures:
            for finding in seen.findings:
                if finding.right_id is not None:
                    found.setdefault(finding.right_id, []).append(self._pictured(seen.name, finding, finding.right_id))
        return found

    def _pictured(self, name: str, finding: PictureFinding, right_id: str) -> Evidence:
        """Return a finding as evidence of the playbook that looks for marks or signs of the right's kind."""
        right = self._rights.get(right_id)
        domain, law = self._owners.get((right.kind if right else None) or "", ("", ()))
        params = dict(finding.params) | _where(Place(name, finding.box))
        return Evidence(
            finding.check, domain, finding.weight, finding.code, params, "picture",
            law=law, watch_only=finding.watch_only,
        )  # fmt: skip

    def _beside(self, heaps: Sequence[_Heap], right_id: str, cells: Mapping[str, str | None]) -> list[Evidence]:
        """Return what joins a right seen only in pictures: who sells, and jargon that no mark in the text explains."""
        right = self._rights.get(right_id)
        allowed = right.allows(cells.get("seller"), cells.get("seller_uscc")) if right else None
        jargon = [part for heap in heaps if self._joins(heap) for part in heap.group.evidence]
        return [allowed] if allowed else jargon

    def _joins(self, heap: _Heap) -> bool:
        return heap.right_id is None and all(part.check in self._joining for part in heap.group.evidence)

    def _of_text(self, cells: Mapping[str, str | None], text: ItemText) -> list[_Heap]:
        if not text.text:
            return []
        known = {name: [cells.get(name)] for name in ITEM.names}
        batch = pa.RecordBatch.from_pydict(known | {"item_id": ["1"], "text": [text.text]})
        rows = [row for row in self._screener.screen(batch).to_pylist() if row["check"] != NOTHING]
        void = {_key(row) for row in rows if _is_patched(row, text)}
        heaps: dict[tuple[str, str], _Heap] = {}
        for row in rows:
            if _key(row) not in void:
                self._heap(heaps, row).append(_evidence(row, text))
            elif row["check"] in self._joining:
                alone = row | {"right_id": None, "base": self._joining[row["check"]], "verdict": "watch"}
                self._heap(heaps, alone).append(_evidence(alone, text))
        return list(heaps.values())

    def _heap(self, heaps: dict[tuple[str, str], _Heap], row: Mapping[str, Any]) -> list[Evidence]:
        return heaps.setdefault(_key(row), _Heap(row["right_id"], Group(None, row["base"]))).group.evidence


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["right_id"] or row["check"], row["domain"] or ""


def _is_patched(row: Mapping[str, Any], text: ItemText) -> bool:
    """Say whether a mark is made of two pieces of writing: that is ours, not the seller's."""
    start, end = row["span_start"], row["span_end"]
    return row["field"] == "text" and row["reason_code"].startswith("mark.") and text.crosses(start, end)


_NOTHING: Final = Told(None, NOTHING, 1.0 / (1.0 + 2.0**10), "clear", 0.0, None, "none", {})


def _evidence(row: Mapping[str, Any], text: ItemText) -> Evidence:
    """Return a row of text screening as evidence; what was read in a picture weighs less, the less sure the reader."""
    start, end = row["span_start"], row["span_end"]
    place = text.place(start, end) if row["field"] == "text" and start is not None else None
    weight, params = row["weight"], json.loads(row["reason_params"])
    if place:
        weight = round(weight * place.confidence, 3) if weight > 0 else weight
        params |= _where(place) | {"confidence": round(100 * place.confidence)}
    return Evidence(
        check=row["check"],
        domain=row["domain"] or "",
        weight=weight,
        code=row["reason_code"],
        params=params,
        field="picture" if place else row["field"],
        start=None if place else start,
        end=None if place else end,
        law=tuple(row["law_keys"] or ()),
        watch_only=row["verdict"] != "flag",
        clears=row["verdict"] == "clear",
    )


def _where(place: Place) -> dict[str, Param]:
    left, top, right, bottom = place.box
    return {"picture": place.picture, "box": f"{left},{top}–{right},{bottom}"}


def _joined(part: Evidence) -> Evidence:
    return part.watching(only=part.watch_only and part.code not in FIRM)


def _used_once(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return evidence in which only the strongest of those that say the same thing weighs."""
    parts = list(evidence)
    for same in (USES, {"picture.known_fake"}):
        first = max((part for part in parts if part.code in same), key=lambda part: part.weight, default=None)
        parts = [part.weighing(0.0) if part.code in same and part is not first else part for part in parts]
    return parts


def _told(heap: _Heap) -> list[Told]:
    group = heap.group
    return [
        Told(
            heap.right_id,
            part.check,
            group.score,
            group.verdict,
            part.weight,
            None if part.start is None or part.end is None else (part.start, part.end),
            part.code,
            part.params,
            group.base,
            part.domain,
            part.field,
            part.law,
        )
        for part in group.evidence
    ]
