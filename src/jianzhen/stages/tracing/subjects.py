"""Which subject each appearance of a cluster is: known, new, merged, or kept apart because a person said so (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jianzhen.base.ids import content_id
from jianzhen.stages.tracing import keys
from jianzhen.stages.tracing.addresses import district_of
from jianzhen.stages.tracing.changes import Changes, Merge, NewSubject, Standing
from jianzhen.stages.tracing.names import COMPANY, TRADER, looks_personal, names_nobody, parse_name
from jianzhen.stages.tracing.schema import Appearance, Cluster, Observed

FIRM = "firm"
SHOP = "shop"
PERSON = "person"
UNKNOWN = "unknown"

MAX_NAME = 200
"""A longer "name" is running text in the wrong column and is not kept as a name."""


@dataclass(frozen=True, slots=True)
class Identity:
    """How one face is known: the subject that speaks for it, the key that shows it, and whose key that is.

    ``learned_by`` is a subject before any merge: links and new keys hang on it, so that a split takes them along.
    """

    subject_id: UUID
    learned_by: UUID
    key_kind: str
    key_value: str


def subject_id_of(kind: str, value: str) -> UUID:
    """Return the id of a subject first known by this key."""
    return content_id("subject", kind, value)


def unknown_id(signal_id: str) -> UUID:
    """Return the id of a seller of whom nothing is known but one event."""
    return content_id("subject", UNKNOWN, signal_id)


class Resolver:
    """Decides subjects cluster by cluster, adding to ``changes`` what has to be written.

    Subjects decided earlier in the same pass count as known.
    """

    def __init__(self, standing: Standing, changes: Changes) -> None:
        self._standing = standing
        self._changes = changes
        self._roots = dict(standing.roots)
        self._born: dict[UUID, NewSubject] = {}
        self._members: dict[UUID, set[UUID]] = {}
        for absorbed in standing.roots:
            self._members.setdefault(self.root(absorbed), set()).add(absorbed)

    def root(self, subject_id: UUID) -> UUID:
        """Return the subject that speaks for this one."""
        while subject_id in self._roots:
            subject_id = self._roots[subject_id]
        return subject_id

    def members(self, subject_id: UUID) -> set[UUID]:
        """Return a speaking subject and all it has absorbed."""
        return {subject_id} | self._members.get(subject_id, set())

    def shown(self, subject_id: UUID) -> str:
        """Return the name a subject is shown by; empty where it has none."""
        born = self._born.get(subject_id)
        return born.display_name if born else self._standing.shown.get(subject_id, "")

    def resolve(self, cluster: Cluster) -> dict[int, Identity]:
        """Return who each face of a cluster with keys is, and note new subjects, keys, names and merges."""
        known = self._known(cluster)
        kept = self._settle(cluster, known) if known else [self._new(cluster)]
        identities = {face: self._identity(seen, kept) for face, seen in cluster.faces.items()}
        self._learn(cluster, identities)
        return identities

    def unknown(self, signals: tuple[Observed, ...]) -> UUID:
        """Return the subject of one event whose seller shows no key, noting it where it is new."""
        first = min(signals, key=lambda each: (each.observed_at, each.signal_id))
        subject_id = unknown_id(first.signal_id)
        if subject_id not in self._standing.first_seen and subject_id not in self._born:
            times = [each.observed_at for each in signals]
            name = shown_name([each.seller_name for each in signals])
            self._add(NewSubject(subject_id, UNKNOWN, name, "", district(signals), min(times), max(times)))
        return subject_id

    def _known(self, cluster: Cluster) -> dict[UUID, tuple[int, str, str]]:
        """Return the known subjects of a cluster, each with the most decisive key that shows it."""
        found: dict[UUID, tuple[int, str, str]] = {}
        for key in sorted({key for seen in cluster.faces.values() for key in seen.keys}):
            subject = self._standing.keys.get(key[1:])
            if subject is not None:
                found.setdefault(self.root(subject), key)
        return found

    def _new(self, cluster: Cluster) -> UUID:
        _, kind, value = min(key for seen in cluster.faces.values() for key in seen.keys)
        names = [seen.name for seen in cluster.faces.values()]
        self._add(
            NewSubject(
                subject_id=subject_id_of(kind, value),
                kind=kind_of(cluster),
                display_name=shown_name(names),
                uscc=cluster.uscc,
                district_text=district(cluster.signals),
                first_seen=cluster.first_seen,
                last_seen=cluster.last_seen,
            )
        )
        return subject_id_of(kind, value)

    def _add(self, subject: NewSubject) -> None:
        self._born[subject.subject_id] = subject
        self._changes.subjects.append(subject)

    def _settle(self, cluster: Cluster, known: dict[UUID, tuple[int, str, str]]) -> list[UUID]:
        """Merge the known subjects of a cluster into the earliest; those a person has split stay apart."""
        ordered = sorted(known, key=lambda each: (self._first_seen(each), each))
        kept = [ordered[0]]
        for other in ordered[1:]:
            if self._may_join(kept[0], other):
                _, kind, value = known[other]
                self._roots[other] = kept[0]
                self._members.setdefault(kept[0], set()).update(self.members(other))
                self._changes.merges.append(Merge(kept[0], other, kind, value))
            else:
                kept.append(other)
        last = self._standing.last_seen.get(kept[0])
        if last is not None and cluster.last_seen > last:
            self._changes.seen[kept[0]] = cluster.last_seen
        return kept

    def _first_seen(self, subject_id: UUID) -> datetime:
        return self._standing.first_seen.get(subject_id) or self._born[subject_id].first_seen

    def _may_join(self, one: UUID, other: UUID) -> bool:
        return not any({self.root(member) for member in pair} == {one, other} for pair in self._standing.barred)

    def _identity(self, seen: Appearance, kept: list[UUID]) -> Identity:
        """Return the subject a face's own keys name, the most decisive first; else the one that was kept."""
        for _, kind, value in seen.keys:
            subject = self._standing.keys.get((kind, value))
            if subject is not None and self.root(subject) in kept:
                return Identity(self.root(subject), subject, kind, value)
        _, kind, value = seen.keys[0]
        return Identity(kept[0], kept[0], kind, value)

    def _learn(self, cluster: Cluster, identities: dict[int, Identity]) -> None:
        keys_seen: set[tuple[str, str]] = set()
        names: set[tuple[UUID, str]] = set()
        for face, seen in cluster.faces.items():
            subject = identities[face].learned_by
            for _, kind, value in seen.keys:
                pair = (kind, value)
                if pair not in self._standing.keys and pair not in keys_seen:
                    keys_seen.add(pair)
                    self._changes.keys.append((subject, pair))
            if is_kept_name(seen.name) and seen.name not in self._standing.names.get(subject, frozenset()):
                names.add((subject, seen.name))
        self._changes.names += sorted(names)


