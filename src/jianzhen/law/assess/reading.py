"""Reads the ``input`` of a case by the words of the facts vocabulary; a value that cannot be meant is refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from jianzhen.law.assess.facts import Act, Facts, Line, Prior
from jianzhen.law.assess.plans import PRICES
from jianzhen.law.assess.values import (
    amount,
    count,
    day,
    fault,
    flag,
    objects,
    quantity,
    refuse_currency,
    shown,
    span,
    text,
)

DAYS: Final = ("act_date", "assessment_date", "decision_date", "notice_date")
COUNTS: Final = (
    "marks",
    "patents",
    "labels",
    "copies",
    "cigarettes",
    "cartons",
    "administrative_penalties_within_3_years",
    "works",
    "clicks",
    "downloads",
    "members",
)
AMOUNTS: Final = (
    "operating_value",
    "business_volume",
    "sales_amount",
    "unsold_value",
    "illegal_income",
    "loss",
    "production_loss",
    "production_and_sales_amount",
    "actual_price",
    "provincial_retail_price_per_carton",
    "proposed_fine",
    "fine",
    "illegal_income_to_confiscate",
    "goods_value_to_confiscate",
)
WORDS: Final = ("object", "offender", "party", "product", "field", "evidence")
FINDINGS: Final = ("exceptions_apply", "brand_known")
_MADE_OUT: Final = re.compile(r"art14[1-8]_made_out")
_PARTY: Final = {
    "person": "person",
    "natural person": "person",
    "natural_person": "person",
    "citizen": "person",
    "自然人": "person",
    "个人": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "unit": "organisation",
    "legal_person": "organisation",
    "legal person": "organisation",
    "单位": "organisation",
    "法人": "organisation",
}


def read_facts(entry: Any) -> Facts:
    """Read the ``input`` of a case.

    Raises:
        FactsError: a value is negative, no date of the calendar, in another currency, or of the wrong shape.
    """
    if not isinstance(entry, dict):
        raise fault("input", f"{shown(entry)} is no object of facts", 'Write {"act_date": "2024-06-03", …}')
    given = {name: value for name, value in entry.items() if value is not None}
    refuse_currency(given, "input")
    made_out = tuple(name for name in given if _MADE_OUT.fullmatch(name))
    findings = (*FINDINGS, *made_out)
    first, last = span(given["act_date"], "act_date") if "act_date" in given else (None, None)
    days = {name: day(given[name], name) for name in DAYS[1:] if name in given}
    facts = Facts(
        days={"act_date": first, **days} if first else days,
        until=last,
        figures=_figures(given, ""),
        words={name: text(given[name], name) for name in WORDS if name in given},
        findings={name: flag(given[name], name) for name in findings if name in given},
        sold=_lines(given.get("sold"), "sold"),
        unsold=_lines(given.get("unsold"), "unsold"),
        acts=_acts(given.get("acts", [])),
        priors=_priors(entry),
        provincial=_provincial(given.get("provincial_amounts", {})),
        unknown=tuple(_unknown(entry, findings)),
        not_known=frozenset(name for name in AMOUNTS if name in entry and entry[name] is None),
    )
    _refuse_order(facts)
    return facts


_LISTS: Final = frozenset({"sold", "unsold", "acts", "prior_penalty", "provincial_amounts"})
_ACT_WORDS: Final = frozenset(
    {"date", "already_handled", "handled_by", "sold", "unsold", "currency", *AMOUNTS, *COUNTS}
)
_LINE_WORDS: Final = frozenset({"quantity", "currency", *PRICES})
_PRIOR_WORDS: Final = frozenset({"kind", "date"})


def _figures(given: Mapping[str, Any], prefix: str) -> dict[str, Decimal]:
    amounts = {name: amount(given[name], prefix + name) for name in AMOUNTS if name in given}
    counts = {name: count(given[name], prefix + name) for name in COUNTS if name in given}
    return amounts | counts


def _lines(value: Any, key: str) -> tuple[Line, ...] | None:
    if value is None:
        return None
    return tuple(_line(one, f"{key}[{number}]") for number, one in enumerate(objects(value, key), start=1))


def _line(entry: Mapping[str, Any], key: str) -> Line:
    given = {name: value for name, value in entry.items() if value is not None}
    refuse_currency(given, key)
    if "quantity" not in given:
        raise fault(f"{key}.quantity", "the line has no quantity", "Write how many pieces there were")
    prices: dict[str, Decimal] = {name: amount(given[name], f"{key}.{name}") for name in PRICES if name in given}
    return Line(quantity(given["quantity"], f"{key}.quantity"), prices)


def _acts(value: Any) -> tuple[Act, ...]:
    return tuple(_act(one, f"acts[{number}]") for number, one in enumerate(objects(value, "acts"), start=1))


def _act(entry: Mapping[str, Any], key: str) -> Act:
    given = {name: value for name, value in entry.items() if value is not None}
    refuse_currency(given, key)
    if "date" not in given:
        raise fault(f"{key}.date", "the act has no date", "Write the day on which the act was done")
    handled = flag(given["already_handled"], f"{key}.already_handled") if "already_handled" in given else None
    first, last = span(given["date"], f"{key}.date")
    return Act(
        day=first,
        until=last,
        figures=_figures(given, f"{key}."),
        sold=_lines(given.get("sold"), f"{key}.sold"),
        unsold=_lines(given.get("unsold"), f"{key}.unsold"),
        handled=handled,
        handled_by=text(given["handled_by"], f"{key}.handled_by") if "handled_by" in given else None,
    )


def _priors(entry: Mapping[str, Any]) -> tuple[Prior, ...] | None:
    value = entry.get("prior_penalty")
    if value is None:
        return None
    value = value or []
    listed = [value] if isinstance(value, dict) else value
    return tuple(_prior(one, "prior_penalty") for one in objects(listed, "prior_penalty"))


def _prior(entry: Mapping[str, Any], key: str) -> Prior:
    kind = entry.get("kind")
    if kind not in ("administrative", "criminal"):
        raise fault(f"{key}.kind", f"{shown(kind)} is no kind of penalty", "Write administrative or criminal")
    return Prior(str(kind), day(entry.get("date"), f"{key}.date"))


def _provincial(value: Any) -> dict[str, Decimal]:
    if not isinstance(value, dict):
        raise fault("provincial_amounts", f"{shown(value)} is no object", 'Write {"organisation": "50000.00"} or null')
    unknown = [name for name in value if name not in _PARTY]
    if unknown:
        raise fault("provincial_amounts", f"{unknown[0]!r} is no party", "Write person and organisation")
    return {_PARTY[name]: amount(one, f"provincial_amounts.{name}") for name, one in value.items() if one is not None}


_TOP: Final = frozenset({*DAYS, *COUNTS, *AMOUNTS, *WORDS, *FINDINGS, *_LISTS, "currency"})


def near(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return words of the vocabulary that a field outside it may have been meant as, most likely first."""
    known = sorted({*_TOP, *_ACT_WORDS, *_LINE_WORDS, *_PRIOR_WORDS})
    found = {name: difflib.get_close_matches(name.rpartition(".")[2], known, n=2, cutoff=0.7) for name in names}
    return {name: tuple(words) for name, words in found.items() if words}


def _unknown(entry: Mapping[str, Any], findings: tuple[str, ...]) -> list[str]:
    """Name every field that the vocabulary does not have, by its path."""
    found = [name for name in entry if name not in {*_TOP, *findings}]
    for name in ("sold", "unsold", "prior_penalty"):
        found += _unknown_inside(entry.get(name), name)
    for number, act in enumerate(_dicts(entry.get("acts")), start=1):
        found += [f"acts[{number}].{name}" for name in act if name not in _ACT_WORDS]
        for name in ("sold", "unsold"):
            found += _unknown_inside(act.get(name), f"acts[{number}].{name}")
    return sorted(found)


def _unknown_inside(value: Any, path: str) -> list[str]:
    known = _PRIOR_WORDS if path == "prior_penalty" else _LINE_WORDS
    return [f"{path}.{name}" for one in _dicts(value) for name in one if name not in known]


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def _refuse_order(facts: Facts) -> None:
    """Refuse an assessment, notice or decision that stands before the act it is about."""
    days = facts.act_days
    for name in DAYS[1:]:
        if days and name in facts.days and facts.days[name] < days[-1]:
            raise fault(name, f"{facts.days[name]} lies before the act of {days[-1]}", "Correct one of the two dates")
