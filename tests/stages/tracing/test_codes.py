"""Codes on goods: what they are, their parts, and whether their check digits hold."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.codes import gs1_check_digit
from jianzhen.law.book import packaged_book
from jianzhen.stages.tracing.codes import TITLES, CodeReading, read_code
from tests.shared import SHARED, needs_shared

PATTERNS = {version.id: version.patterns for version in packaged_book().versions() if version.patterns}


def read(text: str) -> CodeReading:
    """Read a code with the formats of the law."""
    return read_code(text, PATTERNS)


@pytest.mark.parametrize(
    ("text", "what", "holds"),
    [
        ("6901028001007", "gtin", True),
        ("6901028001008", "gtin", False),
        ("690102800100７", "gtin", True),
        ("036000291452", "gtin", True),
        ("036000291453", "gtin", False),
        ("96385074", "gtin", True),
        ("96385075", "gtin", False),
        ("16901028001004", "gtin", True),
        ("9787111544937", "isbn", True),
        ("9787111544938", "isbn", False),
        ("https://id.example.com/01/09506000134352/10/AB1?17=261231", "gs1_digital_link", True),
        ("https://id.example.com/01/09506000134353", "gs1_digital_link", False),
        ("(01)38425876095074(17)181119(37)1", "gs1_element_string", True),
        ("(01)38425876095075(10)X", "gs1_element_string", False),
        ("]C1013842587609507417181119371", "gs1_element_string", True),
        ("(10)LOT7", "gs1_element_string", None),
        ("91110000101623741K", "uscc", True),
        ("91110000101623742K", "uscc", False),
        ("ZL200310100002.X", "patent", True),
        ("ZL 2003 1 0100002.1", "patent", False),
        ("200310100002.X", "patent", True),
        ("ZL200310100002", "patent", None),
        ("6032100000012305HBWH420199000123", "tobacco", None),
        ("6023000000012305HBWH420199000123", "tobacco", None),
        ("1" + "123456" + "1" + "001" + "7" * 21, "pesticide", None),
        ("https://shop.example.cn/q?c=1" + "123456" + "1" + "001" + "7" * 21, "pesticide", None),
        ("8" + "1" * 19, "drug", None),
        ("420199000123", "tobacco_licence", None),
        ("PD20200001", "licence", None),
        ("JY14201020000001", "licence", None),
        ("国药准字H20003510", "licence", None),
        ("某某G妆网备字2020000001", "unknown", None),
        ("禾丰1号\n武汉禾达种业有限公司\nHD2026A01\nhttp://seed.example.cn", "seed_label", None),
        ("AB12", "unknown", None),
        ("", "unknown", None),
    ],
)
def test_what_a_code_is(text: str, what: str, holds: bool | None) -> None:
    """Each kind is told from the others, and only established check digits are judged."""
    found = read(text)
    assert (found.what, found.holds) == (what, holds)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "https://id.example.com/p/01/09506000134352/10/AB%2F1?17=261231&x=1",
            {"01": "09506000134352", "10": "AB/1", "17": "261231"},
        ),
        (
            "6032100000012305HBWH420199000123",
            {"case": "000000123", "carton": 5, "company": "HBWH", "licence": "420199000123"},
        ),
        (
            "2" + "123456" + "3" + "001" + "7" * 21,
            {"registration": "WP", "producer": "commissioned_packing", "pack": "001"},
        ),
        ("ZL200310100002.X", {"year": "2003", "kind": "invention", "granted": True, "check_digit": "X"}),
        ("91110000101623741K", {"area": "110000", "organisation": "101623741"}),
        ("6901028001007", {"prefix": "690", "issued_by": "GS1 China"}),
    ],
)
def test_parts(text: str, parts: dict[str, Any]) -> None:
    """The positions that a description fixes come out as parts."""
    assert parts.items() <= read(text).parts.items()


def test_faults_are_named() -> None:
    """What does not fit is named by a code: an impossible day, a registration type that is none."""
    assert read("6023000000012305HBWH420199000123").faults == ("tobacco.date",)
    assert read("9" * 32).faults == ("pesticide.registration", "pesticide.producer")


def test_a_resident_number_is_not_shown() -> None:
    """A number of a natural person is recognised and not repeated in the answer."""
    found = read("11010519491231002X")
    assert found.what == "resident_id"
    assert "1949" not in json.dumps(found.as_json())


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the reader raise, and every answer can be printed."""
    found = read(text)
    assert found.what in TITLES
    json.dumps(found.as_json())


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_in_a_barcode(body: str, at: int, step: int) -> None:
    """A 13-digit code with one changed digit holds no longer, unless it is another kind of number altogether."""
    code = "6" + body[1:] + str(gs1_check_digit("6" + body[1:]))
    place = max(1, at)
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    assert read(code).holds is True
    assert read(wrong).holds is False


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a vector file."""
    with (SHARED / "data" / "trace" / "vectors" / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@needs_shared
def test_credit_code_vectors() -> None:
    """All published credit codes hold, and every corner case is refused."""
    for row in rows("uscc.csv"):
        found = read(row["value"])
        assert (found.what == "uscc" and found.holds is True) == (row["valid"] == "1"), row


@needs_shared
def test_barcode_vectors() -> None:
    """Barcodes of the vector file are judged as it says."""
    for row in rows("ean.csv"):
        found = read(row["value"])
        assert (found.what == "gtin" and found.holds is True) == (row["valid"] == "1"), row
