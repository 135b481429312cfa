"""``jianzhen missed``: the possible missed transfers of the last pass."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from jianzhen.people.policy import Reach
from jianzhen.stages.referral.missed.reasons import unknown_words, words
from jianzhen.stages.referral.queries_missed import VIEWS, missed, page
from jianzhen.stages.referral.schema_missed import MissedLine, MissedPage

EVERYTHING = Reach(everything=True, scopes=frozenset())
MOST = 100_000
HEADS = ("主体 subject", "首次达到 first met", "数额 amount", "标准 figure", "刑法 art", "件 acts", "把握 grade")


@click.command("missed")
@click.option("--view", type=click.Choice(list(VIEWS)), default="open", help="Which findings; open if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON with acts, reasons and what is unknown.")
def missed_transfers(*, view: str, as_json: bool) -> None:
    """List the possible missed transfers that the last pass found: 可能应移送而未移送."""
    total, found = missed(EVERYTHING, view, limit=MOST)
    if as_json:
        told = [facts(page(line.finding_id, EVERYTHING)) for line in found]
        click.echo(json.dumps({"total": total, "possible": told}, ensure_ascii=False, indent=1, default=str))
        return
    Console().print(_table(found))


def facts(found: MissedPage) -> dict[str, Any]:
    """Return a finding as JSON holds it, reasons and what is unknown in both languages."""
    line = {name: str(one) if isinstance(one, Decimal) else one for name, one in asdict(found.line).items()}
    return {
        **line,
        "acts": list(found.acts),
        "reason": _told(found.reason),
        "unknown": [{"zh": unknown_words(one, "zh"), "en": unknown_words(one, "en")} for one in found.unknown],
    }


def _told(reason: dict[str, Any]) -> dict[str, Any]:
    told = {"zh": words(reason, "zh"), "en": words(reason, "en")}
    rule = {"rule_id": reason["rule_id"]} if "rule_id" in reason else {}
    children = [_told(child) for child in reason.get("children", ())]
    return {"code": reason["code"], **told, **rule, **({"children": children} if children else {})}


def _table(found: list[MissedLine]) -> Table:
    table = Table(title="可能应移送 possible missed transfers")
    for head in (
        "主体 subject",
        "首次达到 first met",
        "数额 amount",
        "标准 figure",
        "刑法 art",
        "件 acts",
        "把握 grade",
    ):
        table.add_column(head)
    for one in found:
        amount = f"{one.low:,.2f}" if one.low == one.high else f"{one.low:,.2f}–{one.high:,.2f}"
        cells = (one.met_on.isoformat(), amount, f"{one.threshold:,.0f}", one.charge, str(one.counted), one.grade)
        table.add_row(one.name, *cells)
    return table
