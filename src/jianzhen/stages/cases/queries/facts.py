"""What downstream rooms read of cases: the facts of one case, of a period, of a domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from jianzhen.stages.cases.models import FILING, Case, Clock, Handling, Step
from jianzhen.stages.cases.schema.pages import CaseFacts

PAGE = 500


def facts_of(handling: Handling) -> CaseFacts | None:
    """Return the case of a handling, if it was filed."""
    case = Case.objects.filter(handling=handling).first()
    return _facts(case, handling) if case else None


def case_facts(case_id: UUID) -> CaseFacts | None:
    """Return one case, or None where there is none of this id."""
    case = Case.objects.filter(pk=case_id).select_related("handling").first()
    return _facts(case, case.handling) if case else None


def cases_in(ids: Iterable[UUID]) -> dict[UUID, CaseFacts]:
    """Return cases by id."""
    rows = Case.objects.filter(pk__in=list(ids)).select_related("handling")
    return {row.pk: _facts(row, row.handling) for row in rows}


def cases_decided(since: date, until: date) -> list[CaseFacts]:
    """Return the cases decided from ``since`` to ``until``, both included."""
    rows = Case.objects.filter(decided_on__range=(since, until)).select_related("handling")
    return [_facts(row, row.handling) for row in rows.order_by("decided_on", "id")]


def cases_filed(since: date, until: date) -> list[CaseFacts]:
    """Return the cases filed from ``since`` to ``until``, both included."""
    rows = Case.objects.filter(filed_on__range=(since, until), series=FILING).select_related("handling")
    return [_facts(row, row.handling) for row in rows.order_by("filed_on", "id")]


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many steps of one act an agency took in one district over a period."""

    agency: str
    district: str
    act: str
    count: int


def step_counts(acts: Iterable[str], since: date, until: date) -> list[StepCount]:
    """Return steps by agency, district and act; the agency is the owner at the time of the step."""
    rows = Step.objects.filter(act__in=list(acts), on__range=(since, until))
    found = rows.values_list("agency", "district", "act").annotate(count=Count("id"))
    return [StepCount(*row) for row in found.order_by("agency", "district", "act")]


def leads_received(since: date, until: date) -> list[tuple[str, str, int]]:
    """Return (agency, district, leads) received in a period; leads without an owner have an empty agency."""
    rows = Handling.objects.filter(received_on__range=(since, until)).values_list("owner_agency", "district")
    return [(agency, district, count) for agency, district, count in rows.annotate(count=Count("id")).order_by()]


def overdue_clocks(as_of: date) -> list[tuple[str, str, int]]:
    """Return (agency, district, clocks) whose firm date had passed by ``as_of`` while they were still running."""
    rows = Clock.objects.filter(
        Q(state="overdue") | Q(state="running"), is_active__in=(True,), due__lt=as_of, subject_type="lead"
    ).values_list("agency", "district")
    return [(agency, district, count) for agency, district, count in rows.annotate(count=Count("id")).order_by()]


@dataclass(frozen=True, slots=True)
class DomainCount:
    """How far the leads of one domain came: evidence for a task of the plan."""

    domain: str
    leads: int
    open_leads: int
    unresolved: int
    cases: int
    decided: int
    overdue: int


def domain_counts(as_of: date) -> dict[str, DomainCount]:
    """Return leads and cases by domain as they stand."""
    rows = Handling.objects.values("domain").annotate(
        leads=Count("id"),
        open_leads=Count("id", filter=Q(is_open=True)),
        unresolved=Count("id", filter=Q(state="unresolved")),
        cases=Count("case"),
        decided=Count("case", filter=Q(case__decided_on__isnull=False)),
        overdue=Count("id", filter=Q(is_open=True, next_due__lt=as_of)),
    )
    return {row["domain"]: DomainCount(**row) for row in rows.order_by()}


def routed(lead_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these leads are in the room already."""
    keys, found = list(lead_ids), set[UUID]()
    for start in range(0, len(keys), PAGE):
        some = keys[start : start + PAGE]
        found |= set(Handling.objects.filter(lead_id__in=some).values_list("lead_id", flat=True))
    return found


def states_of(lead_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (state, owner) of leads in the room."""
    rows = Handling.objects.filter(lead_id__in=list(lead_ids)).values_list("lead_id", "state", "owner_agency")
    return {lead_id: (state, owner) for lead_id, state, owner in rows}


def _facts(case: Case, handling: Handling) -> CaseFacts:
    return CaseFacts(
        case_id=case.pk,
        lead_id=handling.lead_id,
        number=case.number,
        agency=case.agency,
        district=case.district,
        domain=case.domain,
        title=case.title,
        subject_name=handling.subject_name,
        state=handling.state,
        filed_on=case.filed_on,
        officers=tuple(UUID(value) for value in case.officers),
        decision=case.decision,
        decision_number=case.decision_number,
        conduct=case.conduct,
        penalties=tuple(case.penalties),
        party_place=case.party_place,
        decided_on=case.decided_on,
        fine=case.fine,
        confiscated=case.confiscated,
        goods_value=case.goods_value,
        closed_on=case.closed_on,
    )


def serials(year: int) -> list[tuple[str, int, list[int]]]:
    """Return (agency, year, serial numbers) of the cases filed in a year."""
    found: dict[str, list[int]] = {}
    rows = Case.objects.filter(year=year, series=FILING).order_by("agency", "serial")
    for agency, serial in rows.values_list("agency", "serial"):
        found.setdefault(agency, []).append(serial)
    return [(agency, year, numbers) for agency, numbers in found.items()]


def ended_leads() -> frozenset[UUID]:
    """Return the leads whose handling has ended: what is seen of their subject later is a new lead."""
    return frozenset(Handling.objects.filter(is_open=False).values_list("lead_id", flat=True))


def owners_of(lead_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (agency, district) of those of these leads that are open and have an owner."""
    keys, found = list(lead_ids), dict[UUID, tuple[str, str]]()
    for start in range(0, len(keys), PAGE):
        rows = Handling.objects.filter(lead_id__in=keys[start : start + PAGE], is_open=True).exclude(owner_agency="")
        found |= {
            key: (agency, place) for key, agency, place in rows.values_list("lead_id", "owner_agency", "district")
        }
    return found


def standing_of(lead_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Return (state, owner, district) of leads in the room."""
    rows = Handling.objects.filter(lead_id__in=list(lead_ids))
    found = rows.values_list("lead_id", "state", "owner_agency", "district")
    return {lead_id: (state, owner, district) for lead_id, state, owner, district in found}
