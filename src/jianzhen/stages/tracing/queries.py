"""The readers of the tracing room: leads with what stands behind them, subjects with their names, keys and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.tracing.models import (
    Lead,
    LeadFinding,
    LeadSignal,
    Subject,
    SubjectKey,
    SubjectMerge,
    SubjectName,
    SubjectRecord,
    SubjectTie,
)
from jianzhen.stages.tracing.names import clean
from jianzhen.stages.tracing.queries_shapes import (
    History,
    KeyLine,
    KindCount,
    LeadLine,
    LeadPage,
    LeadView,
    MergeLine,
    ReasonLine,
    RecordLine,
    SignalLine,
    SubjectLine,
    SubjectView,
    TieLine,
)

MAX_PAGE: Final = 500
_ORDERS: Final = {
    "score": ("-score", "-last_signal_at", "id"),
    "recent": ("-last_signal_at", "id"),
    "opened": ("id",),
}
Order = Literal["score", "recent", "opened"]


def leads(
    *,
    domain: str | None = None,
    subject: UUID | None = None,
    district: str | None = None,
    text: str = "",
    ids: Collection[UUID] | None = None,
    after: UUID | None = None,
    order: Order = "score",
    offset: int = 0,
    limit: int = 50,
) -> LeadPage:
    """Return a page of leads.

    Args:
        domain: one playbook; empty for leads that only complaints speak for.
        subject: of this subject and those it speaks for.
        district: as stated.
        text: a part of the seller's name, or a credit code.
        ids: only these.
        after: only leads opened after this one (ids rise with time).
        order: by score, by the last signal, or as opened.
        offset: lines to leave out.
        limit: at most this many, up to :data:`MAX_PAGE`.
    """
    found = _filtered(domain=domain, subject=subject, district=district, text=text, ids=ids, after=after)
    rows = found.select_related("subject").order_by(*_ORDERS[order])[offset : offset + min(limit, MAX_PAGE)]
    return LeadPage(found.count(), tuple(_lines(rows)))


def lead(lead_id: UUID, *, records: int = 50) -> LeadView:
    """Return one lead with its signals, reasons (strongest first) and the subject's history.

    Raises:
        RefusedError: there is no such lead.
    """
    row = Lead.objects.select_related("subject").filter(id=lead_id).first()
    if row is None:
        raise RefusedError("no such lead", where=Where(key=str(lead_id)), remedy="Look it up in the worklist")
    (line,) = _lines([row])
    members = _members(_root(row.subject_id))
    return LeadView(
        line=line,
        signals=tuple(
            _signal(each) for each in LeadSignal.objects.filter(lead_id=lead_id).order_by("observed_at", "id")
        ),
        reasons=tuple(
            _reason(each) for each in LeadFinding.objects.filter(lead_id=lead_id).order_by("-score", "-weight", "id")
        ),
        subject=_subject_line(Subject.objects.get(id=_root(row.subject_id)), members),
        history=_history(members, records, leaving_out=lead_id),
    )


def subjects(
    *, text: str = "", uscc: str = "", offset: int = 0, limit: int = 50
) -> tuple[int, tuple[SubjectLine, ...]]:
    """Return how many subjects speak for themselves, and a page of them, the last seen first.

    Args:
        text: a part of any of their names.
        uscc: their credit code.
        offset: lines to leave out.
        limit: at most this many, up to :data:`MAX_PAGE`.
    """
    found = Subject.objects.filter(merged_into=None)
    if text:
        found = found.filter(Q(names__cleaned__contains=clean(text)) | Q(display_name__contains=text)).distinct()
    if uscc:
        found = found.filter(uscc=uscc)
    rows = list(found.order_by("-last_seen", "id")[offset : offset + min(limit, MAX_PAGE)])
    return found.count(), tuple(_subject_line(row, _members(row.id)) for row in rows)


def subject(subject_id: UUID, *, records: int = 200) -> SubjectView:
    """Return one subject; an absorbed one gives the subject that speaks for it.

    Raises:
        RefusedError: there is no such subject.
    """
    root = _root(subject_id)
    row, members = Subject.objects.get(id=root), _members(root)
    names = SubjectName.objects.filter(subject_id__in=members).order_by("text").values_list("text", flat=True)
    keys = SubjectKey.objects.filter(subject_id__in=members).order_by("kind", "value")
    return SubjectView(
        line=_subject_line(row, members),
        names=tuple(dict.fromkeys(names)),
        keys=tuple(KeyLine(each.kind, each.value) for each in keys),
        merges=tuple(_merges(members)),
        ties=tuple(_ties(members)),
        history=_history(members, records),
    )


def _filtered(
    *,
    domain: str | None,
    subject: UUID | None,
    district: str | None,
    text: str,
    ids: Collection[UUID] | None,
    after: UUID | None,
) -> QuerySet[Lead]:
    found = Lead.objects.all()
    if domain is not None:
        found = found.filter(domain=domain)
    if subject is not None:
        found = found.filter(subject_id__in=_members(_root(subject)))
    if district is not None:
        found = found.filter(district_text=district)
    if text:
        named = SubjectName.objects.filter(cleaned__contains=clean(text)).values("subject_id")
        found = found.filter(Q(subject_id__in=named) | Q(subject__uscc=text))
    if ids is not None:
        found = found.filter(id__in=list(ids))
    return found if after is None else found.filter(id__gt=after)


def _root(subject_id: UUID) -> UUID:
    """Return the subject that speaks for this one.

    Raises:
        RefusedError: there is no such subject.
    """
    at = subject_id
    while True:
        row = Subject.objects.filter(id=at).values_list("merged_into_id", flat=True)
        if not row:
            raise RefusedError("no such subject", where=Where(key=str(subject_id)), remedy="Read the lead again")
        if row[0] is None:
            return at
        at = row[0]


def _members(root: UUID) -> list[UUID]:
    """Return a subject and all it speaks for."""
    found, fresh = [root], [root]
    while fresh:
        fresh = list(Subject.objects.filter(merged_into_id__in=fresh).values_list("id", flat=True))
        found += fresh
    return found


def _lines(rows: Iterable[Lead]) -> list[LeadLine]:
    return [
        LeadLine(
            lead_id=row.id,
            subject_id=row.subject_id,
            subject_kind=row.subject.kind,
            subject_name=shown(row.subject),
            domain=row.domain,
            title_code=row.title_code,
            title_params=row.title_params,
            score=row.score,
            district_text=row.district_text,
            event_date=row.event_date,
            opened_at=row.opened_at,
            last_signal_at=row.last_signal_at,
            flags=row.flags,
            complaints=row.complaints,
            previous_id=row.previous_id,
        )
        for row in rows
    ]


def shown(row: Subject) -> str:
    """Return a subject's business name, else its credit code, else a pseudonym made of its id."""
    return row.display_name or row.uscc or f"#{row.id.hex[:8]}"


