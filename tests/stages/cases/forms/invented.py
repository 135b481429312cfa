"""An invented case with every fact a form can ask for, and what each form asks beside; everybody in it is invented."""

from __future__ import annotations

import copy
import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from jianzhen.stages.cases.forms.documents import PROGRAMS
from jianzhen.stages.cases.forms.facts import lookup
from jianzhen.stages.cases.forms.merging import placed
from jianzhen.stages.cases.forms.model import Form, FormField, Type

FULL_CASE: Final = json.loads(Path(__file__).with_name("full_case.json").read_text(encoding="utf-8"))
LONG: Final = "经查，有关情况属实，材料齐全，来源合法，可以作为办理本案的依据。"


def facts_for(form: Form, *, chosen: dict[str, str] | None = None) -> dict[str, Any]:
    """Return facts for every field of a form; ``chosen`` says which option a choice takes."""
    facts: dict[str, Any] = {}
    for key, field in form.fields.items():
        known = lookup(FULL_CASE, field.source)
        option = (chosen or {}).get(key)
        placed(facts, field.source, made(field, option) if known is None or option else copy.deepcopy(known))
    return facts


def without(facts: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the facts with nothing at the path."""
    left = copy.deepcopy(facts)
    *steps, last = path.split(".")
    here: Any = left
    for step in steps:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if isinstance(here, list):
        here[int(last)] = None
    else:
        here.pop(last)
    return left


def choices(form: Form) -> Iterator[dict[str, str]]:
    """Yield every selection of one option for each choice of a form; one empty selection where it has none."""
    asked = {key: one.options for key, one in form.fields.items() if one.type in (Type.CHOICE, Type.CHECKS)}
    yield from (dict(zip(asked, options, strict=True)) for options in itertools.product(*asked.values()))


def made(field: FormField, option: str | None = None) -> Any:
    """Return a value of the field's own kind that names its label, so that it can be found again."""
    chosen = option or (field.options[0] if field.options else "")
    values: dict[Type, Any] = {
        Type.TEXT: f"样例{field.zh}".replace("、", "和"),
        Type.LONG: f"{field.zh}：{LONG}\n另有说明，见随附材料。",
        Type.DATE: "2026-11-18",
        Type.TIME: "2026-11-18T09:30",
        Type.INT: 15,
        Type.MONEY: "1250.50",
        Type.CHOICE: chosen,
        Type.CHECKS: [chosen],
        Type.LIST: [f"{field.zh}之一", f"{field.zh}之二"],
        Type.ROWS: [{key: f"样例{label}" for key, label in field.columns}],
    }
    return values[field.type]


needs_office = pytest.mark.skipif(
    not any(map(shutil.which, PROGRAMS)), reason="LibreOffice, which makes the PDF, is not installed"
)
