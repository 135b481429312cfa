"""Reads how goods of each nature are destroyed: classes, methods, and what the guideline names (data, pure)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from jianzhen.stages.cases.schema.acts import Strict, Text, Word, Words, parsed

FILE: Final = Path(__file__).parent / "procedures" / "destruction.yml"


class WasteClass(Strict):
    """A class of waste, and who may treat it."""

    words: Words
    needs: Words
    article: Text


class Method(Strict):
    """A way to end goods; ``end`` is where the ledger puts them."""

    words: Words
    end: Literal["destroyed", "disposed"]


class Nature(Strict):
    """A nature of goods: its class and the methods suggested, the preferred one first.

    ``named`` says that the guideline itself gives such goods as an example of the class.
    """

    words: Words
    waste: Word = Field(alias="class")
    named: bool
    methods: Annotated[tuple[Word, ...], Field(min_length=1)]


class Destruction(Strict):
    """The whole file, checked against itself."""

    schema_version: Literal[1]
    rule: Text
    source: Text
    confidence: Literal["A", "B", "unverified"]
    classes: dict[Word, WasteClass]
    methods: dict[Word, Method]
    natures: dict[Word, Nature]

    @model_validator(mode="after")
    def _known(self) -> Destruction:
        for code, nature in self.natures.items():
            if nature.waste not in self.classes:
                raise ValueError(f"natures.{code}.class: no class {nature.waste!r}")
            unknown = [one for one in nature.methods if one not in self.methods]
            if unknown:
                raise ValueError(f"natures.{code}.methods: no method {unknown[0]!r}")
        return self


def read_destruction(path: Path) -> Destruction:
    """Read a file of natures, classes and methods.

    Raises:
        RefusedError: it is damaged, or names a class or method it does not have.
    """
    return parsed(path, Destruction)


@cache
def destruction() -> Destruction:
    """Return the packaged file, read once."""
    return read_destruction(FILE)
