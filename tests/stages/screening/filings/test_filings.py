"""Squatting and abnormal batches among filings: golden scenarios, reasons, basis, laws of the kernel, the command."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.faces.cli.main import cli
from jianzhen.stages.screening.errors import RegisterRefusedError
from jianzhen.stages.screening.filings.basis import NEEDS_REVIEW, basis
from jianzhen.stages.screening.filings.kernel import screen_filings
from jianzhen.stages.screening.filings.near import clusters
from jianzhen.stages.screening.filings.schema import classes, read_earlier, read_filings
from jianzhen.stages.screening.reasons import FILING_CHECKS, render_row

SCENARIOS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "examples.yml").read_text(encoding="utf-8"))
RIGHTS = [
    {
        "right_id": "R1",
        "mark": "岚溪谷",
        "holder": "湖北岚溪谷饮品有限公司",
        "class": "30;32",
        "valid_from": "2012-01-01",
    },
    {
        "right_id": "R2",
        "mark": "森柏尼亚",
        "holder": "森柏尼亚体育用品有限公司",
        "class": "25",
        "valid_from": "2012-01-01",
    },
    {"right_id": "R3", "mark": "重岳堂", "holder": "重岳堂医药有限公司", "class": "5", "valid_from": "2012-01-01"},
    {"right_id": "R4", "mark": "维墨拉", "holder": "维墨拉箱包有限公司", "class": "18", "valid_from": "2012-01-01"},
    {"right_id": "R5", "mark": "江渡记忆", "holder": "江渡制药有限公司", "class": "35", "valid_from": "2012-01-01"},
    {"right_id": "R6", "mark": "江渡", "holder": "江渡电子有限公司", "class": "9", "valid_from": "2012-01-01"},
]
_HAN = "澄汀楚禾柏岚曜陌霁沐霖珞琅栖璟钰淇澜昀翎蔚芷苓蘅筠岫霏旻煦"
_UNLIKE = (
    "折叠花架", "双层餐盒密封圈", "止回出油嘴", "激光测距仪校准方法", "乳化沥青配方", "水稻育秧盘", "轨道探伤车",
    "低温冷凝回收系统", "桥梁支座更换工艺", "高压断路器触头", "心电信号去噪算法", "无人机充电舱", "茶叶杀青机滚筒",
    "船用螺旋桨修复", "蜂窝陶瓷载体", "光纤熔接定位", "污泥脱水剂", "图像分割网络训练方法",
)  # fmt: skip


def _invented(count: int) -> list[str]:
    """Return that many different coined names."""
    rng = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choices(_HAN, k=4))] = None
    return list(found)


def _texts(series: dict[str, Any]) -> list[str]:
    if "invent" in series:
        return _invented(series["invent"])
    if "distinct" in series:
        return list(_UNLIKE[: series["distinct"]])
    if "template" in series:
        return [series["template"].replace("◇", word) for word in series["words"].split()]
    texts: list[str] = series.get("marks") or series["titles"]
    return texts


def _filings(scenario: dict[str, Any]) -> Iterator[dict[str, str]]:
    number = 0
    for series in scenario["filings"]:
        texts, kind = _texts(series), series.get("kind", "trademark")
        many = series.get("classes", [""])
        groups = [str(one + 1) for one in range(many)] if isinstance(many, int) else many
        who = series.get("applicants", [series.get("applicant")])
        who = [f"客户{one}贸易有限公司" for one in range(who)] if isinstance(who, int) else who
        for place in range(series["count"]):
            day = series["from"] + timedelta(days=int(place * series["every"]))
            named = "mark" if kind == "trademark" else "title"
            yield {
                "filing_id": f"F{number}", "kind": kind, named: texts[place % len(texts)],
                "class": groups[place % len(groups)], "applicant": who[place % len(who)],
                "agent": series.get("agent", ""), "address": series.get("address", ""), "filed_on": str(day),
            }  # fmt: skip
            number += 1


def _table(rows: list[dict[str, str]]) -> pa.Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})


def _screened(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    filings, faults = read_filings(_table(rows))
    assert not faults
    found: list[dict[str, Any]] = screen_filings(filings, read_earlier(_table(RIGHTS))).to_pylist()
    return found


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one["name"])
def test_a_golden_scenario_comes_out_as_it_says(scenario: dict[str, Any]) -> None:
    """Every filing concerned has the expected verdict, and the named check speaks of it."""
    found = _screened(list(_filings(scenario)))
    concerned = {f"F{one}" for one in scenario["only"]} if "only" in scenario else {row["filing_id"] for row in found}
    rows = [row for row in found if row["filing_id"] in concerned]
    assert {row["verdict"] for row in rows} == {scenario["expect"]}
    if "check" in scenario:
        spoken = {row["filing_id"] for row in rows if row["check"] == scenario["check"]}
        assert spoken == concerned


def test_there_are_enough_scenarios_and_near_misses() -> None:
    """At least twelve, four of them near misses."""
    assert len(SCENARIOS) >= 12
    assert sum(bool(one.get("near")) for one in SCENARIOS) >= 4


def test_reasons_state_counts_and_days_and_never_more_than_suspicion() -> None:
    """Every reason renders in both languages and says suspected; a burst names its number, first and last day."""
    for scenario in SCENARIOS:
        for row in _screened(list(_filings(scenario))):
            zh = render_row(row["reason_code"], row["reason_params"], "zh")
            en = render_row(row["reason_code"], row["reason_params"], "en")
            if row["weight"] > 0:
                assert zh.startswith("疑似：因为")
                assert en.startswith("suspected, because")
                assert row["check"] in FILING_CHECKS
            if row["check"] == "filing.burst":
                told = json.loads(row["reason_params"])
                assert all(str(told[name]) in zh for name in ("count", "first", "last"))


def test_weights_add_up_to_the_score() -> None:
    """Base and the weights of a filing's rows give its score."""
    for scenario in SCENARIOS:
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in _screened(list(_filings(scenario))):
            groups.setdefault(row["filing_id"], []).append(row)
        for group in (group for group in groups.values() if group[0]["check"] != "none"):
            bits = -6.5 + sum(row["weight"] for row in group)
            assert group[0]["score"] == pytest.approx(1 / (1 + 2**-bits))


