"""Items screened by their texts and their pictures together, as rows of findings (schema ``FINDING``); pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from jianzhen.base.ids import content_id
from jianzhen.stages.screening.pictures.combined import Seen
from jianzhen.stages.screening.pictures.errors import PictureRefusedError
from jianzhen.stages.screening.pictures.judge import PictureJudge, Told
from jianzhen.stages.screening.pictures.screener import PictureScreener
from jianzhen.stages.screening.plan import Plan
from jianzhen.stages.screening.rows import storable
from jianzhen.stages.screening.schema import FINDING

Kernel = Callable[[pa.RecordBatch], pa.RecordBatch]
_json: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture of an item: its name in reasons, its content's digest, and where the content lies."""

    name: str
    sha256: str
    path: Path


@dataclass
class JointKernel:
    """Screens items as ``texts`` does, those with pictures by both; a kernel of the plane.

    ``looked`` and ``refused`` count pictures; a picture that cannot be looked at is left out of the judgement.

    Args:
        texts: the kernel of texts.
        judge: of items with pictures, over the same plan.
        pictures: what pictures are compared with.
        photos: item → its pictures.
        plan: whose digest and day the rows carry.
    """

    texts: Kernel
    judge: PictureJudge
    pictures: PictureScreener
    photos: Mapping[str, Sequence[Photo]]
    plan: Plan
    looked: int = field(default=0, init=False)
    refused: list[str] = field(default_factory=list, init=False)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the findings of a batch of items, item by item in order."""
        found = self.texts(batch)
        rows = {place: row for place, row in enumerate(batch.column("item_id").to_pylist()) if row in self.photos}
        if not rows:
            return found
        answered = {item: told for place, item in rows.items() if (told := self._item(batch, place, item))}
        return _replaced(found, answered)

    def _item(self, batch: pa.RecordBatch, place: int, item: str) -> list[dict[str, Any]]:
        """Return the rows of one item; none where none of its pictures can be looked at: its text has been judged."""
        seen = list(self._seen(self.photos[item]))
        if not seen:
            return []
        cells = {name: _text(batch.column(name)[place].as_py()) for name in batch.schema.names}
        digests = {photo.name: photo.sha256 for photo in self.photos[item]}
        return [_row(item, told, cells, digests, self.plan) for told in self.judge.judge(cells, seen)]

    def _seen(self, photos: Sequence[Photo]) -> Iterator[Seen]:
        for photo in photos:
            try:
                yield Seen(photo.name, tuple(self.pictures.screen(photo.path, name=photo.name)))
                self.looked += 1
            except PictureRefusedError as refusal:
                self.refused.append(f"{photo.name}: {refusal.what}")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _row(
    item: str, told: Told, cells: Mapping[str, str | None], digests: Mapping[str, str], plan: Plan
) -> dict[str, Any]:
    start, end = told.span or (None, None)
    params = dict(told.params)
    if str(params.get("picture")) in digests:
        params["sha256"] = digests[str(params["picture"])]
    said, right = _json(params), told.right_id or ""
    name = content_id(
        item, right, told.check, told.domain, told.code, said, told.field, str(start), str(end), str(told.weight),
        str(told.score),
    )  # fmt: skip
    return {
        "finding_id": str(name), "item_id": item, "right_id": told.right_id, "check": told.check,
        "domain": told.domain or None, "verdict": told.verdict, "score": round(told.score, 9), "base": told.base,
        "weight": told.weight, "field": told.field, "span_start": start, "span_end": end,
        "quote": storable((cells.get(told.field) or "")[start:end]) if told.span else None,
        "reason_code": told.code, "reason_params": storable(said), "law_keys": list(told.law),
        "plan_digest": plan.digest, "as_of": plan.as_of,
    }  # fmt: skip


def _replaced(found: pa.RecordBatch, answered: Mapping[str, list[dict[str, Any]]]) -> pa.RecordBatch:
    """Return the rows with those of the answered items in the place of their own."""
    rows: list[dict[str, Any]] = []
    told: set[str] = set()
    for row in found.to_pylist():
        item = row["item_id"]
        if item not in answered:
            rows.append(row)
        elif item not in told:
            told.add(item)
            rows += answered[item]
    return pa.RecordBatch.from_pylist(rows, schema=FINDING)
