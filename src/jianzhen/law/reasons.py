"""Reasons of the deadline clock: a code with parameters, stored as such and rendered in English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # how an exact date came about
    "counted": (
        "{period}; start day not counted",
        "{period_zh}；起始日不计算在内",
    ),
    "moved_off_holiday": (
        (
            "{period}; start day not counted; the last day {day} falls on {holiday}; {article} moves it to the first "
            "working day after the break"
        ),
        "{period_zh}；起始日不计算在内；届满日{day}为{holiday}，依{article}顺延至假期后第一个工作日",
    ),
    "hours_run": (
        "{count} consecutive hours from the stated moment; hours do not stop on rest days or holidays",
        "自该时刻起连续{count}小时，休息日和节假日不停算",
    ),
    # why a person must look
    "unverified": (
        "{rule_id} was recalled and not read in a text: needs legal review (lead for the reviewer: {lead})",
        "{rule_id}未见原文，需法制审核（供审核参考：{lead}）",
    ),
    "not_in_force": (
        "{rule_id} was not in force on {day}; in force that day: {instead}",
        "{day}时{rule_id}不在有效期内；当日有效的版本：{instead}",
    ),
    "no_version": (
        "no verified version of {key} covers {day}; versions: {versions}",
        "{key}没有覆盖{day}的已核实版本；已有版本：{versions}",
    ),
    "gap": (
        "no verified version of {key} covers {day}: {why} (look at: {look})",
        "{key}没有覆盖{day}的已核实版本：{why_zh}（可查：{look}）",
    ),
    "unknown_rule": (
        "no rule has the key or version id {name}",
        "没有名为{name}的规则",
    ),
    "unknown_step": (
        "no rule was named, and no single key has the step {step}",
        "未指明规则，也没有唯一与该步骤对应的规则：{step}",
    ),
    "not_a_period": (
        "{rule_id} states no period from which a date could be counted",
        "{rule_id}未规定可以计算日期的期间",
    ),
    "no_figure": (
        "{rule_id} gives no number of days: {text}",
        "{rule_id}没有规定日数：{text_zh}",
    ),
    "extension_alone": (
        "{rule_id} extends another period; name that period's rule and this one as its extension",
        "{rule_id}是延长规定，应以被延长的期间为规则并将其列为延长",
    ),
    "extension_without_figure": (
        "the extension {rule_id} has no fixed length: the decision itself must state the new date",
        "延长规定{rule_id}没有固定期限，须以决定载明的日期为准",
    ),
    "extension_unknown": (
        "{rule_id} is no rule that extends a period",
        "{rule_id}不是延长规定",
    ),
    "extension_of_another": (
        "{rule_id} extends {extends}, not {key}",
        "{rule_id}延长的是{extends}，不是{key}",
    ),
    "extension_twice": (
        "the extension {rule_id} is given once by the text and was named twice",
        "延长规定{rule_id}依法只能使用一次，却列了两次",
    ),
    "extension_not_in_force": (
        "no verified version of the extension {rule_id} covers {day}",
        "延长规定{rule_id}没有覆盖{day}的已核实版本",
    ),
    "extension_in_other_unit": (
        "the extension {rule_id} is counted in {unit}, the period in {period_unit}",
        "延长规定{rule_id}以{unit}计，原期间以{period_unit}计",
    ),
    "moment_needed": (
        "a period of hours runs from a moment; {start} has no time of day",
        "以小时计的期间须有起算时刻，{start}没有时刻",
    ),
    "excluded_days_in_hours": (
        "excluded days do not fit a period of hours",
        "以小时计的期间不适用扣除天数",
    ),
    "excluded_days_backwards": (
        "excluded days do not fit a notice counted backwards",
        "倒计的提前通知不适用扣除天数",
    ),
    "ends_on_weekend": (
        (
            "last day falls on an ordinary weekend; {article} speaks only of 法定节假日, whether that includes "
            "rest days is not settled in the text"
        ),
        "届满日为普通周末；{article}只规定法定节假日，是否包括休息日没有明文",
    ),
    "ends_on_rest_day": (
        (
            "last day falls on a rest day inside a holiday break (not the statutory day itself); {article} speaks "
            "only of 法定节假日, whether that includes rest days is not settled in the text"
        ),
        "届满日为假期中的调休日而非法定节假日当日；{article}只规定法定节假日，是否包括休息日没有明文",
    ),
    "ends_off_work_no_clause": (
        "last day falls on {holiday} and the instrument has no clause that moves it, in the text that was read",
        "届满日为{holiday}，该文件没有顺延条款（就已核文本而言）",
    ),
    "backwards": (
        (
            "the day itself is not counted; {count} {unit} back is {last}, with {count} clear days in between it is "
            "{safe}; the text does not settle which, the earlier date satisfies both"
        ),
        "当日不计；倒计第{count}日为{last}，若须间隔足{count}日则为{safe}；条文未明确，较早的日期两者皆满足",
    ),
    "local_calendar": (
        "the local calendar of {place} differed then and was not read: {why}",
        "{place}当时的日历与全国不同且未核实：{why_zh}",
    ),
    # no duty, no calendar
    "repealed": (
        "{rule_id} ended with {since}: {why} ({citation})",
        "{rule_id}自{since}起废止：{why_zh}（{citation}）",
    ),
    "calendar_ends": (
        "the count runs into {year}; the calendar data used ends with {last_year}",
        "计算进入{year}年，而日历数据只到{last_year}年",
    ),
    "calendar_begins": (
        "the count touches {year}; the calendar data used begins with {first_year}",
        "计算涉及{year}年，而日历数据从{first_year}年开始",
    ),
    "calendar_missing": (
        "the count touches {year}, for which no holiday arrangement is loaded",
        "计算涉及{year}年，该年的节假日安排未载入",
    ),
    # what must be said beside a date
    "secondary_source": (
        "secondary source, confirm: {rule_id}",
        "二手来源，须确认：{rule_id}",
    ),
    "wording_of_time": (
        "the figure of {rule_id} is that of the latest text; check the wording of the time",
        "{rule_id}的数字取自现行文本，旧步骤须核对当时条文",
    ),
    "start_day_assumed": (
        "that the start day is not counted is assumed: {instrument} has no counting article in the text that was read",
        "起始日不计算在内是推定：{instrument}的已核文本没有期间计算条款",
    ),
    "start_day_not_stated": (
        "the text of {rule_id} does not say from which day the period runs",
        "{rule_id}的条文没有写明起算日",
    ),
    "crosses_change": (
        (
            "the period runs across a change: {rule_id} ended on {valid_to}; the version of the start day is kept, "
            "and no transition clause was read: confirm"
        ),
        "期间跨越修改：{rule_id}至{valid_to}止；此处沿用起始日的版本，未见过渡条款，须确认",
    ),
    "other_rule_same_event": (
        "{other} sets another figure for the same event; which applies needs legal review",
        "{other}对同一事项另有期限，适用哪一个需法制审核",
    ),
    "special_rule_exists": (
        "{rule_id} is the general rule; {other} is the special one where it applies",
        "{rule_id}为一般规定，适用时以特别规定{other}为准",
    ),
    "excluded_days_added": (
        "{count} excluded days were added in calendar days; which days they were must be on file",
        "扣除的{count}日按自然日加算，具体日期须有记录",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of the closed list of this module, with its parameters; two equal reasons render equally."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def en(self) -> str:
        """The reason in English."""
        return _WORDS[self.code][0].format_map(dict(self.params))

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return _WORDS[self.code][1].format_map(dict(self.params))

    def to_json(self) -> dict[str, object]:
        """Return code, parameters and both renderings."""
        return {"code": self.code, "params": dict(self.params), "en": self.en, "zh": self.zh}


def reason(code: str, **params: str | int) -> Reason:
    """Make a reason; the parameters are those its words name."""
    return Reason(code, params)


def codes() -> tuple[str, ...]:
    """Return the closed list of codes."""
    return tuple(_WORDS)


_UNITS_ZH: Final = {
    "working_days": "个工作日",
    "calendar_days": "日",
    "hours": "小时",
    "months": "个月",
    "years": "年",
}


def period_words(quantity: int, unit: str, excluded: int) -> dict[str, str]:
    """Return the parameters ``period`` and ``period_zh`` for a period with excluded days added."""
    extra, extra_zh = (f" + {excluded} excluded days", f"，另加扣除的{excluded}日") if excluded else ("", "")
    return {
        "period": f"{quantity} {unit.replace('_', ' ')}{extra}",
        "period_zh": f"{quantity}{_UNITS_ZH[unit]}{extra_zh}",
    }
