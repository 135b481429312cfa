"""Reads a work plan (工作要点): the document's lines become tasks with clauses, units and roles.

The steps: lines → paragraphs → numbers at their front and brackets in them → the cheapest structure of the whole →
titles, clauses, units. What was lost is put back as a proposal and marked; what cannot be read stays listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.playbook.city import City
from jianzhen.playbook.workplan.clauses import Found, find_clauses, read_clause
from jianzhen.playbook.workplan.files import read_lines
from jianzhen.playbook.workplan.habit import settle
from jianzhen.playbook.workplan.marks import Mark, marks
from jianzhen.playbook.workplan.model import Clause, Level, Plan, Task
from jianzhen.playbook.workplan.names import Lexicon
from jianzhen.playbook.workplan.structure import Line, Role, assign
from jianzhen.playbook.workplan.text import HAN, chinese, chinese_year, fold, joined, tidy
from jianzhen.playbook.workplan.titles import Heading, part

_TITLE_END: Final = re.compile(r"(?:要点|方案|计划|安排|意见|分工|任务|通知)(?:的通知)?$")
_LONGEST_PLAN_TITLE: Final = 80
_LONGEST_HEADING: Final = 40
_ANEW: Final = (
    re.compile(r"[ ]*(?:[一二三四五六七八九十]{1,4}[、.]|\([一二三四五六七八九十]{1,4}\)|\d{1,2}[.、](?!\d))"),
    re.compile(rf"[{HAN}\d]{{0,30}}(?:要点|方案|计划)$"),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph with everything that the structure search and the builder ask of it."""

    raw: str
    folded: str
    marks: tuple[Mark, ...]
    found: tuple[Found, ...]

    def line(self) -> Line:
        """Return the block as the structure search sees it."""
        body = self.folded.strip().rstrip("。")
        short = len(body) <= _LONGEST_HEADING and "。" not in body
        whole = bool(self.found) and self.found[0].start <= 1 and self.found[-1].end >= len(self.folded.rstrip("。 "))
        return Line(self.marks, short, len(self.found), whole and len(self.found) == 1, self._titled())

    def _titled(self) -> bool:
        if not self.found:
            return False
        start, stop = max((mark.end for mark in self.marks if not mark.bare), default=0), self.found[0].start
        heading = part(self.raw[start:stop], self.folded[start:stop])
        return heading.confidence == 1 and bool(heading.text)


def read_plan(path: Path, city: City, *, year: int | None = None) -> Plan:
    """Return the plan in a document, its units named as the city names them in the plan's year.

    Args:
        path: a .txt (UTF-8 or GB18030), .docx or .pdf file.
        city: whose agencies the plan names.
        year: the plan's year where its title does not say it.

    Raises:
        RefusedError: the document cannot be read, names no year, or holds no task with a responsible unit.
    """
    lines = [tidy(line) for line in joined(read_lines(path), _ANEW)]
    return plan_from_lines([line for line in lines if line], city, year=year, source=str(path))


def plan_from_lines(lines: Sequence[str], city: City, *, year: int | None = None, source: str) -> Plan:
    """Return the plan in paragraphs of text; ``source`` names them in errors. See :func:`read_plan`."""
    title = _title(lines)
    when = year or chinese_year(title) or next(filter(None, map(chinese_year, lines)), None)
    if when is None:
        raise RefusedError("names no year", where=Where(file=source), remedy="Say the plan's year with --year")
    names = Lexicon(city, when)
    blocks = [_block(line, names) for line in lines]
    if not any(block.found for block in blocks):
        remedy = "Give a work plan whose tasks end in (… 负责)"
        raise RefusedError("holds no bracket that ends in 负责", where=Where(file=source), remedy=remedy)
    roles = assign([block.line() for block in blocks])
    builder = _Builder(names)
    tasks = builder.build(blocks, roles)
    outside = [b.raw for b, r in zip(blocks, roles, strict=True) if r.kind in {"head", "tail"}]
    left_out = (*outside, *builder.left_over())
    plan = Plan(title or source, when, names.as_of, city.code, tuple(tasks), left_out)
    return settle(plan, names)


def _block(line: str, names: Lexicon) -> _Block:
    folded = fold(line)
    return _Block(line, folded, marks(folded), find_clauses(folded, names))


def _title(lines: Sequence[str]) -> str:
    """Return the plan's title: the first short line that ends as plan titles do, with its first half if broken."""
    for index, line in enumerate(lines[:20]):
        if len(line) <= _LONGEST_PLAN_TITLE and _TITLE_END.search(line.rstrip("》")):
            before = lines[index - 1] if index else ""
            broken = chinese_year(line) is None and chinese_year(before) and len(before) <= _LONGEST_HEADING
            return before + line if broken else line
    return ""


