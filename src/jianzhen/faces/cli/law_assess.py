"""``jianzhen law assess``: thresholds, fines and tiers computed from facts. Needs no database."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from jianzhen.base.errors import RefusedError, Where
from jianzhen.law.assess.casefile import Answers, assess_file
from jianzhen.law.instance import book_of


@click.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where the answers go; standard output if left out.")
def assess(*, facts: Path, out: Path | None) -> None:
    """Answer every case of a file of FACTS: outcome, limbs, rules, and the tree of reasons."""
    root = Path(os.environ.get("JIANZHEN_DATA", "data")).absolute()
    answers = assess_file(facts, book_of(root))
    _write(json.dumps({"results": answers.results}, ensure_ascii=False, indent=1) + "\n", out)
    _tell_refused(answers)


def _tell_refused(answers: Answers) -> None:
    """Name every refused case on standard error; the others stand in the answer."""
    for result in answers.results:
        refused = result.get("refused")
        if isinstance(refused, dict):
            click.echo(f"refused {result['case_id']}: {refused['message']}", err=True)
    if answers.refused:
        click.echo(f"{answers.refused} of {len(answers.results)} cases refused", err=True)


def _write(text: str, out: Path | None) -> None:
    """Print the answer, or write it whole or not at all."""
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
