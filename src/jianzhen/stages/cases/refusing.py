"""Why a step is refused, in both languages, as data: a code with parameters becomes an error or a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

from jianzhen.base.errors import ConflictError, JianzhenError, NotAllowedError, RefusedError, Where
from jianzhen.stages.cases.schema.acts import Strict, Text, Word, parsed

FILE: Final = Path(__file__).parent / "refusals.yml"


class Sentence(Strict):
    """What is wrong and what to do about it."""

    what: Text
    remedy: Text


class Entry(Strict):
    """One refusal in both languages."""

    kind: Literal["refused", "conflict", "not_allowed"]
    en: Sentence
    zh: Sentence


class _Table(Strict):
    schema_version: Literal[1]
    refusals: dict[Word, Entry]


_ERRORS: Final[dict[str, type[JianzhenError]]] = {
    "refused": RefusedError,
    "conflict": ConflictError,
    "not_allowed": NotAllowedError,
}


@cache
def entries() -> dict[str, Entry]:
    """Return every refusal by its code, read once."""
    return parsed(FILE, _Table).refusals


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: its code, where it points, and what its sentences name."""

    code: str
    key: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def en(self) -> str:
        """Fault and remedy in English."""
        entry = entries()[self.code].en
        return f"{entry.what.format_map(dict(self.params))}. {entry.remedy.format_map(dict(self.params))}"

    @property
    def zh(self) -> str:
        """Fault and remedy in Chinese."""
        entry = entries()[self.code].zh
        return f"{entry.what.format_map(dict(self.params))}。{entry.remedy.format_map(dict(self.params))}"

    def error(self) -> JianzhenError:
        """Return the refusal as an error of its kind, with both languages."""
        entry, said = entries()[self.code], dict(self.params)
        return _ERRORS[entry.kind](
            entry.en.what.format_map(said),
            where=Where(key=self.key or None),
            remedy=entry.en.remedy.format_map(said),
            zh=self.zh,
        )


def refusal(code: str, key: str = "", **params: object) -> Refusal:
    """Return a refusal of this code."""
    return Refusal(code, key, params)


def refuse(code: str, key: str = "", **params: object) -> JianzhenError:
    """Return the error of a refusal, to be raised."""
    return Refusal(code, key, params).error()
