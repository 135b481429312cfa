"""A fault between two writes: whichever write it hits, the step leaves nothing behind, on both engines alike."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jianzhen.custody import log
from tests.stages.cases.crashing import PlantedFaultError, everything, fault_at, writes_of
from tests.stages.conftest import Walk

Begin = Callable[..., Walk]
BEFORE = {
    "approve_filing": "propose_filing",
    "notify_party": "pass_review",
    "request_hearing": "notify_party",
    "decide_penalty": "hear_statement",
    "serve_decision": "decide_penalty",
    "close": "record_performance",
}


@pytest.mark.parametrize("act", sorted(BEFORE))
def test_a_fault_at_any_write_leaves_nothing(walk: Begin, act: str) -> None:
    """Every write of the step fails in turn: all tables stay as they were, and then the step is taken once."""
    twin = walk("2026-03-02")
    twin.to(BEFORE[act])
    count = writes_of(lambda: twin.take(act))
    one = walk("2026-03-02")
    one.to(BEFORE[act])
    before, size, now = everything(), log.size(), one.now
    for number in range(1, count + 1):
        with pytest.raises(PlantedFaultError), fault_at(number):
            one.take(act)
        one.now = now
        assert everything() == before
    assert count > 3
    assert one.take(act).lead_id == one.lead_id
    assert log.size() == size + 1


def test_a_killed_process_loses_no_state(tmp_path: Path) -> None:
    """A process is killed at each write of a decision in turn: the next finds the case as it was, and decides."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.stages.cases.crash_program", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    killed, state = done.stdout.split()[-2:]
    assert (int(killed) > 3, state) == (True, "decided")
