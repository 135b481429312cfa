"""The tamper-evident log: append, head, prove, verify.

Guarantee: whoever kept an earlier signed head can tell that the log was rewritten. It does not stop
the owner of the machine from rewriting it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction
from django.db.models import Max

from jianzhen.base.digest import canonical_json
from jianzhen.base.errors import CheckFailedError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody import bulk, guards, keys, merkle
from jianzhen.custody.instance import current
from jianzhen.custody.models import LogEvent, LogHead, LogNode

SCHEMA_VERSION: Final = 1
_PG_LOCK: Final = 0x4A5A4C4F  # "JZLO": one writer of the log at a time


_COLUMNS: Final = (
    "index", "event_id", "recorded_at", "actor_id", "verb", "subject_type", "subject_id", "payload", "leaf_hash",
)  # fmt: skip
"""The columns of an event, its leaf's hash last."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an act leaves in the log: its object and its facts (ids and pseudonyms only)."""

    subject_type: str
    subject_id: str
    payload: Mapping[str, Any]


class StoredNodes:
    """The tree as the database holds it."""

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        return bytes(LogNode.objects.values_list("value", flat=True).get(level=level, index=index))


def lock() -> None:
    """Wait until this transaction is the only writer of the log.

    SQLite transactions begin IMMEDIATE, so the writer lock is held already; PostgreSQL takes an
    advisory lock that ends with the transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PG_LOCK])


def size() -> int:
    """Return the number of events."""
    last = LogEvent.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def leaf_bytes(event: LogEvent) -> bytes:
    """Return the canonical JSON that an event's leaf hash is taken over."""
    return _leaf_bytes([getattr(event, name) for name in _COLUMNS[:-1]])


def _leaf_bytes(facts: Sequence[Any]) -> bytes:
    """Return the same of the columns but the hash, in their order."""
    index, event_id, recorded_at, *texts = facts
    head = {"index": index, "event_id": str(event_id), "recorded_at": recorded_at.isoformat(timespec="microseconds")}
    return canonical_json({"schema_version": SCHEMA_VERSION, **head, **dict(zip(_COLUMNS[3:-1], texts, strict=True))})


class _Growing:
    """The stored tree with the subtrees on top of it that one batch has completed and not written yet."""

    def __init__(self) -> None:
        self.made: dict[tuple[int, int], bytes] = {}
        self._stored = StoredNodes()

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree, from the batch where it is of it."""
        return self.made.get((level, index)) or self._stored.node(level, index)

    def add(self, index: int, leaf: bytes) -> None:
        """Add one leaf and every subtree it completes, in the order in which they must be stored."""
        self.made.update({(level, at): value for level, at, value in merkle.completed(self, index, leaf)})


def append(*, actor_id: str, verb: str, entry: Entry, recorded_at: datetime) -> None:
    """Append one event in the caller's transaction; it stands or falls with the act itself.

    Raises:
        RefusedError: called outside a transaction.
    """
    append_all(actor_id=actor_id, said=[(verb, entry)], recorded_at=recorded_at)


def append_all(*, actor_id: str, said: Iterable[tuple[str, Entry]], recorded_at: datetime) -> int:
    """Append events (verb, entry) in their order, in the caller's transaction: the same tree as one by one.

    Returns:
        The number of events of the log.

    Raises:
        RefusedError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RefusedError("the log was written outside a transaction", remedy="Write it through an Action")
    lock()
    first, tree, events = size(), _Growing(), []
    for index, (verb, entry) in enumerate(said, start=first):
        payload = canonical_json(entry.payload).decode("utf-8")
        facts = (index, new_id(), recorded_at.astimezone(UTC), actor_id, verb, entry.subject_type, entry.subject_id)
        leaf = merkle.leaf_hash(_leaf_bytes((*facts, payload)))
        tree.add(index, leaf)
        events.append((*facts, payload, leaf))
    bulk.insert(LogEvent, _COLUMNS, events)
    bulk.insert(LogNode, ("level", "index", "value"), ((level, at, value) for (level, at), value in tree.made.items()))
    return first + len(events)


def head_bytes(instance_id: str, at_size: int, root: bytes, signed_at: datetime) -> bytes:
    """Return the canonical JSON that a head's signature is taken over."""
    return canonical_json(
        {
            "schema_version": SCHEMA_VERSION,
            "instance_id": instance_id,
            "size": at_size,
            "root": root.hex(),
            "signed_at": signed_at.isoformat(timespec="microseconds"),
        }
    )


