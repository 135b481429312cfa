"""What a step asks to be said, as a form: one field a fact, by the kind the procedure gives it; and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError, Where

WORDS: Final[dict[str, Promise]] = {
    "agency": gettext_lazy("单位"),
    "to_agency": gettext_lazy("交办给"),
    "asked": gettext_lazy("要求做什么"),
    "due": gettext_lazy("办理期限"),
    "sign_by": gettext_lazy("签收期限"),
    "grade": gettext_lazy("办理评价"),
    "words": gettext_lazy("内容"),
    "answer": gettext_lazy("反馈"),
    "basis": gettext_lazy("依据"),
    "kind": gettext_lazy("文书种类"),
    "title": gettext_lazy("标题"),
    "district": gettext_lazy("地区"),
    "cause": gettext_lazy("案由（涉嫌的违法行为）"),
    "conduct": gettext_lazy("认定的违法行为"),
    "confiscated": gettext_lazy("没收违法所得（元，没有填 0）"),
    "decision_number": gettext_lazy("决定书文号"),
    "duplicate_of": gettext_lazy("与哪条线索重复（线索编号）"),
    "fine": gettext_lazy("罚款（元，没有填 0）"),
    "finding": gettext_lazy("核查情况"),
    "articles": gettext_lazy("可能触犯的刑法条文"),
    "filed": gettext_lazy("是否立案"),
    "notice": gettext_lazy("文书编号"),
    "receipt": gettext_lazy("回执编号"),
    "receiver": gettext_lazy("接收单位"),
    "report": gettext_lazy("书面报告：怀疑什么，根据什么"),
    "result": gettext_lazy("办理结果"),
    "standard": gettext_lazy("移送标准"),
    "found": gettext_lazy("是否查到违法事实"),
    "goods": gettext_lazy("涉案物品（名称、数量）"),
    "goods_value": gettext_lazy("货值金额（元）"),
    "ground": gettext_lazy("扣除期间的事由"),
    "inquiry": gettext_lazy("调查取证情况"),
    "measure": gettext_lazy("处理措施"),
    "officers": gettext_lazy("办案人员（至少两名，执法证在有效期内）"),
    "opinion": gettext_lazy("审核意见"),
    "party_place": gettext_lazy("当事人登记地"),
    "penalties": gettext_lazy("处罚种类"),
    "performance": gettext_lazy("执行情况"),
    "reason": gettext_lazy("理由"),
    "statement": gettext_lazy("陈述、申辩内容，或者放弃"),
    "summary": gettext_lazy("结案摘要"),
    "until": gettext_lazy("到哪一天"),
    "announced_on": gettext_lazy("公告日期"),
    "begun_on": gettext_lazy("受理日期"),
    "clock": gettext_lazy("期限"),
    "court": gettext_lazy("受理法院"),
    "deferral": gettext_lazy("延期或者分期"),
    "ended_on": gettext_lazy("结束日期"),
    "expired_on": gettext_lazy("复议、诉讼期限届满日"),
    "goods_confiscated": gettext_lazy("拟没收财物价值（元，没有填 0）"),
    "hearing_end": gettext_lazy("终止听证的事由"),
    "hearing_on": gettext_lazy("听证日期"),
    "hearing_told": gettext_lazy("是否告知听证权"),
    "host": gettext_lazy("听证主持人"),
    "paid_additional": gettext_lazy("已缴加处罚款（元，没有填 0）"),
    "paid_confiscated": gettext_lazy("已缴没收款（元，没有填 0）"),
    "paid_fine": gettext_lazy("已缴罚款（元，没有填 0）"),
    "paid_on": gettext_lazy("缴款日期"),
    "party": gettext_lazy("当事人"),
    "place": gettext_lazy("地点"),
    "public": gettext_lazy("是否公开"),
    "reduced_by": gettext_lazy("减免金额（元）"),
    "remedy": gettext_lazy("复议或者诉讼"),
    "remedy_end": gettext_lazy("复议、诉讼结果"),
    "requested_on": gettext_lazy("提出日期"),
    "served_on": gettext_lazy("送达日期（公告送达的，公告日期）"),
    "service": gettext_lazy("送达方式"),
    "settlement": gettext_lazy("处理方式"),
    "team": gettext_lazy("专案组"),
    "topic": gettext_lazy("审核事项"),
    "other": gettext_lazy("与哪个机关有争议"),
    "arose_on": gettext_lazy("发生争议的日期"),
    "jurisdiction": gettext_lazy("由谁管辖"),
    "agreed_on": gettext_lazy("协商一致的日期"),
    "superior": gettext_lazy("共同的上一级机关"),
    "received_on": gettext_lazy("对方收到的日期"),
    "decided_on": gettext_lazy("决定日期"),
    "assistant": gettext_lazy("请哪个机关协助"),
    "matters": gettext_lazy("协助调查什么"),
    "finished_on": gettext_lazy("对方完成的日期"),
    "collect_ground": gettext_lazy("当场收缴的情形"),
    "collected": gettext_lazy("收缴金额（元）"),
    "collected_on": gettext_lazy("收缴日期（水上收缴的，抵岸日期）"),
    "receipt_number": gettext_lazy("罚款专用票据号码"),
    "handed_on": gettext_lazy("交至本机关的日期"),
    "banked_on": gettext_lazy("缴付银行的日期"),
    "known_on": gettext_lazy("投诉人知道权益受侵害的日期"),
    "other_ways": gettext_lazy("是否已告知其他解决途径（消费者权益保护法第三十九条）"),
    "earlier": gettext_lazy("此前的举报（同一举报人、同一事实）"),
    "came_on": gettext_lazy("收到新的事实的日期"),
    "refusal_ground": gettext_lazy("不予受理的情形"),
}
CHOICES: Final[dict[str, Promise]] = {
    "ground.testing": gettext_lazy("检测、检验、检疫、鉴定"),
    "ground.identification": gettext_lazy("权利人辨认、鉴别"),
    "ground.suspension": gettext_lazy("案件中止"),
    "ground.hearing": gettext_lazy("听证"),
    "ground.public_notice": gettext_lazy("公告"),
    "ground.refund_order": gettext_lazy("责令退款"),
    "penalties.warning": gettext_lazy("警告"),
    "penalties.criticism": gettext_lazy("通报批评"),
    "penalties.fine": gettext_lazy("罚款"),
    "penalties.confiscation": gettext_lazy("没收违法所得、没收非法财物"),
    "penalties.suspension": gettext_lazy("暂扣许可证件"),
    "penalties.restriction": gettext_lazy("限制开展生产经营活动、限制从业"),
    "penalties.downgrade": gettext_lazy("降低资质等级"),
    "penalties.revocation": gettext_lazy("吊销许可证件"),
    "penalties.closure": gettext_lazy("责令关闭"),
    "result.withdrawn": gettext_lazy("撤销案件"),
    "result.prosecuted": gettext_lazy("移送审查起诉"),
    "result.returned": gettext_lazy("移回行政机关处理"),
    "standard.suspected_crime": gettext_lazy("涉嫌构成犯罪"),
    "standard.reasonable_suspicion": gettext_lazy("合理嫌疑（知识产权领域）"),
    "party_place.same_province": gettext_lazy("本省"),
    "party_place.other_province": gettext_lazy("外省"),
}
MONEY: Final = frozenset(
    {
        "fine",
        "confiscated",
        "goods_value",
        "goods_confiscated",
        "paid_fine",
        "paid_confiscated",
        "paid_additional",
        "collected",
        "reduced_by",
    }
)
_FOREIGN: Final = gettext_lazy("只填人民币元的数字；外币请先折算并写明依据")
_DIGITS: Final = 10
_MANY: Final = frozenset({"officers", "penalties"})


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose, in words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact as a form field."""

    name: str
    kind: str
    words: str
    options: tuple[Option, ...] = ()
    required: bool = True
    value: str = ""


