"""Rows of work as the list shows them: what, who, where, why, age and the clock's chip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from jianzhen.faces.console import codes, laws
from jianzhen.faces.console.clocks import Chip, row_chip
from jianzhen.faces.console.domains import domain_title
from jianzhen.faces.console.visit import Visit
from jianzhen.faces.console.worn import agency_name, district_name
from jianzhen.stages.cases.schema.pages import WorkRow


@dataclass(frozen=True, slots=True)
class Row:
    """One row in the reader's words; ``about`` is the title without the kind of whatever opened the lead."""

    to: str
    number: str
    title: str
    headline: str
    about: str
    subject: str
    domain: str
    place: str
    owner: str
    reasons: list[str]
    state: str
    assignee: str
    age: int
    chip: Chip | None
    unresolved: str


def rows(found: Iterable[WorkRow], visit: Visit) -> list[Row]:
    """Return rows in words, in the order given."""
    return [row_of(one, visit) for one in found]


def row_of(one: WorkRow, visit: Visit) -> Row:
    """Return one row in words."""
    lang = visit.lang
    title = codes.title(one.title, lang, one.reasons)
    return Row(
        to=address(one),
        number=one.case_number,
        title=title,
        headline=codes.headline(title, one.subject_name, lang),
        about=codes.goods(one.title) if one.title.get("code") == codes.COMPLAINED else title,
        subject=one.subject_name,
        domain=domain_title(one.domain, lang),
        place=district_name(one.district, lang),
        owner=agency_name(one.agency, visit.today, lang),
        reasons=[codes.brief(reason, lang) for reason in one.reasons],
        state=one.state_words[lang == "en"],
        assignee=one.assignee,
        age=one.age_days,
        chip=row_chip(one, visit.today, laws.calendar()),
        unresolved=codes.unresolved(one.unresolved) if one.unresolved else "",
    )


def address(one: WorkRow) -> str:
    """Return the page of a row: the case once it was filed, the lead before."""
    if one.case_id:
        return reverse("case", kwargs={"case_id": one.case_id})
    return reverse("lead", kwargs={"lead_id": one.lead_id})
