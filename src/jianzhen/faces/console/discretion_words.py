"""Words of the discretion aid: deviations, circumstances, what the records say of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.faces.console.shown import yuan
from jianzhen.law.fines.plans import plans
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.discretion.comparing import Deviation
from jianzhen.stages.cases.discretion.conduct import Circumstance, Shown

DEVIATIONS: Final[dict[Deviation, tuple[str, Promise]]] = {
    Deviation.NONE: ("ok", gettext_lazy("与可比案件相当")),
    Deviation.TOO_FEW: ("line", gettext_lazy("可比案件太少，不作比较")),
    Deviation.LENIENT: ("warn", gettext_lazy("比几乎所有可比案件都轻，须写理由")),
    Deviation.SEVERE: ("warn", gettext_lazy("比几乎所有可比案件都重，须写理由")),
    Deviation.OUTSIDE_LAW: ("danger", gettext_lazy("不在法定幅度内，须写理由")),
}
SHOWN: Final[dict[Shown, tuple[str, Promise]]] = {
    Shown.SHOWN: ("danger", gettext_lazy("记录显示")),
    Shown.POSSIBLE: ("warn", gettext_lazy("可能，须查明")),
    Shown.NOT_SHOWN: ("line", gettext_lazy("记录未显示")),
    Shown.UNKNOWN: ("line", gettext_lazy("不知道，须查明")),
}
CIRCUMSTANCES: Final[dict[str, Promise]] = {
    "warned": gettext_lazy("经权利人通知、警告后仍继续侵权"),
    "related": gettext_lazy("是权利人的法定代表人、管理人或者实际控制人"),
    "dealings": gettext_lazy("与权利人有劳动、合作、经销等关系或者业务往来，接触过该知识产权"),
    "counterfeit": gettext_lazy("实施盗版、假冒注册商标行为"),
    "again_after_penalty": gettext_lazy("因侵权被处罚或者判决后再次实施相同、类似侵权"),
    "as_business": gettext_lazy("以侵害知识产权为业"),
    "evidence_hidden": gettext_lazy("伪造、毁坏或者隐匿侵权证据"),
    "order_disobeyed": gettext_lazy("拒不履行保全裁定"),
    "large_gain": gettext_lazy("侵权获利或者权利人受损巨大"),
    "health": gettext_lazy("可能危害国家安全、公共利益或者人身健康"),
}
_DETAILS: Final[dict[str, Promise]] = {
    "again_after_penalty": gettext_lazy("以前的处罚 %(count)s 次，最近 %(on)s %(number)s"),
    "as_business": gettext_lazy("同一主体的案件 %(count)s 件"),
    "large_gain": gettext_lazy("违法所得 %(amount)s；法律没有数额标准"),
    "health": gettext_lazy("涉案物品：%(natures)s"),
}


def charge(code: str, lang: str) -> str:
    """Return a charge in words."""
    words = plans().charges[code].words
    return words.en if lang == "en" else words.zh


def base(code: str, lang: str) -> str:
    """Return an amount that multiples are taken of, in words."""
    words = plans().bases[code]
    return words.en if lang == "en" else words.zh


def detail(one: Circumstance, lang: str) -> str:
    """Return the facts behind a circumstance; nothing where there are none."""
    params = {name: value for name, value in one.params.items() if value}
    if one.code not in _DETAILS or not params or (one.code == "again_after_penalty" and "number" not in params):
        return ""
    if "amount" in params:
        params["amount"] = yuan(Decimal(params["amount"]))
    if "natures" in params:
        found = [destruction().natures[nature].words for nature in params["natures"].split(",")]
        params["natures"] = _("、").join(words.en if lang == "en" else words.zh for words in found)
    return _(str(_DETAILS[one.code])) % params
