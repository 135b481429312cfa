"""What the law commands share: where an instance's own law lies, and an answer printed or written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from jianzhen.base.errors import RefusedError, Where


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
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RefusedError(
            f"cannot be written ({error.strerror})",
            where=Where(file=str(out)),
            remedy="Name a file in a folder that exists and can be written",
        ) from error
