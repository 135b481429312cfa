"""Documents of a lead or case: the form that issues one, the file itself, and its service."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.faces.console import documents
from jianzhen.faces.console.documents import Target, of_grievance, of_matter
from jianzhen.faces.console.facts import text
from jianzhen.faces.console.grievances import grievance_in_reach
from jianzhen.faces.console.reachable import lead_matter
from jianzhen.faces.console.refusals import told
from jianzhen.faces.console.visit import Visit, act, done, language_now, page, safe_next
from jianzhen.stages.cases.actions.forms_approval import ApproveDocument
from jianzhen.stages.cases.forms.documents import docx_of, pdf_of
from jianzhen.stages.cases.forms.fill import Numbering, fill
from jianzhen.stages.cases.forms.filled import Missing
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.queries.documents import content_of
from jianzhen.stages.cases.queries.instance import law

MEDIA: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@page
def new(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Show a form of a lead or case to fill in, with what the records say and offer."""
    return _new(request, visit, of_matter(lead_matter(visit, lead_id)))


@page
def new_in_grievance(request: HttpRequest, visit: Visit, grievance_id: UUID) -> HttpResponse:
    """Show a form of a complaint or report to fill in, with what the records say and offer."""
    return _new(request, visit, of_grievance(grievance_in_reach(visit, grievance_id)))


@act
def issue(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Issue in a lead or case what was typed, or show its draft."""
    return _issue(request, visit, of_matter(lead_matter(visit, lead_id)))


@act
def issue_in_grievance(request: HttpRequest, visit: Visit, grievance_id: UUID) -> HttpResponse:
    """Issue in a complaint or report what was typed, or show its draft."""
    return _issue(request, visit, of_grievance(grievance_in_reach(visit, grievance_id)))


@act
def approve(request: HttpRequest, visit: Visit, lead_id: UUID) -> HttpResponse:
    """Approve the next issue of a form in a lead or case."""
    target = of_matter(lead_matter(visit, lead_id))
    form = documents.known_form(request.POST.get("form", ""))
    opinion = text(request.POST, "opinion")
    ApproveDocument(actor=visit.actor, at=visit.at, lead_id=lead_id, form=form.code, opinion=opinion).execute()
    words = _("已批准制发，并已记入日志：%(title)s")
    return done(request, words % {"title": form.title}, target.back)


def _new(request: HttpRequest, visit: Visit, target: Target) -> HttpResponse:
    form = documents.known_form(request.GET.get("form", ""))
    replaces = request.GET.get("replaces", "")
    line = documents.in_reach(visit, _uuid(replaces))[1] if replaces else None
    occasion = request.GET.get("occasion", "")
    shown = documents.form_page(target, visit, form, None, line.document_id if line else None, occasion)
    return render(request, "console/document.html", shown)


def _issue(request: HttpRequest, visit: Visit, target: Target) -> HttpResponse:
    """Issue or draft; a refusal keeps everything that was typed."""
    form = documents.known_form(request.POST.get("form", ""))
    try:
        if "draft" in request.POST:
            return _draft(visit, target, form, request)
        made = documents.issue_of(visit, target, form, request.POST).execute()
    except (RefusedError, ConflictError, NotAllowedError) as error:
        messages.error(request, told(error, language_now()))
        return _again(request, visit, target, form)
    words = _("已制发，并已归档、记入日志：%(title)s %(number)s")
    return done(request, words % {"title": form.title, "number": made.number}, target.back)


def _again(request: HttpRequest, visit: Visit, target: Target, form: Form) -> HttpResponse:
    """Show the form once more with what was typed; only what cannot be read at all leads back to an empty one."""
    replaces = request.POST.get("replaces", "")
    try:
        earlier, occasion = _uuid(replaces) if replaces else None, request.POST.get("occasion", "")
        shown = documents.form_page(target, visit, form, request.POST, earlier, occasion)
    except RefusedError:
        return HttpResponseRedirect(safe_next(request))
    return render(request, "console/document.html", shown)


def _draft(visit: Visit, target: Target, form: Form, request: HttpRequest) -> HttpResponse:
    facts = documents.draft_facts(visit, target, form, request.POST)
    filled = fill(form.code, facts, as_of=visit.today, book=law().book, numbering=Numbering(open=True))
    if isinstance(filled, Missing):
        raise RefusedError(filled.en, remedy="Add the facts and repeat", zh=filled.zh)
    return _file(docx_of(filled, draft=True), f"{form.title}-草稿.docx", "docx")


@page
def file(request: HttpRequest, visit: Visit, document_id: UUID, kind: str) -> HttpResponse:  # noqa: ARG001
    """Give an issued document as it lies in the evidence store, or that very document as a PDF."""
    if kind not in MEDIA:
        raise Http404(kind)
    line = documents.in_reach(visit, document_id)[1]
    content = content_of(line.sha256)
    name = " ".join(part for part in (line.words[0].replace("/", "、"), line.number) if part)
    return _file(pdf_of(content) if kind == "pdf" else content, f"{name}.{kind}", kind)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA[kind])
    header = content_disposition_header(as_attachment=True, filename=name)
    if header:
        answer["Content-Disposition"] = header
    return answer


@act
def serve(request: HttpRequest, visit: Visit, document_id: UUID) -> HttpResponse:
    """Record how a document was served."""
    line = documents.in_reach(visit, document_id)[1]
    made = documents.service_of(visit, line, request.POST).execute()
    words = _("已记录送达；视为 %(day)s 送达。")
    return done(request, words % {"day": made.served_on.isoformat()}, safe_next(request))


def _uuid(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        raise Http404(words) from None
