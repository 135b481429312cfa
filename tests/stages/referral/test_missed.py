"""Looking for missed transfers in the database: once written, nothing twice, people's answers, who may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.base.ids import new_id
from jianzhen.custody import log
from jianzhen.law.book import packaged_book
from jianzhen.people.policy import SYSTEM, Permission, Reach, Role, reach
from jianzhen.stages.referral.actions_missed import AnswerMissed, MissedReport, find_missed
from jianzhen.stages.referral.missed.acts import Party
from jianzhen.stages.referral.models import PossibleTransferEvent
from jianzhen.stages.referral.queries_missed import counts, found_records, looked, missed, of_subjects, page
from jianzhen.stages.tracing.models import Subject
from tests.stages.conftest import MARKET, WUCHANG, Office, at, enrol
from tests.stages.referral.missed.told import fined, seen

pytestmark = pytest.mark.django_db

EVERYTHING = Reach(everything=True, scopes=frozenset())
SEEN_AT = datetime(2019, 1, 1, tzinfo=UTC)
OFFICES = {"武昌区市场监管局": (MARKET, WUCHANG), "洪山区市场监管局": (MARKET, "420111")}


def party(name: str, *amounts: str, agency: str = "武昌区市场监管局") -> Party:
    """Return a subject of the database with an inspection for each amount, a month apart from 2024-01-05."""
    row = Subject.objects.create(id=new_id(), kind="firm", display_name=name, first_seen=SEEN_AT, last_seen=SEEN_AT)
    records = [
        seen(f"{name}{n}", f"2024-0{n}-05", amount, agency=agency, name=name) for n, amount in enumerate(amounts, 1)
    ]
    return Party(subject_id=str(row.pk), name=name, records=tuple(records))


def look(*parties: Party, day: str = "2026-03-02", **more: Any) -> MissedReport:
    """Look once."""
    return find_missed(
        parties, packaged_book(), actor=SYSTEM, at=at(day), place=lambda name: OFFICES.get(name, ("", "")), **more
    )


def test_a_finding_is_written_once(data: Any) -> None:
    """The first look writes what crosses and remembers what does not; the second writes nothing at all."""
    crossing, below = party("甲样例商行", "30000", "30000"), party("乙样例商行", "20000", "20000")
    assert not looked()
    assert look(crossing, below) == MissedReport(2, 2, {"found": 1})
    size = log.size()
    assert look(crossing, below) == MissedReport(2, 0, {})
    assert (log.size(), looked()) == (size, True)
    total, (line,) = missed(EVERYTHING)
    assert (total, line.name, str(line.met_on), line.grade, line.alone_on) == (
        1,
        "甲样例商行",
        "2024-02-05",
        "reached",
        None,
    )
    assert (line.low, line.high, line.threshold, line.rule_id) == (60000, 60000, 50000, "crim.213.op.2004")
    assert line.offices == ("武昌区市场监管局",)
    (found,) = found_records()
    assert found.counted == ("甲样例商行1", "甲样例商行2")
    assert [one.finding_id for one in of_subjects([UUID(crossing.subject_id)])] == [line.finding_id]


def test_only_what_changed_is_looked_at(data: Any) -> None:
    """A further record of one party leaves the others alone; more acts change the finding, fewer let it go."""
    one, other = party("甲样例商行", "30000", "30000"), party("乙样例商行", "20000", "20000")
    look(one, other)
    more = replace(one, records=(*one.records, seen("9", "2024-05-05", "9000", agency="洪山区市场监管局")))
    assert look(more, other) == MissedReport(2, 1, {"changed": 1})
    (line,) = missed(EVERYTHING)[1]
    assert (str(line.met_on), line.offices) == ("2024-02-05", ("武昌区市场监管局", "洪山区市场监管局"))
    fewer = replace(one, records=one.records[:1])
    assert look(fewer, other) == MissedReport(2, 1, {"gone": 1})
    assert missed(EVERYTHING)[0] == 0
    assert look(one, other).turns == {"returned": 1}
    kinds = [turn.kind for turn in page(line.finding_id, EVERYTHING).turns]
    assert kinds == ["found", "changed", "gone", "returned"]


def test_a_subject_that_was_merged_away_takes_its_finding_along(data: Any) -> None:
    """Who no longer speaks for itself has no finding; who speaks for both has one."""
    one, other = party("甲样例商行", "30000", "30000"), party("乙样例商行", "20000")
    look(one, other)
    both = replace(other, records=one.records + other.records)
    assert look(both).turns == {"found": 1, "gone": 1}
    assert [line.name for line in missed(EVERYTHING)[1]] == ["乙样例商行"]


def test_what_was_handed_over_is_not_missed(data: Any) -> None:
    """A subject of which a case went to the police stands under transferred, and comes back if that was an error."""
    one = party("甲样例商行", "30000", "30000")
    look(one)
    assert look(one, transferred=[one.subject_id]).turns == {"transferred": 1}
    assert counts(EVERYTHING) == {"open": 0, "answered": 0, "transferred": 1, "all": 1}
    assert look(one).turns == {"returned": 1}


def answer(people: Office, finding: UUID, what: str = "explained", reason: str = "已由公安立案", **more: Any) -> str:
    """Answer as the head of the market bureau."""
    given = {"actor": people.leader, "at": at("2026-03-03"), "finding_id": finding, "answer": what, "reason": reason}
    return AnswerMissed(**(given | more)).execute()


def test_a_person_answers_with_a_reason_and_new_facts_ask_again(people: Office) -> None:
    """An explained finding stays so while the facts are the same; a further act opens it again."""
    one = party("甲样例商行", "30000", "30000")
    look(one)
    (line,) = missed(EVERYTHING)[1]
    assert answer(people, line.finding_id, seen=line.version) == "explained"
    assert look(one).turns == {}
    assert counts(EVERYTHING)["answered"] == 1
    more = replace(one, records=(*one.records, seen("9", "2024-05-05", "9000", agency="武昌区市场监管局")))
    assert look(more).turns == {"returned": 1}
    told = page(line.finding_id, EVERYTHING)
    assert [(turn.kind, turn.text) for turn in told.turns][1] == ("explained", "已由公安立案")
    assert told.line.state == "open"


def test_answers_without_reason_right_or_standing_are_refused(people: Office) -> None:
    """Each refusal says what to do, and nothing is written."""
    one = party("甲样例商行", "30000", "30000")
    look(one)
    (line,) = missed(EVERYTHING)[1]
    with pytest.raises(RefusedError, match="reason is missing"):
        answer(people, line.finding_id, reason=" ")
    with pytest.raises(RefusedError, match="no answer"):
        answer(people, line.finding_id, "forgotten")
    with pytest.raises(ConflictError, match="changed since it was read"):
        answer(people, line.finding_id, seen=7)
    with pytest.raises(NotAllowedError, match="may not do referral"):
        answer(people, line.finding_id, actor=people.officer)
    with pytest.raises(NotAllowedError, match="may not do referral"):
        answer(people, line.finding_id, actor=enrol("样例外单位负责人", Role.LEADER, "tobacco"))
    assert answer(people, line.finding_id, "taken_up") == "taken_up"
    with pytest.raises(ConflictError, match="is taken_up"):
        answer(people, line.finding_id, "taken_up")


def test_who_holds_no_record_sees_nothing(people: Office) -> None:
    """The bureau that holds a record sees the finding, another does not, the procuratorate sees all."""
    one, nowhere = party("甲样例商行", "30000", "30000"), party("丙样例商行", "30000", "30000", agency="某地样例局")
    look(one, nowhere)
    day = at("2026-03-03").date()
    bureau = reach(people.officer, Permission.REFERRAL_VIEW, day)
    stranger = reach(enrol("样例烟草", Role.OFFICER, "tobacco"), Permission.REFERRAL_VIEW, day)
    procurator = reach(enrol("样例检察官", Role.PROSECUTOR), Permission.REFERRAL_VIEW, day)
    assert [missed(one_reach)[0] for one_reach in (bureau, stranger, procurator)] == [1, 0, 2]
    (line,) = missed(bureau)[1]
    assert page(line.finding_id, bureau).line == line
    with pytest.raises(RefusedError, match="no such finding"):
        page(line.finding_id, stranger)


def test_a_third_penalty_stands_with_its_history(data: Any) -> None:
    """The page keeps the acts that count, those that were decided before, and the tree of reasons."""
    one = party("甲样例商行")
    told = (fined("a", "2025-06-01", "9000"), fined("b", "2025-09-01", "9000"), fined("c", "2026-02-01", "30000"))
    look(replace(one, records=told))
    (line,) = missed(EVERYTHING)[1]
    shown = page(line.finding_id, EVERYTHING)
    assert [(act["counts"], act["value"]) for act in shown.acts] == [(False, "9000"), (False, "9000"), (True, "30000")]
    assert "with_history" in [child["code"] for child in shown.reason["children"]]


def test_the_history_refuses_update_and_delete(data: Any) -> None:
    """The turns of a finding cannot be changed by SQL."""
    look(party("甲样例商行", "30000", "30000"))
    table = PossibleTransferEvent._meta.db_table
    for statement in (f"UPDATE {table} SET kind = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
