"""What faces read of documents: those issued for a matter, their services, and a form ready to be filled in (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class ServiceWay(StrEnum):
    """How a document can be served (程序规定 第八十一条至第八十二条), in the words of the receipt's own choices."""

    DIRECT = "直接送达"
    LEFT = "留置送达"
    MAIL = "邮寄送达"
    ELECTRONIC = "电子送达"
    ENTRUSTED = "委托送达"
    FORWARDED = "转交送达"
    PUBLIC = "公告送达"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One service. ``served_on`` is the day the law counts from; by public notice it lies after the act itself."""

    seq: int
    way: ServiceWay
    receiver: str
    place: str
    served_at: datetime
    served_on: date
    rule_id: str
    witness: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One document as issued; ``current`` unless a later revision replaced it. ``law`` is what it prints of the law."""

    document_id: UUID
    form: str
    words: tuple[str, str]
    number: str
    revision: int
    current: bool
    reason: str
    on: date
    actor: str
    sha256: str
    law: tuple[Mapping[str, Any], ...]
    services: tuple[ServiceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One document with the lead, or the complaint or report, in which it was issued."""

    lead_id: UUID | None
    grievance_id: UUID | None
    line: DocumentLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """That the head of the agency approved the next issue of a form, with the words."""

    actor_id: str
    name: str
    at: datetime
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """What the records say for a form (``fixed``) and what they offer (``offered``), both as facts by path.

    ``occasions`` are those the form can be made for, key and words (zh, en); ``occasion`` is the chosen one.
    """

    form: str
    fixed: Mapping[str, Any]
    offered: Mapping[str, Any]
    occasions: tuple[tuple[str, tuple[str, str]], ...] = ()
    occasion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """What an act of issuing left."""

    document_id: UUID
    number: str
    revision: int
    sha256: str
    on: date
