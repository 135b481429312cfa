"""What the tracing room gives: who is behind a signal, and by which key we say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import pyarrow as pa

from jianzhen.base.clock import law_date
from jianzhen.stages.rights.schema import field

SCHEMA_VERSION: Final = 1

LINK: Final = pa.schema(
    [
        field("signal_id", pa.string(), required=True),
        field("subject_id", pa.string(), required=True),
        field("key_kind", pa.string(), required=True),
        field("key_value", pa.string(), required=True, personal="business"),
        field("decision", pa.string(), required=True),
        field("score", pa.float64(), required=True),
        field("recorded_at", pa.timestamp("us", tz="UTC"), required=True),
    ],
    metadata={"schema": "link", "schema_version": str(SCHEMA_VERSION)},
)
"""``decision`` is ``same`` (an exact key: USCC, licence, platform account, phone pseudonym, normalised
name within one address or platform) or ``maybe`` (a person has to look). ``subject_id`` is the subject
the key was learned for; who speaks for it today is asked of the room's queries, so that merges and
splits leave links alone."""

COMPLAINT_KINDS: Final = ("complaint", "report")
"""Kinds of signals that make a lead by themselves: somebody must answer them (投诉, 举报)."""

HISTORY_KINDS: Final = ("penalty", "complaint", "report", "inspection", "verdict")
"""Kinds of signals that belong to a subject's history."""

HANDLED_KINDS: Final = ("penalty", "verdict")
"""Kinds that tell of acts already answered: a finding in them opens no lead."""

FLAG: Final = "flag"
COMPLAINT: Final = "complaint"
CONTEXT: Final = "context"


@dataclass(frozen=True, slots=True)
class Observed:
    """One signal as a lead needs it; ``face`` numbers the seller's appearance within one harvest."""

    signal_id: str
    face: int
    kind: str
    source: str
    source_record_id: str
    text: str
    platform: str
    url: str
    seller_name: str
    seller_address: str
    reporter: str
    reporter_phone: str
    brand: str
    goods: str
    price: Decimal | None
    amount: Decimal | None
    quantity: int | None
    doc_no: str
    agency_name: str
    district_text: str
    event_date: date | None
    observed_at: datetime
    file_name: str
    file_sha256: str
    row_number: int

    @property
    def day(self) -> date:
        """Return the day of the event, else the Shanghai day of the observation."""
        return self.event_date or law_date(self.observed_at)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of the screening room as a lead keeps it."""

    finding_id: str
    signal_id: str
    right_id: str
    check: str
    domain: str
    verdict: str
    score: float
    base: float
    weight: float
    field: str
    span_start: int | None
    span_end: int | None
    quote: str
    reason_code: str
    reason_params: str
    law_keys: tuple[str, ...]
    plan_digest: str
    as_of: date

    @property
    def place(self) -> tuple[str, str, str, str, int | None]:
        """Return what makes two findings the same reason, whichever plan found it."""
        return self.signal_id, self.check, self.right_id, self.field, self.span_start


@dataclass(frozen=True)
class Appearance:
    """One face of a seller: the exact keys that hold for it, as (level, kind, value), and the name it showed."""

    keys: tuple[tuple[int, str, str], ...]
    name: str


@dataclass(frozen=True)
class Cluster:
    """The observations that exact keys put to one subject.

    ``faces`` has every appearance, ``signals`` only what a lead or the history needs. Without any key the cluster is
    one unknown seller's appearance and says nothing of identity.
    """

    faces: Mapping[int, Appearance]
    uscc: str
    first_seen: datetime
    last_seen: datetime
    signals: tuple[Observed, ...]
    findings: Mapping[str, tuple[Found, ...]]
