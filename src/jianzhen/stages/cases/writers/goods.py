"""Reads and writes the goods ledger of a case. Called by the goods acts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from jianzhen.base.clock import law_date
from jianzhen.base.errors import ConflictError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.people.policy import Actor
from jianzhen.stages.cases.models import Case, Handling, Step
from jianzhen.stages.cases.models_goods import GoodsAct, GoodsCustody, GoodsLot, GoodsMove, GoodsPhoto
from jianzhen.stages.cases.queries import instance as lawdoor
from jianzhen.stages.cases.queries.goods_ledger import custody_of, ledger_of, lots_of
from jianzhen.stages.cases.schema.goods import Balance, Keeper, Move, Part, Standing, Unit, post, quantity_of

HELD: Final = "held"
OFFERED: Final = "offered"


@dataclass(frozen=True, slots=True)
class Desk:
    """The goods of one case as they stand, with the case they belong to."""

    case: Case
    handling: Handling
    lots: Mapping[UUID, GoodsLot]
    ledger: Mapping[UUID, Balance]
    custody: Mapping[UUID, GoodsCustody]
    seq: int
    last_at: datetime | None

    def lot(self, lot_id: UUID) -> GoodsLot:
        """Return a lot of the case.

        Raises:
            RefusedError: it is none of this case.
        """
        if lot_id not in self.lots:
            raise RefusedError(
                "no such lot in this case",
                where=Where(key=str(lot_id)),
                remedy="Name one of its lots",
                zh="本案没有这一批货物。请从本案货物中选择",
            )
        return self.lots[lot_id]

    def steps(self, *acts: str) -> bool:
        """Say whether the case took one of these steps."""
        return Step.objects.filter(handling=self.handling, act__in=acts).exists()


def case_of(case_id: UUID) -> Case:
    """Return a case with its handling.

    Raises:
        RefusedError: there is none.
    """
    case = Case.objects.select_related("handling").filter(pk=case_id).first()
    if case is None:
        raise RefusedError(
            "no such case",
            where=Where(key=str(case_id)),
            remedy="Look it up in the worklist",
            zh="案件不存在。请到工作列表中查找",
        )
    return case


def desk_of(case_id: UUID) -> Desk:
    """Return the goods of a case as they stand now."""
    case = case_of(case_id)
    last = GoodsAct.objects.filter(case=case).aggregate(seq=Max("seq"), at=Max("at"))
    return Desk(
        case=case,
        handling=case.handling,
        lots=lots_of(case.pk),
        ledger=ledger_of(case.pk),
        custody=custody_of(case.pk),
        seq=last["seq"] or 0,
        last_at=last["at"],
    )


def check_order(desk: Desk, at: datetime, seen: int | None) -> None:
    """Refuse an act before its predecessor or before the case, and one from a page that is no longer true.

    Raises:
        ConflictError: says which.
    """
    if seen is not None and seen != desk.seq:
        raise ConflictError(
            "the goods changed since they were read",
            where=Where(key=desk.case.number),
            remedy="Read them again",
            zh="货物台账在您打开之后已有变化。请刷新后重办",
        )
    before = desk.last_at
    if before is not None and at < before:
        raise ConflictError(
            f"the act of {law_date(at)} lies before its predecessor of {law_date(before)}",
            where=Where(key=desk.case.number),
            remedy="Correct the time of the act; the order of acts cannot be changed",
            zh=f"办理日期{law_date(at)}早于上一次办理的{law_date(before)}。请更正时间；办理的先后不能改变",
        )
    if law_date(at) < desk.case.filed_on:
        raise ConflictError(
            f"the act of {law_date(at)} lies before the filing of {desk.case.filed_on}",
            where=Where(key=desk.case.number),
            remedy="Correct the time of the act",
            zh=f"办理日期{law_date(at)}早于立案日期{desk.case.filed_on}。请更正时间",
        )


def check_settled(desk: Desk, lots: Iterable[UUID]) -> None:
    """Refuse lots that are on their way between two custodians.

    Raises:
        ConflictError: names the lot.
    """
    for lot_id in lots:
        lot = desk.lot(lot_id)
        row = desk.custody.get(lot_id)
        if row is not None and row.state == OFFERED:
            raise ConflictError(
                f"lot {lot.serial} was handed over and not received yet",
                where=Where(key=str(lot_id)),
                remedy="Let the receiving custodian count and sign for it first",
                zh=f"第{lot.serial}批已经移交，尚未签收。请先由接收的保管人清点签收",
            )


def check_parts(desk: Desk, parts: tuple[Part, ...]) -> None:
    """Refuse no parts, a lot named twice, a quantity that is none, and goods that are between two custodians.

    Raises:
        RefusedError: names the lot.
        ConflictError: the goods are on their way.
    """
    lots = [part.lot for part in parts]
    if not lots or len(set(lots)) != len(lots):
        raise RefusedError(
            "no goods are named, or a lot is named twice",
            where=Where(key="parts"),
            remedy="Name each lot once",
            zh="没有选择货物，或者同一批选择了两次。请每批选择一次",
        )
    for part in parts:
        quantity_of(part.quantity, Unit(desk.lot(part.lot).unit), str(part.lot))
    check_settled(desk, lots)


def moved(parts: Iterable[Part], source: Standing, target: Standing) -> tuple[Move, ...]:
    """Return one move a part, within its lot."""
    return tuple(Move(part.lot, source, part.lot, target, part.quantity) for part in parts)


def check_moves(desk: Desk, kind: str, moves: Iterable[Move], units: Mapping[UUID, Unit] | None = None) -> None:
    """Refuse moves that the ledger does not allow.

    Raises:
        ConflictError: more than stands, or no move of this act.
    """
    post(desk.ledger, kind, moves, units or {})


def write_act(
    desk: Desk, kind: str, facts: Mapping[str, Any], actor: Actor, at: datetime, law: tuple[str, ...] = ()
) -> GoodsAct:
    """Write the act itself; moves, lots and custody follow it."""
    on = law_date(at)
    return GoodsAct.objects.create(
        case=desk.case,
        seq=desk.seq + 1,
        kind=kind,
        on=on,
        at=at,
        actor_id=actor.actor_id,
        agency=desk.case.agency,
        district=desk.case.district,
        facts=kept(facts),
        law=[lawdoor.law_line(key, on) for key in law],
    )


def write_moves(act: GoodsAct, moves: Iterable[Move]) -> None:
    """Write the moves of an act in their order."""
    GoodsMove.objects.bulk_create(
        [
            GoodsMove(
                id=new_id(),
                act=act,
                seq=seq,
                lot_id=move.lot,
                source=move.source.value if move.source else "",
                to_lot_id=move.to_lot,
                target=move.target.value,
                quantity=move.quantity,
            )
            for seq, move in enumerate(moves)
        ]
    )


def write_photos(act: GoodsAct, lot_id: UUID, photos: Iterable[str]) -> None:
    """Keep the digests of photos of a lot."""
    GoodsPhoto.objects.bulk_create([GoodsPhoto(id=new_id(), act=act, lot_id=lot_id, sha256=one) for one in photos])


def write_custody(act: GoodsAct, lots: Iterable[UUID], place: str, keeper: Keeper, state: str = HELD) -> None:
    """Keep who has the lots from this act on."""
    GoodsCustody.objects.bulk_create(
        [
            GoodsCustody(
                id=new_id(),
                act=act,
                lot_id=lot,
                state=state,
                place=place,
                custodian_id=str(keeper.user_id or ""),
                custodian_name=keeper.name,
                document=keeper.document,
            )
            for lot in lots
        ]
    )


def keep_custody(act: GoodsAct, lots: Iterable[UUID], like: GoodsCustody) -> None:
    """Let new lots lie where an old one lies."""
    user = UUID(like.custodian_id) if like.custodian_id else None
    write_custody(act, lots, like.place, Keeper(user, like.custodian_name, like.document), like.state)


def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as JSON keeps them."""
    return {name: _kept(value) for name, value in facts.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    if isinstance(value, Part):
        return [str(value.lot), str(value.quantity)]
    if isinstance(value, tuple | list):
        return [_kept(one) for one in value]
    return value


def plan_parts(facts: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the parts that a stored plan names."""
    return tuple(Part(UUID(lot), Decimal(quantity)) for lot, quantity in facts["parts"])
