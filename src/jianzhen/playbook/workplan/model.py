"""What a work plan (工作要点) says, as read: tasks, the brackets that name who does them, and what was put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

Role = Literal["lead", "joint", "sole"]
Level = Literal["part", "task", "sub_task"]

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency that a clause names.

    ``name`` is the city's name for it as of the plan's year, ``raw_name`` what the text says. ``restored``: characters
    were lost and put back; such a name is a proposal with a ``confidence`` below 1 until a person confirms it.
    """

    name: str
    code: str
    role: Role
    raw_name: str
    restored: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class UnknownUnit:
    """A piece of a unit list that no name of the city explains; ``position`` is its place among all units named."""

    raw_name: str
    role: Role
    position: int
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One bracket that ends in 负责.

    ``text`` is what stands in the bracket, ``duty`` the sentences before it that it hands out. ``open`` says that the
    bracket reaches beyond the units it names (等, 有关部门); ``open_to`` holds those words.
    """

    text: str
    duty: str
    open: bool
    open_to: tuple[str, ...]
    units: tuple[Unit, ...]
    unknown: tuple[UnknownUnit, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A task (``4``) or sub-task (``1.1``) in plain digits, with the part it stands in.

    ``number_restored``: the text lost the number or a piece of it. ``title_confidence`` is below 1 where the full stop
    between title and text was lost. A sub-task carries the title of its task.
    """

    number: str
    level: Level
    section: str | None
    section_title: str | None
    title: str
    text: str
    clauses: tuple[Clause, ...]
    number_restored: bool
    title_confidence: float
    task_title: str | None = None
    task_text: str | None = None

    @property
    def parent(self) -> str:
        """Return the number of the task to which a sub-task belongs; a task's own number otherwise."""
        return self.number.split(".")[0]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a plan holds, in numbers."""

    tasks: int
    sub_tasks: int
    clauses: int
    units: int
    restored: int
    unresolved: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A work plan as read. ``left_out`` holds every line that belongs to no task, so that nothing is lost silently."""

    title: str
    year: int
    as_of: date
    city: str
    tasks: tuple[Task, ...]
    left_out: tuple[str, ...]

    def unknown(self) -> Iterator[tuple[Task, int, UnknownUnit]]:
        """Yield each unresolved unit with its task and the index of its clause."""
        for task in self.tasks:
            for index, clause in enumerate(task.clauses):
                for unit in clause.unknown:
                    yield task, index, unit

    def counts(self) -> Counts:
        """Return the numbers of tasks (a divided task counts once), sub-tasks, clauses, units and doubts."""
        clauses = [clause for task in self.tasks for clause in task.clauses]
        units = [unit for clause in clauses for unit in clause.units]
        return Counts(
            tasks=len({(task.section, task.level == "part", task.parent) for task in self.tasks}),
            sub_tasks=sum(task.level == "sub_task" for task in self.tasks),
            clauses=len(clauses),
            units=len(units),
            restored=sum(unit.restored for unit in units),
            unresolved=sum(len(clause.unknown) for clause in clauses),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the plan as ``plan import`` writes it (docs/reference/plan.md)."""
        return {
            "schema_version": SCHEMA_VERSION,
            "title": self.title,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "city": self.city,
            "tasks": [_task_json(task) for task in self.tasks],
            "unresolved": [
                {
                    "number": task.number,
                    "raw_name": unit.raw_name,
                    "section": task.section,
                    "clause": index,
                    "position": unit.position,
                    "role": unit.role,
                    "candidates": list(unit.candidates),
                }
                for task, index, unit in self.unknown()
            ],
            "left_out": list(self.left_out),
        }


def _task_json(task: Task) -> dict[str, Any]:
    value = asdict(task)
    for clause in value["clauses"]:
        del clause["unknown"]  # told once, in the plan's own list with its place
    return value