@pytest.mark.parametrize(
    ("kind", "day", "said", "unsaid"),
    [
        ("trademark", date(2019, 10, 31), [NEEDS_REVIEW], ["商标法"]),
        ("trademark", date(2019, 11, 1), ["商标法（2019）第四条"], ["第17号"]),
        ("trademark", date(2019, 12, 1), ["商标法（2019）第四条", "第17号", "需法制审核"], []),
        ("trademark", date(2027, 1, 1), ["第17号"], ["商标法（2019）"]),
        ("patent", date(2024, 1, 19), ["专利法（2020）第二十条"], ["第77号"]),
        ("patent", date(2024, 1, 20), ["第77号", "需法制审核"], []),
    ],
)
def test_the_basis_follows_the_day_of_filing(kind: str, day: date, said: list[str], unsaid: list[str]) -> None:
    """No instrument is named outside its validity, and one known by name only says so."""
    told = basis(kind, day)
    assert all(one in told for one in said)
    assert not any(one in told for one in unsaid)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_their_order(rng: random.Random) -> None:
    """Verdicts and scores do not depend on how a table is sorted."""
    rows = list(_filings(SCENARIOS[5]))
    mixed = rng.sample(rows, len(rows))
    straight = {(row["filing_id"], row["check"]): row["score"] for row in _screened(rows)}
    assert {(row["filing_id"], row["check"]): row["score"] for row in _screened(mixed)} == straight


@given(st.lists(st.text(max_size=40), max_size=30))
def test_clusters_are_disjoint_and_hold_equal_texts_together(texts: list[str]) -> None:
    """Any texts are grouped; equal ones of three characters and more are never apart."""
    groups = clusters(texts)
    places = [place for group in groups for place in group]
    assert len(places) == len(set(places))
    of = {place: number for number, group in enumerate(groups) for place in group}
    for left, one in enumerate(texts):
        for right in range(left + 1, len(texts)):
            if one == texts[right] and len(one) >= 3:
                assert of[left] == of[right]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"filed_on": "gestern"}, "filed_on"), ({"kind": "design"}, "kind"), ({"mark": ""}, "mark"),
        ({"applicant": ""}, "applicant"), ({"filing_id": "F0"}, "filing_id"),
    ],
)  # fmt: skip
def test_a_bad_row_is_set_aside_with_its_column(change: dict[str, str], column: str) -> None:
    """The others are read all the same."""
    row = {"filing_id": "F0", "kind": "trademark", "mark": "岚溪谷", "applicant": "甲", "filed_on": "2025-01-01"}
    good, faults = read_filings(_table([row, {**row, "filing_id": "F1", **change}]))
    assert [one.filing_id for one in good] == ["F0"]
    assert [(one.row, one.column) for one in faults] == [(3, column)]


def test_a_table_without_a_required_column_is_refused() -> None:
    """The message names the column and what is needed."""
    with pytest.raises(RegisterRefusedError, match="applicant"):
        read_filings(_table([{"filing_id": "F0", "kind": "patent", "filed_on": "2025-01-01"}]))


def test_classes_are_read_from_numbers_and_patent_groups() -> None:
    """Nice numbers with or without zero, main groups of the patent classification."""
    assert classes("第05类; 30") == {"5", "30"}
    assert classes("A01B; G06F") == {"A01B", "G06F"}
    assert classes(None) == frozenset()


def test_the_command_writes_findings_and_sets_bad_rows_aside(tmp_path: Path) -> None:
    """Rows come in input order with reasons in both languages; the error workbook names the bad row."""
    rows = list(_filings(SCENARIOS[0]))
    _write(tmp_path / "filings.csv", [*rows, {**rows[0], "filing_id": "F9", "filed_on": "soon"}])
    _write(tmp_path / "rights.csv", RIGHTS)
    arguments = ["screen", "filings", "--in", "filings.csv", "--rights", "rights.csv", "--out", "out.csv"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        done = CliRunner().invoke(cli, [*arguments, "--as-of", "2026-06-01"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as stream:
        found = list(csv.DictReader(stream))
    assert list(dict.fromkeys(row["filing_id"] for row in found)) == ["F0", "F1", "F2", "F3", "F4"]
    assert {row["verdict"] for row in found} == {"flag"}
    assert all(row["reason_zh"].startswith("疑似") and row["basis"] for row in found)
    assert (tmp_path / "out.errors.xlsx").exists()


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
