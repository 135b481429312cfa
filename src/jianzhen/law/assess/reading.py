"""Reads the ``input`` of a case by the words of the facts vocabulary; a value that cannot be meant is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jianzhen.base.errors import Where
from jianzhen.law.assess.facts import Act, Facts, Line, Prior
from jianzhen.law.assess.plans import PRICES
from jianzhen.law.errors import CaseFileError

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
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?", re.ASCII)
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
_FIRST_YEAR, _LAST_YEAR = 1949, 2199


class FactsError(CaseFileError):
    """A fact of one case cannot be meant; that case is refused, the others are answered."""


def read_facts(entry: Any) -> Facts:
    """Read the ``input`` of a case.

    Raises:
        FactsError: a value is negative, no date of the calendar, in another currency, or of the wrong shape.
    """
    if not isinstance(entry, dict):
        raise fault("input", f"{_shown(entry)} is no object of facts", 'Write {"act_date": "2024-06-03", …}')
    given = {name: value for name, value in entry.items() if value is not None}
    _refuse_currency(given, "input")
    made_out = tuple(name for name in given if _MADE_OUT.fullmatch(name))
    findings = (*FINDINGS, *made_out)
    facts = Facts(
        days={name: _day(given[name], name) for name in DAYS if name in given},
        figures=_figures(given, ""),
        words={name: _text(given[name], name) for name in WORDS if name in given},
        findings={name: _flag(given[name], name) for name in findings if name in given},
        sold=_lines(given.get("sold"), "sold"),
        unsold=_lines(given.get("unsold"), "unsold"),
        acts=_acts(given.get("acts", [])),
        priors=_priors(entry),
        provincial=_provincial(given.get("provincial_amounts", {})),
        unknown=tuple(_unknown(entry, findings)),
    )
    _refuse_order(facts)
    return facts


_LISTS: Final = frozenset({"sold", "unsold", "acts", "prior_penalty", "provincial_amounts"})
_ACT_WORDS: Final = frozenset(
    {"date", "already_handled", "handled_by", "sold", "unsold", "currency", *AMOUNTS, *COUNTS}
)
_LINE_WORDS: Final = frozenset({"quantity", "currency", *PRICES})
_PRIOR_WORDS: Final = frozenset({"kind", "date"})


def fault(key: str, what: str, remedy: str) -> FactsError:
    """Make the error of one fact, named by its path inside ``input``."""
    return FactsError(what, where=Where(key=key), remedy=remedy)


def _figures(given: Mapping[str, Any], prefix: str) -> dict[str, Decimal]:
    amounts = {name: _amount(given[name], prefix + name) for name in AMOUNTS if name in given}
    counts = {name: _count(given[name], prefix + name) for name in COUNTS if name in given}
    return amounts | counts


def _shown(value: Any) -> str:
    return repr(value)[:80]


def _amount(value: Any, key: str) -> Decimal:
    number = _number(value, key)
    if number < 0:
        raise fault(key, f"the amount {number} is negative", "Write the amount as it is, 0.00 where there was none")
    return number


def _number(value: Any, key: str) -> Decimal:
    text = value.strip() if isinstance(value, str) else str(value)
    if isinstance(value, str | Decimal | int) and not isinstance(value, bool) and _NUMBER.fullmatch(text):
        return Decimal(text)
    raise fault(
        key, f"{_shown(value)} is no amount in CNY", 'Write a decimal in quotes without unit, such as "50000.00"'
    )


def _count(value: Any, key: str) -> Decimal:
    number = _number(value, key)
    if number < 0 or number != number.to_integral_value():
        raise fault(key, f"{_shown(value)} is no count", "Write a whole number, 0 or more")
    return number


def _day(value: Any, key: str) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2024-06-03") else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise fault(key, f"{_shown(value)} is no day of the calendar", "Write a day that exists, such as 2024-06-03")
    return day


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise fault(key, f"{_shown(value)} is no text", "Write a text in quotes, or null")
    return value.strip()


def _flag(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise fault(key, f"{_shown(value)} is neither true nor false", "Write true, false, or null where not known")
    return value


def _list(value: Any, key: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise fault(key, f"{_shown(value)} is no list of objects", "Write [ { … } ]")
    return value


def _lines(value: Any, key: str) -> tuple[Line, ...] | None:
    if value is None:
        return None
    return tuple(_line(one, f"{key}[{number}]") for number, one in enumerate(_list(value, key), start=1))


def _line(entry: Mapping[str, Any], key: str) -> Line:
    given = {name: value for name, value in entry.items() if value is not None}
    _refuse_currency(given, key)
    if "quantity" not in given:
        raise fault(f"{key}.quantity", "the line has no quantity", "Write how many pieces there were")
    prices: dict[str, Decimal] = {name: _amount(given[name], f"{key}.{name}") for name in PRICES if name in given}
    return Line(_amount(given["quantity"], f"{key}.quantity"), prices)


def _acts(value: Any) -> tuple[Act, ...]:
    return tuple(_act(one, f"acts[{number}]") for number, one in enumerate(_list(value, "acts"), start=1))


def _act(entry: Mapping[str, Any], key: str) -> Act:
    given = {name: value for name, value in entry.items() if value is not None}
    _refuse_currency(given, key)
    if "date" not in given:
        raise fault(f"{key}.date", "the act has no date", "Write the day on which the act was done")
    handled = _flag(given["already_handled"], f"{key}.already_handled") if "already_handled" in given else None
    return Act(
        day=_day(given["date"], f"{key}.date"),
        figures=_figures(given, f"{key}."),
        sold=_lines(given.get("sold"), f"{key}.sold"),
        unsold=_lines(given.get("unsold"), f"{key}.unsold"),
        handled=handled,
        handled_by=_text(given["handled_by"], f"{key}.handled_by") if "handled_by" in given else None,
    )


def _priors(entry: Mapping[str, Any]) -> tuple[Prior, ...] | None:
    if "prior_penalty" not in entry:
        return None
    value = entry["prior_penalty"] or []
    listed = [value] if isinstance(value, dict) else value
    return tuple(_prior(one, "prior_penalty") for one in _list(listed, "prior_penalty"))


def _prior(entry: Mapping[str, Any], key: str) -> Prior:
    kind = entry.get("kind")
    if kind not in ("administrative", "criminal"):
        raise fault(f"{key}.kind", f"{_shown(kind)} is no kind of penalty", "Write administrative or criminal")
    return Prior(str(kind), _day(entry.get("date"), f"{key}.date"))


def _provincial(value: Any) -> dict[str, Decimal]:
    if not isinstance(value, dict):
        raise fault("provincial_amounts", f"{_shown(value)} is no object", 'Write {"organisation": "50000.00"} or null')
    unknown = [name for name in value if name not in _PARTY]
    if unknown:
        raise fault("provincial_amounts", f"{unknown[0]!r} is no party", "Write person and organisation")
    return {_PARTY[name]: _amount(one, f"provincial_amounts.{name}") for name, one in value.items() if one is not None}


def _refuse_currency(given: Mapping[str, Any], key: str) -> None:
    currency = given.get("currency", "CNY")
    if currency not in ("CNY", "RMB", "人民币"):
        raise fault(
            f"{key}.currency",
            f"{_shown(currency)} is another currency",
            "Convert every amount to CNY and name the rate",
        )


def _unknown(entry: Mapping[str, Any], findings: tuple[str, ...]) -> list[str]:
    """Name every field that the vocabulary does not have, by its path."""
    known = {*DAYS, *COUNTS, *AMOUNTS, *WORDS, *findings, *_LISTS, "currency"}
    found = [name for name in entry if name not in known]
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
