"""What the law commands share: where an instance's own law lies, and an answer printed or written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from jianzhen.base.whole import write_whole


def data_root() -> Path:
    """Return the data folder that the surroundings name; it need not exist."""
    return Path(os.environ.get("JIANZHEN_DATA", "data")).absolute()


def give_json(answer: object, out: Path | None) -> None:
    """Print an answer as JSON, or write it whole or not at all.

    Raises:
        RefusedError: ``out`` cannot be written.
    """
    text = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text)
