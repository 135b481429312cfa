"""Events of the log in words: the verb's own words, names for ids, and the way to the record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.custody.action import verbs
from jianzhen.custody.queries import LogLine
from jianzhen.people.queries import names_of

KINDS: Final[dict[str, Promise]] = {
    "lead": gettext_lazy("线索"),
    "case": gettext_lazy("案件"),
    "subject": gettext_lazy("主体"),
    "transfer": gettext_lazy("移送"),
    "missed": gettext_lazy("可能应移送"),
    "user": gettext_lazy("人员"),
    "assignment": gettext_lazy("交办事项"),
    "grievance": gettext_lazy("投诉或举报"),
    "publication": gettext_lazy("公示"),
    "publications": gettext_lazy("公示"),
    "plan": gettext_lazy("工作要点"),
    "plan_unit": gettext_lazy("单位名称"),
    "clock": gettext_lazy("期限"),
    "clocks": gettext_lazy("期限"),
    "disposal_unit": gettext_lazy("销毁单位"),
    "tracing": gettext_lazy("追溯"),
    "lake_file": gettext_lazy("数据文件"),
    "signal": gettext_lazy("信息"),
    "scoring_model": gettext_lazy("评分模型"),
    "api_key": gettext_lazy("接口密钥"),
    "personal_value": gettext_lazy("个人信息"),
}
PAGES: Final[dict[str, tuple[str, str]]] = {
    "lead": ("lead", "lead_id"),
    "transfer": ("referral", "transfer_id"),
    "subject": ("subject", "subject_id"),
    "case": ("case", "case_id"),
    "assignment": ("assignment", "assignment_id"),
    "grievance": ("grievance", "grievance_id"),
}
"""Records with a page of their own: its route and the name of its id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a page shows it."""

    index: int
    at: datetime
    who: str
    verb: str
    kind: str
    subject: str
    to: str
    payload: str


def lines(events: Sequence[LogLine], lang: str) -> list[Line]:
    """Return events in words, in the order given."""
    names = names_of({event.actor_id for event in events})
    return [_line(event, names, lang) for event in events]


def _line(event: LogLine, names: dict[str, str], lang: str) -> Line:
    words = verbs().get(event.verb, {})
    return Line(
        event.index,
        event.recorded_at,
        names.get(event.actor_id, _("系统") if event.actor_id == "system" else event.actor_id),
        words.get(lang, event.verb),
        str(KINDS.get(event.subject_type, event.subject_type)),
        event.subject_id,
        _address(event),
        _short(event.payload),
    )


def _address(event: LogLine) -> str:
    """Return where the record is shown; what has no page of its own has no link."""
    if event.subject_type not in PAGES:
        return ""
    route, name = PAGES[event.subject_type]
    return reverse(route, kwargs={name: event.subject_id})


def _short(payload: str) -> str:
    facts = json.loads(payload)
    return "；".join(f"{name}: {value}" for name, value in facts.items() if value not in ("", None, [], {}))
