"""``jianzhen law assess``: thresholds, fines and tiers computed from facts. Needs no database."""

from __future__ import annotations

from pathlib import Path

import click

from jianzhen.faces.cli.giving import data_root, give_json
from jianzhen.law.assess.casefile import Answers, assess_file
from jianzhen.law.instance import book_of


@click.command()
@click.argument("facts", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where the answers go; standard output if left out.")
def assess(*, facts: Path, out: Path | None) -> None:
    """Answer every case of a file of FACTS: outcome, limbs, rules, and the tree of reasons."""
    answers = assess_file(facts, book_of(data_root()))
    give_json({"results": answers.results}, out)
    _tell_refused(answers)


def _tell_refused(answers: Answers) -> None:
    """Name every refused case on standard error; the others stand in the answer."""
    for result in answers.results:
        refused = result.get("refused")
        if isinstance(refused, dict):
            click.echo(f"refused {result['case_id']}: {refused['message']}", err=True)
    if answers.refused:
        click.echo(f"{answers.refused} of {len(answers.results)} cases refused", err=True)
