"""``jianzhen sample score``: hold the last pass against the planted truth."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from jianzhen.sample.score import CityScore, score_city
from jianzhen.sample.scoring import BackgroundScore, ScenarioScore, TransferScore

_TITLES: Final = (
    "找到\nfound",
    "漏\nmissed",
    "误\nwrong",
    "查准\nprec",
    "查全\nrec",
    "不可连\nno key",
    "未测\nn/m",
)


@click.command("score")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option("--misses", is_flag=True, help="Print every missed and wrong item as a JSON line, for reading.")
def score(folder: Path, *, as_json: bool, misses: bool) -> None:
    """评分 / Precision and recall of the last pass in DIR, per planted scenario."""
    found = score_city(folder)
    if misses:
        for line in found.misses:
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    if as_json:
        click.echo(json.dumps(facts(found), ensure_ascii=False, indent=1))
        return
    console = Console()
    console.print(_scenarios(found.scenarios))
    console.print(_background(found.background))
    if found.transfers:
        console.print(_transfers(found.transfers))


def facts(found: CityScore) -> dict[str, object]:
    """Return the score as JSON holds it; precision and recall are null where there is nothing to divide by."""
    return {
        "scenarios": [{**asdict(s), "precision": s.precision, "recall": s.recall} for s in found.scenarios],
        "background": [asdict(b) for b in found.background],
        "transfers": [{**asdict(t), "precision": t.precision, "recall": t.recall} for t in found.transfers],
    }


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _scenarios(scores: tuple[ScenarioScore, ...]) -> Table:
    table = Table(title="预埋情景 planted scenarios")
    table.add_column("情景\nscenario", no_wrap=True)
    for title in _TITLES:
        table.add_column(title, justify="right", no_wrap=True)
    for s in scores:
        unlinkable = f"{s.unlinkable_found}/{s.unlinkable}" if s.unlinkable else ""
        counts = (str(s.found), str(s.missed), str(s.wrong), _ratio(s.precision), _ratio(s.recall))
        table.add_row(s.scenario, *counts, unlinkable, str(s.not_measured or ""))
    return table


def _background(scores: tuple[BackgroundScore, ...]) -> Table:
    table = Table(title="未预埋的记录 records without a plant")
    table.add_column("来源 source")
    for title in ("记录 records", "标记 flagged", "关注 watched"):
        table.add_column(title, justify="right")
    for b in scores:
        table.add_row(b.source, str(b.records), str(b.flagged), str(b.watched))
    return table


_VIEWS: Final = {"single_cases": "逐案单看 single cases", "whole_database": "全库合看 whole database"}


def _transfers(scores: tuple[TransferScore, ...]) -> Table:
    table = Table(title="可能应移送 possible missed transfers")
    table.add_column("看法\nview")
    for title in (
        "找到\nfound",
        "漏\nmissed",
        "误\nwrong",
        "无关\nstray",
        "查准\nprec",
        "查全\nrec",
        "日期准\non the day",
    ):
        table.add_column(title, justify="right", no_wrap=True)
    for t in scores:
        counts = (str(t.found), str(t.missed), str(t.wrong + t.unlinkable_found), str(t.strangers))
        table.add_row(_VIEWS[t.view], *counts, _ratio(t.precision), _ratio(t.recall), str(t.on_the_day))
    return table
