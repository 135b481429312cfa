"""Squatting and abnormal batches: a table of filings in, explained findings out. Pure.

One filing near an earlier mark is the examiners' matter; what is looked for here is the pattern of a party. Evidence
adds up in bits as everywhere in this room, so that no single sign flags.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pyarrow as pa

from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.filings import patterns
from jianzhen.stages.screening.filings.basis import basis
from jianzhen.stages.screening.filings.near import EarlierMarks, Near, clusters
from jianzhen.stages.screening.filings.schema import FOUND, Earlier, Filing

BASE: Final = -6.5
NEAR: Final[Mapping[str, float]] = {"same": 3.0, "sound": 2.5, "one": 2.0, "holds": 2.0}
SAME_CLASS: Final = 0.5
HOARD: Final = ((10, 7.0), (3, 5.0))
"""(different holders, bits): an applicant whose filings are near the marks of so many others."""
BURST, GREAT_BURST, SPREAD = 3.0, 5.0, 2.5
PUBLIC, PUBLICS = 4.0, 4.0
MANY_PUBLIC: Final = 3
SHARED: Final = 4.0
OWN: Final = -7.0
OWN_SHARE: Final = 0.6
"""Share of a burst that must be the applicant's own marks for the burst to be its defence."""
ALIKE: Final = ((10, 7.0), (4, 4.0))
"""(patent filings, bits): so many nearly the same texts of parties that belong together."""


def screen_filings(
    filings: Sequence[Filing], earlier: Sequence[Earlier] = (), known: Mapping[str, str] | None = None
) -> pa.Table:
    """Return what is suspicious about ``filings`` (schema ``FOUND``), in their order.

    Args:
        filings: the applications, of any applicants and days.
        earlier: marks and names of others and of the applicants themselves.
        known: public names, folded → person, place or event; the shipped list by default.
    """
    found: dict[str, list[tuple[Evidence, str | None]]] = defaultdict(list)
    marks = EarlierMarks(earlier)
    trademarks = [one for one in filings if one.kind == "trademark"]
    _near(trademarks, marks, found)
    _public(trademarks, known_names() if known is None else known, found)
    _bursts(filings, marks, found)
    _shared(filings, found)
    _alike([one for one in filings if one.kind == "patent"], found)
    rows = [row for one in filings for row in _rows(one, found[one.filing_id])]
    return pa.Table.from_pylist(rows, schema=FOUND)


@cache
def known_names() -> Mapping[str, str]:
    """Return the shipped public names, folded → person, place or event."""
    text = (files("jianzhen.stages.screening.filings") / "known.csv").read_text(encoding="utf-8")
    return {fold_text(row["term"]): row["kind"] for row in csv.DictReader(text.splitlines())}


_Found = dict[str, list[tuple[Evidence, str | None]]]


def _said(
    found: _Found, filing: Filing, check: str, weight: float, params: dict[str, Param], right: str | None = None,
    code: str | None = None,
) -> None:  # fmt: skip
    found[filing.filing_id].append((Evidence(check, "", weight, code or check, params), right))


def _near(filings: Sequence[Filing], marks: EarlierMarks, found: _Found) -> None:
    """Filed marks near others' earlier ones; an applicant near many holders' marks hoards them."""
    nearest: dict[str, tuple[Filing, Near]] = {}
    holders: dict[str, set[str]] = defaultdict(set)
    own = {one.filing_id for one in filings if any(marks.held(one))}
    for one in filings:
        near = [] if one.filing_id in own else marks.near(one)
        holders[one.applicant].update(item.earlier.holder for item in near if item.earlier.holder)
        if near:
            nearest[one.filing_id] = one, max(near, key=lambda item: _bits(item, one))
    for one, near_one in nearest.values():
        right = near_one.earlier
        params: dict[str, Param] = {"mark": right.mark, "written": one.text, "holder": right.name}
        _said(found, one, "filing.near", _bits(near_one, one), params, right.right_id, f"filing.near_{near_one.way}")
        others = len(holders[one.applicant])
        weight = _step(HOARD, others)
        if weight:
            told: dict[str, Param] = {"applicant": one.name, "holders": others}
            _said(found, one, "filing.hoard", weight, told)


def _bits(near: Near, filing: Filing) -> float:
    return NEAR[near.way] + (SAME_CLASS if near.earlier.classes & filing.classes else 0.0)


