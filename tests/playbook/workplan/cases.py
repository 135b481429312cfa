"""An invented city and what the plan tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jianzhen.playbook.city import City, load_city
from jianzhen.playbook.workplan.model import Plan, Task
from jianzhen.playbook.workplan.reader import plan_from_lines

QINGLAN_FILE: Final = Path(__file__).parent / "data" / "qinglan.yml"
QINGLAN: Final[City] = load_city(QINGLAN_FILE)
TITLE: Final = "2022年青岚市打击侵犯知识产权和制售假冒伪劣商品工作要点"


def read(*lines: str, title: str = TITLE) -> Plan:
    """Return the plan in some lines under a title, with the invented city's names."""
    return plan_from_lines([title, *lines], QINGLAN, source="plan.txt")


def one(clause: str) -> Task:
    """Return the single task whose bracket is given, in a plan that writes the local prefix elsewhere."""
    plan = read(
        "一、加强监管", f"（一）规范市场秩序。开展专项检查。{clause}", "（二）加强宣传。做好宣传。（市公安局负责）"
    )
    return plan.tasks[0]


def units(task: Task) -> list[tuple[str, str]]:
    """Return role and name of every unit of a task."""
    return [(unit.role, unit.name) for clause in task.clauses for unit in clause.units]


def numbers(plan: Plan) -> list[tuple[str | None, str]]:
    """Return section and number of every task."""
    return [(task.section, task.number) for task in plan.tasks]
