"""Parts, tasks and sub-tasks of plans in the forms that this genre takes."""

from __future__ import annotations

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.playbook.workplan.reader import plan_from_lines
from tests.playbook.workplan.cases import QINGLAN, numbers, read, units

POLICE = "（市公安局负责）"


def test_numbers_that_go_on_through_the_parts() -> None:
    """Tasks counted through the whole plan keep their numbers; parts give the section."""
    plan = read(
        "一、加强监管", f"（一）规范网络。查处违法。{POLICE}", "二、健全机制", f"（二）完善信用。归集信息。{POLICE}"
    )
    assert numbers(plan) == [("一", "1"), ("二", "2")]
    assert [task.section_title for task in plan.tasks] == ["加强监管", "健全机制"]


def test_numbers_that_begin_anew_in_each_part() -> None:
    """A plan that counts its tasks anew in each part is read as written."""
    plan = read(
        "一、加强监管", f"（一）规范网络。查处。{POLICE}", f"（二）治理农村。查处。{POLICE}",
        "二、健全机制", f"（一）完善信用。归集。{POLICE}", f"（二）加强宣传。解读。{POLICE}",
    )  # fmt: skip
    assert numbers(plan) == [("一", "1"), ("一", "2"), ("二", "1"), ("二", "2")]


def test_all_tasks_divided() -> None:
    """Where every task has sub-tasks each of these is one object that knows its task's title."""
    plan = read(
        "一、加强监管", "（一）治理网络", f"1.规范经营。查处。{POLICE}", f"2.打击盗版。查处。{POLICE}",
        "（二）治理市场。", f"1.清理市场。查处。{POLICE}",
    )  # fmt: skip
    assert [(t.number, t.task_title) for t in plan.tasks] == [
        ("1.1", "治理网络"), ("1.2", "治理网络"), ("2.1", "治理市场"),
    ]  # fmt: skip


def test_parts_with_plain_numbers() -> None:
    """一、 over 1. without （一） gives parts with tasks."""
    plan = read("一、加强监管", f"1.规范网络。查处。{POLICE}", "二、健全机制", f"2.完善信用。归集。{POLICE}")
    assert numbers(plan) == [("一", "1"), ("二", "2")]


def test_tasks_without_parts() -> None:
    """A plan of 一、 alone has tasks and no section."""
    plan = read(f"一、规范网络。查处。{POLICE}", f"二、完善信用。归集。{POLICE}", f"三、加强宣传。{POLICE}")
    assert numbers(plan) == [(None, "1"), (None, "2"), (None, "3")]


def test_heading_and_text_on_lines_of_their_own() -> None:
    """A title alone on its line takes the paragraph below; a bracket alone on its line belongs to the task above."""
    plan = read(
        "一、加强监管", "（一）规范网络经营", "查处网上售假。", POLICE, "（二）治理农村市场", f"开展整治。{POLICE}"
    )
    assert [(t.number, t.title, units(t)) for t in plan.tasks] == [
        ("1", "规范网络经营", [("sole", "市公安局")]),
        ("2", "治理农村市场", [("sole", "市公安局")]),
    ]


def test_a_second_paragraph_is_no_task_of_its_own() -> None:
    """In a plan whose numbers are whole, a paragraph without number goes to the task above, also with a bracket."""
    plan = read(
        "一、加强监管",
        f"（一）规范网络。查处网上售假。{POLICE}",
        "组织抽查。（市商务局负责）",
        f"（二）治理农村。{POLICE}",
    )
    assert [units(task) for task in plan.tasks] == [
        [("sole", "市公安局"), ("sole", "市商务局")],
        [("sole", "市公安局")],
    ]


