"""公示: every decided penalty is published in time, for the term of its day, and ends only as the law lets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.law.book import packaged_book
from jianzhen.people.policy import SYSTEM, Reach, Role
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.outcomes.actions import PreparePublications, Publish, PushToHome, TickPublications
from jianzhen.stages.outcomes.actions_ends import (
    EndPublication,
    EndPublicationEarly,
    RecordQuashing,
    WithdrawPublication,
)
from jianzhen.stages.outcomes.models import PublicationStep
from jianzhen.stages.outcomes.queries.publication import (
    clocks_to_turn,
    penalties_to_prepare,
    publication_of,
    publication_page,
    publications,
)
from jianzhen.stages.outcomes.rules import SUMMARY, publication_rules
from tests.stages.conftest import DECISION, Office, Walk, at, enrol

Begin = Callable[..., Walk]
ALL = Reach(everything=True, scopes=frozenset())


def decided(walk: Begin, day: str = "2026-03-02", **changes: Any) -> UUID:
    """Decide a penalty on a day, prepare its publication, return the publication's id."""
    one = walk(day)
    one.to("hear_statement")
    case_id = one.take("decide_penalty", **changes).case_id
    assert case_id is not None
    PreparePublications(actor=SYSTEM, at=at(day, 20)).execute()
    line = publication_of(case_id, as_of=at(day).date())
    assert line is not None
    return line.publication_id


def publish(people: Office, key: UUID, day: str, **changes: Any) -> str:
    """Publish as the leader does."""
    return Publish(actor=people.leader, at=at(day), publication_id=key, **changes).execute()


def clock(key: UUID, name: str) -> Any:
    """Return the last clock of a name."""
    page = publication_page(key, as_of=date(2026, 12, 1))
    return [one for _, one, _ in page.clocks if one.name == name][-1]


def test_prepared_once_published_in_time_and_ended_with_its_term(walk: Begin, people: Office) -> None:
    """Twenty working days to publish, one year of display, ended on its last day and not before."""
    key = decided(walk)
    assert PreparePublications(actor=SYSTEM, at=at("2026-03-04")).execute() == 0
    assert penalties_to_prepare(date(2026, 3, 4)) == 0
    assert (clock(key, "publish").due, clock(key, "publish").rule_id) == (date(2026, 3, 30), "pub.same_prov")
    assert publish(people, key, "2026-03-10") == "published"
    page = publication_page(key, as_of=date(2026, 3, 11))
    assert page.summary == {
        "number": DECISION["decision_number"],
        "party": "武昌区云雀样例商行",
        "conduct": DECISION["conduct"],
        "content": "罚款20000.00元；没收3500.50元",
        "agency": "市市场监管局",
        "date": "2026-03-02",
    }
    assert (page.line.category, clock(key, "publish").state) == ("general", State.MET)
    term = clock(key, "term")
    assert (term.rule_id, term.due) == ("pub.general.max.2025", date(2027, 3, 10))
    with pytest.raises(ConflictError, match="runs until"):
        EndPublication(actor=people.leader, at=at("2027-03-09"), publication_id=key).execute()
    assert EndPublication(actor=people.leader, at=at("2027-03-10"), publication_id=key).execute() == "ended"


def test_the_summary_has_the_laws_six_fields() -> None:
    """The rule's figure and the fields we print agree."""
    assert packaged_book().at("pub.summary.fields", date(2026, 3, 2)).quantity == len(SUMMARY)


@pytest.mark.parametrize(("day", "rule"), [("2025-12-24", "pub.general.2021"), ("2025-12-25", "pub.general.max.2025")])
def test_the_term_is_that_of_the_day_of_publication(walk: Begin, people: Office, day: str, rule: str) -> None:
    """Three years until 2025-12-24, one year for a general penalty from the day after."""
    key = decided(walk, "2025-12-01")
    publish(people, key, day)
    assert clock(key, "term").rule_id == rule


@pytest.mark.parametrize(
    ("penalties", "low", "category"),
    [
        (("criticism",), "", "light"),
        (("fine",), "减轻处罚且数额较低，依据裁量基准", "light"),
        (("fine",), "", "general"),
        (("fine", "confiscation"), "", "general"),
        (("fine", "suspension"), "", "serious"),
        (("revocation",), "", "serious"),
    ],
)
def test_the_kind_of_penalty_gives_the_term(
    walk: Begin, people: Office, penalties: tuple[str, ...], low: str, category: str
) -> None:
    """Light, general and serious by the penalties; a low fine only with its basis."""
    key = decided(walk, penalties=penalties)
    publish(people, key, "2026-03-10", low_fine_basis=low)
    assert publication_page(key, as_of=date(2026, 3, 11)).line.category == category


def test_a_field_of_food_or_drugs_is_serious() -> None:
    """The field decides too."""
    assert publication_rules().category("drugs", ["fine"], low_fine=True) == "serious"


def test_only_a_warning_is_not_published(walk: Begin, people: Office) -> None:
    """The record says so with the rule, and publishing it is refused."""
    key = decided(walk, penalties=("warning",), fine=Decimal(0), confiscated=Decimal(0))
    page = publication_page(key, as_of=date(2026, 3, 11))
    assert (page.line.state, page.steps[0][5][0]["rule_id"]) == ("exempt", "pub.warning_only")
    with pytest.raises(ConflictError, match="exempt"):
        publish(people, key, "2026-03-10")


