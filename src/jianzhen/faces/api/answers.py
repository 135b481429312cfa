"""What the API answers. Every answer about a person's or a firm's goods says *suspected, because …*, never *proven*."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel

NOTICE_ZH: Final = "本答复只说明有何嫌疑、因为什么，不是认定；是否违法由有管辖权的机关依法查明。"
NOTICE_EN: Final = (
    "This says what is suspected, because of what; it proves nothing. The competent agency establishes by law "
    "whether anything was unlawful."
)

REFUSALS: Final = frozenset({400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503})
"""Statuses that carry a :class:`ProblemBody`, as application/problem+json."""


class LawLine(BaseModel):
    """What a finding rests on: the rule and its citation on the answer's day, or why it needs legal review."""

    key: str
    rule_id: str
    citation: str
    confidence: str
    review: str


class Finding(BaseModel):
    """One finding of one item. ``score`` is how likely the whole group is right, ``weight`` this evidence in bits.

    ``span`` is ``[start, end)`` in code points of ``field`` as sent; ``quote`` stands there.
    """

    finding_id: str
    right_id: str | None
    check: str
    title_zh: str
    title_en: str
    domain: str | None
    verdict: Literal["flag", "watch", "clear"]
    score: float
    weight: float
    field: str | None
    span: tuple[int, int] | None
    quote: str | None
    reason_zh: str
    reason_en: str
    law: list[LawLine]


class ScreenedItem(BaseModel):
    """An item with its strongest verdict and all findings; one of the check ``none`` where nothing was found."""

    item_id: str
    verdict: Literal["flag", "watch", "clear"]
    findings: list[Finding]


class Screened(BaseModel):
    """The answer to ``/screen``: which plan, as of which day, and every item in the order sent."""

    as_of: date
    plan_digest: str
    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN
    items: list[ScreenedItem]


class JudgedPair(BaseModel):
    """The answer to one pair; 0.5 and more means *suspected*."""

    pair_id: str
    score: float
    verdict: Literal["suspected", "doubtful", "not"]
    level: Literal["identical", "confusing", "none"]
    reason_zh: str
    reason_en: str


class Judged(BaseModel):
    """The answer to ``/pairs``."""

    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN
    pairs: list[JudgedPair]


class Agency(BaseModel):
    """An agency by its code and its name of the day."""

    code: str
    name: str


class RoutedItem(BaseModel):
    """Where one message belongs; ``domain`` is empty unless it was routed."""

    item_id: str
    verdict: Literal["routed", "out_of_scope", "abstained"]
    domain: str
    lead: list[Agency]
    joint: list[Agency]
    confidence: float
    reason_zh: str
    reason_en: str


class RoutedMessages(BaseModel):
    """The answer to ``/route``."""

    as_of: date
    city: str
    items: list[RoutedItem]


class CodeRead(BaseModel):
    """What a code found on goods is, its parts, and whether its check digit holds (null: it has none)."""

    code: str
    what: str
    title_zh: str
    title_en: str
    parts: dict[str, Any]
    check_digit_holds: bool | None
    faults: list[str]
    also: list[str]


class CheckLine(BaseModel):
    """A check and what it looks for."""

    code: str
    title_zh: str
    title_en: str


class Checks(BaseModel):
    """The closed list of checks."""

    checks: list[CheckLine]


class Rule(BaseModel):
    """The version of a rule in force on a day (``rule``), or why there is none (``reason``, ``remedy``).

    ``status`` is in_force, no_such_duty (a recorded repeal) or needs_legal_review.
    """

    as_of: date
    key: str
    status: Literal["in_force", "no_such_duty", "needs_legal_review"]
    rule: dict[str, Any] | None
    reason: str
    remedy: str
    versions: list[str]


class PlanState(BaseModel):
    """How the resident screening plan stands."""

    state: Literal["none", "loading", "ready", "refused"]
    digest: str | None
    as_of: date | None


class Health(BaseModel):
    """The process answers; ``plan`` says whether it can screen."""

    status: Literal["ok"]
    version: str
    plan: PlanState


class SubmittedReceipt(BaseModel):
    """What was taken in, and the entry of the tamper-evident log that stands for it.

    The same idempotency key with the same items gives the same receipt, and nothing is taken in twice.
    ``duplicates`` were known unchanged; ``quarantined`` could not be used.
    """

    submission_id: str
    received_at: datetime
    body_sha256: str
    rows: int
    landed: int
    duplicates: int
    quarantined: int
    log_event_id: str
    log_index: int


class LeadReason(BaseModel):
    """A reason of a lead; the words are empty where the code is of an older program."""

    code: str
    params: dict[str, Any]
    reason_zh: str
    reason_en: str


class LeadLine(BaseModel):
    """A lead or case within the caller's reach."""

    lead_id: str
    case_number: str
    state: str
    state_zh: str
    state_en: str
    title: dict[str, Any]
    subject_name: str
    domain: str
    agency: str
    district: str
    reasons: list[LeadReason]
    received_on: date
    due: date | None
    overdue_days: int


class Leads(BaseModel):
    """One page of what lies within the caller's reach, most urgent first."""

    as_of: date
    view: str
    page: int
    pages: int
    total: int
    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN
    leads: list[LeadLine]


class ProblemBody(BaseModel):
    """A refusal (RFC 9457): ``what`` was wrong, ``where`` (a JSON pointer, header or parameter) and the ``remedy``."""

    type: str
    title: str
    status: int
    what: str
    where: str
    remedy: str
