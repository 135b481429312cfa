"""Every word that routing weighs: the playbooks' routing lexicons, the fields without playbook, what lies outside."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files

from jianzhen.playbook.model import Playbook, Term
from jianzhen.stages.screening.messages.evidence import Words
from jianzhen.stages.screening.messages.fields import plan_fields, terms_of
from jianzhen.stages.screening.messages.model import OUTSIDE


def classes_of(playbooks: Sequence[Playbook]) -> tuple[str, ...]:
    """Return the domains and the fields without a playbook, in a fixed order."""
    domains = sorted(playbook.domain for playbook in playbooks)
    return (*domains, *(field.code for field in plan_fields(domains)))


def words_of(playbooks: Sequence[Playbook]) -> Words:
    """Return all lexicons of routing, ready to look into texts."""
    lexicons: dict[str, Sequence[Term]] = {
        playbook.domain: playbook.lexicon(playbook.head.routing.lexicon) for playbook in playbooks
    }
    for field in plan_fields(list(lexicons)):
        lexicons[field.code] = field.terms
    lexicons[OUTSIDE] = _outside()
    return Words(lexicons, terms_of("acts.csv"), terms_of("denials.csv"))


def based(playbooks: Sequence[Playbook]) -> Mapping[str, float]:
    """Return the bits each domain starts from."""
    return {playbook.domain: playbook.head.routing.base for playbook in playbooks}


def _outside() -> tuple[Term, ...]:
    text = (files("jianzhen.stages.screening") / "outside.csv").read_text(encoding="utf-8")
    return tuple(Term(term=row["term"], weight=float(row["weight"])) for row in csv.DictReader(text.splitlines()))
