"""Documents on the page of a lead or case: those issued, the form that issues one, and its fields both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console import facts as asked
from jianzhen.faces.console.grievances import KINDS, grievance_in_reach
from jianzhen.faces.console.matter import officers
from jianzhen.faces.console.reachable import lead_matter
from jianzhen.faces.console.rows import address
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.forms import IssueDocument, RecordService
from jianzhen.stages.cases.forms.facts import lookup
from jianzhen.stages.cases.forms.library import all_forms
from jianzhen.stages.cases.forms.merging import merged, placed
from jianzhen.stages.cases.forms.model import Form, FormField, Type
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.documents import (
    approval_of,
    document,
    documents_of,
    documents_of_grievance,
    form_facts,
    grievance_form_facts,
)
from jianzhen.stages.cases.schema.documents import DocumentLine, FormFacts, ServiceWay
from jianzhen.stages.cases.schema.pages import GrievanceLine, MatterPage

COUNTED: Final = frozenset({"document.serial", "agency.prefix"})
"""Facts that the act itself settles; nobody types them."""
_BLANK_ROWS: Final = 3
_MOST_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a form as a field; ``fixed`` is what the records settle. Rows hold (name, value) cells by row."""

    name: str
    words: tuple[str, str]
    kind: str
    needed: bool
    value: str = ""
    chosen: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document is issued: a lead or case, or a complaint or report; ``back`` is its page."""

    kind: str
    agency: str
    district: str
    back: str
    words: str
    lead_id: UUID | None = None
    grievance_id: UUID | None = None

    def address(self, name: str) -> str:
        """Return the address of the form (``document-new``) or of its act (``document-issue``)."""
        if self.grievance_id is not None:
            return reverse(f"grievance-{name}", kwargs={"grievance_id": self.grievance_id})
        return reverse(name, kwargs={"lead_id": self.lead_id})

    def lines(self) -> tuple[DocumentLine, ...]:
        """Return the documents issued there."""
        if self.grievance_id is not None:
            return documents_of_grievance(self.grievance_id)
        return documents_of(self.lead_id) if self.lead_id else ()

    def facts(self, form: str, on: date, replaces: UUID | None = None, occasion: str = "") -> FormFacts:
        """Return what its records say and offer for a form."""
        if self.lead_id is not None:
            return form_facts(self.lead_id, form, as_of=on, replaces=replaces, occasion=occasion)
        if self.grievance_id is None:
            raise Http404(form)
        return grievance_form_facts(self.grievance_id, form, as_of=on, replaces=replaces)


def of_matter(page: MatterPage) -> Target:
    """Return the target of a lead or case."""
    row = page.row
    words = row.case_number or _("线索")
    return Target("lead", row.agency, row.district, address(row), words, lead_id=row.lead_id)


def of_grievance(line: GrievanceLine) -> Target:
    """Return the target of a complaint or report."""
    back = reverse("grievance", kwargs={"grievance_id": line.grievance_id})
    return Target(line.kind, line.agency, line.district, back, str(KINDS[line.kind]), grievance_id=line.grievance_id)


def context(target: Target, visit: Visit) -> dict[str, Any]:
    """Return what the documents part of a matter's page shows."""
    mine = procedure_of(target.agency).name
    forms = [one for one in all_forms().values() if one.procedure == mine and target.kind in one.matters]
    return {
        "documents": target.lines(),
        "document_forms": [(one.code, (one.title, one.en)) for one in forms],
        "document_new": target.address("document-new"),
        "may_issue": visit.may(Permission.CASE_WORK, target.agency, target.district),
        "may_approve": visit.may(Permission.CASE_APPROVE, target.agency, target.district),
        "service_ways": [way.value for way in ServiceWay],
        "now_here": visit.at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
    }


def known_form(code: str) -> Form:
    """Return a form by its code.

    Raises:
        Http404: there is none.
    """
    if code not in all_forms():
        raise Http404(code)
    return all_forms()[code]


def in_reach(visit: Visit, document_id: UUID) -> tuple[Target, DocumentLine]:
    """Return a document with the matter it belongs to.

    Raises:
        Http404: there is none, or its matter lies out of reach.
    """
    found = document(document_id)
    if found is not None and found.lead_id is not None:
        return of_matter(lead_matter(visit, found.lead_id)), found.line
    if found is not None and found.grievance_id is not None:
        return of_grievance(grievance_in_reach(visit, found.grievance_id)), found.line
    raise Http404(str(document_id))


def form_page(
    target: Target,
    visit: Visit,
    form: Form,
    posted: QueryDict | None,
    replaces: UUID | None,
    occasion: str = "",
) -> dict[str, Any]:
    """Return the page that fills a form in: what the records say, what they offer, or what was just typed.

    Raises:
        RefusedError: the matter has no such occasion.
    """
    known = target.facts(form.code, visit.today, replaces, occasion)
    values = said(form, posted) if posted is not None else dict(known.offered)
    team = [one for one in form.fields.values() if one.source.startswith("officers.")]
    fields = [_field(one, known.fixed, values) for one in _in_order(form)]
    return {
        "target": target,
        "issue": target.address("document-issue"),
        "form": form,
        "fixed": [one for one in (*fields, *(_field(one, known.fixed, {}) for one in team)) if one.fixed and one.value],
        "fields": [one for one in fields if not one.fixed],
        "occasions": [(key, words, key == known.occasion) for key, words in known.occasions],
        "occasion": known.occasion,
        "unchosen": len(known.occasions) > 1 and not known.occasion,
        "replaces": replaces,
        "replaced": in_reach(visit, replaces)[1] if replaces else None,
        "reason": posted.get("reason", "") if posted else "",
        "officers": officers(target.agency, visit.today) if team and "officers" not in known.fixed else [],
        "chosen_officers": posted.getlist("officers") if posted else [],
        "approval": approval_of(target.lead_id, form.code) if target.lead_id else None,
        "may_issue": visit.may(Permission.CASE_WORK, target.agency, target.district),
        "may_approve": visit.may(Permission.CASE_APPROVE, target.agency, target.district),
        "approve": reverse("document-approve", kwargs={"lead_id": target.lead_id}) if target.lead_id else "",
    }


