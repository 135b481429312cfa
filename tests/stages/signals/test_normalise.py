"""Laws of normalising: batches cut anywhere agree, content decides identity, no row is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.base.tabular.model import RowBatch, text_batch
from jianzhen.playbook.intake.normalise import KEY, FileFacts, Normalised, Normaliser
from jianzhen.playbook.intake.plan import compile_plan
from jianzhen.playbook.manifest import Manifest
from jianzhen.stages.signals.shape import SHAPE

HEAD = ["编号", "内容", "价格", "数量", "日期", "备注", "其他"]
FACTS = FileFacts("a.csv", "0" * 64, datetime(2026, 3, 2, tzinfo=UTC))
MANIFEST = Manifest.model_validate(
    {
        "manifest": 1,
        "source": "laws",
        "title": {"zh": "律", "en": "Laws"},
        "target": "signal",
        "kind": "listing",
        "match": {"columns": ["编号"]},
        "id": "编号",
        "columns": {
            "text": {"from": "内容", "required": True},
            "price": {"from": "价格"},
            "quantity": {"from": "数量"},
            "event_date": {"from": "日期"},
        },
    }
)
CELL = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4).map(lambda text: text or None)
ROW = st.tuples(
    st.none() | st.sampled_from("123"),
    CELL,
    st.sampled_from([None, "9.90", "9.9", "-1", "贵"]),
    st.sampled_from([None, "1", "1.0", "1.5"]),
    st.sampled_from([None, "2019-08-01", "2019年8月1日", "2019-02-30"]),
    CELL,
    CELL,
)
ROWS = st.lists(ROW, max_size=12)


def normalise(rows: Sequence[tuple[str | None, ...]], head: list[str], first: int = 2) -> Normalised:
    """Normalise one batch of rows."""
    plan = compile_plan(MANIFEST, SHAPE, head, file_name="a.csv")
    batch = RowBatch(text_batch(head, rows), range(first, first + len(rows)))
    return Normaliser(plan, FACTS, lambda value, kind: f"{kind}:{value}").batch(batch)


@given(ROWS, st.integers(0, 12))
@settings(deadline=None)
def test_batches_cut_anywhere_agree(rows: list[tuple[str | None, ...]], cut: int) -> None:
    """Rows, keys and faults are the same wherever the batch is cut, and every row is in one of the two."""
    cut = min(cut, len(rows))
    whole = normalise(rows, HEAD)
    parts = [normalise(rows[:cut], HEAD), normalise(rows[cut:], HEAD, 2 + cut)]
    assert [row for part in parts for row in part.rows.to_pylist()] == whole.rows.to_pylist()
    assert [item for part in parts for item in part.rejected] == list(whole.rejected)
    assert whole.rows.num_rows + len(whole.rejected) == len(rows)


@given(ROWS, st.permutations(range(len(HEAD))))
@settings(deadline=None)
def test_column_order_is_no_content(rows: list[tuple[str | None, ...]], order: list[int]) -> None:
    """The keys of rows do not depend on the order of columns."""
    moved = [tuple(row[index] for index in order) for row in rows]
    ahead, after = normalise(rows, HEAD), normalise(moved, [HEAD[index] for index in order])
    assert after.rows.column(KEY).to_pylist() == ahead.rows.column(KEY).to_pylist()


@given(CELL, CELL, CELL, CELL)
@settings(deadline=None)
def test_different_content_has_different_keys(a: str | None, b: str | None, c: str | None, d: str | None) -> None:
    """Two rows share a key only when they say the same in every field."""
    rows = [("1", "甲", None, None, None, a, b), ("1", "甲", None, None, None, c, d)]
    keys = normalise(rows, HEAD).rows.column(KEY).to_pylist()
    assert (keys[0] == keys[1]) == ((a, b) == (c, d))


@given(CELL, CELL)
@settings(deadline=None)
def test_separators_inside_cells_do_not_collide(a: str | None, b: str | None) -> None:
    """A cell that holds the separators of the content text cannot pass for two cells."""
    joined = f"{a or ''}\x1fspec={b or ''}"
    rows = [("1", joined, None, None, None, None, None), ("1", a or "x", None, None, None, b, None)]
    keys = normalise(rows, HEAD).rows.column(KEY).to_pylist()
    assert keys[0] != keys[1]
