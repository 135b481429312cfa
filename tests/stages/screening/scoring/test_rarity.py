"""The background of marks: what is common by accident weighs less, counted alike whatever the cut."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.stages.screening.engine.evidence import Evidence
from jianzhen.stages.screening.scoring import counting
from jianzhen.stages.screening.scoring.errors import ModelRefusedError
from jianzhen.stages.screening.scoring.files import background_rows, read_background
from jianzhen.stages.screening.scoring.rarity import REFERENCE, Background, loss


def sound(mark: str, weight: float = 8.0) -> Evidence:
    """Return a sound-alike of a mark."""
    return Evidence("tm.sound", "trademarks", weight, "mark.sound", {"mark": mark, "written": mark})


@given(st.integers(0, 10**6), st.data())
def test_a_loss_is_never_a_gain_and_grows_with_mentions(items: int, data: st.DataObject) -> None:
    """Never below nothing, and one mention more never weighs more."""
    mentioned = data.draw(st.integers(0, max(0, items - 1)))
    some, more = loss(mentioned, items), loss(min(mentioned + 1, items), items)
    assert 0 <= some <= more


def test_losses_by_hand() -> None:
    """Nothing known loses nothing; the reference rate keeps its weight; ten thousand of a million lose 6.6 bits."""
    assert loss(0, 0) == loss(0, 50) == 0
    assert loss(100, 10**6) == pytest.approx(0, abs=0.02)
    assert loss(10**4, 10**6) == pytest.approx(6.63, abs=0.01)
    assert loss(1, 100) == pytest.approx(0.985, abs=0.01)


def test_a_longer_run_at_the_same_rate_is_believed_more() -> None:
    """One in a hundred over a hundred items is hardly evidence, over a million it is."""
    losses = [loss(items // 100, items) for items in (100, 1_000, 10_000, 1_000_000)]
    assert all(before < after for before, after in pairwise(losses))


@pytest.mark.parametrize(("mentioned", "items", "reference"), [(2, 1, 1e-4), (-1, 5, 1e-4), (1, 5, 0.0), (1, 5, 1.0)])
def test_impossible_counts_are_refused(mentioned: int, items: int, reference: float) -> None:
    """More mentions than items, a negative count and a reference that is no rate."""
    with pytest.raises(ValueError, match="no background rate"):
        loss(mentioned, items, reference)


def test_a_common_mark_weighs_less_than_a_rare_one() -> None:
    """The same way of writing, two marks, one heard in a hundredth of all items."""
    known = Background(100_000, {("安全屋", "mark.sound"): 1_000, ("岚溪谷", "mark.sound"): 2})
    assert known.weight(sound("岚溪谷")) == 8.0
    assert known.weight(sound("安全屋")) == pytest.approx(8 - loss(1_000, 100_000))
    assert known.weight(sound("云雀")) == 8.0


def test_evidence_for_never_turns_and_evidence_against_stays() -> None:
    """A plain mention of two bits loses two at most; a holder's weight is not touched."""
    known = Background(1_000, {("大地", "mark.plain"): 900})
    plain = Evidence("tm.exact", "trademarks", 2.0, "mark.plain", {"mark": "大地"})
    holder = Evidence("use.holder", "trademarks", -20.0, "use.holder", {"mark": "大地"})
    assert (known.weight(plain), known.weight(holder)) == (0.0, -20.0)


def test_what_loses_nothing_does_not_travel_with_the_plan() -> None:
    """Of a register's marks only the common ones are kept, and every weight stays the same."""
    known = Background(10**6, {("甲乙丙", "mark.sound"): 5_000, ("丁戊己", "mark.sound"): 3})
    kept = known.telling()
    assert set(kept.counts) == {("甲乙丙", "mark.sound")}
    assert [kept.weight(sound(mark)) for mark in ("甲乙丙", "丁戊己")] == [
        known.weight(sound(mark)) for mark in ("甲乙丙", "丁戊己")
    ]
    assert kept.items * REFERENCE == pytest.approx(100)


