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
from jianzhen.stages.cases.actions.forms_approval import check_approved
from jianzhen.stages.cases.forms.documents import docx_of
from jianzhen.stages.cases.forms.fill import FROM_FACTS, Numbering, fill
from jianzhen.stages.cases.forms.filled import Filled, Missing
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.forms.merging import agreed
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.models_forms import Document, DocumentService
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.documents import facts_of_document
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.queries.occasions import check_chosen, occasion_of
from jianzhen.stages.cases.schema.documents import IssuedDocument, ServiceLine, ServiceWay
from jianzhen.stages.cases.schema.paper import PaperIn
from jianzhen.stages.cases.writers import forms as writers_forms
from jianzhen.stages.cases.writers import steps as writers
from jianzhen.stages.cases.writers.matter import Matter, matter_of, of_document

PUBLIC_NOTICE: str = "proc.serve.public"
"""The key of the period after which a document served by public notice is deemed served."""


@dataclass(frozen=True, kw_only=True)
class IssueDocument(Action[IssuedDocument]):
    """制发文书: fill a form from the records and from what is said, number it, store it, put it on file.

    Args:
        lead_id: the lead, also once it is a case; or ``grievance_id``: the complaint or report.
        form: the form's code, such as ``cf45``.
        said: facts beyond the records, by path; they may not contradict the records.
        officers: who acts where no case has named its officers yet.
        occasion: for which list of goods, or which end of goods, where the case has several.
        replaces: the document of which this is the next revision; it keeps its number, and ``reason`` is printed.

    Raises (from ``execute``):
        RefusedError: no such form, a fact is malformed, or facts are missing: all of them are named, zh and en.
        ConflictError: the state does not allow it, the head has not approved it, the records say otherwise, or
            ``replaces`` was replaced already.
        NotAllowedError: permission, or an officer without a certificate that runs that day.
    """

    verb: ClassVar[str] = "case.document"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    form: str
    lead_id: UUID | None = None
    grievance_id: UUID | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    officers: tuple[UUID, ...] = ()
    occasion: str = ""
    replaces: UUID | None = None
    reason: str = ""

    def scope(self) -> Scope:
        """Return the owner and district of the matter."""
        return self._matter().scope

    def check(self) -> None:
        """Hold the form against the agency's procedure, the state, the officers, and what is missing."""
        form, matter = form_of(self.form), self._matter()
        writers_forms.check_set(form, matter)
        self._check_replaced(matter)
        check_state(form, matter, self.at, revision=self.replaces is not None)
        check_approved(form, matter, self.actor.actor_id)
        check_chosen(form, matter.case, self._occasion(form, matter))
        self._filled(self._facts(form, matter), Numbering(open=True))

    def perform(self) -> IssuedDocument:
        """Number, fill, store and file it."""
        form, matter, on = form_of(self.form), self._matter(), law_date(self.at)
        replaced = Document.objects.get(pk=self.replaces) if self.replaces else None
        place = (
            writers_forms.later_place(replaced) if replaced else writers_forms.next_place(matter.agency, form, on.year)
        )
        facts = self._facts(form, matter)
        filled = self._filled(facts, writers_forms.numbering(place, replaced, self.reason))
        row = self._row(form, matter, place, filled, facts)
        kind = writers_forms.paper_kind(procedure_of(matter.agency), form)
        if kind and matter.handling is not None:
            paper = PaperIn(kind, form.title, place.number, row.sha256)
            writers.file_papers(matter.handling, (paper,), self.actor, self.at)
        return IssuedDocument(
            document_id=row.pk, number=place.number, revision=place.revision, sha256=row.sha256, on=on
        )

    def entry(self, result: IssuedDocument) -> Entry:
        """Keep form, number and digest; names and words stand in the document only."""
        payload = {"form": self.form, "number": result.number, "revision": result.revision, "sha256": result.sha256}
        payload["document"] = str(result.document_id)
        if self.replaces:
            payload["replaces"] = str(self.replaces)
        return Entry(*self._matter().subject, payload)

    def _matter(self) -> Matter:
        return matter_of(self.lead_id, self.grievance_id)

    def _check_replaced(self, matter: Matter) -> None:
        if self.replaces is None:
            return
        row = matter.documents.filter(pk=self.replaces, form=self.form).first()
        if row is None or Document.objects.filter(replaces=row).exists():
            raise ConflictError(
                "there is no such document of this form, or a later revision replaced it already",
                where=Where(key=str(self.replaces)),
                remedy="Name the newest revision",
                zh="没有这份文书，或者它已被后来的文本替换。请选最新的文本",
            )
        if not self.reason.strip():
            raise RefusedError(
                "a revision needs its reason",
                where=Where(key="reason"),
                remedy="Say what changed",
                zh="再次制发须写明原因",
            )

    def _facts(self, form: Form, matter: Matter) -> dict[str, Any]:
        on = law_date(self.at)
        officers = (matter.officers() or self.officers) if _names_officers(form) else ()
        if officers:
            writers.check_officers(officers, matter.agency, on)
        elif self.said.get("officers"):
            raise RefusedError(
                "officers are named by the records, not in words",
                where=Where(key="officers"),
                remedy="Choose them among the agency's officers",
                zh="执法人员取自记录，不能手写。请在本单位执法人员中选择",
            )
        return agreed(matter.recorded(form, officers, on, self._occasion(form, matter)), self.said)

    def _occasion(self, form: Form, matter: Matter) -> str:
        """Return the chosen occasion; a revision is of the same one as the document it replaces."""
        if self.occasion or self.replaces is None:
            return self.occasion
        return occasion_of(form, matter.case, facts_of_document(self.replaces))

    def _filled(self, facts: Mapping[str, Any], numbering: Numbering = FROM_FACTS) -> Filled:
        found = fill(self.form, facts, as_of=law_date(self.at), book=law().book, numbering=numbering)
        if isinstance(found, Missing):
            raise RefusedError(
                found.en,
                where=Where(key=found.lacks[0].source),
                remedy="Add the facts and repeat",
                zh=f"{found.zh}。补齐后再制发",
            )
        return found

    def _row(
        self,
        form: Form,
        matter: Matter,
        place: writers_forms.Place,
        filled: Filled,
        facts: Mapping[str, Any],
    ) -> Document:
        name = f"{form.code}-{place.number or form.title}-{place.revision}".replace("/", "-")
        document = self._stored(matter, f"{name}.docx", docx_of(filled), writers_forms.DOCX)
        said = self._stored(matter, f"{name}.json", writers_forms.facts_bytes(facts), "application/json")
        return Document.objects.create(
            handling=matter.handling,
            grievance=matter.grievance,
            form=form.code,
            agency=matter.agency,
            district=matter.district,
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

    def _stored(self, matter: Matter, name: str, content: bytes, media_type: str) -> str:
        return writers_forms.store(matter, name, content, media_type, self.actor, self.at)


def _names_officers(form: Form) -> bool:
    return any(one.source.startswith("officers.") for one in form.fields.values())


def check_state(form: Form, matter: Matter, at: datetime, *, revision: bool) -> None:
    """Refuse a document before the last step, after the end, or out of its turn.

    Raises:
        ConflictError: says which.
    """
    if at < matter.last_at or not (matter.is_open or form.late or matter.grievance):
        raise ConflictError(
            "documents are issued while the matter is open, and not before its last step",
            where=Where(key=form.code),
            remedy="Correct the time; after the end only the papers of the file are made",
            zh="办结以后只能制作卷宗文书，文书日期也不能早于上一步骤。请更正",
        )
    states = writers_forms.states_for(procedure_of(matter.agency), form) if form.bound else frozenset()
    if states and matter.state not in states and not revision:
        words = procedure_of(matter.agency).states
        raise ConflictError(
            f"{form.en} is not issued while the state is {matter.state}",
            where=Where(key=form.code),
            remedy=f"Issue it in one of: {', '.join(sorted(states))}",
            zh=f"当前状态为“{words[matter.state].zh}”，不能制发《{form.title}》",
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
        row = Document.objects.select_related("handling", "grievance").filter(pk=self.document_id).first()
        if row is None:
            raise RefusedError(
                "no such document",
                where=Where(key=str(self.document_id)),
                remedy="Look it up again",
                zh="没有这份文书",
            )
        return row

    def scope(self) -> Scope:
        """Return the agency of the document."""
        return Scope(self._document.agency, self._document.district)

    def check(self) -> None:
        """Refuse empty words, a day outside document and record, and a document that was replaced."""
        for name in ("receiver", "place"):
            if not str(getattr(self, name)).strip():
                raise RefusedError(
                    f"{name} is empty",
                    where=Where(key=name),
                    remedy="Say it and repeat",
                    zh="没有填写。请补正后重新提交",
                )
        if self.way is ServiceWay.LEFT and not self.witness.strip():
            raise RefusedError(
                "a document that is left needs its witness or record",
                where=Where(key="witness"),
                remedy="Name the witness, or how it was recorded",
                zh="留置送达须有见证人或者记录。请写明见证人或者记录方式",
            )
        if not self._document.on <= law_date(self.served_at) or self.served_at > self.at:
            raise ConflictError(
                f"served on {law_date(self.served_at)}, but the document is of {self._document.on} and the record of "
                f"{law_date(self.at)}",
                where=Where(key="served_at"),
                remedy="Correct the day",
                zh=f"送达日不能早于文书日期{self._document.on}，也不能晚于记录之时。请更正",
            )
        if Document.objects.filter(replaces=self._document).exists():
            raise ConflictError(
                "a later revision replaced this document",
                where=Where(key=self._document.number or self._document.form),
                remedy="Serve the newest revision",
                zh="这份文书已被后来的文本替换。请送达最新的文本",
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
        return Entry(*of_document(self._document).subject, payload)

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
                zh=f"视为送达之日须经法制审核：{answer.reason.zh}",
            )
        return answer.due_date, answer.rule_id or ""
