"""Input that must work: encodings, byte order marks, formula cells, broken rows, empty files."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from jianzhen.base.tabular.read import open_table, sheet_names
from tests.base.tabular.tables import faults, numbers, read, text_file, workbook
from tests.shared import SHARED, needs_shared

HEAD = "编号,标题\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    """The same text in UTF-8, with a byte order mark, in GB18030 and in GBK reads alike."""
    path = text_file(tmp_path / "a.csv", HEAD + "1,老通城豆皮\n2,马应龙麝香膏\n", encoding)
    assert read(path) == [["1", "老通城豆皮"], ["2", "马应龙麝香膏"]]


def test_gb18030_four_byte_characters(tmp_path: Path) -> None:
    """A rare character outside GBK survives in a GB18030 file."""
    path = text_file(tmp_path / "a.csv", HEAD + "1,𠮷野家与㐀字的招牌商品\n", "gb18030")
    assert read(path) == [["1", "𠮷野家与㐀字的招牌商品"]]


def test_chinese_far_into_a_file_is_found(tmp_path: Path) -> None:
    """A file that is plain ASCII for its first megabyte and GB18030 after it is still read as GB18030."""
    ascii_rows = "".join(f"{number},item number {number}\n" for number in range(60_000))
    path = text_file(tmp_path / "a.csv", "id,title\n" + ascii_rows + "x,最后一行\n", "gb18030")
    assert read(path)[-1] == ["x", "最后一行"]


def test_cells_keep_line_breaks_tabs_and_quotes(tmp_path: Path) -> None:
    """A quoted cell keeps separators, line breaks of both kinds, tabs and doubled quotes."""
    path = text_file(tmp_path / "a.csv", 'a,b\r\n"1,\t\n\r\n2","say ""hi"""\r\n')
    assert read(path) == [["1,\t\n\r\n2", 'say "hi"']]


def test_row_numbers_count_as_a_spreadsheet(tmp_path: Path) -> None:
    """A cell with a line break is one row; empty and broken rows keep their number for themselves."""
    path = text_file(tmp_path / "a.csv", 'a,b\n1,"x\ny"\n\n2\n3,4\n5,6,7\n8,9\n')
    assert numbers(path) == [2, 5, 7]
    assert [(fault.row, fault.cells) for fault in faults(path)] == [(4, ("2",)), (6, ("5", "6", "7"))]


def test_broken_rows_at_the_end_are_reported(tmp_path: Path) -> None:
    """A file whose only rows are broken reports them all."""
    path = text_file(tmp_path / "a.csv", "a,b\n1\n1,2,3\n")
    assert read(path) == []
    assert [fault.row for fault in faults(path)] == [2, 3]


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 100])
def test_batches_cut_anywhere_say_the_same(tmp_path: Path, rows: int) -> None:
    """Rows and their numbers do not depend on where batches are cut."""
    lines = [f"{n},t{n}" if n % 5 else f"{n}" for n in range(1, 40)]
    path = text_file(tmp_path / "a.csv", "a,b\n" + "\n".join(lines) + "\n")
    assert read(path, rows=rows) == [[str(n), f"t{n}"] for n in range(1, 40) if n % 5]
    assert numbers(path, rows) == [n + 1 for n in range(1, 40) if n % 5]


def test_a_large_file_keeps_its_numbers_over_blocks(tmp_path: Path) -> None:
    """Over several parser blocks, with broken rows in between, every row keeps its own number."""
    lines = [f"{n},{'x' * 200}" if n % 1000 else f"{n}" for n in range(2, 100_002)]
    path = text_file(tmp_path / "a.csv", "a,b\n" + "\n".join(lines) + "\n")
    with open_table(path) as table:
        seen = [
            (n, cell) for batch in table.batches() for n, cell in zip(batch.numbers, batch.columns["a"], strict=True)
        ]
    assert len(seen) == 99_900
    assert all(str(number) == cell for number, cell in seen)


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_other_separators_are_found(tmp_path: Path, separator: str) -> None:
    """A file separated by tabs, semicolons or bars is read when its head line holds no comma."""
    path = text_file(tmp_path / "a.csv", separator.join(["编号", "标题"]) + "\n" + separator.join(["1", "豆皮"]) + "\n")
    assert read(path) == [["1", "豆皮"]]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_an_empty_file_has_no_row(tmp_path: Path, name: str) -> None:
    """A file of no byte opens and gives no column and no row."""
    (tmp_path / name).touch()
    with open_table(tmp_path / name) as table:
        assert (table.columns, list(table.batches())) == ([], [])


@pytest.mark.parametrize("text", ["\ufeff", "\n\n", "编号,标题\n", "编号,标题"])
def test_a_file_without_rows_works(tmp_path: Path, text: str) -> None:
    """A byte order mark alone, blank lines alone, or a head line alone are files of no row."""
    assert read(text_file(tmp_path / "a.csv", text)) == []


def test_an_empty_workbook_has_no_row(tmp_path: Path) -> None:
    """A workbook whose sheet has no cell is a file of no row."""
    assert read(workbook(tmp_path / "a.xlsx", [])) == []


