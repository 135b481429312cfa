"""The pitfalls of versions, counting and reading that the legal reference notes list, each held by a test."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from jianzhen import law
from jianzhen.law.answer import Status
from jianzhen.law.book import LawBook
from jianzhen.law.deadline import compute
from jianzhen.law.errors import NotInForceError, RepealedError, UnverifiedError
from jianzhen.law.model import PERIOD_UNITS, Kind, Unit, Use
from jianzhen.law.workdays import Calendar


def _cautions(book: LawBook, calendar: Calendar, rule: str, start: date) -> set[str]:
    return {caution.code for caution in compute(book, rule, start, calendar=calendar).cautions}


def test_01_one_case_meets_three_versions(book: LawBook) -> None:
    """Procedure follows the day of the step: one case can meet the rules of 2018, of 2021 and of 2022-11-01."""
    assert law.at("proc.verify", date(2021, 7, 14)).id == "proc.verify.2019"
    assert law.at("proc.verify", date(2021, 7, 15)).id == "proc.verify.2021"
    assert [book.at("proc.serve.public", day).quantity for day in (date(2022, 10, 31), date(2022, 11, 1))] == [60, 30]


def test_01_period_across_a_change_asks_for_confirmation(book: LawBook, calendar: Calendar) -> None:
    """A period that runs across a change keeps the version of its start day, and says that this is a choice."""
    answer = compute(book, "proc.notice.statement", date(2021, 7, 14), calendar=calendar)
    assert (answer.rule_id, answer.due_date) == ("proc.notice.statement.2019", date(2021, 7, 19))
    assert "crosses_change" in {caution.code for caution in answer.cautions}
    assert "crosses_change" not in _cautions(book, calendar, "proc.notice.statement", date(2021, 7, 8))


def test_02_criminal_threshold_of_the_act_date() -> None:
    """The act date selects the threshold: halved copies in 2007, one rule with both limbs from 2025-04-26."""
    assert law.at("crim.217.copies", date(2007, 4, 4)).quantity == 1000
    assert law.at("crim.217.copies", date(2007, 4, 5)).quantity == 500
    assert law.at("crim.219.loss", date(2025, 4, 26)).id == "crim.219.2025"


@pytest.mark.parametrize(
    ("key", "day", "lead"),
    [
        ("crim.214.sales", date(2021, 3, 1), ""),
        ("crim.214.sales", date(2025, 4, 25), ""),
        ("crim.214.sales", date(2025, 4, 26), "m.214.inc.2025"),
        ("crim.213.service", date(2023, 1, 1), ""),
        ("crim.215.qty", date(2025, 4, 26), "m.215.2025"),
        ("crim.216.op", date(2025, 4, 26), "m.216.2025"),
        ("crim.217.inc", date(2025, 4, 26), "m.217.2025"),
        ("crim.225.drug", date(2022, 3, 6), ""),
        ("crim.141.serious", date(2022, 3, 6), "m.141.2022"),
        ("proc.hearing.fine.org", date(2021, 7, 14), "m.hearing2018"),
        ("crim.cumulate", date(2025, 4, 26), ""),
        ("crim.opvalue.order", date(2025, 4, 26), ""),
    ],
)
def test_04_gap_periods_need_legal_review(key: str, day: date, lead: str) -> None:
    """A day without a verified figure raises, says why, and at most names the unverified rule to read."""
    with pytest.raises(NotInForceError, match=r"because .*legal review") as fault:
        law.at(key, day)
    assert lead in str(fault.value)
    assert fault.value.status == "needs_legal_review"


def test_05_adopted_law_waits_for_its_day() -> None:
    """The trade-mark law of 2026 is in the timeline and takes effect on 2027-01-01, not before."""
    assert law.at("tm.fine", date(2026, 12, 31)).id == "tm.fine"
    assert law.at("tm.fine", date(2027, 1, 1)).id == "tm.fine.2027"


def test_06_repealed_order_20(book: LawBook, calendar: Calendar) -> None:
    """Mediation is 60 calendar days since 2026-04-15, and the general duty to tell the reporter is gone."""
    mediate = law.at("cmp.mediate", date(2026, 4, 15))
    assert (mediate.quantity, mediate.unit) == (60, Unit.CALENDAR_DAYS)
    with pytest.raises(RepealedError, match="2026-04-15"):
        law.at("rep.tell", date(2026, 4, 15))
    answer = compute(book, "rep.tell", date(2026, 4, 15), calendar=calendar)
    assert (answer.status, answer.expired_rule_id) == (Status.NO_DUTY, "rep.tell.2020")


def test_06_no_duty_only_where_a_repeal_is_recorded(book: LawBook, calendar: Calendar) -> None:
    """A version that merely ends, without a recorded repeal, is never answered with "no such duty"."""
    ended = [timeline for timeline in map(book.timeline, book.keys()) if timeline.versions[-1].valid_to]
    day = date(2027, 6, 1)
    repealed = {timeline.key for timeline in ended if timeline.repeals}
    answers = {timeline.key: compute(book, timeline.key, day, calendar=calendar).status for timeline in ended}
    assert repealed == {"rep.tell", "crim.unit.3x"}
    assert {key for key, status in answers.items() if status is Status.NO_DUTY} == repealed
    assert {status for key, status in answers.items() if key not in repealed} == {Status.REVIEW}


def test_07_article_is_cited_with_its_version() -> None:
    """The same duty stands in art 17 of the old rules and art 18(1) of the new ones."""
    assert law.at("proc.verify", date(2020, 6, 1)).citation == "市场监督管理行政处罚程序暂行规定(总局令2号) art 17"
    assert law.at("proc.verify", date(2022, 6, 1)).citation.endswith("art 18(1)")


def test_08_form_that_prints_the_old_figure_is_flagged() -> None:
    """The set of forms that still prints 60 days carries the flag, and the figure in force is 30."""
    assert "form_51_prints_60_days_but_30_since_2022-11-01" in law.version("doc.count.2021").flags
    assert law.at("proc.serve.public", date(2026, 1, 5)).quantity == 30


def test_09_units_differ_per_version() -> None:
    """Seven calendar days became seven working days; nothing converts one into the other."""
    units = [law.version(id_).unit for id_ in ("proc.register.2019", "proc.register.2021")]
    assert units == [Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]


def test_10_transfer_regulation_has_calendar_days_and_running_hours(book: LawBook, calendar: Calendar) -> None:
    """3日 and 24小时 run over holidays; no clause moves the last day, so both dates are shown."""
    approve = compute(book, "xfer.approve", date(2023, 9, 26), calendar=calendar)
    assert (approve.status, approve.earliest_safe_date) == (Status.REVIEW, date(2023, 9, 29))
    send = compute(book, "xfer.send", datetime(2024, 2, 9, 16, 30), calendar=calendar)  # noqa: DTZ001
    assert send.to_json()["due_datetime"] == "2024-02-10T16:30"


def test_11_both_dates_and_the_earlier_one_for_a_duty(book: LawBook, calendar: Calendar) -> None:
    """An ordinary weekend is not settled in the text: both dates are given and a duty works to the earlier."""
    answer = compute(book, "proc.pay", date(2024, 3, 1), calendar=calendar)
    assert answer.status is Status.REVIEW
    assert (answer.due_date, answer.earliest_safe_date) == (None, date(2024, 3, 16))


def test_11_roll_forward_is_data_of_the_instrument(book: LawBook) -> None:
    """Only 程序规定 (with its forerunner) and Order 121 carry a clause; the transfer regulation has none."""
    versions = [version for version in book.versions() if version.unit in PERIOD_UNITS]
    moving = {
        citation.instrument.name
        for version in versions
        for citation in version.citations
        if citation.instrument.counting and citation.instrument.counting.moves_off_statutory_holiday
    }
    assert moving == {"程序规定", "程序暂行规定", "投诉举报办法"}


def test_11_day_decides_between_two_instruments(book: LawBook, calendar: Calendar) -> None:
    """A duty that stands in Order 20 and Order 121 has a counting article only since 2026-04-15."""
    assert "start_day_assumed" in _cautions(book, calendar, "cmp.endnotice", date(2026, 4, 14))
    assert "start_day_assumed" not in _cautions(book, calendar, "cmp.endnotice", date(2026, 4, 15))


def test_12_make_up_workday_can_be_a_due_date(book: LawBook, calendar: Calendar) -> None:
    """A Saturday that is worked in place of a holiday counts and can be the last day."""
    answer = compute(book, "proc.enforce.wait", date(2025, 1, 20), calendar=calendar)
    assert (answer.status, answer.due_date) == (Status.EXACT, date(2025, 2, 8))


@pytest.mark.parametrize("city", ["武汉", "武汉市", "wuhan", " Wuhan ", "湖北"])
def test_13_wuhan_early_2020_needs_legal_review(city: str, book: LawBook, calendar: Calendar) -> None:
    """A deadline of early 2020 in a place with changes of its own has no firm date."""
    answer = compute(book, "proc.register", date(2020, 2, 20), calendar=calendar.at_place(city))
    assert (answer.status, answer.earliest_safe_date) == (Status.REVIEW, None)
    assert answer.reason.code == "local_calendar"


def test_13_next_year_is_not_guessed(book: LawBook, calendar: Calendar) -> None:
    """Beyond the published arrangement there is a provisional date, marked as such, and no firm one."""
    answer = compute(book, "pub.cross.push", date(2026, 12, 22), calendar=calendar)
    assert (answer.status, answer.due_date, answer.earliest_safe_date) == (Status.NO_CALENDAR, None, None)
    assert answer.to_json()["provisional"] is True


def test_14_excluded_time_is_part_of_the_count(book: LawBook, calendar: Calendar) -> None:
    """Days of testing are added in calendar days, and the answer says that they must be on file."""
    answer = compute(book, "proc.case.base", date(2025, 3, 3), excluded_days=12, calendar=calendar)
    assert answer.due_date == date(2025, 6, 13)
    assert "excluded_days_added" in {caution.code for caution in answer.cautions}


def test_15_figures_are_exact(book: LawBook) -> None:
    """No figure and no limb of any rule is a binary fraction, and every criminal threshold includes its number."""
    figures = [version.quantity for version in book.versions() if version.quantity is not None]
    limbs = [limb for version in book.versions() for limb in version.limbs]
    assert {type(figure) for figure in (*figures, *(limb.value for limb in limbs))} <= {int, Decimal}
    assert {limb.op for limb in limbs} <= {">=", ">"}
    crimes = [version for version in book.versions() if version.subject == "criminal-threshold"]
    assert {limb.op for version in crimes for limb in version.limbs} == {">="}


def test_16_notice_uses_the_earlier_date(book: LawBook, calendar: Calendar) -> None:
    """Literal and clear-day counting of "seven working days before" differ by one; the earlier one is worked to."""
    answer = compute(book, "proc.hearing.notice", date(2024, 10, 17), calendar=calendar)
    assert answer.latest_date_if_day_n_is_enough == date(2024, 10, 9)
    assert answer.earliest_safe_date == answer.latest_date_safe == date(2024, 10, 8)


def test_20_units_and_individuals_are_equal_since_2007() -> None:
    """The threefold threshold of units ended on 2007-04-05 by a recorded repeal."""
    assert law.at("crim.unit.3x", date(2007, 4, 4)).quantity == 3
    with pytest.raises(RepealedError):
        law.at("crim.unit.3x", date(2007, 4, 5))


def test_24_reasonable_suspicion_only_since_2020_08_07() -> None:
    """Before Decree 730 a transfer needed more than reasonable suspicion."""
    assert law.at("xfer.ip.reasonable", date(2020, 8, 7)).kind is Kind.STANDARD
    with pytest.raises(NotInForceError, match="涉嫌构成犯罪"):
        law.at("xfer.ip.reasonable", date(2020, 8, 6))


def test_27_formats_warn_and_never_enforce(book: LawBook) -> None:
    """Identifier formats only warn, also at confidence A, and every pattern compiles."""
    formats = [version for version in book.versions() if version.kind in (Kind.FORMAT, Kind.CHECK_DIGIT)]
    assert Use.ENFORCE not in {version.use for version in formats}
    patterns = [re.compile(pattern) for version in formats for pattern in version.patterns]
    assert len(patterns) >= len([version for version in formats if version.verified]) - 1


@pytest.mark.parametrize(("day", "confidence"), [(date(2021, 7, 14), "B"), (date(2021, 7, 15), "A")])
def test_inferred_wording_counts_as_secondary_before_2021(day: date, confidence: str) -> None:
    """A rule inferred from the list of amendments is B for steps before the text that was read."""
    version = law.at("proc.review", day)
    assert (version.confidence.value, version.use is Use.WARN) == (confidence, confidence == "B")


def test_secondary_source_computes_and_asks_to_confirm(book: LawBook, calendar: Calendar) -> None:
    """Confidence B gives a date and says: secondary source, confirm."""
    answer = compute(book, "pub.guofa2014", date(2026, 3, 2), calendar=calendar)
    assert answer.status is Status.EXACT
    assert answer.cautions[0].en == "secondary source, confirm: pub.guofa2014"


def test_same_event_with_two_figures_is_shown(book: LawBook, calendar: Calendar) -> None:
    """The three days of the police and the ten days for economic crime name each other."""
    answer = compute(book, "xfer.police.decide", date(2021, 3, 8), calendar=calendar)
    others = {caution.params["other"] for caution in answer.cautions if caution.code == "other_rule_same_event"}
    assert others == {"xfer.police.decide.econ"}


def test_unverified_never_yields_a_figure() -> None:
    """A recalled rule raises whatever the day."""
    for day in (date(2020, 6, 1), date(2026, 6, 1)):
        with pytest.raises(UnverifiedError, match="not read"):
            law.at("m.ccc", day)