def is_kept_name(text: str) -> bool:
    """Say whether a name may be kept as it stands: somebody's, short, and not a bare personal name."""
    return len(text) <= MAX_NAME and not names_nobody(text) and not looks_personal(text)


def shown_name(names: list[str]) -> str:
    """Return the name to show: a company's before a trader's before a shop's, then the commonest, then the longest."""
    counted = Counter(name for name in names if is_kept_name(name))
    order = {COMPANY: 0, TRADER: 1}
    ranked = sorted(counted, key=lambda n: (order.get(parse_name(n).kind, 2), -counted[n], -len(n), n))
    return ranked[0] if ranked else ""


def kind_of(cluster: Cluster) -> str:
    """Return firm, shop or person, by the keys and names a cluster shows."""
    kinds = {kind for seen in cluster.faces.values() for _, kind, _ in seen.keys}
    named = [parse_name(seen.name) for seen in cluster.faces.values() if is_kept_name(seen.name)]
    if kinds & {keys.USCC, keys.LICENCE, keys.FIRM_NAME} or any(name.kind in (COMPANY, TRADER) for name in named):
        return FIRM
    return SHOP if keys.ACCOUNT in kinds or named else PERSON


def district(signals: tuple[Observed, ...]) -> str:
    """Return the district that most signals state, else that most addresses begin with."""
    stated = Counter(each.district_text for each in signals if each.district_text)
    read = Counter(found for each in signals if (found := district_of(each.seller_address)))
    for counted in (stated, read):
        if counted:
            return min(counted, key=lambda name: (-counted[name], name))
    return ""
