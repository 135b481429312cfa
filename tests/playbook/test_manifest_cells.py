"""Single cells: amounts, numbers, dates and instants as Chinese offices write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.clock import SHANGHAI
from jianzhen.playbook.intake.convert import CellFault, day, instant, integer, members, money

FIRST = date(2019, 8, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2019-08-01",
        "2019/8/1",
        "2019.8.1",
        "2019年8月1日",
        "2019年08月01",
        "20190801",
        "43678",
        "43678.3785",
        "２０１９－８－１",
        " 2019-8-1 ",
        "2019-08-01 09:05:02",
        "2019/8/1 9:05",
        "2019-08-01T09:05:02.125Z",
        "2019-07-31T18:00:00Z",
    ],
)
def test_dates(text: str) -> None:
    """Every usual way to write 1 August 2019 is that day; an instant with a zone is its day in Shanghai."""
    assert day(text) == FIRST


@pytest.mark.parametrize(
    "text",
    [
        "2019-08-01 09:05:02",
        "2019/8/1 9:05:02",
        "2019年8月1日9时5分2秒",
        "2019年8月1日 9：05：02",
        "2019-08-01T09:05:02",
        "2019-08-01T01:05:02Z",
        "2019-08-01T09:05:02+08:00",
        "2019-07-31T20:05:02-0500",
        "20190801090502",
    ],
)
def test_instants(text: str) -> None:
    """A time without zone is Asia/Shanghai, one with a zone keeps it; all are the same instant in UTC."""
    assert instant(text) == datetime(2019, 8, 1, 1, 5, 2, tzinfo=UTC)


def test_a_day_number_with_a_time() -> None:
    """A spreadsheet's 43678.5 is noon in Shanghai."""
    assert instant("43678.5") == datetime(2019, 8, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2019-02-30", "2019-13-01", "2019-00-10", "0019-08-01", "明天", "9:05", "1", "2019-08-01 25:00"]
)
def test_impossible_dates(text: str) -> None:
    """Days and times that do not exist, and words, are faults with a remedy."""
    with pytest.raises(CellFault) as caught:
        day(text)
    assert "2019-08-01" in caught.value.remedy


def test_further_formats_and_open_ends() -> None:
    """A manifest's own pattern is tried after the usual ones; 长期 is no date."""
    assert day("01.08.2019", ("%d.%m.%Y",)) == FIRST
    assert day("长期") is None
    with pytest.raises(CellFault):
        day("01.08.2019")


@given(st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - local on purpose
def test_every_local_time_returns(moment: datetime) -> None:
    """Any local time written in ISO or in Chinese reads as the instant it is in Shanghai."""
    expected = moment.replace(tzinfo=SHANGHAI).astimezone(UTC)
    assert instant(moment.isoformat(sep=" ")) == expected
    chinese = f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute}分{moment.second}秒"
    assert instant(chinese) == expected.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "amount"), [("1,280.5", "1280.50"), ("¥9.9", "9.90"), ("￥１２．５０元", "12.50"), ("0", "0.00")]
)
def test_amounts(text: str, amount: str) -> None:
    """Amounts with signs, thousands and full-width digits are decimals with two places."""
    assert money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["-1", "面议", "1.234", "NaN", "1e400", "1.2.3", "99999999999999999999"])
def test_no_amounts(text: str) -> None:
    """Negative, endless, too fine and wordy amounts are faults."""
    with pytest.raises(CellFault):
        money(text)


def test_whole_numbers_and_lists() -> None:
    """12, 12.0 and 1,200 are whole numbers; 1.5, -1 and words are faults; lists split at both semicolons."""
    assert [integer(text) for text in ("12", "12.0", "1,200", "１２")] == [12, 12, 1200, 12]
    for text in ("1.5", "-1", "十二", "9" * 30):
        with pytest.raises(CellFault):
            integer(text)
    assert members("甲；乙; 丙") == ["甲", "乙", "丙"]
    assert members(" ; ") is None
