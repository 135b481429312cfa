"""The book of law: the right version for every day, and further rule folders that load as data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen import law
from jianzhen.law.answer import Status
from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.deadline import compute
from jianzhen.law.errors import NotInForceError, RepealedError, UnknownRuleError
from jianzhen.law.workdays import Calendar
from tests.law.conftest import WriteFolder

_NAMES = st.sampled_from(sorted({*law.keys(), *(version.id for version in packaged_book().versions())}))


@given(name=_NAMES, day=st.dates(date(1990, 1, 1), date(2035, 12, 31)))
def test_at_never_returns_a_version_outside_its_validity(name: str, day: date) -> None:
    """Whatever key and day: the version returned covers the day and was read, or the error names the versions."""
    timeline, _ = packaged_book().resolve(name)
    version: law.Version | NotInForceError
    try:
        version = law.at(name, day)
    except NotInForceError as fault:
        version = fault
    if isinstance(version, NotInForceError):
        assert version.versions == timeline.ids
        assert all(id_ in str(version) for id_ in timeline.ids)
    else:
        assert version.in_force(day)
        assert version.verified
        assert version.citation
        assert version.key == timeline.key


@pytest.mark.parametrize("key", law.keys())
def test_validity_ends_to_the_day(key: str, book: LawBook) -> None:
    """The first and the last day of each version are its own; the day before and the day after are not."""
    for version in book.timeline(key).versions:
        for edge, step in ((version.valid_from, -1), (version.valid_to, 1)):
            if edge is not None:
                assert version.in_force(edge)
                assert not version.in_force(edge + timedelta(days=step))


def test_version_ids_stay_addressable(book: LawBook) -> None:
    """A version id opens its version for a day it covers, and is refused with the versions for another day."""
    assert law.at("proc.verify.2019", date(2020, 1, 2)).id == "proc.verify.2019"
    with pytest.raises(NotInForceError, match=r"proc\.verify\.2019 is not in force on 2022-01-03.*proc\.verify\.2021"):
        law.at("proc.verify.2019", date(2022, 1, 3))
    assert law.version("proc.verify.2021").key == "proc.verify"
    with pytest.raises(UnknownRuleError):
        book.version("proc.verify")


def test_step_text_finds_its_key(book: LawBook) -> None:
    """A trigger names its key in either language; a text that several keys share or none has names nothing."""
    found = book.find_step("Real-name report: decision to file or not → reporter told")
    assert found is not None
    assert found.key == "rep.tell"
    assert book.find_step("nothing of the kind") is None


_FUTURE = """\
instruments:
  示例办法:
    counting: {article: "9", start_day_excluded: true, moves_off_statutory_holiday: true}
---
subject: procedure
subject_zh: 行政处罚程序
keys:
  proc.verify:
    versions:
      proc.verify.2030:
        valid_from: 2030-01-01
        supersedes: proc.verify.2021
        quantity: 20
        unit: working_days
        cite: {示例办法: "3"}
        confidence: A
  proc.sample:
    trigger: late fee for each day
    trigger_zh: 每日加处罚款比例
    kind: rate
    versions:
      proc.sample.2030:
        valid_from: 2030-01-01
        quantity: "1.5"
        unit: percent_of_fine
        cite: {示例办法: ~}
        confidence: B
"""


def test_adopted_law_loads_and_waits(folder: WriteFolder) -> None:
    """A folder with a future version ends the present one on the day before, and adds keys of its own."""
    book = LawBook.load(folder(_FUTURE))
    assert book.at("proc.verify", date(2029, 12, 31)).id == "proc.verify.2021"
    assert book.at("proc.verify", date(2030, 1, 1)).quantity == 20
    assert str(book.at("proc.sample", date(2030, 1, 1)).quantity) == "1.5"
    assert law.at("proc.verify", date(2030, 1, 1)).id == "proc.verify.2021"


_REPEAL = """\
subject: procedure
subject_zh: 行政处罚程序
keys:
  proc.assist:
    repeals:
      - {since: 2030-01-01, ends: proc.assist, cite: {程序规定: "1"}, why: dropped, why_zh: 取消}
"""
_RETURN = """\
subject: procedure
subject_zh: 行政处罚程序
keys:
  proc.assist:
    versions:
      proc.assist.2031:
        valid_from: 2031-01-01
        quantity: 5
        unit: working_days
        cite: {程序规定: "1"}
        confidence: A
"""


def test_repeal_loads_as_data_and_a_new_version_ends_it(folder: WriteFolder, calendar: Calendar) -> None:
    """A recorded repeal ends the open version; where a later version stands, the duty exists again from its day."""
    book = LawBook.load(folder(a=_REPEAL, b=_RETURN))
    assert book.at("proc.assist", date(2029, 12, 31)).valid_to == date(2029, 12, 31)
    with pytest.raises(RepealedError, match="dropped"):
        book.at("proc.assist", date(2030, 1, 1))
    assert compute(book, "proc.assist", date(2030, 6, 3), calendar=calendar).status is Status.NO_DUTY
    assert book.at("proc.assist", date(2031, 1, 1)).quantity == 5


_NO_CLAUSE = """\
instruments:
  示例办法:
    counting: {article: "9", start_day_excluded: true, moves_off_statutory_holiday: false}
---
subject: procedure
subject_zh: 行政处罚程序
keys:
  x.sample:
    trigger: sample found → sample sealed
    trigger_zh: 发现样品 → 封样
    kind: deadline
    versions:
      x.sample.2020:
        valid_from: 2020-01-01
        quantity: 3
        unit: calendar_days
        cite: {示例办法: "3"}
        confidence: A
"""


def test_roll_forward_follows_the_clause_of_the_instrument(folder: WriteFolder, calendar: Calendar) -> None:
    """The same last day on a holiday moves where the instrument has the clause, and is open where it has none."""
    start = date(2024, 9, 29)
    without = compute(LawBook.load(folder(_NO_CLAUSE)), "x.sample", start, calendar=calendar)
    assert (without.status, without.due_date_if_not_moved) == (Status.REVIEW, date(2024, 10, 2))
    assert "start_day_assumed" not in {caution.code for caution in without.cautions}
    moves = _NO_CLAUSE.replace("holiday: false", "holiday: true")
    moved = compute(LawBook.load(folder(moves)), "x.sample", start, calendar=calendar)
    assert (moved.status, moved.due_date) == (Status.EXACT, date(2024, 10, 8))
