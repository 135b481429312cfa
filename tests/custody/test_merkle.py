"""The Merkle tree holds against RFC 9162, against a second implementation, and against forgery."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.custody import merkle
from jianzhen.custody.merkle import MemoryNodes, ProofError, verify_consistency, verify_inclusion

LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes.fromhex("606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The test tree of Certificate Transparency: roots of its first one to eight leaves."""


def tree(size: int) -> MemoryNodes:
    """Return a tree of ``size`` distinct leaves."""
    return MemoryNodes([merkle.leaf_hash(str(number).encode()) for number in range(size)])


def slow_root(leaves: list[bytes]) -> bytes:
    """Return the Merkle tree hash straight from its definition: the second implementation."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_published_tree(size: int) -> None:
    """The roots of the published example tree come out exactly."""
    nodes = MemoryNodes([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]])
    assert merkle.root(nodes, size).hex() == ROOTS[size - 1]


def test_the_empty_tree() -> None:
    """A tree without leaves has the hash of nothing as its root."""
    assert merkle.root(MemoryNodes(), 0) == hashlib.sha256(b"").digest()


@given(st.integers(1, 200))
def test_roots_equal_the_definition(size: int) -> None:
    """Incremental nodes give the root that the recursive definition gives."""
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
    assert merkle.root(MemoryNodes(leaves), size) == slow_root(leaves)


@given(st.data())
def test_every_inclusion_proof_verifies(data: st.DataObject) -> None:
    """A proof of any leaf against any later size verifies."""
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    nodes = tree(size)
    proof = merkle.inclusion_proof(nodes, index, size)
    verify_inclusion(nodes.node(0, index), index, size, proof, merkle.root(nodes, size))


@given(st.data())
def test_every_consistency_proof_verifies(data: st.DataObject) -> None:
    """A proof between any two sizes of one tree verifies."""
    size2 = data.draw(st.integers(1, 130))
    size1 = data.draw(st.integers(1, size2))
    nodes = tree(size2)
    proof = merkle.consistency_proof(nodes, size1, size2)
    verify_consistency(size1, size2, proof, merkle.root(nodes, size1), merkle.root(nodes, size2))


@given(st.data())
def test_a_changed_inclusion_claim_is_refused(data: st.DataObject) -> None:
    """Flipping a bit anywhere, moving the index, or cutting or lengthening the proof is refused."""
    size = data.draw(st.integers(2, 70))
    index = data.draw(st.integers(0, size - 1))
    nodes = tree(size)
    proof, root, leaf = merkle.inclusion_proof(nodes, index, size), merkle.root(nodes, size), nodes.node(0, index)
    forged = data.draw(st.sampled_from(["leaf", "root", "proof", "index", "short", "long"]))
    if forged == "leaf":
        leaf = _flip(leaf)
    elif forged == "root":
        root = _flip(root)
    elif forged == "proof":
        proof[data.draw(st.integers(0, len(proof) - 1))] = _flip(proof[0])
    elif forged == "index":
        index = (index + 1) % size
    elif forged == "short":
        proof = proof[:-1]
    else:
        proof = [*proof, leaf]
    with pytest.raises(ProofError):
        verify_inclusion(leaf, index, size, proof, root)


@given(st.data())
def test_a_rewritten_history_is_refused(data: st.DataObject) -> None:
    """A later tree in which one old leaf was changed is not consistent with the earlier head."""
    size2 = data.draw(st.integers(2, 70))
    size1 = data.draw(st.integers(1, size2 - 1))
    changed = data.draw(st.integers(0, size1 - 1))
    honest = tree(size2)
    leaves = [honest.node(0, number) for number in range(size2)]
    leaves[changed] = _flip(leaves[changed])
    rewritten = MemoryNodes(leaves)
    proof = merkle.consistency_proof(rewritten, size1, size2)
    with pytest.raises(ProofError):
        verify_consistency(size1, size2, proof, merkle.root(honest, size1), merkle.root(rewritten, size2))


@pytest.mark.parametrize(
    ("index", "size", "words"),
    [(-1, 3, "not in a tree"), (3, 3, "not in a tree"), (0, 0, "not in a tree"), (0, -1, "not in a tree")],
)
def test_impossible_positions_are_refused(index: int, size: int, words: str) -> None:
    """A position outside the tree is refused before any hash is looked at."""
    with pytest.raises(ProofError, match=words):
        verify_inclusion(bytes(32), index, size, [], bytes(32))


def test_short_hashes_are_refused() -> None:
    """A hash of the wrong length is refused: it must not be taken for a node."""
    with pytest.raises(ProofError, match="32 bytes"):
        verify_inclusion(b"abc", 0, 1, [], b"abc")
    with pytest.raises(ProofError, match="32 bytes"):
        verify_consistency(1, 2, [b"x"], bytes(32), bytes(32))


@pytest.mark.parametrize(
    ("size1", "size2", "proof", "words"),
    [
        (2, 1, [], "not in order"),
        (1, 2, [], "empty"),
        (1, 1, [bytes(32)], "must be empty"),
        (0, 5, [bytes(32)], "must be empty"),
    ],
)
def test_impossible_consistency_claims_are_refused(size1: int, size2: int, proof: list[bytes], words: str) -> None:
    """Sizes out of order and proofs of the wrong shape are refused by name."""
    with pytest.raises(ProofError, match=words):
        verify_consistency(size1, size2, proof, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)


def test_two_roots_of_one_size_are_refused() -> None:
    """Equal sizes with different roots are a fork, not a consistent log."""
    with pytest.raises(ProofError, match="differ"):
        verify_consistency(3, 3, [], bytes(32), b"\x01" * 32)


def _flip(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]
