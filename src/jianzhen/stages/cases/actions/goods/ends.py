"""The acts that end the keeping of goods other than by destruction: forfeited, returned, handed to another body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.actions.case import NO_PENALTY, PENALTY, WITHDRAWN
from jianzhen.stages.cases.actions.goods.listing import GoodsStep, required
from jianzhen.stages.cases.schema.goods import Move, Part, Standing
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers.goods import Desk

GROUNDS: Final = ("lifted", "settled", "not_penalised", "quashed")
"""Why goods may go back: the measure was lifted, registered evidence was settled, the case ended without a penalty,
or the decision that forfeited them was quashed."""


@dataclass(frozen=True, kw_only=True)
class ForfeitGoods(GoodsStep):
    """没收: goods become forfeited by the penalty decision of the case."""

    verb: ClassVar[str] = "goods.forfeit"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "forfeit"
    law: ClassVar[tuple[str, ...]] = ("destroy.tm",)

    parts: tuple[Part, ...]

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        case = goods.case_of(self.case_id)
        return {"parts": self.parts, "decision_number": case.decision_number}

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002
        """Return the moves of the act."""
        return goods.moved(self.parts, Standing.HELD, Standing.FORFEITED)

    def examine(self, desk: Desk) -> None:
        """Refuse without a decision that forfeits, or before its day."""
        goods.check_parts(desk, self.parts)
        case = desk.case
        if case.decision != PENALTY or "confiscation" not in case.penalties:
            raise ConflictError(
                "no penalty decision of this case confiscates anything",
                where=Where(key=case.number),
                remedy="Decide the penalty with confiscation first",
                zh="本案没有作出没收的处罚决定。请先作出含没收的处罚决定",
            )
        if case.decided_on is None or law_date(self.at) < case.decided_on:
            raise ConflictError(
                f"the decision is of {case.decided_on}",
                where=Where(key=case.number),
                remedy="Correct the time",
                zh=f"处罚决定日期为{case.decided_on}，没收不得早于该日。请更正时间",
            )


@dataclass(frozen=True, kw_only=True)
class ReturnGoods(GoodsStep):
    """返还: goods go back to the party on a recorded ground, against a receipt."""

    verb: ClassVar[str] = "goods.return"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "return"

    parts: tuple[Part, ...]
    ground: str
    receipt: str
    receiver: str
    document: str = ""

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        said = {"receipt": self.receipt, "receiver": self.receiver, "document": self.document}
        return {"parts": self.parts, "ground": self.ground, **said}

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002
        """Return the moves of the act."""
        source = Standing.FORFEITED if self.ground == "quashed" else Standing.HELD
        return goods.moved(self.parts, source, Standing.RETURNED)

    def examine(self, desk: Desk) -> None:
        """Refuse an unknown ground, one that is not on record, and a return without a receipt."""
        goods.check_parts(desk, self.parts)
        for name in ("receipt", "receiver"):
            required(getattr(self, name), name)
        if self.ground not in GROUNDS:
            raise RefusedError(
                f"no ground {self.ground!r}",
                where=Where(key="ground"),
                remedy=f"One of: {', '.join(GROUNDS)}",
                zh=f"没有“{self.ground}”这种返还依据。请从列表中选择",
            )
        stands = {
            "lifted": desk.steps("lift_seizure"),
            "settled": desk.steps("settle_evidence"),
            "not_penalised": desk.case.decision in (NO_PENALTY, WITHDRAWN),
            # that a decision was quashed is recorded downstream; the document names it here
            "quashed": desk.case.decision == PENALTY and bool(self.document.strip()),
        }
        if not stands[self.ground]:
            raise ConflictError(
                f"the ground {self.ground} is not on record in this case",
                where=Where(key=desk.case.number),
                remedy="Record the step or decision that lets the goods go first",
                zh="本案没有登记这一返还依据。请先登记解除措施、处理决定等使货物可以返还的步骤",
            )


@dataclass(frozen=True, kw_only=True)
class TransferGoods(GoodsStep):
    """随案移交: goods go to the police or to another agency with the case, against a receipt."""

    verb: ClassVar[str] = "goods.transfer"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "transfer"
    law: ClassVar[tuple[str, ...]] = ("xfer.goods",)

    parts: tuple[Part, ...]
    receiver: str
    receipt: str
    standing: Standing = Standing.HELD

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        said = {"receiver": self.receiver, "receipt": self.receipt, "standing": self.standing.value}
        return {"parts": self.parts, **said}

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002
        """Return the moves of the act."""
        return goods.moved(self.parts, self.standing, Standing.TRANSFERRED)

    def examine(self, desk: Desk) -> None:
        """Refuse a transfer without receiver or receipt."""
        goods.check_parts(desk, self.parts)
        for name in ("receiver", "receipt"):
            required(getattr(self, name), name)
