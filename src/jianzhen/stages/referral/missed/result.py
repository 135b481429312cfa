"""A possible missed transfer as it is stored and compared: plain values, one digest for one content (pure)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jianzhen.base.digest import canonical_json
from jianzhen.law.book import LawBook
from jianzhen.law.model import Version
from jianzhen.stages.referral.missed.acts import Act, Party
from jianzhen.stages.referral.missed.detect import Possible, detect
from jianzhen.stages.referral.missed.explain import article, tree, unknown, value_of
from jianzhen.stages.referral.missed.fields import FILE
from jianzhen.stages.referral.missed.reading import IsMark, nothing_registered

VERSION: Final = 4
"""Raised when the detector or its reasons change, so that everything is looked at anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One possible missed transfer in plain values; amounts in CNY or pieces, as its measure says."""

    subject_id: str
    field: str
    name: str
    names: tuple[str, ...]
    uscc: str
    met_on: date
    grade: str
    charge: str
    rule_id: str
    measure: str
    low: Decimal
    high: Decimal
    threshold: Decimal
    counted: int
    alone_on: date | None
    acts: tuple[Mapping[str, Any], ...]
    reason: Mapping[str, Any]
    unknown: tuple[Mapping[str, Any], ...]
    agencies: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The digest of its content."""
        return digest_of(asdict(self))


def results(party: Party, book: LawBook, is_mark: IsMark = nothing_registered) -> list[Result]:
    """Return the possible missed transfers of a party as they are stored."""
    return [_result(found, party, book) for found in detect(party, book, is_mark)]


def _result(found: Possible, party: Party, book: LawBook) -> Result:
    limb, value = found.found.limb, found.found.value
    records = [record for act in found.acts for record in act.records]
    return Result(
        subject_id=party.subject_id,
        field=found.field,
        name=party.name,
        names=tuple(sorted({record.name for record in records if record.name} | set(party.names))),
        uscc=party.uscc,
        met_on=found.met_on,
        grade=found.found.grade,
        charge=article(found.found),
        rule_id=limb.rule.id,
        measure=limb.measure,
        low=value.low,
        high=value.low if value.high is None else value.high,
        threshold=limb.threshold,
        counted=len(found.counted),
        alone_on=found.alone_on,
        acts=tuple(_act(act, found) for act in found.acts),
        reason=tree(found, party),
        unknown=tuple(unknown(found, book)),
        agencies=tuple(sorted({record.agency for record in records if record.agency})),
    )


def _act(act: Act, found: Possible) -> dict[str, Any]:
    return {
        "day": act.day.isoformat(),
        "known_on": act.known_on.isoformat(),
        "value": value_of(act),
        "marks": sorted(act.marks),
        "counts": act.open_on(found.met_on),
        "handled_on": act.handled_on.isoformat() if act.handled_on else None,
        "handled_by": act.handled_by,
        "records": [
            {
                "id": record.record_id,
                "kind": record.kind,
                "source": record.source,
                "number": record.number,
                "day": record.day.isoformat(),
                "name": record.name,
                "agency": record.agency,
                "text": record.text[:300],
            }
            for record in act.records
        ],
    }


def digest_of(value: Any) -> str:
    """Return the digest of plain values; days and amounts as text."""
    return hashlib.sha256(canonical_json({"value": _plain(value)})).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [_plain(one) for one in (sorted(value) if isinstance(value, frozenset | set) else value)]
    return value if value is None or isinstance(value, bool | int) else str(value)


def law_digest(book: LawBook) -> str:
    """Return the digest of every rule the detector may ask and of its words; when it changes, all is looked at anew."""
    rules = [version.to_json() for version in book.versions() if _asked(version)]
    return digest_of({"version": VERSION, "rules": rules, "fields": FILE.read_text(encoding="utf-8")})


def _asked(version: Version) -> bool:
    return version.key.startswith("crim.")


def party_digest(party: Party, law: str) -> str:
    """Return the digest of what is known of a party, under one state of the law; the order of records is left out."""
    known = (party.subject_id, party.name, party.names, party.uscc, party.unit, sorted(map(repr, party.records)), law)
    return hashlib.sha256(repr(known).encode()).hexdigest()
