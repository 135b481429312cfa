"""The publication of a penalty in the reader's words: its state, its clocks, what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import facts, laws
from jianzhen.faces.console.clocks import chip_of
from jianzhen.faces.console.matter import ClockView
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.outcomes.actions import PublicationAct, Publish, PushToHome
from jianzhen.stages.outcomes.actions_ends import (
    EndPublication,
    EndPublicationEarly,
    RecordQuashing,
    WithdrawPublication,
)
from jianzhen.stages.outcomes.queries.publication import publication_of, publication_page
from jianzhen.stages.outcomes.schema.publication import PublicationPage

STATES: Final[dict[str, Promise]] = {
    "due": gettext_lazy("待公示"),
    "exempt": gettext_lazy("不公示（仅受警告等）"),
    "pushed": gettext_lazy("已推送至登记地"),
    "published": gettext_lazy("公示中"),
    "quashed": gettext_lazy("决定已变更，待撤回"),
    "withdrawn": gettext_lazy("已撤回"),
    "ended": gettext_lazy("已停止公示"),
}
FIELDS: Final[dict[str, Promise]] = {
    "party": gettext_lazy("公示的当事人名称（不填则用案件主体）"),
    "low_fine_basis": gettext_lazy("属于数额较小罚款的依据（如适用）"),
    "reason": gettext_lazy("理由"),
    "basis": gettext_lazy("依据"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One act: its class, its words, its fields and which of them may stay empty."""

    act: type[PublicationAct]
    words: Promise
    fields: tuple[str, ...] = ()
    needed: bool = True


WAYS: Final[dict[str, Way]] = {
    "publish": Way(Publish, gettext_lazy("公示"), ("party", "low_fine_basis"), needed=False),
    "push": Way(PushToHome, gettext_lazy("推送至登记地")),
    "quashed": Way(RecordQuashing, gettext_lazy("记录决定被变更或者撤销"), ("reason",)),
    "withdraw": Way(WithdrawPublication, gettext_lazy("撤回公示"), ("reason",)),
    "end": Way(EndPublication, gettext_lazy("期满停止公示")),
    "end_early": Way(EndPublicationEarly, gettext_lazy("提前停止公示"), ("basis",)),
}


def of_case(case_id: UUID, visit: Visit) -> dict[str, Any] | None:
    """Return the publication of a case as its page shows it; nothing before a penalty was decided and prepared."""
    line = publication_of(case_id, as_of=visit.today)
    if line is None:
        return None
    found = publication_page(line.publication_id, as_of=visit.today)
    may = visit.may(Permission.PUBLISH, line.agency, line.district)
    return {
        "line": line,
        "state": STATES[line.state],
        "summary": found.summary,
        "clocks": [_clock(one, visit) for one in found.clocks],
        "ways": [(name, way, fields(way)) for name, way in WAYS.items() if line.state in way.act.begins] if may else [],
    }


def fields(way: Way) -> list[tuple[str, Promise]]:
    """Return the fields of an act with their words."""
    return [(name, FIELDS[name]) for name in way.fields]


def _clock(one: tuple[tuple[str, str], Any, int], visit: Visit) -> ClockView:
    words, clock, _over = one
    chip = chip_of(clock, visit.at, laws.calendar())
    return ClockView(words[visit.lang == "en"], chip, clock, laws.period(clock.quantity, clock.unit))


def publication_in_reach(visit: Visit, publication_id: UUID) -> PublicationPage:
    """Return a publication.

    Raises:
        Http404: there is none, or it lies out of reach.
    """
    try:
        found = publication_page(publication_id, as_of=visit.today)
    except RefusedError:
        raise Http404(str(publication_id)) from None
    line = found.line
    if not reach(visit.actor, Permission.CASE_VIEW, visit.today).includes(line.agency, line.district):
        raise Http404("out of reach")
    return found


def act_of(visit: Visit, found: PublicationPage, name: str, posted: QueryDict) -> PublicationAct:
    """Return the act a form asks for.

    Raises:
        Http404: no such act.
        RefusedError: a needed word is missing.
    """
    if name not in WAYS:
        raise Http404(name)
    way = WAYS[name]
    said = {one: facts.text(posted, one) if way.needed else posted.get(one, "").strip() for one in way.fields}
    return way.act(
        actor=visit.actor,
        at=visit.at,
        publication_id=found.line.publication_id,
        seen=facts.seen(posted),
        **said,
    )
