"""Whatever people do in whatever order: no path reaches a decision, a court or an end without what must come before."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from jianzhen.base.errors import JianzhenError
from jianzhen.stages.cases.models import Clock, Handling, Paper, Step
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries.money import owed
from tests.stages.conftest import MARKET, ORDER, Office, Walk, at, route_lead

PROCEDURE: Final = procedure_of(MARKET)
FIRST: Final = date(2021, 6, 21)
"""Paths begin before the change of 2021-07-15 and run across it."""
HEARING: Final = (
    "request_hearing",
    "appoint_host",
    "hand_over_file",
    "set_hearing",
    "hold_hearing",
    "abandon_hearing",
    "report_hearing",
    "review_after_hearing",
)


class AnyPath(RuleBasedStateMachine):
    """One case in which people try whatever they may think of."""

    people: Office
    seen: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day = FIRST + timedelta(days=1)

    def teardown(self) -> None:
        """Leave no trace in the database."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(number=st.integers(0, 2**32))
    def begin(self, number: int) -> None:
        """Route a lead and walk some way on the usual path; ``number`` seeds what people think of."""
        self.chance = Random(number)
        start = self.chance.choice(["accept", "start_investigation", "notify_party"])
        self.walk = Walk(route_lead(str(FIRST)), self.people, at(str(FIRST)))
        self.walk.to(start)
        self.handling = Handling.objects.get(lead_id=self.walk.lead_id)

    @rule()
    def wait(self) -> None:
        """Let days pass."""
        self.day += timedelta(days=self.chance.choice([1, 3, 8, 21]))

    @rule()
    def go_forward(self) -> None:
        """Take the usual next step."""
        self.attempt(ORDER[min(self.progress, len(ORDER) - 1)])

    @rule()
    def toward_a_hearing(self) -> None:
        """Take a step of a hearing, where one is possible."""
        acts = [name for name in PROCEDURE.following(self.state) if name in HEARING]
        if acts:
            act = self.chance.choice(acts)
            self.attempt(act, **({"hearing_on": self.day + timedelta(days=20)} if act == "set_hearing" else {}))

    @rule()
    def lawful(self) -> None:
        """Try an act that the state allows, with amounts and choices that may not do."""
        acts = list(PROCEDURE.following(self.state))
        if acts:
            act = self.chance.choice(acts)
            self.attempt(act, **self.said(act))

    @rule()
    def anything(self) -> None:
        """Try an act whatever the state."""
        act = self.chance.choice(sorted(PROCEDURE.acts))
        self.attempt(act, **self.said(act))

    @property
    def state(self) -> str:
        """Return where the matter stands."""
        return Handling.objects.values_list("state", flat=True).get(pk=self.handling.pk)

    @property
    def progress(self) -> int:
        """Return how far along the usual order the matter is."""
        done = set(Step.objects.filter(handling=self.handling).values_list("act", flat=True))
        return max((number + 1 for number, act in enumerate(ORDER) if act in done), default=0)

    def said(self, act: str) -> dict[str, Any]:
        """Return facts other than the usual ones."""
        said: dict[str, Any] = {}
        for fact, kind in PROCEDURE.act(act).facts.items():
            if kind in PROCEDURE.choices:
                said[fact] = self.chance.choice(list(PROCEDURE.choices[kind]))
            elif kind == "money":
                said[fact] = Decimal(self.chance.choice([0, 50, 51, 200, 201, 20000, 10**6]))
            elif kind == "boolean":
                said[fact] = self.chance.random() < 0.7
            elif kind == "date":
                said[fact] = self.day + timedelta(days=self.chance.randint(1, 60))
            elif kind == "text" and fact not in self.walk.usual(act):
                said[fact] = "样例"
            elif kind in ("clock", "lead"):
                said[fact] = "enforce_wait" if kind == "clock" else self.walk.lead_id
        return said

    def attempt(self, act: str, **facts: Any) -> None:
        """Try an act; a refusal leaves everything as it was."""
        before = (self.state, Step.objects.filter(handling=self.handling).count())
        try:
            with transaction.atomic():
                self.walk.take(act, day=str(self.day), **facts)
            self.seen[act] += 1
        except JianzhenError:
            self.seen["refused"] += 1
            assert (self.state, Step.objects.filter(handling=self.handling).count()) == before

    def steps(self, *acts: str) -> list[Step]:
        """Return the steps of these acts in order."""
        return list(Step.objects.filter(handling=self.handling, act__in=acts).order_by("seq"))

    @invariant()
    def days_never_go_back(self) -> None:
        """The spine is in the order of its days."""
        days = list(Step.objects.filter(handling=self.handling).order_by("seq").values_list("on", flat=True))
        assert days == sorted(days)

    @invariant()
    def a_penalty_was_told_answered_reviewed(self) -> None:
        """Told after the review, no more than told, after the statement or its time, never while a hearing is open."""
        for decided in self.steps("decide_penalty"):
            told = [one for one in self.steps("notify_party") if one.seq < decided.seq][-1]
            assert [one for one in self.steps("pass_review") if one.seq < told.seq]
            assert Decimal(decided.facts["fine"]) <= Decimal(told.facts["fine"])
            assert set(decided.facts["penalties"]) <= set(told.facts["penalties"])
            lapse = Clock.objects.filter(subject_id=self.handling.pk, name="statement").order_by("id").last()
            answered = [one for one in self.steps("hear_statement") if told.seq < one.seq < decided.seq]
            assert lapse is not None
            assert answered or (lapse.due is not None and lapse.due < decided.on)
            assert decided.actor_id not in {one.actor_id for one in self.steps("submit_review")}
            assert Paper.objects.filter(handling=self.handling, kind="penalty_decision").exists()
            self.heard_before(decided)

    def heard_before(self, decided: Step) -> None:
        """A hearing that was asked for was held and reviewed, or given up, before the decision."""
        open_hearing = 0
        for step in self.steps("request_hearing", "abandon_hearing", "report_hearing"):
            if step.seq < decided.seq:
                open_hearing += 1 if step.act == "request_hearing" else -1
        assert open_hearing == 0
        for report in self.steps("report_hearing"):
            reviews = [one for one in self.steps("review_after_hearing") if report.seq < one.seq < decided.seq]
            assert report.seq > decided.seq or reviews

    @invariant()
    def what_was_small_was_small(self) -> None:
        """On the spot: a warning or a fine, within the cap of its day or with a legal opinion."""
        for step in self.steps("decide_on_the_spot"):
            assert set(step.facts["penalties"]) <= {"warning", "fine"}
            cap = {"person": 200, "organisation": 3000}[step.facts["party"]]
            old = {"person": 50, "organisation": 1000}[step.facts["party"]]
            limit = cap if step.on >= date(2021, 7, 15) else old
            assert Decimal(step.facts["fine"]) <= limit or (
                step.on < date(2021, 7, 15) and self.steps("give_legal_opinion")
            )

    @invariant()
    def the_court_comes_last(self) -> None:
        """No application before a demand and its waiting time; no demand while the party may still pay."""
        for step in self.steps("apply_enforcement"):
            wait = Clock.objects.filter(subject_id=self.handling.pk, name="enforce_wait").order_by("id").last()
            assert self.steps("demand")
            assert wait is not None
            assert wait.due is not None
            assert wait.due < step.on

    @invariant()
    def an_end_is_an_end(self) -> None:
        """Performed means paid; closed means nothing is held."""
        if self.steps("record_performance", "end_summary"):
            found = owed(self.handling, self.day)
            assert found is not None
            assert found.paid_fine >= found.fine
            assert found.paid_confiscated >= found.confiscated
        if self.state == "closed" and not self.steps("end_summary"):
            held = Clock.objects.filter(subject_id=self.handling.pk, name__in=("seize", "register"), is_active=True)
            assert not held.exists()


@pytest.mark.parametrize("seed", [20210715])
def test_no_path_leads_around_the_law(people: Office, seed: int) -> None:
    """Hypothesis walks; the invariants hold after every step, and the walks do reach decisions and hearings."""
    AnyPath.people, AnyPath.seen = people, Counter()
    run_state_machine_as_test(
        AnyPath,
        settings=settings(
            max_examples=20,
            stateful_step_count=24,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert AnyPath.seen["refused"] > seed % 50
    assert AnyPath.seen["decide_penalty"] > 0
    assert AnyPath.seen["request_hearing"] > 0