def sign_head(signed_at: datetime) -> LogHead:
    """Sign the present head and keep it; an unchanged log keeps the head it has."""
    signed_at = signed_at.astimezone(UTC)
    with transaction.atomic():
        lock()
        at_size = size()
        last = LogHead.objects.order_by("-size", "-signed_at").first()
        if last is not None and last.size == at_size:
            return last
        instance, root = current(), merkle.root(StoredNodes(), at_size)
        signer = keys.signer(instance.keys)
        return LogHead.objects.create(
            size=at_size,
            root=root,
            signed_at=signed_at,
            instance_id=instance.instance_id,
            key_id=signer.key_id,
            signature=signer.sign(head_bytes(instance.instance_id, at_size, root, signed_at)),
        )


def find(event: str) -> LogEvent:
    """Return an event by its id or its index.

    Raises:
        RefusedError: no such event.
    """
    found = (
        LogEvent.objects.filter(index=int(event)).first()
        if event.isdigit()
        else LogEvent.objects.filter(event_id=_uuid(event)).first()
    )
    if found is None:
        raise RefusedError(f"no event {event!r} in the log", remedy="List the log's events with 'jianzhen log show'")
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RefusedError(f"{text!r} is no event id", remedy="Give the event's UUID or its index") from None


def prove(event: LogEvent, signed_at: datetime) -> dict[str, Any]:
    """Return an inclusion proof of ``event`` against the newest signed head, checked before it is given."""
    head = sign_head(signed_at)
    nodes = StoredNodes()
    proof = merkle.inclusion_proof(nodes, event.index, head.size)
    leaf = merkle.leaf_hash(leaf_bytes(event))
    merkle.verify_inclusion(leaf, event.index, head.size, proof, bytes(head.root))
    return {
        "schema_version": SCHEMA_VERSION,
        "event": json.loads(leaf_bytes(event)),
        "leaf_hash": leaf.hex(),
        "index": event.index,
        "proof": [value.hex() for value in proof],
        "head": head_json(head),
    }


def head_json(head: LogHead) -> dict[str, Any]:
    """Return a head as the JSON that others keep."""
    return {
        "instance_id": head.instance_id,
        "size": head.size,
        "root": bytes(head.root).hex(),
        "signed_at": head.signed_at.isoformat(timespec="microseconds"),
        "key_id": head.key_id,
        "signature": bytes(head.signature).hex(),
    }


def verify() -> int:
    """Recompute the whole log from its events and hold every stored node and head against it.

    Returns:
        The number of events.

    Raises:
        CheckFailedError: names the first event, node, head or guard that does not hold.
    """
    guards.require_armed()
    tree = merkle.MemoryNodes()
    heads = {head.size: head for head in LogHead.objects.order_by("size")}
    stored = _nodes()
    for event in _events():
        leaf = _checked_leaf(event, len(tree))
        for node in merkle.completed(tree, len(tree), leaf):
            _check_node(node, next(stored, None))
        tree.append(leaf)
        if len(tree) in heads:
            _check_head(heads.pop(len(tree)), merkle.root(tree, len(tree)))
    heads.pop(0, None)
    if heads:
        raise _broken(f"head at size {min(heads)}", "a signed head is larger than the log: events are gone")
    return len(tree)


def _events() -> Iterator[LogEvent]:
    yield from LogEvent.objects.order_by("index").iterator(chunk_size=2000)


def _checked_leaf(event: LogEvent, expected: int) -> bytes:
    key = f"event {event.index}"
    if event.index != expected:
        raise _broken(key, f"event {expected} is missing")
    leaf = merkle.leaf_hash(leaf_bytes(event))
    if leaf != bytes(event.leaf_hash):
        raise _broken(key, "the event was changed after it was written")
    return leaf


def _nodes() -> Iterator[tuple[int, int, bytes]]:
    """Yield the stored nodes in the order they were completed, which is the order of their ids."""
    rows = LogNode.objects.order_by("id").values_list("level", "index", "value")
    yield from ((level, index, bytes(value)) for level, index, value in rows.iterator(chunk_size=2000))


def _check_node(made: tuple[int, int, bytes], stored: tuple[int, int, bytes] | None) -> None:
    if stored != made:
        raise _broken(f"node {made[0]}/{made[1]}", "a node of the tree does not hold")


def _check_head(head: LogHead, root: bytes) -> None:
    key = f"head at size {head.size}"
    if bytes(head.root) != root:
        raise _broken(key, "the log no longer leads to a root that was signed")
    signer = keys.signer(current().keys)
    if head.key_id != signer.key_id:
        raise _broken(key, f"signed by key {head.key_id}, not by this instance's {signer.key_id}")
    message = head_bytes(head.instance_id, head.size, root, head.signed_at)
    try:
        keys.public_key(signer.public_bytes).verify(bytes(head.signature), message)
    except InvalidSignature:
        raise _broken(key, "the signature of a head does not hold") from None


def _broken(key: str, what: str) -> CheckFailedError:
    return CheckFailedError(
        what, where=Where(key=key), remedy="Compare with heads kept elsewhere and restore from a backup"
    )
