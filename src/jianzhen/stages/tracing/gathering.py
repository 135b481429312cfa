"""Findings and complaints into leads (pure).

One subject, one domain, one open lead; a complaint goes where its event goes, and is answered in one lead only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from jianzhen.base.ids import new_id
from jianzhen.stages.tracing.changes import Changes, NewLead, Placed, Standing, Times
from jianzhen.stages.tracing.events import events
from jianzhen.stages.tracing.schema import (
    COMPLAINT,
    COMPLAINT_KINDS,
    CONTEXT,
    FLAG,
    HANDLED_KINDS,
    HISTORY_KINDS,
    Cluster,
    Found,
    Observed,
)
from jianzhen.stages.tracing.subjects import Resolver, district

EXCERPT: Final = 600
TITLE_FLAGS: Final = "lead.flags"
TITLE_COMPLAINT: Final = "lead.complaint"

Event = tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class _Lead:
    """A lead as the pass sees it, standing or new."""

    lead_id: UUID
    subject_id: UUID
    domain: str
    closed: bool


@dataclass(frozen=True)
class _Matter:
    """The signals of one subject in one cluster; ``findings`` by domain and signal, handled acts left out."""

    subject_id: UUID
    signals: Mapping[str, Observed]
    findings: Mapping[str, Mapping[str, tuple[Found, ...]]]
    told: list[Event] = field(default_factory=list)

    def flagged(self, domain: str) -> bool:
        """Say whether a domain holds a flag, so that it makes a lead."""
        return any(row.verdict == FLAG for rows in self.findings.get(domain, {}).values() for row in rows)

    def domain_of(self, event: Event) -> str:
        """Return the flagged domain in which an event's tellings score highest; empty where none speaks of it."""
        best: tuple[bool, float, str] = (False, 0.0, "")
        for domain, by_signal in self.findings.items():
            rows = [row for each in event for row in by_signal.get(each.signal_id, ())]
            if rows and self.flagged(domain):
                top = max((row.verdict == FLAG, row.score) for row in rows)
                best = max(best, (*top, domain))
        return best[2]


