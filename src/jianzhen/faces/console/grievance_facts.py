"""What an act on a complaint or report asks beside its words, and how the history tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jianzhen.faces.console import facts, laws
from jianzhen.faces.console.facts import Asked, Option
from jianzhen.faces.console.shown import day
from jianzhen.faces.console.visit import Visit
from jianzhen.stages.cases.grounds import grounds, refusable
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.queues import earlier_reports
from jianzhen.stages.cases.schema.acts import Words
from jianzhen.stages.cases.schema.pages import GrievanceLine


def asked(step: str, found: GrievanceLine, visit: Visit) -> tuple[Asked, ...]:
    """Return the fields of an act beside its words, as the law of today has them."""
    if step == "accept":
        return (_field("known_on", "day", required=False),)
    if step == "reject":
        return _refusal(found, visit)
    if step == "repeated":
        return (replace(_field("earlier", "lead"), options=_earlier(found.grievance_id, visit)),)
    return (_field("came_on", "day"),) if step == "new-facts" else ()


def _field(name: str, kind: str, *, required: bool = True) -> Asked:
    return Asked(name, kind, facts.word(name), required=required)


def _refusal(found: GrievanceLine, visit: Visit) -> tuple[Asked, ...]:
    law = refusable(laws.book(), visit.today) if procedure_of(found.agency).key("complaint_accept") else None
    if law is None:
        return ()
    options = tuple(Option(name, _in(one.words, visit)) for name, one in law.grounds.items())
    ground = Asked("ground", "choice", facts.word("refusal_ground"), options)
    told = (_field("other_ways", "boolean"),) if law.tells_other_ways else ()
    return (ground, _field("known_on", "day", required=False), *told)


def _in(words: Words, visit: Visit) -> str:
    return words.en if visit.lang == "en" else words.zh


def _earlier(grievance_id: UUID, visit: Visit) -> tuple[Option, ...]:
    lines = earlier_reports(grievance_id, as_of=visit.today)
    return tuple(
        Option(str(one.grievance_id), f"{day(one.received_on)} · {str(one.grievance_id)[-8:]}") for one in lines
    )


def told(said: Mapping[str, Any], visit: Visit) -> list[tuple[str, str]]:
    """Return what an event says beside its words, named and in words."""
    found = []
    if ground := said.get("ground"):
        known = grounds().grounds.get(ground)
        item = _("（第%(item)s项）") % {"item": said["item"]} if said.get("item") else ""
        found.append((facts.word("refusal_ground"), (_in(known.words, visit) if known else ground) + item))
    found += [(facts.short(name), str(said[name])) for name in ("known_on", "came_on", "earlier") if said.get(name)]
    return found + ([(facts.short("other_ways"), _("是"))] if said.get("other_ways") else [])
