"""Brackets, roles and names, undamaged and damaged, in an invented city."""

from __future__ import annotations

import pytest

from tests.playbook.workplan.cases import one, read, units


@pytest.mark.parametrize(
    ("bracket", "wanted"),
    [
        ("（市公安局负责）", [("sole", "市公安局")]),
        ("（市公安局牵头负责）", [("lead", "市公安局")]),
        ("（市公安局、市商务局负责）", [("joint", "市公安局"), ("joint", "市商务局")]),
        ("（市公安局、市商务局按职责分工分别负责）", [("joint", "市公安局"), ("joint", "市商务局")]),
        ("（市公安局牵头负责，市商务局按职责分工负责）", [("lead", "市公安局"), ("joint", "市商务局")]),
        ("（市公安局、市商务局按职责分工牵头负责）", [("lead", "市公安局"), ("lead", "市商务局")]),
        ("（市公安局牵头，市商务局配合）", [("lead", "市公安局"), ("joint", "市商务局")]),
        ("（市公安局会同市商务局负责）", [("lead", "市公安局"), ("joint", "市商务局")]),
        (
            "（由市公安局负责，市商务局、青岚海关配合）",
            [("lead", "市公安局"), ("joint", "市商务局"), ("joint", "青岚海关")],
        ),
        (
            "（市公安局、市商务局按职责分工负责，青岚海关配合）",
            [("joint", "市公安局"), ("joint", "市商务局"), ("joint", "青岚海关")],
        ),
        ("（责任单位：市公安局、市商务局）", [("joint", "市公安局"), ("joint", "市商务局")]),
        ("（牵头单位：市公安局；配合单位：市商务局）", [("lead", "市公安局"), ("joint", "市商务局")]),
        ("(市公安局,市商务局按照各自职责分工分别负责。)", [("joint", "市公安局"), ("joint", "市商务局")]),
        ("（青岚市公安局和市市场监督管理局共同负责）", [("joint", "市公安局"), ("joint", "市市场监管局")]),
    ],
)
def test_roles_of_intact_brackets(bracket: str, wanted: list[tuple[str, str]]) -> None:
    """牵头 leads, partners and 分工 join, one unit alone is sole; intact names are sure."""
    task = one(bracket)
    assert units(task) == wanted
    assert all(not u.restored and u.confidence == 1 for clause in task.clauses for u in clause.units)


@pytest.mark.parametrize(
    ("bracket", "words"),
    [
        ("（市公安局、市商务局等按职责分工负责）", ("等",)),
        ("（市公安局牵头负责、有关部门按职责分工负责）", ("有关部门",)),
        ("（市公安局、各区人民政府按职责分工负责）", ("各区人民政府",)),
        ("（市公安局负责，各区人民政府、开发区管委会配合）", ("各区人民政府", "开发区管委会")),
        ("（市打击侵权假冒工作领导小组各成员单位按职责分工负责）", ("市打击侵权假冒工作领导小组各成员单位",)),
    ],
)
def test_open_brackets(bracket: str, words: tuple[str, ...]) -> None:
    """等, 有关部门 and whole groups of bodies open a bracket; their words are kept."""
    clause = one(bracket).clauses[0]
    assert (clause.open, clause.open_to) == (True, words)


@pytest.mark.parametrize(
    ("bracket", "wanted", "raw"),
    [
        (
            "（市场监管、公安农业农村文化广电旅游、青岚海关按职责分工负责）",
            ["市市场监管局", "市公安局", "市农业农村局", "市文化广电旅游局", "青岚海关"],
            ["市场监管", "公安", "农业农村", "文化广电旅游", "青岚海关"],
        ),
        ("（市场监管局市林业局按职责分工负责）", ["市市场监管局", "市林业局"], ["市场监管局", "市林业局"]),
        (
            "（委宣传部、法院、检察院按职责分工负责）",
            ["市委宣传部", "市中级法院", "市检察院"],
            ["委宣传部", "法院", "检察院"],
        ),
        (
            "（市工业信息化局、市公安局按职责分工负责）",
            ["市工业和信息化局", "市公安局"],
            ["市工业信息化局", "市公安局"],
        ),
        (
            "（市卫生健康、市委宣传、海关按职责分工负责）",
            ["市卫生健康委", "市委宣传部", "青岚海关"],
            ["市卫生健康", "市委宣传", "海关"],
        ),
    ],
)
def test_damaged_names_are_put_back(bracket: str, wanted: list[str], raw: list[str]) -> None:
    """Run-together and shortened names become the city's names, with what the text says kept beside them."""
    found = [unit for clause in one(bracket).clauses for unit in clause.units]
    assert [unit.name for unit in found] == wanted
    assert [unit.raw_name for unit in found] == raw
    assert all(unit.restored == (unit.name != unit.raw_name) for unit in found)
    assert all(unit.confidence < 1 for unit in found if unit.restored)


