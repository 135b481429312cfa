"""The form of a domain playbook: data only, strict, frozen.

A check names a *primitive* of the screening engine and gives its parameters (``primitives``). Weights are bits of
evidence (log2 odds), ``base`` the bits a group starts from.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from jianzhen.playbook.parts import Bits, ItemKind, Key, Model, Text, Words
from jianzhen.playbook.primitives import Check, NumberForm

SCHEMA_VERSION: Final = 1
MIN_EXAMPLES: Final = 3
"""A domain may be added with three examples a check; the four that ship hold at least twelve."""


class Task(Model):
    """Where the work plan asks for this domain."""

    plan: Text
    number: Text


class Agency(Model):
    """An agency by its code in the city file, and the text that makes it responsible."""

    code: Key
    citation: Text


class Agencies(Model):
    """Who leads and who acts jointly."""

    lead: Annotated[tuple[Agency, ...], Field(min_length=1)]
    joint: tuple[Agency, ...] = ()


class Disposal(Model):
    """How goods seized in this domain are usually disposed of (无害化销毁), and on what basis."""

    goods: Text
    method: Literal["incineration", "landfill", "dismantling", "pulping", "crushing", "return", "charity", "other"]
    basis: Text


class Routing(Model):
    """What a citizen's words must hold to belong to this domain: lexicon of terms with bits."""

    lexicon: Text
    base: Bits = -5.0


class PlaybookHead(Model):
    """``playbook.yml`` of one domain."""

    schema_version: Literal[1]
    domain: Key
    title: Words
    mission: Annotated[str, StringConstraints(pattern=r"^M\d{2}$")]
    task: Task
    agencies: Agencies
    sources: Annotated[tuple[ItemKind, ...], Field(min_length=1)]
    law: tuple[Key, ...]
    routing: Routing
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]
    disposal: Annotated[tuple[Disposal, ...], Field(min_length=1)]
    indicators: Annotated[tuple[Words, ...], Field(min_length=1)]


class Term(Model):
    """One row of a lexicon: the term, its bits (None = the check's own) and a tag whose meaning the check gives."""

    term: Text
    weight: float | None = None
    tag: str = ""


class Example(Model):
    """One golden example of one check: ``expect`` is what that check must say of the item.

    hit = the strongest verdict the check may give, doubtful = watch, miss = nothing or clear.
    """

    check: Key
    number: int
    expect: Literal["hit", "doubtful", "miss"]
    near: bool
    item: tuple[tuple[str, str], ...]
    why: str = ""


class Examples(Model):
    """One examples file: the examples and the registers they are to be read with (rows as column → cell)."""

    check: Key
    as_of: str
    rights: tuple[tuple[tuple[str, str], ...], ...] = ()
    licences: tuple[tuple[tuple[str, str], ...], ...] = ()
    prices: tuple[tuple[tuple[str, str], ...], ...] = ()
    examples: tuple[Example, ...]


class Playbook(Model):
    """A whole domain folder as read."""

    folder: str
    head: PlaybookHead
    lexicons: tuple[tuple[str, tuple[Term, ...]], ...]
    examples: tuple[Examples, ...]

    def lexicon(self, name: str) -> tuple[Term, ...]:
        """Return the terms of lexicon ``name``; the checker made sure that it is there."""
        return dict(self.lexicons)[name]

    @property
    def domain(self) -> str:
        """The domain's name, which is the folder's."""
        return self.head.domain


ITEM_FIELDS: Final = (
    "kind", "seller", "seller_uscc", "goods", "brand", "spec", "price", "quantity", "licence_no", "code", "place",
)  # fmt: skip
"""The fields an example may give beside its text."""


def lexicons_of(check: Check) -> tuple[tuple[str, str], ...]:
    """Return (parameter, lexicon name) for every lexicon a check names."""
    names = ("lexicon", "covered_by", "before", "after", "topic", "not_topic", "claims", "identity", "excuses",
             "nominative", "goods_classes", "free")  # fmt: skip
    found = ((name, getattr(check, name, None)) for name in names)
    return tuple((name, value) for name, value in found if isinstance(value, str))


def patterns_of(check: Check) -> tuple[str, ...]:
    """Return the law keys whose patterns a check needs."""
    return check.patterns if isinstance(check, NumberForm) else ()
