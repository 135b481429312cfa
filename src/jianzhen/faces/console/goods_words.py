"""Words of goods: standings, units of count, grounds, plans, open questions."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.schema.goods import IN_PARTS, PriceBasis, Standing, Unit
from jianzhen.stages.cases.schema.goods_page import Question

STANDINGS: Final[dict[Standing, Promise]] = {
    Standing.HELD: gettext_lazy("在库（扣押）"),
    Standing.SAMPLED: gettext_lazy("送检在外"),
    Standing.FORFEITED: gettext_lazy("在库（已没收）"),
    Standing.MISSING: gettext_lazy("短少待查"),
    Standing.CONSUMED: gettext_lazy("检验耗用"),
    Standing.RETURNED: gettext_lazy("已返还"),
    Standing.TRANSFERRED: gettext_lazy("已移交"),
    Standing.LOST: gettext_lazy("短少已核销"),
    Standing.DISPOSED: gettext_lazy("已拍卖变卖或捐赠"),
    Standing.DESTROYED: gettext_lazy("已销毁"),
}
UNITS: Final[dict[Unit, Promise]] = {
    Unit.PIECE: gettext_lazy("件"),
    Unit.BOTTLE: gettext_lazy("瓶"),
    Unit.BOX: gettext_lazy("盒"),
    Unit.CASE: gettext_lazy("箱"),
    Unit.CARTON: gettext_lazy("条"),
    Unit.BAG: gettext_lazy("袋"),
    Unit.PAIR: gettext_lazy("双"),
    Unit.SET: gettext_lazy("套"),
    Unit.SHEET: gettext_lazy("张（枚）"),
    Unit.COPY: gettext_lazy("册（份）"),
    Unit.MACHINE: gettext_lazy("台"),
    Unit.KILOGRAM: gettext_lazy("千克"),
    Unit.LITRE: gettext_lazy("升"),
}
BASES: Final[dict[PriceBasis, Promise]] = {
    PriceBasis.ACTUAL: gettext_lazy("实际销售价"),
    PriceBasis.MARKED: gettext_lazy("标价"),
    PriceBasis.ESTABLISHED: gettext_lazy("已查清的平均售价"),
    PriceBasis.MEDIAN: gettext_lazy("被侵权产品市场中间价"),
}
GROUNDS: Final[dict[str, Promise]] = {
    "lifted": gettext_lazy("已解除查封扣押"),
    "settled": gettext_lazy("先行登记保存已处理"),
    "not_penalised": gettext_lazy("不予处罚或者撤销立案"),
    "quashed": gettext_lazy("没收决定被撤销或者变更"),
}
PLAN_GROUNDS: Final[dict[str, Promise]] = {
    "forfeited": gettext_lazy("已没收"),
    "early": gettext_lazy("先行处置（决定前，经权利人同意）"),
}
PLAN_STATES: Final[dict[str, Promise]] = {
    "proposed": gettext_lazy("待批准"),
    "approved": gettext_lazy("已批准，待执行"),
    "refused": gettext_lazy("不予批准"),
    "done": gettext_lazy("已执行"),
}
QUESTIONS: Final[dict[str, Promise]] = {
    "not_listed": gettext_lazy("已查封扣押，还没有登记物品清单"),
    "missing": gettext_lazy("第 %(lot)s 批短少 %(quantity)s，尚未查清也未批准核销"),
    "not_received": gettext_lazy("第 %(lot)s 批已移交 %(to)s，还没有清点签收"),
    "sample_out": gettext_lazy("第 %(lot)s 批的样品 %(quantity)s 送检 %(days)s 天，还没有结果"),
    "no_photo": gettext_lazy("第 %(lot)s 批没有照片；没有照片不能销毁"),
    "lifted_and_held": gettext_lazy("查封扣押已解除，仍有物品在库"),
    "ended_and_held": gettext_lazy("案件已作出处理且没有没收，仍有物品在库"),
    "forfeited_waiting": gettext_lazy("没收已 %(days)s 天，还有物品没有销毁或者处置"),
    "closed_and_open": gettext_lazy("案件已于 %(on)s 结案，仍有物品没有去向"),
    "unit_expired": gettext_lazy("%(unit)s 的资质今日不在有效期内，不能执行销毁"),
    "unit_expires": gettext_lazy("%(unit)s 的资质到 %(on)s 为止"),
}


def unit(value: Unit | str) -> str:
    """Return a unit of count in words."""
    return str(UNITS[Unit(value)])


def quantity(value: Decimal, of: Unit | str) -> str:
    """Return a quantity with its unit; pieces without decimals, weight and volume without trailing zeros."""
    return f"{number(value, of)} {unit(of)}"


def number(value: Decimal, of: Unit | str) -> str:
    """Return a quantity as it is written: pieces whole, weight and volume without trailing zeros."""
    if Unit(of) not in IN_PARTS:
        return f"{int(value):,}"
    return f"{value.normalize():,f}" if value else "0"


def method(code: str, lang: str) -> str:
    """Return a method in words."""
    words = destruction().methods[code].words
    return words.en if lang == "en" else words.zh


def question(one: Question) -> str:
    """Return an open question in words."""
    params = dict(one.params)
    if "quantity" in params and "unit" in params:
        params["quantity"] = quantity(Decimal(params["quantity"]), params["unit"])
    return _(str(QUESTIONS[one.code])) % params
