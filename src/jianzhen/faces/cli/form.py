"""``jianzhen form``: list the official forms, show what one asks for, render one from facts or from a case."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

import click

from jianzhen.base.clock import today_in_shanghai
from jianzhen.base.errors import RefusedError, Where
from jianzhen.faces.cli.giving import data_root, give_json
from jianzhen.faces.cli.opening import open_database
from jianzhen.law.instance import book_of
from jianzhen.stages.cases.forms.documents import docx_of, pdf_of
from jianzhen.stages.cases.forms.fill import FROM_FACTS, Numbering, fill
from jianzhen.stages.cases.forms.filled import Filled, Missing
from jianzhen.stages.cases.forms.library import all_forms, form_of
from jianzhen.stages.cases.forms.model import Form, FormField

ENDINGS: Final = (".docx", ".pdf")
_LARGEST: Final = 4 << 20
"""Bytes of a file of facts."""


@click.group()
def form() -> None:
    """List the official forms; render one from facts or from a case."""


@form.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_forms(*, as_json: bool) -> None:
    """List the 56 penalty forms of 2021 and the 10 complaint forms of 2026."""
    if as_json:
        give_json({"forms": [_line(one) for one in all_forms().values()]}, None)
        return
    for one in all_forms().values():
        note = f"  ({one.overtaken})" if one.overtaken else ""
        click.echo(f"{one.code}  {one.title}  {one.en}{note}")


def _line(one: Form) -> dict[str, object]:
    return {
        "code": one.code,
        "title": one.title,
        "title_en": one.en,
        "set": one.set_title,
        "valid_from": one.valid_from.isoformat(),
        "number_word": one.number,
        "signs": list(one.signs),
        "receives": list(one.receives),
        "copies": list(one.copies),
        "overtaken": one.overtaken,
    }


@form.command()
@click.argument("code", metavar="FORM")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(*, code: str, as_json: bool) -> None:
    """Show the facts that FORM asks for: path, kind, names, and what may be left out."""
    found = form_of(code)
    if as_json:
        give_json(_line(found) | {"facts": [_asked(one) for one in found.fields.values()]}, None)
        return
    click.echo(f"{found.code}  {found.title}  {found.en}")
    for one in sorted(found.fields.values(), key=lambda field: field.source):
        chosen = f" [{' | '.join(one.options)}]" if one.options else ""
        rows = f" [{', '.join(key for key, _ in one.columns)}]" if one.columns else ""
        click.echo(f"  {one.source}  {one.type.value}{chosen}{rows}{'' if one.optional else ' *'}  {one.zh} / {one.en}")
    click.echo("* needed, if the part of the form in which it stands is printed")


def _asked(one: FormField) -> dict[str, object]:
    return {
        "path": one.source,
        "kind": one.type.value,
        "zh": one.zh,
        "en": one.en,
        "optional": one.optional,
        "options": list(one.options),
        "columns": [key for key, _ in one.columns],
    }


@form.command()
@click.argument("code", metavar="FORM")
@click.option("--case", "case", required=True, metavar="FACTS.json|CASE", help="A file of facts, or a case or lead.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where it goes: .docx or .pdf.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The document's day; default today in Shanghai.")
@click.option("--draft", is_flag=True, help="Mark it 草稿 and leave the number open; of a CASE it always is one.")
def render(*, code: str, case: str, out: Path, as_of: datetime | None, draft: bool) -> None:
    """Render FORM from a file of facts, or as a draft from a CASE (its number or id)."""
    if out.suffix.lower() not in ENDINGS:
        raise RefusedError(
            f"{out.suffix or 'no ending'} is no kind of document that is written",
            where=Where(file=str(out)),
            remedy=f"Name a file that ends in {' or '.join(ENDINGS)}",
        )
    form_of(code)
    day = as_of.date() if as_of else today_in_shanghai()
    from_file = case.lower().endswith(".json")
    facts = read_facts(Path(case)) if from_file else _of_case(case, code, day)
    draft = draft or not from_file
    filled = _complete(code, facts, day, case, draft=draft)
    content = docx_of(filled, draft=draft)
    give_bytes(pdf_of(content) if out.suffix.lower() == ".pdf" else content, out)
    figures = "".join(f"; {one.words}: {one.rule_id}" for one in filled.law)
    click.echo(f"{filled.title} {filled.number}".strip() + f", of {day}{figures}; written to {out}")


def _complete(code: str, facts: Mapping[str, Any], day: date, case: str, *, draft: bool) -> Filled:
    found = fill(
        code, facts, as_of=day, book=book_of(data_root()), numbering=Numbering(open=True) if draft else FROM_FACTS
    )
    if isinstance(found, Missing):
        raise RefusedError(
            f"{found.zh} / {found.en}",
            where=Where(file=case, key=found.lacks[0].source),
            remedy=f"Add them; `jianzhen form show {code}` lists what the form asks for",
        )
    return found


def _of_case(case: str, code: str, day: date) -> dict[str, Any]:
    """Return what the records of a case say and offer; loads the tables only now."""
    open_database(existing=True)
    door = import_module("jianzhen.faces.cli.form_case")
    return cast("dict[str, Any]", door.facts_of(case, code, day))


def read_facts(path: Path) -> dict[str, Any]:
    """Return the facts of a JSON file.

    Raises:
        RefusedError: it cannot be read, is too large, or is not one JSON object with every key once.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _refused(path, f"has more than {_LARGEST} bytes", "Give the facts of one form")
        found = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError as fault:
        raise _refused(path, f"cannot be read ({fault.strerror})", "Name a file of facts that exists") from fault
    except (ValueError, RecursionError) as fault:
        raise _refused(path, f"is no JSON of facts: {fault}", "Write one JSON object in UTF-8") from fault
    if not isinstance(found, dict):
        raise _refused(path, "holds no JSON object", "Write the facts as one object, as docs/reference/forms.md shows")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)} stands twice in one object")
    return found


def give_bytes(content: bytes, out: Path) -> None:
    """Write a file whole or not at all.

    Raises:
        RefusedError: it cannot be written.
    """
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _refused(out, f"cannot be written ({error.strerror})", "Name a file in a folder that exists") from error


def _refused(path: Path, what: str, remedy: str) -> RefusedError:
    return RefusedError(what, where=Where(file=str(path)), remedy=remedy)
