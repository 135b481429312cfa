"""Models, backgrounds, findings and verdicts as files: what commands without a database work from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import Where
from jianzhen.base.whole import write_whole
from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.rows import NOTHING
from jianzhen.stages.screening.scoring.errors import ModelRefusedError, VerdictsRefusedError
from jianzhen.stages.screening.scoring.learned import Learned, learned_from
from jianzhen.stages.screening.scoring.rarity import Background
from jianzhen.stages.screening.scoring.units import Judgement, Keyed

FINDING_COLUMNS: Final = ("item_id", "right_id", "check", "domain", "verdict", "base", "weight", "reason_code",
                          "reason_params")  # fmt: skip
VERDICT_COLUMNS: Final = ("item_id", "right", "at", "right_id", "check", "matter", "officer", "audit")
BACKGROUND_COLUMNS: Final = ("mark", "reason_code", "items", "of")
REQUIRED_VERDICT: Final = VERDICT_COLUMNS[:3]

_YES: Final = frozenset({"1", "true", "yes", "right", "是", "对", "属实"})
_NO: Final = frozenset({"0", "false", "no", "wrong", "否", "错", "不属实"})


def write_model(path: Path, model: Learned) -> None:
    """Write a model as JSON with its digest, whole or not at all.

    Raises:
        RefusedError: the place cannot be written.
    """
    write_whole(path, json.dumps({"digest": model.digest, **model.as_json()}, ensure_ascii=False, indent=1) + "\n")


def read_model(path: Path) -> Learned:
    """Return the model of a file that :func:`write_model` wrote.

    Raises:
        ModelRefusedError: it cannot be read, is no model, or was changed since it was written.
    """
    where = Where(file=str(path))
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ModelRefusedError(f"the model cannot be read ({fault})", where=where, remedy="Fit it anew") from fault
    model = learned_from(values, where)
    if values.get("digest") != model.digest:
        raise ModelRefusedError(
            "the model was changed after it was written: its digest does not hold", where=where, remedy="Fit it anew"
        )
    return model


def read_background(table: pa.Table, file: str) -> Background:
    """Return the background of a table: mark, reason_code, items that mention it, of how many items in all.

    Raises:
        ModelRefusedError: a count is no number, the totals differ, or a count exceeds them.
    """
    rows, totals = [], set()
    for number, row in enumerate(table.to_pylist(), start=2):
        try:
            rows.append((row["mark"] or "", row["reason_code"] or "", int(row["items"])))
            totals.add(int(row["of"]))
        except (TypeError, ValueError) as fault:
            raise ModelRefusedError(
                f"a count is no whole number ({fault})", where=Where(file=file, row=number), remedy="Correct it"
            ) from fault
    if len(totals) > 1:
        raise ModelRefusedError(
            f"the rows count over different totals {sorted(totals)[:3]}",
            where=Where(file=file, column="of"),
            remedy="Use the counts of one run",
        )
    return Background.from_rows(totals.pop() if totals else 0, rows)


def background_rows(background: Background) -> list[dict[str, Any]]:
    """Return the rows that :func:`read_background` reads, the most frequent first."""
    ranked = sorted(background.counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        dict(zip(BACKGROUND_COLUMNS, (mark, code, str(count), str(background.items)), strict=True))
        for (mark, code), count in ranked
    ]


def read_groups(table: pa.Table, file: str) -> dict[str, list[Keyed]]:
    """Return item → groups from a table of findings with weights set by hand; an item with none has an empty list.

    Raises:
        VerdictsRefusedError: a base or weight is no number.
    """
    found: dict[str, dict[tuple[str, ...], list[Mapping[str, Any]]]] = {}
    for number, row in enumerate(table.to_pylist(), start=2):
        own = found.setdefault(row["item_id"] or "", {})
        if row["check"] != NOTHING:
            right = row["right_id"] or ""
            key = (right, row["domain"] or "", "" if right else row["check"])
            own.setdefault(key, []).append(
                row | {name: _number(row[name], file, number) for name in ("base", "weight")}
            )
    return {item: [Keyed(key[0], _group(rows)) for key, rows in own.items()] for item, own in found.items()}


def _number(cell: str | None, file: str, row: int) -> float:
    try:
        return float(cell or "")
    except ValueError as fault:
        raise VerdictsRefusedError(
            f"{cell!r} is no number of bits", where=Where(file=file, row=row), remedy="Use the findings as written"
        ) from fault


def _group(rows: list[Mapping[str, Any]]) -> Group:
    """Return the group of some rows. Rows do not say what only watches: where the whole did, all of it is taken to."""
    verdict, base = rows[0]["verdict"], rows[0]["base"]
    watching = verdict == "watch" and base + sum(row["weight"] for row in rows) > 0
    return Group(
        0 if rows[0]["right_id"] else None,
        base,
        [
            Evidence(
                row["check"], row["domain"] or "", row["weight"], row["reason_code"],
                json.loads(row["reason_params"] or "{}"),
                watch_only=watching or row["check"] == "use.goods", clears=verdict == "clear",
            )
            for row in rows
        ],
    )  # fmt: skip


def read_verdicts(rows: Iterable[Mapping[str, str | None]], file: str) -> Iterator[Judgement]:
    """Yield the judgements of a table: item_id, right, at, and optionally right_id, check, matter, officer, audit.

    Raises:
        VerdictsRefusedError: a cell that is needed is empty or cannot be read.
    """
    for number, row in enumerate(rows, start=2):
        item, check = row["item_id"], row.get("check")
        if not item:
            raise _refused(file, number, "item_id", "the cell is empty", "Name the item")
        yield Judgement(
            f"{file}:{number}", item, _yes(row["right"], file, number, "right"), _instant(row["at"], file, number),
            frozenset({(row.get("right_id") or "", check)} if check else ()), row.get("matter") or "",
            row.get("officer") or "", _yes(row.get("audit") or "0", file, number, "audit"),
        )  # fmt: skip


def _yes(cell: str | None, file: str, row: int, column: str) -> bool:
    word = (cell or "").strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise _refused(file, row, column, f"{cell!r} is neither yes nor no", "Write 1 or 0, yes or no, 是 or 否")


def _instant(cell: str | None, file: str, row: int) -> datetime:
    try:
        at = datetime.fromisoformat((cell or "").strip())
    except ValueError as fault:
        raise _refused(file, row, "at", f"{cell!r} is no time", "Write 2026-04-15 or 2026-04-15T09:30") from fault
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _refused(file: str, row: int, column: str, what: str, remedy: str) -> VerdictsRefusedError:
    return VerdictsRefusedError(what, where=Where(file=file, row=row, column=column), remedy=remedy)
