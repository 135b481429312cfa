"""Codes with parameters, as the rooms store them, in words: titles of leads, reasons, why not, why nobody owns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.faces.console import domains
from jianzhen.faces.console.visit import Language
from jianzhen.stages.screening.reasons import CONTEXT_CHECKS, reason_codes, render

KINDS: Final[dict[str, Promise]] = {
    "listing": gettext_lazy("商品信息"),
    "shop": gettext_lazy("店铺"),
    "company": gettext_lazy("企业"),
    "ad": gettext_lazy("广告"),
    "review": gettext_lazy("评价"),
    "message": gettext_lazy("留言"),
    "complaint": gettext_lazy("投诉"),
    "report": gettext_lazy("举报"),
    "inspection": gettext_lazy("检查"),
    "parcel": gettext_lazy("寄递"),
    "declaration": gettext_lazy("报关"),
    "penalty": gettext_lazy("处罚决定"),
    "tobacco_scan": gettext_lazy("卷烟扫码"),
    "verdict": gettext_lazy("判决"),
}
NO_BRAND: Final = frozenset({"其他", "无", "无品牌", "other", "none", "/", "-"})
"""What sellers write where there is no brand."""
LONGEST: Final[dict[Language, int]] = {"zh": 40, "en": 80}
"""Characters of a title on one line of an old office screen."""
UNRESOLVED: Final[dict[str, Promise]] = {
    "no_playbook": gettext_lazy("没有覆盖这一领域的办案指引，系统不猜测归属。"),
    "no_such_agency": gettext_lazy("指引所列单位当日不存在或者已更名，需要人工确认。"),
    "several_owners": gettext_lazy("指引列了多个牵头单位，需要协调确定一个。"),
    "may_not_open": gettext_lazy("指引所列单位在这一领域没有立案权限，需要协调。"),
    "unknown_district": gettext_lazy("地点不明或者不在本市辖区，无法确定由哪个区办理。"),
    "refused_by_owner": gettext_lazy("%(agency)s认为不属本单位职责：%(reason)s"),
}
BLOCKED: Final[dict[str, Promise | str]] = {
    "missing_paper": gettext_lazy("缺少文书：%(paper)s"),
    "waits_until": gettext_lazy("须等%(clock)s届满（%(until)s）"),
    "officer_not_qualified": gettext_lazy("办案人员的执法证不在有效期内"),
    "too_few_officers": gettext_lazy("办案人员少于 %(at_least)s 名"),
    "no_clock": gettext_lazy("没有可变更的期限"),
    "condition": "%(said)s",
    "comes_after": gettext_lazy("须先办理“%(said)s”"),
    "own_act": gettext_lazy("您已办理前一步，须由他人办理"),
    "not_permitted": gettext_lazy("须由有权限的人办理"),
}
PERMISSIONS: Final[dict[str, Promise]] = {
    "lead.work": gettext_lazy("承办人或者负责人"),
    "case.work": gettext_lazy("承办人"),
    "referral.send": gettext_lazy("负责人"),
    "referral.answer": gettext_lazy("公安联络员"),
    "case.review": gettext_lazy("法制审核员"),
    "case.approve": gettext_lazy("负责人"),
    "assign": gettext_lazy("双打办统筹"),
}


COMPLAINED: Final = "lead.complaint"
MOST_CHECKS: Final = 2
"""Checks that a title names; the rest are counted."""


def title(facts: Mapping[str, Any], lang: Language, reasons: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return what a lead is about, without its subject: the goods or mark and the checks that flagged.

    ``reasons`` name the mark where the seller wrote no brand of use.
    """
    params = facts.get("params", {})
    if facts.get("code") == COMPLAINED:
        about = goods(facts)
        kind = str(KINDS.get(params.get("kind", ""), params.get("kind", "")))
        return _("%(kind)s：%(about)s") % {"kind": kind, "about": about or _("未写明商品")}
    checks = [domains.said(code, lang) for code in params.get("checks", ()) if code not in CONTEXT_CHECKS]
    words = _("、").join(checks[:MOST_CHECKS])
    if len(checks) > MOST_CHECKS:
        words = _("%(checks)s等 %(n)s 项") % {"checks": words, "n": len(checks)}
    about = "" if params.get("brand") in NO_BRAND else params.get("brand", "")
    about = about or next((str(one["params"]["mark"]) for one in reasons if one.get("params", {}).get("mark")), "")
    return " · ".join(part for part in (words, about) if part) or _("未列明疑点")


def goods(facts: Mapping[str, Any]) -> str:
    """Return brand and goods of a lead that a complaint or report opened; empty where none were named."""
    params = facts.get("params", {}) if facts.get("code") == COMPLAINED else {}
    return " ".join(part for part in (params.get("brand", ""), params.get("goods", "")) if part)


def headline(words: str, subject: str, lang: Language) -> str:
    """Return a title with its subject where the two make one short line; the title alone where they do not."""
    whole = f"{words} · {subject}" if subject else words
    return whole if len(whole) <= LONGEST[lang] else words


def reason(facts: Mapping[str, Any], lang: Language) -> str:
    """Return a reason for suspicion as a sentence; a code this version does not know shows as itself."""
    code, params = str(facts.get("code", "")), dict(facts.get("params", {}))
    return render(code, params, lang) if code in reason_codes() else code


def brief(facts: Mapping[str, Any], lang: Language) -> str:
    """Return a reason without the words that stand over the column already."""
    words = reason(facts, lang)
    return words.removeprefix("疑似：因为").removeprefix("suspected, because ")


def unresolved(facts: Mapping[str, Any]) -> str:
    """Return why nobody owns a lead yet."""
    code = str(facts.get("code", ""))
    return str(UNRESOLVED[code]) % facts.get("params", {}) if code in UNRESOLVED else code


def missing(paper: str) -> str:
    """Return that a document is missing."""
    return str(BLOCKED["missing_paper"]) % {"paper": paper}


def blocked(facts: Mapping[str, Any], lang: Language, clocks: Mapping[str, str]) -> str:
    """Return why a step cannot be taken yet; ``clocks`` gives the words of the clocks by name."""
    code, params = str(facts["code"]), dict(facts.get("params", {}))
    params["paper"] = params["said"] = params.get(lang, "")
    params["clock"] = clocks.get(params.get("clock", ""), params.get("clock", ""))
    return str(BLOCKED[code]) % params