class Gatherer:
    """Puts the signals of clusters into leads.

    Args:
        standing: what the database knows.
        changes: takes what has to be written.
        lead_id: gives the id of a new lead.
    """

    def __init__(self, standing: Standing, changes: Changes, *, lead_id: Callable[[], UUID] = new_id) -> None:
        self._standing = standing
        self._changes = changes
        self._lead_id = lead_id
        self.resolver = Resolver(standing, changes)
        self.faces: dict[int, tuple[UUID, str, str]] = {}
        self._placed: dict[str, list[UUID]] = defaultdict(list, {k: list(v) for k, v in standing.placed.items()})
        self._answered: set[str] = set(standing.placed)
        self._leads: dict[UUID, _Lead] = {}
        self._of_subject: dict[UUID, list[UUID]] = defaultdict(list)
        for lead in sorted(standing.leads.values(), key=lambda each: (each.opened_at, each.lead_id)):
            self._keep(_Lead(lead.lead_id, lead.subject_id, lead.domain, lead.closed))
        self._nameless: list[Cluster] = []

    def add(self, cluster: Cluster) -> None:
        """Gather one cluster; an appearance without any key waits for :meth:`finish`."""
        if not any(seen.keys for seen in cluster.faces.values()):
            self._nameless.append(cluster)
            return
        identities = self.resolver.resolve(cluster)
        self.faces |= {face: (who.learned_by, who.key_kind, who.key_value) for face, who in identities.items()}
        members: dict[UUID, list[Observed]] = defaultdict(list)
        for signal in cluster.signals:
            members[identities[signal.face].subject_id].append(signal)
        for subject, signals in members.items():
            told = events([each for each in signals if each.kind in COMPLAINT_KINDS], known_seller=True)
            self._gather(_matter(subject, signals, cluster.findings, told))

    def finish(self) -> None:
        """Gather what shows no seller: complaints by event, every other flagged signal on its own."""
        findings = {signal: rows for cluster in self._nameless for signal, rows in cluster.findings.items()}
        signals = [each for cluster in self._nameless for each in cluster.signals]
        told = events([each for each in signals if each.kind in COMPLAINT_KINDS], known_seller=False)
        alone = [
            (each,)
            for each in signals
            if each.kind not in (*COMPLAINT_KINDS, *HANDLED_KINDS)
            and any(row.verdict == FLAG for row in findings.get(each.signal_id, ()))
        ]
        for event in told:
            self._gather(_matter(self._stranger(event), event, findings, [event]))
        for event in alone:
            self._gather(_matter(self._stranger(event), event, findings, []))

    def _stranger(self, event: Event) -> UUID:
        """Return the unknown subject of an event: the one an earlier telling has, or a new one."""
        placed = [self._leads[lead] for each in event for lead in self._placed[each.signal_id]]
        return placed[0].subject_id if placed else self.resolver.unknown(event)

    def _gather(self, matter: _Matter) -> None:
        self._record(matter)
        for event in matter.told:
            if any(each.signal_id not in self._answered for each in event):
                self._answer(matter, event)
        for domain in sorted(matter.findings):
            if matter.flagged(domain):
                self._flag(matter, domain)

    def _record(self, matter: _Matter) -> None:
        members = self.resolver.members(matter.subject_id)
        for each in matter.signals.values():
            if each.kind in HISTORY_KINDS and not members & self._standing.records.get(each.signal_id, frozenset()):
                self._changes.records.append((matter.subject_id, each))

    def _answer(self, matter: _Matter, event: Event) -> None:
        """Answer the new tellings of an event in one lead: the open one that holds a part of it, or where flags go."""
        lead = self._lead_of(matter, event)
        for each in event:
            if each.signal_id not in self._answered:
                self._answered.add(each.signal_id)
                rows = matter.findings.get(lead.domain, {}).get(each.signal_id, ())
                self._place(lead, each, COMPLAINT, answers=True, rows=rows)

    def _lead_of(self, matter: _Matter, event: Event) -> _Lead:
        holding = [self._leads[lead] for each in event for lead in self._placed[each.signal_id]]
        standing = next((lead for lead in holding if not lead.closed), None)
        if standing is not None:
            return standing
        domain = matter.domain_of(event)
        if domain:
            return self._flag_lead(matter, domain)
        previous = holding[-1].lead_id if holding else None
        return self._open(matter, "", TITLE_COMPLAINT, _complaint_title(event[0]), previous)

    def _flag(self, matter: _Matter, domain: str) -> None:
        """Put a domain's flags into the subject's lead, and then what it only watches into the lead that is open."""
        found = sorted(matter.findings[domain].items(), key=lambda pair: (matter.signals[pair[0]].observed_at, pair[0]))
        for signal_id, rows in found:
            if _flags(rows) and not self._holding(signal_id, domain):
                signal = matter.signals[signal_id]
                role = COMPLAINT if signal.kind in COMPLAINT_KINDS else FLAG
                self._place(self._flag_lead(matter, domain), signal, role, answers=False, rows=rows)
        standing = self._standing_lead(matter, domain)
        for signal_id, rows in found:
            if standing is not None and not _flags(rows) and not self._holding(signal_id, domain):
                self._place(standing, matter.signals[signal_id], CONTEXT, answers=False, rows=rows)
            for lead in self._holding(signal_id, domain):
                if not lead.closed:
                    self._explain(lead, matter.signals[signal_id], rows)

    def _holding(self, signal_id: str, domain: str) -> list[_Lead]:
        leads = [self._leads[lead] for lead in self._placed[signal_id]]
        return [lead for lead in leads if lead.domain == domain]

    def _known_leads(self, matter: _Matter, domain: str) -> list[_Lead]:
        """Return the subject's leads in a domain, the earliest first (ids rise with time)."""
        members = self.resolver.members(matter.subject_id)
        known = [self._leads[lead] for member in members for lead in self._of_subject[member]]
        return sorted((lead for lead in known if lead.domain == domain), key=lambda lead: lead.lead_id)

    def _standing_lead(self, matter: _Matter, domain: str) -> _Lead | None:
        return next((lead for lead in self._known_leads(matter, domain) if not lead.closed), None)

    def _flag_lead(self, matter: _Matter, domain: str) -> _Lead:
        """Return the subject's open lead in a domain, opening one that refers to the last closed one."""
        standing = self._standing_lead(matter, domain)
        if standing is not None:
            return standing
        rows = [row for by in matter.findings[domain].values() for row in by if row.verdict == FLAG]
        brands = Counter(matter.signals[row.signal_id].brand for row in rows)
        params = {
            "checks": sorted({row.check for row in rows}),
            "brand": min(brands, key=lambda name: (not name, -brands[name], name)),
        }
        known = self._known_leads(matter, domain)
        return self._open(matter, domain, TITLE_FLAGS, params, known[-1].lead_id if known else None)

    def _open(self, matter: _Matter, domain: str, title: str, params: dict[str, Any], previous: UUID | None) -> _Lead:
        lead = _Lead(self._lead_id(), matter.subject_id, domain, closed=False)
        self._keep(lead)
        self._changes.leads.append(
            NewLead(
                lead_id=lead.lead_id,
                subject_id=lead.subject_id,
                domain=domain,
                title_code=title,
                title_params={"seller": self.resolver.shown(matter.subject_id), **params},
                district_text=district(tuple(matter.signals.values())),
                previous=previous,
            )
        )
        return lead

    def _keep(self, lead: _Lead) -> None:
        self._leads[lead.lead_id] = lead
        self._of_subject[lead.subject_id].append(lead.lead_id)

    def _place(self, lead: _Lead, signal: Observed, role: str, *, answers: bool, rows: Iterable[Found]) -> None:
        self._placed[signal.signal_id].append(lead.lead_id)
        self._changes.signals.append(Placed(lead.lead_id, role, answers, signal, excerpt(signal.text, rows)))
        times = self._touch(lead, signal)
        times.last_signal_at = max(times.last_signal_at, signal.observed_at)
        if role != CONTEXT:
            times.event_date = max(times.event_date, signal.day)

    def _explain(self, lead: _Lead, signal: Observed, rows: Iterable[Found]) -> None:
        fresh = [row for row in rows if (lead.lead_id, row.place) not in self._standing.reasons]
        self._changes.findings += [(lead.lead_id, row) for row in fresh]
        if fresh:
            self._touch(lead, signal)

    def _touch(self, lead: _Lead, signal: Observed) -> Times:
        return self._changes.touched.setdefault(lead.lead_id, Times(signal.observed_at, signal.day))


