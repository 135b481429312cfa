"""A law: whatever characters a page loses, a unit comes back right or stays listed; it is never wrong and sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianzhen.playbook.workplan.text import chinese
from tests.playbook.workplan.cases import QINGLAN, read

NAMES: Final = [name.name for a in QINGLAN.agencies.items if (name := a.name_on(date(2022, 6, 30)))]
TITLES: Final = (
    "加强网络市场监管",
    "强化农村市场治理",
    "整治农资市场",
    "加强商标保护",
    "严格寄递环节监管",
    "加强宣传教育",
)
BODIES: Final = ("开展专项整治，查处违法行为。", "完善工作机制，曝光典型案例。", "组织开展抽查，公布不合格产品名单。")


@dataclass(frozen=True)
class Written:
    """A task as meant (units with roles) and as it stands on the damaged page."""

    units: tuple[tuple[str, str], ...]
    line: str


def _damaged_name(draw: st.DrawFn, name: str) -> str:
    if name.startswith("市") and draw(st.booleans()):
        name = name[1:]
    return name.removesuffix("局") if draw(st.booleans()) else name


def _list(draw: st.DrawFn, names: list[str]) -> str:
    marks = [""] + [draw(st.sampled_from(["、", ""])) for _ in names[1:]]
    return "".join(mark + _damaged_name(draw, name) for mark, name in zip(marks, names, strict=True))


@st.composite
def written_tasks(draw: st.DrawFn) -> list[Written]:
    """Draw up to six tasks, each with lost 市, 局, 、, a lost bracket or a damaged number."""
    return [_task(draw, number) for number in range(1, draw(st.integers(2, 6)) + 1)]


def _task(draw: st.DrawFn, number: int) -> Written:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    if len(names) > 1 and draw(st.booleans()):
        roles = ["lead"] + ["joint"] * (len(names) - 1)
        clause = f"{_damaged_name(draw, names[0])}牵头负责，{_list(draw, names[1:])}按职责分工负责"
    elif len(names) > 1:
        roles = ["joint"] * len(names)
        clause = f"{_list(draw, names)}按职责分工分别负责"
    else:
        roles = ["sole"]
        clause = f"{_list(draw, names)}负责"
    opening, closing = draw(st.sampled_from([("（", "）"), ("", "）"), ("（", "")]))
    front = draw(st.sampled_from([f"（{chinese(number)}）", f"（{chinese(number)}", f"{chinese(number)}）", "）", ""]))
    line = f"{front}{TITLES[number - 1]}。{draw(st.sampled_from(BODIES))}{opening}{clause}{closing}"
    return Written(tuple(zip(roles, names, strict=True)), line)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(written_tasks())
def test_units_come_back_or_stay_listed(tasks: list[Written]) -> None:
    """Every task keeps its number and title; each unit is right, or listed, or at least not sure."""
    plan = read(
        "一、加强监管", *(task.line for task in tasks), f"（{chinese(len(tasks) + 1)}）完善信用。（青岚海关负责）"
    )
    assert [(t.number, t.title) for t in plan.tasks[:-1]] == [(str(n + 1), TITLES[n]) for n in range(len(tasks))]
    for meant, task in zip(tasks, plan.tasks, strict=False):
        told = Counter((u.role, u.name) for clause in task.clauses for u in clause.units)
        sure = Counter((u.role, u.name) for clause in task.clauses for u in clause.units if u.confidence == 1)
        listed = sum(len(clause.unknown) for clause in task.clauses)
        wanted = Counter(meant.units)
        assert not sure - wanted, "a unit is wrong and sure"
        assert sum((wanted - told).values()) == 0 or listed, "a unit is missing and not listed"


WORDS: Final = "市局委部负责牵头按职责分工公安商务海关等各区有门某"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=WORDS + "\n、，。（）()一二三十1.\u3000", max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """No arrangement of the genre's characters makes the reader fail; text of the tasks is never lost."""
    plan = read(
        "一、加强监管",
        "（一）规范网络。查处。（市公安局负责）",
        *(text.splitlines() or ["空"]),
        "（二）加强宣传。（市公安局负责）",
    )
    kept = "".join((t.task_title or "") + (t.task_text or "") + t.title + t.text for t in plan.tasks)
    kept += "".join({(t.section, t.section_title): t.section_title or "" for t in plan.tasks}.values())
    kept += "".join(plan.left_out)
    assert not Counter(c for c in text if c in WORDS) - Counter(kept)
