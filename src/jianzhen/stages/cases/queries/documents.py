"""Documents of a matter, what a form would be filled with, and the bytes of one that was issued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.errors import RefusedError, Where
from jianzhen.custody.evidence import blob_path, verify_blob
from jianzhen.custody.instance import current
from jianzhen.people import queries as people
from jianzhen.stages.cases.forms.letterheads import Letterhead, letterhead
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.forms.merging import merged
from jianzhen.stages.cases.models import Case, Grievance, GrievanceEvent, Handling
from jianzhen.stages.cases.models_forms import Document, DocumentApproval, DocumentService
from jianzhen.stages.cases.queries.goods_on_paper import lists_of
from jianzhen.stages.cases.queries.instance import city
from jianzhen.stages.cases.queries.occasions import occasion_of, occasions, settled
from jianzhen.stages.cases.schema.documents import Approval, DocumentLine, FormFacts, Issued, ServiceLine, ServiceWay

DECISIONS: Final = ("cf44", "cf45")
"""Forms of a penalty decision: on the spot, and in the ordinary procedure."""
CARRIED = ("party", "remedy", "measure", "preservation", "goods", "testing", "hearing", "service", "case", "custody")
"""What is offered again from an earlier document of the same matter."""


def documents_of(lead_id: UUID) -> tuple[DocumentLine, ...]:
    """Return the documents issued for a lead or case, oldest first."""
    return _lines(Document.objects.filter(handling__lead_id=lead_id))


def documents_of_grievance(grievance_id: UUID) -> tuple[DocumentLine, ...]:
    """Return the documents issued for a complaint or report, oldest first."""
    return _lines(Document.objects.filter(grievance_id=grievance_id))


def _lines(found: QuerySet[Document]) -> tuple[DocumentLine, ...]:
    rows = list(found.order_by("at", "id"))
    replaced = {row.replaces_id for row in rows}
    names = people.names_of({row.actor_id for row in rows})
    services = _services([row.pk for row in rows])
    return tuple(
        _line(row, newest=row.pk not in replaced, names=names, services=services.get(row.pk, ())) for row in rows
    )


def document(document_id: UUID) -> Issued | None:
    """Return one document with the matter it belongs to, or None where there is none of this id."""
    row = Document.objects.select_related("handling").filter(pk=document_id).first()
    if row is None:
        return None
    lead_id = row.handling.lead_id if row.handling else None
    lines = documents_of(lead_id) if lead_id else ()
    lines += documents_of_grievance(row.grievance_id) if row.grievance_id else ()
    line = next(one for one in lines if one.document_id == document_id)
    return Issued(lead_id=lead_id, grievance_id=row.grievance_id, line=line)


def content_of(sha256: str) -> bytes:
    """Return a stored content, held against its digests.

    Raises:
        CheckFailedError: it is gone from the store or was changed.
    """
    verify_blob(sha256)
    return blob_path(sha256).read_bytes()


def facts_of_document(document_id: UUID) -> dict[str, Any]:
    """Return what a document was filled with."""
    return _stored(Document.objects.get(pk=document_id))


def form_facts(lead_id: UUID, form: str, *, as_of: date, replaces: UUID | None = None, occasion: str = "") -> FormFacts:
    """Return what the records of a lead or case say and offer for a form on a day; of ``replaces``, all it holds.

    ``occasion`` says for which list of goods, or which end of goods, where the case has several.

    Raises:
        RefusedError: no such form or occasion, or the lead was not routed yet.
    """
    wanted = form_of(form)
    handling = Handling.objects.filter(lead_id=lead_id).first()
    if handling is None:
        raise RefusedError(
            "the lead was not routed yet", where=Where(key=str(lead_id)), remedy="Wait for the next pass"
        )
    case = Case.objects.filter(handling=handling).first()
    officers = tuple(UUID(one) for one in case.officers) if case else ()
    earlier = facts_of_document(replaces) if replaces else {}
    chosen = occasion or (occasion_of(wanted, case, earlier) if earlier else "")
    fixed = merged(recorded_facts(handling, case, officers, as_of), settled(wanted, case, chosen))
    found = tuple((one.key, one.words) for one in occasions(wanted, case))
    offered = _with(offered_facts(handling, case), replaces)
    return FormFacts(form=form, fixed=fixed, offered=offered, occasions=found, occasion=chosen)


def grievance_form_facts(grievance_id: UUID, form: str, *, as_of: date, replaces: UUID | None = None) -> FormFacts:
    """Return what the record of a complaint or report says and offers for a form, as :func:`form_facts` does.

    Raises:
        RefusedError: no such form, or no such complaint or report.
    """
    form_of(form)
    row = Grievance.objects.filter(pk=grievance_id).first()
    if row is None:
        raise RefusedError("no such complaint or report", where=Where(key=str(grievance_id)), remedy="Name its id")
    head = own_letterhead(row.agency)
    offered: dict[str, Any] = {key: dict(value) for key, value in head.facts.items()} if head else {}
    for one in Document.objects.filter(grievance=row).order_by("at", "id"):
        earlier = _stored(one)
        offered = merged(offered, {key: earlier[key] for key in ("complaint", "report") if key in earlier})
    return FormFacts(form=form, fixed=recorded_of_grievance(row, as_of), offered=_with(offered, replaces))


def approval_of(lead_id: UUID, form: str) -> Approval | None:
    """Return the approval that the next issue of a form can use, given after the last issue; None where none is."""
    rows = DocumentApproval.objects.filter(handling__lead_id=lead_id, form=form).order_by("at", "id")
    last = Document.objects.filter(handling__lead_id=lead_id, form=form).order_by("at").last()
    row = (rows.filter(at__gt=last.at) if last else rows).last()
    if row is None:
        return None
    name = people.names_of({row.actor_id}).get(row.actor_id, "")
    return Approval(actor_id=row.actor_id, name=name, at=row.at, opinion=row.opinion)


def issued_decision(lead_id: UUID) -> str:
    """Return the number of the newest penalty decision issued in a matter (forms 44 and 45); empty where none was."""
    rows = Document.objects.filter(handling__lead_id=lead_id, form__in=DECISIONS, replaced_by=None)
    return rows.order_by("at", "id").values_list("number", flat=True).last() or ""


def _with(offered: dict[str, Any], replaces: UUID | None) -> dict[str, Any]:
    return merged(offered, facts_of_document(replaces)) if replaces else offered


def lead_named(name: str) -> UUID | None:
    """Return the lead of a case's number, a case's id or a lead's own id; None where there is none of this name."""
    case = Case.objects.select_related("handling").filter(number=name).first()
    if case is None and (key := _uuid(name)) is not None:
        case = Case.objects.select_related("handling").filter(pk=key).first()
        if case is None:
            return Handling.objects.filter(lead_id=key).values_list("lead_id", flat=True).first()
    return case.handling.lead_id if case else None


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def own_letterhead(agency: str) -> Letterhead | None:
    """Return the letterhead of an agency of this instance, if it has one."""
    instance = current()
    return letterhead(instance.city, agency, instance.root / "documents.yml")


