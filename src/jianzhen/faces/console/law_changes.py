"""Changes of the law in words: what differs between two days, which cases it touches, where the law is silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.console import laws
from jianzhen.faces.console.assessment_words import OUTCOMES
from jianzhen.faces.console.visit import Language, Visit
from jianzhen.faces.console.worn import agency_name
from jianzhen.law.book import LawBook
from jianzhen.law.diff import Change, ChangeKind, between_days
from jianzhen.law.model import Version
from jianzhen.people.policy import Permission, reach
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.law_gaps import Gap, gaps
from jianzhen.stages.cases.queries.law_touch import Touch, Touched, touched
from jianzhen.stages.cases.schema.assessment import charges

KINDS: Final[dict[ChangeKind, tuple[str, Promise]]] = {
    ChangeKind.BEGINS: ("accent", gettext_lazy("开始适用")),
    ChangeKind.REPLACED: ("warn", gettext_lazy("换了版本")),
    ChangeKind.CHANGED: ("line", gettext_lazy("同一版本，核实程度不同")),
    ChangeKind.MOVED: ("line", gettext_lazy("并入其他条目")),
    ChangeKind.LAPSES: ("danger", gettext_lazy("此后没有核实的规定")),
    ChangeKind.REPEALED: ("danger", gettext_lazy("废止")),
    ChangeKind.ADDED: ("accent", gettext_lazy("新增")),
    ChangeKind.REMOVED: ("danger", gettext_lazy("删除")),
}
HOW: Final[dict[str, tuple[str, Promise]]] = {
    "clock_keeps": ("warn", gettext_lazy("期限跨越变化：沿用起算日的版本，请确认")),
    "step_obeys": ("line", gettext_lazy("以后的步骤按新规定")),
    "step_needs_review": ("danger", gettext_lazy("以后的步骤没有核实的规定，需法制审核")),
    "assessment_same": ("ok", gettext_lazy("重新研判：结论不变")),
    "assessment_differs": ("danger", gettext_lazy("重新研判：结论不同")),
}
_AHEAD: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Changed:
    """One change as a row."""

    key: str
    shown: Version
    kind: str
    words: str
    since: date | None
    before: str
    after: str
    rules: list[Version]
    why: str
    see: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many matters one change touches in one way."""

    key: str
    kind: str
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Reached:
    """One matter that is touched, where a page names it."""

    case_id: UUID | None
    lead_id: UUID
    name: str
    subject: str
    owner: str
    key: str
    kind: str
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class Silent:
    """One key whose silence sent matters to review."""

    key: str
    version: Version | None
    gap: Gap
    why: str
    agency: str


def asked(day: str, name: str, otherwise: date) -> date:
    """Read a day of the address.

    Raises:
        RefusedError: it is no day.
    """
    try:
        return date.fromisoformat(day) if day else otherwise
    except ValueError:
        remedy = _("请写成 2026-04-15 的样子")
        raise RefusedError(_("不是日期"), where=Where(key=name), remedy=remedy) from None


def context(visit: Visit, first: str, second: str) -> dict[str, Any]:
    """Return what the page of changes shows; today and ninety days ahead where no days are given.

    Raises:
        RefusedError: a day cannot be read.
    """
    days = asked(first, "a", visit.today), asked(second, "b", visit.today + _AHEAD)
    book, lang = laws.book(), visit.lang
    changes = between_days(book, *days)
    found = _touched(changes, visit, book, max(days))
    return {
        "a": days[0],
        "b": days[1],
        "changes": [_changed(change, lang) for change in changes],
        "counts": [_counted(code, key, number) for (code, key), number in sorted(found.counts.items())],
        "touches": [_reached(row, visit) for row in found.rows],
        "matters": found.matters,
    }


def _touched(changes: Iterable[Change], visit: Visit, book: LawBook, day: date) -> Touched:
    return touched(changes, reach=reach(visit.actor, Permission.CASE_VIEW, visit.today), after=book, day=day)


def _changed(change: Change, lang: Language) -> Changed:
    kind, words = KINDS[change.kind]
    return Changed(
        key=change.key,
        shown=change.shown,
        kind=kind,
        words=str(words),
        since=change.since,
        before=_figures(change.before, lang),
        after=_figures(change.after, lang),
        rules=list({version.id: version for version in (change.before, change.after) if version}.values()),
        why=change.why if lang == "en" else change.why_zh,
        see=change.see,
    )


def _figures(version: Version | None, lang: Language) -> str:
    """Return the figures of a version in words; those of an unverified one are not shown."""
    if version is None:
        return "—"
    if not version.verified:
        return _("不显示")
    limbs = _("；").join(laws.limb(one, lang) for one in version.limbs)
    return limbs or laws.figure(version.quantity, version.unit) or _("没有数字")


def _counted(code: str, key: str, number: int) -> Counted:
    kind, words = HOW[code]
    return Counted(key, kind, str(words), number)


def _reached(row: Touch, visit: Visit) -> Reached:
    kind, words = HOW[row.code]
    return Reached(
        case_id=row.case_id,
        lead_id=row.lead_id,
        name=row.number or _("线索"),
        subject=row.subject_name,
        owner=agency_name(row.agency, visit.today, visit.lang),
        key=row.key,
        kind=kind,
        words=str(words),
        detail=_detail(row, visit.lang),
    )


def _detail(row: Touch, lang: Language) -> str:
    """Return what is touched: the step, the clock with its dates, or the charge with both outcomes."""
    params, procedure = row.params, procedure_of(row.agency)
    if "act" in params:
        return _words_of(procedure.act(params["act"]).words, lang)
    if "clock" in params:
        clock = procedure.clock_words.get(params["clock"])
        name = _words_of(clock, lang) if clock else params["clock"]
        return _("%(clock)s：%(start)s 起算，%(due)s 到期") % {**params, "clock": name, "due": params["due"] or "—"}
    return _outcomes(params, lang)


def _outcomes(params: Mapping[str, str], lang: Language) -> str:
    then, again = (str(OUTCOMES[params[name]][1]) for name in ("then", "again"))
    words = {"charge": _words_of(charges().charges[params["charge"]], lang), "then": then, "again": again}
    return _("%(charge)s：原为“%(then)s”，按变化后的规定为“%(again)s”") % words


def _words_of(words: Any, lang: Language) -> str:
    return str(words.en if lang == "en" else words.zh)


def silences(visit: Visit) -> list[Silent]:
    """Return the keys whose silence sent matters to review, the most frequent first."""
    book, known = laws.book(), set(laws.book().keys())
    return [
        Silent(
            key=gap.key,
            version=book.timeline(gap.key).versions[-1] if gap.key in known else None,
            gap=gap,
            why=_why(gap, visit.lang),
            agency=agency_name(gap.agency, visit.today, visit.lang) if gap.agency else "",
        )
        for gap in gaps()
    ]


def _why(gap: Gap, lang: Language) -> str:
    if gap.agency:
        return _("这个单位没有已知的程序规定")
    return (gap.why if lang == "en" else gap.why_zh) or _("那一天没有核实过的版本")