def _matter(
    subject: UUID, signals: Iterable[Observed], findings: Mapping[str, tuple[Found, ...]], told: list[Event]
) -> _Matter:
    by_id = {each.signal_id: each for each in signals}
    by_domain: dict[str, dict[str, tuple[Found, ...]]] = defaultdict(dict)
    for signal_id, each in by_id.items():
        rows = findings.get(signal_id, ()) if each.kind not in HANDLED_KINDS else ()
        for domain in {row.domain for row in rows}:
            by_domain[domain][signal_id] = tuple(row for row in rows if row.domain == domain)
    return _Matter(subject, by_id, by_domain, told)


def _flags(rows: Iterable[Found]) -> bool:
    return any(row.verdict == FLAG for row in rows)


def _complaint_title(signal: Observed) -> dict[str, Any]:
    return {"kind": signal.kind, "brand": signal.brand, "goods": signal.goods, "source": signal.source}


def excerpt(text: str, rows: Iterable[Found]) -> str:
    """Return at most :data:`EXCERPT` characters of the text, around the first span found in it."""
    if len(text) <= EXCERPT:
        return text
    starts = [row.span_start for row in rows if row.field == "text" and row.span_start is not None]
    first = max(0, min(starts, default=0) - EXCERPT // 4)
    return text[first : first + EXCERPT]