@pytest.mark.parametrize(
    "fronts",
    [
        ["（一）", "（二", "）", "", "（五）"],
        ["一）", "(二)", "三", ")", "五)"],
        ["", "", "", "", ""],
        ["（一）", "", "（三）", "", ""],
        ["()", "()", "()", "()", "（五）"],
    ],
)
def test_lost_numbers_come_back_from_their_order(fronts: list[str]) -> None:
    """Numbers damaged in every way the scrape knows, or all gone, come out in order, and the loss is marked."""
    titles = ["规范网络", "治理农村", "整治农资", "保护商标", "加强宣传"]
    lines = [f"{front}{title}。开展检查。{POLICE}" for front, title in zip(fronts, titles, strict=True)]
    plan = read("一、加强监管", *lines)
    assert [(task.number, task.title) for task in plan.tasks] == [(str(n + 1), t) for n, t in enumerate(titles)]
    written = [front.strip("（）()") for front in fronts]
    assert [task.number_restored for task in plan.tasks] == [not digits for digits in written]


def test_a_number_that_is_there_wins_over_the_order() -> None:
    """An excerpt that begins at task five says five."""
    plan = read(f"（五）规范网络。查处。{POLICE}", f"（六）治理农村。查处。{POLICE}")
    assert [task.number for task in plan.tasks] == ["5", "6"]


def test_damaged_tens() -> None:
    """（十） stands for 十一 to 十三 where its last digit is lost and the order says so."""
    fronts = [f"（{n}）" for n in "一二三四五六七八九"] + ["（十）", "（十）", "（十", "（十三）"]
    plan = read("一、加强监管", *(f"{front}规范市场。查处。{POLICE}" for front in fronts))
    assert [task.number for task in plan.tasks] == [str(n) for n in range(1, 14)]


def test_part_headings_without_number() -> None:
    """A short line followed by tasks is a part although its number is lost; the part after it counts on."""
    plan = read(
        "一、加强监管", f"（一）规范网络。查处。{POLICE}", "强化司法保护", f"（二）打击犯罪。查处。{POLICE}",
        "三、健全机制", f"（三）完善信用。归集。{POLICE}",
    )  # fmt: skip
    assert [(t.section, t.section_title) for t in plan.tasks] == [
        ("一", "加强监管"), ("二", "强化司法保护"), ("三", "健全机制"),
    ]  # fmt: skip


def test_divided_task_without_number() -> None:
    """A bare heading before 1. 2. is a task, not a part; the unnumbered paragraph after them is the next task."""
    plan = read(
        "一、加强监管", "（一）治理网络", f"1.规范经营。查处。{POLICE}", f"2.打击盗版。查处。{POLICE}",
        "强化产品监管", f"1.食品药品。查处。{POLICE}", f"2.成品油。查处。{POLICE}",
        f"加强进出口治理。查处。{POLICE}", f"（四）严格寄递监管。查处。{POLICE}",
    )  # fmt: skip
    assert [task.number for task in plan.tasks] == ["1.1", "1.2", "2.1", "2.2", "3", "4"]


def test_a_part_with_a_duty_of_its_own_is_a_task() -> None:
    """A part that hands out work without tasks below it is kept, marked as a part."""
    plan = read(
        "一、加强监管", f"（一）规范网络。查处。{POLICE}", f"（二）治理农村。查处。{POLICE}", f"二、加强保障。{POLICE}"
    )
    assert [(t.section, t.number, t.level) for t in plan.tasks] == [
        ("一", "1", "task"), ("一", "2", "task"), ("二", "2", "part"),
    ]  # fmt: skip


def test_a_plan_without_year_or_clause_is_refused() -> None:
    """What is no dated work plan is refused with a remedy."""
    with pytest.raises(RefusedError, match="--year"):
        plan_from_lines(["工作要点", f"（一）规范网络。{POLICE}"], QINGLAN, source="a.txt")
    with pytest.raises(RefusedError, match="负责"):
        plan_from_lines(["2022年工作要点", "（一）规范网络。"], QINGLAN, source="a.txt")


def test_the_year_may_be_given() -> None:
    """A plan whose text names no year is read with the year that is given."""
    plan = plan_from_lines(["工作要点", f"（一）规范网络。{POLICE}"], QINGLAN, year=2022, source="a.txt")
    assert (plan.year, len(plan.tasks)) == (2022, 1)
