"""审批文书: the head of the agency approves a document before it is issued; one approval, one issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.models_forms import DocumentApproval
from jianzhen.stages.cases.queries.documents import approval_of
from jianzhen.stages.cases.schema.secrecy import marked
from jianzhen.stages.cases.writers import forms as writers_forms
from jianzhen.stages.cases.writers import steps as writers
from jianzhen.stages.cases.writers.matter import Matter, matter_of


@dataclass(frozen=True, kw_only=True)
class ApproveDocument(Action[UUID]):
    """批准制发文书: of the forms whose lines for signing name the head of the agency (强制措施决定书, 处罚决定书, …).

    Whoever approves does not issue it. The approval holds for the next issue of the form in this matter.
    """

    verb: ClassVar[str] = "case.document_approve"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE

    lead_id: UUID
    form: str
    opinion: str

    def _matter(self) -> Matter:
        return matter_of(self.lead_id, None)

    def scope(self) -> Scope:
        """Return the owner and district of the matter."""
        return self._matter().scope

    def check(self) -> None:
        """Refuse a form that is issued without approval, another agency's set, no opinion, and a matter at its end."""
        form, matter = form_of(self.form), self._matter()
        writers_forms.check_set(form, matter)
        if not form.approved_first:
            raise ConflictError(
                f"{form.en} is issued without the head's approval",
                where=Where(key=form.code),
                remedy="Issue it",
                zh=f"《{form.title}》不须负责人批准。请直接制发",
            )
        if not matter.is_open:
            raise ConflictError(
                "the matter is at its end",
                where=Where(key=str(self.lead_id)),
                remedy="Approve it in a matter that is open",
                zh="该件已经办结，不能再批准制发文书",
            )
        if not self.opinion.strip() or marked(self.opinion):
            raise RefusedError(
                "the opinion is empty, or marked as a secret",
                where=Where(key="opinion"),
                remedy="Write it without a marking",
                zh="没有填写审批意见，或者带有密级标志。请填写不带密级的意见",
            )

    def perform(self) -> UUID:
        """Keep it."""
        row = DocumentApproval.objects.create(
            handling=writers.handling_of(self.lead_id),
            form=self.form,
            opinion=self.opinion.strip(),
            at=self.at,
            actor_id=self.actor.actor_id,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep form and approval; the words stand in the record."""
        return Entry(*self._matter().subject, {"form": self.form, "approval": str(result)})


def check_approved(form: Form, matter: Matter, actor_id: str) -> None:
    """Refuse a form that the head approves first and did not, or that its own approver issues.

    Raises:
        ConflictError: says which.
    """
    if not form.approved_first or matter.handling is None:
        return
    found = approval_of(matter.handling.lead_id, form.code)
    if found is None:
        raise ConflictError(
            f"{form.en} is issued after the head of the agency approved it",
            where=Where(key=form.code),
            remedy="Let the head approve it on its page, then issue it",
            zh=f"《{form.title}》须经本机关负责人批准后制发。请负责人在该文书页面批准后再制发",
        )
    if found.actor_id == actor_id:
        raise ConflictError(
            f"whoever approved {form.en} does not issue it",
            where=Where(key=form.code),
            remedy="Let an officer of the case issue it",
            zh=f"批准《{form.title}》的人不得自行制发。请由承办人员制发",
        )
