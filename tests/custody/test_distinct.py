"""Which rows are new: first of their kind in the file, and not in the lake yet."""

from __future__ import annotations

import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianzhen.custody.distinct import fresh_rows


def keys(numbers: list[int]) -> list[str]:
    """Return one UUID text a number."""
    return [str(uuid.UUID(int=number)) for number in numbers]


def table(path: Path, numbers: list[int], source: str) -> Path:
    """Write keys of one source, in several row groups."""
    pq.write_table(
        pa.table({"k": pa.array(keys(numbers), pa.string()), "source": pa.array([source] * len(numbers), pa.string())}),
        path,
        row_group_size=3,
    )
    return path


@given(
    st.lists(st.integers(0, 6), max_size=12),
    st.lists(st.integers(0, 6), max_size=6),
    st.lists(st.integers(0, 6), max_size=6),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fresh_rows(tmp_path: Path, new: list[int], held: list[int], others: list[int]) -> None:
    """A row is fresh when its key comes first and its source's rows in the lake lack it; other sources do not count."""
    rows = table(tmp_path / "new.parquet", new, "a")
    lake = [str(table(tmp_path / "l1.parquet", held, "a")), str(table(tmp_path / "l2.parquet", others, "b"))]
    found = fresh_rows(rows, count=len(new), key="k", lake=lake, lake_key="k", source="a", work=tmp_path)
    expected = [number not in held and number not in new[:index] for index, number in enumerate(new)]
    assert found.tolist() == expected


def test_an_empty_lake_and_an_empty_file(tmp_path: Path) -> None:
    """Without a lake every first row is fresh; a file of no row has none."""
    rows = table(tmp_path / "new.parquet", [1, 1, 2], "a")
    found = fresh_rows(rows, count=3, key="k", lake=[], lake_key="k", source="a", work=tmp_path)
    assert found.tolist() == [True, False, True]
    empty = table(tmp_path / "empty.parquet", [], "a")
    assert fresh_rows(empty, count=0, key="k", lake=[], lake_key="k", source="a", work=tmp_path).tolist() == []