def test_workbook_cells(tmp_path: Path) -> None:
    """Formula cells give their saved value, numbers no .0, long ids all digits, dates ISO text."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["公式", "数字", "编号", "日期", "真假", "小数"])
    sheet.write_formula(1, 0, "=1+1", None, 2)
    sheet.write_number(1, 1, 47)
    sheet.write_number(1, 2, 10908591348)
    sheet.write_datetime(1, 3, datetime(2019, 8, 1, 9, 5, 2))  # noqa: DTZ001 - a spreadsheet cell has no zone
    sheet.write_boolean(1, 4, True)  # noqa: FBT003 - the cell's value
    sheet.write_number(1, 5, 0.1 + 0.2)
    sheet.write_formula(2, 0, '="豆"&"皮"', None, "豆皮")
    book.close()
    assert read(path) == [
        ["2", "47", "10908591348", "2019-08-01 09:05:02", "TRUE", "0.3"],
        ["豆皮", None, None, None, None, None],
    ]


def test_workbook_rows_keep_their_number(tmp_path: Path) -> None:
    """Empty rows above the head line and between rows keep their place in the count."""
    path = workbook(tmp_path / "a.xlsx", [[], ["编号", "标题"], ["1", "甲"], [], ["2", "乙"]])
    assert numbers(path) == [3, 5]


def test_workbook_sheet_by_name_or_first(tmp_path: Path) -> None:
    """The first sheet is read unless another is named."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name, cell in (("一", "甲"), ("二", "乙")):
        book.add_worksheet(name).write_column(0, 0, ["标题", cell])
    book.close()
    assert sheet_names(tmp_path / "a.xlsx") == ["一", "二"]
    assert read(tmp_path / "a.xlsx") == [["甲"]]
    assert read(tmp_path / "a.xlsx", sheet="二") == [["乙"]]


def test_a_workbook_cell_beyond_the_head_is_a_broken_row(tmp_path: Path) -> None:
    """A row with a cell under no column is set aside, the others are read."""
    rows = [["a", "b"], *([["1", "2"]] * 30), ["1", "2", "3"], ["4", "5"]]
    path = workbook(tmp_path / "a.xlsx", rows)
    assert len(read(path)) == 31
    assert [fault.row for fault in faults(path)] == [32]


def test_jsonl(tmp_path: Path) -> None:
    """Numbers keep their digits, late keys are columns, lists join with ;, a broken line is one broken row."""
    lines = ['{"id": 1, "p": 9.90}', "", "not json", '{"id": "2", "tags": ["a", 3], "o": {"k": 1}}', "[1]"]
    path = text_file(tmp_path / "a.jsonl", "\n".join(lines))
    with open_table(path) as table:
        assert table.columns == ["id", "p", "tags", "o"]
    assert read(path) == [["1", "9.90", None, None], ["2", None, "a;3", '{"k": "1"}']]
    assert [fault.row for fault in faults(path)] == [3, 5]
    assert numbers(path) == [1, 4]


def test_parquet(tmp_path: Path) -> None:
    """Typed columns come as text: decimals in full, dates ISO, lists joined."""
    rows = {"p": [Decimal("9.90")], "d": [date(2019, 8, 1)], "l": [["a", "b"]], "t": [""], "n": [None]}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == [["9.90", "2019-08-01", "a;b", None, None]]


def test_unknown_columns_are_kept(tmp_path: Path) -> None:
    """Every column is there under its own name, trimmed."""
    with open_table(text_file(tmp_path / "a.csv", " a ,备注\n1,2\n")) as table:
        assert table.columns == ["a", "备注"]


@pytest.mark.parametrize(
    "text",
    [
        "name,valid_to\n老通城,长期\n马应龙,2030-01-01\n汪玉霞,2031-01-01\n叶开泰,2032-01-01\n",
        "id,title,price\n甲,豆皮,面议\n乙,热干面,5\n丙,面窝,2\n",
        "mark\n某某商标\n某某店铺\n",
        "id,name,spec\na,可乐,罐装\nb,雪碧,500\nc,芬达,330\n",
        "id,2019,2020\n甲,1,2\n",
        json.dumps("编号") + "," + json.dumps("标题") + "\n1,豆皮\n",
    ],
)
def test_data_is_not_taken_for_a_second_head(tmp_path: Path, text: str) -> None:
    """First rows of words (长期, 面议, 某某商标), years as column names and quoted names are accepted."""
    assert len(read(text_file(tmp_path / "a.csv", text))) == text.count("\n") - 1


@needs_shared
def test_real_files() -> None:
    """Real exports of stores, a mailbox and a stock exchange are read with the row counts their page states."""
    assert len(read(SHARED / "data/listings/store-a.xlsx")) == 6176
    assert len(read(SHARED / "data/complaints/messages.xlsx")) == 4326
    assert len(read(SHARED / "data/complaints/messages.xlsx", sheet="剔除后")) == 883
    gbk, utf8 = (read(SHARED / f"data/names/listed-companies{kind}.csv") for kind in (".gbk", ""))
    assert gbk == utf8
    assert len(gbk) == 4732
