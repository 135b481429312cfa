"""Parts the title of a task from its text, also where the full stop between them is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST_TITLE: Final = 32
_SHORTEST_TITLE: Final = 5
_FIRST_BREAK: Final = re.compile(r"[。,;:“《(!?]")
_STOP: Final = re.compile(r"[。:]")

# Titles of this genre are a verb and its object; the object ends in one of these words …
_ENDS: Final = (
    "监管", "治理", "整治", "力度", "建设", "保护", "机制", "行为", "宣传", "宣传教育", "合作", "销毁", "管理",
    "执法", "衔接", "体系", "职能", "作用", "服务", "维权", "教育", "法规", "协作", "公开", "正版化", "刑事打击",
    "打击", "监督", "考核", "评价", "援助", "指导", "水平", "能力", "秩序", "制度", "交流", "联动", "共治", "市场",
    "产品", "领域", "环节", "工作", "专项行动", "行动", "责任", "信用", "溯源", "追溯", "检查", "抽查", "防控",
    "预警", "培训", "队伍", "培养", "保障", "领导", "协调", "统筹", "落实", "案件", "犯罪", "侵权", "假冒",
)  # fmt: skip
# … and the text begins with one of these.
_BEGINS: Final = (
    "严格", "组织", "指导", "紧扣", "开展", "围绕", "充分", "加强", "加大", "深入", "推进", "推动", "完善", "建立",
    "坚持", "针对", "根据", "实施", "依法", "将", "统筹", "积极", "健全", "落实", "贯彻", "以", "对", "聚焦",
    "结合", "按照", "依托", "通过", "突出", "全面", "进一步", "强化", "继续", "持续", "严厉", "严肃", "重点",
    "集中", "严打", "利用", "发挥", "支持", "鼓励", "引导", "督促", "规范", "制定", "探索", "认真", "切实", "构建",
    "打击", "查处", "做好", "大力", "不断", "配合", "参与", "运用", "在", "对于", "要", "由", "各", "为", "充实",
    "学习", "优化",
)  # fmt: skip

_SURE_BEGINS: Final = tuple(word for word in _BEGINS if len(word) > 1)
_LEADS_ON: Final = "为以的等和与及对将在各、"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, the text after it, and how sure the cut between them is (1 = a full stop said so)."""

    title: str
    text: str
    confidence: float


def part(body: str, folded: str) -> Heading:
    """Part title and text of a task's first line; ``folded`` is ``body`` with half-width marks, same length."""
    stop = _STOP.search(folded)
    first = stop.start() if stop else len(body)
    if first <= LONGEST_TITLE and not re.search(r"[,;(]", folded[:first]):
        return Heading(body[:first].strip(), body[first + 1 :].strip(), 1.0)
    return _guess(body, folded)


def _guess(body: str, folded: str) -> Heading:
    mark = _FIRST_BREAK.search(folded)
    stretch = folded[: mark.start() if mark else len(folded)]
    for at in range(_SHORTEST_TITLE, min(len(stretch), LONGEST_TITLE)):
        if stretch[:at].endswith(_ENDS) and stretch.startswith(_BEGINS, at):
            return Heading(body[:at], body[at:].strip(), 0.8)
    for at in range(_SHORTEST_TITLE, min(len(stretch), LONGEST_TITLE)):
        if stretch.startswith(_SURE_BEGINS, at) and stretch[at - 1] not in _LEADS_ON:
            return Heading(body[:at], body[at:].strip(), 0.5)
    at = min(len(stretch), LONGEST_TITLE)
    return Heading(body[:at].strip(), body[at:].lstrip("。，,：: "), 0.3)
