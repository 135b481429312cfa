"""What a caller may ask, field by field; a field with another name is refused, not ignored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from jianzhen.faces.api.cells import Cell, Day, DayCell, Id, Mark, Moment, Money, Short, Text, Whole

MAX_ITEMS: Final = 100
MAX_ALL_TEXT: Final = 200_000
"""Code points of all texts of one request."""
Kind = Literal["listing", "shop", "company", "ad", "review", "message"]
SubmittedKind = Literal["listing", "shop", "company", "ad", "review", "message", "complaint", "report"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Strict):
    """One thing to screen; only ``item_id`` and ``text`` are needed, the rest is evidence where known."""

    item_id: Id
    text: Text
    kind: Kind | None = None
    seller: Cell | None = None
    seller_uscc: Cell | None = None
    goods: Cell | None = None
    brand: Cell | None = None
    spec: Cell | None = None
    price: Money | None = None
    licence_no: Cell | None = None
    code: Cell | None = None


class ScreenAsked(_Strict):
    """One to a hundred items, each with an id of its own."""

    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        _require_distinct([item.item_id for item in self.items])
        _require_little([item.text for item in self.items])
        return self


class AskedPair(_Strict):
    """A use of a text and a mark; everything else may be unknown."""

    pair_id: Id
    text: Short
    mark: Mark
    text_goods: Cell | None = None
    user: Cell | None = None
    mark_goods: Cell | None = None
    holder: Cell | None = None


class PairsAsked(_Strict):
    """One to a hundred pairs."""

    pairs: Annotated[tuple[AskedPair, ...], Field(min_length=1, max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        _require_distinct([pair.pair_id for pair in self.pairs])
        return self


class Message(_Strict):
    """A citizen's message."""

    item_id: Id
    text: Text


class RouteAsked(_Strict):
    """One to a hundred messages; ``as_of`` is the day whose agency names count, today in Shanghai if left out."""

    items: Annotated[tuple[Message, ...], Field(min_length=1, max_length=MAX_ITEMS)]
    as_of: Day | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        _require_distinct([item.item_id for item in self.items])
        _require_little([item.text for item in self.items])
        return self


class CodeAsked(_Strict):
    """A code found on goods, as scanned or typed."""

    code: Short


class Submitted(_Strict):
    """One observation handed in: a listing, an advertisement, a complaint, a report.

    ``item_id`` is the sender's own number of it: the same number with the same content is the same signal. Names and
    telephones of persons (``reporter``, ``reporter_phone``, ``seller_phone``) are kept in the vault only.
    """

    item_id: Id
    text: Text
    kind: SubmittedKind
    seller: Cell | None = None
    seller_account: Cell | None = None
    seller_uscc: Cell | None = None
    seller_phone: Cell | None = None
    seller_address: Cell | None = None
    reporter: Cell | None = None
    reporter_phone: Cell | None = None
    platform: Cell | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    brand: Cell | None = None
    goods: Cell | None = None
    spec: Cell | None = None
    barcode: Cell | None = None
    price: Money | None = None
    quantity: Whole | None = None
    licence_no: Cell | None = None
    code: Cell | None = None
    district_text: Cell | None = None
    place: Cell | None = None
    event_date: DayCell | None = None
    observed_at: Moment | None = None


class SignalsAsked(_Strict):
    """One to a hundred observations."""

    items: Annotated[tuple[Submitted, ...], Field(min_length=1, max_length=MAX_ITEMS)]

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        _require_distinct([item.item_id for item in self.items])
        _require_little([item.text for item in self.items])
        return self


def _require_distinct(ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for place, one in enumerate(ids):
        if one in seen:
            raise PydanticCustomError("twice", "the id at place {place} stands twice", {"place": place})
        seen.add(one)


def _require_little(texts: Sequence[str]) -> None:
    if sum(map(len, texts)) > MAX_ALL_TEXT:
        raise PydanticCustomError("too_much_text", "more than {limit} characters", {"limit": MAX_ALL_TEXT})
