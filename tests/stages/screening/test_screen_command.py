"""``jianzhen screen`` and ``jianzhen route``: files in, files out, in input order, whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jianzhen.base.errors import RefusedError
from jianzhen.base.tabular.read import open_table
from jianzhen.faces.cli.route import route
from jianzhen.faces.cli.screen import screen
from jianzhen.faces.cli.tables import read_columns
from jianzhen.stages.screening.scoring import files
from jianzhen.stages.screening.shown import FOUND

RIGHTS = "right_id,kind,mark,holder,memo\nR1,trademark,岚溪谷,湖北岚溪谷饮品有限公司,x\nR2,trademark,森柏尼亚,,x\n"
ITEMS = "item_id,text,kind,seller\n1,岚溪骨 绿茶,listing,某茶行\n2,茶杯,listing,\n3,森柏尼亚 鞋,listing,\n"


def write(folder: Path, **files: str | bytes) -> None:
    """Write CSV files."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)


def run(folder: Path, *more: str, out: str = "out.csv") -> Result:
    """Run ``screen items`` over the folder's files."""
    words = ["items", "--rights", f"{folder}/rights.csv", "--items", f"{folder}/items.csv", "--out", f"{folder}/{out}"]
    return CliRunner().invoke(screen, [*words, "--as-of", "2026-06-01", *more], catch_exceptions=False)


def rows(path: Path) -> list[dict[str, str]]:
    """Return a written CSV."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_items_come_out_in_order_with_reasons(tmp_path: Path) -> None:
    """One row a finding; an item with none has one clear row; the day is printed once."""
    write(tmp_path, rights=RIGHTS, items=ITEMS)
    done = run(tmp_path)
    assert done.exit_code == 0
    assert done.output.count("as of 2026-06-01") == 1
    found = rows(tmp_path / "out.csv")
    assert [(row["item_id"], row["right_id"], row["check"], row["verdict"]) for row in found] == [
        ("1", "R1", "tm.sound", "flag"), ("2", "", "none", "clear"), ("3", "R2", "tm.exact", "watch"),
    ]  # fmt: skip
    assert found[0]["reason_zh"].startswith("疑似：因为")
    assert found[0]["reason_en"].startswith("suspected, because")
    assert (found[0]["span_start"], found[0]["span_end"]) == ("0", "3")


def test_gb18030_and_other_formats_are_read_and_written(tmp_path: Path) -> None:
    """The same rows come from GB18030 and go to a workbook."""
    write(tmp_path, rights=RIGHTS.encode("gb18030"), items=ITEMS.encode("gb18030"))
    assert run(tmp_path, out="out.xlsx").exit_code == 0
    with open_table(tmp_path / "out.xlsx") as table:
        assert [cell for batch in table.batches() for cell in batch.columns["verdict"]] == ["flag", "clear", "watch"]


def test_rows_without_id_or_text_are_set_aside(tmp_path: Path) -> None:
    """The others land; the error workbook names row and column; a clean run takes the old workbook away."""
    write(tmp_path, rights=RIGHTS, items=ITEMS + ",没有编号,listing,\n5,,listing,\n")
    done = run(tmp_path)
    assert done.exit_code == 0
    assert "2 rows of items.csv set aside" in done.output
    assert len(rows(tmp_path / "out.csv")) == 3
    with open_table(tmp_path / "out.errors.xlsx") as table:
        batch = next(table.batches())
        assert list(zip(batch.columns["row"], batch.columns["column"], strict=True)) == [
            ("5", "item_id"),
            ("6", "text"),
        ]
    write(tmp_path, items=ITEMS)
    run(tmp_path)
    assert not (tmp_path / "out.errors.xlsx").exists()


def test_a_missing_column_is_refused_with_nothing_written(tmp_path: Path) -> None:
    """The message names file, row and column."""
    write(tmp_path, rights=RIGHTS, items="item_id,title\n1,岚溪谷\n")
    with pytest.raises(RefusedError, match=r"items\.csv, row 1, column text"):
        run(tmp_path)
    assert not (tmp_path / "out.csv").exists()


def test_an_empty_file_gives_an_empty_answer(tmp_path: Path) -> None:
    """No items, no findings, no error."""
    write(tmp_path, rights=RIGHTS, items="item_id,text\n")
    assert run(tmp_path).exit_code == 0
    assert rows(tmp_path / "out.csv") == []


def test_pairs_are_answered_one_row_each(tmp_path: Path) -> None:
    """Score, verdict, level and reasons in the order asked."""
    write(tmp_path, pairs="pair_id,text,mark,text_goods\nA,岚溪骨,岚溪谷,茶叶\nB,青山绿水,岚溪谷,\n")
    words = ["pairs", "--in", f"{tmp_path}/pairs.csv", "--out", f"{tmp_path}/out.csv"]
    assert CliRunner().invoke(screen, words, catch_exceptions=False).exit_code == 0
    answers = rows(tmp_path / "out.csv")
    assert [(row["pair_id"], row["verdict"], row["level"]) for row in answers] == [
        ("A", "suspected", "confusing"), ("B", "not", "none"),
    ]  # fmt: skip


def test_the_checks_are_listed_with_both_languages() -> None:
    """One line a code: code, Chinese, English."""
    done = CliRunner().invoke(screen, ["checks"])
    lines = [line.split("\t") for line in done.output.splitlines()]
    assert all(len(line) == 3 and all(line) for line in lines)
    assert {"tm.exact", "tm.sound", "ad.absolute", "none"} <= {line[0] for line in lines}


def test_messages_are_routed_with_agencies_by_name_and_code(tmp_path: Path) -> None:
    """Lead and joint agencies stand with the city file's names; the place named is told."""
    write(tmp_path, messages="item_id,text\n1,江岸区小店卖假烟\n2,小区噪音扰民物业不管\n3,你好\n")
    words = ["--in", f"{tmp_path}/messages.csv", "--out", f"{tmp_path}/out.csv", "--as-of", "2026-06-01"]
    assert CliRunner().invoke(route, words, catch_exceptions=False).exit_code == 0
    first, second, third = rows(tmp_path / "out.csv")
    assert (first["verdict"], first["domain"]) == ("routed", "tobacco")
    assert (first["lead_agency"], first["lead_agency_code"]) == ("市烟草专卖局", "tobacco")
    assert "市公安局" in first["joint_agencies"].split(";")
    assert "江岸区" in first["reason_zh"]
    assert (second["verdict"], second["lead_agency"]) == ("out_of_scope", "")
    assert third["verdict"] == "abstained"


