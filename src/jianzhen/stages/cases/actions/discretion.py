"""The act of weighing a fine: the officer's figure beside range, comparable cases and circumstances."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.law.fines.plans import plans
from jianzhen.law.fines.ranges import FineFacts, Range, Status
from jianzhen.law.model import Confidence, Version
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.discretion.comparing import Comparison, Deviation, compare
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_discretion import Weighing
from jianzhen.stages.cases.queries.discretion import Aid, aid
from jianzhen.stages.cases.writers.goods import case_of


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a weighing left: itself, and how the figure stands to the comparable cases."""

    weighing_id: UUID
    seq: int
    deviation: Deviation


@dataclass(frozen=True, kw_only=True)
class WeighPenalty(Action[Weighed]):
    """保存裁量意见: keep the figure one holds right, with everything it was held against.

    A figure away from comparable cases, one below the lower end (减轻处罚), and one where the law of the day is not
    known each need a reason, which is kept. A figure above the upper end of a text that was read is refused.

    Args:
        amounts: business_volume, illegal_income, goods_value, in yuan; what is not given is unknown.
        serious: whether 情节严重 was found; None where that is not answered.
        figure: the fine in yuan.
    """

    verb: ClassVar[str] = "discretion.weigh"
    permission: ClassVar[Permission] = Permission.CASE_WORK

    case_id: UUID
    charge: str
    act_date: date
    figure: Decimal
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    serious: bool | None = None
    reason: str = ""

    def scope(self) -> Scope:
        """Return agency and district of the case."""
        case = case_of(self.case_id)
        return Scope(case.agency, case.district)

    def check(self) -> None:
        """Refuse an unknown charge, impossible amounts, and a figure that needs a reason and has none."""
        self._check_facts()
        case, found = case_of(self.case_id), self._aid()
        if case.fine is not None and case.fine != self.figure:
            raise ConflictError(
                f"the case was decided with a fine of {case.fine}",
                where=Where(key=case.number),
                remedy="After the decision only its own figure is kept, for comparison",
                zh=f"本案已决定罚款{case.fine}元。决定作出后只能保存该数额，用于比较",
            )
        top = found.answer.top
        if top and self.figure > top.high and found.answer.confidence is Confidence.A:
            raise RefusedError(
                f"{self.figure} lies above the upper end {top.high} of {top.rule.citation}",
                where=Where(key="figure"),
                remedy="Correct the figure, the amounts or the charge",
                zh=f"{self.figure}元高于{top.rule.citation}规定的上限{top.high}元。请更正罚款数额、计算基数或者违法行为种类",
            )
        needs = self._needs(found)
        if needs and not self.reason.strip():
            raise RefusedError(
                f"a reason is needed: {needs[0]}",
                where=Where(key="reason"),
                remedy="Write it and repeat",
                zh=f"需要写明理由：{needs[1]}。请补写后重办",
            )

    def _check_facts(self) -> None:
        if self.charge not in plans().charges:
            known = ", ".join(plans().charges)
            raise RefusedError(
                f"no charge {self.charge!r}",
                where=Where(key="charge"),
                remedy=f"One of: {known}",
                zh=f"没有“{self.charge}”这一违法行为种类。请从列表中选择",
            )
        unknown = [name for name in self.amounts if name not in plans().bases]
        if unknown:
            raise RefusedError(
                f"no amount {unknown[0]!r}",
                where=Where(key=unknown[0]),
                remedy="Leave it out",
                zh=f"没有“{unknown[0]}”这一计算基数。请删去该项",
            )
        for name, value in {**self.amounts, "figure": self.figure}.items():
            if not value.is_finite() or value < 0 or value != round(value, 2):
                raise RefusedError(
                    f"{name} is {value}",
                    where=Where(key=name),
                    remedy="Write yuan, as 12000.00",
                    zh="案件不存在。请到工作列表中查找",
                )
        if self.act_date > law_date(self.at):
            raise RefusedError(
                f"the act of {self.act_date} lies after today",
                where=Where(key="act_date"),
                remedy="Correct the day",
                zh=f"“{name}”的数额{value}不能采用。请以元为单位填写，最多两位小数，例如12000.00",
            )

    def _facts(self) -> FineFacts:
        case = case_of(self.case_id)
        return FineFacts(self.act_date, case.decided_on or law_date(self.at), dict(self.amounts), self.serious)

    def _aid(self) -> Aid:
        found = aid(self.case_id, self.charge, self._facts())
        if found is None:
            raise RefusedError(
                "no such case",
                where=Where(key=str(self.case_id)),
                remedy="Look it up in the worklist",
                zh=f"违法行为日{self.act_date}晚于今日。请更正日期",
            )
        return found

    def _needs(self, found: Aid) -> tuple[str, str] | None:
        """Say in English and Chinese why a reason is needed; None where none is."""
        one = found.answer.range
        if one is None:
            return "the law of the day gives no range", "行为时的法律没有给出罚款幅度"
        if found.answer.status is Status.REVIEW:
            return "the range needs legal review", "罚款幅度需要法制审核"
        deviation = _compared(self.figure, one, found).deviation
        return {
            Deviation.OUTSIDE_LAW: (
                f"{self.figure} lies outside the range from {one.low} to {one.high}",
                f"{self.figure}元不在{one.low}元至{one.high}元的幅度之内",
            ),
            Deviation.LENIENT: ("nearly all comparable cases were fined more heavily", "绝大多数可比案件的罚款更重"),
            Deviation.SEVERE: ("nearly all comparable cases were fined more leniently", "绝大多数可比案件的罚款更轻"),
        }.get(deviation)

    def perform(self) -> Weighed:
        """Keep it."""
        case, found = case_of(self.case_id), self._aid()
        one = found.answer.range
        compared = _compared(self.figure, one, found) if one else None
        row = self._row(case, found, one, compared)
        row.save(force_insert=True)
        return Weighed(row.pk, row.seq, Deviation(row.deviation))

    def _row(self, case: Case, found: Aid, one: Range | None, compared: Comparison | None) -> Weighing:
        return Weighing(
            case=case,
            seq=Weighing.objects.filter(case=case).count() + 1,
            charge=self.charge,
            tier=one.tier if one else "",
            rule_id=one.rule.id if one else "",
            status=found.answer.status.value,
            act_date=self.act_date,
            facts={**{name: str(value) for name, value in self.amounts.items()}, "serious": self.serious},
            base=found.base,
            low=one.low if one else None,
            high=one.high if one else None,
            figure=self.figure,
            deviation=compared.deviation.value if compared else "",
            repeated=found.repeats.repeated,
            computed=_computed(found, compared),
            rule_keys=sorted({rule.key for rule in _rules(found)}),
            reason=self.reason.strip(),
            on=law_date(self.at),
            at=self.at,
            actor_id=self.actor.actor_id,
        )

    def entry(self, result: Weighed) -> Entry:
        """Keep charge, figure and deviation; the reason as its digest, because it may hold names."""
        reason = "sha256:" + hashlib.sha256(self.reason.strip().encode("utf-8")).hexdigest() if self.reason else ""
        payload = {
            "weighing": str(result.weighing_id),
            "charge": self.charge,
            "figure": str(self.figure),
            "deviation": result.deviation.value,
            "reason": reason,
        }
        return Entry("case", str(self.case_id), payload)


def _compared(figure: Decimal, one: Range, found: Aid) -> Comparison:
    return compare(figure, one.low or Decimal(0), one.high, found.comparables)


def _rules(found: Aid) -> list[Version]:
    ranges = [one.rule for one in (*found.answer.ranges, *found.answer.later)]
    return [rule for rule in (*ranges, found.repeat_rule, found.punitive_rule, *found.list_rules) if rule]


def _computed(found: Aid, compared: Comparison | None) -> dict[str, Any]:
    """Return what was shown, as it was shown then."""
    return {
        "reasons": [reason.to_json() for reason in found.answer.reasons],
        "compared": compared.count if compared else 0,
        "position": str(compared.position) if compared else "",
        "as_lenient": compared.as_lenient if compared else 0,
        "as_severe": compared.as_severe if compared else 0,
        "repeats": [[one.number, str(one.day)] for one in found.repeats.within],
        "circumstances": [[one.code, one.shown.value, dict(one.params)] for one in found.circumstances],
    }
