"""The acts of publication: what must be published is prepared by the pass, published, withdrawn and ended by people."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.law.errors import LawError
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.queries.facts import case_facts, cases_decided
from jianzhen.stages.cases.queries.instance import city, law
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.cases.schema.pages import CaseFacts
from jianzhen.stages.outcomes import writers
from jianzhen.stages.outcomes.models import Publication, PublicationEscalation
from jianzhen.stages.outcomes.rules import EXEMPT_RULE, FIELDS_RULE, SUMMARY, publication_rules
from jianzhen.stages.outcomes.schema.publication import STATES

PENALTY: Final = "penalty"
BEGINNING: Final = date(1949, 10, 1)


@dataclass(frozen=True, kw_only=True)
class PreparePublications(Action[int]):
    """公示准备: give every decided penalty its publication record and clock; gives how many, 0 when repeated."""

    verb: ClassVar[str] = "publication.prepare"
    permission: ClassVar[Permission] = Permission.CLOCK_TICK

    def perform(self) -> int:
        """Open what is not open yet."""
        decided = [case for case in cases_decided(BEGINNING, law_date(self.at)) if case.decision == PENALTY]
        known = set(Publication.objects.values_list("case_id", flat=True))
        fresh = [case for case in decided if case.case_id not in known]
        for case in fresh:
            self._open(case)
        return len(fresh)

    def _open(self, case: CaseFacts) -> None:
        rules, decided_on = publication_rules(), case.decided_on
        if decided_on is None:
            raise ConflictError(
                "a decided case without day",
                where=Where(key=case.number),
                remedy="Look at its steps",
                zh=f"案件{case.number}已作处罚决定，但没有决定日期。请核对办案步骤",
            )
        row = Publication(case_id=case.case_id, agency=case.agency, district=case.district, decided_on=decided_on)
        row.state, row.last_at = ("exempt" if rules.exempt(case.penalties) else "due"), self.at
        row.is_open = row.state == "due"
        row.save(force_insert=True)
        name, key = rules.first_clock(case.agency, case.party_place)
        clocks = ClockSet().begin(law(), name, key, decided_on) if row.is_open else ClockSet()
        keys = [key] if row.is_open else [EXEMPT_RULE]
        writers.keep(row, "prepare", clocks, {"number": case.decision_number}, keys, self.actor.actor_id, self.at)

    def entry(self, result: int) -> Entry:
        """Keep the count."""
        return Entry("publications", law_date(self.at).isoformat(), {"opened": result})


@dataclass(frozen=True, kw_only=True)
class PublicationAct(Action[str], ABC):
    """One act on a publication.

    Args:
        seen: the version the actor looked at; a later one refuses the act.

    Raises (from ``execute``):
        ConflictError: state, order of dates, term, or the record changed.
        RefusedError: a field or a reason is missing.
    """

    begins: ClassVar[tuple[str, ...]] = ()
    act: ClassVar[str] = ""

    publication_id: UUID
    seen: int | None = None

    @abstractmethod
    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Change the row and return its clocks and the law keys of the step."""

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """Return what the act says."""

    @property
    def on(self) -> date:
        """The day of the step."""
        return law_date(self.at)

    def scope(self) -> Scope:
        """Return the deciding agency."""
        row = writers.publication(self.publication_id)
        return Scope(row.agency, row.district)

    def check(self) -> None:
        """Hold the act against state, time and words."""
        row, where = writers.publication(self.publication_id), Where(key=str(self.publication_id))
        if row.state not in self.begins:
            raise ConflictError(
                f"the publication is {row.state}",
                where=where,
                remedy=f"It must be {self.begins[0]}",
                zh=f"公示信息当前状态为“{STATES[row.state]}”，须为“{STATES[self.begins[0]]}”才能办理。请核对状态",
            )
        if self.at < row.last_at or self.on < row.decided_on:
            raise ConflictError(
                "the act lies before its predecessor",
                where=where,
                remedy="Correct its time",
                zh="办理时间早于上一步骤或者处罚决定之日。请更正时间",
            )
        if self.seen is not None and self.seen != row.version:
            raise ConflictError(
                "the publication changed since it was read",
                where=where,
                remedy="Read it again",
                zh="公示信息在您打开之后已被改动。请重新打开后再办",
            )
        empty = [name for name, value in self.facts().items() if name in ("reason", "basis") and not str(value).strip()]
        if empty:
            raise RefusedError(
                f"{empty[0]} is empty",
                where=Where(key=empty[0]),
                remedy="Give it and repeat",
                zh="没有填写。请填写后重新提交",
            )

    def perform(self) -> str:
        """Take the act."""
        row = writers.publication(self.publication_id)
        clocks, keys = self.turn(row)
        writers.keep(row, self.act, clocks, self.facts(), keys, self.actor.actor_id, self.at)
        return row.state

    def entry(self, result: str) -> Entry:
        """Keep act and state; words as digests."""
        said = {name: _said(value) for name, value in self.facts().items()}
        return Entry("publication", str(self.publication_id), {"act": self.act, "to": result, "facts": said})


def _said(value: object) -> object:
    if isinstance(value, str):
        return "sha256:" + hashlib.sha256(value.encode("utf-8")).hexdigest()
    return value


