"""Every step of a lead or case by its act, for faces that build one from a form."""

from __future__ import annotations

from typing import Final

from jianzhen.stages.cases.actions import (
    AcceptLead,
    ApproveFiling,
    ConcludeVerification,
    CountVerificationAgain,
    DismissLead,
    ExcludeFromVerification,
    ExtendVerification,
    GoOnWithLead,
    LeadStep,
    MarkDuplicate,
    ProposeFiling,
    RefuseFiling,
    RefuseLead,
    WaitForLead,
)
from jianzhen.stages.cases.actions_case import (
    ChangeOfficers,
    CloseCase,
    DecideNoPenalty,
    DecidePenalty,
    HearStatement,
    NotifyParty,
    PassReview,
    RecordInquiry,
    RecordPerformance,
    ReturnReview,
    StartInvestigation,
    SubmitReview,
    WithdrawCase,
)
from jianzhen.stages.cases.actions_measures import (
    CountCaseAgain,
    ExcludeFromCase,
    ExtendCase,
    ExtendSeizure,
    FixCasePeriod,
    LiftSeizure,
    RegisterEvidence,
    SeizeGoods,
    SettleEvidence,
)

STEPS: Final[dict[str, type[LeadStep]]] = {
    step.act: step
    for step in (
        AcceptLead,
        WaitForLead,
        GoOnWithLead,
        RefuseLead,
        DismissLead,
        MarkDuplicate,
        ExtendVerification,
        ExcludeFromVerification,
        CountVerificationAgain,
        ConcludeVerification,
        ProposeFiling,
        RefuseFiling,
        ApproveFiling,
        StartInvestigation,
        ChangeOfficers,
        RecordInquiry,
        RegisterEvidence,
        SettleEvidence,
        SeizeGoods,
        ExtendSeizure,
        LiftSeizure,
        ExtendCase,
        FixCasePeriod,
        ExcludeFromCase,
        CountCaseAgain,
        SubmitReview,
        PassReview,
        ReturnReview,
        NotifyParty,
        HearStatement,
        DecidePenalty,
        DecideNoPenalty,
        WithdrawCase,
        RecordPerformance,
        CloseCase,
    )
}
"""Act to class; a face calls ``STEPS[act](actor=…, at=…, lead_id=…, seen=…, **facts).execute()``."""
