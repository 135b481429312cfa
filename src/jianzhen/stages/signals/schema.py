"""What the signals room gives: anything observed, immutable, with its source and digest."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from jianzhen.base.clock import law_date
from jianzhen.base.digest import digests
from jianzhen.base.ids import content_id
from jianzhen.base.money import ARROW_MONEY
from jianzhen.stages.rights.schema import field

SCHEMA_VERSION: Final = 1

SIGNAL_KINDS: Final = (
    "listing",
    "shop",
    "company",
    "ad",
    "review",
    "message",
    "complaint",
    "report",
    "inspection",
    "parcel",
    "declaration",
    "penalty",
    "tobacco_scan",
    "verdict",
)
"""The closed list of kinds of signals: 投诉 is ``complaint``, 举报 is ``report``; they are never one."""

SIGNAL: Final = pa.schema(
    [
        field("signal_id", pa.string(), required=True),
        field("source", pa.string(), required=True),
        field("source_record_id", pa.string(), required=True),
        field("kind", pa.string(), required=True),
        field("text", pa.string()),
        field("platform", pa.string()),
        field("url", pa.string()),
        field("seller_name", pa.string(), personal="business"),
        field("seller_account", pa.string(), personal="business"),
        field("seller_uscc", pa.string(), personal="business"),
        field("seller_phone", pa.string(), personal="personal"),
        field("seller_address", pa.string(), personal="business"),
        field("reporter", pa.string(), personal="personal"),
        field("reporter_phone", pa.string(), personal="personal"),
        field("brand", pa.string()),
        field("goods", pa.string()),
        field("spec", pa.string()),
        field("barcode", pa.string()),
        field("price", ARROW_MONEY),
        field("amount", ARROW_MONEY),
        field("quantity", pa.int64()),
        field("licence_no", pa.string()),
        field("code", pa.string()),
        field("doc_no", pa.string()),
        field("agency_name", pa.string()),
        field("district_text", pa.string()),
        field("place", pa.string()),
        field("pictures", pa.list_(pa.string())),
        field("event_date", pa.date32()),
        field("observed_at", pa.timestamp("us", tz="UTC"), required=True),
        field("recorded_at", pa.timestamp("us", tz="UTC"), required=True),
        field("file_name", pa.string(), required=True),
        field("file_sha256", pa.string(), required=True),
        field("row_number", pa.int64(), required=True),
        field("extra", pa.string()),
    ],
    metadata={"schema": "signal", "schema_version": str(SCHEMA_VERSION)},
)
"""One observation. ``signal_id`` is the content id of (source, source_record_id, content): the same
record seen again unchanged is the same signal, a changed one is a second observation."""

PICTURE: Final = pa.schema(
    [
        field("signal_id", pa.string(), required=True),
        field("name", pa.string(), required=True),
        field("sha256", pa.string()),
        field("size", pa.int64()),
        field("fault", pa.string()),
    ],
    metadata={"schema": "picture", "schema_version": str(SCHEMA_VERSION)},
)
"""One picture of a signal: the name its source gives it, and the content in the evidence store that stood there when it
was taken in; ``fault`` says why there is none."""

VERDICT_SOURCE: Final = "officer_verdict"
"""The source of verdicts given here; a court's judgement taken in from a file has that file's source."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A finding a verdict is about; ``right`` is empty where it concerns none, ``finding`` where nothing was found."""

    item: str
    right: str = ""
    check: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An officer's verdict as an observation: who said when of which findings that they are right or wrong.

    Attributes:
        record_id: names it within :data:`VERDICT_SOURCE`: the step, or the person and finding, it comes from.
        at: when it was given, aware.
        officer: the person's id, never the name.
        right: True where the suspicion proved right; of an audited item: where anything in it is wrong.
        reason: a code such as ``facts_found``.
        about: the findings.
        matter: the lead whose handling said so, empty where a finding or item was judged by itself.
        audit: whether it was drawn for the audit slice rather than read because of its score.
    """

    record_id: str
    at: datetime
    officer: str
    right: bool
    reason: str
    about: tuple[Meant, ...]
    matter: str = ""
    audit: bool = False

    def as_signal(self, recorded_at: datetime) -> dict[str, Any]:
        """Return it as a row of :data:`SIGNAL`; equal verdicts are the same signal."""
        facts = asdict(self)
        facts["at"] = self.at.astimezone(UTC).isoformat()
        extra = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return {
            "signal_id": str(content_id(VERDICT_SOURCE, self.record_id, extra)),
            "source": VERDICT_SOURCE,
            "source_record_id": self.record_id,
            "kind": "verdict",
            "event_date": law_date(self.at),
            "observed_at": self.at,
            "recorded_at": recorded_at,
            "file_name": VERDICT_SOURCE,
            "file_sha256": digests([extra.encode()]).sha256,
            "row_number": 0,
            "extra": extra,
        }

    @classmethod
    def from_extra(cls, extra: str) -> Verdict:
        """Return the verdict that a signal of :data:`VERDICT_SOURCE` holds in its ``extra``."""
        facts = json.loads(extra)
        facts["about"] = tuple(Meant(**one) for one in facts["about"])
        return cls(**facts | {"at": datetime.fromisoformat(facts["at"])})