def test_a_decision_before_the_rule_needs_legal_review(walk: Begin) -> None:
    """The order before 2021-09-01 was not read: no date is invented."""
    key = decided(walk, "2021-08-02")
    assert (clock(key, "publish").due, clock(key, "publish").law_status) == (None, "needs_legal_review")


def test_another_province_is_pushed_first(walk: Begin, people: Office) -> None:
    """Ten working days to push, ten for the home province; publishing before the push is refused."""
    key = decided(walk, party_place="other_province")
    assert clock(key, "push").rule_id == "pub.cross.push"
    with pytest.raises(ConflictError, match="Push it there"):
        publish(people, key, "2026-03-10")
    PushToHome(actor=people.leader, at=at("2026-03-11"), publication_id=key).execute()
    assert clock(key, "home").due == date(2026, 3, 25)
    assert publish(people, key, "2026-03-20") == "published"
    here = decided(walk)
    with pytest.raises(ConflictError, match="this province"):
        PushToHome(actor=people.leader, at=at("2026-03-11"), publication_id=here).execute()


def test_a_quashed_decision_is_withdrawn(walk: Begin, people: Office) -> None:
    """Three working days; the display stops and its term with it."""
    key = decided(walk)
    publish(people, key, "2026-03-10")
    with pytest.raises(RefusedError, match="reason is empty"):
        RecordQuashing(actor=people.leader, at=at("2026-04-01"), publication_id=key, reason=" ").execute()
    RecordQuashing(actor=people.leader, at=at("2026-04-01"), publication_id=key, reason="复议撤销").execute()
    assert clock(key, "withdraw").due == date(2026, 4, 7)
    WithdrawPublication(actor=people.leader, at=at("2026-04-02"), publication_id=key, reason="复议撤销").execute()
    assert (clock(key, "term").state, clock(key, "withdraw").state) == (State.STOPPED, State.MET)
    assert [line.state for line in publications(ALL, "ended", as_of=date(2026, 4, 3))] == ["withdrawn"]


def test_an_early_stop_needs_its_time_and_its_rule(walk: Begin, people: Office) -> None:
    """Three months for a general penalty; none for a revocation."""
    key, barred = decided(walk), decided(walk, penalties=("revocation",))
    for one in (key, barred):
        publish(people, one, "2026-03-10")
    with pytest.raises(ConflictError, match="shortest time runs until 2026-06-10"):
        EndPublicationEarly(
            actor=people.leader, at=at("2026-06-09"), publication_id=key, basis="准予信用修复决定"
        ).execute()
    with pytest.raises(ConflictError, match="no early stop"):
        EndPublicationEarly(actor=people.leader, at=at("2028-06-09"), publication_id=barred, basis="x").execute()
    done = EndPublicationEarly(actor=people.leader, at=at("2026-06-10"), publication_id=key, basis="准予信用修复决定")
    assert done.execute() == "ended"
    assert clock(key, "term").state is State.STOPPED


def test_late_publication_is_seen_and_said_once(walk: Begin, people: Office) -> None:
    """Visible before any tick; a tick says it once; published late it stays late."""
    key = decided(walk)
    late = publications(ALL, "overdue", as_of=date(2026, 4, 2))
    assert [(line.publication_id, line.overdue_days) for line in late] == [(key, 3)]
    assert clocks_to_turn(date(2026, 4, 2)) == 1
    assert [TickPublications(actor=SYSTEM, at=at("2026-04-02")).execute() for _ in range(2)] == [1, 0]
    assert clocks_to_turn(date(2026, 4, 2)) == 0
    publish(people, key, "2026-04-03")
    assert clock(key, "publish").state is State.MET_LATE


def test_roles_order_and_versions(walk: Begin, people: Office) -> None:
    """Only the leader publishes, not before the decision, not on a changed record, and not without a field."""
    key = decided(walk)
    with pytest.raises(NotAllowedError):
        Publish(actor=people.officer, at=at("2026-03-10"), publication_id=key).execute()
    with pytest.raises(NotAllowedError):
        publish(
            people.__class__(**{**vars(people), "leader": enrol("方别处", Role.LEADER, "tobacco")}), key, "2026-03-10"
        )
    with pytest.raises(ConflictError, match="before its predecessor"):
        publish(people, key, "2026-03-01")
    with pytest.raises(ConflictError, match="changed since"):
        publish(people, key, "2026-03-10", seen=99)
    publish(people, key, "2026-03-10")
    with pytest.raises(ConflictError, match="is published"):
        publish(people, key, "2026-03-11")


def test_an_agency_without_rules_has_no_term(walk: Begin) -> None:
    """Another agency publishes under the State Council's document; its term needs legal review."""
    rules = publication_rules()
    assert rules.first_clock("tobacco", "same_province") == ("publish", "pub.guofa2014")
    assert rules.first_clock("tobacco", "other_province") == ("push", "")
    assert rules.term_key("tobacco", "general", packaged_book(), date(2026, 3, 2)) == ""


def test_steps_refuse_update_and_delete(walk: Begin) -> None:
    """The history of a publication cannot be changed by SQL."""
    decided(walk)
    table = PublicationStep._meta.db_table
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
