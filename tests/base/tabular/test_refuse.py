"""Input that must be refused: each with its file, its row or column, and what to do."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.base.tabular import workbooks
from tests.base.tabular.tables import read, text_file, workbook


def refusal(path: Path, **options: str) -> RefusedError:
    """Return the error that reading ``path`` to its end ends with."""
    with pytest.raises(RefusedError) as caught:
        read(path, **options)  # type: ignore[arg-type]
    assert caught.value.where.file == path.name
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("1,豆皮,9.90\n2,面窝,2.50\n", 1, "head line is missing"),
        ("2019-08-01,豆皮\n", 1, "head line is missing"),
        ("10908591348,豆皮\n", 1, "head line is missing"),
        ("编号,标题\n编号,标题\n1,豆皮\n", 2, "two head lines"),
        ("item_id,text\n编号,标题\n1,豆皮\n", 2, "two head lines"),
        ("item_id,text,price\n甲码,说明,元\n1,豆皮,9.9\n2,面窝,2\n", 2, "two head lines"),
        ("2019年投诉明细,,\n编号,标题,时间\n1,豆皮,9:00\n", 2, "two head lines"),
        ("基本信息,,商品,\n编号,姓名,名称,价格\n1,甲,豆皮,9\n", 2, "two head lines"),
    ],
)
def test_head_lines(tmp_path: Path, text: str, row: int, words: str) -> None:
    """No head line, or two (repeated, translated, under a title or group line), are refused with the row."""
    error = refusal(text_file(tmp_path / "a.csv", text))
    assert (error.where.row, words in error.what) == (row, True), error


def test_two_heads_in_a_workbook(tmp_path: Path) -> None:
    """A title line above the head line of a workbook is refused, naming sheet and row."""
    error = refusal(workbook(tmp_path / "a.xlsx", [["投诉明细"], ["编号", "标题"], [1, "豆皮"]], sheet="明细"))
    assert ("two head lines" in error.what, error.where.sheet, error.where.row) == (True, "明细", 2)


def test_an_unknown_separator(tmp_path: Path) -> None:
    """Rows of several cells under one column name are refused as separated by something else."""
    error = refusal(text_file(tmp_path / "a.csv", "id%title\n1%red, green\n2%blue, white\n3%black\n"))
    assert "one column" in error.what


def test_doubled_and_nameless_columns(tmp_path: Path) -> None:
    """A column name that comes twice, and a column with data but no name, are refused by name and place."""
    assert refusal(text_file(tmp_path / "a.csv", "a,b,a\n1,2,3\n")).where.column == "a"
    assert refusal(text_file(tmp_path / "b.csv", "a,,b\n1,2,3\n")).where.column == "2"


def test_undecodable_text_names_row_and_column(tmp_path: Path) -> None:
    """One bad byte in UTF-8 Chinese is refused at its row and column; it is not read as other Chinese."""
    body = "编号,标题\n1,老通城豆皮\n2,马应".encode() + b"\xff" + "龙\n".encode()
    path = tmp_path / "a.csv"
    path.write_bytes(body)
    error = refusal(path)
    assert (error.where.row, error.where.column) == (3, "标题")
    assert "0xff" in error.what


def test_a_file_cut_inside_a_character(tmp_path: Path) -> None:
    """UTF-8 that breaks off inside its last character is refused, not read as GB18030."""
    path = tmp_path / "a.csv"
    path.write_bytes("编号,标题\n1,老通城豆皮".encode()[:-1])
    assert refusal(path).where.row == 2


@pytest.mark.parametrize("body", [b"a,b\n\xa1\xff,2\n", "a,b\nx,é\n".encode("latin-1")])
def test_text_in_no_known_encoding(tmp_path: Path, body: bytes) -> None:
    """Bytes that are neither UTF-8 nor GB18030 are refused."""
    path = tmp_path / "a.csv"
    path.write_bytes(body)
    assert refusal(path).where.row == 2


def test_binary_and_utf16(tmp_path: Path) -> None:
    """Binary content and UTF-16 under the name .csv are refused with what to save instead."""
    (tmp_path / "a.csv").write_bytes(b"a,b\n\x00\x01,2\n")
    assert "binary" in refusal(tmp_path / "a.csv").what
    (tmp_path / "b.csv").write_bytes("a,b\n1,2\n".encode("utf-16"))
    assert "UTF-16" in refusal(tmp_path / "b.csv").what


def test_a_told_encoding_that_does_not_fit(tmp_path: Path) -> None:
    """An encoding told by a manifest is held to; a file in another one is refused, a made-up name too."""
    path = text_file(tmp_path / "a.csv", "a,b\n1,马应龙\n", "gb18030")
    assert "utf-8" in refusal(path, encoding="utf-8").what
    assert "no known encoding" in refusal(path, encoding="klingon").what


def test_a_quotation_mark_never_closed(tmp_path: Path) -> None:
    """A quote that opens and never closes would swallow the rest of the file: refused."""
    error = refusal(text_file(tmp_path / "a.csv", 'a,b\n1,2\n3,"4\n5,6\n7,8\n'))
    assert ("quotation mark" in error.what, error.where.column) == (True, "b")


def test_a_row_longer_than_a_block(tmp_path: Path) -> None:
    """A quote open over megabytes is refused instead of held in memory."""
    path = text_file(tmp_path / "a.csv", 'a,b\n1,2\n3,"' + "4,5\n" * 3_000_000)
    assert "cannot be told apart" in refusal(path).what


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95, 0.999])
def test_truncated_workbook(tmp_path: Path, share: float) -> None:
    """A workbook cut off anywhere is refused."""
    whole = workbook(tmp_path / "whole.xlsx", [["编号", "标题"], *([n, f"豆皮{n}"] for n in range(500))]).read_bytes()
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "truncated or damaged" in refusal(path).what


def test_damaged_workbook(tmp_path: Path) -> None:
    """A flipped byte inside a sheet fails its checksum before any parser sees it."""
    path = workbook(tmp_path / "a.xlsx", [["编号", "标题"], *([n, f"豆皮{n}"] for n in range(500))])
    with zipfile.ZipFile(path) as container:
        at = container.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    body = bytearray(path.read_bytes())
    body[at] ^= 0xFF
    path.write_bytes(bytes(body))
    assert "truncated or damaged" in refusal(path).what


def test_a_csv_named_xlsx_and_an_old_workbook(tmp_path: Path) -> None:
    """Text under the name .xlsx, and the old binary format, are refused with how to save them."""
    assert "truncated or damaged" in refusal(text_file(tmp_path / "a.xlsx", "a,b\n1,2\n")).what
    (tmp_path / "b.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    assert "old binary format" in refusal(tmp_path / "b.xlsx").what


def test_zip_bomb_by_ratio(tmp_path: Path) -> None:
    """A sheet that unpacks to two hundred times its size and more is refused before it is parsed."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    assert "times its size" in refusal(path).what


