"""The acts on seized goods while they are kept: listed, split, merged, handed over, sampled, counted."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError, Where
from jianzhen.base.ids import new_id
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people import queries as people
from jianzhen.people.policy import Permission, Scope
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.models_goods import GoodsAct, GoodsLot
from jianzhen.stages.cases.schema.goods import ZERO, Keeper, LotIn, Move, Standing, quantity_of
from jianzhen.stages.cases.writers import goods
from jianzhen.stages.cases.writers.goods import Desk

MEASURES: Final = {"seize": "seizure", "register_evidence": "registration"}
"""Steps of a case that bring goods in, and what the list calls the measure."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Done:
    """What an act on goods left: itself, its place in the order, and the lots it made."""

    act_id: UUID
    seq: int
    lots: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GoodsStep(Action[Done], ABC):
    """One act on the goods of a case.

    Args:
        case_id: the case.
        seen: the order number of the last act the actor looked at; a later one refuses.

    Raises (from ``execute``):
        ConflictError: the balance, the order of dates, custody or the case does not allow it.
        RefusedError: a fact is missing or wrong.
        NotAllowedError: permission, or the wrong person.
    """

    kind: ClassVar[str] = ""
    law: ClassVar[tuple[str, ...]] = ()

    case_id: UUID
    seen: int | None = None

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """Return what the act says."""

    def act_kind(self, desk: Desk) -> str:  # noqa: ARG002
        """Return the kind under which the act is kept."""
        return self.kind

    def moves(self, desk: Desk) -> tuple[Move, ...]:  # noqa: ARG002  (several acts move nothing)
        """Return the moves of the act."""
        return ()

    def examine(self, desk: Desk) -> None:  # noqa: ARG002
        """Refuse what the records do not allow."""
        return

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:
        """Write what the act makes beside itself, and return the lots it made."""
        goods.write_moves(act, self.moves(desk))
        return ()

    def scope(self) -> Scope:
        """Return agency and district of the case."""
        case = goods.case_of(self.case_id)
        return Scope(case.agency, case.district)

    def check(self) -> None:
        """Hold the act against the ledger."""
        desk = goods.desk_of(self.case_id)
        goods.check_order(desk, self.at, self.seen)
        self.examine(desk)
        goods.check_moves(desk, self.act_kind(desk), self.moves(desk))

    def perform(self) -> Done:
        """Write it."""
        desk = goods.desk_of(self.case_id)
        act = goods.write_act(desk, self.act_kind(desk), self.facts(), self.actor, self.at, self.law)
        return Done(act.pk, act.seq, self.effect(desk, act))

    def entry(self, result: Done) -> Entry:
        """Keep the act and its moves; free words as their digest, because they may hold names."""
        said = {name: _logged(name, value) for name, value in goods.kept(self.facts()).items()}
        row = GoodsAct.objects.get(pk=result.act_id)
        moved = [
            [str(move.lot_id or ""), move.source, str(move.to_lot_id), move.target, str(move.quantity)]
            for move in row.moves.order_by("seq")
        ]
        payload = {"act": str(result.act_id), "seq": result.seq, "kind": row.kind, "facts": said, "moves": moved}
        return Entry("case", str(self.case_id), payload)


_WORDS: Final = frozenset({"reason", "place", "laboratory", "receiver"})


def _logged(name: str, value: Any) -> Any:
    if name not in _WORDS or not value:
        return value
    return "sha256:" + hashlib.sha256(str(value).encode("utf-8")).hexdigest()


_TEXTS_ZH: Final = {
    "reason": "理由",
    "place": "地点",
    "document": "文书",
    "list_number": "清单编号",
    "receipt": "收据",
    "receiver": "接收人",
    "consent": "同意文书",
    "report": "检验报告",
    "name": "名称",
    "number": "编号",
    "issuer": "发证机关",
}


def required(value: str, key: str) -> None:
    """Refuse an empty text.

    Raises:
        RefusedError: names the fact.
    """
    if not value.strip():
        raise RefusedError(
            f"{key} is empty",
            where=Where(key=key),
            remedy="Fill it in and repeat",
            zh=f"没有填写{_TEXTS_ZH.get(key, key)}。请补填后重办",
        )


def check_photos(photos: tuple[str, ...]) -> None:
    """Refuse a photo that is not named by the digest of its content.

    Raises:
        RefusedError: names the digest.
    """
    wrong = next((one for one in photos if not _DIGEST.fullmatch(one)), None)
    if wrong is not None:
        raise RefusedError(
            f"{wrong[:80]!r} is no SHA-256 digest",
            where=Where(key="photos"),
            remedy="Store the photo as evidence and name it by its digest of 64 hexadecimal digits",
            zh=f"“{wrong[:80]}”不是照片的SHA-256摘要。请先将照片存入证据库，再填写其64位十六进制摘要",
        )


def check_keeper(keeper: Keeper) -> None:
    """Refuse nobody, an unknown user, and an outsider without name or document.

    Raises:
        RefusedError: says which.
    """
    if keeper.user_id is not None:
        if not people.names_of({str(keeper.user_id)}):
            raise RefusedError(
                "no such custodian",
                where=Where(key="custodian"),
                remedy="Name a person of the agency",
                zh="没有这名保管人。请指定本单位人员",
            )
    elif not keeper.name.strip() or not keeper.document.strip():
        raise RefusedError(
            "an outside custodian needs its name and the document that entrusts it",
            where=Where(key="custodian"),
            remedy="Name a person of the agency, or the unit and the number of its entrustment (委托保管书)",
            zh="外部保管人须填写名称和委托文书。请指定本单位人员，或者填写保管单位和委托保管书文号",
        )