def asked(
    facts: Mapping[str, str], to_choose: Mapping[str, Sequence[Option]], known: Mapping[str, str] | None = None
) -> tuple[Asked, ...]:
    """Return the fields of a step's facts (name to kind), with the options to choose from and what is ``known``."""
    settled = known or {}
    return tuple(
        Asked(
            name, kind, word(name), tuple(to_choose.get(name) or to_choose.get(kind, ())), value=settled.get(name, "")
        )
        for name, kind in facts.items()
    )


def word(name: str) -> str:
    """Return the words of a fact; one that has none yet shows as its name, and a test names it."""
    return str(WORDS.get(name, name))


def options(kind: str, values: Sequence[str]) -> tuple[Option, ...]:
    """Return values to choose with their words."""
    return tuple(Option(value, option_words(kind, value)) for value in values)


def short(name: str) -> str:
    """Return the words of a fact without what they explain to whoever fills the form in."""
    return word(name).partition("（")[0].partition(" (")[0]


def option_words(kind: str, value: str) -> str:
    """Return the words of one chosen value; free text is its own words."""
    return str(CHOICES.get(f"{kind}.{value}", value))


def said(facts: Mapping[str, str], posted: QueryDict) -> dict[str, Any]:
    """Return what was said, each fact in its own type.

    Raises:
        RefusedError: a fact is missing or is not of its kind; the message is in the reader's language.
    """
    return {name: _value(name, kind, posted) for name, kind in facts.items()}


