"""Which rule counts the publication of a penalty, and which term it is shown for (pure; data in publication.yml)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from jianzhen.law.book import LawBook
from jianzhen.law.errors import LawError
from jianzhen.stages.cases.schema.acts import Strict, Text, Words, parsed

FILE: Final = Path(__file__).parent / "publication.yml"
EXEMPT_RULE: Final = "pub.warning_only"
FIELDS_RULE: Final = "pub.summary.fields"
SUMMARY: Final = ("number", "party", "conduct", "content", "agency", "date")
"""处罚信息摘要: the six fields of 公示规定第四条, in its order."""
Category = Literal["light", "general", "serious"]


class Due(Strict):
    """Keys of the time to publish."""

    same_province: Text
    push: str = ""
    home: str = ""


class Term(Strict):
    """Keys of a term of display, the first in force counting, and of what must pass before an early stop."""

    term: tuple[Text, ...]
    early: tuple[Text, ...] = ()


class PublicationRules(Strict):
    """The whole file."""

    schema_version: Literal[1]
    due: dict[str, Due]
    withdraw: dict[str, Text]
    terms: dict[str, dict[str, Term]]
    serious_domains: tuple[Text, ...]
    serious_penalties: tuple[Text, ...]
    no_early_stop: tuple[Text, ...]
    light_penalties: tuple[Text, ...]
    words: dict[str, Words] = Field(min_length=1)

    def first_clock(self, agency: str, party_place: str) -> tuple[str, str]:
        """Return the name and key of the clock that a decision starts; the key is empty where no rule is known."""
        due = self.due.get(agency, self.due[""])
        return ("publish", due.same_province) if party_place == "same_province" else ("push", due.push)

    def home_key(self, agency: str) -> str:
        """Return the key of the home province's time to publish."""
        return self.due.get(agency, self.due[""]).home

    def category(self, domain: str, penalties: Iterable[str], *, low_fine: bool) -> Category:
        """Return the kind of display that a penalty calls for.

        ``low_fine`` is the officer's statement with its basis: the figure of a low fine is not in a rule that was read.
        """
        found = set(penalties)
        if domain in self.serious_domains or found & set(self.serious_penalties):
            return "serious"
        light = set(self.light_penalties) | ({"fine"} if low_fine else set())
        return "light" if found <= light else "general"

    def exempt(self, penalties: Iterable[str]) -> bool:
        """Say whether only a warning was given, which is not published (pub.warning_only)."""
        return set(penalties) == {"warning"}

    def term_key(self, agency: str, category: str, book: LawBook, on: date) -> str:
        """Return the key of the term in force on the day; empty where none is known."""
        rules = self.terms.get(agency, {}).get(category)
        return _in_force(rules.term, book, on) if rules else ""

    def early_key(self, agency: str, category: str, book: LawBook, on: date) -> str:
        """Return the key of what must have passed before an early stop; empty where there is none."""
        rules = self.terms.get(agency, {}).get(category)
        return _in_force(rules.early, book, on) if rules else ""


def _in_force(keys: tuple[str, ...], book: LawBook, on: date) -> str:
    for key in keys:
        try:
            book.at(key, on)
        except LawError:
            continue  # the next of the file's rules is asked; none in force is an empty key, which needs legal review
        return key
    return ""


@cache
def publication_rules() -> PublicationRules:
    """Return the packaged rules, read once.

    Raises:
        RefusedError: the file is not of its form.
    """
    return parsed(FILE, PublicationRules)
