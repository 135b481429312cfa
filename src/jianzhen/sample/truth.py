"""The planted truth, kept aside in ``truth/``: the pipeline never reads it, only the scorer does.

* ``planted.jsonl``: one line an item: what was hidden in which records, and what is expected of them.
* ``records.jsonl``: one line a record: its source, its id and its true owner (empty where nobody owns it).
* ``dirty.jsonl``: one line a spoiled row: file, row, column and why it must be quarantined.
* ``summary.json``: seed, scale, window, files with rows and digests, counts of items.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from jianzhen.sample.block import Plant, Record
from jianzhen.sample.dirt import Spoiled

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted item as read back: ``records`` are (source, record id) pairs."""

    item: str
    scenario: str
    role: str
    expect: str
    records: tuple[tuple[str, str], ...]
    detail: dict[str, Any]


@dataclass(slots=True)
class TruthWriter:
    """Appends the truth of each block; close it by leaving the ``with`` of its streams."""

    planted: TextIO
    records: TextIO
    dirty: TextIO
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def plant(self, plant: Plant) -> None:
        """Write one planted item."""
        self.counts.setdefault(plant.scenario, Counter())[plant.role] += 1
        line = {
            "item": plant.item,
            "scenario": plant.scenario,
            "role": plant.role,
            "expect": plant.expect,
            "records": [[record.export, record.record_id] for record in plant.records],
            "detail": plant.detail,
        }
        _write(self.planted, line)

    def record(self, record: Record, file: str, row: int) -> None:
        """Write whose record this is, or why its row is spoiled; ``row`` counts as a spreadsheet shows it."""
        if isinstance(record, Spoiled):
            line = {"file": file, "row": row, "column": record.column, "reason": record.reason}
            _write(self.dirty, line)
        else:
            _write(self.records, {"source": record.export, "record": record.record_id, "owner": record.owner})


def _write(stream: TextIO, line: dict[str, Any]) -> None:
    stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_planted(folder: Path) -> list[Planted]:
    """Return the planted items of a data folder.

    Raises:
        FileNotFoundError: the folder holds no sample city.
    """
    with (folder / "truth" / "planted.jsonl").open(encoding="utf-8") as stream:
        return [_planted(json.loads(line)) for line in stream]


def _planted(line: dict[str, Any]) -> Planted:
    records = tuple((source, record) for source, record in line["records"])
    return Planted(line["item"], line["scenario"], line["role"], line["expect"], records, line["detail"])
