"""The acts on documents: to issue one from a form, and to record that it was served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.law.answer import Status
from jianzhen.law.deadline import compute
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases import writers, writers_forms
from jianzhen.stages.cases.forms.documents import docx_of
from jianzhen.stages.cases.forms.fill import FROM_FACTS, Numbering, fill
from jianzhen.stages.cases.forms.filled import Filled, Missing
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.forms.merging import agreed
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.models import Handling
from jianzhen.stages.cases.models_forms import Document, DocumentService
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.documents import recorded_facts
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.schema.documents import IssuedDocument, ServiceLine, ServiceWay
from jianzhen.stages.cases.schema.paper import PaperIn

PUBLIC_NOTICE: str = "proc.serve.public"
"""The key of the period after which a document served by public notice is deemed served."""


@dataclass(frozen=True, kw_only=True)
class IssueDocument(Action[IssuedDocument]):
    """制发文书: fill a form from the records and from what is said, number it, store it, put it on file.

    Args:
        lead_id: the lead, also once it is a case.
        form: the form's code, such as ``cf45``.
        said: facts beyond the records, by path; they may not contradict the records.
        officers: who acts where no case has named its officers yet.
        replaces: the document of which this is the next revision; it keeps its number, and ``reason`` is printed.

    Raises (from ``execute``):
        RefusedError: no such form, a fact is malformed, or facts are missing: all of them are named, zh and en.
        ConflictError: the state does not allow it, the records say otherwise, or ``replaces`` was replaced already.
        NotAllowedError: permission, or an officer without a certificate that runs that day.
    """

    verb: ClassVar[str] = "case.document"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    lead_id: UUID
    form: str
    said: Mapping[str, Any] = field(default_factory=dict)
    officers: tuple[UUID, ...] = ()
    replaces: UUID | None = None
    reason: str = ""

    def scope(self) -> Scope:
        """Return the owner and district of the lead."""
        handling = writers.handling_of(self.lead_id)
        return Scope(handling.owner_agency, handling.district)

    def check(self) -> None:
        """Hold the form against the agency's procedure, the state, the officers, and what is missing."""
        form, handling = form_of(self.form), writers.handling_of(self.lead_id)
        _check_set(form, handling)
        self._check_replaced(handling)
        _check_state(form, handling, self.at, revision=self.replaces is not None)
        facts = self._facts(form, handling)
        self._filled(facts, Numbering(open=True))

    def perform(self) -> IssuedDocument:
        """Number, fill, store and file it."""
        form, handling = form_of(self.form), writers.handling_of(self.lead_id)
        replaced = Document.objects.get(pk=self.replaces) if self.replaces else None
        on = law_date(self.at)
        place = writers_forms.later_place(replaced) if replaced else writers_forms.next_place(handling, form, on.year)
        facts = self._facts(form, handling)
        filled = self._filled(facts, writers_forms.numbering(place, replaced, self.reason))
        row = self._row(form, handling, place, filled, facts)
        kind = writers_forms.paper_kind(procedure_of(handling.owner_agency), form)
        if kind:
            paper = PaperIn(kind, form.title, place.number, row.sha256)
            writers.file_papers(handling, (paper,), self.actor, self.at)
        return IssuedDocument(
            document_id=row.pk, number=place.number, revision=place.revision, sha256=row.sha256, on=on
        )

    def entry(self, result: IssuedDocument) -> Entry:
        """Keep form, number and digest; names and words stand in the document only."""
        payload = {"form": self.form, "number": result.number, "revision": result.revision, "sha256": result.sha256}
        payload["document"] = str(result.document_id)
        if self.replaces:
            payload["replaces"] = str(self.replaces)
        case = writers.case_of(writers.handling_of(self.lead_id))
        return Entry("case", str(case.pk), payload) if case else Entry("lead", str(self.lead_id), payload)

    def _check_replaced(self, handling: Handling) -> None:
        if self.replaces is None:
            return
        row = Document.objects.filter(pk=self.replaces, handling=handling, form=self.form).first()
        if row is None or Document.objects.filter(replaces=row).exists():
            raise ConflictError(
                "there is no such document of this form, or a later revision replaced it already",
                where=Where(key=str(self.replaces)),
                remedy="Name the newest revision",
            )
        if not self.reason.strip():
            raise RefusedError(
                "a revision needs its reason (再次制发须写明原因)", where=Where(key="reason"), remedy="Say what changed"
            )

    def _facts(self, form: Form, handling: Handling) -> dict[str, Any]:
        case, on = writers.case_of(handling), law_date(self.at)
        named = tuple(UUID(one) for one in case.officers) if case else ()
        officers = (named or self.officers) if _names_officers(form) else ()
        if officers:
            writers.check_officers(officers, handling.owner_agency, on)
        elif self.said.get("officers"):
            raise RefusedError(
                "officers are named by the records, not in words",
                where=Where(key="officers"),
                remedy="Choose them among the agency's officers",
            )
        return agreed(recorded_facts(handling, case, officers, on), self.said)

    def _filled(self, facts: Mapping[str, Any], numbering: Numbering = FROM_FACTS) -> Filled:
        found = fill(self.form, facts, as_of=law_date(self.at), book=law().book, numbering=numbering)
        if isinstance(found, Missing):
            raise RefusedError(
                f"{found.zh} / {found.en}",
                where=Where(key=found.lacks[0].source),
                remedy="Add the facts and repeat (补齐后再制发)",
            )
        return found

    def _row(
        self,
        form: Form,
        handling: Handling,
        place: writers_forms.Place,
        filled: Filled,
        facts: Mapping[str, Any],
    ) -> Document:
        name = f"{form.code}-{place.number or form.title}-{place.revision}".replace("/", "-")
        document = self._stored(handling, f"{name}.docx", docx_of(filled), writers_forms.DOCX)
        said = self._stored(handling, f"{name}.json", writers_forms.facts_bytes(facts), "application/json")
        return Document.objects.create(
            handling=handling,
            form=form.code,
            agency=handling.owner_agency,
            district=handling.district,
            word=form.number,
            year=place.year,
            serial=place.serial,
            number=place.number,
            revision=place.revision,
            replaces_id=self.replaces,
            reason=self.reason[:200],
            on=law_date(self.at),
            at=self.at,
            actor_id=self.actor.actor_id,
            sha256=document,
            facts_sha256=said,
            law=[figure.to_json() for figure in filled.law],
        )

    def _stored(self, handling: Handling, name: str, content: bytes, media_type: str) -> str:
        return writers_forms.store(handling, name, content, media_type, self.actor, self.at)


