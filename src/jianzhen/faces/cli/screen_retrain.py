"""``jianzhen screen retrain``: fit weights from verdicts, show before and after, take over only what is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

import click
from rich.console import Console
from rich.table import Table

from jianzhen.base.clock import SHANGHAI, now
from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.cli.opening import open_database
from jianzhen.faces.cli.tables import AsOf, read_columns, resolve_day, say
from jianzhen.stages.screening.scoring import counting, files
from jianzhen.stages.screening.scoring.audit import Interval
from jianzhen.stages.screening.scoring.errors import NotBetterError
from jianzhen.stages.screening.scoring.judging import Figures
from jianzhen.stages.screening.scoring.learned import Learned
from jianzhen.stages.screening.scoring.retraining import CAPACITY, Retrained
from jianzhen.stages.screening.scoring.retraining import retrain as fit_and_judge
from jianzhen.stages.screening.scoring.units import join

_FILE: Final = click.Path(path_type=Path, dir_okay=False)


class InstanceRetraining(Protocol):
    """What this command asks of an open instance (``scoring.actions``)."""

    def retrain_instance(self, *, at: datetime, capacity: int) -> Retrained:
        """Fit and judge."""
        ...

    def adopt(self, made: Retrained, at: datetime) -> None:
        """Put the model in force."""
        ...


@click.command()
@click.option("--findings", "found", type=_FILE, help="Findings with weights as set by hand; without it, the lake's.")
@click.option("--verdicts", "told", type=_FILE, help="Verdicts on them: item_id, right, at; without it, the lake's.")
@click.option("--model", type=_FILE, help="The model in force, to compare with; only with --findings.")
@click.option("--out", type=_FILE, help="Write the new model here (JSON).")
@click.option(
    "--capacity", default=CAPACITY, show_default=True, type=click.IntRange(1), help="Items officers can read."
)
@click.option("--check", is_flag=True, help="Only show; write and adopt nothing.")
@click.option("--as-of", "as_of", type=AsOf(), help="Verdicts up to this day count; today in Shanghai if left out.")
def retrain(
    *,
    found: Path | None,
    told: Path | None,
    model: Path | None,
    out: Path | None,
    capacity: int,
    check: bool,
    as_of: date | None,
) -> None:
    """Fit the weights of evidence from verdicts: older ones fit, newer ones judge; refuse what is not better."""
    if bool(found) != bool(told) or (model and not found):
        raise click.UsageError("--findings and --verdicts go together, and --model goes with them")
    at = _instant(resolve_day(as_of))
    instance = None if found else _open()
    if found and told:
        made = _from_files(found, told, files.read_model(model) if model else Learned(), at, capacity)
    else:
        made = cast("InstanceRetraining", instance).retrain_instance(at=at, capacity=capacity)
    _show(made)
    if made.refusals:
        raise NotBetterError("; ".join(made.refusals), remedy="The model in force stays")
    if check:
        return
    if out:
        files.write_model(out, made.learned)
        say(f"model {made.learned.digest[:16]}… in {out}")
    if instance:
        instance.adopt(made, at)
        say(f"model {made.learned.digest[:16]}… in force: the next pass screens with it")


def learned_of(model: Path | None, background: Path | None) -> Learned | None:
    """Return the model that ``--model`` and ``--background`` ask for; None where weights stay as set by hand.

    Raises:
        ModelRefusedError: a file cannot be read as meant.
    """
    learned = files.read_model(model) if model else None
    if background is None:
        return learned
    table = read_columns(background, files.BACKGROUND_COLUMNS, required=files.BACKGROUND_COLUMNS)
    return replace(learned or Learned(), background=files.read_background(table, background.name).telling())


def _instant(day: date) -> datetime:
    """Return the present moment, or the end of the day asked for."""
    moment = now().astimezone(SHANGHAI)
    return moment if moment.date() == day else datetime.combine(day, time.max, SHANGHAI)


def _open() -> InstanceRetraining:
    open_database(existing=True)
    return cast("InstanceRetraining", import_module("jianzhen.stages.screening.scoring.actions"))


def _from_files(found: Path, told: Path, current: Learned, at: datetime, capacity: int) -> Retrained:
    table = read_columns(found, files.FINDING_COLUMNS, required=files.FINDING_COLUMNS)
    if missing := set(files.FINDING_COLUMNS) - set(table.column_names):
        raise RefusedError(
            f"the column {min(missing)} is missing", where=Where(file=str(found)), remedy="Give findings as written"
        )
    rows = read_columns(told, files.VERDICT_COLUMNS, required=files.REQUIRED_VERDICT).to_pylist()
    judged = list(files.read_verdicts(rows, told.name))
    joined = join(judged, files.read_groups(table, found.name))
    typed = table.set_column(table.column_names.index("weight"), "weight", table.column("weight").cast("double"))
    background = counting.of_table(typed, {one.item_id for one in judged if one.right})
    return fit_and_judge(joined, current, background=background, as_of=at, capacity=capacity)


def _show(made: Retrained) -> None:
    console = Console(width=None if Console().is_terminal else 110)
    table = Table(title=f"较新的 {made.newer} 条结论 · judged on the newer {made.newer}, fitted on {made.older}")
    for head in ("", "现行 before", "新模型 after"):
        table.add_column(head, justify="left" if not head else "right", no_wrap=True)
    for name, before, after in _lines(made):
        table.add_row(name, before, after)
    console.print(table)
    for remark in made.remarks:
        console.print(f"  {remark}", highlight=False)


def _lines(made: Retrained) -> Iterator[tuple[str, str, str]]:
    yield from _figures("全部 all", made.before.every, made.after.every)
    if made.before.audited and made.after.audited:
        yield from _figures("抽查 audit", made.before.audited, made.after.audited)
    yield "查全率估计 recall (audit, 95 %)", _interval(made.before.recall), _interval(made.after.recall)


def _figures(part: str, before: Figures, after: Figures) -> Iterator[tuple[str, str, str]]:
    yield f"{part}: 条数 verdicts (属实 right)", f"{before.units} ({before.right})", f"{after.units} ({after.right})"
    for name, attribute in (("log loss", "log_loss"), ("Brier", "brier"), ("AUC", "auc"), ("ECE", "ece")):
        yield f"{part}: {name}", _figure(getattr(before, attribute)), _figure(getattr(after, attribute))
    name = f"{part}: precision@{before.capacity}"
    yield name, _figure(before.precision), _figure(after.precision)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _interval(share: Interval) -> str:
    if share.estimate is None:
        return "– (none judged right)"
    return f"{share.estimate:.2f} [{share.low:.2f}, {share.high:.2f}] of {share.of}"
