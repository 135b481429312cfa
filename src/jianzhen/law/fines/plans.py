"""What each charge asks of the rule files for its fine, read once from ``charges.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from jianzhen.law.rulefile import rule_fault
from jianzhen.law.yamlfile import parse, read_documents

_FILE: Final = Path(__file__).with_name("charges.yml")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Entry):
    """One thing said in both languages."""

    zh: str
    en: str


class Tier(_Entry):
    """One tier of a fine: the key with its figures, and when it applies."""

    key: str
    from_limb: bool = Field(default=False, alias="from")
    serious: bool = False
    floor_unknown: bool = False


class Charge(_Entry):
    """One charge: the amount multiples are taken of, its tiers in order, and what makes it heavier."""

    words: Words
    base: str | None = None
    may: bool = False
    repeat: str | None = None
    punitive: str | None = None
    domains: tuple[str, ...] = ()
    tiers: Annotated[dict[str, Tier], Field(min_length=1)]

    @model_validator(mode="after")
    def _ends_with_the_rest(self) -> Charge:
        """The last tier applies where no other does, so that every case falls into one."""
        *_, last = self.tiers.values()
        if last.from_limb or last.serious:
            raise ValueError("the last tier has a condition; end with one that has none")
        return self


class Plans(_Entry):
    """Every charge, and the words of the amounts they take multiples of."""

    charges: dict[str, Charge]
    bases: dict[str, Words]

    @model_validator(mode="after")
    def _bases_known(self) -> Plans:
        unknown = [name for name, one in self.charges.items() if one.base and one.base not in self.bases]
        if unknown:
            raise ValueError(f"{unknown[0]}.base is none of bases")
        return self


@cache
def plans() -> Plans:
    """Return the packaged plans, read once.

    Raises:
        RuleFileError: the file is not of its form.
    """
    (document,) = read_documents(_FILE, rule_fault)
    return parse(Plans, document, _FILE, rule_fault)
