"""The nodes of a tree of reasons: a code of a closed list with parameters, rendered in English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from jianzhen.law.model import Version

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # the question and its result
    "reached": ("{what}: reached", "{what_zh}：达到"),
    "not_reached": ("{what}: below every limb that applies", "{what_zh}：未达到任何适用的标准"),
    "needs_legal_review": ("{what}: needs legal review", "{what_zh}：需法制审核"),
    "not_applicable": (
        "{what}: the article did not cover these facts on that day",
        "{what_zh}：当日该条不适用于此类事实",
    ),
    "by_act": ("law of the day of the act, {day}", "按行为日{day}的规定"),
    "by_later": ("law of the day of the assessment, {day}", "按评估日{day}的规定"),
    # limbs
    "limb": (
        "{measure} {value} against {threshold}: {position}",
        "{measure_zh}{value}，标准{threshold}，{position_zh}",
    ),
    "limb_condition_not_met": (
        "{measure} from {threshold} applies only where {condition}: not so here",
        "{measure_zh}{threshold}以上的标准仅在“{condition_zh}”时适用：本案不符合",
    ),
    "limb_condition_open": (
        "{measure} {value} against {threshold}: {position}; applies only where {condition}, which is open",
        "{measure_zh}{value}，标准{threshold}，{position_zh}；仅在“{condition_zh}”时适用，是否符合尚不能确定",
    ),
    "limb_value_open": (
        "{measure} lies between {value} and {upper}, threshold {threshold}: open",
        "{measure_zh}在{value}至{upper}之间，标准{threshold}：尚不能确定",
    ),
    "condition_fact": ("{measure}: {value} (the condition asks for {from})", "{measure_zh}：{value}（条件为{from}）"),
    "repeat_counts": (
        "penalty of {day}: within {years} years before the act of {act}",
        "{day}的处罚：在{act}的行为前{years}年内",
    ),
    "repeat_not": (
        "penalty of {day}: not within {years} years before the act of {act}",
        "{day}的处罚：不在{act}的行为前{years}年内",
    ),
    "repeat_open": (
        "penalty of {day}: whether it lies within {years} years before the act of {act} is settled by no text read",
        "{day}的处罚：是否在{act}的行为前{years}年内，未见原文规定如何计算",
    ),
    "limb_without_fact": (
        "{measure} from {threshold}: no such figure is given",
        "{measure_zh}{threshold}以上：未提供该项数额",
    ),
    "conduct": ("conduct offence, no amount is needed ({rule_id})", "行为犯，无数额门槛（{rule_id}）"),
    "exception_found": ("a lawyer found that an exception applies", "已认定存在例外情形"),
    "qualitative": ("depends on a finding, not on a figure: {words}", "取决于认定而非数额：{words_zh}"),
    "made_out": ("the finding is given: made out", "已认定：成立"),
    "not_made_out": ("the finding is given: not made out", "已认定：不成立"),
    # how a value came about
    "given": ("{measure} as given: {value}", "{measure_zh}按所给事实：{value}"),
    "added": (
        "{measure} of {count} acts without handling added up: {value}",
        "{measure_zh}：{count}次未经处理的行为累计{value}",
    ),
    "not_added": (
        "no verified rule lets {measure} of several acts be added up; single acts reach at most {value}, all {upper}",
        "没有已核实的规定允许累计多次行为的{measure_zh}；单次最高{value}，合计{upper}",
    ),
    "act_counts": ("act of {day}: {value}", "{day}行为：{value}"),
    "act_dropped": ("act of {day}: handled ({by}), drops out", "{day}行为：已经处理（{by}），不计入"),
    "act_unclear": (
        "act of {day}: {value}; whether it was handled is not stated",
        "{day}行为：{value}；是否已经处理未写明",
    ),
    "act_silent": ("act of {day}: no {measure} given", "{day}行为：未提供{measure_zh}"),
    "line": ("{quantity} × {price} ({basis}) = {value}", "{quantity}×{price}（{basis_zh}）＝{value}"),
    "line_two_prices": (
        "{quantity} pieces at {price} or {other} ({basis})",
        "{quantity}件，单价{price}或者{other}（{basis_zh}）",
    ),
    "line_without_price": ("{quantity} pieces without a usable price", "{quantity}件没有可用价格"),
    "from_lines": ("{measure} from lines of goods: {value}", "{measure_zh}按货物明细计算：{value}"),
    "order_not_verified": (
        "no verified rule prices lines of goods for acts of {day}; only what was really paid is certain",
        "{day}行为的计价顺序没有已核实的规定；只有实际成交价格确定",
    ),
    "cartons": ("{cartons} cartons of {each} = {value} cigarettes", "{cartons}条，每条{each}支＝{value}支"),
    "tobacco_price": ("{cartons} cartons × {price} ({basis}) = {value}", "{cartons}条×{price}（{basis_zh}）＝{value}"),
    "tobacco_no_price": (
        "no price that the order of {rule_id} allows is given",
        "未提供{rule_id}计价顺序所列的价格",
    ),
    "two_values": (
        "{measure} is given as {value} and follows from its parts as {other}",
        "{measure_zh}所给为{value}，按明细计算为{other}，两者不一致",
    ),
    "unit_multiple": ("a unit: {times} times the threshold for individuals", "单位：按个人标准的{times}倍"),
    "unit_equal": ("a unit: same threshold as for individuals since {day}", "单位：自{day}起与个人同一标准"),
    "unit_unknown": ("a unit: no verified multiple for {day}", "单位：{day}没有已核实的倍数规定"),
    # why a person must look
    "gap": ("no verified figure for {day}: {why}", "{day}没有已核实的数额标准：{why_zh}"),
    "lead": (
        "unverified, only a lead for the reviewer: {rule_id} ({words})",
        "未见原文，仅供审核参考：{rule_id}（{words_zh}）",
    ),
    "not_covered_yet": ("covered only from {day}", "自{day}起才适用"),
    "other_limbs": (
        "{rule_id}: further limbs are known to exist and were not read, so a figure below is not the end of it",
        "{rule_id}：另有标准未见原文，未达到该项不等于未达到标准",
    ),
    "term_changed": (
        "{rule_id}: the words of the article changed on {day}; no text that was read carries the figure over",
        "{rule_id}：条文用语自{day}起修改，未见沿用该数额的明文",
    ),
    "silent_rule": (
        "no verified text of {key} for {day}, and these facts would reach {versions}",
        "{key}在{day}没有已核实的规定，而本案事实会达到{versions}",
    ),
    "no_fact": ("no figure is given that a limb of that day compares", "未提供当日各项标准所比较的数额"),
    "contradiction": (
        "{rule_id}: its figure {figure} is none of its limbs; the rule file contradicts itself",
        "{rule_id}：所载数额{figure}与各项标准不符，规则文件自相矛盾",
    ),
    "acts_under_several_versions": (
        "the acts fall under several versions that come out differently",
        "各次行为适用的版本不同且结果不一",
    ),
    "continuing": (
        "the act ran from {first} to {last} across a change of the law, and the versions come out differently",
        "行为自{first}持续至{last}，跨越规定变化，各版本结论不一",
    ),
    "continuing_same": (
        "the act ran from {first} to {last} across a change of the law; every version comes out the same",
        "行为自{first}持续至{last}，跨越规定变化，各版本结论一致",
    ),
    "between_milder": (
        "a version from {day}, between act and assessment, would not be reached; no text read says whether it counts",
        "行为后、评估前自{day}起施行的规定按其标准未达到；是否适用中间规定未见原文",
    ),
    "later_milder": (
        "reached by the law of the act, not by the later one; the more lenient may apply (刑法 art 12)",
        "按行为时规定达到，按后来的规定未达到；依从旧兼从轻（刑法第十二条）可能适用较轻的规定",
    ),
    "later_unknown": (
        "reached by the law of the act; the later law has no verified figure and may be more lenient",
        "按行为时规定达到；后来的规定没有已核实的数额，可能较轻",
    ),
    "later_stricter": (
        "not reached by the law of the act; a later, stricter figure does not reach back (刑法 art 12)",
        "按行为时规定未达到；后来较严的标准不溯及既往（刑法第十二条）",
    ),
    "both_reached": ("reached by the law of the act and by the later one", "按行为时和后来的规定均达到"),
    "both_offences": (
        "the special offence is made out too; the heavier one applies (刑法 art 149(2))",
        "特别条款之罪也成立，依处罚较重的规定（刑法第一百四十九条第二款）",
    ),
    "other_product": ("the product is none of 刑法 arts 141-148", "产品不属于刑法第141至148条所列产品"),
    "unknown_charge": ("no plan for the charge {charge}", "没有针对{charge}的评估方案"),
    "unknown_question": ("the question is none of the known ones: {question}", "问题不在已知问题之列：{question}"),
    "unknown_fields": (
        "fields outside the vocabulary, not used: {names}; leave them out or write them in its words",
        "词汇表以外的字段，未予采用：{names}；请删去或者改用词汇表中的词",
    ),
    "unknown_near": ("{name} may have been meant as {near}", "{name}可能应写作{near}"),
    "accomplices": (
        "no rule that was read says how amounts are counted between several participants",
        "共同实施人之间数额如何认定，未见原文规定",
    ),
    "object_unknown": ("goods or services is not stated", "未写明是商品还是服务"),
    "unit_article_unknown": ("the facts do not show which article is meant", "事实不能显示所涉条文"),
    "fact_of_unverified_limb": (
        "{measure} is given; only an unverified rule speaks of it",
        "提供了{measure_zh}，但只有未核实的规定涉及该项",
    ),
    # procedure and fines
    "suspicion_enough": (
        "intellectual property and from {day}: reasonable suspicion that needs police measures is enough",
        "知识产权领域且自{day}起：存在犯罪的合理嫌疑、需公安机关进一步取证即应移送",
    ),
    "suspicion_too_early": ("before {day} 涉嫌构成犯罪 was needed", "{day}以前须涉嫌构成犯罪"),
    "suspicion_other_field": (
        "not intellectual property ({field}): 涉嫌构成犯罪 is needed",
        "非知识产权领域（{field}）：须涉嫌构成犯罪",
    ),
    "evidence_unclear": ("the state of the evidence cannot be read: {evidence}", "证据状况无法判断：{evidence}"),
    "field_unclear": ("the subject field says both: {field}", "领域表述自相矛盾：{field}"),
    "field_missing": ("the subject field is not stated", "未写明领域"),
    "fine_times": ("{volume} from {from}: up to {times} times = {fine}", "{volume}达到{from}：{times}倍以下＝{fine}"),
    "fine_fixed": ("{volume} below {from}, or none: up to {fine}", "{volume}不足{from}或者没有：{fine}以下"),
    "fine_versions_differ": ("old and new text give different fines", "新旧规定的罚款上限不同"),
    "provincial": (
        "the province set {amount}, which takes the place of {national}",
        "省级规定为{amount}，代替{national}",
    ),
    "party_between": (
        "{party}: no text read says whether it counts as a natural person or an organisation here",
        "{party}：此处按自然人还是组织对待，未见原文规定",
    ),
    "party_missing": ("natural person or organisation is not stated", "未写明当事人是自然人还是组织"),
    "summary_cap": ("on-the-spot fine up to {cap}", "当场处罚罚款上限{cap}"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One reason, with the rule it rests on and the reasons below it."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    rule: Version | None = None
    children: tuple[Node, ...] = ()

    @property
    def en(self) -> str:
        """The reason in English."""
        return _WORDS[self.code][0].format_map(dict(self.params))

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return _WORDS[self.code][1].format_map(dict(self.params))

    def with_children(self, *children: Node) -> Node:
        """Return the node with these reasons below it."""
        return replace(self, children=(*self.children, *children))

    def to_json(self) -> dict[str, object]:
        """Return code, parameters, both renderings, rule with citation and confidence, and the children."""
        found: dict[str, object] = {"code": self.code, "params": dict(self.params), "en": self.en, "zh": self.zh}
        if self.rule:
            found |= {"rule_id": self.rule.id, "citation": self.rule.citation}
            found["confidence"] = self.rule.confidence.value
        if self.children:
            found["children"] = [child.to_json() for child in self.children]
        return found


def say(code: str, rule: Version | None = None, /, **params: object) -> Node:
    """Make a reason; the parameters are those its words name."""
    return Node(code, {name: str(value) for name, value in params.items()}, rule)


def codes() -> tuple[str, ...]:
    """Return the closed list of codes."""
    return tuple(_WORDS)
