"""The real, damaged plan of 2019 against a reading by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from jianzhen.playbook.city import load_city
from jianzhen.playbook.workplan.model import Clause, Plan
from jianzhen.playbook.workplan.reader import read_plan
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

GOLDEN: Final[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "wuhan_2019.yml").read_text(encoding="utf-8")
)
WUHAN: Final = load_city("wuhan")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(SHARED / "seed" / "wuhan-2019-work-plan.txt", WUHAN)


def _told(clause: Clause) -> tuple[list[tuple[str, str]], bool]:
    return [(unit.role, unit.code) for unit in clause.units], clause.open


def _wanted(line: str) -> tuple[list[tuple[str, str]], bool]:
    groups = (group.split(": ") for group in line.removesuffix(" +").split("; "))
    units = [(role, GOLDEN["short"][word]) for role, words in groups for word in words.split()]
    return units, line.endswith("+")


def test_every_task_and_sub_task_is_found_in_order(plan: Plan) -> None:
    """All 34 tasks come out, the first three as eleven sub-tasks, numbered in plain digits and in order."""
    assert [task.number for task in plan.tasks] == list(GOLDEN["clauses"])
    assert (plan.counts().tasks, plan.counts().sub_tasks) == (34, 11)


@pytest.mark.parametrize("number", list(GOLDEN["clauses"]))
def test_clauses_units_and_roles(plan: Plan, number: str) -> None:
    """Each bracket names the units, in order, with the roles and the openness that a person reads there."""
    task = next(task for task in plan.tasks if task.number == number)
    assert [_told(clause) for clause in task.clauses] == [_wanted(line) for line in GOLDEN["clauses"][number]]


def test_precision_and_recall_of_units_are_whole(plan: Plan) -> None:
    """Counted over (task, unit, role), nothing is missing and nothing too much; nothing stays unresolved."""
    told = Counter((t.number, *unit) for t in plan.tasks for c in t.clauses for unit in _told(c)[0])
    wanted = Counter(
        (n, *unit) for n, lines in GOLDEN["clauses"].items() for line in lines for unit in _wanted(line)[0]
    )
    assert told == wanted
    assert sum(wanted.values()) == 213
    assert plan.to_json()["unresolved"] == []


def test_sections_survive_their_lost_numbers(plan: Plan) -> None:
    """The seven parts keep their place although most of them lost their number."""
    sections = {task.number: task.section for task in plan.tasks}
    assert {number: sections[number] for number in GOLDEN["sections"]} == GOLDEN["sections"]


def test_titles_end_where_the_lost_full_stop_stood(plan: Plan) -> None:
    """A title that ran into its text is parted from it, and the doubtful cut is marked."""
    titles = {task.number: task.title for task in plan.tasks}
    assert {number: titles[number] for number in GOLDEN["titles"]} == GOLDEN["titles"]
    sure = {task.number: task.title_confidence for task in plan.tasks}
    assert sure["4"] == 1 > sure["1.1"]


def test_restored_names_are_proposals_and_intact_names_are_not(plan: Plan) -> None:
    """Restored means that the text is not the name, and only then is the confidence below 1 for a loss."""
    for clause in (clause for task in plan.tasks for clause in task.clauses):
        for unit in clause.units:
            assert unit.name == WUHAN.agency_name(unit.code, plan.as_of)
            assert unit.restored == (unit.raw_name != unit.name)
            assert not (unit.restored and unit.confidence == 1)


def test_page_furniture_is_left_out_and_listed(plan: Plan) -> None:
    """Nothing of the page around the plan enters a task, and what was left out can be read."""
    texts = "".join(task.title + task.text for task in plan.tasks)
    assert not any(word in texts for word in ("微信公众号", "分享到", "当前位置", "上一页", "来源:"))
    assert {"微信公众号", "分享到:", "来源:"} <= set(plan.left_out)