def test_zip_bomb_by_parts(tmp_path: Path) -> None:
    """A container of more parts than any workbook has is refused."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w") as container:
        for number in range(workbooks.MAX_ENTRIES + 1):
            container.writestr(f"{number}", b"")
    assert "parts" in refusal(path).what


def test_zip_bomb_that_declares_itself_small(tmp_path: Path) -> None:
    """A part that unpacks to more than it declares is refused, whatever the directory says."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/worksheets/sheet1.xml", b" " * (1 << 20))
    body = path.read_bytes().replace(struct.pack("<L", 1 << 20), struct.pack("<L", 100))
    path.write_bytes(body)
    assert "truncated or damaged" in refusal(path).what


def test_zip_bomb_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that unpacks to more than the limit is refused by what it declares."""
    monkeypatch.setattr(workbooks, "MAX_BYTES", 1000)
    assert "unpacks to" in refusal(workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]])).what


def test_a_missing_sheet(tmp_path: Path) -> None:
    """A sheet that is not there is refused with those that are."""
    error = refusal(workbook(tmp_path / "a.xlsx", [["a"], ["1"]], sheet="明细"), sheet="汇总")
    assert "明细" in error.remedy


def test_damaged_parquet_and_wrong_jsonl(tmp_path: Path) -> None:
    """Bytes that are no Parquet file, and a file none of whose lines is an object, are refused."""
    (tmp_path / "a.parquet").write_bytes(b"PAR1 not really")
    assert "damaged" in refusal(tmp_path / "a.parquet").what
    assert "not an object" in refusal(text_file(tmp_path / "a.jsonl", "[1]\n[2]\n")).what


def test_unknown_extension_and_missing_file(tmp_path: Path) -> None:
    """Another extension names those that are read; a file that is not there says so."""
    assert ".xlsx" in refusal(text_file(tmp_path / "a.pdf", "x")).remedy
    with pytest.raises(RefusedError, match="no such file"):
        read(tmp_path / "none.csv")
