"""How an officer stands on a day: terms include both ends, withdrawals and lapsed trainings end it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.people.standing import Code, Term, standing

YEAR = Term(date(2026, 1, 1), date(2026, 12, 31), number="样证1")
NEXT = Term(date(2026, 12, 15), date(2028, 12, 14), number="样证2")
TAKEN = Term(date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 1), "样证3")
TAUGHT = Term(date(2026, 3, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("held", "taught", "day", "code", "until"),
    [
        ([YEAR], [], "2026-01-01", Code.QUALIFIED, "2026-12-31"),
        ([YEAR], [], "2026-12-31", Code.QUALIFIED, "2026-12-31"),
        ([YEAR], [], "2027-01-01", Code.NO_CERTIFICATE, None),
        ([YEAR], [], "2025-12-31", Code.NO_CERTIFICATE, None),
        ([], [TAUGHT], "2026-05-01", Code.NO_CERTIFICATE, None),
        ([YEAR, NEXT], [], "2026-12-20", Code.QUALIFIED, "2028-12-14"),
        ([TAKEN], [], "2026-05-31", Code.QUALIFIED, "2026-12-31"),
        ([TAKEN], [], "2026-06-01", Code.CERTIFICATE_WITHDRAWN, None),
        ([TAKEN, YEAR], [], "2026-06-01", Code.QUALIFIED, "2026-12-31"),
        ([TAKEN], [], "2027-06-01", Code.NO_CERTIFICATE, None),
        ([YEAR], [TAUGHT], "2026-02-01", Code.QUALIFIED, "2026-12-31"),
        ([YEAR], [TAUGHT], "2026-08-31", Code.QUALIFIED, "2026-08-31"),
        ([YEAR], [TAUGHT], "2026-09-01", Code.TRAINING_EXPIRED, "2026-08-31"),
        ([YEAR], [TAUGHT, Term(date(2026, 9, 1), date(2027, 8, 31))], "2026-09-01", Code.QUALIFIED, "2026-12-31"),
    ],
)
def test_the_day_decides(held: list[Term], taught: list[Term], day: str, code: Code, until: str | None) -> None:
    """Both ends of a term count, a withdrawal counts from its day, a lapsed training from the day after its last."""
    found = standing(held, taught, date.fromisoformat(day))
    assert (found.code, found.until and found.until.isoformat()) == (code, until)


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
TERMS = st.builds(
    lambda first, days, cut: Term(first, first + timedelta(days), first + timedelta(cut) if cut else None),
    DAYS, st.integers(0, 900), st.one_of(st.none(), st.integers(1, 900)),
)  # fmt: skip


@given(held=st.lists(TERMS, max_size=4), taught=st.lists(TERMS, max_size=3), on=DAYS)
def test_a_certificate_is_always_needed(held: list[Term], taught: list[Term], on: date) -> None:
    """Whoever is qualified holds a certificate that day; one more certificate or training never takes that away."""
    found = standing(held, taught, on)
    assert found.qualified <= any(one.holds(on) for one in held)
    more = [*held, Term(on, on)]
    lasting = [*taught, Term(on, on + timedelta(1))]
    assert standing(more, lasting, on).qualified
    assert not standing([], taught, on).qualified
