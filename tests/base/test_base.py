"""The foundation: ids, digests, money, dates, errors and the instance marker."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.clock import law_date
from jianzhen.base.digest import canonical_json, digests
from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import content_id, new_id
from jianzhen.base.instance import open_instance
from jianzhen.base.money import parse_money


def test_new_ids_are_version_7_and_ordered() -> None:
    """Ids made one after another sort in the order they were made."""
    made = [new_id() for _ in range(50)]
    assert {value.version for value in made} == {7}
    assert made == sorted(made)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_content_ids_name_content(first: list[str], second: list[str]) -> None:
    """Equal parts give equal ids, different parts different ones, wherever the cuts lie."""
    assert (content_id(*first) == content_id(*second)) is (first == second)
    assert content_id(*first).version == 8


def test_sm3_is_the_standard_one() -> None:
    """SM3 of "abc" is the vector of GB/T 32905."""
    found = digests([b"a", b"bc"])
    assert found.sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert found.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert found.size == 3


def test_canonical_json_is_one_text() -> None:
    """Key order does not matter; floats are refused because they have no single text."""
    assert canonical_json({"b": 1, "a": "中"}) == canonical_json({"a": "中", "b": 1}) == '{"a":"中","b":1}'.encode()
    with pytest.raises(TypeError, match="float"):
        canonical_json({"a": [{"b": 0.1}]})


@pytest.mark.parametrize(
    ("text", "amount"),
    [("¥1,280.50", "1280.50"), ("1280.5元", "1280.50"), (" 3 ", "3.00"), ("-0.01", "-0.01"), ("１２", "12.00")],
)
def test_money_is_read_exactly(text: str, amount: str) -> None:
    """Amounts as people write them come out as exact decimals."""
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "一百", "NaN", "Infinity", "1.005", "1e20", "12..3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Nothing is rounded or guessed."""
    with pytest.raises(RefusedError):
        parse_money(text)


def test_the_law_date_is_shanghai() -> None:
    """Late evening in UTC is the next day in Shanghai; an instant without a zone is refused."""
    assert law_date(datetime(2026, 11, 1, 16, 30, tzinfo=UTC)) == date(2026, 11, 2)
    with pytest.raises(ValueError, match="no zone"):
        law_date(datetime(2026, 11, 1, 16, 30))  # noqa: DTZ001  (the fault under test)


def test_an_error_says_what_where_and_how() -> None:
    """The one line holds place, fault and remedy."""
    fault = RefusedError("not a date", where=Where(file="a.xlsx", row=7, column="日期"), remedy="Write 2019-08-01")
    assert str(fault) == "file a.xlsx, row 7, column 日期: not a date. Write 2019-08-01"


def test_an_instance_keeps_its_id(tmp_path: Path) -> None:
    """Opening again gives the same id; the keys folder is closed to others."""
    first = open_instance(tmp_path / "a b")
    assert open_instance(tmp_path / "a b").instance_id == first.instance_id
    assert first.keys.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["{", "{}", '{"schema_version": 99, "instance_id": "x", "city": "wuhan"}', "[]"])
def test_a_damaged_instance_is_refused(tmp_path: Path, text: str) -> None:
    """A marker that cannot be read, or of a later version, is refused and left alone."""
    open_instance(tmp_path)
    marker = tmp_path / "instance.json"
    marker.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError, match=r"instance\.json"):
        open_instance(tmp_path)
    assert marker.read_text(encoding="utf-8") == text


def test_a_file_is_no_instance(tmp_path: Path) -> None:
    """Naming a file as the data folder is refused."""
    path = tmp_path / "x"
    path.write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(RefusedError, match="is a file"):
        open_instance(path)
