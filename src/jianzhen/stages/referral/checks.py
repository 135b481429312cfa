"""What an act of a transfer must say, and which standard of suspicion is enough on a day (no table is touched)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.law.errors import LawError
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.referral.course import RESULTS, course

SUSPECTED, REASONABLE = "suspected_crime", "reasonable_suspicion"
IP_ARTICLES: Final = frozenset({"213", "214", "215", "216", "217", "218", "219"})
"""Crimes against intellectual property, 刑法 213 to 219."""
_ARTICLE: Final = re.compile(r"\d{1,3}(-\d)?")
_LONGEST: Final = 4000


def check_standard(articles: tuple[str, ...], standard: str, on: date) -> None:
    """Refuse a transfer without article, or on mere suspicion where the law of the day does not let that do.

    移送规定（国令730号）第三条第二款: reasonable suspicion is enough for intellectual-property cases since 2020-08-07.

    Raises:
        RefusedError: with what the law of that day asks for.
    """
    wrong = [one for one in articles if not _ARTICLE.fullmatch(one)]
    if wrong or not articles:
        raise RefusedError(
            "no article of the Criminal Law", where=Where(key="articles"), remedy='Name it, such as "213"'
        )
    if standard == SUSPECTED:
        return
    where = Where(key="standard")
    if standard != REASONABLE:
        raise RefusedError(f"no standard {standard!r}", where=where, remedy=f"It is {SUSPECTED} or {REASONABLE}")
    others = sorted({one.split("-")[0] for one in articles} - IP_ARTICLES)
    if others:
        raise RefusedError(
            f"article {others[0]} is no intellectual-property crime: reasonable suspicion is not enough",
            where=where,
            remedy="Transfer it as a suspected crime (涉嫌构成犯罪)",
        )
    try:
        law().book.at("xfer.ip.reasonable", on)
    except LawError as silence:
        raise RefusedError(
            silence.what, where=where, remedy="Transfer it as a suspected crime (涉嫌构成犯罪)"
        ) from silence


def check_facts(name: str, facts: Mapping[str, Any]) -> None:
    """Refuse a fact that is empty or not of its kind.

    Raises:
        RefusedError: names the fact.
    """
    for fact, kind in course().act(name).facts.items():
        value, problem = facts.get(fact), ""
        if kind == "text" and (not isinstance(value, str) or not value.strip() or len(value) > _LONGEST):
            problem = f"is empty or longer than {_LONGEST} characters"
        if kind == "boolean" and not isinstance(value, bool):
            problem = "is neither yes nor no"
        if kind == "result" and value not in RESULTS:
            problem = f"is {value!r}; it is {' or '.join(RESULTS)}"
        if problem:
            raise RefusedError(f"{fact} {problem}", where=Where(key=f"{name}.{fact}"), remedy="Correct it and repeat")


def digest(words: str) -> str:
    """Return what the log keeps of free words, which may hold names."""
    return "sha256:" + hashlib.sha256(words.encode("utf-8")).hexdigest()
