"""Readers of publications: what is due, what is late, one whole, counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from jianzhen.base.errors import RefusedError, Where
from jianzhen.people.policy import Reach
from jianzhen.stages.cases.queries.facts import cases_decided, cases_in
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.queries.worklist import reach_of
from jianzhen.stages.cases.schema.clock import Clock
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.cases.schema.pages import CaseFacts
from jianzhen.stages.outcomes.models import Publication, PublicationStep
from jianzhen.stages.outcomes.rules import publication_rules
from jianzhen.stages.outcomes.schema.publication import PublicationCount, PublicationLine, PublicationPage

VIEWS: Final = ("due", "overdue", "published", "ended", "all")


def publications(reach: Reach, view: str = "due", *, as_of: date, limit: int = 200) -> list[PublicationLine]:
    """Return publications within reach, most urgent first.

    Views: due (still to be published), overdue (any clock past its date), published, ended (also withdrawn), all.
    """
    views = {
        "due": Q(state__in=("due", "pushed")),
        "overdue": Q(is_open=True, next_due__lt=as_of),
        "published": Q(state__in=("published", "quashed")),
        "ended": Q(state__in=("ended", "withdrawn", "exempt")),
        "all": Q(),
    }
    rows = Publication.objects.filter(reach_of(reach, agency="agency"), views[view])
    return _lines(rows.order_by("next_due", "id")[:limit], as_of)


def publication_page(publication_id: UUID, *, as_of: date) -> PublicationPage:
    """Return one publication whole.

    Raises:
        RefusedError: no such publication.
    """
    row = Publication.objects.filter(pk=publication_id).first()
    if row is None:
        raise RefusedError("no such publication", where=Where(key=str(publication_id)), remedy="Look it up in the list")
    steps = PublicationStep.objects.filter(publication=row).order_by("seq")
    return PublicationPage(
        line=_lines([row], as_of)[0],
        summary=row.summary,
        clocks=tuple((_words(one), one, _over(one, as_of)) for one in ClockSet.from_json(row.clocks).clocks),
        steps=tuple((one.act, one.on, one.at, one.actor_id, one.facts, tuple(one.law)) for one in steps),
    )


def publication_of(case_id: UUID, *, as_of: date) -> PublicationLine | None:
    """Return the publication of a case, if it was prepared."""
    rows = Publication.objects.filter(case_id=case_id)
    return next(iter(_lines(rows, as_of)), None)


def penalties_to_prepare(until: date) -> int:
    """Return how many decided penalties have no publication record yet."""
    decided = {case.case_id for case in cases_decided(date(1949, 10, 1), until) if case.decision == "penalty"}
    return len(decided - set(Publication.objects.values_list("case_id", flat=True)))


def clocks_to_turn(as_of: date) -> int:
    """Return how many open publications have a clock that a tick as of that day would turn; 0 means no change."""
    kept = (
        ClockSet.from_json(row) for row in Publication.objects.filter(is_open=True).values_list("clocks", flat=True)
    )
    return sum(clocks.tick(law(), as_of) != clocks for clocks in kept)


def publication_counts(since: date, until: date, *, as_of: date) -> list[PublicationCount]:
    """Return publications by agency and district: made in the period, and not made though due before ``as_of``."""
    late = Q(state__in=("due", "pushed"), next_due__lt=as_of)
    rows = Publication.objects.values_list("agency", "district").annotate(
        published=Count("id", filter=Q(published_on__range=(since, until))), overdue=Count("id", filter=late)
    )
    return [PublicationCount(*row) for row in rows.order_by("agency", "district")]


def _lines(rows: Iterable[Publication], as_of: date) -> list[PublicationLine]:
    found = list(rows)
    cases = cases_in({row.case_id for row in found})
    return [_line(row, cases[row.case_id], as_of) for row in found]


def _line(row: Publication, case: CaseFacts, as_of: date) -> PublicationLine:
    return PublicationLine(
        publication_id=row.pk,
        case_id=row.case_id,
        case_number=case.number,
        decision_number=case.decision_number,
        party=row.summary.get("party", case.subject_name),
        agency=row.agency,
        district=row.district,
        state=row.state,
        category=row.category,
        decided_on=row.decided_on,
        published_on=row.published_on,
        ended_on=row.ended_on,
        due=row.next_due,
        overdue_days=max(0, (as_of - row.next_due).days) if row.next_due else 0,
        version=row.version,
    )


def _words(clock: Clock) -> tuple[str, str]:
    words = publication_rules().words[clock.name]
    return (words.zh, words.en)


def _over(clock: Clock, as_of: date) -> int:
    if clock.firm_due is None or not (clock.active or clock.overdue_since):
        return 0
    return max(0, ((clock.ended_on or as_of) - clock.firm_due).days)
