"""Grouping by exact keys: independent of order, guarded against hubs and against what the law tells apart."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.tracing.dedupe import dedupe
from jianzhen.stages.tracing.keys import ACCOUNT, HUB_LIMITS, LICENCE, PHONE, USCC, Face, face_keys, smallest
from jianzhen.stages.tracing.matching import compare_subjects, contradict, match_subjects, subject_row

ONE, TWO = "91110000101623741K", "911522010783762860"
"""Two codes with right check characters."""


def clusters(faces: Sequence[Face]) -> set[frozenset[int]]:
    """Return the clusters of faces as sets of positions."""
    members: dict[int, set[int]] = {}
    for at, found in enumerate(dedupe([subject_row(face) for face in faces])):
        members.setdefault(found.cluster, set()).add(at)
    return {frozenset(group) for group in members.values()}


FACES = st.builds(
    Face,
    name=st.sampled_from(["", "武汉禾达商贸有限公司", "武汉云砚食品有限公司", "江汉区禾达批发部", "不详"]),
    platform=st.just("p"),
    account=st.sampled_from(["", "", "a1", "a2", "a3"]),
    uscc=st.sampled_from(["", "", ONE, TWO, "123"]),
    phone=st.sampled_from(["", "", "10010000001", "10010000002"]),
    address=st.sampled_from(["", "江汉区解放大道1号", "江汉区解放大道2号"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FACES, max_size=9), st.randoms(use_true_random=False))
def test_order_does_not_matter(faces: list[Face], rng: random.Random) -> None:
    """Whatever order rows come in, the same rows lie together."""
    order = list(range(len(faces)))
    rng.shuffle(order)
    shuffled = clusters([faces[at] for at in order])
    assert {frozenset(order[at] for at in group) for group in shuffled} == clusters(faces)


@settings(max_examples=150, deadline=None)
@given(st.lists(FACES, max_size=9))
def test_two_credit_codes_are_never_one(faces: list[Face]) -> None:
    """No chain of telephones, accounts and names joins two firms with codes of their own; equal codes always join."""
    groups = clusters(faces)
    for group in groups:
        assert len({face_keys(faces[at]).uscc for at in group} - {""}) <= 1
    for code in (ONE, TWO):
        assert sum(any(faces[at].uscc == code for at in group) for group in groups) <= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(FACES, max_size=7), FACES)
def test_a_row_more_never_joins_what_its_keys_do_not_reach(faces: list[Face], more: Face) -> None:
    """Rows that share no key with anything new stay as they were."""
    own = {(key.kind, key.value) for key in face_keys(more).strong}
    before, after = clusters(faces), clusters([*faces, more])
    for group in before:
        reached = {(key.kind, key.value) for at in group for key in face_keys(faces[at]).strong} & own
        if not reached and not any(faces[at].name == more.name for at in group):
            assert group in after


def test_a_hub_links_nobody() -> None:
    """Planted defect: one telephone on more sellers than the limit joins none of them; at the limit it still does."""
    limit = HUB_LIMITS[PHONE]
    sellers = [Face(name=f"武汉禾{chr(0x4E00 + at)}商贸有限公司", phone="10010000009") for at in range(limit + 1)]
    assert len(clusters(sellers)) == limit + 1
    assert len(clusters(sellers[:-1])) == 1


def test_many_shops_of_one_firm_are_no_hub() -> None:
    """A telephone on forty rows of one name is one seller's, however often it is seen."""
    assert len(clusters([Face(name="武汉禾达商贸有限公司", phone="10010000009")] * 40)) == 1


def test_a_shared_telephone_of_two_firms_is_contested() -> None:
    """Two codes behind one telephone stay two, and a third row with that telephone alone joins neither."""
    faces = [Face(uscc=ONE, phone="10010000001"), Face(uscc=TWO, phone="10010000001"), Face(phone="10010000001")]
    assert clusters(faces) == {frozenset({0}), frozenset({1}), frozenset({2})}


def test_two_firms_in_one_building() -> None:
    """An address alone links nobody; an address with the same name does."""
    place = "江汉区解放大道1号汇澜大厦"
    two = [Face(name="武汉禾达商贸有限公司", address=place), Face(name="武汉云砚商贸有限公司", address=place)]
    assert len(clusters(two)) == 2
    one = [Face(name="禾达商贸有限公司", address=place), Face(name="禾达商贸经营部", address=place)]
    assert len(clusters(one)) == 1


def test_one_name_in_two_districts_is_two_firms() -> None:
    """The inserted district is ignored until two of them stand against each other."""
    names = ["武汉市江汉区禾达商贸有限公司", "武汉禾达商贸有限公司"]
    assert len(clusters([Face(name=name) for name in names])) == 1
    assert len(clusters([Face(name=name) for name in [*names, "武汉市洪山区禾达商贸有限公司"]])) == 3


def test_the_most_decisive_key_comes_first() -> None:
    """All keys of a face are kept, and the smallest of them is the credit code."""
    face = Face(name="武汉禾达商贸有限公司", platform="江汇购", account="jh1", uscc=ONE.lower(), phone="100-1000-0001")
    found = face_keys(face)
    assert smallest(found.strong).kind == USCC
    assert {key.kind for key in found.strong} >= {USCC, ACCOUNT, PHONE}


def test_placeholders_give_no_key() -> None:
    """Malformed codes, repeated signs and words for nothing are no keys."""
    empty = Face(
        name="不详", platform="江汇购", account="无", uscc="0" * 18, phone="00000000", address="网络", licence="111111"
    )
    assert face_keys(empty).strong == ()
    assert face_keys(Face(uscc="91110000101623742K")).strong == ()
    assert [key.kind for key in face_keys(Face(licence="420199000123")).strong] == [LICENCE]


def test_matching_says_same_on_exact_keys_only() -> None:
    """An equal code is the same, an equal name with another code is not, a similar name is a proposal."""
    base = subject_row(Face(name="武汉禾达商贸有限公司", uscc=ONE))
    other = subject_row(Face(name="武汉禾达商贸有限公司", uscc=TWO))
    near = subject_row(Face(name="武汉禾达贸易有限公司"))
    assert compare_subjects(base, subject_row(Face(name="别的名字商行", uscc=ONE))) == (1.0, "same")
    assert contradict(base, other)
    assert compare_subjects(base, other)[1] == "maybe"
    assert compare_subjects(base, near)[1] == "maybe"
    found = list(match_subjects([base], [near, subject_row(Face(name="武漢禾達商貿有限責任公司"))]))
    assert [(each.right, each.decision) for each in found] == [(1, "same"), (0, "maybe")]
