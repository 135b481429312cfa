"""``jianzhen sample build``: write the sample city into a data folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from jianzhen.sample import build as city_builder
from jianzhen.sample.build import DEFAULT_UNTIL, City


@click.command("build")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", type=int, default=1, show_default=True, help="Equal seeds give equal files.")
@click.option("--scale", type=float, default=1.0, show_default=True, help="1 is about 12,000 listings; at most 1000.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default=DEFAULT_UNTIL.isoformat(),
    show_default=True,
    help="Last day of the 300 days that are observed.",
)
def build(folder: Path, seed: int, scale: float, until: datetime) -> None:
    """生成样例城市 / Write inputs as agencies would export them to DIR, and the planted truth to DIR/truth."""
    city = city_builder.build(folder, seed=seed, scale=scale, until=until.date())
    console = Console()
    console.print(_files(city))
    console.print(_plants(city))


def _files(city: City) -> Table:
    table = Table(title=f"样例城市 seed {city.seed}, scale {city.scale:g}, {city.since} – {city.until}")
    table.add_column("来源 source")
    for title in ("文件 files", "行 rows", "坏行 dirty"):
        table.add_column(title, justify="right")
    for name in dict.fromkeys(file.export for file in city.files):
        found = [file for file in city.files if file.export == name]
        dirty = sum(file.dirty for file in found)
        table.add_row(name, str(len(found)), str(sum(file.rows for file in found)), str(dirty))
    return table


def _plants(city: City) -> Table:
    table = Table(title="预埋 planted")
    table.add_column("情景 scenario")
    for role in ("planted", "decoy", "unlinkable"):
        table.add_column(role, justify="right")
    for name, roles in city.plants.items():
        table.add_row(name, *(str(roles.get(role, 0)) for role in ("planted", "decoy", "unlinkable")))
    return table
