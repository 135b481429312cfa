"""统计报表: totals are sums, contradictions are listed, and the workbook says what it counts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jianzhen.base.errors import RefusedError
from jianzhen.faces.cli.report import KINDS, report
from jianzhen.people.policy import SYSTEM, Role
from jianzhen.playbook.city import load_city
from jianzhen.stages.outcomes.actions import PreparePublications
from jianzhen.stages.outcomes.queries.statistics import statistics
from jianzhen.stages.outcomes.schema.period import Period, read_period
from jianzhen.stages.outcomes.schema.statistics import COLUMNS, Figures, build, contradictions, number_gaps
from jianzhen.stages.outcomes.workbook import HEADS, write_statistics
from jianzhen.stages.referral.actions import ACTS, AttachToTransfer, ProposeTransfer
from jianzhen.stages.referral.course import course
from jianzhen.stages.referral.schema import AttachmentIn
from tests.stages.conftest import MARKET, WUCHANG, Office, Walk, at, enrol, route_lead

Begin = Callable[..., Walk]
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), "2026年3月")
CITY = load_city("wuhan")


@pytest.mark.parametrize(
    ("text", "since", "until", "words"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第3季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        (" 2026-10 ", date(2026, 10, 1), date(2026, 10, 31), "2026年10月"),
        ("2026-01-01..2026-06-30", date(2026, 1, 1), date(2026, 6, 30), "2026年1月1日至2026年6月30日"),
    ],
)
def test_periods(text: str, since: date, until: date, words: str) -> None:
    """The four forms, both ends included."""
    assert read_period(text) == Period(since, until, words)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-Q5", "2026-02-30..2026-03-01", "2026-06-30..2026-01-01", "0000"]
)
def test_what_is_no_period(text: str) -> None:
    """Anything else is refused with the forms."""
    with pytest.raises(RefusedError, match="Write 2026, 2026-Q3"):
        read_period(text)


COUNTS = st.integers(0, 10**6)
MONEY = st.decimals(0, 10**9, places=2)
FIGURES = st.builds(
    Figures,
    **{name: (MONEY if name in ("fine", "confiscated", "goods_value") else COUNTS) for name, _, _ in COLUMNS},
)
PARTS = st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from(["x", "y", ""]), FIGURES), max_size=12)


@given(parts=PARTS)
def test_totals_are_sums_however_the_parts_come(parts: list[tuple[str, str, Figures]]) -> None:
    """Rows, agencies and total reconcile to the last fen, whatever the order of the parts."""
    table = build(MARCH, MARCH.until, parts)
    for name, _, _ in COLUMNS:
        whole = sum(getattr(one, name) for _, _, one in parts)
        assert getattr(table.total, name) == whole
        assert sum(getattr(row.figures, name) for row in table.rows) == whole
        assert sum(getattr(row.figures, name) for row in table.by_agency) == whole
    assert build(MARCH, MARCH.until, reversed(parts)).rows == table.rows


@given(figures=FIGURES)
def test_transfers_and_filings_that_differ_are_listed(figures: Figures) -> None:
    """移送数 ≠ 公安立案数 is listed exactly where they differ."""
    row = build(MARCH, MARCH.until, [("a", "x", figures)]).rows[0]
    codes = {one.code for one in contradictions(row)}
    assert ("transfers_not_filed" in codes) is (figures.transferred != figures.police_filed)


def test_missing_case_numbers_are_found() -> None:
    """A number left out between the first and the last is named."""
    assert number_gaps("a", 2026, [1, 2, 3]) == number_gaps("a", 2026, []) == []
    assert number_gaps("a", 2026, [1, 4])[0].words == "2026年立案编号缺2个，首个为第2号"


def send_to_police(people: Office, case_id: Any, *, filed: bool) -> None:
    """Transfer a case, and let the police file it or keep it waiting."""
    police = enrol("江不离", Role.POLICE, "public_security")
    key = ProposeTransfer(
        actor=people.officer,
        at=at("2026-03-05"),
        case_id=case_id,
        articles=("214",),
        standard="suspected_crime",
        report="样例",
    ).execute()
    five = tuple(AttachmentIn(kind, kind) for kind in course().attachments)
    AttachToTransfer(actor=people.officer, at=at("2026-03-05"), transfer_id=key, attachments=five).execute()
    for act, actor in (("approve", people.leader), ("send", people.leader), ("receive", police), ("file", police)):
        if act != "file" or filed:
            said: dict[str, Any] = dict.fromkeys(course().act(act).facts, "样例")
            ACTS[act](actor=actor, at=at("2026-03-06"), transfer_id=key, **said).execute()


def test_case_facts_become_figures(walk: Begin, people: Office) -> None:
    """Two penalised and not served, one of them transferred and not yet filed; one lead has no owner."""
    first, second = walk("2026-03-02"), walk("2026-03-02")
    case_id = first.to("decide_penalty").case_id
    second.to("decide_penalty")
    walk("2026-03-02", district="武汉市江岸区")
    route_lead("2026-03-02", district="")
    walk("2026-02-27")
    send_to_police(people, case_id, filed=False)
    PreparePublications(actor=SYSTEM, at=at("2026-03-03")).execute()
    table = statistics(MARCH, as_of=date(2026, 4, 1))
    rows = {(row.agency, row.district): row.figures for row in table.rows}
    assert rows[MARKET, WUCHANG] == Figures(
        received=2, accepted=2, filed=2, decided=2, penalised=2, transferred=1, police_filed=0, published=0,
        overdue=3, overdue_publication=2,
        fine=Decimal("40000.00"), confiscated=Decimal("7001.00"), goods_value=Decimal("19600.00"),
    )  # fmt: skip
    assert rows[MARKET, "420102"].overdue == 1
    assert rows["", ""].received == 1
    assert {one.code for one in table.contradictions} == {
        "no_owner", "transfers_not_filed", "publication_overdue", "clocks_overdue",
    }  # fmt: skip


def test_a_filed_transfer_is_no_contradiction(walk: Begin, people: Office) -> None:
    """Sent and filed agree."""
    send_to_police(people, walk("2026-03-02").to("decide_penalty").case_id, filed=True)
    table = statistics(MARCH, as_of=date(2026, 3, 6))
    assert (table.total.transferred, table.total.police_filed) == (1, 1)
    assert "transfers_not_filed" not in {one.code for one in table.contradictions}


def test_the_workbook_reads_back(walk: Begin, data: Path, tmp_path: Path) -> None:
    """Title, period, unit and date on top, numbers as numbers, total equal to the column's sum, definitions below."""
    walk("2026-03-02").to("decide_penalty")
    route_lead("2026-03-02", district="")
    out = tmp_path / "统计 报表.xlsx"
    done = CliRunner().invoke(
        report,
        ["statistics", "--period", "2026-03", "--out", str(out), "--as-of", "2026-03-31"],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["统计报表", "分单位", "矛盾清单"]
    rows: list[list[Any]] = [*book.get_sheet_by_name("统计报表").to_python(skip_empty_area=False)]
    text = ["".join(str(cell) for cell in row) for row in rows]
    assert text[0] == "武汉市打击侵权假冒工作统计报表"
    assert "2026年3月" in text[1]
    assert "统计日：2026-03-31" in text[1]
    assert "件、元" in text[2]
    assert tuple(rows[3]) == HEADS
    body = rows[4:7]
    assert [row[0] for row in body] == ["（无责任单位）", "市市场监管局", "合计"]
    for column in range(2, len(HEADS)):
        assert body[2][column] == body[0][column] + body[1][column]
    assert body[1][HEADS.index("罚款（元）")] == 20000.0
    notes = [line for line in text[7:] if line]
    assert len(notes) == len(COLUMNS) + 1
    assert notes[0].startswith("1. 收到线索：")
    doubts = book.get_sheet_by_name("矛盾清单").to_python(skip_empty_area=False)
    assert any("没有责任单位" in str(cell) for row in doubts for cell in row)
    assert list(tmp_path.glob(".*")) == []


def test_csv_holds_the_same_figures(walk: Begin, data: Path, tmp_path: Path) -> None:
    """UTF-8 with BOM, one head, the total last."""
    walk("2026-03-02").to("decide_penalty")
    out = tmp_path / "s.csv"
    write_statistics(statistics(MARCH, as_of=date(2026, 3, 31)), CITY, out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert tuple(rows[0]) == HEADS
    assert rows[-1][0] == "合计"
    assert rows[1][2:] == rows[-1][2:]


@pytest.mark.parametrize("name", ["s.pdf", "s", "none/s.xlsx"])
def test_what_cannot_be_written_is_refused(data: Path, db: None, tmp_path: Path, name: str) -> None:
    """Another extension or a missing folder is refused, and nothing is left behind."""
    with pytest.raises(RefusedError):
        write_statistics(statistics(MARCH, as_of=date(2026, 3, 31)), CITY, tmp_path / name)
    assert [path for path in tmp_path.iterdir() if path != data] == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"statistics"}))
def test_reports_not_offered_yet_say_so(kind: str, tmp_path: Path) -> None:
    """They are refused clearly; no empty file pretends."""
    out = tmp_path / "r.docx"
    with pytest.raises(RefusedError, match="not offered yet"):
        CliRunner().invoke(report, [kind, "--period", "2026", "--out", str(out)], catch_exceptions=False)
    assert not out.exists()


def test_an_empty_period_is_a_table_of_zeros(data: Path, db: None) -> None:
    """No rows, a total of zeros, no contradiction."""
    table = statistics(MARCH, as_of=date(2026, 3, 31))
    assert (table.rows, table.total, table.contradictions) == ((), Figures(), ())
