"""The forms of the acts on goods: which fields each asks for, and which lots it may name with how much of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianzhen.faces.console import goods_words as words
from jianzhen.faces.console.facts import Option
from jianzhen.faces.console.matter import officers
from jianzhen.faces.console.visit import Visit
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.queries.disposal import unit_lines
from jianzhen.stages.cases.schema.goods import IN_CUSTODY, ZERO, Standing
from jianzhen.stages.cases.schema.goods_page import GoodsPage, LotLine


@dataclass(frozen=True, slots=True)
class Ask:
    """One field: ``kind`` is line, text, money, quantity, choice or people."""

    name: str
    words: Promise
    kind: str = "line"
    required: bool = True
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One lot a form may name: how much of it there is, and what stands in the field at first."""

    name: str
    lot: LotLine
    available: str
    value: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One act as a form. ``pick`` is how lots are named: amount, lots, one, or none."""

    act: str
    words: str
    hint: Promise
    fields: tuple[Ask, ...]
    rows: tuple[Row, ...] = ()
    pick: str = "none"


_REASON: Final = Ask("reason", _("理由"), "text")
_RECEIPT: Final = Ask("receipt", _("回执、收据编号"))
_HINTS: Final[dict[str, Promise]] = {
    "list": _("登记后，每一行成为一批，由保管人在保管地点保管；数量从此一件不少地记账。"),
    "photo": _("写照片在证据库中的 SHA-256 摘要，多张用分号隔开。"),
    "split": _("拆出的各批合计等于拆走的数量，照片和保管信息一并带走。"),
    "merge": _("只有同一种、同一处、同一保管人的批次可以合并。"),
    "hand_over": _("对方清点签收之前，这些物品不能作其他处理；外部单位凭委托保管书即时接管。"),
    "receive": _("写实际收到的数量；与移交数量不一致的，差额记为“短少待查”，并写明理由。"),
    "count": _("写实际盘点数量；不填的不盘。少于账面的记为“短少待查”，多出的须说明来由。"),
    "write_off": _("由未保管、未盘点这些物品的负责人批准；核销后仍留在账上。"),
    "sample": _("样品离库送检，结果出来后登记耗用和退回。"),
    "sample_back": _("耗用的不再退回；其余仍记为送检在外。"),
    "forfeit": _("依据本案的没收决定；没收后才能销毁或者处置。"),
    "return": _("须有记录在案的依据：解除措施、处理登记保存、不予处罚，或者没收决定被撤销。"),
    "transfer": _("随案移交公安机关或者其他机关，凭接收回执。"),
    "destruction_propose": _("方法按物品性质建议；另选方法或者资质类别不符的须写理由，由负责人批准。"),
}


def forms(page: GoodsPage, visit: Visit) -> list[Form]:
    """Return the acts the person may take on these goods now, in the order of the goods' way."""
    makers: dict[str, Callable[[GoodsPage, Visit], Form | None]] = {
        "receive": _receive,
        "list": _list,
        "hand_over": _hand_over,
        "sample": _sample,
        "sample_back": _sample_back,
        "count": _count,
        "forfeit": _forfeit,
        "return": _return,
        "transfer": _transfer,
        "destruction_propose": _propose,
        "photo": _photo,
        "split": _split,
        "merge": _merge,
    }
    found: list[Form | None] = []
    if visit.may(Permission.CASE_WORK, page.agency, page.district):
        found += [make(page, visit) for make in makers.values()]
    if visit.may(Permission.CASE_APPROVE, page.agency, page.district):
        found.append(_write_off(page, visit))
    return [one for one in found if one is not None]


def _form(act: str, title: Promise, fields: Iterable[Ask], rows: Iterable[Row] = (), pick: str = "none") -> Form | None:
    listed = tuple(rows)
    if pick != "none" and not listed:
        return None
    return Form(act, str(title), _HINTS[act], tuple(fields), listed, pick)


def _rows(page: GoodsPage, *standings: Standing, fill: bool = False, with_offered: bool = False) -> list[Row]:
    found = []
    for lot in page.lots:
        for standing in standings:
            amount = lot.balance.of(standing)
            if amount > ZERO and (with_offered or not lot.offered):
                found.append(_row(lot, standing, amount, fill=fill))
    return found


def _row(lot: LotLine, standing: Standing, amount: Decimal, *, fill: bool) -> Row:
    shown = f"{words.STANDINGS[standing]} {words.quantity(amount, lot.unit)}"
    value = words.number(amount, lot.unit).replace(",", "") if fill else ""
    return Row(f"part:{lot.lot_id}:{standing.value}", lot, shown, value, standing.value)


