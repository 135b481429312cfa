"""The law as the console shows it: figure, citation, validity and confidence in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianzhen.custody.instance import current
from jianzhen.law.assess.plans import measure_zh, plans
from jianzhen.law.book import LawBook
from jianzhen.law.errors import UnknownRuleError
from jianzhen.law.instance import book_of, calendar_of
from jianzhen.law.model import Basis, Citation, Confidence, Limb, Unit, Use, Version
from jianzhen.law.timeline import Gap, Repeal, Timeline
from jianzhen.law.workdays import Calendar

CONFIDENCE: Final[dict[Confidence, tuple[str, Promise]]] = {
    Confidence.A: ("ok", gettext_lazy("已核对原文")),
    Confidence.B: ("warn", gettext_lazy("据二手来源，使用前请确认")),
    Confidence.UNVERIFIED: ("danger", gettext_lazy("未见原文，需法制审核")),
}

_AMOUNT: Final[dict[Unit, Promise]] = {
    Unit.MONTHS: gettext_lazy("%(n)s 个月"),
    Unit.YEARS: gettext_lazy("%(n)s 年"),
    Unit.HOURS: gettext_lazy("%(n)s 小时"),
    Unit.CNY: gettext_lazy("%(n)s 元"),
    Unit.MULTIPLIER: gettext_lazy("%(n)s 倍"),
    Unit.PERCENT_OF_FINE: gettext_lazy("罚款数额的 %(n)s%%"),
    Unit.PIECES: gettext_lazy("%(n)s 件"),
    Unit.COPIES: gettext_lazy("%(n)s 份（张）"),
    Unit.STICKS: gettext_lazy("%(n)s 支"),
    Unit.DIGITS: gettext_lazy("%(n)s 位数字"),
    Unit.CHARS: gettext_lazy("%(n)s 个字符"),
    Unit.MODULUS: gettext_lazy("模 %(n)s"),
    Unit.FORMS: gettext_lazy("%(n)s 种文书"),
    Unit.FIELDS: gettext_lazy("%(n)s 个字段"),
    Unit.DOCUMENTS: gettext_lazy("%(n)s 份材料"),
    Unit.OFFICERS: gettext_lazy("%(n)s 名执法人员"),
    Unit.KINDS: gettext_lazy("%(n)s 种"),
    Unit.DISTRICTS: gettext_lazy("%(n)s 个区"),
    Unit.PROMPTLY: gettext_lazy("及时"),
    Unit.SAME_AS_FINE: gettext_lazy("与罚款标准相同"),
}


@dataclass(frozen=True, slots=True)
class Era:
    """One stretch of a key's life: a version, a recorded gap or a repeal."""

    since: date | None
    until: date | None
    now: bool
    version: Version | None = None
    gap: Gap | None = None
    repeal: Repeal | None = None


def book() -> LawBook:
    """Return the instance's law."""
    return book_of(current().root)


def calendar() -> Calendar:
    """Return the instance's calendar of working days."""
    return calendar_of(current().root)


def figure(quantity: int | Decimal | None, unit: Unit | None) -> str:
    """Return a figure with its unit in words; nothing where the rule has none."""
    if unit in (Unit.PROMPTLY, Unit.SAME_AS_FINE):
        return str(_AMOUNT[unit])
    if quantity is None:
        return ""
    shown = f"{quantity:,}"
    if unit is Unit.WORKING_DAYS:
        return ngettext("%(n)s 个工作日", "%(n)s 个工作日", int(quantity)) % {"n": shown}
    if unit is Unit.CALENDAR_DAYS:
        return ngettext("%(n)s 日", "%(n)s 日", int(quantity)) % {"n": shown}
    return shown if unit is None else str(_AMOUNT[unit]) % {"n": shown}


def period(quantity: int | None, unit: str) -> str:
    """Return a clock's own figure in words; nothing where its law gives none."""
    return figure(quantity, Unit(unit)) if unit and quantity is not None else ""


def cited(citation: Citation, lang: str) -> str:
    """Return one citation: 《…》第18条(1), or the instrument's title with "art 18(1)"."""
    if lang == "en":
        return str(citation)
    title, article = f"《{citation.instrument.title}》", citation.article or ""
    digits = len(article) - len(article.lstrip("0123456789"))
    return f"{title}第{article[:digits]}条{article[digits:]}" if digits else f"{title}{article}"


def citations(version: Version, lang: str) -> str:
    """Return every citation of a version."""
    return "；".join(cited(one, lang) for one in version.citations) if lang == "zh" else version.citation


