"""Fields of the work plan without a playbook of their own: whose they are, and what words name them (data)."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Final, Literal

import yaml
from pydantic import Field as Bounded

from jianzhen.playbook.model import Agencies, Agency, Term
from jianzhen.playbook.parts import Key, Model, Text, Words

_FOLDER: Final = "jianzhen.stages.screening.messages"


class _FieldHead(Model):
    code: Key
    title: Words
    nearest: Key
    lead: Annotated[tuple[Agency, ...], Bounded(min_length=1)]
    joint: tuple[Agency, ...] = ()


class _FieldFile(Model):
    schema_version: Literal[1]
    plan: Text
    fields: tuple[_FieldHead, ...]


@dataclass(frozen=True, slots=True)
class PlanField:
    """One field: ``nearest`` is the playbook under whose domain it is filed, ``agencies`` are the field's own."""

    code: str
    title: Words
    nearest: str
    agencies: Agencies
    terms: tuple[Term, ...]


def packaged(name: str) -> str:
    """Return a data file of this package as text."""
    return (files(_FOLDER) / name).read_text(encoding="utf-8")


def terms_of(name: str) -> tuple[Term, ...]:
    """Return a packaged word list (term, weight, tag)."""
    return tuple(_term(row) for row in csv.DictReader(packaged(name).splitlines()))


def plan_fields(domains: Collection[str]) -> tuple[PlanField, ...]:
    """Return the fields that have no playbook among ``domains`` but whose nearest one is there.

    Raises:
        pydantic.ValidationError: the packaged file is not of its form.
    """
    heads = _FieldFile.model_validate(yaml.safe_load(packaged("fields.yml")), strict=False).fields
    return tuple(
        PlanField(
            head.code, head.title, head.nearest, Agencies(lead=head.lead, joint=head.joint), _words().get(head.code, ())
        )
        for head in heads
        if head.code not in domains and head.nearest in domains
    )


def _words() -> dict[str, tuple[Term, ...]]:
    found: dict[str, tuple[Term, ...]] = {}
    for row in csv.DictReader(packaged("fields.csv").splitlines()):
        found[row["field"]] = (*found.get(row["field"], ()), _term(row))
    return found


def _term(row: dict[str, str]) -> Term:
    return Term(term=row["term"], weight=float(row["weight"]), tag=row.get("tag") or "")
