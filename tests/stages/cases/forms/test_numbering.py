"""Numbers of documents: one series a form, agency and year, without gap or double, whatever is issued or refused."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from jianzhen.base.errors import JianzhenError, RefusedError
from jianzhen.stages.cases.actions.forms import IssueDocument
from jianzhen.stages.cases.forms import numbers
from jianzhen.stages.cases.forms.library import all_forms, form_of
from jianzhen.stages.cases.models_forms import Document
from tests.stages.cases.forms.test_issuing import said
from tests.stages.conftest import Office, Walk, at, route_lead

NUMBERED = [form.code for form in all_forms().values() if form.number]
PREFIXES = st.text(alphabet="甲乙丙丁澜武", min_size=1, max_size=3)


@given(st.sampled_from(NUMBERED), PREFIXES, st.integers(2021, 2099), st.integers(1, 10**6))
def test_a_number_says_agency_form_year_and_serial(code: str, prefix: str, year: int, serial: int) -> None:
    """Two documents that differ in one of the four never have one number."""
    form = form_of(code)
    number = numbers.written(form, prefix=prefix, year=year, serial=serial)
    assert number.startswith(f"{prefix}市监{form.number}")
    assert f"{year}" in number
    for other in (
        numbers.written(form, prefix=prefix, year=year, serial=serial + 1),
        numbers.written(form, prefix=prefix, year=year + 1, serial=serial),
        numbers.written(form, prefix=f"{prefix}城", year=year, serial=serial),
    ):
        assert other != number


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"prefix": ""}, "no short name"),
        ({"prefix": "A城"}, "no short name"),
        ({"serial": 0}, "below 1"),
        ({"pattern": "{prefix}〔{year}〕"}, "needs {year} and {serial}"),
        ({"pattern": "{year}{serial}{what}"}, "cannot be filled in"),
    ],
)
def test_what_makes_no_number_is_refused(changes: dict[str, Any], says: str) -> None:
    """A short name that is none, a serial below one, a pattern that would give two documents one number."""
    with pytest.raises(RefusedError, match=says.replace("{", r"\{").replace("}", r"\}")):
        numbers.written(form_of("cf45"), **({"prefix": "澜", "year": 2026, "serial": 1} | changes))


class Desk(RuleBasedStateMachine):
    """An office that issues, is refused and corrects over two years; its numbers stay whole."""

    people: Office
    folder: Path

    @initialize()
    def begin(self) -> None:
        """Two leads in verification; documents of earlier examples stay, as they would in an office."""
        self.walks = [Walk(route_lead("2026-12-28"), self.people, at("2026-12-29")) for _ in range(2)]
        for walk in self.walks:
            walk.take("accept")
        self.latest: dict[UUID, str] = {}

    def issue(self, walk: Walk, form: str, day: str, **words: Any) -> None:
        """Issue a form on a day."""
        facts = said(form) | words.pop("said", {})
        made = IssueDocument(
            actor=self.people.officer, at=at(day), lead_id=walk.lead_id, form=form, said=facts, **words
        ).execute()
        self.latest.pop(words.get("replaces"), None)
        self.latest[made.document_id] = form

    @rule(
        which=st.integers(0, 1),
        form=st.sampled_from(["cf33", "cf15", "cf13"]),
        day=st.sampled_from(["2026-12-30", "2027-01-04"]),
    )
    def issues(self, which: int, form: str, day: str) -> None:
        """A document is issued."""
        self.issue(self.walks[which], form, day)

    @rule(which=st.integers(0, 1), form=st.sampled_from(["cf33", "cf15"]))
    def is_refused(self, which: int, form: str) -> None:
        """A document that lacks a fact spends no number."""
        before = Document.objects.count()
        with pytest.raises(RefusedError):
            self.issue(self.walks[which], form, "2027-01-04", said={"agency": {}})
        assert Document.objects.count() == before

    @rule()
    def fails_late(self) -> None:
        """A failure after the number was taken gives it back with everything else."""
        before = Document.objects.count()
        with pytest.raises(IntegrityError), transaction.atomic():
            self.issue(self.walks[0], "cf33", "2026-12-30")
            raise IntegrityError
        self.latest = {key: form for key, form in self.latest.items() if Document.objects.filter(pk=key).exists()}
        assert Document.objects.count() == before

    @rule(pick=st.randoms(use_true_random=False))
    def corrects(self, pick: Any) -> None:
        """A revision keeps the number and takes none."""
        if not self.latest:
            return
        key = pick.choice(sorted(self.latest))
        row = Document.objects.get(pk=key)
        walk = next(one for one in self.walks if one.lead_id == row.handling.lead_id)  # type: ignore[union-attr]
        self.issue(walk, row.form, "2027-01-05", replaces=key, reason="更正")

    @invariant()
    def series_are_whole(self) -> None:
        """Serials run from one without gap; each revision of a number stands once; the number says all of it."""
        rows = Document.objects.values_list("agency", "word", "year", "serial", "revision", "number")
        series: dict[tuple[str, str, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for agency, word, year, serial, revision, number in rows:
            series[agency, word, year][serial].append(revision)
            assert number.endswith(f"〔{year}〕{serial}号")
        for serials in series.values():
            assert sorted(serials) == list(range(1, len(serials) + 1))
            assert all(sorted(found) == list(range(1, len(found) + 1)) for found in serials.values())


def test_series_stay_whole_under_any_order_of_acts(people: Office) -> None:
    """Issued, refused, failed and corrected in any order over a change of year."""
    Desk.people = people
    run_state_machine_as_test(
        Desk, settings=hypothesis_settings(max_examples=6, stateful_step_count=10, deadline=None, derandomize=True)
    )


def test_the_database_refuses_a_double(people: Office) -> None:
    """Even a writer that counts wrongly cannot give one number twice."""
    walk = Walk(route_lead("2026-03-02"), people, at("2026-03-03"))
    walk.take("accept")
    IssueDocument(actor=people.officer, at=walk.now, lead_id=walk.lead_id, form="cf33", said=said("cf33")).execute()
    row = Document.objects.get()
    double = {field.attname: getattr(row, field.attname) for field in Document._meta.concrete_fields}
    for changes in ({}, {"serial": 2, "number": row.number}, {"number": "另一号", "serial": row.serial}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.create(**(double | {"id": UUID(int=7)} | changes))
    assert Document.objects.count() == 1


def test_a_year_begins_at_one(people: Office) -> None:
    """The first document of a new year is number one, whatever the last year's count was."""
    walk = Walk(route_lead("2026-12-28"), people, at("2026-12-29"))
    walk.take("accept")
    found = []
    for day in ("2026-12-30", "2026-12-31", "2027-01-04"):
        act = IssueDocument(actor=people.officer, at=at(day), lead_id=walk.lead_id, form="cf33", said=said("cf33"))
        found.append(act.execute().number)
    assert found == ["武市监责改〔2026〕1号", "武市监责改〔2026〕2号", "武市监责改〔2027〕1号"]


def test_an_instance_brings_its_own_pattern(people: Office, data: Path) -> None:
    """The instance's letterhead file names pattern and facts; a damaged one is refused by name."""
    walk = Walk(route_lead("2026-03-02"), people, at("2026-03-03"))
    walk.take("accept")
    own = data / "documents.yml"
    own.write_text(
        "schema_version: 1\ncities:\n  wuhan:\n    market_regulation:\n      prefix: 武\n"
        '      pattern: "{prefix}市监{word}字（{year}）第{serial}号"\n',
        encoding="utf-8",
    )
    act = IssueDocument(actor=people.officer, at=walk.now, lead_id=walk.lead_id, form="cf33", said=said("cf33"))
    assert act.execute().number == "武市监责改字（2026）第1号"
    own.write_text("schema_version: 1\ncities: {wuhan: {market_regulation: {prefix: W}}}\n", encoding="utf-8")
    with pytest.raises(JianzhenError, match=r"documents\.yml"):
        act.execute()
    assert date(2026, 3, 3) == Document.objects.get().on