def citation_of(rule_id: str, otherwise: str, lang: str) -> str:
    """Return the citation of a version by its id, in the reader's form; ``otherwise`` where the book has no such id."""
    try:
        return citations(book().version(rule_id), lang)
    except UnknownRuleError:
        return otherwise


def citation_on(key: str, day: date, lang: str) -> str:
    """Return the citation of the version of a key in force that day; the key itself where none was."""
    try:
        timeline, asked = book().resolve(key)
    except UnknownRuleError:
        return key
    version = asked or timeline.on(day)
    return citations(version, lang) if version else key


def measure(name: str, lang: str) -> str:
    """Return what a limb measures, in words."""
    return name.replace("_", " ").replace("*", " × ").replace("+", " + ") if lang == "en" else measure_zh(name)


def condition(words: str | None, lang: str) -> str:
    """Return when a limb applies, in words; nothing where it always does."""
    if words is None:
        return ""
    return words.replace("_", " ") if lang == "en" else plans().conditions.get(words, words)


def limb(one: Limb, lang: str) -> str:
    """Return one way to reach a threshold: what is measured, from which figure on, and when it applies."""
    applies = condition(one.condition, lang)
    words = {"measure": measure(one.measure, lang), "figure": figure(one.value, one.unit), "condition": applies}
    start = _("%(measure)s %(figure)s以上") if one.op == ">=" else _("%(measure)s超过 %(figure)s")
    return (start + _("（适用于：%(condition)s）") if applies else start) % words


def trigger(version: Version, lang: str) -> str:
    """Return what starts and what ends the period, or what the rule is about."""
    return version.trigger if lang == "en" else version.trigger_zh


def eras(timeline: Timeline, today: date) -> list[Era]:
    """Return the whole life of a key, newest first; days without a verified version are shown as what they are."""
    found = [
        Era(version.valid_from, version.valid_to, version.in_force(today), version=version)
        for version in timeline.versions
    ]
    found += [Era(gap.since, gap.until, gap.covers(today), gap=gap) for gap in timeline.gaps]
    ended = timeline.repeal_on(today)
    found += [Era(repeal.since, None, repeal == ended, repeal=repeal) for repeal in timeline.repeals]
    return sorted(found, key=lambda era: era.since or date.min, reverse=True)


def span(since: date | None, until: date | None) -> str:
    """Return a validity in words."""
    first = since.isoformat() if since else _("起始日未查明")
    if until is None:
        return _("%(first)s 至今") % {"first": first}
    return _("%(first)s 至 %(last)s") % {"first": first, "last": until.isoformat()}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The keys of one subject, each by the version of today (or the last there was)."""

    subject: str
    subject_zh: str
    rows: list[tuple[Timeline, Version]]


def shelves(law: LawBook, query: str, today: date) -> list[Shelf]:
    """Return the keys by subject; with a query, only those whose key, words or instrument hold it."""
    found: dict[str, Shelf] = {}
    for timeline in map(law.timeline, law.keys()):
        version = timeline.on(today) or timeline.versions[-1]
        if query.casefold() in _words(timeline, version):
            shelf = found.setdefault(version.subject, Shelf(version.subject, version.subject_zh, []))
            shelf.rows.append((timeline, version))
    return list(found.values())


def _words(timeline: Timeline, version: Version) -> str:
    parts = (timeline.key, *timeline.ids, version.trigger, version.trigger_zh, version.subject_zh, version.citation)
    return "\n".join(parts).casefold()


_BASIS: Final[dict[Basis, Promise]] = {
    Basis.TEXT_READ: gettext_lazy("读过原文"),
    Basis.SECONDARY: gettext_lazy("二手来源"),
    Basis.INFERRED: gettext_lazy("由修正目录推出"),
    Basis.INSTRUMENT_DATE: gettext_lazy("以文件日期为起点"),
    Basis.RECALLED: gettext_lazy("凭记忆，未读原文"),
}
_USE: Final[dict[Use, Promise]] = {
    Use.ENFORCE: gettext_lazy("据以计算并提醒"),
    Use.WARN: gettext_lazy("提醒，由人确认后使用"),
    Use.NEVER: gettext_lazy("不据以计算"),
}


def basis(version: Version) -> str:
    """Return where the validity dates come from."""
    return str(_BASIS[version.validity_basis])


def use(version: Version) -> str:
    """Return what the product does with the rule."""
    return str(_USE[version.use])
