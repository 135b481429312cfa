"""``jianzhen screen pictures``: the command; what needs the extra ``jianzhen[pictures]`` is loaded when it runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from jianzhen.faces.cli.tables import AsOf
from jianzhen.stages.screening.pictures.extras import require_pictures

_PATH: Final = click.Path(path_type=Path)


@click.command()
@click.option("--rights", required=True, type=_PATH, help="Register: right_id, kind, mark and what else it knows.")
@click.option("--pictures", required=True, type=_PATH, help="Folder of pictures, or a table: item_id, pictures.")
@click.option("--references", required=True, type=_PATH, help="Folder of logos, protected and known_fakes, by right.")
@click.option("--out", required=True, type=_PATH, help="Findings, one row each (.csv, .xlsx, .jsonl, .parquet).")
@click.option("--items", type=_PATH, help="What the items write themselves: item_id, text and what else is known.")
@click.option("--background", type=_PATH, help="Folder of pictures that show none of the logos: fewer false finds.")
@click.option("--no-text", is_flag=True, help="Leave what is written in the pictures unread.")
@click.option("--as-of", "as_of", type=AsOf(), help="Law date; today in Shanghai if left out.")
def pictures(
    *,
    rights: Path,
    pictures: Path,
    references: Path,
    out: Path,
    items: Path | None,
    background: Path | None,
    no_text: bool,
    as_of: date | None,
) -> None:
    """Screen PICTURES against REFERENCES, and what is written in them against RIGHTS and the rules in force."""
    require_pictures(reading=not no_text)
    from jianzhen.faces.cli.screening_pictures import Given, run  # noqa: PLC0415  needs the extra

    run(Given(rights, pictures, references, out, items, background, no_text), as_of)