@dataclass(frozen=True, kw_only=True)
class Publish(PublicationAct):
    """公示: publish the summary and the decision; its term of display begins.

    Args:
        party: the party's name as it is published; empty takes the case's.
        low_fine_basis: why the fine counts as a low one, where it does; empty means that it does not.
    """

    verb: ClassVar[str] = "publication.publish"
    permission: ClassVar[Permission] = Permission.PUBLISH
    begins: ClassVar[tuple[str, ...]] = ("due", "pushed")
    act: ClassVar[str] = "publish"

    party: str = ""
    low_fine_basis: str = ""

    def facts(self) -> dict[str, Any]:
        """Return the basis of a low fine."""
        return {"low_fine_basis": self.low_fine_basis}

    def check(self) -> None:
        """Refuse a summary that lacks a field, and a cross-province decision that was not pushed."""
        super().check()
        row = writers.publication(self.publication_id)
        if row.state == "due" and ClockSet.from_json(row.clocks).named("push"):
            raise ConflictError(
                "the party is registered in another province",
                where=Where(key=str(row.pk)),
                remedy="Push it there first",
                zh="当事人登记在外省，须先推送至登记地公示。请先办理推送",
            )
        summary = self.summary()
        empty = [name for name in SUMMARY if not summary[name]]
        if empty:
            raise RefusedError(
                f"{empty[0]} is missing",
                where=Where(key=empty[0]),
                remedy="Complete the case's facts",
                zh="公示摘要缺少这一项。请先补齐案件事实",
            )
        _check_fields(self.on)

    def summary(self) -> dict[str, str]:
        """Return the six fields of the summary."""
        case = _case(writers.publication(self.publication_id))
        amounts = [f"{word}{value}元" for word, value in (("罚款", case.fine), ("没收", case.confiscated)) if value]
        return {
            "number": case.decision_number,
            "party": self.party.strip() or case.subject_name,
            "conduct": case.conduct,
            "content": "；".join(amounts) or "、".join(case.penalties),
            "agency": city().agency_name(case.agency, self.on),
            "date": str(case.decided_on or ""),
        }

    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Meet the time to publish, begin the term by the kind of penalty and the law of the day."""
        case, rules = _case(row), publication_rules()
        row.summary, row.state, row.published_on = self.summary(), "published", self.on
        row.category = rules.category(case.domain, case.penalties, low_fine=bool(self.low_fine_basis.strip()))
        key = rules.term_key(case.agency, row.category, law().book, self.on)
        clocks = ClockSet.from_json(row.clocks).meet("publish", self.at).meet("home", self.at)
        return clocks.begin(law(), "term", key, self.on), (FIELDS_RULE, key)


def _check_fields(on: date) -> None:
    try:
        version = law().book.at(FIELDS_RULE, on)
    except LawError as silence:
        raise RefusedError(
            silence.what,
            where=Where(key=FIELDS_RULE),
            remedy="Needs legal review",
            zh=f"公示摘要应当列明的事项没有查到当日有效的规定（{silence.what}）。须经法制审核",
        ) from silence
    if version.quantity != len(SUMMARY):
        raise RefusedError(
            f"{version.id} asks for {version.quantity} fields, the summary has {len(SUMMARY)}",
            where=Where(key=FIELDS_RULE),
            remedy="Needs legal review: bring the summary up to the law of the day",
            zh=f"{version.id}要求公示{version.quantity}项，摘要现有{len(SUMMARY)}项。须经法制审核，按当日有效的规定调整",
        )


def _case(row: Publication) -> CaseFacts:
    case = case_facts(row.case_id)
    if case is None:
        raise RefusedError(
            "the case is gone",
            where=Where(key=str(row.case_id)),
            remedy="Restore it from a backup",
            zh="公示信息所属的案件已不存在。请从备份恢复",
        )
    return case


@dataclass(frozen=True, kw_only=True)
class PushToHome(PublicationAct):
    """推送至登记地: send the information to the party's home province, which publishes it."""

    verb: ClassVar[str] = "publication.push"
    permission: ClassVar[Permission] = Permission.PUBLISH
    begins: ClassVar[tuple[str, ...]] = ("due",)
    act: ClassVar[str] = "push"

    def facts(self) -> dict[str, Any]:
        """Say nothing."""
        return {}

    def check(self) -> None:
        """Refuse a party of the same province."""
        super().check()
        if not ClockSet.from_json(writers.publication(self.publication_id).clocks).named("push"):
            raise ConflictError(
                "the party is registered in this province",
                where=Where(key=str(self.publication_id)),
                remedy="Publish it here",
                zh="当事人登记在本省，不必推送。请在本省公示",
            )

    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Meet the time to push, begin the home province's."""
        row.state = "pushed"
        key = publication_rules().home_key(row.agency)
        clocks = ClockSet.from_json(row.clocks).meet("push", self.at)
        return clocks.begin(law(), "home", key, self.on), (key,)


@dataclass(frozen=True, kw_only=True)
class TickPublications(Action[int]):
    """公示期限检查: say each overdue publication once; gives the escalations written, 0 when repeated."""

    verb: ClassVar[str] = "clock.tick"
    permission: ClassVar[Permission] = Permission.CLOCK_TICK

    def perform(self) -> int:
        """Turn what is past its date and say it once."""
        as_of, written = law_date(self.at), 0
        for row in Publication.objects.filter(is_open=True).order_by("id").iterator(chunk_size=500):
            before = ClockSet.from_json(row.clocks)
            after = before.tick(law(), as_of)
            if after != before:
                writers.keep(row, "tick", after, {}, (), self.actor.actor_id, self.at)
            for clock in after.clocks:
                written += clock.state is State.OVERDUE and _escalate(row, clock.name, clock.start, as_of)
        return written

    def entry(self, result: int) -> Entry:
        """Keep the count."""
        return Entry("clocks", law_date(self.at).isoformat(), {"publications_escalated": result})


def _escalate(row: Publication, clock: str, start: date, as_of: date) -> bool:
    _, new = PublicationEscalation.objects.get_or_create(
        publication=row, clock=clock, start=start, defaults={"on": as_of}
    )
    return new
