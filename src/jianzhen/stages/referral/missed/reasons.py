"""The words of a possible missed transfer: codes of a closed list with parameters, and how they read (pure).

Reasons of the law stand below them as ``law/assess`` made them; both are stored as code and parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from jianzhen.law.assess.plans import measure_zh, plans
from jianzhen.law.assess.words import Node

Lang = Literal["zh", "en"]
Reason = dict[str, Any]
"""``code``, ``params``, optionally ``law`` (the words are those of law/assess), ``rule_id`` and ``children``."""

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "possible": (
        "截至{day}有记录且此前未作处理的{count}件行为，{measure_zh}{shown}，标准{threshold}：可能应当移送（刑法第{article}条）",
        "{count} acts open on {day}: {measure} {shown}, figure {threshold}; possibly to be transferred (art {article})",
    ),
    "only_together": (
        "单看任何一件均不能看出；若将这{count}件合并，{day}即达到标准",
        "no single one shows it; had these {count} been joined, the figure was met on {day}",
    ),
    "alone": (
        "其中一件单独看，{day}即达到标准",
        "one of them by itself met the figure on {day}",
    ),
    "earlier_together": (
        "将这{count}件合并，早在{day}即达到标准",
        "the {count} joined met it as early as {day}",
    ),
    "with_history": (
        "单看本身未达一般标准；因此前曾受处罚，适用较低标准，{day}达到",
        "by itself below the general figure; with the earlier penalties the lower one applies and was met on {day}",
    ),
    "several_names": (
        "同一主体以{count}个名称出现：{names}",
        "one subject appears under {count} names: {names}",
    ),
    "act": ("{day} {name}：{value}（{sources}）", "{day} {name}: {value} ({sources})"),
    "act_handled": (
        "{day} {name}：{value}，{handled_on}已处理（{handled_by}），此后不计入",
        "{day} {name}: {value}, decided on {handled_on} ({handled_by}) and left out since",
    ),
    "act_later": (
        "{day} {name}：{value}（{sources}），在此日之后",
        "{day} {name}: {value} ({sources}), after that day",
    ),
    "other_charge": (
        "同日也达到刑法第{article}条的标准：{measure_zh}{shown}，标准{threshold}",
        "on the same day Criminal Law art {article} is met too: {measure} {shown} against {threshold}",
    ),
    "law_says": ("刑法第{article}条，逐项对照", "Criminal Law art {article}, limb by limb"),
    # what is not known
    "adding_unread": (
        "{rule_day}起的行为能否累计，未见原文规定，须法制审核",
        "whether acts since {rule_day} may be added up is in no text that was read: needs legal review",
    ),
    "act_day_unknown": (
        "{count}件只有处罚决定日期，行为日期未记录，适用哪一时期的标准须核实",
        "of {count} acts only the day of the decision is on record; the day of the act decides which figure applies",
    ),
    "handling_unseen": (
        "{count}件未见处理结果；如已由其他单位处理则不应计入",
        "of {count} acts no outcome is on record; one that another office dealt with does not count",
    ),
    "decision_without_amount": (
        "{count}件可能已由一份未载明金额的决定处理",
        "{count} acts may have been dealt with by a decision that names no amount",
    ),
    "amount_missing": ("{count}条记录没有金额，未计入", "{count} records have no amount and were left out"),
    "who_affixed": (
        "当事人是自行使用商标（刑法第213条）还是销售他人假冒的商品（第214条）尚不明，适用条文和标准随之不同",
        "whether the party affixed the mark (art 213) or sold what others had marked (art 214) decides the article",
    ),
    "linked_by_key": (
        "各名称由系统按相同的识别信息归为一个主体，须核实",
        "the names were put together by an equal identifier; this has to be verified",
    ),
    "secondary_source": (
        "该标准据二手来源（{rule_id}），使用前请确认",
        "the figure rests on a secondary source ({rule_id}); confirm before use",
    ),
}


_AMOUNTS: Final = ("shown", "threshold", "value")
NOTHING: Final = "-"
"""What stands where an act counts nothing."""


def say(code: str, *children: Reason, **params: object) -> Reason:
    """Make a reason; the parameters are those its words name.

    Raises:
        KeyError: the code is not in the list.
    """
    if code not in _WORDS:
        raise KeyError(code)
    found: Reason = {"code": code, "params": {name: str(value) for name, value in params.items()}}
    return found | ({"children": list(children)} if children else {})


def from_law(node: Node) -> Reason:
    """Return a reason of the law as it is stored."""
    found: Reason = {"law": True, "code": node.code, "params": dict(node.params)}
    if node.rule:
        found["rule_id"] = node.rule.id
    if node.children:
        found["children"] = [from_law(child) for child in node.children]
    return found


def words(reason: Reason, lang: Lang) -> str:
    """Return a reason in a language."""
    if reason.get("law"):
        node = Node(reason["code"], reason["params"])
        return node.zh if lang == "zh" else node.en
    return _WORDS[reason["code"]][0 if lang == "zh" else 1].format_map(_named(reason["params"], lang))


def unknown_words(reason: Reason, lang: Lang) -> str:
    """Return something unknown in a language: ours, or one of the things that the law's plans list as missing."""
    known = plans().missing.get(reason["code"])
    if known:
        return known.zh if lang == "zh" else known.en
    return words(reason, lang)


def _named(params: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """Give a measure its Chinese name and its own without the signs of code, and amounts their unit."""
    found, measure = dict(params), params.get("measure")
    if measure:
        found |= {"measure_zh": measure_zh(measure), "measure": measure.replace("_", " ").replace("*", " × ")}
    money = plans().measures[measure].money if measure in plans().measures else params.get("unit") == "yuan"
    if money:
        unit = "元" if lang == "zh" else " yuan"
        found |= {name: f"{found[name]}{unit}" for name in _AMOUNTS if name in found and found[name] != NOTHING}
    return found


def codes() -> tuple[str, ...]:
    """Return the closed list of codes."""
    return tuple(_WORDS)