def recorded_facts(handling: Handling, case: Case | None, officers: tuple[UUID, ...], on: date) -> dict[str, Any]:
    """Return the facts that the records settle: agency, officers, dates, decision. Empty ones are left out."""
    facts: dict[str, Any] = {"agency": _agency(handling.owner_agency, on), "case": _case(handling, case)}
    if officers:
        names, badges = people.names_of({str(one) for one in officers}), people.certificates_of(officers, on)
        facts["officers"] = [{"name": names.get(str(one), ""), "badge": badges.get(one, "")} for one in officers]
    if case is not None and case.decided_on is not None:
        decision = {"number": case.decision_number, "on": str(case.decided_on), "fine": str(case.fine or "")}
        facts["decision"] = {name: value for name, value in decision.items() if value}
    return facts


def recorded_of_grievance(row: Grievance, on: date) -> dict[str, Any]:
    """Return the facts that the record of a complaint or report settles."""
    facts: dict[str, Any] = {"agency": _agency(row.agency, on)}
    if row.kind == "complaint":
        return facts | {"complaint": {"received_on": str(row.received_on)} | _ground(row)}
    return facts | {"report": {"real_name": "是" if row.real_name else "否"}}


def _ground(row: Grievance) -> dict[str, str]:
    """Return the item of the article on which a complaint was refused, where it was."""
    last = GrievanceEvent.objects.filter(grievance=row, kind="rejected").order_by("seq").last()
    return {"ground": last.facts["item"]} if last and "item" in last.facts else {}


def _agency(agency: str, on: date) -> dict[str, str]:
    found = next((one for one in city().agencies.items if one.code == agency), None)
    name, head = found.name_on(on) if found else None, own_letterhead(agency)
    known = {"name": name.full_name if name else "", "prefix": head.prefix if head else ""}
    return {key: value for key, value in known.items() if value}


