"""The words and places of which names are built, read once from this room's own lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of ``words.yml`` and ``places.yml``; tuples run from the longest word to the shortest.

    ``company_forms`` maps each written form to its form in law.
    """

    provinces: tuple[str, ...]
    cities: tuple[str, ...]
    company_forms: dict[str, str]
    trader_forms: tuple[str, ...]
    industries: tuple[str, ...]
    decorations: tuple[str, ...]
    notes: frozenset[str]
    placeholders: frozenset[str]
    surnames: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the packaged lists."""
    places, words = _read("places.yml"), _read("words.yml")
    forms = {word: law for law, line in words["company_forms"].items() for word in line.split()}
    return Lexicon(
        provinces=_longest_first(places["provinces"]),
        cities=_longest_first(places["cities"]),
        company_forms=dict(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0]))),
        trader_forms=_longest_first(words["trader_forms"]),
        industries=_longest_first(words["industries"]),
        decorations=_longest_first(words["decorations"]),
        notes=frozenset(words["notes"].split()),
        placeholders=frozenset(words["placeholders"].split()),
        surnames=frozenset(words["surnames"].replace(" ", "")),
    )


def _read(name: str) -> dict[str, Any]:
    text = resources.files("jianzhen.stages.tracing").joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _longest_first(line: str) -> tuple[str, ...]:
    return tuple(sorted(set(line.split()), key=lambda word: (-len(word), word)))
