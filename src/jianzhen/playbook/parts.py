"""The parts of which every form of a playbook is made: strict models, keys, words in two languages, kinds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Bits = Annotated[float, Field(ge=-30, le=30)]
Window = Annotated[int, Field(ge=0, le=40)]
ItemKind = Literal[
    "listing", "shop", "company", "ad", "review", "message", "complaint", "report", "inspection", "parcel",
    "declaration", "penalty", "tobacco_scan", "verdict",
]  # fmt: skip
RightKind = Literal["trademark", "name", "gi", "work", "special_sign", "patent", "variety"]


class Model(BaseModel):
    """A frozen model that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Model):
    """One thing said in Chinese and in English."""

    zh: Text
    en: Text