@pytest.mark.parametrize("out", ["out.csv", "out.parquet"])
def test_evidence_is_what_weights_are_learned_from_again(tmp_path: Path, out: str) -> None:
    """The parts add up to the score, and the file reads as groups of evidence; the usual columns stand first."""
    write(tmp_path, rights=RIGHTS, items=ITEMS.replace("岚溪骨 绿茶", "岚溪骨 高仿 绿茶"))
    assert run(tmp_path, "--evidence", out=out).exit_code == 0
    found = read_columns(tmp_path / out, files.FINDING_COLUMNS, required=files.FINDING_COLUMNS)
    groups = files.read_groups(found, out)
    assert (list(groups), groups["2"]) == (["1", "2", "3"], [])
    with open_table(tmp_path / out) as table:
        assert list(table.columns)[: len(FOUND.names)] == FOUND.names
        scores = [float(cell) for batch in table.batches() for cell in batch.columns["score"]]
    assert [round(keyed.group.score, 6) for keyed in groups["1"]] == sorted({scores[0], scores[1]})
    assert (
        CliRunner()
        .invoke(screen, ["background", "--findings", f"{tmp_path}/{out}", "--out", f"{tmp_path}/b.csv"])
        .exit_code
        == 0
    )


def test_evidence_is_of_weights_set_by_hand(tmp_path: Path) -> None:
    """Nothing is learned on top of what was learned."""
    write(tmp_path, rights=RIGHTS, items=ITEMS, b="mark,reason_code,items,of\n")
    done = run(tmp_path, "--evidence", "--background", f"{tmp_path}/b.csv")
    assert done.exit_code == 2
    assert "set by hand" in done.output


def test_an_output_never_replaces_a_file_that_is_read(tmp_path: Path) -> None:
    """Also under another name; nothing is lost."""
    write(
        tmp_path,
        rights=RIGHTS,
        items=ITEMS,
        pairs="pair_id,text,mark\n1,岚溪谷,岚溪谷\n",
        messages="item_id,text\n1,假酒\n",
    )
    (tmp_path / "link.csv").symlink_to(tmp_path / "items.csv")
    for name in ("items.csv", "rights.csv", "link.csv"):
        with pytest.raises(RefusedError, match="would replace a file"):
            run(tmp_path, out=name)
    pairs, messages = f"{tmp_path}/pairs.csv", f"{tmp_path}/messages.csv"
    with pytest.raises(RefusedError, match="would replace a file"):
        CliRunner().invoke(screen, ["pairs", "--in", pairs, "--out", pairs], catch_exceptions=False)
    with pytest.raises(RefusedError, match="would replace a file"):
        CliRunner().invoke(route, ["--in", messages, "--out", messages], catch_exceptions=False)
    assert rows(tmp_path / "items.csv")[0]["text"] == "岚溪骨 绿茶"
