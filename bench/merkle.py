"""Leaves a second into the Merkle tree and proofs a second, beside a hash chain and beside hashing all again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from jianzhen.custody.merkle import MemoryNodes, inclusion_proof, leaf_hash, root, verify_inclusion
from jianzhen.faces.cli.benching import Contender, Report, side_by_side

LEAVES, FEW, PROOFS, CHECKED = 50_000, 300, 2_000, 20
ENTRIES = [f"entry {number} of the log, as long as a short event".encode() * 4 for number in range(LEAVES)]


def tree() -> MemoryNodes:
    """Append all entries."""
    nodes = MemoryNodes()
    for entry in ENTRIES:
        nodes.append(leaf_hash(entry))
    return nodes


def chain(entries: list[bytes]) -> bytes:
    """Hash each entry with the hash before it."""
    last = b""
    for entry in entries:
        last = hashlib.sha256(last + entry).digest()
    return last


def again() -> None:
    """Make the tree anew after each entry."""
    leaves = [leaf_hash(entry) for entry in ENTRIES[:FEW]]
    for size in range(1, FEW + 1):
        root(MemoryNodes(leaves[:size]), size)


def verified(nodes: MemoryNodes, head: bytes) -> None:
    """Check entries by their proofs."""
    for index in range(0, LEAVES, LEAVES // PROOFS):
        verify_inclusion(leaf_hash(ENTRIES[index]), index, LEAVES, inclusion_proof(nodes, index, LEAVES), head)


def rehashed(head: bytes) -> None:
    """Check entries by the whole chain, which is all that a chain's head allows."""
    for _ in range(CHECKED):
        if chain(ENTRIES) != head:
            raise AssertionError("the chain does not hold")


def benchmark() -> Iterator[Report]:
    """Measure in memory, one thread."""
    ways = [
        Contender("Merkle tree (RFC 9162), kept", tree, LEAVES, "every subtree is kept, so proofs are at hand"),
        Contender("SHA-256 chain", lambda: chain(ENTRIES), LEAVES, "no proof shorter than the whole log"),
        Contender("Merkle tree, made anew each time", again, FEW, f"at {FEW} leaves; grows with the square"),
    ]
    yield side_by_side("merkle", f"appending, {LEAVES:,} leaves in memory", "leaves", ways)
    nodes = tree()
    head, end = root(nodes, LEAVES), chain(ENTRIES)
    checks = [
        Contender("inclusion proof, made and checked", lambda: verified(nodes, head), PROOFS),
        Contender("SHA-256 chain, walked", lambda: rehashed(end), CHECKED, "needs all entries"),
    ]
    yield side_by_side("merkle", f"is this entry in the log of {LEAVES:,}?", "answers", checks)