def _keepers(page: GoodsPage, visit: Visit) -> tuple[Ask, ...]:
    people = tuple(officers(page.agency, visit.today))
    return (
        Ask("place", _("保管地点")),
        Ask("keeper", _("保管人（本单位人员）"), "choice", required=False, options=people),
        Ask("keeper_name", _("或者外部保管单位"), required=False),
        Ask("keeper_document", _("委托保管书编号（外部保管时）"), required=False),
    )


def _list(page: GoodsPage, visit: Visit) -> Form | None:
    if not page.may_list:
        return None
    return _form("list", _("登记物品清单"), (Ask("list_number", _("清单文书编号")), *_keepers(page, visit)))


def _hand_over(page: GoodsPage, visit: Visit) -> Form | None:
    rows = _rows(page, *IN_CUSTODY)
    return _form("hand_over", _("移交保管"), (*_keepers(page, visit), _REASON), rows, "lots")


def _receive(page: GoodsPage, visit: Visit) -> Form | None:
    mine = [lot for lot in page.lots if lot.offered and lot.custodian_id == visit.actor.actor_id]
    rows = [
        _row(lot, standing, lot.balance.of(standing), fill=True)
        for lot in mine
        for standing in IN_CUSTODY
        if lot.balance.of(standing) > ZERO
    ]
    return _form("receive", _("清点签收"), (Ask("reason", _("差额的理由"), "text", required=False),), rows, "amount")


def _count(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    reason = Ask("reason", _("差额的理由"), "text", required=False)
    seen = {row.name: row for row in _rows(page, *IN_CUSTODY)}
    for lot in page.lots:
        if not lot.offered and lot.balance.present > ZERO:
            row = _row(lot, Standing.HELD, lot.balance.of(Standing.HELD), fill=False)
            seen.setdefault(row.name, row)
    return _form("count", _("盘点"), (reason,), seen.values(), "amount")


def _sample(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    fields = (Ask("laboratory", _("检验、鉴定单位")), Ask("record", _("抽样取证记录编号")))
    return _form("sample", _("抽样送检"), fields, _rows(page, Standing.HELD), "amount")


def _sample_back(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    fields = (
        Ask("consumed", _("检验耗用数量"), "quantity"),
        Ask("returned", _("退回数量"), "quantity"),
        Ask("report", _("检验、鉴定报告编号")),
    )
    return _form("sample_back", _("样品处理"), fields, _rows(page, Standing.SAMPLED), "one")


def _forfeit(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    return _form("forfeit", _("没收入账"), (), _rows(page, Standing.HELD, fill=True), "amount")


def _return(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    grounds = tuple(Option(code, str(text)) for code, text in words.GROUNDS.items())
    fields = (
        Ask("ground", _("返还依据"), "choice", options=grounds),
        Ask("receiver", _("领取人")),
        _RECEIPT,
        Ask("document", _("撤销、变更决定的文号（如有）"), required=False),
    )
    return _form("return", _("返还"), fields, _rows(page, *IN_CUSTODY), "amount")


def _transfer(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    fields = (Ask("receiver", _("接收机关")), _RECEIPT)
    return _form("transfer", _("随案移交"), fields, _rows(page, *IN_CUSTODY), "amount")


def _propose(page: GoodsPage, visit: Visit) -> Form | None:
    methods = tuple(Option(code, words.method(code, visit.lang)) for code in destruction().methods)
    units = tuple(Option(str(one.unit_id), one.name) for one in unit_lines(visit.today) if one.classes)
    fields = (
        Ask("method", _("销毁或者处置方法"), "choice", options=methods),
        Ask("unit", _("销毁单位（今日资质有效的）"), "choice", required=False, options=units),
        Ask("consent", _("权利人同意文书编号（先行处置时）"), required=False),
        Ask("reason", _("另选方法、资质类别不符的理由"), "text", required=False),
    )
    return _form("destruction_propose", _("提请销毁"), fields, _rows(page, *reversed(IN_CUSTODY)), "amount")


def _photo(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    rows = [_row(lot, Standing.HELD, lot.balance.of(Standing.HELD), fill=False) for lot in page.lots]
    return _form("photo", _("补充照片"), (Ask("photos", _("照片的 SHA-256 摘要"), "text"),), rows, "one")


def _split(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    fields = (Ask("quantities", _("拆出的各批数量，用分号隔开")), _REASON)
    return _form("split", _("拆分"), fields, _rows(page, *IN_CUSTODY), "one")


def _merge(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    rows = _rows(page, *IN_CUSTODY)
    return _form("merge", _("合并"), (_REASON,), rows if len(rows) > 1 else (), "lots")


def _write_off(page: GoodsPage, visit: Visit) -> Form | None:  # noqa: ARG001
    fields = (Ask("document", _("调查材料编号")), _REASON)
    return _form("write_off", _("批准核销短少"), fields, _rows(page, Standing.MISSING), "amount")
