"""The resident plan: loaded once, replaced by a newer one, never compiled, kept when the newer one is broken."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from jianzhen.faces.api import resident as module
from jianzhen.faces.api.problems import ProblemError
from jianzhen.faces.api.resident import Loaded, Resident
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.plan import load_plan, save_plan
from jianzhen.stages.screening.rules import compile_plan, shipped_patterns
from jianzhen.stages.screening.standing import POINTER, stand
from tests.stages.screening.registers import DAY, RIGHTS, items, rights

PAUSE = 0.02


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for a newer plan at every call, and wait long enough for a slow machine."""
    monkeypatch.setattr(module, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(module, "PATIENCE", 60.0)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another plan: with fewer marks."""
    plan = compile_plan(read_shipped(), shipped_patterns(), rights=rights(RIGHTS[:2]), as_of=DAY)
    return save_plan(plan, tmp_path_factory.mktemp("second"))


def place(plan: Path, plans: Path, as_of: date = DAY) -> Path:
    """Put a plan into the folder, and make it the one that stands, of a day."""
    shutil.copytree(plan, plans / plan.name, dirs_exist_ok=True)
    stand(load_plan(plan, as_of), plans)
    return plans / plan.name


def until(asked: Callable[[], bool]) -> None:
    """Wait until something holds; a minute is for ever."""
    end = time.monotonic() + 60
    while not asked():
        assert time.monotonic() < end, "it never came"
        time.sleep(PAUSE)


def test_no_plan_is_a_problem(tmp_path: Path) -> None:
    """An empty folder, a draft and a stray file are no plan."""
    (tmp_path / ".draft").mkdir()
    (tmp_path / ".draft" / "plan.json").write_text("{}")
    (tmp_path / "stray").write_text("")
    with pytest.raises(ProblemError, match="no_plan"):
        Resident(tmp_path).current()


def test_a_plan_is_loaded_once(tmp_path: Path, compiled: Path) -> None:
    """Every caller gets the same screener, threads at the first moment included; its day is the one it stands for."""
    place(compiled, tmp_path)
    resident = Resident(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found: list[Loaded] = list(pool.map(lambda _: resident.current(), range(16)))
    assert len({id(one.screener) for one in found}) == 1
    assert (found[0].digest, found[0].as_of.isoformat()) == (compiled.name, "2026-06-01")


def test_threads_share_one_screener(tmp_path: Path, compiled: Path) -> None:
    """Eight threads at once get the rows that one gets."""
    place(compiled, tmp_path)
    screener = Resident(tmp_path).current().screener
    batch = items("高仿岚溪谷绿茶", "VELM0RA 复刻", "样例白开水")
    alone = screener.screen(batch).to_pylist()
    with ThreadPoolExecutor(8) as pool:
        assert all(rows == alone for rows in pool.map(lambda _: screener.screen(batch).to_pylist(), range(32)))


def test_another_plan_takes_over(tmp_path: Path, compiled: Path, second: Path) -> None:
    """While it is loading the one before answers; then it does; then the first again, whose folder is older."""
    place(compiled, tmp_path)
    resident = Resident(tmp_path)
    assert resident.current().digest == compiled.name
    place(second, tmp_path)
    assert resident.current().digest in {compiled.name, second.name}
    until(lambda: resident.current().digest == second.name)
    place(compiled, tmp_path)
    until(lambda: resident.current().digest == compiled.name)


def test_a_past_day_is_told_as_that_day(tmp_path: Path, compiled: Path) -> None:
    """The same plan may stand for another day; the answer's day is that of the last pass, not of the folder."""
    place(compiled, tmp_path)
    resident = Resident(tmp_path)
    assert resident.current().as_of == DAY
    place(compiled, tmp_path, date(2026, 2, 1))
    until(lambda: resident.current().as_of == date(2026, 2, 1))


@pytest.mark.parametrize("said", ["{", "[]", '{"schema_version": 9}', '{"schema_version": 1, "digest": "../x"}'])
def test_a_damaged_pointer_is_told_of(tmp_path: Path, compiled: Path, said: str) -> None:
    """Without a plan it is a refusal; the plan that is loaded goes on answering."""
    (tmp_path / POINTER).write_text(said)
    resident = Resident(tmp_path)
    with pytest.raises(ProblemError, match="plan_refused"):
        resident.current()
    place(compiled, tmp_path)
    assert resident.current().digest == compiled.name
    (tmp_path / POINTER).write_text(said)
    assert resident.current().digest == compiled.name


@pytest.mark.parametrize("head", ["{", "{}", "[]"])
def test_a_broken_plan_leaves_the_one_before(tmp_path: Path, compiled: Path, second: Path, head: str) -> None:
    """A newer plan that cannot be read is not taken over, and health goes on saying ready."""
    place(compiled, tmp_path)
    resident = Resident(tmp_path)
    assert resident.current().digest == compiled.name
    broken = place(second, tmp_path)
    (broken / "plan.json").write_text(head)
    for _ in range(3):
        assert resident.current().digest == compiled.name
        time.sleep(PAUSE)
    assert resident.state()[0] == "ready"


def test_only_a_broken_plan_is_a_refusal(tmp_path: Path, second: Path) -> None:
    """With nothing before it, a broken plan is 503 with its own words; state says refused."""
    broken = place(second, tmp_path)
    (broken / "plan.json").write_text("{")
    resident = Resident(tmp_path)
    with pytest.raises(ProblemError, match="plan_refused"):
        resident.current()
    assert resident.state() == ("refused", None)


def test_health_does_not_wait(tmp_path: Path, compiled: Path) -> None:
    """State answers at once while a plan is loading, and later says ready."""
    place(compiled, tmp_path)
    resident = Resident(tmp_path)
    assert resident.state()[0] in {"loading", "ready"}
    until(lambda: resident.state()[0] == "ready")