@pytest.mark.parametrize(
    "sentence",
    [
        "严厉打击假冒行为。市场监管局、公安商务按职责分工负责）",
        "严厉打击假冒行为市场监管局、公安商务按职责分工负责）",
        "规范电子商务市场监管局、公安商务按职责分工负责）",
        "加强种子(种苗监管。（市场监管局、公安商务按职责分工负责）",
        "严厉打击假冒行为。（市场监管局、公安商务按职责分工负责",
    ],
)
def test_lost_brackets(sentence: str) -> None:
    """A unit list is found where its opening or closing bracket is lost, without eating words of the sentence."""
    assert units(one(sentence)) == [("joint", "市市场监管局"), ("joint", "市公安局"), ("joint", "市商务局")]


def test_lost_bracket_before_a_lead() -> None:
    """With the opening bracket lost, lead and partners still belong to one clause."""
    task = one("加强整治。打击侵权假冒工作领导小组办公室牵头负责,委宣传部、市场监管局按职责分工负责)")
    assert len(task.clauses) == 1
    assert units(task) == [
        ("lead", "市打击侵权假冒工作领导小组办公室"),
        ("joint", "市委宣传部"),
        ("joint", "市市场监管局"),
    ]


@pytest.mark.parametrize(
    ("bracket", "raw", "position"),
    [
        ("（市公安局、市气象局、市商务局按职责分工负责）", "市气象局", 1),
        ("（省公安厅、市商务局按职责分工负责）", "省公安厅", 0),
        ("（北岭海关、市商务局按职责分工负责）", "北岭海关", 0),
        ("严厉打击假冒行为。市气象局、市商务局按职责分工负责）", "市气象局", 0),
        ("完善机制。青岚大学负责）", "青岚大学", 0),
    ],
)
def test_what_no_name_explains_is_listed_with_its_place(bracket: str, raw: str, position: int) -> None:
    """A body that the city does not know is neither dropped nor forced into a name that looks like it."""
    plan = read("一、加强监管", f"（一）规范秩序。开展检查。{bracket}", "（二）加强宣传。做好宣传。（市公安局负责）")
    listed = plan.to_json()["unresolved"]
    assert [(u["number"], u["raw_name"], u["position"]) for u in listed] == [("1", raw, position)]
    assert not any(unit.raw_name == raw for clause in plan.tasks[0].clauses for unit in clause.units)


def test_several_clauses_each_with_its_duty() -> None:
    """A task of several sentences has a clause for each bracket, with the sentence that it hands out."""
    task = one("组织抽查。（市公安局负责）推进备案工作。（市卫生健康委负责）")
    assert [clause.duty for clause in task.clauses] == ["规范市场秩序。开展专项检查。组织抽查。", "推进备案工作。"]
    assert units(task) == [("sole", "市公安局"), ("sole", "市卫生健康委")]


def test_plain_words_about_duty_are_no_clause() -> None:
    """负责 in running text makes no bracket."""
    task = one("落实企业主要负责人职责，由经营者负责的平台要自查（含小程序）。（市公安局负责）")
    assert units(task) == [("sole", "市公安局")]


def test_a_plan_that_never_writes_the_prefix_has_lost_nothing() -> None:
    """公安局 is whole in a plan that writes all units so, and damaged in one that writes 市公安局 elsewhere."""
    bare = read("（一）加强监管。（公安局、商务局按职责分工负责）", "（二）加强宣传。（市场监管局负责）")
    mixed = read("（一）加强监管。（公安局、商务局按职责分工负责）", "（二）加强宣传。（市林业局负责）")
    assert [u.restored for t in bare.tasks for c in t.clauses for u in c.units] == [False, False, False]
    assert [u.restored for t in mixed.tasks for c in t.clauses for u in c.units] == [True, True, False]


def test_names_follow_the_plan_s_year() -> None:
    """The year in the title selects the dated names; a name of another time is not forced onto today's."""
    old = read("（一）农资打假。开展检查。（市农业局负责）", title="青岚市2020年打击侵权假冒工作要点")
    new = read("（一）农资打假。开展检查。（市农业农村局负责）", title="青岚市二〇二二年打击侵权假冒工作要点")
    assert units(old.tasks[0]) == [("sole", "市农业局")]
    assert units(new.tasks[0]) == [("sole", "市农业农村局")]