def _step(steps: Iterable[tuple[int, float]], count: int) -> float:
    return next((weight for least, weight in steps if count >= least), 0.0)


def _public(filings: Sequence[Filing], known: Mapping[str, str], found: _Found) -> None:
    """Marks that are a public name; several different ones by one applicant weigh more."""
    hits = [one for one in filings if one.folded in known]
    names: dict[str, set[str]] = defaultdict(set)
    for one in hits:
        names[one.applicant].add(one.folded)
    for one in hits:
        _said(found, one, "filing.public_name", PUBLIC, {"mark": one.text, "kind": known[one.folded]})
        count = len(names[one.applicant])
        if count >= MANY_PUBLIC:
            told: dict[str, Param] = {"applicant": one.name, "count": count}
            _said(found, one, "filing.public_name", PUBLICS, told, code="filing.public_names")


def _bursts(filings: Sequence[Filing], marks: EarlierMarks, found: _Found) -> None:
    for burst in patterns.bursts(filings):
        kind = burst.filings[0].kind
        own = sum(any(marks.held(one)) for one in burst.filings) if kind == "trademark" else 0
        defence = own >= OWN_SHARE * burst.count
        great = burst.count >= patterns.GREAT_BURST[kind]
        for one in burst.filings:
            params: dict[str, Param] = {**_window(burst), "applicant": one.name}
            _said(found, one, "filing.burst", GREAT_BURST if great else BURST, params, code=f"filing.burst_{kind}")
            if burst.classes >= patterns.MANY_CLASSES and burst.texts >= patterns.MANY_TEXTS:
                told: dict[str, Param] = {"classes": burst.classes, "texts": burst.texts}
                _said(found, one, "filing.spread", SPREAD, told)
            if defence:
                _said(found, one, "filing.own", OWN, {"own": own, "count": burst.count})


def _window(burst: patterns.Burst) -> dict[str, Param]:
    return {"count": burst.count, "first": str(burst.first), "last": str(burst.last)}


def _shared(filings: Sequence[Filing], found: _Found) -> None:
    for burst in patterns.shared(filings):
        params: dict[str, Param] = {**_window(burst), "applicants": burst.applicants}
        for one in burst.filings:
            _said(found, one, "filing.shared", SHARED, params)


def _alike(filings: Sequence[Filing], found: _Found) -> None:
    """Nearly the same patents of parties that belong together: same applicant, address or agent."""
    for places in clusters([one.abstract or one.folded for one in filings]):
        members = [filings[place] for place in places]
        for one in members:
            near = [other for other in members if _together(one, other)]
            count = _distinct(near)
            if weight := _step(ALIKE, count):
                days = sorted(other.filed_on for other in near)
                params: dict[str, Param] = {
                    "count": count, "first": str(days[0]), "last": str(days[-1]),
                    "applicants": len({other.applicant for other in near}),
                }  # fmt: skip
                _said(found, one, "filing.alike", weight, params)


def _together(left: Filing, right: Filing) -> bool:
    if left.applicant == right.applicant or (left.address and left.address == right.address):
        return True
    return bool(left.agent) and left.agent == right.agent and abs(left.filed_on - right.filed_on) < patterns.WINDOW


def _distinct(filings: Iterable[Filing]) -> int:
    """Count filings; an invention and a utility model of one title and day (一案双申, lawful) count once."""
    pairs: dict[tuple[Any, ...], int] = defaultdict(int)
    for one in filings:
        pairs[one.applicant, one.folded, one.filed_on] += 1
    return sum((count + 1) // 2 for count in pairs.values())


def _rows(filing: Filing, said: list[tuple[Evidence, str | None]]) -> list[dict[str, Any]]:
    if not said:
        none = Evidence("none", "", 0.0, "none", {}, clears=True)
        return [_row(filing, Group(None, -10.0, [none]), none, None, "")]
    group = Group(None, BASE, [part for part, _ in said])
    told = basis(filing.kind, filing.filed_on)
    return [_row(filing, group, part, right, told) for part, right in said]


def _row(filing: Filing, group: Group, part: Evidence, right: str | None, told: str) -> dict[str, Any]:
    return {
        "filing_id": filing.filing_id,
        "check": part.check,
        "score": round(group.score, 9),
        "verdict": group.verdict,
        "weight": part.weight,
        "right_id": right,
        "reason_code": part.code,
        "reason_params": json.dumps(part.params, ensure_ascii=False, sort_keys=True),
        "basis": told,
    }
