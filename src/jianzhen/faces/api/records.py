"""Handing signals in, and reading leads: the two ends that touch records."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from jianzhen.faces.api import answers
from jianzhen.faces.api.asked import SignalsAsked
from jianzhen.faces.api.doors import Caller, caller_of, doors
from jianzhen.faces.api.problems import ProblemError
from jianzhen.people.policy import KeyScope, Permission
from jianzhen.stages.cases.queries.worklist import worklist
from jianzhen.stages.cases.schema.pages import Filters, WorkRow
from jianzhen.stages.screening.reasons import reason_codes, render
from jianzhen.stages.signals.actions_submit import submit

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_HEADER: Final = "Idempotency-Key"
_NEEDS_KEY: Final = {
    "parameters": [
        {
            "in": "header",
            "name": _HEADER,
            "required": True,
            "schema": {"type": "string", "pattern": f"^{_KEY.pattern}$"},
            "description": "Chosen by the sender; the same key with the same items is one submission.",
        }
    ]
}
View = Literal["all", "mine", "unassigned", "unresolved", "due_soon", "overdue", "ended"]

router = Router(tags=["records"])


@router.post(
    "/signals",
    response={201: answers.SubmittedReceipt, answers.REFUSALS: answers.ProblemBody},
    auth=doors(KeyScope.SIGNALS),
    openapi_extra=_NEEDS_KEY,
)
def signals(request: HttpRequest, asked: SignalsAsked) -> Status[answers.SubmittedReceipt]:
    """Hand in listings, advertisements, complaints, reports: taken in whole with a log entry, or refused whole."""
    caller, chosen = caller_of(request), request.headers.get(_HEADER, "")
    if not _KEY.fullmatch(chosen):
        raise ProblemError("no_idempotency_key", where=_HEADER)
    receipt = submit(
        [_filled(item.model_dump()) for item in asked.items],
        sender=_sender(caller),
        idempotency_key=chosen,
        api_key_id=caller.key_id,
        actor=caller.actor,
        at=caller.at,
    )
    told = answers.SubmittedReceipt(**(asdict(receipt) | {"submission_id": str(receipt.submission_id)}))
    return Status(201, told)


def _sender(caller: Caller) -> str:
    """Return the one code under which the caller hands in."""
    codes = {scope.agency_code for scope in caller.reach(Permission.SIGNAL_SUBMIT).scopes}
    if len(codes) != 1:
        raise ProblemError("no_sender")
    return codes.pop()


def _filled(item: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in item.items() if value}


@router.get("/leads", response={200: answers.Leads, answers.REFUSALS: answers.ProblemBody}, auth=doors(KeyScope.LEADS))
def leads(
    request: HttpRequest,
    view: View = "all",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = 50,
    domain: Annotated[str, Query(max_length=64)] = "",
    district: Annotated[str, Query(max_length=32)] = "",
) -> answers.Leads:
    """List leads and cases within the caller's reach, most urgent first; for people of the agencies only."""
    caller = caller_of(request)
    found = worklist(
        caller.reach(Permission.LEAD_VIEW),
        view,
        Filters(domain=domain, district=district),
        page,
        actor_id=caller.actor.actor_id,
        as_of=caller.today,
        size=size,
    )
    lines = [_line(row) for row in found.rows]
    return answers.Leads(
        as_of=caller.today, view=view, page=found.page, pages=found.pages, total=found.total, leads=lines
    )


def _line(row: WorkRow) -> answers.LeadLine:
    return answers.LeadLine(
        lead_id=str(row.lead_id),
        case_number=row.case_number,
        state=row.state,
        state_zh=row.state_words[0],
        state_en=row.state_words[1],
        title=dict(row.title),
        subject_name=row.subject_name,
        domain=row.domain,
        agency=row.agency,
        district=row.district,
        reasons=[_reason(str(one["code"]), dict(one["params"])) for one in row.reasons],
        received_on=row.received_on,
        due=row.due,
        overdue_days=row.overdue_days,
    )


def _reason(code: str, params: dict[str, Any]) -> answers.LeadReason:
    known = code in reason_codes()
    return answers.LeadReason(
        code=code,
        params=params,
        reason_zh=render(code, params, "zh") if known else "",
        reason_en=render(code, params, "en") if known else "",
    )