def _in_order(form: Form) -> list[FormField]:
    """Return the fields that a person may fill in, as they are printed; one path is asked for once."""
    open_ones = [one for one in form.fields.values() if one.source not in COUNTED]
    return list({one.source: one for one in open_ones if not one.source.startswith("officers.")}.values())


def _field(one: FormField, fixed: Mapping[str, Any], values: Mapping[str, Any]) -> Field:
    settled = lookup(fixed, one.source)
    value = settled if settled is not None else lookup(values, one.source)
    return Field(
        name=one.source,
        words=(one.zh, one.en),
        kind=one.type.value,
        needed=not one.optional,
        value=_written(one, value),
        chosen=frozenset(value if isinstance(value, list) else [str(value)]) if one.options and value else frozenset(),
        options=one.options,
        columns=tuple(label for _, label in one.columns),
        rows=_rows(one, value) if one.type is Type.ROWS else (),
        fixed=settled is not None,
    )


def _written(one: FormField, value: Any) -> str:
    if value is None:
        return ""
    if one.type is Type.ROWS:
        return "\n".join(" · ".join(str(cell) for cell in row.values() if cell != "") for row in value)
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows(one: FormField, value: Any) -> tuple[tuple[tuple[str, str], ...], ...]:
    given = value if isinstance(value, list) else []
    rows = [*given, *({} for _ in range(_BLANK_ROWS))]
    return tuple(
        tuple((f"{one.source}.{number}.{key}", str(row.get(key, ""))) for key, _ in one.columns)
        for number, row in enumerate(rows)
    )


def said(form: Form, posted: QueryDict) -> dict[str, Any]:
    """Return what was typed, as facts by path; an empty field says nothing.

    Raises:
        RefusedError: a count is none.
    """
    found: dict[str, Any] = {}
    for one in _in_order(form):
        value = _READ.get(one.type, _text)(one, posted)
        if value not in ("", []):
            placed(found, one.source, value)
    return found


def _text(one: FormField, posted: QueryDict) -> str:
    return posted.get(one.source, "").replace("\r\n", "\n").strip()


def _count(one: FormField, posted: QueryDict) -> int | str:
    words = _text(one, posted)
    if words and not (words.isascii() and words.isdigit() and len(words) < 10):
        raise RefusedError(f"{one.zh}：{_('不是整数')}", where=Where(key=one.source), remedy=_("请补正后重新提交"))
    return int(words) if words else ""


def _lines(one: FormField, posted: QueryDict) -> list[str]:
    return [line.strip() for line in _text(one, posted).split("\n") if line.strip()]


def _checks(one: FormField, posted: QueryDict) -> list[str]:
    return [value for value in posted.getlist(one.source) if value]


def _table(one: FormField, posted: QueryDict) -> list[dict[str, str]]:
    keys = [key for key, _ in one.columns]
    rows = [
        {key: posted.get(f"{one.source}.{number}.{key}", "").strip() for key in keys} for number in range(_MOST_ROWS)
    ]
    return [row for row in rows if any(row.values())]


_READ: Final = {Type.INT: _count, Type.LIST: _lines, Type.CHECKS: _checks, Type.ROWS: _table}


def issue_of(visit: Visit, target: Target, form: Form, posted: QueryDict) -> IssueDocument:
    """Return the act that issues what was typed.

    Raises:
        RefusedError: a count or an officer's id is none.
    """
    return IssueDocument(
        actor=visit.actor,
        at=visit.at,
        lead_id=target.lead_id,
        grievance_id=target.grievance_id,
        form=form.code,
        said=said(form, posted),
        officers=_officers(posted),
        occasion=posted.get("occasion", "").strip(),
        replaces=_replaced(posted),
        reason=posted.get("reason", "").strip(),
    )


def draft_facts(visit: Visit, target: Target, form: Form, posted: QueryDict) -> dict[str, Any]:
    """Return what a draft would be filled with: what was typed under what the records settle."""
    return merged(said(form, posted), target.facts(form.code, visit.today, None, posted.get("occasion", "")).fixed)


def _officers(posted: QueryDict) -> tuple[UUID, ...]:
    return tuple(asked.chosen_ids("officers", posted))


def _replaced(posted: QueryDict) -> UUID | None:
    words = posted.get("replaces", "")
    try:
        return UUID(words) if words else None
    except ValueError:
        raise Http404(words) from None


def service_of(visit: Visit, line: DocumentLine, posted: QueryDict) -> RecordService:
    """Return the act that records a service.

    Raises:
        RefusedError: manner, receiver, place or time is missing or is none.
    """
    way = asked.text(posted, "way")
    if way not in set(ServiceWay):
        raise RefusedError(_("没有这种送达方式"), where=Where(key="way"), remedy=_("请补正后重新提交"))
    return RecordService(
        actor=visit.actor,
        at=visit.at,
        document_id=line.document_id,
        way=ServiceWay(way),
        receiver=asked.text(posted, "receiver"),
        place=asked.text(posted, "place"),
        served_at=_moment(asked.text(posted, "served_at")),
        witness=posted.get("witness", ""),
        note=posted.get("note", ""),
    )


def _moment(words: str) -> datetime:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise RefusedError(
            _("送达时间不是有效的时间"), where=Where(key="served_at"), remedy=_("请补正后重新提交")
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
