"""In which matter a document is issued: a lead or case, or a complaint or report. Read by actions and queries only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db.models import QuerySet

from jianzhen.base.errors import RefusedError, Where
from jianzhen.people.policy import Scope
from jianzhen.stages.cases.forms.merging import merged
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.models import Case, Grievance, Handling
from jianzhen.stages.cases.models_forms import Document
from jianzhen.stages.cases.queries import documents as known
from jianzhen.stages.cases.queries.occasions import settled
from jianzhen.stages.cases.writers import steps as writers

_ENDED: Final = ("rejected", "told", "repeated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Where a document belongs: exactly one of ``handling`` and ``grievance``."""

    kind: Literal["lead", "complaint", "report"]
    agency: str
    district: str
    state: str
    is_open: bool
    last_at: datetime
    handling: Handling | None = None
    grievance: Grievance | None = None
    case: Case | None = None

    @property
    def scope(self) -> Scope:
        """The agency and district that work on it."""
        return Scope(self.agency, self.district)

    @property
    def subject(self) -> tuple[str, str]:
        """What log and evidence call it."""
        if self.case is not None:
            return "case", str(self.case.pk)
        if self.handling is not None:
            return "lead", str(self.handling.lead_id)
        return "grievance", str(self.grievance.pk if self.grievance else "")

    @property
    def documents(self) -> QuerySet[Document]:
        """The documents issued in it."""
        return Document.objects.filter(handling=self.handling, grievance=self.grievance)

    def officers(self) -> tuple[UUID, ...]:
        """Return the officers its case names."""
        return tuple(UUID(one) for one in self.case.officers) if self.case else ()

    def recorded(self, form: Form, officers: tuple[UUID, ...], on: date, occasion: str = "") -> Mapping[str, Any]:
        """Return the facts that its records settle for a form, of one occasion where there are several."""
        if self.handling is not None:
            facts = known.recorded_facts(self.handling, self.case, officers, on)
            return merged(facts, settled(form, self.case, occasion))
        return known.recorded_of_grievance(self.grievance, on) if self.grievance else {}

    def takes(self, form: Form) -> bool:
        """Say whether the form is one for such a matter."""
        return self.kind in form.matters


def matter_of(lead_id: UUID | None, grievance_id: UUID | None) -> Matter:
    """Return the matter of a lead (also once it is a case), or of a complaint or report.

    Raises:
        RefusedError: neither or both are named, or there is none of this id.
    """
    if (lead_id is None) == (grievance_id is None):
        raise RefusedError(
            "a document belongs to one lead or to one complaint or report",
            where=Where(key="lead_id"),
            remedy="Name exactly one of them",
            zh="文书只属于一条线索（案件）或者一件投诉举报。请指明其中一件",
        )
    if lead_id is not None:
        return of_handling(writers.handling_of(lead_id))
    row = Grievance.objects.filter(pk=grievance_id).first() if grievance_id else None
    if row is None:
        raise RefusedError(
            "no such complaint or report",
            where=Where(key=str(grievance_id)),
            remedy="Name its id",
            zh="没有这件投诉举报。请核对编号",
        )
    return of_grievance(row)


def of_handling(row: Handling) -> Matter:
    """Return the matter of a lead or case."""
    return Matter(
        kind="lead",
        agency=row.owner_agency,
        district=row.district,
        state=row.state,
        is_open=row.is_open,
        last_at=row.last_at,
        handling=row,
        case=writers.case_of(row),
    )


def of_grievance(row: Grievance) -> Matter:
    """Return the matter of a complaint or report."""
    return Matter(
        kind="report" if row.kind == "report" else "complaint",
        agency=row.agency,
        district=row.district,
        state=row.state,
        is_open=row.state not in _ENDED,
        last_at=row.last_at,
        grievance=row,
    )


def of_document(row: Document) -> Matter:
    """Return the matter of a document."""
    if row.handling is not None:
        return of_handling(row.handling)
    if row.grievance is None:
        raise RefusedError(
            "the document has no matter",
            where=Where(key=str(row.pk)),
            remedy="Restore the database",
            zh="该文书没有对应的案件或者事项。请恢复数据库",
        )
    return of_grievance(row.grievance)
