"""The acts on units that destroy goods: registered, qualified for classes of waste until a day, stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from jianzhen.base.codes import is_uscc
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.actions.goods.listing import required
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.models_goods import DisposalQualification, DisposalStop, DisposalUnit


@dataclass(frozen=True, kw_only=True)
class RegisterDisposalUnit(Action[UUID]):
    """登记销毁单位: a unit by its name and unified code; what it may treat is said by its qualifications."""

    verb: ClassVar[str] = "goods.unit"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE

    agency: str
    name: str
    uscc: str
    place: str = ""

    def scope(self) -> Scope:
        """Return the agency that registers it."""
        return Scope(self.agency)

    def check(self) -> None:
        """Refuse a unit without a name, with a wrong code, or registered before."""
        required(self.name, "name")
        if not is_uscc(self.uscc):
            raise RefusedError(
                f"{self.uscc!r} is no unified social credit code",
                where=Where(key="uscc"),
                remedy="Copy its 18 characters from the licence",
                zh=f"“{self.uscc}”不是有效的统一社会信用代码。请按营业执照照录18位代码",
            )
        if DisposalUnit.objects.filter(uscc=self.uscc).exists():
            raise ConflictError(
                "the unit is registered",
                where=Where(key=self.uscc),
                remedy="Add its qualification",
                zh="该单位已经登记。请直接添加其资质",
            )

    def perform(self) -> UUID:
        """Write it."""
        row = DisposalUnit.objects.create(
            name=self.name.strip(),
            uscc=self.uscc,
            place=self.place.strip(),
            agency=self.agency,
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep code and name; both are public."""
        return Entry("disposal_unit", str(result), {"uscc": self.uscc, "name": self.name})


def _unit(unit_id: UUID) -> DisposalUnit:
    row = DisposalUnit.objects.filter(pk=unit_id).first()
    if row is None:
        raise RefusedError(
            "no such unit",
            where=Where(key=str(unit_id)),
            remedy="Register it first",
            zh="没有登记这家处置单位。请先登记",
        )
    return row


@dataclass(frozen=True, kw_only=True)
class AddQualification(Action[UUID]):
    """登记销毁资质: a licence or finding with number, issuer, classes of waste and its two days."""

    verb: ClassVar[str] = "goods.qualify"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE

    unit_id: UUID
    number: str
    issuer: str
    classes: tuple[str, ...]
    valid_from: date
    valid_to: date

    def scope(self) -> Scope:
        """Return the agency that registered the unit."""
        return Scope(_unit(self.unit_id).agency)

    def check(self) -> None:
        """Refuse a qualification without number, issuer or classes, one that ends before it begins, and a double."""
        for name in ("number", "issuer"):
            required(getattr(self, name), name)
        known = destruction().classes
        wrong = [one for one in self.classes if one not in known]
        if wrong or not self.classes:
            raise RefusedError(
                f"no class {wrong[0]!r}" if wrong else "no class of waste",
                where=Where(key="classes"),
                remedy=f"One or more of: {', '.join(known)}",
                zh=f"没有“{wrong[0]}”这一废物类别。请从列表中选择一类或者多类"
                if wrong
                else "没有选择废物类别。请从列表中选择一类或者多类",
            )
        if self.valid_to < self.valid_from:
            raise RefusedError(
                f"it ends on {self.valid_to}, before it begins on {self.valid_from}",
                where=Where(key="valid_to"),
                remedy="Copy both days from the document",
                zh=f"资质有效期止{self.valid_to}早于有效期起{self.valid_from}。请按资质文件照录两个日期",
            )
        same = DisposalQualification.objects.filter(
            unit_id=self.unit_id, number=self.number.strip(), valid_from=self.valid_from
        )
        if same.exists():
            raise ConflictError(
                "it is registered",
                where=Where(key=self.number),
                remedy="Nothing needs to be done",
                zh="该资质已经登记，无需重复登记",
            )

    def perform(self) -> UUID:
        """Write it."""
        row = DisposalQualification.objects.create(
            unit_id=self.unit_id,
            number=self.number.strip(),
            issuer=self.issuer.strip(),
            classes=list(dict.fromkeys(self.classes)),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:
        """Keep number, classes and days."""
        days = {"valid_from": self.valid_from.isoformat(), "valid_to": self.valid_to.isoformat()}
        payload = {"qualification": str(result), "number": self.number, "classes": list(self.classes), **days}
        return Entry("disposal_unit", str(self.unit_id), payload)


@dataclass(frozen=True, kw_only=True)
class StopQualification(Action[UUID]):
    """停用销毁资质: a qualification was suspended or withdrawn from a day on, with the reason."""

    verb: ClassVar[str] = "goods.unqualify"
    permission: ClassVar[Permission] = Permission.CASE_APPROVE

    qualification_id: UUID
    since: date
    reason: str

    def scope(self) -> Scope:
        """Return the agency that registered the unit."""
        return Scope(self._row().unit.agency)

    def _row(self) -> DisposalQualification:
        found = DisposalQualification.objects.select_related("unit").filter(pk=self.qualification_id).first()
        if found is None:
            raise RefusedError(
                "no such qualification",
                where=Where(key=str(self.qualification_id)),
                remedy="Look it up in the list",
                zh="没有这项资质。请从列表中选择",
            )
        return found

    def check(self) -> None:
        """Refuse a stop without a reason, and a second one."""
        required(self.reason, "reason")
        if DisposalStop.objects.filter(qualification_id=self.qualification_id).exists():
            raise ConflictError(
                "it is stopped already",
                where=Where(key=self._row().number),
                remedy="Register a new qualification",
                zh="该资质已经停用。如已换发，请登记新的资质",
            )

    def perform(self) -> UUID:
        """Write it."""
        row = DisposalStop.objects.create(
            qualification_id=self.qualification_id,
            since=self.since,
            reason=self.reason,
            actor_id=self.actor.actor_id,
            at=self.at,
        )
        return row.pk

    def entry(self, result: UUID) -> Entry:  # noqa: ARG002
        """Keep the day; the reason stays with the record."""
        payload = {"qualification": str(self.qualification_id), "since": self.since.isoformat()}
        return Entry("disposal_unit", str(self._row().unit_id), payload)