def _case(handling: Handling, case: Case | None) -> dict[str, str]:
    facts = {"received_on": str(handling.received_on)}
    if case is not None:
        facts |= {"cause": case.title, "filed_on": str(case.filed_on)}
        facts |= {"closed_on": str(case.closed_on)} if case.closed_on else {}
    return facts


def offered_facts(handling: Handling, case: Case | None) -> dict[str, Any]:
    """Return what is known but may be said otherwise: the letterhead's facts, names, and what earlier documents say."""
    head = own_letterhead(handling.owner_agency)
    facts: dict[str, Any] = {key: dict(value) for key, value in head.facts.items()} if head else {}
    facts = merged(facts, _named(handling, case))
    rows = Document.objects.filter(handling=handling).order_by("at", "id")
    for row in rows:
        earlier = _stored(row)
        facts = merged(facts, {key: earlier[key] for key in CARRIED if key in earlier})
    for more in (_listed(case), _referred(handling), _served(handling)):
        facts = merged(facts, more)
    return facts


def _listed(case: Case | None) -> dict[str, Any]:
    """Return the latest list of goods, offered to every form that names one."""
    lists = lists_of(case.pk) if case else {}
    if not lists:
        return {}
    number = list(lists)[-1]
    return {"goods": {"list_number": number, "rows": lists[number]}}


def _named(handling: Handling, case: Case | None) -> dict[str, Any]:
    named: dict[str, Any] = {"case": {"office": handling.arm}, "party": {"name": handling.subject_name}}
    if case is not None:
        named["case"] |= {"name": f"{handling.subject_name}{case.title}案", "suspicion": case.title}
    return {key: {name: word for name, word in words.items() if word} for key, words in named.items()}


NUMBERS = {
    "cf19": ("preservation", "number", "on"),
    "cf21": ("measure", "number", "on"),
    "cf22": ("measure", "extended_number", "extended_on"),
    "cf39": ("hearing", "notice_number", ""),
    "cf45": ("decision", "number", "on"),
    "cf48": ("urging", "number", ""),
}
"""Where the number and the day of an issued form stand among the facts of the forms that name it."""
SERVED = {"cf39": ("hearing", "notice_on"), "cf48": ("urging", "served_on")}


def _referred(handling: Handling) -> dict[str, Any]:
    """Return numbers and days of the latest documents, for the forms that refer to them."""
    facts: dict[str, Any] = {}
    for row in Document.objects.filter(handling=handling, form__in=NUMBERS).order_by("at", "id"):
        group, number, day = NUMBERS[row.form]
        facts = merged(facts, {group: {number: row.number} | ({day: str(row.on)} if day else {})})
        served = DocumentService.objects.filter(document=row).order_by("seq").first()
        if served is not None and row.form in SERVED:
            group, day = SERVED[row.form]
            facts = merged(facts, {group: {day: str(served.served_on)}})
    return facts


def _served(handling: Handling) -> dict[str, Any]:
    """Return the latest service, for its receipt."""
    found = DocumentService.objects.filter(document__handling=handling).select_related("document")
    row = found.order_by("-at", "-seq").first()
    if row is None:
        return {}
    served = row.served_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    facts = {"document": _named_document(row.document), "document_on": str(row.document.on), "at": served}
    return {"service": facts | {"place": row.place, "way": row.way}}


def _named_document(row: Document) -> str:
    return f"《{form_of(row.form).title}》{row.number}"


def _stored(row: Document) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(blob_path(row.facts_sha256).read_text(encoding="utf-8"))
    return facts


def _services(ids: list[UUID]) -> dict[UUID, tuple[ServiceLine, ...]]:
    found: dict[UUID, tuple[ServiceLine, ...]] = {}
    for row in DocumentService.objects.filter(document_id__in=ids).order_by("document_id", "seq"):
        line = ServiceLine(
            seq=row.seq,
            way=ServiceWay(row.way),
            receiver=row.receiver,
            place=row.place,
            served_at=row.served_at,
            served_on=row.served_on,
            rule_id=row.rule_id,
            witness=row.witness,
            note=row.note,
        )
        found[row.document_id] = (*found.get(row.document_id, ()), line)
    return found


def _line(row: Document, *, newest: bool, names: Mapping[str, str], services: tuple[ServiceLine, ...]) -> DocumentLine:
    form = form_of(row.form)
    return DocumentLine(
        document_id=row.pk,
        form=row.form,
        words=(form.title, form.en),
        number=row.number,
        revision=row.revision,
        current=newest,
        reason=row.reason,
        on=row.on,
        actor=names.get(row.actor_id, ""),
        sha256=row.sha256,
        law=tuple(row.law),
        services=services,
    )
