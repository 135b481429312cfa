"""The worklist: one indexed page of what has to be done, with live counts for every view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jianzhen.people import queries as people
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.models import NO_DATE, Case, Clock, Handling
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.schema.pages import VIEWS, Filters, Worklist, WorkRow

PAGE: Final = 50
YES: Final = (True,)
NO: Final = (False,)
"""A column of yes and no is asked for as one of a list: a bare column in a condition cannot seek in an index of SQLite,
which would then read it from end to end and sort."""
SOON: Final = 3
"""Calendar days before a date at which somebody is told; a reminder of ours, no figure of law."""


def worklist(
    reach: Reach,
    view: str,
    filters: Filters,
    page: int = 1,
    *,
    actor_id: str,
    as_of: date,
    size: int = PAGE,
    after: str = "",
    before: str = "",
) -> Worklist:
    """Return one page of a view (``schema.pages.VIEWS``), most urgent first, and the counts of all views.

    ``page`` counts from 1; a page beyond the end is the last one. ``after`` and ``before`` are the ends of a page that
    was seen (``Worklist.ends``): what follows or precedes it is found by its place in the order, however deep, and no
    row is passed over because others were done meanwhile; ``page`` then only says where about that is.
    """
    rows = _filtered(_within(reach), filters)
    views = {name: _view(name, actor_id, as_of) for name in VIEWS}
    counts = _counts(rows, views, narrow=filters != Filters())
    total, own = counts[view], rows.filter(views[view])
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    keys = _beside(own, after, before, size) or _keys(own, (page - 1) * size, size)
    found = Handling.objects.in_bulk(keys)
    shown = rows_of((found[key] for key in keys), as_of)
    ends = tuple(_end(found[keys[at]]) for at in (0, -1)) if keys else ("", "")
    return Worklist(
        view=view, counts=counts, rows=tuple(shown), page=page, pages=pages, total=total, ends=(ends[0], ends[1])
    )


def _counts(rows: QuerySet[Handling], views: dict[str, Q], *, narrow: bool) -> dict[str, int]:
    """Return the count of each view: by an index each, or where filters leave none that holds all, in one reading."""
    if not narrow:
        return {name: rows.filter(which).count() for name, which in views.items()}
    found: dict[str, int] = rows.aggregate(**{name: Count("pk", filter=which) for name, which in views.items()})
    return found


def _keys(rows: QuerySet[Handling], start: int, size: int) -> list[UUID]:
    """Return the ids of a page: only the index is read for what lies before it."""
    return list(rows.order_by("next_due", "id").values_list("id", flat=True)[start : start + size])


def _beside(rows: QuerySet[Handling], after: str, before: str, size: int) -> list[UUID]:
    """Return the ids that follow ``after`` or precede ``before``; none where neither was given or nothing is there."""
    if key := _read_end(after):
        return _keys(rows.filter(_beyond(key, "gt")), 0, size)
    if key := _read_end(before):
        back = rows.filter(_beyond(key, "lt")).order_by("-next_due", "-id").values_list("id", flat=True)[:size]
        return list(back)[::-1]
    return []


def _beyond(key: tuple[date, UUID], way: str) -> Q:
    """Return the filter for rows beyond a place in the order of ``next_due``, ``id``; the first part is the index's."""
    due, pk = key
    return Q(**{f"next_due__{way}e": due}) & (Q(**{f"next_due__{way}": due}) | Q(**{f"id__{way}": pk}))


def _end(row: Handling) -> str:
    return f"{row.next_due.isoformat()}~{row.pk.hex}"


def _read_end(text: str) -> tuple[date, UUID] | None:
    """Return the place that an end names; None for what names none, as an address can say anything."""
    due, _tilde, key = text.partition("~")
    try:
        return date.fromisoformat(due), UUID(key)
    except ValueError:
        return None


def reach_of(reach: Reach, agency: str = "owner_agency", district: str = "district") -> Q:
    """Return the filter that keeps records within reach, whose columns are named so."""
    if reach.everything:
        return Q()
    allowed = Q(pk__in=[])
    for scope in reach.scopes:
        one = Q(**{agency: scope.agency_code})
        allowed |= one & Q(**{district: scope.district_code}) if scope.district_code else one
    return allowed


def _within(reach: Reach) -> QuerySet[Handling]:
    return Handling.objects.filter(reach_of(reach))


