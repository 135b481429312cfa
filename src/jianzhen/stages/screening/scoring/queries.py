"""The readers of scoring: the model in force, verdicts joined to evidence, the audit slice and what it tells."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import Where
from jianzhen.custody.instance import current
from jianzhen.custody.lake import Lake
from jianzhen.stages.screening import queries as findings
from jianzhen.stages.screening.items import NOT_SCREENED, items_of
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.scoring import counting
from jianzhen.stages.screening.scoring.audit import ONE_IN, Interval, in_slice, period_of, recall
from jianzhen.stages.screening.scoring.learned import Learned, learned_from
from jianzhen.stages.screening.scoring.rarity import Background
from jianzhen.stages.screening.scoring.units import Joined, Judgement, Keyed, join
from jianzhen.stages.signals import queries as signals
from jianzhen.stages.signals.schema import Verdict

MODEL: Final = pa.schema(
    [("digest", pa.string()), ("model", pa.string())], metadata={"schema": "scoring_model", "schema_version": "1"}
)
"""A fitted model as the lake keeps it: one row, JSON. The last that landed is in force; older ones stay."""

_RANK: Final = {"flag": 2, "watch": 1, "clear": 0}
_CHUNK: Final = 5_000
EXCERPT: Final = 4_000
"""Characters of a text that the slice shows."""


@dataclass(frozen=True, slots=True)
class AuditItem:
    """One item drawn for the slice. ``said`` is what screening made of it, ``right`` the verdict, None without one."""

    item_id: str
    kind: str
    source: str
    text: str
    seller: str
    observed_at: datetime
    said: str
    score: float
    right: bool | None


@dataclass(frozen=True, slots=True)
class AuditSlice:
    """The slice of a period: one item in ``one_in`` of ``of`` items taken in, and the recall it tells so far."""

    period: str
    one_in: int
    of: int
    items: tuple[AuditItem, ...]

    @property
    def judged(self) -> int:
        """Return how many have a verdict."""
        return sum(item.right is not None for item in self.items)

    @property
    def recall(self) -> Interval:
        """Return the share of judged infringing items that were flagged, with its interval (Clopper-Pearson)."""
        return recall((item.said == "flag", item.right) for item in self.items if item.right is not None)


def model_in_force() -> Learned | None:
    """Return the model adopted last, None where weights are as set by hand."""
    lake = Lake(current().lake)
    paths = lake.paths("scoring_model")
    if not paths:
        return None
    (row,) = pq.read_table(paths[-1]).to_pylist()
    return learned_from(json.loads(row["model"]), Where(file=paths[-1]))


def judgements() -> Iterator[Judgement]:
    """Yield what officers said, one judgement for each item a verdict is about, oldest first."""
    for verdict in signals.verdicts():
        yield from judged_items(verdict)


def judged_items(verdict: Verdict) -> Iterator[Judgement]:
    """Yield one judgement for each item of a verdict; an item named without check is meant as a whole."""
    about: dict[str, set[tuple[str, str]]] = {}
    for meant in verdict.about:
        about.setdefault(meant.item, set()).update({(meant.right, meant.check)} if meant.check else ())
    for item, findings_meant in about.items():
        yield Judgement(
            verdict.record_id, item, verdict.right, verdict.at, frozenset(findings_meant),
            verdict.matter, verdict.officer, verdict.audit,
        )  # fmt: skip


def joined(screener: Screener) -> Joined:
    """Return the verdicts joined to the evidence that ``screener`` finds in their items today.

    The items are screened anew, so that all weights are those of one plan; give one whose plan has no model, or
    weights would be learned on top of learned ones.
    """
    told = list(judgements())
    return join(told, groups_of(screener, {one.item_id for one in told}))


def groups_of(screener: Screener, item_ids: Collection[str]) -> dict[str, list[Keyed]]:
    """Return item → groups of evidence, for those of these items that the lake holds; none found is an empty list."""
    rights = screener.plan.rights.column("right_id")
    found, wanted = {}, sorted(item_ids)
    for start in range(0, len(wanted), _CHUNK):
        for batch in signals.by_ids(wanted[start : start + _CHUNK]).to_batches():
            for cells in items_of(batch).to_pylist():
                groups = screener.groups(_texts(cells))
                found[cells["item_id"]] = [
                    Keyed("" if group.right is None else rights[group.right].as_py(), group) for group in groups
                ]
    return found


def _texts(cells: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in cells.items()}


def background() -> Background:
    """Return how often each mark stands alone, over the findings that stand; items that proved right left out."""
    return counting.of_files(findings.paths(), {one.item_id for one in judgements() if one.right})


def audit_slice(as_of: date, *, one_in: int = ONE_IN) -> AuditSlice:
    """Return the slice of the period of ``as_of``: of all items taken in, drawn by their ids, whatever their score."""
    period, salt = period_of(as_of), current().instance_id
    taken = _taken_in(as_of)
    drawn = [item for item in taken if in_slice(item, period, salt=salt, one_in=one_in)]
    said, told = _said(drawn), {one.item_id: one.right for one in judgements() if one.audit}
    rows = {row["signal_id"]: row for row in signals.by_ids(drawn).to_pylist()}
    items = tuple(_audited(rows[item], *said.get(item, ("clear", 0.0)), told.get(item)) for item in drawn)
    return AuditSlice(period, one_in, len(taken), items)


def _taken_in(as_of: date) -> list[str]:
    paths = signals.paths()
    if not paths:
        return []
    first = datetime.combine(as_of.replace(day=1), time(), SHANGHAI)
    end = datetime.combine(as_of + timedelta(days=1), time(), SHANGHAI)
    query = (
        "SELECT DISTINCT signal_id FROM read_parquet(?, union_by_name = true)"
        " WHERE recorded_at >= ? AND recorded_at < ? AND kind NOT IN (SELECT unnest(?)) ORDER BY 1"
    )
    with duckdb.connect() as engine:
        return [item for (item,) in engine.execute(query, [paths, first, end, list(NOT_SCREENED)]).fetchall()]


def _said(item_ids: Collection[str]) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for row in findings.of_items(item_ids).select(["item_id", "verdict", "score"]).to_pylist():
        one = (row["verdict"], row["score"])
        known = found.setdefault(row["item_id"], one)
        found[row["item_id"]] = max(known, one, key=lambda pair: (_RANK[pair[0]], pair[1]))
    return found


def _audited(row: Mapping[str, Any], said: str, score: float, right: bool | None) -> AuditItem:  # noqa: FBT001
    return AuditItem(
        row["signal_id"], row["kind"], row["source"], (row["text"] or "")[:EXCERPT], row["seller_name"] or "",
        row["observed_at"], said, score, right,
    )  # fmt: skip
