"""Why a fine has the range it has: a code of a closed list with parameters, rendered in English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jianzhen.law.model import Version

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "fixed": ("fine from {low} to {high}", "罚款{low}至{high}"),
    "up_to": ("fine up to {high}", "{high}以下罚款"),
    "no_floor": ("fine up to {high}; the lower end was not read", "罚款上限{high}；下限未见原文"),
    "times": (
        "{base} {amount} × {low_times} to {times} = {low} to {high}",
        "{base_zh}{amount}×{low_times}至{times}＝{low}至{high}",
    ),
    "up_to_times": ("{base} {amount}, up to {times} times = {high}", "{base_zh}{amount}的{times}倍以下＝{high}"),
    "tier_reached": (
        "{base} {amount}, {op} {figure}: this tier applies",
        "{base_zh}{amount}，{op_zh}{figure}：适用本档",
    ),
    "tier_not_reached": ("{base} {amount}, not {op} {figure}", "{base_zh}{amount}，未{op_zh}{figure}"),
    "serious": ("serious circumstances were found", "已认定情节严重"),
    "not_serious": ("no serious circumstances were found", "未认定情节严重"),
    "serious_open": (
        "whether the circumstances are serious is not answered; both tiers are shown",
        "是否情节严重没有回答，两档并列",
    ),
    "may": ("the law says may: it also allows no fine", "法律规定“可以”处罚款，也可以不处"),
    "no_amount": ("no {base} is given; zero has to be said", "没有提供{base_zh}；没有的应写 0"),
    "no_rule": ("no verified text for {day}: {why}", "{day}没有已核实的规定：{why_zh}"),
    "unknown_charge": ("no rule on fines was read for {charge}", "没有读到{charge}的罚款规定"),
    "by_act": ("law of the day of the act, {day}", "按行为日{day}的规定"),
    "by_decision": ("law of the day of the decision, {day}", "按决定日{day}的规定"),
    "later_milder": (
        "the later law is milder; it may apply (行政处罚法 art 37)",
        "后来的规定较轻，依行政处罚法第三十七条可能适用",
    ),
    "later_stricter": (
        "the later law is stricter and does not reach back (行政处罚法 art 37)",
        "后来的规定较重，不溯及既往（行政处罚法第三十七条）",
    ),
    "versions_differ": (
        "the old and the later law differ and neither is milder throughout",
        "新旧规定不同，且不能一概认定哪个较轻",
    ),
    "secondary": ("{rule_id}: secondary source, confirm before use", "{rule_id}：二手来源，使用前请确认"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the rule it rests on."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    rule: Version | None = None

    @property
    def en(self) -> str:
        """The reason in English."""
        return _WORDS[self.code][0].format_map(dict(self.params))

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return _WORDS[self.code][1].format_map(dict(self.params))

    def to_json(self) -> dict[str, object]:
        """Return code, parameters, both renderings, and rule with citation and confidence."""
        found: dict[str, object] = {"code": self.code, "params": dict(self.params), "en": self.en, "zh": self.zh}
        if self.rule:
            found |= {"rule_id": self.rule.id, "citation": self.rule.citation}
            found["confidence"] = self.rule.confidence.value
        return found


def say(code: str, rule: Version | None = None, /, **params: object) -> Reason:
    """Make a reason; the parameters are those its words name."""
    return Reason(code, {name: str(value) for name, value in params.items()}, rule)


def codes() -> tuple[str, ...]:
    """Return the closed list of codes."""
    return tuple(_WORDS)
