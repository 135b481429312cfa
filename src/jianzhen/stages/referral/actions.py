"""The sender's acts of a transfer to the police, and the table of all acts; one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.queries.facts import case_facts
from jianzhen.stages.cases.queries.instance import city, law
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.cases.schema.pages import CaseFacts
from jianzhen.stages.referral import writers
from jianzhen.stages.referral.actions_act import TransferAct as TransferAct  # noqa: PLC0414  (faces name it)
from jianzhen.stages.referral.actions_police import (
    DecideReconsideration,
    DeclineTransfer,
    FileTransfer,
    NoticeToFile,
    PassOnTransfer,
    ReceiveTransfer,
    ReturnResult,
)
from jianzhen.stages.referral.checks import check_standard, digest
from jianzhen.stages.referral.course import course
from jianzhen.stages.referral.models import Transfer
from jianzhen.stages.referral.schema import AttachmentIn

POLICE: Final = "public_security"
"""The receiver where no other police body is named: the city file's own code."""


@dataclass(frozen=True, kw_only=True)
class ProposeTransfer(Action[UUID]):
    """提出移送: the written report on a suspected crime reaches the head of the agency, whose three days begin.

    Args:
        articles: articles of the Criminal Law that may apply, such as "213".
        standard: ``suspected_crime`` (涉嫌构成犯罪) or ``reasonable_suspicion`` (合理嫌疑), which is enough only for
            intellectual-property crimes and only since 2020-08-07.

    Raises (from ``execute``):
        ConflictError: a transfer of the case is open, or the report lies before the filing of the case.
        RefusedError: no such case, no article, a standard that the law of the day does not know.
    """

    verb: ClassVar[str] = "transfer.propose"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    case_id: UUID
    articles: tuple[str, ...]
    standard: str
    report: str
    receiver: str = POLICE

    def case(self) -> CaseFacts:
        """Return the case.

        Raises:
            RefusedError: there is none of this id.
        """
        found = case_facts(self.case_id)
        if found is None:
            raise RefusedError("no such case", where=Where(key=str(self.case_id)), remedy="Name the id of a filed case")
        return found

    def scope(self) -> Scope:
        """Return the case's agency and district."""
        case = self.case()
        return Scope(case.agency, case.district)

    def check(self) -> None:
        """Hold the report against the case and the law of its day."""
        case, on, where = self.case(), law_date(self.at), Where(key=str(self.case_id))
        if Transfer.objects.filter(case_id=self.case_id, is_open=True).exists():
            raise ConflictError("a transfer of this case is open", where=where, remedy="Carry that one to its end")
        if on < case.filed_on:
            raise ConflictError("the report lies before the filing of the case", where=where, remedy="Correct its time")
        if not self.report.strip():
            raise RefusedError("the report is empty", where=Where(key="report"), remedy="Say what is suspected and why")
        check_standard(self.articles, self.standard, on)
        city().agency_name(self.receiver, on)

    def perform(self) -> UUID:
        """Open the transfer and start the head's clock."""
        case = self.case()
        row = Transfer(
            case_id=self.case_id,
            agency=case.agency,
            district=case.district,
            receiver=self.receiver,
            articles=list(self.articles),
            standard=self.standard,
            state="proposed",
            proposed_on=law_date(self.at),
            last_at=self.at,
        )
        begun = ClockSet().begin(law(), "approve", course().clocks["approve"].key, law_date(self.at))
        writers.open_transfer(row, begun, {"report": self.report, "articles": list(self.articles)}, self.actor)
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep articles and standard; the report as its digest."""
        said = {"articles": list(self.articles), "standard": self.standard, "report": digest(self.report)}
        return Entry("transfer", str(result), said | {"case": str(self.case_id)})


@dataclass(frozen=True, kw_only=True)
class ApproveTransfer(TransferAct):
    """批准移送: the head approves; within 24 hours the case goes to the police."""

    verb: ClassVar[str] = "transfer.approve"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "approve"

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {}


@dataclass(frozen=True, kw_only=True)
class RefuseTransfer(TransferAct):
    """不批准移送: the head refuses, and the reasons are recorded."""

    verb: ClassVar[str] = "transfer.refuse"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "refuse"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class SendTransfer(TransferAct):
    """移送公安: with the five attachments; a missing one is named."""

    verb: ClassVar[str] = "transfer.send"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "send"

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {}

    def effect(self, row: Transfer) -> None:
        """Keep the day."""
        row.sent_on = law_date(self.at)


@dataclass(frozen=True, kw_only=True)
class AskReconsideration(TransferAct):
    """提请复议: the sender asks the police to decide again."""

    verb: ClassVar[str] = "transfer.reconsider"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "ask_reconsideration"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class SuggestSupervision(TransferAct):
    """建议检察机关立案监督: the sender turns to the procuratorate."""

    verb: ClassVar[str] = "transfer.supervise"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "suggest_supervision"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class HandOverGoods(TransferAct):
    """移交涉案物品和材料: against a receipt."""

    verb: ClassVar[str] = "transfer.goods"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    act: ClassVar[str] = "hand_over_goods"

    receipt: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"receipt": self.receipt}


@dataclass(frozen=True, kw_only=True)
class EndTransfer(TransferAct):
    """接受不予立案并依法处理: the agency goes on with its own decision."""

    verb: ClassVar[str] = "transfer.end"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "end"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class AttachToTransfer(Action[tuple[UUID, ...]]):
    """添附材料: put documents to a transfer before it is sent."""

    verb: ClassVar[str] = "transfer.attach"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    transfer_id: UUID
    attachments: tuple[AttachmentIn, ...]

    def scope(self) -> Scope:
        """Return the sender."""
        row = writers.transfer(self.transfer_id)
        return Scope(row.agency, row.district)

    def check(self) -> None:
        """Refuse what is sent already, no document, one without title, and an unknown kind."""
        row, known = writers.transfer(self.transfer_id), course().attachments
        if row.state not in ("proposed", "approved"):
            raise ConflictError(f"the transfer is {row.state}", where=Where(key=str(row.pk)), remedy="Send a new one")
        wrong = [one.kind for one in self.attachments if one.kind not in known or not one.title.strip()]
        if wrong or not self.attachments:
            raise RefusedError(
                f"a document without title or of an unknown kind: {wrong[0]!r}" if wrong else "no document given",
                where=Where(key="attachments"),
                remedy=f"Give a title and one of: {', '.join(known)}",
            )

    def perform(self) -> tuple[UUID, ...]:
        """Keep them."""
        return writers.attach(writers.transfer(self.transfer_id), self.attachments, self.actor, self.at)

    def entry(self, result: tuple[UUID, ...]) -> Entry:
        """Keep kinds and digests."""
        rows = [[str(key), one.kind, one.sha256] for key, one in zip(result, self.attachments, strict=True)]
        return Entry("transfer", str(self.transfer_id), {"attachments": rows})


ACTS: Final[dict[str, type[TransferAct]]] = {
    act.act: act
    for act in (
        ApproveTransfer,
        RefuseTransfer,
        SendTransfer,
        ReceiveTransfer,
        PassOnTransfer,
        FileTransfer,
        DeclineTransfer,
        AskReconsideration,
        DecideReconsideration,
        SuggestSupervision,
        NoticeToFile,
        HandOverGoods,
        ReturnResult,
        EndTransfer,
    )
}
"""Act to class; a face calls ``ACTS[act](actor=…, at=…, transfer_id=…, seen=…, **facts).execute()``."""
