"""``jianzhen run``: one pass, and a table of what each stage did."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from jianzhen.base.clock import SHANGHAI, now, today_in_shanghai
from jianzhen.custody.instance import current
from jianzhen.faces.cli.tables import AsOf
from jianzhen.flow.passing import Line, PassReport, run_pass

STAGES: Final = {
    "rights": "权利与许可 rights",
    "signals": "收集 signals",
    "screening": "甄别 screening",
    "tracing": "追溯 tracing",
    "cases": "分派 cases",
    "referral": "移送筛查 missed transfers",
    "outcomes": "公示准备 outcomes",
    "clocks": "期限 clocks",
}
MOST_TROUBLES: Final = 20
"""Single troubles that are told one by one."""
REMARKS: Final = {
    "files_landed": "文件入库 files landed",
    "files_known": "已知文件 files known",
    "files_refused": "退回文件 files refused",
    "verdicts": "核查结论回流 verdicts returned",
    "pictures_kept": "图片入证据库 pictures kept",
    "pictures_missing": "图片未到 pictures missing",
    "pictures": "图片已甄别 pictures screened",
    "pictures_waiting": "图片待甄别（未装扩展或者没有参照） pictures waiting",
    "flag": "疑似 flag",
    "watch": "关注 watch",
    "subjects": "主体 subjects",
    "merges": "归并 merges",
    "contested": "存疑识别码 contested keys",
    "unresolved": "待明确主办 owner unresolved",
    "grievances": "投诉举报登记 complaints and reports",
    "found": "可能应移送 possibly missed",
    "changed": "情况变化 changed",
    "gone": "已不成立 gone",
    "returned": "重新列出 returned",
    "transferred": "已移送 transferred",
}


@click.command()
@click.option("--as-of", "as_of", type=AsOf(), help="Day whose law and facts count; today in Shanghai if left out.")
def run(as_of: date | None) -> None:
    """One pass over the instance: collect, screen, trace, route, tick; a second one changes nothing."""
    terminal = Console().is_terminal
    console = Console(width=None if terminal else 130)
    day = as_of or today_in_shanghai()
    console.print(f"as of {day.isoformat()}  {current().root}", highlight=False)
    with _Told(console) as told:
        report = run_pass(at=_instant(day), told=told.rows)
    console.print(_table(report))
    _tell_troubles(report)
    console.print(f"log: {report.head_size} events, root {report.root[:16]}…", highlight=False)
    if report.refused:
        sys.exit(2)


def _instant(day: date) -> datetime:
    """Return the present moment, or the same time of day on the day asked for."""
    moment = now().astimezone(SHANGHAI)
    return moment if moment.date() == day else datetime.combine(day, moment.timetz())


class _Told:
    """Progress on a terminal, silence in a pipe."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Told:
        self._bars.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._bars.stop()

    def rows(self, stage: str, rows: int) -> None:
        """Move the bar of a stage."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(STAGES[stage], total=None)
        self._bars.advance(self._tasks[stage], rows)


def _table(report: PassReport) -> Table:
    table = Table(title=f"鉴真 一遍流程 one pass · {report.as_of.isoformat()}")
    table.add_column("环节 stage", no_wrap=True)
    for head in ("取入 taken", "产出 made", "搁置 aside"):
        table.add_column(head, justify="right")
    table.add_column("其中 of which")
    for line in report.lines:
        table.add_row(STAGES[line.stage], f"{line.taken:,}", f"{line.made:,}", f"{line.aside:,}", _remarks(line))
    return table


def _remarks(line: Line) -> str:
    return " · ".join(f"{REMARKS[name]} {count:,}" for name, count in line.remarks if count)


def _tell_troubles(report: PassReport) -> None:
    for one in report.quarantined:
        place = current().errors / one.errors_file
        click.echo(f"{one.name}: {one.quarantined} rows set aside; correct them in {place}", err=True)
    troubles = [told for line in report.lines for told in line.troubles]
    for told in troubles[:MOST_TROUBLES]:
        click.echo(told, err=True)
    if len(troubles) > MOST_TROUBLES:
        click.echo(f"and {len(troubles) - MOST_TROUBLES:,} more", err=True)
    for one in report.refused:
        fault = one.error or {}
        where = f"{fault['where']}: " if fault.get("where") else ""
        click.echo(f"{one.name} refused: {where}{fault.get('what', '')}. {fault.get('remedy', '')}", err=True)