def row(item: str, code: str, weight: float, **cells: str) -> dict[str, object]:
    """Return a finding as counting needs it."""
    check = code.replace("mark.", "tm.") if code.startswith("mark.") else code
    facts = {"item_id": item, "right_id": "r1", "check": check, "domain": "trademarks", "verdict": "watch"}
    params = json.dumps({"mark": "岚溪谷"}) if code.startswith("mark.") else "{}"
    return {**facts, "weight": weight, "reason_code": code, "reason_params": params, **cells}


FOUND = [
    row("alone", "mark.sound", 8.0),
    row("alone", "use.goods", 1.0),
    row("with jargon", "mark.sound", 8.0),
    row("with jargon", "terms.found", 5.0),
    row("holder", "mark.plain", 2.0, verdict="clear"),
    row("holder", "use.holder", -20.0, verdict="clear"),
    row("learned away", "mark.sound", 0.0),
    row("nothing", "none", 0.0) | {"right_id": None, "check": "none", "reason_params": "{}"},
]


def table(rows: list[dict[str, object]]) -> pa.Table:
    """Return findings as a table."""
    names = counting.NEEDED
    types = [pa.float64() if name == "weight" else pa.string() for name in names]
    return pa.table(
        [pa.array([one[name] for one in rows], kind) for name, kind in zip(names, types, strict=True)], names
    )


def test_only_a_mark_that_stands_alone_is_background() -> None:
    """Jargon beside it, the holder's own use and proved infringement are no accident; goods of the class are."""
    assert counting.of_table(table(FOUND)) == Background(5, {("岚溪谷", "mark.sound"): 2})
    assert counting.of_table(table(FOUND), {"alone"}) == Background(5, {("岚溪谷", "mark.sound"): 1})
    assert counting.of_files([]) == Background(0, {})


def test_counts_do_not_depend_on_order_or_files(tmp_path: Path) -> None:
    """Turned round and split into files the counts are the same."""
    whole = counting.of_table(table(FOUND))
    paths = []
    for place, rows in enumerate((FOUND[4:], FOUND[:4])):
        path = str(tmp_path / f"it's {place}.parquet")
        pq.write_table(table(rows), path)
        paths.append(path)
    assert counting.of_table(table(FOUND[::-1])) == counting.of_files(paths) == whole


def test_a_background_file_reads_as_it_was_written() -> None:
    """Rows out, rows in; spellings of one mark are one mark."""
    known = Background(500, {("nike", "mark.plain"): 40, ("岚溪谷", "mark.sound"): 2})
    assert read_background(pa.Table.from_pylist(background_rows(known)), "b.csv") == known
    assert Background.from_rows(9, [("NIKE", "mark.plain", 5), ("Nike", "mark.plain", 7)]).counts == {
        ("nike", "mark.plain"): 7
    }


@pytest.mark.parametrize(
    ("items", "of", "words"), [("x", "9", "row 2: a count"), ("10", "9", "no background rate"), (None, "9", "a count")]
)
def test_a_damaged_background_is_refused(items: str | None, of: str, words: str) -> None:
    """No number, more mentions than items, an empty cell."""
    rows = pa.Table.from_pylist([{"mark": "岚溪谷", "reason_code": "mark.sound", "items": items, "of": of}])
    with pytest.raises(ModelRefusedError, match=words):
        read_background(rows, "b.csv")


def test_counts_of_two_runs_are_not_mixed() -> None:
    """Totals that differ say that the rows are of different runs."""
    rows = [
        {"mark": m, "reason_code": "mark.sound", "items": "1", "of": of} for m, of in (("甲乙丙", "9"), ("丁戊己", "8"))
    ]
    with pytest.raises(ModelRefusedError, match="different totals"):
        read_background(pa.Table.from_pylist(rows), "b.csv")