@dataclass(slots=True)
class _Draft:
    """A task while its paragraphs are being gathered."""

    role: Role
    level: Level
    number: str
    heading: Heading
    section: str | None
    section_title: str | None
    text: list[str]
    clauses: list[Clause]
    parent: _Draft | None = None

    def task(self) -> Task:
        above = self.parent
        return Task(
            number=self.number,
            level=self.level,
            section=self.section,
            section_title=self.section_title,
            title=self.heading.title,
            text="\n".join(self.text),
            clauses=tuple(self.clauses),
            number_restored=self.role.restored,
            title_confidence=self.heading.confidence,
            task_title=above.heading.title if above else None,
            task_text=("\n".join(above.text) or None) if above else None,
        )


class _Builder:
    """Turns blocks and their roles into tasks, in document order."""

    def __init__(self, names: Lexicon) -> None:
        self._names = names
        self._drafts: list[_Draft] = []
        self._part: _Draft | None = None
        self._task: _Draft | None = None

    def build(self, blocks: Sequence[_Block], roles: Sequence[Role]) -> list[Task]:
        """Return the tasks; a divided task stands for itself only where it has clauses of its own."""
        for block, role in zip(blocks, roles, strict=True):
            if role.kind in {"part", "task", "sub"}:
                self._open(block, role)
            elif role.kind == "more" and self._drafts:
                self._go_on(block)
        divided = {id(draft.parent) for draft in self._drafts if draft.parent}
        return [draft.task() for draft in self._drafts if self._stands(draft, divided)]

    def left_over(self) -> list[str]:
        """Return what stands in parts but in no task: headings of empty parts, and text between a heading and tasks."""
        peopled = {draft.role.part for draft in self._drafts if draft.level != "part"}
        over: list[str] = []
        for draft in self._drafts:
            if draft.level == "part" and not draft.clauses:
                over.extend([] if draft.role.part in peopled else [draft.heading.title])
                over.extend(draft.text)
        return over

    @staticmethod
    def _stands(draft: _Draft, divided: set[int]) -> bool:
        if draft.level == "part" or id(draft) in divided:
            return bool(draft.clauses)
        return True

    def _open(self, block: _Block, role: Role) -> None:
        start = role.mark.end if role.mark else 0
        stop = block.found[0].start if block.found else len(block.raw)
        heading = self._heading(block, start, stop)
        draft = self._draft(role, heading)
        rest = block.raw[stop:]
        text = heading.text + rest
        if text:
            draft.text.append(text)
        draft.clauses.extend(self._clauses(block, start))
        self._drafts.append(draft)

    @staticmethod
    def _heading(block: _Block, start: int, stop: int) -> Heading:
        """Return a line's title and text; a short line without clause is a title and nothing else."""
        if not block.found and block.line().short:
            return Heading(block.raw[start:].strip(" 。：:"), "", 1.0)
        return part(block.raw[start:stop], block.folded[start:stop])

    def _draft(self, role: Role, heading: Heading) -> _Draft:
        section = chinese(role.part) if role.part else None
        title = self._part.heading.title if self._part and role.part else None
        if role.kind == "part":
            draft = _Draft(role, "part", str(role.part), heading, section, heading.title, [], [])
            self._part, self._task = draft, None
        elif role.kind == "task":
            draft = _Draft(role, "task", str(role.task), heading, section, title, [], [])
            self._task = draft
        else:
            above = self._above(role, section, title)
            number = f"{role.task}.{role.sub}"
            draft = _Draft(role, "sub_task", number, heading, section, title, [], [], above)
        return draft

    def _above(self, role: Role, section: str | None, title: str | None) -> _Draft:
        """Return the divided task of a sub-task; one whose heading is lost altogether stands with an empty title."""
        if self._task is None or self._task.role.task != role.task:
            lost = replace(role, kind="task", sub=0, mark=None, restored=True)
            self._task = _Draft(lost, "task", str(role.task), Heading("", "", 0.0), section, title, [], [])
        return self._task

    def _go_on(self, block: _Block) -> None:
        draft = self._drafts[-1]
        draft.text.append(block.raw)
        draft.clauses.extend(self._clauses(block, 0))

    def _clauses(self, block: _Block, start: int) -> list[Clause]:
        read: list[Clause] = []
        for found in block.found:
            read.append(read_clause(block.raw, block.folded, found, start, self._names))
            start = found.end
        return read
