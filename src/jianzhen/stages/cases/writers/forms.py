"""Writes documents: the next number, the file in the evidence store, the row. Called by actions only."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db.models import Max

from jianzhen.base.errors import ConflictError, Where
from jianzhen.custody.evidence import StoreEvidence, store_blob
from jianzhen.people.policy import Actor
from jianzhen.stages.cases.forms import numbers
from jianzhen.stages.cases.forms.fill import Numbering
from jianzhen.stages.cases.forms.model import Form
from jianzhen.stages.cases.forms.words import day
from jianzhen.stages.cases.models_forms import Document
from jianzhen.stages.cases.procedure import Procedure, procedure_of
from jianzhen.stages.cases.queries.documents import own_letterhead
from jianzhen.stages.cases.writers.matter import Matter

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOOL: Final = "jianzhen forms 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document's place in its series: year, serial (None for a form without number), number, revision."""

    year: int
    serial: int | None
    number: str
    revision: int


def next_place(agency: str, form: Form, year: int) -> Place:
    """Return the next place of agency, form and year: no gap, because it is taken in the act's own transaction."""
    if not form.number:
        return Place(year=year, serial=None, number="", revision=1)
    series = Document.objects.filter(agency=agency, word=form.number, year=year)
    serial = (series.aggregate(last=Max("serial"))["last"] or 0) + 1
    head = own_letterhead(agency)
    prefix, pattern = (head.prefix, head.pattern) if head else ("", "")
    number = numbers.written(form, prefix=prefix, year=year, serial=serial, pattern=pattern)
    return Place(year=year, serial=serial, number=number, revision=1)


def later_place(replaced: Document) -> Place:
    """Return the place of the revision after ``replaced``: the same number, the next revision."""
    return Place(year=replaced.year, serial=replaced.serial, number=replaced.number, revision=replaced.revision + 1)


def numbering(place: Place, replaced: Document | None, reason: str) -> Numbering:
    """Return how the document is numbered; a revision says on its face what it replaces and why."""
    if replaced is None:
        return Numbering(given=place.number)
    words = f"本文书为第{place.revision}次制发，替换{day(replaced.on)}制发的文本。原因：{reason}。"
    return Numbering(given=place.number, note=words)


def paper_kind(procedure: Procedure, form: Form) -> str:
    """Return the kind of paper that a form is in the agency's procedure; empty where it names none."""
    if not form.code.startswith("cf"):
        return ""
    return next((name for name, kind in procedure.paper_kinds.items() if kind.form == int(form.code[2:])), "")


def states_for(procedure: Procedure, form: Form) -> frozenset[str]:
    """Return the states from which an act that needs this document on file may begin."""
    kind = paper_kind(procedure, form)
    acts = [act for act, kinds in procedure.papers.items() if kind in kinds]
    return frozenset(state for act in acts for state in procedure.act(act).begins)


def check_set(form: Form, matter: Matter) -> None:
    """Refuse a form of another agency's set, or one for another kind of matter.

    Raises:
        ConflictError: says which.
    """
    if procedure_of(matter.agency).name != form.procedure:
        raise ConflictError(
            f"{form.en} belongs to the forms of {form.procedure}; which forms {matter.agency} uses needs legal review",
            where=Where(key=form.code),
            remedy="File the agency's own document instead",
            zh=f"《{form.title}》不是本机关的文书式样，用哪种式样须经法制审核。请归档本机关自己的文书",
        )
    if not matter.takes(form):
        raise ConflictError(
            f"{form.en} is not issued in a {matter.kind}",
            where=Where(key=form.code),
            remedy="Issue it in the matter it belongs to",
            zh=f"《{form.title}》不在这类事项中制发",
        )


def store(matter: Matter, name: str, content: bytes, media_type: str, actor: Actor, at: datetime) -> str:
    """Put a content into the evidence store for the matter and return its SHA-256."""
    with tempfile.TemporaryDirectory(prefix="jianzhen-document-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        blob = store_blob(path)
    subject_type, subject_id = matter.subject
    StoreEvidence(
        actor=actor,
        at=at,
        blob=blob,
        name=name,
        media_type=media_type,
        subject_type=subject_type,
        subject_id=subject_id,
        tool=TOOL,
        captured_at=at,
        agency_code=matter.agency,
    ).execute()
    return blob.digests.sha256


def facts_bytes(facts: Mapping[str, Any]) -> bytes:
    """Return facts as they are stored: the same bytes for the same facts."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()
