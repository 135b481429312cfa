"""The first hour: published decisions in, three lists out, in a workbook, a document and at the prompt."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.first_hour import first_hour as command
from jianzhen.flow.first_hour import first_hour

pytestmark = pytest.mark.django_db

HEADS = (
    "行政相对人名称",
    "行政相对人代码_1(统一社会信用代码)",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚类别",
    "处罚内容",
    "处罚决定日期",
    "处罚机关",
    "公示日期",
)
MARK = "侵犯注册商标专用权"
ONE, TWO, THREE = "武汉云雀样例商贸有限公司", "武汉市云雀样例商贸有限公司", "武汉青鸾样例贸易有限公司"


def row(
    name: str, number: str, said: str, day: str, office: str, shown: str = "", kind: str = "罚款"
) -> dict[str, str]:
    """Return one published decision."""
    cells = (
        name,
        "",
        f"武市监样罚〔2025〕{number}号",
        MARK,
        said,
        kind,
        "罚款一万元",
        day,
        f"{office}市场监管局",
        shown,
    )
    return dict(zip(HEADS, cells, strict=True))


FAKE_DRINK = "当事人销售侵犯“云雀”注册商标专用权的酒，货值金额{}"
FAKE_CREAM = "当事人销售假冒“青鸾”注册商标的化妆品，违法经营额共计6.2万元"
ROWS = [
    row(ONE, "101", FAKE_DRINK.format("9000元"), "2025-06-03", "武昌区", shown="2025-07-01"),
    row(TWO, "230", FAKE_DRINK.format("3.2万元"), "2025-11-05", "洪山区", shown="2025-12-04"),
    row(THREE, "88", FAKE_CREAM, "2025-09-01", "江汉区"),
    row("江岸区白鹭样例便利店", "90", "当事人未按规定明码标价", "2025-09-01", "江岸区", kind="警告"),
]


def run(folder: Path, out: str, rows: list[dict[str, str]] | None = None, name: str = "去年.json") -> Result:
    """Write the decisions as a JSON list and run the command."""
    path = folder / name
    path.write_text(json.dumps(ROWS if rows is None else rows, ensure_ascii=False), encoding="utf-8")
    return CliRunner().invoke(command, [str(path), "--out", str(folder / out), "--as-of", "2026-03-02"])


def test_one_command_takes_decisions_in_and_writes_the_document(data: Path, tmp_path: Path) -> None:
    """Missed transfers, overdue publications and hidden repeaters stand in one paper; it accuses nobody."""
    done = run(tmp_path, "r.docx")
    assert done.exit_code == 0, done.output
    assert "可能应移送2个主体，逾期公示2件，隐蔽的重复违法1个主体" in done.output
    paper = docx.Document(str(tmp_path / "r.docx"))
    words = [line.text for line in paper.paragraphs]
    words += [cell.text for table in paper.tables for line in table.rows for cell in line.cells]
    text = "\n".join(words)
    for said in (
        TWO,
        THREE,
        "刑法第213条",
        "主观故意、明知须另行取证",
        "名称不同、作出单位不同",
        "未公示",
        "2025-12-03",
    ):
        assert said in text
    assert "不认定任何人构成犯罪" in text


def test_the_lists_say_when_and_why(data: Path, tmp_path: Path) -> None:
    """The third decision alone, the second by the first; late by a day and not at all (by working Sundays)."""
    run(tmp_path, "r.docx")
    found = first_hour(date(2026, 3, 2))
    assert (found.decisions, found.undated, found.review, found.exempt) == (4, 0, 0, 1)
    missed = {one.name: one for one in found.missed}
    assert {name: (str(one.met_on), one.alone, one.rule_id) for name, one in missed.items()} == {
        THREE: ("2025-09-01", True, "crim.213.goods.2025"),
        TWO: ("2025-11-05", False, "crim.213.goods.multi.2025"),
    }
    late = [(one.number[-4:], str(one.due), one.days, one.published_on is None) for one in found.overdue]
    assert late == [("〕88号", "2025-09-28", 155, True), ("230号", "2025-12-03", 1, False)]
    (again,) = found.repeats
    assert again.hidden == ("names", "offices", "silent")
    assert [str(one.day) for one in again.decisions] == ["2025-06-03", "2025-11-05"]
    assert again.citation.startswith("商标法")


def test_a_workbook_holds_a_sheet_for_each_list_and_a_second_run_adds_nothing(data: Path, tmp_path: Path) -> None:
    """Run twice: the same counts; each list has its sheet with its rows."""
    first, second = run(tmp_path, "r.docx"), run(tmp_path, "r.xlsx")
    assert second.exit_code == 0
    assert [line for line in first.output.splitlines() if "个主体" in line] == [
        line for line in second.output.splitlines() if "个主体" in line
    ]
    book = CalamineWorkbook.from_path(str(tmp_path / "r.xlsx"))
    assert book.sheet_names == ["首页", "可能应移送", "逾期公示", "隐蔽的重复违法"]
    assert [line[5] for line in book.get_sheet_by_name("逾期公示").to_python()[4:6]] == ["未公示", "2025-12-04"]


def test_a_ledger_without_publication_column_is_counted_apart(data: Path, tmp_path: Path) -> None:
    """Where no column tells of publication, nothing is called overdue; the count says so."""
    heads = ("决定书文号", "当事人", "违法事实", "决定日期", "办案单位")
    rows = [dict(zip(heads, ("样罚1号", ONE, "当事人未按规定明码标价", "2025-03-03", "某局"), strict=True))]
    assert run(tmp_path, "r.xlsx", rows, "台账.json").exit_code == 0
    found = first_hour(date(2026, 3, 2))
    assert (found.decisions, found.undated, found.overdue, found.missed) == (1, 1, (), ())


def test_bad_input_is_refused_with_its_remedy(data: Path, tmp_path: Path) -> None:
    """No file, no list, a name that is taken, another ending: each refusal names what to do."""
    missing = CliRunner().invoke(command, [str(tmp_path / "nichts.csv"), "--out", str(tmp_path / "r.docx")])
    assert "there is no such file" in str(missing.exception)
    (tmp_path / "x.json").write_text('{"a": 1}', encoding="utf-8")
    wrong = CliRunner().invoke(command, [str(tmp_path / "x.json"), "--out", str(tmp_path / "r.docx")])
    assert "no list of objects" in str(wrong.exception)
    run(tmp_path, "r.docx")
    taken = run(tmp_path, "r.docx", ROWS[:1])
    assert "another file of this name" in str(taken.exception)
    ending = CliRunner().invoke(command, ["--out", str(tmp_path / "r.pdf"), "--as-of", "2026-03-02"])
    assert ".xlsx or .docx" in str(ending.exception)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[{"行政处罚决定书文号": "a"}, {"行政处罚决定书文号": "\\ud800"}]', "half of a character"),
        ("[" * 200_000, "it is not JSON"),
        ('[{"n": ' + "9" * 5000 + "}]", "it is not JSON"),
    ],
    ids=["surrogate", "nesting", "digits"],
)
def test_a_hostile_list_is_refused_whole(data: Path, tmp_path: Path, content: str, says: str) -> None:
    """Half a character, endless nesting, a number without end: one clear line, and nothing comes into the inbox."""
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    done = CliRunner().invoke(command, [str(tmp_path / "x.json"), "--out", str(tmp_path / "r.docx")])
    assert isinstance(done.exception, RefusedError)
    assert says in str(done.exception)
    assert not list((data / "inbox").glob("*"))
