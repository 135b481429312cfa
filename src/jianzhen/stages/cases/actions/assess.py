"""The acts on the facts of a case: lines of goods, single facts, and an assessment kept beside the officer's view."""

from __future__ import annotations

import hashlib
import json
from abc import ABC
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from django.db.models import Max, QuerySet

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.law.assess.answer import Outcome
from jianzhen.law.assess.reading import read_facts
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.models import Case
from jianzhen.stages.cases.models_assessment import CaseAssessment, CaseFact, FactLine
from jianzhen.stages.cases.queries.assessing import case_facts, computed, input_of, rule_keys, suggestions
from jianzhen.stages.cases.schema.assessment import PRICES, LineIn, charges

VIEWS: Final = (Outcome.REACHED.value, Outcome.NOT_REACHED.value, Outcome.REVIEW.value, Outcome.NOT_APPLICABLE.value)
"""What an officer may hold of a charge."""
_OWN: Final = frozenset({"sold", "unsold", "acts", "assessment_date", "currency"})
"""Facts that come from rows of their own and are never typed in."""
Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class FactsStep(Action[Made], ABC):
    """One act on the facts of a case.

    Raises (from ``execute``):
        RefusedError: no such case, or a fact is missing or cannot be meant.
        ConflictError: the case is at its end.
        NotAllowedError: permission.
    """

    permission: ClassVar[Permission] = Permission.CASE_WORK

    case_id: UUID

    def case(self) -> Case:
        """Return the case.

        Raises:
            RefusedError: there is none.
        """
        found = Case.objects.select_related("handling").filter(pk=self.case_id).first()
        if found is None:
            raise RefusedError(
                "no such case",
                where=Where(key=str(self.case_id)),
                remedy="Look it up in the worklist",
                zh="案件不存在。请到工作列表中查找",
            )
        return found

    def scope(self) -> Scope:
        """Return agency and district of the case."""
        case = self.case()
        return Scope(case.agency, case.district)

    def check(self) -> None:
        """Refuse a case that is at its end."""
        if not self.case().handling.is_open:
            raise ConflictError(
                "the case is at its end",
                where=Where(key=str(self.case_id)),
                remedy="Record what came to light later in a new matter",
                zh="案件已经办结。此后发现的情况请另行立案登记",
            )


@dataclass(frozen=True, kw_only=True)
class RecordLines(FactsStep[tuple[UUID, ...]]):
    """登记货物明细: lines of a ledger or of stock, each with quantity, prices that are known, days and source."""

    verb: ClassVar[str] = "case.lines"

    lines: tuple[LineIn, ...]

    def check(self) -> None:
        """Refuse no line, an empty name or source, a negative figure, and days that are turned round or to come."""
        super().check()
        if not self.lines:
            raise RefusedError(
                "no line given",
                where=Where(key="lines"),
                remedy="Give at least one line",
                zh="没有填写货物明细。请至少填写一行",
            )
        for number, line in enumerate(self.lines, start=1):
            self._check_line(line, f"lines[{number}]")

    def _check_line(self, line: LineIn, key: str) -> None:
        empty = next((name for name in ("name", "source") if not getattr(line, name).strip()), None)
        if empty:
            raise RefusedError(
                f"{empty} is empty",
                where=Where(key=f"{key}.{empty}"),
                remedy="Fill it in and repeat",
                zh=f"货物明细的{'名称' if empty == 'name' else '来源'}没有填写。请补填后重办",
            )
        if line.last_day < line.first_day or line.last_day > law_date(self.at):
            raise RefusedError(
                f"{line.first_day} to {line.last_day} is turned round or lies ahead",
                where=Where(key=f"{key}.last_day"),
                remedy="Write the first and the last day on which it was sold or found",
                zh=f"{line.first_day}至{line.last_day}先后颠倒，或者晚于今日。请填写销售或者查获的首日和末日",
            )
        figures = {"quantity": line.quantity, **{name: getattr(line, name) for name in PRICES}, "deed": line.deed}
        wrong = next((name for name, value in figures.items() if value is not None and value < 0), None)
        if wrong or line.deed < 1:
            raise RefusedError(
                f"{wrong or 'deed'} is negative",
                where=Where(key=f"{key}.{wrong or 'deed'}"),
                remedy="Correct the figure",
                zh=f"“{wrong or 'deed'}”为负数。请更正数字",
            )

    def perform(self) -> tuple[UUID, ...]:
        """Write the lines."""
        case, first = self.case(), _next(FactLine.objects.all(), self.case_id)
        rows = [
            FactLine(
                id=new_id(),
                case=case,
                seq=first + number,
                actor_id=self.actor.actor_id,
                at=self.at,
                **asdict(line) | {"side": line.side.value},
            )
            for number, line in enumerate(self.lines)
        ]
        FactLine.objects.bulk_create(rows)
        return tuple(row.pk for row in rows)

    def entry(self, result: tuple[UUID, ...]) -> Entry:
        """Keep ids and amounts; names and sources as digests."""
        lines = [
            {name: str(value) for name, value in asdict(line).items() if value is not None and name in _LOGGED}
            for line in self.lines
        ]
        return Entry("case", str(self.case_id), {"lines": list(map(str, result)), "facts": lines})


