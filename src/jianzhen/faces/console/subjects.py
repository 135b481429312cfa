"""A subject in the reader's words: names, keys, history, other leads within reach, possible connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import codes
from jianzhen.faces.console.shown import day, yuan
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.facts import standing_of
from jianzhen.stages.tracing import queries as tracing
from jianzhen.stages.tracing.queries_shapes import (
    History,
    KeyLine,
    LeadLine,
    RecordLine,
    SubjectLine,
    SubjectView,
    TieLine,
)

KEYS: Final[dict[str, Promise]] = {
    "uscc": gettext_lazy("统一社会信用代码"),
    "licence": gettext_lazy("许可证号"),
    "account": gettext_lazy("平台账号"),
    "phone": gettext_lazy("电话（只存假名）"),
    "firm_name": gettext_lazy("企业名称"),
    "name_address": gettext_lazy("名称加地址"),
    "name_platform": gettext_lazy("名称加平台"),
    "trader_name": gettext_lazy("商号"),
    "address": gettext_lazy("地址"),
}
MOST: Final = 10
HIDDEN: Final = frozenset({"phone"})
"""Keys whose value is a pseudonym: it says nothing to a reader."""
KINDS: Final[dict[str, Promise]] = {
    "firm": gettext_lazy("企业或个体工商户"),
    "shop": gettext_lazy("网店"),
    "person": gettext_lazy("自然人"),
    "unknown": gettext_lazy("身份未明"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One thing in the history."""

    on: date
    words: str
    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another lead of the subject: its address where it lies within reach."""

    to: str
    words: str
    state: str
    on: date


@dataclass(frozen=True, slots=True)
class Card:
    """A subject as the lead page shows it."""

    id: UUID
    name: str
    kind: str
    names: list[str]
    uscc: str
    keys: str
    first: datetime
    last: datetime
    records: list[Record]
    counts: list[str]
    leads: list[Other]
    out_of_reach: int
    ties: list[str]


def card(subject_id: UUID, visit: Visit, *, leaving_out: UUID | None = None) -> Card:
    """Return a subject.

    Raises:
        Http404: there is none.
    """
    try:
        found = tracing.subject(subject_id)
    except RefusedError:
        raise Http404(str(subject_id)) from None
    others = [line for line in found.history.leads if line.lead_id != leaving_out]
    seen, hidden = _leads(others, visit)
    return Card(
        id=found.line.subject_id,
        name=found.line.name,
        kind=str(KINDS.get(found.line.kind, found.line.kind)),
        names=[name for name in found.names if name != found.line.name],
        uscc=found.line.uscc,
        keys=kinds_of(found.keys),
        first=found.line.first_seen,
        last=found.line.last_seen,
        records=[_record(one) for one in found.history.records],
        counts=_counts(found.history),
        leads=seen,
        out_of_reach=hidden,
        ties=[_tie(one) for one in found.ties],
    )


def subject_in_reach(subject_id: UUID, visit: Visit) -> tuple[SubjectView, Card]:
    """Return a subject of whom the person may see at least one lead.

    Raises:
        Http404: there is none, or none of its leads lies within reach.
    """
    shown = card(subject_id, visit)
    if not (shown.leads or reach(visit.actor, Permission.LEAD_VIEW, visit.today).everything):
        raise Http404("out of reach")
    return tracing.subject(subject_id), shown


def kinds_of(found: Iterable[KeyLine]) -> str:
    """Return by which kinds of keys a subject is known, each with how many it has."""
    counts = Counter(one.kind for one in found)
    words = [
        f"{KEYS.get(kind, kind)} ×{count}" if count > 1 else str(KEYS.get(kind, kind)) for kind, count in counts.items()
    ]
    return _("、").join(words)


def _leads(found: list[LeadLine], visit: Visit) -> tuple[list[Other], int]:
    """Return the leads within reach, and how many lie outside."""
    within = reach(visit.actor, Permission.LEAD_VIEW, visit.today)
    standing = standing_of(line.lead_id for line in found)
    seen = [
        _other(line, standing[line.lead_id], visit)
        for line in found
        if line.lead_id in standing and within.includes(*standing[line.lead_id][1:])
    ]
    return seen, len(found) - len(seen)


def _other(line: LeadLine, standing: tuple[str, str, str], visit: Visit) -> Other:
    state = procedure_of(standing[1]).states[standing[0]]
    return Other(
        to=reverse("lead", kwargs={"lead_id": line.lead_id}),
        words=codes.title({"code": line.title_code, "params": line.title_params}, visit.lang),
        state=state.en if visit.lang == "en" else state.zh,
        on=line.event_date,
    )


def _record(one: RecordLine) -> Record:
    kind = str(codes.KINDS.get(one.kind, one.kind))
    parts = [kind, one.agency_name, one.doc_no, yuan(one.amount) if one.amount is not None else ""]
    return Record(one.on, " · ".join(part for part in parts if part), one.excerpt)


def _counts(found: History) -> list[str]:
    return [
        _("%(kind)s %(number)s 次，最近 %(last)s")
        % {"kind": codes.KINDS.get(one.kind, one.kind), "number": one.number, "last": day(one.last_on)}
        for one in found.counts
    ]


def _tie(one: TieLine) -> str:
    return _("%(name)s：同一%(key)s") % {"name": one.other_name, "key": KEYS.get(one.key_kind, one.key_kind)}


def visible_subjects(text: str, visit: Visit) -> list[SubjectLine]:
    """Return subjects found by a part of a name or by credit code, of whom the person may see a lead."""
    found = tracing.subjects(uscc=text.upper(), limit=1)[1] or tracing.subjects(text=text, limit=MOST)[1]
    if reach(visit.actor, Permission.LEAD_VIEW, visit.today).everything:
        return list(found)
    return [one for one in found if _leads(list(tracing.leads(subject=one.subject_id).lines), visit)[0]]