def _names_officers(form: Form) -> bool:
    return any(one.source.startswith("officers.") for one in form.fields.values())


def _check_set(form: Form, handling: Handling) -> None:
    procedure = procedure_of(handling.owner_agency)
    if procedure.name != form.procedure:
        raise ConflictError(
            f"{form.title} ({form.en}) belongs to the forms of {form.procedure}; which forms {handling.owner_agency} "
            "uses needs legal review",
            where=Where(key=form.code),
            remedy="File the agency's own document instead (归档本机关自己的文书)",
        )


def _check_state(form: Form, handling: Handling, at: datetime, *, revision: bool) -> None:
    if at < handling.last_at or not (handling.is_open or form.late):
        raise ConflictError(
            "documents are issued while the matter is open, and not before its last step",
            where=Where(key=form.code),
            remedy="Correct the time; after the end only the papers of the file are made",
        )
    states = writers_forms.states_for(procedure_of(handling.owner_agency), form) if form.bound else frozenset()
    if states and handling.state not in states and not revision:
        raise ConflictError(
            f"{form.title} ({form.en}) is not issued while the state is {handling.state}",
            where=Where(key=form.code),
            remedy=f"Issue it in one of: {', '.join(sorted(states))}",
        )


@dataclass(frozen=True, kw_only=True)
class RecordService(Action[ServiceLine]):
    """记录送达: how, to whom, where and when a document was served; by public notice it counts from the law's day.

    Args:
        served_at: when it was handed over, arrived or was published; not before the document, not after the record.
    """

    verb: ClassVar[str] = "case.serve"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    document_id: UUID
    way: ServiceWay
    receiver: str
    place: str
    served_at: datetime
    witness: str = ""
    note: str = ""

    @cached_property
    def _document(self) -> Document:
        row = Document.objects.select_related("handling").filter(pk=self.document_id).first()
        if row is None:
            raise RefusedError("no such document", where=Where(key=str(self.document_id)), remedy="Look it up again")
        return row

    def scope(self) -> Scope:
        """Return the agency of the document."""
        return Scope(self._document.agency, self._document.district)

    def check(self) -> None:
        """Refuse empty words, a day outside document and record, and a document that was replaced."""
        for name in ("receiver", "place"):
            if not str(getattr(self, name)).strip():
                raise RefusedError(f"{name} is empty", where=Where(key=name), remedy="Say it and repeat")
        if self.way is ServiceWay.LEFT and not self.witness.strip():
            raise RefusedError(
                "a document that is left needs its witness or record (留置送达须有见证人或者记录)",
                where=Where(key="witness"),
                remedy="Name the witness, or how it was recorded",
            )
        if not self._document.on <= law_date(self.served_at) or self.served_at > self.at:
            raise ConflictError(
                f"served on {law_date(self.served_at)}, but the document is of {self._document.on} and the record of "
                f"{law_date(self.at)}",
                where=Where(key="served_at"),
                remedy="Correct the day",
            )
        if Document.objects.filter(replaces=self._document).exists():
            raise ConflictError(
                "a later revision replaced this document",
                where=Where(key=self._document.number or self._document.form),
                remedy="Serve the newest revision",
            )

    def perform(self) -> ServiceLine:
        """Write it."""
        served_on, rule_id = self._counted()
        line = ServiceLine(
            seq=DocumentService.objects.filter(document=self._document).count(),
            way=self.way,
            receiver=self.receiver.strip()[:200],
            place=self.place.strip()[:200],
            served_at=self.served_at,
            served_on=served_on,
            rule_id=rule_id,
            witness=self.witness.strip()[:64],
            note=self.note.strip()[:200],
        )
        facts = {name: getattr(line, name) for name in line.__dataclass_fields__}
        DocumentService.objects.create(
            document=self._document, at=self.at, actor_id=self.actor.actor_id, **(facts | {"way": self.way.value})
        )
        return line

    def entry(self, result: ServiceLine) -> Entry:
        """Keep document, manner and days; receiver and place stay in the record."""
        payload = {
            "document": str(self.document_id),
            "way": result.way.value,
            "served_on": str(result.served_on),
            "rule_id": result.rule_id,
        }
        case = writers.case_of(self._document.handling)
        lead = str(self._document.handling.lead_id)
        return Entry("case", str(case.pk), payload) if case else Entry("lead", lead, payload)

    def _counted(self) -> tuple[date, str]:
        """Return the day from which the law counts, and the rule where it is not the day of service itself."""
        on = law_date(self.served_at)
        if self.way is not ServiceWay.PUBLIC:
            return on, ""
        rules = law()
        answer = compute(rules.book, PUBLIC_NOTICE, on, calendar=rules.calendar)
        if answer.status is not Status.EXACT or answer.due_date is None:
            raise RefusedError(
                f"when it is deemed served needs legal review ({answer.reason.code})",
                where=Where(key=PUBLIC_NOTICE),
                remedy="Have the law office settle the day",
            )
        return answer.due_date, answer.rule_id or ""
