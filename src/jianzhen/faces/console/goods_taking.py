"""From a form to an act on goods: each builds exactly one action and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console import facts
from jianzhen.faces.console.visit import Visit
from jianzhen.people.queries import actor_named
from jianzhen.stages.cases.actions.goods.destroying import CarryOutDestruction
from jianzhen.stages.cases.actions.goods.destruction import ApproveDestruction, ProposeDestruction, RefuseDestruction
from jianzhen.stages.cases.actions.goods.ends import ForfeitGoods, ReturnGoods, TransferGoods
from jianzhen.stages.cases.actions.goods.keeping import Counted, CountGoods, HandOverGoods, ReceiveGoods, WriteOffLoss
from jianzhen.stages.cases.actions.goods.listing import AddPhotos, GoodsStep, ListGoods
from jianzhen.stages.cases.actions.goods.lots import MergeLots, SampleBack, SampleGoods, SplitLot
from jianzhen.stages.cases.schema.goods import Keeper, LotIn, Part, PriceBasis, Standing, Unit

LINES: Final = 6
"""Lines of a list that the form offers; further ones are listed in a second act or by the command line."""
_APART: Final = re.compile(r"[;；,，\s]+")
Said = dict[str, Any]


def act_of(visit: Visit, case_id: UUID, name: str, posted: QueryDict) -> GoodsStep:
    """Return the act a form asks for.

    Raises:
        Http404: there is no such act.
        RefusedError: something is missing or is not of its kind; the message is in the reader's language.
    """
    if name not in _ACTS:
        raise Http404(name)
    step, read = _ACTS[name]
    return step(actor=visit.actor, at=visit.at, case_id=case_id, seen=facts.seen(posted), **read(posted))


def refusal(what: str, key: str) -> RefusedError:
    """Return a refusal of one field."""
    return RefusedError(what, where=Where(key=key), remedy=_("请补正后重新提交"))


def number(text: str, key: str) -> Decimal:
    """Return a number as it was typed, in half- or full-width digits.

    Raises:
        RefusedError: it is none.
    """
    try:
        found = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise refusal(_("“%(text)s”不是数字") % {"text": text[:20]}, key)
    return found


def key_of(text: str, key: str) -> UUID:
    """Return an id that a form carries.

    Raises:
        RefusedError: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise refusal(_("没有选择"), key) from None


def _line(posted: QueryDict, name: str) -> str:
    return posted.get(name, "").strip()


def _amounts(posted: QueryDict) -> list[tuple[UUID, Standing, Decimal]]:
    """Return lot, standing and amount of every filled field of the table of lots."""
    found = []
    for name, value in posted.items():
        parts = name.split(":")
        if len(parts) == 3 and parts[0] == "part" and str(value).strip():
            if parts[2] not in set(Standing):
                raise refusal(_("没有选择"), name)
            found.append((key_of(parts[1], name), Standing(parts[2]), number(str(value), name)))
    if not found:
        raise refusal(_("没有填写任何一批的数量"), "parts")
    return found


def _parts(posted: QueryDict) -> Said:
    found = _amounts(posted)
    standings = {standing for _lot, standing, _quantity in found}
    if len(standings) > 1:
        raise refusal(_("一次只能处理同一状态的物品"), "parts")
    return {"parts": tuple(Part(lot, quantity) for lot, _standing, quantity in found), "standing": standings.pop()}


def _only_parts(posted: QueryDict, *names: str) -> Said:
    return {"parts": _parts(posted)["parts"], **{name: _line(posted, name) for name in names}}


def _counted(posted: QueryDict) -> Said:
    rows = tuple(Counted(lot, standing, quantity) for lot, standing, quantity in _amounts(posted))
    return {"counted": rows, "reason": _line(posted, "reason")}


def _picked(posted: QueryDict) -> list[tuple[UUID, Standing]]:
    """Return the lots that were ticked, each with the standing of its row."""
    found = []
    for value in posted.getlist("lot"):
        lot, _colon, standing = value.partition(":")
        if standing not in set(Standing):
            raise refusal(_("没有选择批次"), "lot")
        found.append((key_of(lot, "lot"), Standing(standing)))
    if not found:
        raise refusal(_("没有选择批次"), "lot")
    return found


def keeper_of(posted: QueryDict) -> Keeper:
    """Return the custodian that a form names: a person chosen, or an outside unit with its document."""
    chosen = _line(posted, "keeper")
    if chosen:
        return Keeper(key_of(chosen, "keeper"))
    return Keeper(None, _line(posted, "keeper_name"), _line(posted, "keeper_document"))


def _list(posted: QueryDict) -> Said:
    lines = [_list_line(posted, at) for at in range(1, LINES + 1) if _line(posted, f"name{at}")]
    said = {name: _line(posted, name) for name in ("list_number", "place")}
    return {**said, "lines": tuple(lines), "keeper": keeper_of(posted)}


