"""Special signs, geographical indications and works: free to name, not free to trade on; places and patent numbers."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from jianzhen.stages.screening.engine.numbers import patent_check_digit, stem
from jianzhen.stages.screening.engine.places import lies_elsewhere, read_place
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.rules import compile_plan
from tests.stages.screening.registers import DAY, items

RIGHTS = pa.Table.from_pylist(
    [
        {"right_id": "G1", "kind": "gi", "mark": "禾溪莲藕", "extra": json.dumps({"产地范围": "湖北省禾溪区"})},
        {"right_id": "W1", "kind": "work", "mark": "长汀渡口的灯", "extra": None},
        {"right_id": "S1", "kind": "special_sign", "mark": "江城龙舟公开赛", "extra": None},
        {"right_id": "P1", "kind": "patent", "mark": "ZL202120456789.7", "extra": None},
    ]
)


def rows(text: str, **cells: Any) -> list[dict[str, Any]]:
    """Return the finding rows about one listing."""
    found: list[dict[str, Any]] = Screener(RIGHTS, as_of=DAY).screen(items(text, **cells)).to_pylist()
    return found


def test_the_area_is_read_from_the_registers_further_cells() -> None:
    """A register that calls its column otherwise is still understood."""
    found = rows("禾溪莲藕 产地：江苏省")
    assert {row["reason_code"] for row in found} == {"sign.named", "sign.word", "origin.stated"}
    assert {row["verdict"] for row in found} == {"flag"}
    assert next(row["quote"] for row in found if row["reason_code"] == "origin.stated") == "江苏省"


@pytest.mark.parametrize(
    ("text", "right"), [("长汀渡口的灯 全集 网盘", "W1"), ("江城龙舟公开赛赞助商", "S1"), ("禾溪莲藕 产自浙江", "G1")]
)
def test_findings_name_the_right_and_add_up(text: str, right: str) -> None:
    """Base and weights give the score, and every row points at the right."""
    for row in (row for row in rows(text) if row["verdict"] == "flag"):
        assert row["right_id"] == right
        group = [one for one in rows(text) if one["check"] == row["check"] and one["base"] == row["base"]]
        bits = row["base"] + sum(one["weight"] for one in group)
        assert row["score"] == pytest.approx(1 / (1 + 2**-bits))


@pytest.mark.parametrize(
    ("place", "area", "elsewhere"),
    [
        ("江苏省南京市", "湖北省武汉市禾溪区", True),
        ("浙江杭州", "湖北", True),
        ("武汉市洪山区", "湖北省武汉市禾溪区", True),
        ("武汉市", "湖北省武汉市禾溪区", False),
        ("武汉市东湖高新区", "湖北省武汉市禾溪区", False),
        ("江汉区上海路", "湖北省江汉区", False),
        ("上海路12号", "湖北省", False),
        ("", "湖北省", False),
        ("保护产品", "湖北省", False),
    ],
)
def test_a_place_lies_elsewhere_only_where_the_text_says_so(place: str, area: str, elsewhere: bool) -> None:
    """What is not written counts as possible."""
    assert lies_elsewhere(place, area) is elsewhere


def test_a_place_is_read_from_its_text() -> None:
    """Province from the start, districts by their ending."""
    place = read_place("湖北省武汉市禾溪区丰塘街")
    assert place.province == "湖北"
    assert place.districts == {"禾溪"}


def test_a_patent_number_is_one_number_however_it_is_written() -> None:
    """With or without ZL, point and check digit; other numbers stay as they are."""
    assert {stem(one) for one in ("ZL202120456789.7", "202120456789.7", "ZL202120456789", "ZL2021204567897")} == {
        "202120456789"
    }
    assert stem("PD20180001") == "PD20180001"


@pytest.mark.parametrize(("body", "digit"), [("201110269715", "3"), ("202120456789", "7"), ("200000000070", "X")])
def test_the_check_digit_of_application_numbers(body: str, digit: str) -> None:
    """The weighted sum modulo eleven; worked out by hand, the last is 4 + 28 = 32 and leaves ten."""
    assert patent_check_digit(body) == digit


def test_patents_as_rights_are_a_register() -> None:
    """Also those that are no longer in force are held against numbers."""
    ended = pa.table(
        {
            "right_id": ["P"],
            "kind": ["patent"],
            "mark": ["202120456789.7"],
            "status": ["宣告无效"],
            "valid_to": ["2020-01-01"],
        }
    )
    plan = compile_plan([], {}, rights=ended, as_of=DAY)
    row = plan.licences.to_pylist()[0]
    assert (row["kind"], row["number"], row["standing"]) == ("patent", "202120456789.7", "void")
    assert plan.rights.num_rows == 0


def test_every_reason_of_signs_is_said() -> None:
    """Rows render in both languages (the codes are in the list of reasons)."""
    codes = {
        row["reason_code"]
        for text in ("长汀渡口的灯 影评 网盘 全集 秒发", "江*城*龙*舟*公*开*赛")
        for row in rows(text)
    }
    assert codes >= {"sign.named", "sign.word", "sign.free", "sign.disguised"}
