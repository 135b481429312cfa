"""Certificates and trainings of officers after their enrolment: renewed, withdrawn, recorded; acts like any other."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.enrol import Certificate
from jianzhen.custody.log import Entry
from jianzhen.people import queries, writers
from jianzhen.people.policy import Permission


@dataclass(frozen=True, kw_only=True)
class OfficerAct(Action[UUID], ABC):
    """One act on the papers of an officer."""

    permission: ClassVar[Permission] = Permission.PEOPLE_MANAGE

    user_id: UUID

    def check(self) -> None:
        """Refuse an id that is nobody's."""
        if not queries.is_user(self.user_id):
            raise RefusedError("nobody has this id", where=Where(key="user_id"), remedy="Enrol the person first")


@dataclass(frozen=True, kw_only=True)
class CertifyOfficer(OfficerAct):
    """登记（换发）执法证: record a certificate beside those before it; terms that lie behind are kept."""

    verb: ClassVar[str] = "people.certify"

    certificate: Certificate

    def check(self) -> None:
        """Refuse a number that is on record, one without number or issuer, and a term that ends before it begins."""
        super().check()
        held = self.certificate
        if not held.number.strip() or not held.issued_by.strip():
            raise RefusedError(
                "the certificate has no number or no issuer", where=Where(key="certificate"), remedy="Copy both from it"
            )
        if held.valid_to < held.valid_from:
            raise RefusedError(
                f"the term ends on {held.valid_to}, before it begins on {held.valid_from}",
                where=Where(key="valid_to"),
                remedy="Correct the dates",
            )
        if queries.certificate(held.number):
            raise ConflictError(
                f"the certificate {held.number} is on record already",
                where=Where(key="number"),
                remedy="Give the number of the renewed certificate",
            )

    def perform(self) -> UUID:
        """Record it."""
        held = self.certificate
        row = writers.certify(
            self.user_id,
            number=held.number,
            issued_by=held.issued_by,
            valid_from=held.valid_from,
            valid_to=held.valid_to,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep the term."""
        term = {"from": str(self.certificate.valid_from), "to": str(self.certificate.valid_to)}
        return Entry("user", str(self.user_id), {"certificate": str(result)} | term)


@dataclass(frozen=True, kw_only=True)
class WithdrawCertificate(OfficerAct):
    """收回执法证: from the day of the act the certificate no longer runs; steps that were taken before stand."""

    verb: ClassVar[str] = "people.withdraw"

    number: str
    reason: str

    def check(self) -> None:
        """Refuse a certificate that is not this person's, one that was withdrawn, and a withdrawal without reason."""
        super().check()
        held = queries.certificate(self.number)
        if held is None or held.user_id != self.user_id:
            raise RefusedError(
                f"no certificate {self.number} of this person", where=Where(key="number"), remedy="Give its number"
            )
        if held.withdrawn_on is not None:
            raise ConflictError(
                f"the certificate was withdrawn on {held.withdrawn_on}",
                where=Where(key="number"),
                remedy="Record a new certificate where one was issued",
            )
        if not self.reason.strip():
            raise RefusedError("no reason is given", where=Where(key="reason"), remedy="Say why it is taken back")

    def perform(self) -> UUID:
        """End it."""
        writers.withdraw(self.number, on=law_date(self.at), why=self.reason.strip()[:200])
        return self.user_id

    def entry(self, result: UUID) -> Entry:
        """Keep the day."""
        return Entry("user", str(result), {"withdrawn_on": str(law_date(self.at))})


@dataclass(frozen=True, kw_only=True)
class RecordTraining(OfficerAct):
    """登记培训: a course with its credited hours, the day it ended and the day until which it holds."""

    verb: ClassVar[str] = "people.train"

    course: str
    hours: int
    held_on: date
    valid_to: date

    def check(self) -> None:
        """Refuse a nameless or empty course, a day that lies ahead, a term that ends before it, and a second record."""
        super().check()
        on = law_date(self.at)
        if not self.course.strip() or self.hours <= 0:
            raise RefusedError("the course has no name or no hours", where=Where(key="course"), remedy="Give both")
        if self.held_on > on or self.valid_to < self.held_on:
            raise RefusedError(
                f"a training of {self.held_on} that holds until {self.valid_to} cannot be recorded on {on}",
                where=Where(key="held_on"),
                remedy="Correct the dates",
            )
        if queries.trained(self.user_id, self.course, self.held_on):
            raise ConflictError(
                "this training is on record already", where=Where(key="course"), remedy="Record another one"
            )

    def perform(self) -> UUID:
        """Record it."""
        row = writers.train(
            self.user_id, course=self.course, hours=self.hours, held_on=self.held_on, valid_to=self.valid_to
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep the term."""
        term = {"held_on": str(self.held_on), "to": str(self.valid_to), "hours": self.hours}
        return Entry("user", str(self.user_id), {"training": str(result)} | term)