def _filtered(rows: QuerySet[Handling], filters: Filters) -> QuerySet[Handling]:
    exact = {
        "domain": filters.domain,
        "owner_agency": filters.agency,
        "district": filters.district,
        "state": filters.state,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.stage:
        rows = rows.filter(case__isnull=filters.stage == "lead")
    if filters.text.strip():
        rows = rows.filter(_worded(filters.text.strip()))
    return rows


_FEW: Final = 2000
"""Up to so many rows that hold the words, they are found once and named by their ids."""


def _worded(wanted: str) -> Q:
    """Return the filter for words in the subject's name or the case number.

    Each of the two tables is read once by itself, without a join, and text without upper and lower case, such as
    Chinese, is compared as it is: seven counts that read both tables together would take many times as long. Numbers
    are told apart by their digits; words without any are looked for in names alone.
    """
    way = "contains" if wanted.upper() == wanted.lower() else "icontains"
    name, number = {f"subject_name__{way}": wanted}, {f"number__{way}": wanted}
    ids = list(Handling.objects.filter(**name).values_list("pk", flat=True)[: _FEW + 1])
    if not any(one.isdigit() for one in wanted):
        return Q(pk__in=ids) if len(ids) <= _FEW else Q(**name)
    ids += Case.objects.filter(**number).values_list("handling_id", flat=True)[: _FEW + 1]
    return Q(pk__in=ids) if len(ids) <= _FEW else Q(**name) | Q(**{f"case__number__{way}": wanted})


def _view(name: str, actor_id: str, as_of: date) -> Q:
    going = Q(is_open__in=YES)
    return {
        "mine": going & Q(assignee_id=actor_id),
        "unassigned": going & Q(assignee_id=""),
        "unresolved": going & Q(state="unresolved"),
        "due_soon": going & Q(next_due__gte=as_of, next_due__lte=as_of + timedelta(days=SOON)),
        "overdue": going & Q(next_due__lt=as_of),
        "all": going,
        "ended": Q(is_open__in=NO),
    }[name]


def rows_of(found: Iterable[Handling], as_of: date) -> list[WorkRow]:
    """Return handlings as rows, with three further queries for all of them (cases, names, clocks without firm date)."""
    handlings = list(found)
    cases = {case.handling_id: case for case in Case.objects.filter(handling__in=handlings)}
    names = people.names_of({handling.assignee_id for handling in handlings})
    undated = _undated([handling.pk for handling in handlings if handling.next_due == NO_DATE])
    return [
        _row(handling, cases.get(handling.pk), names, undated.get(handling.pk, ""), as_of) for handling in handlings
    ]


def matters_of(lead_ids: Iterable[UUID], case_ids: Iterable[UUID], *, as_of: date) -> list[WorkRow]:
    """Return the rows of these leads and cases, in no order, for lists that only name them."""
    which = Q(lead_id__in=list(lead_ids)) | Q(case__pk__in=list(case_ids))
    return rows_of(Handling.objects.filter(which), as_of)


def _undated(handlings: list[UUID]) -> dict[UUID, str]:
    """Return the state of an active clock for handlings that have none with a firm date."""
    rows = Clock.objects.filter(subject_type="lead", subject_id__in=handlings, is_active=True)
    return dict(rows.order_by("subject_id", "id").values_list("subject_id", "state"))


def _row(handling: Handling, case: Case | None, names: dict[str, str], undated: str, as_of: date) -> WorkRow:
    words = procedure_of(handling.owner_agency).states[handling.state]
    due = None if handling.next_due == NO_DATE else handling.next_due
    left = (due - as_of).days if due else None
    return WorkRow(
        lead_id=handling.lead_id,
        case_id=case.pk if case else None,
        case_number=case.number if case else "",
        state=handling.state,
        state_words=(words.zh, words.en),
        title=handling.title,
        subject_name=handling.subject_name,
        domain=handling.domain,
        agency=handling.owner_agency,
        district=handling.district,
        arm=handling.arm,
        reasons=tuple(handling.reasons),
        unresolved=handling.unresolved,
        assignee_id=handling.assignee_id,
        assignee=names.get(handling.assignee_id, ""),
        received_on=handling.received_on,
        age_days=(as_of - handling.received_on).days,
        due=due,
        clock=handling.next_clock,
        days_left=left if left is not None and left >= 0 else None,
        overdue_days=-left if left is not None and left < 0 else 0,
        version=handling.version,
        undated=undated,
    )
