"""The Merkle tree of RFC 9162, section 2.1: hashes, proofs and their verification.

The verifiers need nothing but hashes and sizes: no database, no network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, Protocol

from jianzhen.base.errors import CheckFailedError

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""Root of a tree without leaves (RFC 9162, 2.1.1)."""

HASH_SIZE: Final = 32


class ProofError(CheckFailedError):
    """A proof does not hold: the message says which precondition or hash failed."""

    def __init__(self, what: str) -> None:
        super().__init__(what, remedy="Do not trust the claim; ask its sender for a new proof and compare heads")


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Nodes(Protocol):
    """A store of perfect-subtree hashes: ``node(level, index)`` covers 2**level leaves."""

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        ...


class MemoryNodes:
    """A tree held in memory; the second implementation that tests hold the stored one against."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash and every subtree it completes."""
        for level, _, value in completed(self, len(self), leaf):
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(value)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        return self._levels[level][index]


def completed(nodes: Nodes, index: int, leaf: bytes) -> list[tuple[int, int, bytes]]:
    """Return (level, index, hash) of every perfect subtree that appending ``leaf`` completes."""
    made = [(0, index, leaf)]
    level, value = 0, leaf
    while index & 1:
        value = node_hash(nodes.node(level, index - 1), value)
        level, index = level + 1, index >> 1
        made.append((level, index, value))
    return made


def subtree(nodes: Nodes, start: int, end: int) -> bytes:
    """Return the Merkle tree hash of leaves [start, end); ``start`` is aligned as in RFC 9162."""
    width = end - start
    if width == 0:
        return EMPTY_ROOT
    if width & (width - 1) == 0 and start % width == 0:
        return nodes.node(width.bit_length() - 1, start // width)
    split = _split(width)
    return node_hash(subtree(nodes, start, start + split), subtree(nodes, start + split, end))


def root(nodes: Nodes, size: int) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return subtree(nodes, 0, size)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """Return PATH(index, D[size]) of RFC 9162, 2.1.3.1.

    Raises:
        ProofError: the index lies outside the tree.
    """
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is not in a tree of {size}")
    return _path(nodes, index, 0, size)


def _path(nodes: Nodes, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(nodes, index, start, middle), subtree(nodes, middle, end)]
    return [*_path(nodes, index, middle, end), subtree(nodes, start, middle)]


def consistency_proof(nodes: Nodes, size1: int, size2: int) -> list[bytes]:
    """Return PROOF(size1, D[size2]) of RFC 9162, 2.1.4.1.

    Raises:
        ProofError: the sizes are not 0 < size1 <= size2.
    """
    if not 0 < size1 <= size2:
        raise ProofError(f"no consistency proof from {size1} to {size2}")
    return _subproof(nodes, size1, 0, size2, whole=True)


def _subproof(nodes: Nodes, size: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    width = end - start
    if size == width:
        return [] if whole else [subtree(nodes, start, end)]
    split = _split(width)
    if size <= split:
        return [*_subproof(nodes, size, start, start + split, whole=whole), subtree(nodes, start + split, end)]
    rest = _subproof(nodes, size - split, start + split, end, whole=False)
    return [*rest, subtree(nodes, start, start + split)]


def _split(width: int) -> int:
    """Return the largest power of two smaller than ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> None:
    """Check that a leaf is in a tree, by RFC 9162, 2.1.3.2.

    Args:
        leaf_hash: 32 bytes, already hashed with the leaf prefix.
        index: position of the leaf, from 0.
        size: number of leaves of the tree that ``root`` stands for.
        proof: sibling hashes, from the leaf upwards.
        root: 32 bytes.

    Raises:
        ProofError: a precondition or the recomputed root fails.
    """
    _refuse_bad_hashes([leaf_hash, root, *proof])
    if not 0 <= index < size:
        raise ProofError(f"leaf index {index} is not in a tree of {size}")
    node, last, value = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if node & 1 or node == last:
            value = node_hash(sibling, value)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the inclusion proof is too short")
    if value != root:
        raise ProofError("the inclusion proof leads to another root")


def verify_consistency(size1: int, size2: int, proof: list[bytes], root1: bytes, root2: bytes) -> None:
    """Check that the tree of ``size2`` extends the tree of ``size1``, by RFC 9162, 2.1.4.2.

    An empty first tree (size 0) is consistent with every tree and takes an empty proof.

    Raises:
        ProofError: a precondition or one of the recomputed roots fails.
    """
    _refuse_bad_hashes([root1, root2, *proof])
    if not 0 <= size1 <= size2:
        raise ProofError(f"sizes {size1} and {size2} are not in order")
    if size1 in (0, size2):
        _verify_trivial(size1, size2, proof, root1, root2)
        return
    if not proof:
        raise ProofError("the consistency proof is empty")
    path = list(proof)
    if size1 & (size1 - 1) == 0:
        path.insert(0, root1)
    _walk_consistency(size1, size2, path, root1, root2)


def _verify_trivial(size1: int, size2: int, proof: list[bytes], root1: bytes, root2: bytes) -> None:
    if proof:
        raise ProofError("a proof between equal or empty trees must be empty")
    if size1 == 0 and root1 != EMPTY_ROOT:
        raise ProofError("the first root is not that of an empty tree")
    if size1 == size2 and root1 != root2:
        raise ProofError("two roots of one size differ")


def _walk_consistency(size1: int, size2: int, path: list[bytes], root1: bytes, root2: bytes) -> None:
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for value in path[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if node & 1 or node == last:
            first, second = node_hash(value, first), node_hash(value, second)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, value)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("the consistency proof is too short")
    if first != root1:
        raise ProofError("the consistency proof does not lead to the first root")
    if second != root2:
        raise ProofError("the consistency proof does not lead to the second root")


def _refuse_bad_hashes(values: list[bytes]) -> None:
    for value in values:
        if len(value) != HASH_SIZE:
            raise ProofError(f"a hash must be {HASH_SIZE} bytes")
