"""``jianzhen screen``: items and pairs from files, and the list of checks. Needs no database."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Final

import click
import pyarrow as pa

from jianzhen.base.tabular.write import write_table
from jianzhen.faces.cli.screen_audit import audit, background
from jianzhen.faces.cli.screen_columns import ITEM_COLUMNS, RIGHT_COLUMNS
from jianzhen.faces.cli.screen_filings import filings
from jianzhen.faces.cli.screen_pictures import pictures
from jianzhen.faces.cli.screen_retrain import learned_of, retrain
from jianzhen.faces.cli.tables import (
    AsOf,
    Quarantine,
    progress_bar,
    read_columns,
    require_apart,
    resolve_day,
    say,
    stream_columns,
)
from jianzhen.plane.screening import MASTER, PlaneName, screening_on
from jianzhen.plane.spark_session import require_spark
from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.pairs import Pair, PairJudge
from jianzhen.stages.screening.reasons import CONTEXT_CHECKS, FILING_CHECKS, PICTURE_CHECKS
from jianzhen.stages.screening.rules import compile_plan, shipped_patterns
from jianzhen.stages.screening.shown import FOUND, WEIGHED

LICENCE_COLUMNS: Final = ("kind", "number", "holder", "holder_uscc", "product", "status", "valid_from", "valid_to")
PRICE_COLUMNS: Final = ("mark", "product", "unit", "pack_from", "pack_to", "median", "mad", "n", "brand", "goods",
                        "spec", "text", "price")  # fmt: skip
PAIR_COLUMNS: Final = ("pair_id", "text", "mark", "text_goods", "user", "mark_goods", "holder")
ANSWERED: Final = pa.schema(
    [
        ("pair_id", pa.string()),
        ("score", pa.float64()),
        ("verdict", pa.string()),
        ("level", pa.string()),
        ("reason_zh", pa.string()),
        ("reason_en", pa.string()),
    ]
)
_FILE = click.Path(path_type=Path)


@click.group()
def screen() -> None:
    """Screen items, pictures and pairs; list the checks."""


screen.add_command(pictures)
screen.add_command(filings)
screen.add_command(retrain)
screen.add_command(audit)
screen.add_command(background)


@screen.command()
@click.option("--rights", required=True, type=_FILE, help="Register: right_id, kind, mark and what else it knows.")
@click.option("--items", required=True, type=_FILE, help="What to screen: item_id, text and what else is known.")
@click.option("--out", required=True, type=_FILE, help="Findings, one row each (.csv, .xlsx, .jsonl, .parquet).")
@click.option("--licences", type=_FILE, help="Licence register: kind, number, holder, product, status, validity.")
@click.option("--prices", type=_FILE, help="Reference prices (mark, product, unit, median, n) or observations.")
@click.option("--model", type=_FILE, help="Fitted weights, as screen retrain writes them; without it, as set by hand.")
@click.option("--background", type=_FILE, help="How often marks stand alone: mark, reason_code, items, of.")
@click.option("--evidence", is_flag=True, help="Write base, weight and reason codes too, for screen retrain.")
@click.option("--plane", type=click.Choice(["embedded", "spark"]), default="embedded", show_default=True)
@click.option("--spark-master", envvar="JIANZHEN_SPARK_MASTER", default=MASTER, show_default=True, help="With Spark.")
@click.option("--workers", type=click.IntRange(1, 256), envvar="JIANZHEN_WORKERS", help="Processes; all cores.")
@click.option("--as-of", "as_of", type=AsOf(), help="Law date; today in Shanghai if left out.")
def items(
    *,
    rights: Path,
    items: Path,
    out: Path,
    licences: Path | None,
    prices: Path | None,
    model: Path | None,
    background: Path | None,
    evidence: bool,
    plane: PlaneName,
    spark_master: str,
    workers: int | None,
    as_of: date | None,
) -> None:
    """Screen ITEMS against RIGHTS and the rules in force; one row per finding, in input order."""
    if evidence and (model or background):
        raise click.UsageError("--evidence writes weights as set by hand; leave --model and --background out")
    require_apart(out, rights, items, licences, prices)
    if plane == "spark":
        require_spark(os.environ)
    day = resolve_day(as_of)
    plan = compile_plan(
        read_shipped(),
        shipped_patterns(),
        rights=read_columns(rights, RIGHT_COLUMNS, required=("right_id", "kind", "mark")),
        licences=read_columns(licences, LICENCE_COLUMNS, required=("kind", "number")) if licences else None,
        prices=read_columns(prices, PRICE_COLUMNS, required=()) if prices else None,
        as_of=day,
        learned=learned_of(model, background),
    )
    for reason, count in sorted(plan.set_aside.items()):
        say(f"rights set aside ({reason}): {count}")
    quarantine = Quarantine(items, out)
    on = screening_on(plane, plan, master=spark_master, workers=workers, evidence=evidence)
    with on as run, progress_bar("screening") as progress:
        batches = stream_columns(items, ITEM_COLUMNS, required=("item_id", "text"), quarantine=quarantine)
        rows = write_table(out, WEIGHED if evidence else FOUND, run(batches, progress))
    quarantine.close()
    say(f"{rows} findings in {out}")


@screen.command()
@click.option("--in", "source", required=True, type=_FILE, help="Pairs: pair_id, text, mark and what else is known.")
@click.option("--out", required=True, type=_FILE, help="Answers, one row a pair.")
def pairs(*, source: Path, out: Path) -> None:
    """Ask of each pair: is this use of the text likely to infringe or confuse with the mark?"""
    require_apart(out, source)
    judge, quarantine = PairJudge(read_shipped()), Quarantine(source, out)
    batches = stream_columns(source, PAIR_COLUMNS, required=("pair_id", "text", "mark"), quarantine=quarantine)
    rows = write_table(out, ANSWERED, (_judged(judge, batch) for batch in batches))
    quarantine.close()
    say(f"{rows} pairs in {out}")


def _judged(judge: PairJudge, batch: pa.RecordBatch) -> pa.RecordBatch:
    rows = []
    for row in batch.to_pylist():
        answer = judge.judge(Pair(**{name: row.get(name) for name in PAIR_COLUMNS[1:]}))
        rows.append(
            {
                "pair_id": row["pair_id"],
                "score": round(answer.score, 6),
                "verdict": answer.verdict,
                "level": answer.level,
                "reason_zh": answer.reason("zh"),
                "reason_en": answer.reason("en"),
            }
        )
    return pa.RecordBatch.from_pylist(rows, schema=ANSWERED)


@screen.command()
def checks() -> None:
    """List every check code with one line in Chinese and English."""
    listed = [
        (check.code, check.title.zh, check.title.en) for playbook in read_shipped() for check in playbook.head.checks
    ]
    listed += [(code, zh, en) for code, (zh, en) in {**CONTEXT_CHECKS, **PICTURE_CHECKS, **FILING_CHECKS}.items()]
    for code, zh, en in sorted(listed):
        click.echo(f"{code}\t{zh}\t{en}")
