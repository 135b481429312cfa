"""For which occasion a document is made, where a case knows several: each list of goods, each end of goods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.people import queries as people
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.forms.merging import merged
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_goods import GoodsAct, GoodsMove
from jianzhen.stages.cases.queries.goods_on_paper import lists_of, row_of

ENDED: Final = ("destroy", "dispose")
_FORFEITED: Final = "forfeited"


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occasion: its key, what it is called (Chinese, English), and the facts that its records settle."""

    key: str
    words: tuple[str, str]
    facts: Mapping[str, Any]


def occasions(form: Form, case: Case | None) -> tuple[Occasion, ...]:
    """Return the occasions of a case for which a form can be made, oldest first; none for a form that knows none."""
    sources = {one.source for one in form.fields.values()}
    if case is None:
        return ()
    return next((tuple(found(case)) for source, found in _SOURCES.items() if source in sources), ())


def _lists(case: Case) -> Iterator[Occasion]:
    for number, rows in lists_of(case.pk).items():
        yield Occasion(number, (number, number), {"goods": {"list_number": number, "rows": rows}})


def _endings(case: Case) -> Iterator[Occasion]:
    acts = GoodsAct.objects.filter(case=case, kind__in=ENDED).order_by("seq")
    plans = {str(one.pk): one for one in GoodsAct.objects.filter(case=case, kind="destruction_proposed")}
    for act in acts:
        plan = plans[act.facts["plan"]]
        method = destruction().methods[plan.facts["method"]].words
        words = (f"{act.on} {method.zh}", f"{act.on} {method.en}")
        yield Occasion(str(act.pk), words, _ending(case, act, plan, method.zh))


def _ending(case: Case, act: GoodsAct, plan: GoodsAct, way: str) -> dict[str, Any]:
    """Return what form 52 says of one destruction or disposal, as the ledger and its act have it."""
    moves = list(GoodsMove.objects.filter(act=act).select_related("to_lot").order_by("seq"))
    lists = dict.fromkeys(move.to_lot.list_number for move in moves if move.to_lot.list_number)
    watched = [str(one) for one in act.facts["witnesses"]]
    names = people.names_of({*watched, *map(str, act.facts["executors"])})
    forfeited = plan.facts["ground"] == _FORFEITED
    decision = f"《行政处罚决定书》（{case.decision_number}）"
    said = {
        "origin": "依法没收的物品" if forfeited else "依法扣押、经同意先行处置的物品",
        "basis": decision if forfeited else plan.facts["consent"],
        "place": act.facts["place"],
        "executors": [names.get(str(one), "") for one in act.facts["executors"]],
        "supervisor": "、".join(names.get(one, "") for one in watched),
        "goods": [row_of(move.to_lot, move.quantity) | {"way": way} for move in moves],
    }
    return {"disposal": said} | ({"goods": {"list_number": "、".join(lists)}} if lists else {})


_SOURCES: Final[Mapping[str, Callable[[Case], Iterator[Occasion]]]] = {"goods.rows": _lists, "disposal.goods": _endings}
"""Which records make the occasions of a form, by the rows that it prints."""


def settled(form: Form, case: Case | None, chosen: str) -> Mapping[str, Any]:
    """Return what the records of an occasion settle; without a choice that of the only one, if there is only one.

    Raises:
        RefusedError: there is no such occasion.
    """
    found = {one.key: one for one in occasions(form, case)}
    if chosen and chosen not in found:
        raise RefusedError(
            f"the case has no {chosen!r} for {form.en}",
            where=Where(key="occasion"),
            remedy=f"Choose one of: {'; '.join(one.words[1] for one in found.values()) or 'none is on record'}",
            zh=f"本案没有“{chosen}”。请选择：{'；'.join(one.words[0] for one in found.values()) or '尚无记录'}",
        )
    if chosen:
        return found[chosen].facts
    return next(iter(found.values())).facts if len(found) == 1 else {}


def check_chosen(form: Form, case: Case | None, chosen: str) -> None:
    """Refuse a document that could be of several occasions and does not say of which.

    Raises:
        RefusedError: names them.
    """
    found = occasions(form, case)
    if len(found) > 1 and not chosen:
        raise RefusedError(
            f"the case has {len(found)} occasions for {form.en}, and none was chosen",
            where=Where(key="occasion"),
            remedy=f"Choose one of: {'; '.join(one.words[1] for one in found)}",
            zh=f"本案有{len(found)}项可以制作《{form.title}》。请选择：{'；'.join(one.words[0] for one in found)}",
        )


def occasion_of(form: Form, case: Case | None, facts: Mapping[str, Any]) -> str:
    """Return for which occasion a document with these facts was made; empty where for none."""
    return next((one.key for one in occasions(form, case) if merged(facts, one.facts) == facts), "")
