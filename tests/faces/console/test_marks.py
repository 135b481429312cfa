"""Marked text and bars: spans are shown where they are, and nothing of a text is taken for markup."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from jianzhen.faces.console.shown import percent
from jianzhen.faces.console.templatetags.console import marked, merged, meter

Spans = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=6)


@given(text=st.text(max_size=30), spans=Spans)
def test_marking_changes_no_text(text: str, spans: list[tuple[int, int]]) -> None:
    """Taking the marks away gives the escaped text back, whatever the spans."""
    plain = str(marked(text, []))
    assert str(marked(text, spans)).replace("<mark>", "").replace("</mark>", "") == plain


@given(spans=Spans)
def test_merged_spans_are_in_order_and_apart(spans: list[tuple[int, int]]) -> None:
    """Spans come out inside the text, in order, without touching, and cover what they covered."""
    found = merged(spans, 30)
    assert all(0 <= start < end <= 30 for start, end in found)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(found))
    covered = {at for start, end in spans for at in range(max(0, start), min(30, end))}
    assert covered == {at for start, end in found for at in range(start, end)}


def test_markup_in_a_text_stays_text() -> None:
    """A seller's angle brackets do not become tags."""
    assert str(marked("<b>云雀</b>", [(3, 5)])) == "&lt;b&gt;<mark>云雀</mark>&lt;/b&gt;"


def test_a_bar_stays_within_its_frame() -> None:
    """Values beyond the scale fill the bar and no more."""
    assert 'width="100"' in meter(7.0, 2.0)
    assert 'width="0"' in meter(-1.0, 2.0)
    assert "style=" not in meter(0.5)


def test_nothing_is_certain() -> None:
    """A probability is never written as 0 % or 100 %."""
    assert [percent(one) for one in (0.0, 0.004, 0.5, 0.999, 1.0, None)] == ["1%", "1%", "50%", "99%", "99%", "—"]
