"""Why something is refused, in both languages, as data: a code with parameters becomes an error (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

from jianzhen.base.errors import ConflictError, JianzhenError, NotAllowedError, RefusedError, Where
from jianzhen.stages.cases.schema.acts import Strict, Text, Word, parsed


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
def read_refusals(path: Path) -> dict[str, Entry]:
    """Return every refusal of a file by its code, read once.

    Raises:
        RefusedError: the file is not of its form.
    """
    return parsed(path, _Table).refusals


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: its code, where it points, what its sentences name, and the sentences."""

    code: str
    key: str
    entry: Entry
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def en(self) -> str:
        """Fault and remedy in English."""
        said = dict(self.params)
        return f"{self.entry.en.what.format_map(said)}. {self.entry.en.remedy.format_map(said)}"

    @property
    def zh(self) -> str:
        """Fault and remedy in Chinese."""
        said = dict(self.params)
        return f"{self.entry.zh.what.format_map(said)}。{self.entry.zh.remedy.format_map(said)}"

    def error(self) -> JianzhenError:
        """Return the refusal as an error of its kind, with both languages.

        Raises:
            KeyError: a name that the sentences fill in was not given.
        """
        said = dict(self.params)
        return _ERRORS[self.entry.kind](
            self.entry.en.what.format_map(said),
            where=Where(key=self.key or None),
            remedy=self.entry.en.remedy.format_map(said),
            zh=self.zh,
        )