@dataclass(frozen=True, kw_only=True)
class ListGoods(GoodsStep):
    """登记物品清单: the lines of a seizure or registration list become lots, held at a place by a custodian."""

    verb: ClassVar[str] = "goods.list"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "list"

    list_number: str
    lines: tuple[LotIn, ...]
    place: str
    keeper: Keeper

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"list_number": self.list_number, "lines": len(self.lines), "place": self.place}

    def examine(self, desk: Desk) -> None:
        """Refuse a list without a measure, place, custodian or lines, and a line that is none."""
        if not desk.steps(*MEASURES):
            raise ConflictError(
                "no goods were seized or registered in this case",
                where=Where(key=desk.case.number),
                remedy="Record the measure first (查封扣押 or 先行登记保存)",
                zh="本案没有登记查封扣押或者先行登记保存措施。请先登记该措施",
            )
        for name in ("list_number", "place"):
            required(getattr(self, name), name)
        check_keeper(self.keeper)
        if not self.lines:
            raise RefusedError(
                "the list has no lines",
                where=Where(key="lines"),
                remedy="Name the goods",
                zh="清单没有内容。请填写货物",
            )
        for row, line in enumerate(self.lines, start=1):
            _check_line(line, row)

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:
        """Make the lots."""
        made = [_lot(desk, act, line, at, self.list_number) for at, line in enumerate(self.lines, start=1)]
        GoodsLot.objects.bulk_create(made)
        pairs = list(zip(made, self.lines, strict=True))
        goods.write_moves(act, [Move(None, None, lot.pk, Standing.HELD, line.quantity) for lot, line in pairs])
        for lot, line in pairs:
            goods.write_photos(act, lot.pk, line.photos)
        found = tuple(lot.pk for lot in made)
        goods.write_custody(act, found, self.place, self.keeper)
        return found


def _check_line(line: LotIn, row: int) -> None:
    where = Where(row=row, key="lines")
    if not line.name.strip() or line.nature not in destruction().natures:
        raise RefusedError(
            f"a line without a name, or of the unknown nature {line.nature!r}",
            where=where,
            remedy=f"Name the goods and one of: {', '.join(destruction().natures)}",
            zh="清单中有一行没有品名，或者货物性质不在可选范围内。请填写品名并选择货物性质",
        )
    quantity_of(line.quantity, line.unit, f"lines[{row}].quantity")
    for name, value, places in (("unit_value", line.unit_value, 2), ("unit_weight", line.unit_weight, 3)):
        if value is not None and (not value.is_finite() or value < ZERO or value != round(value, places)):
            raise RefusedError(
                f"{name} is {value}",
                where=where,
                remedy=f"Write it with at most {places} decimals",
                zh=f"“{name}”的数值{value}不能采用。请填写不小于零的数，最多{places}位小数",
            )
    if (line.unit_value is None) != (line.value_basis is None):
        raise RefusedError(
            "a value and its basis go together",
            where=where,
            remedy="Say which price the value is, or leave both out",
            zh="单价和价格依据应当一并填写。请写明采用的是哪种价格，或者两项都留空",
        )
    check_photos(line.photos)


def _lot(desk: Desk, act: GoodsAct, line: LotIn, offset: int, list_number: str) -> GoodsLot:
    return GoodsLot(
        id=new_id(),
        case=desk.case,
        serial=len(desk.lots) + offset,
        made_by=act,
        name=line.name.strip(),
        spec=line.spec.strip(),
        nature=line.nature,
        unit=line.unit.value,
        unit_value=line.unit_value,
        value_basis=line.value_basis.value if line.value_basis else "",
        unit_weight=line.unit_weight,
        list_number=list_number,
    )


@dataclass(frozen=True, kw_only=True)
class AddPhotos(GoodsStep):
    """补充物品照片: photos of a lot, by the digests of their content in the evidence store."""

    verb: ClassVar[str] = "goods.photo"
    permission: ClassVar[Permission] = Permission.CASE_WORK
    kind: ClassVar[str] = "photo"

    lot: UUID
    photos: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """Return what the act says."""
        return {"lot": self.lot, "photos": self.photos}

    def examine(self, desk: Desk) -> None:
        """Refuse an unknown lot, no photos, and what is no digest."""
        desk.lot(self.lot)
        if not self.photos:
            raise RefusedError(
                "no photos", where=Where(key="photos"), remedy="Name at least one", zh="没有选择照片。请至少选择一张"
            )
        check_photos(self.photos)

    def effect(self, desk: Desk, act: GoodsAct) -> tuple[UUID, ...]:  # noqa: ARG002
        """Keep them."""
        goods.write_photos(act, self.lot, self.photos)
        return ()


def named_keeper(desk: Desk, lot: UUID, actor_id: str) -> None:
    """Refuse whoever is neither the lot's custodian nor an officer of the case.

    Raises:
        NotAllowedError: says who may.
    """
    if actor_id not in {desk.custody[lot].custodian_id, *desk.case.officers}:
        raise NotAllowedError(
            f"only its custodian or an officer of the case may do this with lot {desk.lots[lot].serial}",
            where=Where(key=str(lot)),
            remedy="Let one of them do it",
            zh=f"第{desk.lots[lot].serial}批只有其保管人或者本案执法人员可以办理。请由其中一人办理",
        )
