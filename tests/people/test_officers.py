"""Certificates and trainings after enrolment: acts that are permitted, checked, logged, and decide from their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.base.ids import new_id
from jianzhen.custody.enrol import Certificate, EnrolUser
from jianzhen.custody.models import LogEvent
from jianzhen.custody.officers import CertifyOfficer, RecordTraining, WithdrawCertificate
from jianzhen.people import queries
from jianzhen.people.policy import SYSTEM, Role
from jianzhen.people.standing import Code

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)


@pytest.fixture
def officer(data: Path) -> UUID:
    """Enrol an invented officer whose certificate runs through 2026."""
    held = Certificate("样证甲", "样例机关", date(2026, 1, 1), date(2026, 12, 31))
    roles = ((Role.OFFICER, "tobacco", ""),)
    return (
        EnrolUser(actor=SYSTEM, at=AT, username="jia", display_name="某甲", roles=roles, certificate=held).execute().pk
    )


def certify(officer: UUID, number: str = "样证乙", first: str = "2027-01-01", last: str = "2029-12-31") -> UUID:
    """Record a renewed certificate."""
    term = (date.fromisoformat(first), date.fromisoformat(last))
    held = Certificate(number, "样例机关", *term)
    return CertifyOfficer(actor=SYSTEM, at=AT, user_id=officer, certificate=held).execute()


def train(officer: UUID, **changes: Any) -> UUID:
    """Record a training."""
    facts: dict[str, Any] = {
        "course": "行政执法培训",
        "hours": 40,
        "held_on": date(2026, 5, 1),
        "valid_to": date(2026, 9, 30),
    }
    return RecordTraining(actor=SYSTEM, at=AT, user_id=officer, **(facts | changes)).execute()


def test_a_renewed_certificate_goes_on(officer: UUID) -> None:
    """The old term is kept, the new one carries on the day after."""
    certify(officer)
    days = [date(2026, 6, 1), date(2026, 12, 31), date(2027, 1, 1), date(2030, 1, 1)]
    assert [queries.qualified(officer, day) for day in days] == [True, True, True, False]


def test_a_withdrawn_certificate_ends_that_day(officer: UUID) -> None:
    """From the day of withdrawal the officer is not qualified; the day before stands; a new certificate heals it."""
    WithdrawCertificate(actor=SYSTEM, at=AT, user_id=officer, number="样证甲", reason="调离执法岗位").execute()
    found = queries.standings([officer], date(2026, 6, 1))[officer]
    assert (found.code, queries.qualified(officer, date(2026, 5, 31))) == (Code.CERTIFICATE_WITHDRAWN, True)
    certify(officer, first="2026-06-01")
    assert queries.qualified(officer, date(2026, 6, 1))


def test_a_lapsed_training_bars(officer: UUID) -> None:
    """Without a training on record nothing is asked; with one, it must still hold."""
    assert queries.qualified(officer, date(2026, 10, 1))
    train(officer)
    assert queries.standings([officer], date(2026, 10, 1))[officer].code is Code.TRAINING_EXPIRED
    train(officer, course="复训", valid_to=date(2027, 5, 1))
    assert queries.qualified(officer, date(2026, 10, 1))


@pytest.mark.parametrize(
    ("act", "fault", "says"),
    [
        (lambda one: certify(one, number="样证甲"), ConflictError, "on record already"),
        (lambda one: certify(one, number=" "), RefusedError, "no number"),
        (lambda one: certify(one, first="2027-01-02", last="2027-01-01"), RefusedError, "before it begins"),
        (lambda _: certify(new_id()), RefusedError, "nobody has this id"),
        (lambda one: train(one, hours=0), RefusedError, "no hours"),
        (lambda one: train(one, held_on=date(2026, 6, 2)), RefusedError, "cannot be recorded"),
        (lambda one: train(one, valid_to=date(2026, 4, 30)), RefusedError, "cannot be recorded"),
        (lambda one: [train(one), train(one)], ConflictError, "on record already"),
        (lambda one: withdraw(one, number="样证丙"), RefusedError, "no certificate"),
        (lambda one: withdraw(one, reason=" "), RefusedError, "no reason"),
        (lambda one: [withdraw(one), withdraw(one)], ConflictError, "was withdrawn on 2026-06-01"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    officer: UUID, act: Callable[[UUID], object], fault: type[Exception], says: str
) -> None:
    """The message names what is wrong, and nothing is kept."""
    with pytest.raises(fault, match=says):
        act(officer)


def withdraw(officer: UUID, number: str = "样证甲", reason: str = "调离") -> UUID:
    """Withdraw a certificate."""
    return WithdrawCertificate(actor=SYSTEM, at=AT, user_id=officer, number=number, reason=reason).execute()


def test_only_who_manages_people_may(officer: UUID) -> None:
    """An officer does not renew the own certificate; the log keeps what was done by whom, without names."""
    own = queries.actor_by_id(officer)
    held = Certificate("样证丁", "样例机关", date(2027, 1, 1), date(2028, 1, 1))
    with pytest.raises(NotAllowedError, match=r"people\.manage"):
        CertifyOfficer(actor=own, at=AT, user_id=officer, certificate=held).execute()
    train(officer)
    event = LogEvent.objects.order_by("index").last()
    assert event is not None
    assert (event.verb, event.subject_id) == ("people.train", str(officer))
    assert "某甲" not in event.payload
