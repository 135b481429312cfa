"""Writes publications: one step with the clocks after it. Called by actions only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.stages.cases.queries.instance import law_line
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.outcomes.models import Publication, PublicationStep


def publication(publication_id: UUID) -> Publication:
    """Return a publication.

    Raises:
        RefusedError: there is none of this id.
    """
    found = Publication.objects.filter(pk=publication_id).first()
    if found is None:
        raise RefusedError(
            "no such publication",
            where=Where(key=str(publication_id)),
            remedy="Look it up in the list",
            zh="没有这条公示信息。请在列表中查找",
        )
    return found


def keep(
    row: Publication,
    act: str,
    clocks: ClockSet,
    facts: Mapping[str, Any],
    keys: Iterable[str],
    actor_id: str,
    at: datetime,
) -> None:
    """Write where the publication stands and the step that led there.

    Raises:
        ConflictError: somebody changed it since it was read.
    """
    row.clocks, row.next_due, row.last_at = clocks.to_json(), clocks.next_due, max(at, row.last_at)
    seen = row.version
    row.version = seen + 1
    fields = {field.attname: getattr(row, field.attname) for field in Publication._meta.concrete_fields}
    fields.pop("id")
    if Publication.objects.filter(pk=row.pk, version=seen).update(**fields) != 1:
        raise ConflictError(
            "the publication changed meanwhile",
            where=Where(key=str(row.pk)),
            remedy="Read it again",
            zh="公示信息刚被他人改动。请重新打开后再办",
        )
    PublicationStep.objects.create(
        publication=row,
        seq=row.version,
        act=act,
        to_state=row.state,
        at=at,
        on=law_date(at),
        actor_id=actor_id,
        facts=dict(facts),
        law=[law_line(key, law_date(at)) for key in keys if key],
        clocks=row.clocks,
    )