def _signal(row: LeadSignal) -> SignalLine:
    return SignalLine(**{name: getattr(row, name) for name in SignalLine.__slots__})


def _reason(row: LeadFinding) -> ReasonLine:
    return ReasonLine(**{name: getattr(row, name) for name in ReasonLine.__slots__})


def _record(row: SubjectRecord) -> RecordLine:
    return RecordLine(**{name: getattr(row, name) for name in RecordLine.__slots__})


def _subject_line(row: Subject, members: list[UUID]) -> SubjectLine:
    return SubjectLine(
        subject_id=row.id,
        kind=row.kind,
        name=shown(row),
        uscc=row.uscc,
        district_text=row.district_text,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        leads=Lead.objects.filter(subject_id__in=members).count(),
    )


def _history(members: list[UUID], limit: int, *, leaving_out: UUID | None = None) -> History:
    """Return counts over distinct signals (a merged pair may both hold one), records and other leads."""
    found = SubjectRecord.objects.filter(subject_id__in=members).order_by("-on", "-id")
    once: dict[str, SubjectRecord] = {}
    for row in found:
        once.setdefault(row.signal_id, row)
    others = Lead.objects.select_related("subject").filter(subject_id__in=members).order_by("-id")
    return History(
        counts=tuple(_counts(once.values())),
        records=tuple(_record(row) for row in list(once.values())[:limit]),
        leads=tuple(_lines(others.exclude(id=leaving_out) if leaving_out else others)),
    )


def _counts(rows: Iterable[SubjectRecord]) -> list[KindCount]:
    by_kind: dict[str, list[SubjectRecord]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    return [
        KindCount(kind, len(found), _sum(found), max(row.on for row in found))
        for kind, found in sorted(by_kind.items())
    ]


def _sum(rows: list[SubjectRecord]) -> Decimal | None:
    amounts = [row.amount for row in rows if row.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def _merges(members: list[UUID]) -> list[MergeLine]:
    rows = SubjectMerge.objects.select_related("absorbed").filter(absorbed_id__in=members).order_by("at", "id")
    standing = [row for row in rows if row.absorbed.merged_into_id == row.kept_id and not hasattr(row, "split")]
    return [
        MergeLine(
            merge_id=row.id,
            absorbed_id=row.absorbed_id,
            absorbed_name=shown(row.absorbed),
            key_kind=row.key_kind,
            key_value=row.key_value,
            reason=row.reason,
            actor_id=row.actor_id,
            at=row.at,
        )
        for row in standing
    ]


def _ties(members: list[UUID]) -> list[TieLine]:
    rows = SubjectTie.objects.select_related("one", "other").filter(Q(one_id__in=members) | Q(other_id__in=members))
    found = []
    for row in rows.order_by("key_kind", "key_value", "id"):
        other = row.other if row.one_id in members else row.one
        if other.id not in members:
            found.append(TieLine(other.id, shown(other), row.key_kind, row.key_value))
    return found
