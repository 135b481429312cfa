"""The sender's acts of a transfer to the police, and the table of all acts; one class an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.queries.facts import case_facts
from jianzhen.stages.cases.queries.instance import city, law
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.cases.schema.pages import CaseFacts
from jianzhen.stages.cases.schema.secrecy import marked
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
from jianzhen.stages.referral.actions_review import (
    AskReasons,
    AskSupplement,
    DisclaimTransfer,
    ExtendPoliceReview,
    GiveReasons,
    TakeInSupervision,
)
from jianzhen.stages.referral.checks import check_standard, check_team, digest
from jianzhen.stages.referral.course import course
from jianzhen.stages.referral.models import Transfer
from jianzhen.stages.referral.refusing import refuse
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
        team: the officers of the special team (专案组, 移送规定 art 5(1)); none named: the case's own officers.

    Raises (from ``execute``):
        ConflictError: a transfer of the case is open, or the report lies before the filing of the case.
        RefusedError: no such case, no article, too small a team, a standard that the law of the day does not know.
    """

    verb: ClassVar[str] = "transfer.propose"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    case_id: UUID
    articles: tuple[str, ...]
    standard: str
    report: str
    receiver: str = POLICE
    team: tuple[UUID, ...] = ()

    def case(self) -> CaseFacts:
        """Return the case.

        Raises:
            RefusedError: there is none of this id.
        """
        found = case_facts(self.case_id)
        if found is None:
            raise refuse("no_case", str(self.case_id))
        return found

    def scope(self) -> Scope:
        """Return the case's agency and district."""
        case = self.case()
        return Scope(case.agency, case.district)

    def check(self) -> None:
        """Hold the report against the case and the law of its day."""
        case, on, key = self.case(), law_date(self.at), str(self.case_id)
        if Transfer.objects.filter(case_id=self.case_id, is_open=True).exists():
            raise refuse("is_open", key)
        if on < case.filed_on:
            raise refuse("before_filing", key)
        if not self.report.strip():
            raise refuse("report_empty", "report")
        if marked(self.report):
            raise refuse("marked_secret", "report", fact="report")
        check_team(self.team or case.officers, case.agency, on)
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
        team = [str(one) for one in self.team or case.officers]
        said = {"report": self.report, "articles": list(self.articles), "team": team}
        writers.open_transfer(row, begun, said, self.actor)
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
class SupplementTransfer(TransferAct):
    """补充材料: what the police asked for is handed in."""

    verb: ClassVar[str] = "transfer.supplement"
    permission: ClassVar[Permission] = Permission.REFERRAL_SEND
    act: ClassVar[str] = "supplement"

    receipt: str

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"receipt": self.receipt}


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
        if row.state not in ("proposed", "approved", "supplementing"):
            words = course().states[row.state].zh
            raise refuse("attachments_closed", str(row.pk), state=row.state, state_zh=words)
        wrong = [one.kind for one in self.attachments if one.kind not in known or not one.title.strip()]
        if not self.attachments:
            raise refuse("attachment_none", "attachments", known=", ".join(known))
        if wrong:
            raise refuse("attachment_unknown", "attachments", kind=wrong[0], known=", ".join(known))
        if any(marked(one.title) or marked(one.number) for one in self.attachments):
            raise refuse("marked_secret", "attachments", fact="attachments")

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
        DisclaimTransfer,
        PassOnTransfer,
        ExtendPoliceReview,
        AskSupplement,
        SupplementTransfer,
        FileTransfer,
        DeclineTransfer,
        AskReconsideration,
        DecideReconsideration,
        SuggestSupervision,
        TakeInSupervision,
        AskReasons,
        GiveReasons,
        NoticeToFile,
        HandOverGoods,
        ReturnResult,
        EndTransfer,
    )
}
"""Act to class; a face calls ``ACTS[act](actor=…, at=…, transfer_id=…, seen=…, **facts).execute()``."""
