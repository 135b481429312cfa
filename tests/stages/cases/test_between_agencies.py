"""Between agencies: a dispute over jurisdiction on its two clocks, and assistance in an inquiry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jianzhen.base.errors import ConflictError, RefusedError
from jianzhen.stages.cases.models import Handling
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.cases.schema.clock import State
from tests.stages.conftest import Walk

Begin = Callable[..., Walk]
LATER = date(2026, 11, 1)


def clock(walk: Walk, name: str) -> Any:
    """Return the last clock of a name on the lead's page."""
    return [line.clock for line in lead_page(walk.lead_id, as_of=LATER).clocks if line.clock.name == name][-1]


def state(walk: Walk) -> str:
    """Return where the lead stands."""
    return Handling.objects.get(lead_id=walk.lead_id).state


def test_a_dispute_is_settled_within_seven_working_days_of_its_day(walk: Begin) -> None:
    """It counts from the day it arose, not from the record; settled for this agency, the verification goes on."""
    one = walk("2026-03-02")
    one.take("accept")
    one.take("dispute_jurisdiction", day="2026-03-04", arose_on=date(2026, 3, 3))
    found = clock(one, "dispute")
    assert (found.start, found.due, found.rule_id) == (date(2026, 3, 3), date(2026, 3, 12), "proc.jurisdiction.dispute")
    assert clock(one, "verify").active
    one.take("settle_jurisdiction", day="2026-03-10")
    assert (state(one), clock(one, "dispute").state) == ("verifying", State.MET)


def test_a_dispute_lost_goes_back_to_the_coordinator(walk: Begin) -> None:
    """Settled for the other body, nobody's time to verify runs on here and the lead waits for its owner."""
    one = walk("2026-03-02")
    one.take("dispute_jurisdiction", day="2026-03-04")
    one.take("settle_jurisdiction", day="2026-03-10", jurisdiction="theirs")
    assert state(one) == "unresolved"
    assert not clock(one, "verify").active


def test_the_superior_has_its_own_seven_working_days(walk: Begin) -> None:
    """Reported, the dispute's clock ends and the superior's runs from the day it received the file."""
    one = walk("2026-03-02")
    one.take("dispute_jurisdiction", day="2026-03-04")
    with pytest.raises(ConflictError, match="designate"):
        one.take("designate_jurisdiction", day="2026-03-05")
    one.take("report_jurisdiction", day="2026-03-13", received_on=date(2026, 3, 12))
    found = clock(one, "designate")
    assert (found.due, found.rule_id) == (date(2026, 3, 23), "proc.jurisdiction.designate")
    with pytest.raises(ConflictError, match="dispute"):
        one.take("settle_jurisdiction", day="2026-03-16")
    one.take("designate_jurisdiction", day="2026-03-24", decided_on=date(2026, 3, 20))
    assert (state(one), clock(one, "designate").state) == ("verifying", State.MET_LATE)


def test_no_step_of_a_dispute_lies_before_it(walk: Begin) -> None:
    """An agreement of a day before the dispute arose is refused, and the lead stays as it was."""
    one = walk("2026-03-02")
    one.take("dispute_jurisdiction", day="2026-03-04")
    with pytest.raises(RefusedError, match="agreed_on"):
        one.take("settle_jurisdiction", day="2026-03-05", agreed_on=date(2026, 3, 3))
    assert state(one) == "disputed"


@pytest.mark.parametrize(
    ("day", "due", "how"),
    [("2021-07-14", None, State.NEEDS_REVIEW), ("2026-03-05", date(2026, 3, 26), State.RUNNING)],
)
def test_assistance_has_fifteen_working_days_from_the_letter(
    walk: Begin, day: str, due: date | None, how: State
) -> None:
    """From 2021-07-15 on the other body has its time; before, no figure was read and the clock says so."""
    one = walk("2021-07-12" if day < "2022" else "2026-03-02")
    one.to("start_investigation")
    one.take("ask_assistance", day=day)
    found = clock(one, "assist")
    assert (found.due, found.state) == (due, how)


def test_assistance_asks_for_its_letter_and_ends_with_what_was_found(walk: Begin) -> None:
    """Without form 17 it is refused; what comes back is dated, and ends the clock."""
    one = walk("2026-03-02")
    one.to("start_investigation")
    with pytest.raises(RefusedError, match="协助调查函"):
        one.take("ask_assistance", papers=False)
    one.take("ask_assistance", day="2026-03-05")
    one.take("receive_assistance", day="2026-03-27", finished_on=date(2026, 3, 26))
    assert clock(one, "assist").state is State.MET_LATE
    with pytest.raises(ConflictError, match="assist"):
        one.take("receive_assistance", day="2026-03-28")