def _list_line(posted: QueryDict, at: int) -> LotIn:
    value, weight, basis = (_line(posted, f"{name}{at}") for name in ("value", "weight", "basis"))
    unit = _line(posted, f"unit{at}")
    if unit not in set(Unit) or (basis and basis not in set(PriceBasis)):
        raise refusal(_("没有选择计量单位"), f"unit{at}")
    return LotIn(
        name=_line(posted, f"name{at}"),
        spec=_line(posted, f"spec{at}"),
        nature=_line(posted, f"nature{at}"),
        unit=Unit(unit),
        quantity=number(_line(posted, f"quantity{at}"), f"quantity{at}"),
        unit_value=number(value, f"value{at}") if value else None,
        value_basis=PriceBasis(basis) if basis else None,
        unit_weight=number(weight, f"weight{at}") if weight else None,
        photos=_digests(_line(posted, f"photos{at}")),
    )


def _digests(text: str) -> tuple[str, ...]:
    return tuple(one.lower() for one in _APART.split(text) if one)


def _photo(posted: QueryDict) -> Said:
    return {"lot": _picked(posted)[0][0], "photos": _digests(_line(posted, "photos"))}


def _split(posted: QueryDict) -> Said:
    (lot, standing), *_rest = _picked(posted)
    amounts = [one for one in re.split(r"[;；\s]+", _line(posted, "quantities")) if one]
    quantities = tuple(number(one, "quantities") for one in amounts)
    return {"lot": lot, "standing": standing, "quantities": quantities, "reason": _line(posted, "reason")}


def _merge(posted: QueryDict) -> Said:
    found = _picked(posted)
    if len({standing for _lot, standing in found}) > 1:
        raise refusal(_("一次只能处理同一状态的物品"), "lot")
    return {"lots": tuple(lot for lot, _s in found), "standing": found[0][1], "reason": _line(posted, "reason")}


def _hand_over(posted: QueryDict) -> Said:
    lots = tuple(dict.fromkeys(lot for lot, _s in _picked(posted)))
    said = {name: _line(posted, name) for name in ("place", "reason")}
    return {**said, "lots": lots, "keeper": keeper_of(posted)}


def _sample_back(posted: QueryDict) -> Said:
    amounts = {name: number(_line(posted, name) or "0", name) for name in ("consumed", "returned")}
    return {"lot": _picked(posted)[0][0], **amounts, "report": _line(posted, "report")}


def _transfer(posted: QueryDict) -> Said:
    return {**_parts(posted), "receiver": _line(posted, "receiver"), "receipt": _line(posted, "receipt")}


def _propose(posted: QueryDict) -> Said:
    found, unit = _parts(posted), _line(posted, "unit")
    ground = "forfeited" if found["standing"] is Standing.FORFEITED else "early"
    said = {name: _line(posted, name) for name in ("method", "consent", "reason")}
    return {"parts": found["parts"], "ground": ground, "unit_id": key_of(unit, "unit") if unit else None, **said}


def _plan(posted: QueryDict, *names: str) -> Said:
    return {"plan_id": key_of(_line(posted, "plan"), "plan"), **{name: _line(posted, name) for name in names}}


def _carry_out(posted: QueryDict) -> Said:
    proceeds = _line(posted, "proceeds")
    people = {
        name: tuple(key_of(one, name) for one in posted.getlist(name) if one) for name in ("executors", "witnesses")
    }
    others = tuple(_named(one) for one in _APART.split(_line(posted, "others")) if one)
    money = {"proceeds": number(proceeds, "proceeds") if proceeds else None}
    return {**_plan(posted, "place", "document"), **people, "witnesses": (*people["witnesses"], *others), **money}


def _named(username: str) -> UUID:
    found = actor_named(username)
    if found is None:
        raise refusal(_("没有“%(name)s”这个账号") % {"name": username}, "others")
    return UUID(found.actor_id)


_ACTS: Final[dict[str, tuple[type[GoodsStep], Callable[[QueryDict], Said]]]] = {
    "list": (ListGoods, _list),
    "photo": (AddPhotos, _photo),
    "split": (SplitLot, _split),
    "merge": (MergeLots, _merge),
    "hand_over": (HandOverGoods, _hand_over),
    "receive": (ReceiveGoods, _counted),
    "count": (CountGoods, _counted),
    "write_off": (WriteOffLoss, lambda posted: _only_parts(posted, "document", "reason")),
    "sample": (SampleGoods, lambda posted: _only_parts(posted, "laboratory", "record")),
    "sample_back": (SampleBack, _sample_back),
    "forfeit": (ForfeitGoods, _only_parts),
    "return": (ReturnGoods, lambda posted: _only_parts(posted, "ground", "receipt", "receiver", "document")),
    "transfer": (TransferGoods, _transfer),
    "destruction_propose": (ProposeDestruction, _propose),
    "destruction_approve": (ApproveDestruction, _plan),
    "destruction_refuse": (RefuseDestruction, lambda posted: _plan(posted, "reason")),
    "destroy": (CarryOutDestruction, _carry_out),
}
