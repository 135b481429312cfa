"""What a charge and a question in words ask for: which plan, which tiers, which limbs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jianzhen.law.assess.facts import Facts
from jianzhen.law.assess.side import Wanted
from jianzhen.law.model import Limb, Version


class Procedure(StrEnum):
    """Questions that are not about a criminal threshold."""

    TRANSFER = "transfer"
    HEARING = "hearing"
    SUMMARY = "summary"
    FINE = "fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question read: its tiers, and the limbs it names (all where it names none)."""

    tiers: tuple[str, ...]
    measure: str | None = None
    about: str | None = None
    rule: str | None = None

    @property
    def named(self) -> bool:
        """Whether one limb was asked about rather than the threshold as a whole."""
        return any((self.measure, self.about, self.rule))

    @property
    def wanted(self) -> Wanted:
        """The limbs asked about."""
        return self._wants

    def _wants(self, version: Version, limb: Limb) -> bool:
        return (
            self.measure in (None, limb.measure)
            and (self.about is None or self.about in (limb.condition or ""))
            and self.rule in (None, version.id, version.key)
        )


_CONVICTION: Final = ("basic", "attempt")
_TIERS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("especially serious", "特别严重", "特别重大"), ("aggravated", "especially serious")),
    (("aggravated", "加重", "巨大"), ("aggravated", "serious", "especially serious")),
    (("serious", "严重情节", "band"), ("serious", "aggravated")),
    (("conviction or attempt", "attempt", "未遂", "定罪"), _CONVICTION),
    (("basic", "conviction", "基本", "入罪", "立案"), ("basic",)),
)
_MEASURES: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("illegal-income", "illegal income", "违法所得"), "illegal_income"),
    (("operating", "business-volume", "business volume", "非法经营数额"), "operating_value"),
    (("production-loss", "production loss", "生产损失"), "production_loss"),
    (("loss", "损失"), "loss"),
    (("production-and-sales", "production and sales"), "production_and_sales_amount"),
    (("sales", "销售金额"), "sales_amount"),
    (("copies", "复制品"), "copies"),
    (("label", "标识"), "labels"),
    (("cigarette", "stick", "支数"), "cigarettes"),
    (("unsold", "goods-value", "goods value", "货值"), "unsold_value"),
)
_ABOUT: Final = (
    (("two-mark", "two or more marks", "multi-mark", "两种以上"), "marks>="),
    (("two-patent", "two or more patents"), "patents>="),
    (("repeat", "再犯"), "repeat"),
    (("penalties", "二次以上行政处罚"), "administrative_penalties"),
)
_RULE: Final = re.compile(r"crim\.[a-z0-9.]+[a-z0-9]")
_ARTICLE: Final = re.compile(r"(14[0-9]|21[3-9]|225)")
_TENS: Final = (("一百四十", "14"), ("二百一十", "21"), ("二百二十", "22"))
_ONES: Final = "零一二三四五六七八九"
_IN_WORDS: Final = re.compile(f"(?P<tens>{'|'.join(words for words, _ in _TENS)})(?P<one>[{_ONES[1:]}]?)")
_PROCEDURES: Final[tuple[tuple[tuple[str, ...], Procedure], ...]] = (
    (("transfer", "移送"), Procedure.TRANSFER),
    (("hearing", "听证"), Procedure.HEARING),
    (("summary", "on-the-spot", "简易", "当场"), Procedure.SUMMARY),
    (("商标法", "trade-mark law", "trademark law"), Procedure.FINE),
)
_TRADES: Final = (
    (("tobacco", "cigar", "烟"), "tobacco"),
    (("drug", "medicine", "药"), "drugs"),
    (("food", "食"), "food"),
)
_SERVICES: Final = ("service", "服务")
_GOODS: Final = ("goods", "商品")


def normal(text: str) -> str:
    """Return a text in one width and one case."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def read_question(question: str) -> Ask | None:
    """Read a question about a threshold; an empty one asks for conviction or attempt, an unknown one is None."""
    text = normal(question)
    tiers = next((tiers for words, tiers in _TIERS if _has(text, words)), None)
    rule = _RULE.search(text)
    if rule:
        return Ask(tiers=_ALL_TIERS, rule=rule[0])
    if "limb" in text or "一项" in text:
        about = next((name for words, name in _ABOUT if _has(text, words)), None)
        measure = next((name for words, name in _MEASURES if _has(text, words)), None)
        return Ask(tiers=tiers or _CONVICTION, measure=measure, about=about) if measure or about else None
    if tiers is None:
        return Ask(tiers=_CONVICTION) if not text or "threshold" in text or "标准" in text else None
    return Ask(tiers=tiers)


_ALL_TIERS: Final = ("basic", "attempt", "serious", "aggravated", "especially serious")


def read_procedure(charge: str) -> Procedure | None:
    """Return the procedure a charge names, if it is not a crime."""
    text = normal(charge)
    return next((procedure for words, procedure in _PROCEDURES if _has(text, words)), None)


def _in_figures(text: str) -> str:
    """Return a text with the articles this module knows in figures: 第二百一十三条 reads 第213条."""
    tens = dict(_TENS)
    return _IN_WORDS.sub(lambda found: f"{tens[found['tens']]}{_ONES.index(found['one'] or _ONES[0])}", text)


def plan_name(charge: str, facts: Facts) -> str | None:
    """Return the name of the plan for a crime; None where charge and facts do not show one.

    单位犯罪 without an article is read from what the facts count: marks, labels, patents, copies, sales, loss.
    """
    text = _in_figures(normal(charge))
    found = _ARTICLE.search(text)
    article = found[0] if found else _article_of(facts) if _has(text, ("单位", "unit")) else None
    if article == "213":
        return _marks(text, facts)
    if article == "225":
        trade = _first(_TRADES, text) or _first(_TRADES, normal(facts.words.get("product", "")))
        return f"225 {trade or 'tobacco'}" if trade or facts.tobacco else None
    if article == "142":
        return "142-1"
    return article


def _marks(text: str, facts: Facts) -> str | None:
    stated = f"{text} {normal(facts.words.get('object', ''))}"
    services, goods = _has(stated, _SERVICES), _has(stated, _GOODS)
    if services and goods:
        return None
    if services:
        return "213 services"
    counted = {"operating_value"} & set(facts.figures) or facts.sold is not None or facts.unsold is not None
    in_acts = any("operating_value" in act.figures or act.sold or act.unsold for act in facts.acts)
    return "213 goods" if goods or counted or in_acts else None


_ARTICLES_BY_FACT: Final[Mapping[str, str]] = {
    "labels": "215",
    "patents": "216",
    "copies": "217",
    "marks": "213",
    "sales_amount": "214",
    "loss": "219",
}


def _article_of(facts: Facts) -> str | None:
    if "object" in facts.words:
        return "213"
    return next((article for name, article in _ARTICLES_BY_FACT.items() if name in facts.figures), None)


def tobacco_said(charge: str) -> bool | None:
    """Return what a charge says about tobacco: yes, no, or nothing."""
    text = normal(charge)
    if _has(text, ("not tobacco", "non-tobacco", "非烟草")):
        return False
    return True if _has(text, ("tobacco", "烟草")) else None


def _first(table: tuple[tuple[tuple[str, ...], str], ...], text: str) -> str | None:
    return next((name for words, name in table if _has(text, words)), None)


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
