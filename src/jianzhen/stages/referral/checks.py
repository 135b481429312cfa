"""What an act of a transfer must say, and which standard of suspicion is enough on a day (no table is touched)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from jianzhen.law.errors import LawError
from jianzhen.people import queries as people
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.schema.secrecy import marked
from jianzhen.stages.referral.course import RESULTS, course
from jianzhen.stages.referral.refusing import refuse

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
        raise refuse("no_article", "articles")
    if standard == SUSPECTED:
        return
    if standard != REASONABLE:
        raise refuse("no_standard", "standard", standard=standard, known=f"{SUSPECTED} or {REASONABLE}")
    others = sorted({one.split("-")[0] for one in articles} - IP_ARTICLES)
    if others:
        raise refuse("not_intellectual", "standard", article=others[0])
    try:
        law().book.at("xfer.ip.reasonable", on)
    except LawError as silence:
        raise refuse("suspicion_too_early", "standard", why=silence.what, day=on) from silence


def check_team(team: tuple[UUID, ...], agency: str, on: date) -> None:
    """Refuse a special team (专案组) that is too small for the law of the day, or has no officers of the agency.

    Raises:
        RefusedError: names the number or the officer.
    """
    version = law().book.at("xfer.team", on)
    count, at_least = len(set(team)), int(version.quantity or 0)
    if count < at_least:
        raise refuse("team_too_small", "team", count=count, at_least=at_least, rule=version.citation)
    known = {user.pk for user in people.officers_of(agency)}
    for one in team:
        if one not in known or not people.qualified(one, on):
            name = people.names_of({str(one)}).get(str(one), str(one))
            raise refuse("team_stranger", "team", name=name, agency=agency, day=on)


def check_facts(name: str, facts: Mapping[str, Any]) -> None:
    """Refuse a fact that is empty or not of its kind.

    Raises:
        RefusedError: names the fact.
    """
    for fact, kind in course().act(name).facts.items():
        value, key = facts.get(fact), f"{name}.{fact}"
        if kind == "text" and (not isinstance(value, str) or not value.strip() or len(value) > _LONGEST):
            raise refuse("fact_text", key, fact=fact, most=_LONGEST)
        if kind == "boolean" and not isinstance(value, bool):
            raise refuse("fact_boolean", key, fact=fact)
        if kind == "result" and value not in RESULTS:
            raise refuse("fact_result", key, fact=fact, value=value, known=" or ".join(RESULTS))
        if kind == "text" and marked(str(value)):
            raise refuse("marked_secret", key, fact=fact)


def digest(words: str) -> str:
    """Return what the log keeps of free words, which may hold names."""
    return "sha256:" + hashlib.sha256(words.encode("utf-8")).hexdigest()
