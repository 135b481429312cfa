"""The acts that end a publication: quashed and withdrawn, its term over, or early on application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from jianzhen.base.errors import ConflictError, Where
from jianzhen.people.policy import Permission
from jianzhen.stages.cases.queries.instance import law
from jianzhen.stages.cases.schema.clock import start_clock
from jianzhen.stages.cases.schema.clockset import ClockSet
from jianzhen.stages.outcomes import writers
from jianzhen.stages.outcomes.actions import PublicationAct, _case
from jianzhen.stages.outcomes.models import Publication
from jianzhen.stages.outcomes.rules import publication_rules


@dataclass(frozen=True, kw_only=True)
class RecordQuashing(PublicationAct):
    """决定被变更或者撤销: the published decision no longer stands; it must be withdrawn within three working days."""

    verb: ClassVar[str] = "publication.quashed"
    permission: ClassVar[Permission] = Permission.PUBLISH
    begins: ClassVar[tuple[str, ...]] = ("published",)
    act: ClassVar[str] = "quashed"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return the reason."""
        return {"reason": self.reason}

    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Begin the time to withdraw."""
        row.state = "quashed"
        key = publication_rules().withdraw.get(row.agency, "")
        return ClockSet.from_json(row.clocks).begin(law(), "withdraw", key, self.on), (key,)


@dataclass(frozen=True, kw_only=True)
class WithdrawPublication(PublicationAct):
    """撤回公示: take the quashed decision from display."""

    verb: ClassVar[str] = "publication.withdraw"
    permission: ClassVar[Permission] = Permission.PUBLISH
    begins: ClassVar[tuple[str, ...]] = ("quashed",)
    act: ClassVar[str] = "withdraw"

    reason: str

    def facts(self) -> dict[str, Any]:
        """Return the reason."""
        return {"reason": self.reason}

    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Meet the withdrawal, stop the term."""
        row.state, row.is_open, row.ended_on = "withdrawn", False, self.on
        return ClockSet.from_json(row.clocks).meet("withdraw", self.at).stop("term", self.at), ()


@dataclass(frozen=True, kw_only=True)
class EndPublication(PublicationAct):
    """公示期满停止公示: the term has run; before it the display goes on."""

    verb: ClassVar[str] = "publication.end"
    permission: ClassVar[Permission] = Permission.PUBLISH
    begins: ClassVar[tuple[str, ...]] = ("published",)
    act: ClassVar[str] = "end"

    def facts(self) -> dict[str, Any]:
        """Say nothing."""
        return {}

    def check(self) -> None:
        """Refuse before the end of the term, and where the term needs legal review."""
        super().check()
        term = ClockSet.from_json(writers.publication(self.publication_id).clocks).named("term")[-1]
        if term.due is None or self.on < term.due:
            raise ConflictError(
                f"the term runs until {term.due or 'a date that needs legal review'}",
                where=Where(key=term.key or "term"),
                remedy="Wait for it, or end early with the decision that allows it",
                zh=f"公示期至{term.due or '须经法制审核的日期'}为止。请等待期满，或者凭准予提前停止公示的决定办理",
            )

    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Meet the term."""
        row.state, row.is_open, row.ended_on = "ended", False, self.on
        return ClockSet.from_json(row.clocks).meet("term", self.at), ()


@dataclass(frozen=True, kw_only=True)
class EndPublicationEarly(PublicationAct):
    """提前停止公示: after credit repair, once the shortest time has passed; never where the law knows no early stop."""

    verb: ClassVar[str] = "publication.end_early"
    permission: ClassVar[Permission] = Permission.PUBLISH
    begins: ClassVar[tuple[str, ...]] = ("published",)
    act: ClassVar[str] = "end_early"

    basis: str

    def facts(self) -> dict[str, Any]:
        """Return the decision that allows it."""
        return {"basis": self.basis}

    def check(self) -> None:
        """Refuse before the shortest time, and where no rule gives one."""
        super().check()
        row = writers.publication(self.publication_id)
        case, rules, where = _case(row), publication_rules(), Where(key=str(self.publication_id))
        barred = sorted(set(case.penalties) & set(rules.no_early_stop))
        key = "" if barred else self._early_key(row)
        if not key or row.published_on is None:
            raise ConflictError(
                "no early stop is known for this penalty",
                where=where,
                remedy="Wait for the term",
                zh="这类处罚没有查到可以提前停止公示的规定。请等待公示期满",
            )
        shortest = start_clock(law(), "early", key, row.published_on).due
        if shortest is None or self.on < shortest:
            raise ConflictError(
                f"the shortest time runs until {shortest}",
                where=Where(key=key),
                remedy="Wait for it",
                zh=f"最短公示期至{shortest or '须经法制审核的日期'}为止。请届时再办",
            )

    def _early_key(self, row: Publication) -> str:
        if row.published_on is None:
            return ""
        return publication_rules().early_key(row.agency, row.category, law().book, row.published_on)

    def turn(self, row: Publication) -> tuple[ClockSet, tuple[str, ...]]:
        """Stop the term."""
        key = self._early_key(row)
        row.state, row.is_open, row.ended_on = "ended", False, self.on
        return ClockSet.from_json(row.clocks).stop("term", self.at), (key,)
