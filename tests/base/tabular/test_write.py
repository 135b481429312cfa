"""What is written can be read back, appears whole or not at all, and runs in no spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianzhen.base.errors import RefusedError
from jianzhen.base.tabular.cells import guard, split_list, unguard
from jianzhen.base.tabular.read import EXTENSIONS
from jianzhen.base.tabular.write import write_table
from tests.base.tabular.tables import read

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\tx",
    "\rx",
    " =1",
    '"=1',
    "\u200b=1",
    "\ufeff=1",
    "'=1",
]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")) | st.sampled_from(RISKY)
LOOSE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def one_column(cells: list[str | None]) -> tuple[pa.Schema, list[pa.RecordBatch]]:
    """Return a table of a key and a text column."""
    schema = pa.schema([("编号", pa.string()), ("文字", pa.string())])
    keys = [f"k{index}" for index in range(len(cells))]
    return schema, [pa.record_batch([pa.array(keys), pa.array(cells, pa.string())], schema=schema)]


@pytest.mark.parametrize("extension", EXTENSIONS)
@given(cells=st.lists(CELLS, max_size=8))
@LOOSE
def test_any_text_round_trips(tmp_path: Path, extension: str, cells: list[str]) -> None:
    """Any text cell, risky or not, comes back as it was from every format (an empty one as None)."""
    path = tmp_path / f"a{extension}"
    write_table(path, *one_column(list(cells)))
    assert [row[1] for row in read(path)] == [cell or None for cell in cells]


@given(CELLS)
def test_the_guard_undoes_itself(text: str) -> None:
    """Guarding and unguarding give every text back, guarded ones too."""
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)


@pytest.mark.parametrize("text", RISKY)
@pytest.mark.parametrize("extension", [".csv", ".xlsx"])
def test_no_cell_starts_a_formula(tmp_path: Path, text: str, extension: str) -> None:
    """In .csv and .xlsx a risky cell, a head cell too, stands behind an apostrophe and is a text cell."""
    path = tmp_path / f"a{extension}"
    schema = pa.schema([("=head", pa.string())])
    write_table(path, schema, [pa.record_batch([pa.array([text])], schema=schema)])
    if extension == ".csv":
        lines = path.read_bytes().decode()
        assert lines.startswith("'=head\n")
        assert lines.removeprefix("'=head\n").lstrip('"').startswith("'")
    else:
        cells = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        assert [row[0] for row in cells] == ["'=head", "'" + text]


def test_ids_stay_text_and_types_stay_typed(tmp_path: Path) -> None:
    """In a workbook an id of digits is text, an amount a number with two places, a date a date."""
    schema = pa.schema([("id", pa.string()), ("p", pa.decimal128(18, 2)), ("d", pa.date32()), ("n", pa.int64())])
    row = pa.record_batch(
        [pa.array(["007"]), pa.array([Decimal("9.90")], schema[1].type), pa.array([date(2019, 8, 1)]), pa.array([3])],
        schema=schema,
    )
    write_table(tmp_path / "a.xlsx", schema, [row])
    cells = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert cells[1] == ["007", 9.9, date(2019, 8, 1), 3.0]
    write_table(tmp_path / "a.csv", schema, [row])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "id,p,d,n\n007,9.90,2019-08-01,3\n"


def test_lists_instants_and_negative_numbers_in_csv(tmp_path: Path) -> None:
    """Lists join with ;, instants are UTC, a negative number is a number and is not guarded."""
    schema = pa.schema([("l", pa.list_(pa.string())), ("t", pa.timestamp("us", tz="UTC")), ("n", pa.float64())])
    columns = [
        pa.array([["a", "b"]], schema[0].type),
        pa.array([datetime(2019, 8, 1, 1, 5, 2, tzinfo=UTC)]),
        pa.array([-1.5]),
    ]
    write_table(tmp_path / "a.csv", schema, [pa.record_batch(columns, schema=schema)])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "l,t,n\na;b,2019-08-01T01:05:02Z,-1.5\n"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_whole_or_not_at_all(tmp_path: Path, extension: str) -> None:
    """When the rows break off, the file of before stands untouched and nothing else is left."""
    path = tmp_path / f"a{extension}"
    schema, batches = one_column(["old"])
    write_table(path, schema, batches)
    before = path.read_bytes()

    def breaking() -> Iterator[pa.RecordBatch]:
        yield from batches
        raise RefusedError("the source broke off", remedy="try again")

    with pytest.raises(RefusedError, match="broke off"):
        write_table(path, schema, breaking())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_workbook_cannot_hold_is_refused(tmp_path: Path) -> None:
    """A cell longer than a workbook holds is refused with its row and column, never cut."""
    with pytest.raises(RefusedError) as caught:
        write_table(tmp_path / "a.xlsx", *one_column(["short", "x" * 32_768]))
    assert (caught.value.where.row, caught.value.where.column) == (3, "文字")
    assert list(tmp_path.iterdir()) == []


def test_unknown_extension_and_unwritable_place(tmp_path: Path) -> None:
    """Another extension, and a folder that is not there, are refused."""
    with pytest.raises(RefusedError, match="not written"):
        write_table(tmp_path / "a.pdf", *one_column([]))
    with pytest.raises(RefusedError, match="cannot be written"):
        write_table(tmp_path / "none" / "a.csv", *one_column([]))


def test_a_batch_with_other_columns_is_refused(tmp_path: Path) -> None:
    """A batch whose columns are not the table's is refused and nothing is left."""
    schema, _ = one_column([])
    with pytest.raises(RefusedError, match="columns"):
        write_table(tmp_path / "a.csv", schema, [pa.record_batch({"x": pa.array(["1"])})])
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_rows_has_its_head(tmp_path: Path) -> None:
    """A table of no row is a file with its head line."""
    schema, batches = one_column([])
    assert write_table(tmp_path / "a.csv", schema, batches) == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "编号,文字\n"


def test_list_cells() -> None:
    """List cells split at ; and ；, without empty members."""
    assert split_list(" a; b；；c ;") == ["a", "b", "c"]
