"""The assessment part of a case: what the law makes of the case's own rows, beside the officer's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jianzhen.faces.console import laws
from jianzhen.faces.console.assessment_words import FACTS, OUTCOMES, PRICE_WORDS, SIDES, short
from jianzhen.faces.console.facts import Option
from jianzhen.faces.console.shown import yuan
from jianzhen.faces.console.visit import Language, Visit
from jianzhen.law.assess.answer import Assessment, LimbResult
from jianzhen.law.model import Version
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.queries.assessing import CaseFacts, Computed, Kept, Line, computed_all, facts_of_case, kept
from jianzhen.stages.cases.schema.assessment import charges
from jianzhen.stages.cases.schema.pages import MatterPage

_RANK: Final = {"reached": 0, "needs_legal_review": 1, "refused": 2, "not_reached": 3, "not_applicable": 4}
VIEWS: Final = ("reached", "not_reached", "needs_legal_review", "not_applicable")


@dataclass(frozen=True, slots=True)
class Chip:
    """An outcome in words, with the kind of its chip."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Limb:
    """One limb compared, in the reader's words; ``rule`` is where it stands."""

    rule: Version
    measure: str
    value: str
    threshold: str
    position: str
    condition: str


@dataclass(frozen=True, slots=True)
class View:
    """One charge of the case: computed, why, and what an officer held of it last."""

    name: str
    words: str
    article: str
    chip: Chip
    basic: Assessment | None
    above: Chip | None
    limbs: list[Limb]
    missing: list[str]
    rules: list[Version]
    refused: str
    held: Held | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What an officer held of a charge, beside what was computed then."""

    charge: str
    computed: Chip
    view: Chip
    differs: bool
    reason: str
    who: str
    on: date


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of goods in words."""

    side: str
    name: str
    quantity: str
    prices: list[tuple[str, str]]
    days: str
    deed: int
    source: str
    line_id: UUID | None


def chip(outcome: str) -> Chip:
    """Return an outcome as a chip."""
    kind, words = OUTCOMES[outcome]
    return Chip(kind, str(words))


def context(page: MatterPage, visit: Visit, chosen: str = "") -> dict[str, Any]:
    """Return what the assessment part shows: every charge of the domain, one of them in full, and its rows."""
    if page.case is None:
        return {}
    facts = facts_of_case(page.case.case_id, visit.today)
    rows = kept(page.case.case_id)
    held = _held(rows, visit.lang)
    found = [_view(one, held, visit.lang) for one in computed_all(facts, page.row.domain)]
    shown = next((one for one in found if one.name == chosen), None) or _foremost(found)
    return {
        "charges": found,
        "chosen": shown,
        "fact_lines": [_goods(line) for line in facts.lines],
        "singles": _singles(facts),
        "priors": facts.priors,
        "held_before": [_one_held(row, visit.lang, _names(rows)) for row in rows],
        "may_assess": visit.may(Permission.CASE_WORK, page.row.agency, page.row.district),
        "fact_names": [one for one in _options(FACTS) if one.value != "prior_penalty"],
        "line_sides": _options(SIDES),
        "line_prices": _options(PRICE_WORDS),
        "possible_views": [Option(name, chip(name).words) for name in VIEWS],
    }


def _options(words: Mapping[str, Promise]) -> list[Option]:
    return [Option(name, str(one)) for name, one in words.items()]


def _foremost(found: list[View]) -> View | None:
    """Return the charge to show first: one that is reached, then one that is open."""
    outcomes = {one.name: one.basic.outcome.value if one.basic else "refused" for one in found}
    return min(found, key=lambda one: _RANK[outcomes[one.name]], default=None)


def _view(one: Computed, held: Mapping[str, Held], lang: Language) -> View:
    charge, basic = charges().charges[one.name], one.basic
    return View(
        name=one.name,
        words=charge.en if lang == "en" else charge.zh,
        article=_("刑法第%(n)s条") % {"n": charge.article},
        chip=chip(one.outcome),
        basic=basic,
        above=chip(one.aggravated.outcome.value) if one.aggravated else None,
        limbs=[_limb(limb, lang) for limb in basic.limbs] if basic else [],
        missing=[str(found["en" if lang == "en" else "zh"]) for found in basic.missing] if basic else [],
        rules=list(dict.fromkeys(basic.rules)) if basic else [],
        refused=_refused(one),
        held=held.get(one.name),
    )


def _refused(one: Computed) -> str:
    if one.refused is None:
        return ""
    key = one.refused.where.key or ""
    words = FACTS.get(key)
    return _("缺少或者不能采用的事实：%(fact)s") % {"fact": short(str(words)) if words else key}


_POSITIONS: Final = {"below": "<", "at": "=", "above": ">", "open": "?"}


def _limb(limb: LimbResult, lang: Language) -> Limb:
    return Limb(
        rule=limb.rule,
        measure=laws.measure(limb.measure, lang),
        value=_between(limb),
        threshold=f"{limb.threshold:,f}",
        position=_POSITIONS[limb.position],
        condition=laws.condition(limb.condition, lang),
    )


def _between(limb: LimbResult) -> str:
    """Return a value, its two bounds, or from where on it lies."""
    value = limb.value
    if value is None or value.exact:
        return limb.text(value.low) if value else "—"
    return f"≥ {limb.text(value.low)}" if value.high is None else f"{limb.text(value.low)} – {limb.text(value.high)}"


def _goods(line: Line) -> Goods:
    return Goods(
        side=str(SIDES[line.side.value]),
        name=line.name,
        quantity=f"{line.quantity.normalize():f}",
        prices=[(str(PRICE_WORDS[name]), yuan(price)) for name, price in line.prices.items()],
        days=str(line.first_day) if line.first_day == line.last_day else f"{line.first_day} – {line.last_day}",
        deed=line.deed,
        source=line.source,
        line_id=line.line_id,
    )


def _singles(facts: CaseFacts) -> list[tuple[str, str, str]]:
    """Return (words, value, source) of the single facts; earlier penalties stand apart."""
    found = []
    for name, row in facts.single.items():
        words = FACTS.get(name)
        value = _("是") if row.value is True else _("否") if row.value is False else _value(row.value)
        found.append((short(str(words)) if words else name.replace("_", " "), value, row.source))
    return found


def _value(value: Any) -> str:
    if isinstance(value, list):
        return _("、").join(str(one.get("date", one)) if isinstance(one, dict) else str(one) for one in value)
    return f"{value['from']} – {value['to']}" if isinstance(value, dict) and "from" in value else str(value)


def _held(rows: Iterable[Kept], lang: Language) -> dict[str, Held]:
    """Return the last view on each charge; rows come newest first."""
    rows = list(rows)
    names, found = _names(rows), dict[str, Held]()
    for row in rows:
        found.setdefault(row.charge, _one_held(row, lang, names))
    return found


def _names(rows: Iterable[Kept]) -> dict[str, str]:
    return people.names_of({row.actor_id for row in rows})


def _one_held(row: Kept, lang: Language, names: Mapping[str, str]) -> Held:
    charge = charges().charges.get(row.charge)
    words = (charge.en if lang == "en" else charge.zh) if charge else row.charge
    return Held(
        charge=words,
        computed=chip(row.outcome),
        view=chip(row.view),
        differs=row.differs,
        reason=row.reason,
        who=names.get(row.actor_id, row.actor_id),
        on=row.on,
    )