def answered(asked: Sequence[Asked], posted: QueryDict) -> dict[str, Any]:
    """Return what was said in these fields, each in its own type; a field that may stay empty and does is left out.

    Raises:
        RefusedError: a fact is missing, is not of its kind or is none of its options; in the reader's language.
    """
    filled = [one for one in asked if one.required or posted.get(one.name, "").strip()]
    found = {one.name: _value(one.name, one.kind, posted) for one in filled}
    for one in filled:
        if one.options and str(found[one.name]) not in {option.value for option in one.options}:
            raise _refusal(one.name, _("没有选择"))
    return found


def seen(posted: QueryDict) -> int | None:
    """Return the version of the record that the page was made from."""
    value = posted.get("seen", "")
    return int(value) if value.isdigit() and len(value) < _DIGITS else None


def chosen_ids(name: str, posted: QueryDict) -> list[UUID]:
    """Return the ids that were chosen, none where none was.

    Raises:
        RefusedError: one is no id.
    """
    return [_uuid(name, value) for value in posted.getlist(name) if value]


def text(posted: QueryDict, name: str) -> str:
    """Return one line that must be there.

    Raises:
        RefusedError: it is empty.
    """
    value = posted.get(name, "").strip()
    if not value:
        raise _refusal(name, _("没有填写"))
    return value


def people_named(posted: QueryDict, name: str) -> tuple[UUID, ...]:
    """Return the people chosen, none included.

    Raises:
        RefusedError: one is not of the form of an id.
    """
    return tuple(_uuid(name, value) for value in posted.getlist(name) if value)


def _value(name: str, kind: str, posted: QueryDict) -> Any:
    if kind in _MANY:
        values = tuple(value for value in posted.getlist(name) if value)
        if not values:
            raise _refusal(name, _("没有选择"))
        return tuple(_uuid(name, one) for one in values) if kind == "officers" else values
    text = (posted.get(name, "") or "").strip()
    if not text:
        raise _refusal(name, _("没有填写"))
    return _READ[kind](name, text) if kind in _READ else text


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refusal(name, _("不是日期，请写成 2026-04-15 的样子")) from None


def _money(name: str, text: str) -> Decimal:
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        foreign = any(sign.isdigit() for sign in text) and any(sign.isalpha() or sign in "$€£￥¥" for sign in text)
        raise _refusal(name, _FOREIGN if foreign else _("不是金额，请写成 12000.00 的样子"))
    if amount < 0:
        raise _refusal(name, _("金额不能为负"))
    return amount


def _boolean(name: str, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise _refusal(name, _("没有选择"))
    return text == "yes"


def _uuid(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _refusal(name, _("不是有效的编号")) from None


_READ: Final = {"date": _date, "day": _date, "money": _money, "boolean": _boolean, "lead": _uuid, "official": _uuid}


def _refusal(name: str, what: str | Promise) -> RefusedError:
    return RefusedError(f"{word(name)}：{what}", where=Where(key=name), remedy=_("请补正后重新提交"))