_LOGGED: Final = frozenset({"side", "quantity", "first_day", "last_day", "deed", *PRICES})


def _next(rows: QuerySet[Any], case_id: UUID) -> int:
    last = rows.filter(case_id=case_id).aggregate(last=Max("seq"))["last"]
    return 0 if last is None else int(last) + 1


@dataclass(frozen=True, kw_only=True)
class WithdrawLine(FactsStep[UUID]):
    """撤回货物明细: take a line back, with the reason; the line stays on record."""

    verb: ClassVar[str] = "case.line_withdraw"

    line_id: UUID
    reason: str

    def check(self) -> None:
        """Refuse a line of another case, one that was withdrawn, and no reason."""
        super().check()
        row = FactLine.objects.filter(pk=self.line_id, case_id=self.case_id, withdraws=None).first()
        if row is None or row.withdrawn_by.exists():
            raise ConflictError(
                "no such line, or it was withdrawn",
                where=Where(key=str(self.line_id)),
                remedy="Read the case again",
                zh="没有这一行，或者已经撤回。请重新打开案件查看",
            )
        if not self.reason.strip():
            raise RefusedError(
                "reason is empty",
                where=Where(key="reason"),
                remedy="Say why the line is wrong",
                zh="没有填写理由。请写明该行错在何处",
            )

    def perform(self) -> UUID:
        """Write the row that takes the line back."""
        row = FactLine.objects.create(
            case=self.case(),
            seq=_next(FactLine.objects.all(), self.case_id),
            withdraws_id=self.line_id,
            source=self.reason[:200],
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep which line."""
        return Entry("case", str(self.case_id), {"row": str(result), "withdraws": str(self.line_id)})


@dataclass(frozen=True, kw_only=True)
class RecordFact(FactsStep[UUID]):
    """登记案件事实: one fact in the words of the facts vocabulary; None takes an earlier value back."""

    verb: ClassVar[str] = "case.fact"

    name: str
    value: Any
    source: str

    def check(self) -> None:
        """Refuse a word outside the vocabulary, a value that cannot be meant, and a fact without source."""
        super().check()
        if not self.source.strip():
            raise RefusedError(
                "source is empty",
                where=Where(key="source"),
                remedy="Say where the fact comes from",
                zh="没有填写来源。请写明该事实的出处",
            )
        if self.name in _OWN:
            remedy = "Record lines of goods; other acts and days follow from them"
            raise RefusedError(
                f"{self.name} is not typed in",
                where=Where(key=self.name),
                remedy=remedy,
                zh=f"“{self.name}”不能直接填写，由案件记录推算得出。请登记货物明细；其他行为和日期由记录得出",
            )
        unknown = read_facts({self.name: self.value}).unknown
        if unknown:
            nearest = ", ".join(suggestions(self.name)) or "a word of the vocabulary (docs/reference/assess.md)"
            raise RefusedError(
                f"no fact is called {self.name!r}",
                where=Where(key=self.name),
                remedy=f"Use {nearest}",
                zh=f"事实词汇中没有“{self.name}”。请改用：{nearest}",
            )

    def perform(self) -> UUID:
        """Write the row."""
        row = CaseFact.objects.create(
            case=self.case(),
            seq=_next(CaseFact.objects.all(), self.case_id),
            name=self.name,
            value=self.value,
            source=self.source[:200],
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep name and value; words as their digest."""
        return Entry("case", str(self.case_id), {"row": str(result), "name": self.name, "value": _digest(self.value)})


def _digest(value: Any) -> str:
    return "sha256:" + hashlib.sha256(_canonical(value)).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment that was kept: its row, what was computed, and whether the officer held something else."""

    assessment_id: UUID
    outcome: str
    differs: bool
    rule_keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecordAssessment(FactsStep[Assessed]):
    """保存研判意见: compute a charge from the case's rows and keep it beside the officer's own view.

    A view that differs from what was computed needs a reason; the difference stays on the row and in the log.
    """

    verb: ClassVar[str] = "case.assess"

    name: str
    view: str
    reason: str = ""

    def check(self) -> None:
        """Refuse an unknown charge or view, facts that cannot be computed, and a difference without a reason."""
        super().check()
        if self.name not in charges().charges or self.view not in VIEWS:
            wrong, known = (self.name, charges().charges) if self.name not in charges().charges else (self.view, VIEWS)
            raise RefusedError(
                f"{wrong!r} is not known",
                where=Where(key=wrong),
                remedy=f"Use one of: {', '.join(known)}",
                zh=f"“{wrong}”不在可选范围内。请选用：{'、'.join(known)}",
            )
        found = computed(case_facts(self.case(), law_date(self.at)), self.name)
        if found.refused:
            raise found.refused
        if found.outcome != self.view and not self.reason.strip():
            raise RefusedError(
                f"computed {found.outcome}, held {self.view}, and no reason given",
                where=Where(key="reason"),
                remedy="Say why the view differs from what was computed",
                zh="研判意见与推算结论不一致，但没有写明理由。请写明不一致的理由",
            )

    def perform(self) -> Assessed:
        """Compute and keep."""
        day = law_date(self.at)
        facts = case_facts(self.case(), day)
        answer = computed(facts, self.name).basic
        if answer is None:
            raise ConflictError(
                "the facts changed meanwhile",
                where=Where(key=self.name),
                remedy="Repeat",
                zh="案件事实刚刚有变化。请刷新后重办",
            )
        keys = rule_keys(answer)
        row = CaseAssessment.objects.create(
            case=self.case(),
            seq=_next(CaseAssessment.objects.all(), self.case_id),
            charge=self.name,
            question=charges().tiers["basic"].question,
            on=day,
            facts=input_of(facts, self.name),
            outcome=answer.outcome.value,
            answer=answer.to_json(),
            rule_keys=keys,
            view=self.view,
            reason=self.reason,
            differs=answer.outcome.value != self.view,
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return Assessed(row.pk, row.outcome, row.differs, tuple(keys))

    def entry(self, result: Assessed) -> Entry:
        """Keep charge, outcome, view and rules; the facts and the reason as digests."""
        row = CaseAssessment.objects.get(pk=result.assessment_id)
        payload = {
            "assessment": str(row.pk),
            "charge": row.charge,
            "outcome": row.outcome,
            "view": row.view,
            "differs": row.differs,
            "rules": row.answer["rule_ids"],
            "facts": _digest(row.facts),
        }
        return Entry("case", str(self.case_id), payload | ({"reason": _digest(row.reason)} if row.reason else {}))
