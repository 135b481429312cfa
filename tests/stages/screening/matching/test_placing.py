"""Every key of a table has a slot of its own, where one look finds it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.stages.screening.matching.hashing import look_up
from jianzhen.stages.screening.matching.placing import LOAD, placed

HASHES = st.sets(st.integers(0, (1 << 64) - 1), max_size=200)


@settings(deadline=None, max_examples=200)
@given(HASHES)
def test_each_key_is_found_in_one_look(hashes: set[int]) -> None:
    """Whatever the keys, each is found with its own value."""
    keys = np.array(sorted(hashes), np.uint64)
    values = np.arange(1, keys.size + 1, dtype=np.uint64)
    pilots, slots = placed(keys, values)
    assert [int(look_up(pilots, slots, key)) for key in keys] == values.tolist()
    assert np.count_nonzero(slots) == keys.size


def test_many_keys_lie_close() -> None:
    """A hundred thousand keys fill the share of slots they are meant to, and all are found."""
    keys = np.unique(np.random.default_rng(5).integers(0, 1 << 64, 100_000, np.uint64))
    pilots, slots = placed(keys, np.arange(1, keys.size + 1, dtype=np.uint64))
    assert slots.size <= keys.size / LOAD + 2
    assert all(int(look_up(pilots, slots, key)) == number for number, key in enumerate(keys, 1))
