"""The words of an assessment: outcomes, facts of the vocabulary and sides, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

OUTCOMES: Final[dict[str, tuple[str, Promise]]] = {
    "reached": ("danger", gettext_lazy("达到标准")),
    "not_reached": ("ok", gettext_lazy("未达到标准")),
    "needs_legal_review": ("warn", gettext_lazy("需法制审核")),
    "not_applicable": ("line", gettext_lazy("该条不适用")),
    "refused": ("warn", gettext_lazy("缺少事实，未计算")),
}
"""Outcome to the kind of its chip and its words."""

FACTS: Final[dict[str, Promise]] = {
    "act_date": gettext_lazy("行为日期（一日，或 起/止）"),
    "marks": gettext_lazy("注册商标种数"),
    "illegal_income": gettext_lazy("违法所得数额（元）"),
    "operating_value": gettext_lazy("非法经营数额（元，已查明的合计）"),
    "sales_amount": gettext_lazy("销售金额（元，已查明的合计）"),
    "unsold_value": gettext_lazy("未销售货值（元，已查明的合计）"),
    "labels": gettext_lazy("标识件数"),
    "patents": gettext_lazy("专利件数"),
    "copies": gettext_lazy("复制品份数"),
    "cigarettes": gettext_lazy("卷烟支数"),
    "cartons": gettext_lazy("卷烟条数"),
    "loss": gettext_lazy("损失数额（元）"),
    "production_loss": gettext_lazy("生产损失（元）"),
    "production_and_sales_amount": gettext_lazy("生产、销售金额（元）"),
    "product": gettext_lazy("产品（例如 化肥（刑法第147条））"),
    "object": gettext_lazy("商品还是服务（goods 或 services）"),
    "offender": gettext_lazy("行为人（natural person 或 unit）"),
    "actual_price": gettext_lazy("卷烟实际价格（元/条）"),
    "provincial_retail_price_per_carton": gettext_lazy("省级烟草部门出具的零售价格（元/条）"),
    "brand_known": gettext_lazy("卷烟品牌是否查清（是/否）"),
    "administrative_penalties_within_3_years": gettext_lazy("三年内行政处罚次数"),
    "art143_made_out": gettext_lazy("法制认定：构成第143条之罪（是/否）"),
    "art147_made_out": gettext_lazy("法制认定：构成第147条之罪（是/否）"),
    "exceptions_apply": gettext_lazy("法制认定：存在例外情形（是/否）"),
    "prior_penalty": gettext_lazy("以前的处罚"),
    "prior_administrative": gettext_lazy("以前的行政处罚（处罚日期）"),
    "prior_criminal": gettext_lazy("以前的刑事处罚（处罚日期）"),
}
"""Facts that may be recorded one by one, in the order of the form."""

FINDINGS: Final = frozenset({"brand_known", "art143_made_out", "art147_made_out", "exceptions_apply"})
PRIORS: Final = {"prior_administrative": "administrative", "prior_criminal": "criminal"}

SIDES: Final[dict[str, Promise]] = {"sold": gettext_lazy("已销售"), "unsold": gettext_lazy("未销售")}
PRICE_WORDS: Final[dict[str, Promise]] = {
    "actual_unit_price": gettext_lazy("实际销售单价"),
    "marked_unit_price": gettext_lazy("标价"),
    "established_average_price": gettext_lazy("查清的实际销售平均价格"),
    "genuine_market_mid_price": gettext_lazy("被侵权产品市场中间价格"),
}


def short(words: str) -> str:
    """Return the words of a fact without what they explain to whoever fills the form in."""
    return words.partition("（")[0].partition(" (")[0]
