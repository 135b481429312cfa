"""The goods of a case for faces and for rooms downstream: page, value, certificates, figures of a period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, Sum

from jianzhen.base.clock import law_date
from jianzhen.custody.action import verbs
from jianzhen.people import queries as people
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.models import Case, Step
from jianzhen.stages.cases.models_goods import DestructionCertificate, GoodsAct, GoodsCustody, GoodsLot, GoodsMove
from jianzhen.stages.cases.queries.disposal import unit_line
from jianzhen.stages.cases.queries.goods_ledger import custody_of, ledger_of, lots_of
from jianzhen.stages.cases.queries.goods_questions import questions
from jianzhen.stages.cases.schema.goods import ZERO, Balance, Standing, Unit, digest_of, total
from jianzhen.stages.cases.schema.goods_page import GoodsActLine, GoodsFigure, GoodsPage, LotLine, MoveLine, PlanLine

VERBS: Final = {
    "destruction_proposed": "goods.destruction_propose",
    "destruction_approved": "goods.destruction_approve",
    "destruction_refused": "goods.destruction_refuse",
    "dispose": "goods.destroy",
}
"""Kinds of act whose verb is not ``goods.<kind>``."""


def goods_page(case_id: UUID, *, at: datetime) -> GoodsPage | None:
    """Return the goods of a case as they stood at an instant, or None where there is no such case."""
    case = Case.objects.select_related("handling").filter(pk=case_id).first()
    if case is None:
        return None
    acts = list(GoodsAct.objects.filter(case=case, at__lte=at).prefetch_related("moves").order_by("seq"))
    lots, ledger = lots_of(case.pk), ledger_of(case.pk, at)
    plans = _plans(acts, lots, law_date(at))
    lines = _lots(lots, ledger, custody_of(case.pk, at))
    return GoodsPage(
        case_id=case.pk,
        case_number=case.number,
        agency=case.agency,
        district=case.district,
        seq=acts[-1].seq if acts else 0,
        at=at,
        ledger=ledger,
        totals=total(ledger),
        lots=lines,
        acts=_acts(acts, lots),
        plans=plans,
        questions=questions(case, acts, lines, plans, law_date(at)),
        may_list=Step.objects.filter(handling=case.handling, act__in=("seize", "register_evidence")).exists(),
    )


def _lots(
    lots: Mapping[UUID, GoodsLot], ledger: Mapping[UUID, Balance], custody: Mapping[UUID, GoodsCustody]
) -> tuple[LotLine, ...]:
    names = people.names_of({row.custodian_id for row in custody.values()})
    return tuple(_lot(lots[key], ledger[key], custody[key], names) for key in lots if key in ledger)


def _lot(lot: GoodsLot, balance: Balance, kept: GoodsCustody, names: Mapping[str, str]) -> LotLine:
    nature = destruction().natures[lot.nature].words
    return LotLine(
        lot_id=lot.pk,
        serial=lot.serial,
        name=lot.name,
        spec=lot.spec,
        nature=lot.nature,
        nature_words=(nature.zh, nature.en),
        unit=Unit(lot.unit),
        balance=balance,
        value=None if lot.unit_value is None else lot.unit_value * balance.outside,
        value_basis=lot.value_basis,
        weight=None if lot.unit_weight is None else lot.unit_weight * balance.outside,
        place=kept.place,
        custodian=names.get(kept.custodian_id, kept.custodian_name),
        custodian_id=kept.custodian_id,
        offered=kept.state == "offered",
        photos=tuple(dict.fromkeys(lot.photos.order_by("id").values_list("sha256", flat=True))),
        list_number=lot.list_number,
    )


def _acts(acts: Iterable[GoodsAct], lots: Mapping[UUID, GoodsLot]) -> tuple[GoodsActLine, ...]:
    rows = list(acts)
    names = people.names_of({row.actor_id for row in rows})
    return tuple(_act(row, lots, names) for row in rows)


def _act(row: GoodsAct, lots: Mapping[UUID, GoodsLot], names: Mapping[str, str]) -> GoodsActLine:
    words = verbs()[VERBS.get(row.kind, f"goods.{row.kind}")]
    moves = sorted(row.moves.all(), key=lambda move: move.seq)
    return GoodsActLine(
        act_id=row.pk,
        seq=row.seq,
        kind=row.kind,
        words=(words["zh"], words["en"]),
        on=row.on,
        at=row.at,
        actor=names.get(row.actor_id, row.actor_id),
        facts=row.facts,
        moves=tuple(_move(move, lots) for move in moves),
        law=tuple(row.law),
    )


def _move(move: GoodsMove, lots: Mapping[UUID, GoodsLot]) -> MoveLine:
    lot = lots[move.lot_id].serial if move.lot_id else None
    return MoveLine(lot, move.source, lots[move.to_lot_id].serial, move.target, move.quantity)


def _plans(acts: list[GoodsAct], lots: Mapping[UUID, GoodsLot], on: date) -> tuple[PlanLine, ...]:
    answers: dict[str, list[GoodsAct]] = {}
    for row in acts:
        if "plan" in row.facts:
            answers.setdefault(row.facts["plan"], []).append(row)
    proposed = [row for row in acts if row.kind == "destruction_proposed"]
    names = people.names_of({row.actor_id for row in proposed})
    certificates = {row.act_id: row for row in DestructionCertificate.objects.filter(act__in=acts)}
    return tuple(_plan(row, answers.get(str(row.pk), []), lots, on, names, certificates) for row in proposed)


_STATES: Final = {"destruction_approved": "approved", "destruction_refused": "refused"}


def _plan(
    row: GoodsAct,
    answers: list[GoodsAct],
    lots: Mapping[UUID, GoodsLot],
    on: date,
    names: Mapping[str, str],
    certificates: Mapping[UUID, DestructionCertificate],
) -> PlanLine:
    unit = unit_line(UUID(row.facts["unit_id"]), on) if row.facts["unit_id"] else None
    method = destruction().methods[row.facts["method"]].words
    certificate = next((certificates[one.pk] for one in answers if one.pk in certificates), None)
    parts = [(lots[UUID(lot)], Decimal(quantity)) for lot, quantity in row.facts["parts"]]
    return PlanLine(
        plan_id=row.pk,
        state=_STATES.get(answers[-1].kind, "done") if answers else "proposed",
        on=row.on,
        proposed_by=names.get(row.actor_id, row.actor_id),
        method=row.facts["method"],
        method_words=(method.zh, method.en),
        ground=row.facts["ground"],
        unit=unit.name if unit else "",
        expires=unit.valid_to if unit else None,
        qualified=unit is None or bool(unit.classes),
        parts=tuple((lot.serial, quantity, Unit(lot.unit)) for lot, quantity in parts),
        reason=row.facts["reason"],
        certificate_id=certificate.pk if certificate else None,
        certificate=certificate.number if certificate else "",
    )


@dataclass(frozen=True, slots=True)
class GoodsValue:
    """What the goods of a case are worth by the prices of their lots; ``unvalued`` counts the lots without one."""

    known: Decimal
    unvalued: int


def goods_value(case_id: UUID) -> GoodsValue | None:
    """Return the value of everything that came in, or None where the case has no goods."""
    lots, ledger = lots_of(case_id), ledger_of(case_id)
    came = [(lots[key], balance.outside) for key, balance in ledger.items() if balance.outside > ZERO]
    known = sum((lot.unit_value * quantity for lot, quantity in came if lot.unit_value is not None), ZERO)
    return GoodsValue(known, sum(lot.unit_value is None for lot, _ in came)) if came else None


def case_named(number: str) -> UUID | None:
    """Return the case filed under a number, or None."""
    return Case.objects.filter(number=number).values_list("id", flat=True).first()


def goods_cases() -> list[UUID]:
    """Return the cases that have goods, oldest first."""
    return list(GoodsLot.objects.order_by("case_id").values_list("case_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of destruction with the names of the people it names by id."""

    certificate_id: UUID
    act_id: UUID
    case_id: UUID
    agency: str
    district: str
    number: str
    on: date
    content: Mapping[str, Any]
    sha256: str
    names: Mapping[str, str]


