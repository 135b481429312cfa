"""``jianzhen law fine``: the range of an administrative fine from a few facts. Needs no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.money import parse_money
from jianzhen.faces.cli.giving import data_root, give_json
from jianzhen.faces.cli.tables import AsOf
from jianzhen.law.fines.plans import plans
from jianzhen.law.fines.ranges import FineAnswer, FineFacts, Range, fine_range
from jianzhen.law.instance import book_of


@click.command()
@click.option("--charge", type=click.Choice(list(plans().charges)), help="Left out: the charges are listed.")
@click.option("--act-date", type=AsOf(), help="The day of the act.")
@click.option("--decision-date", type=AsOf(), help="The day of the decision; default that of the act.")
@click.option("--amount", "amounts", multiple=True, metavar="NAME=YUAN", help="business_volume=80000; may be repeated.")
@click.option("--serious/--not-serious", default=None, help="Whether 情节严重 was found; left out: not answered.")
@click.option("--out", type=click.Path(path_type=Path), help="Where the answer goes; standard output if left out.")
def fine(
    *,
    charge: str | None,
    act_date: date | None,
    decision_date: date | None,
    amounts: tuple[str, ...],
    serious: bool | None,
    out: Path | None,
) -> None:
    """Answer the range of a fine: lower and upper end, tier, rules with citation, and why."""
    if charge is None or act_date is None:
        listed = [{"charge": code, "zh": one.words.zh, "en": one.words.en} for code, one in plans().charges.items()]
        give_json({"charges": listed, "amounts": list(plans().bases)}, out)
        return
    given = dict(_amount(one) for one in amounts)
    facts = FineFacts(act_date, decision_date or act_date, given, serious)
    give_json(answer_json(fine_range(charge, facts, book_of(data_root()))), out)


def _amount(text: str) -> tuple[str, Decimal]:
    name, equals, value = text.partition("=")
    if not equals or name not in plans().bases:
        raise RefusedError(
            f"{text!r} is no amount",
            where=Where(key="--amount"),
            remedy=f"NAME=YUAN, NAME one of {list(plans().bases)}",
        )
    amount = parse_money(value)
    if amount < 0:
        raise RefusedError(f"{name} is {amount}", where=Where(key=name), remedy="Amounts are not negative")
    return name, amount


def answer_json(answer: FineAnswer) -> dict[str, Any]:
    """Return an answer as JSON values; amounts are exact texts."""
    return {
        "charge": answer.charge,
        "status": answer.status.value,
        "confidence": answer.confidence.value if answer.confidence else None,
        "ranges": [_range(one) for one in answer.ranges],
        "later_law": [_range(one) for one in answer.later],
        "reasons": [reason.to_json() for reason in answer.reasons],
    }


def _range(one: Range) -> dict[str, Any]:
    return {
        "tier": one.tier,
        "low": None if one.low is None else f"{one.low:.2f}",
        "high": f"{one.high:.2f}",
        "may_be_left_out": one.may,
        "rule_id": one.rule.id,
        "citation": one.rule.citation,
    }