def certificate(certificate_id: UUID) -> Certificate | None:
    """Return one certificate, or None where there is none of this id."""
    row = DestructionCertificate.objects.select_related("act").filter(pk=certificate_id).first()
    if row is None:
        return None
    ids = {*row.content["executors"], *row.content["witnesses"], row.content["approved_by"]}
    return Certificate(
        certificate_id=row.pk,
        act_id=row.act_id,
        case_id=row.act.case_id,
        agency=row.agency,
        district=row.act.district,
        number=row.number,
        on=row.on,
        content=row.content,
        sha256=row.sha256,
        names=people.names_of(ids),
    )


def broken_certificates() -> list[str]:
    """Return the numbers of certificates whose content no longer gives the digest that was kept with it."""
    rows = DestructionCertificate.objects.order_by("on", "number")
    return [row.number for row in rows.iterator() if digest_of(row.content) != row.sha256]


_MONEY: Final = DecimalField(max_digits=30, decimal_places=5)
ENTERED, FOUND = "entered", "found"
"""What came in from outside, and what was missing and came back."""


def goods_figures(since: date, until: date) -> list[GoodsFigure]:
    """Return what moved from ``since`` to ``until``, both included, by agency, district, unit and what became of it.

    ``target`` is ``entered`` for what came in from outside, ``found`` for what was missing and came back, else the
    standing it moved into. Splits, merges and samples that came back move nothing for good and are left out.
    """
    moves = GoodsMove.objects.filter(act__on__range=(since, until)).exclude(act__kind__in=("split", "merge"))
    rows = moves.values("act__agency", "act__district", "to_lot__unit", "source", "target").annotate(
        moved=Sum("quantity"),
        worth=Sum(ExpressionWrapper(F("quantity") * F("to_lot__unit_value"), output_field=_MONEY)),
        heavy=Sum(ExpressionWrapper(F("quantity") * F("to_lot__unit_weight"), output_field=_MONEY)),
        unvalued=Sum("quantity", filter=Q(to_lot__unit_value__isnull=True)),
        unweighed=Sum("quantity", filter=Q(to_lot__unit_weight__isnull=True)),
        acts=Count("act", distinct=True),
    )
    ordered = rows.order_by("act__agency", "act__district", "to_lot__unit", "target", "source")
    return [_figure(row) for row in ordered if row["source"] != Standing.SAMPLED or row["target"] != Standing.HELD]


@dataclass(frozen=True, slots=True)
class Destructions:
    """How often an agency destroyed or disposed of goods, and what was destroyed as far as prices are known."""

    agency: str
    district: str
    acts: int
    value: Decimal


def destructions(since: date, until: date) -> list[Destructions]:
    """Return destructions and disposals from ``since`` to ``until``, both included, by agency and district."""
    ends = GoodsMove.objects.filter(act__kind__in=("destroy", "dispose"), act__on__range=(since, until))
    worth = ExpressionWrapper(F("quantity") * F("to_lot__unit_value"), output_field=_MONEY)
    rows = ends.values("act__agency", "act__district").annotate(
        acts=Count("act", distinct=True), worth=Sum(worth, filter=Q(target=Standing.DESTROYED))
    )
    return [
        Destructions(row["act__agency"], row["act__district"], row["acts"], round(row["worth"] or ZERO, 2))
        for row in rows.order_by("act__agency", "act__district")
    ]


def missing_lots(as_of: date) -> list[tuple[str, str, int]]:
    """Return (agency, district, lots) of goods that were short at the end of a day, neither found nor approved."""
    moves = GoodsMove.objects.filter(act__on__lte=as_of)
    short: dict[tuple[str, str, UUID], Decimal] = {}
    for side, sign in (("target", 1), ("source", -1)):
        rows = moves.filter(**{side: Standing.MISSING}).values_list("act__agency", "act__district", "to_lot")
        for agency, district, lot, amount in rows.annotate(amount=Sum("quantity")).order_by():
            key = (agency, district, lot)
            short[key] = short.get(key, ZERO) + sign * amount
    places = [(agency, district) for (agency, district, _lot), amount in short.items() if amount > ZERO]
    return [(*place, places.count(place)) for place in sorted(set(places))]


def _figure(row: Mapping[str, Any]) -> GoodsFigure:
    came = {"": ENTERED, Standing.MISSING.value: FOUND}
    return GoodsFigure(
        agency=row["act__agency"],
        district=row["act__district"],
        unit=Unit(row["to_lot__unit"]),
        target=came.get(row["source"], row["target"]) if row["target"] == Standing.HELD else row["target"],
        quantity=row["moved"],
        value=round(row["worth"] or ZERO, 2),
        weight=round(row["heavy"] or ZERO, 3),
        unvalued=row["unvalued"] or ZERO,
        unweighed=row["unweighed"] or ZERO,
        acts=row["acts"],
    )
