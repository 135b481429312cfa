"""A city's case work, written straight into the tables of an instance made for it: cases, leads, complaints, clocks.

Nothing here goes through an act, because a hundred thousand cases by acts would take hours; the clocks themselves are
counted by the law of their day, and no tick has looked at any of them. Names are coined.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models, transaction

from jianzhen.base.clock import SHANGHAI
from jianzhen.base.ids import new_id
from jianzhen.custody import bulk
from jianzhen.people.models import Credential, RoleGrant, User
from jianzhen.people.policy import Role
from jianzhen.stages.cases.models import (
    NO_DATE,
    Assignment,
    AssignmentEvent,
    Case,
    Clock,
    ClockEvent,
    Grievance,
    GrievanceEvent,
    Handling,
    Step,
)
from jianzhen.stages.cases.procedure import procedure_of
from jianzhen.stages.cases.queries import instance
from jianzhen.stages.cases.schema import clock as clocks
from jianzhen.stages.cases.schema.clock import State
from jianzhen.stages.tracing.models import Lead, Subject

AS_OF = date(2026, 11, 20)
AGENCIES = {"market_regulation": 74, "agriculture": 10, "culture_tourism": 8, "tobacco": 8}
"""Weights; only the first has a procedure file, the clocks of the others need legal review."""
DISTRICTS = (
    "420102",
    "420103",
    "420104",
    "420105",
    "420106",
    "420107",
    "420111",
    "420112",
    "420113",
    "420114",
    "420115",
    "420116",
    "420117",
)
DOMAINS = ("trademarks", "farm_inputs", "seeds", "fuel", "tobacco", "food", "patents", "copyright")
OPEN_CASE = ("filed", "investigating", "investigating", "investigating", "reviewing", "reviewed", "notified", "decided")
OPEN_LEAD = ("routed", "verifying", "verifying", "facts_found", "filing_proposed")
WORDS = ("云雀", "江汀", "楚望", "珞樱", "汉禾", "沙湖", "晴川", "木兰", "东湖", "鹦洲", "龟山", "首义")
TRADES = ("商行", "商贸有限公司", "农资经营部", "百货店", "电子商务有限公司", "烟酒店", "食品厂", "汽配城")
OPEN_SHARE, OPEN_DAYS, ENDED_DAYS, LEAD_DAYS = 0.6, 200, 1100, 40
ROWS = 4000


def moment(day: date, hour: int = 10) -> datetime:
    """Return an instant of a Shanghai day."""
    return datetime.combine(day, time(hour), SHANGHAI)


@cache
def started(name: str, agency: str, day: date) -> clocks.Clock:
    """Return a clock begun on a day by the agency's own procedure."""
    return clocks.start_clock(instance.law(), name, procedure_of(agency).key(name), day)


@dataclass
class Rows:
    """Rows waiting to be written, by table; the order of tables is that of their references."""

    tables: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, row: models.Model) -> Any:
        """Keep a row."""
        self.tables.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        """Write what waits."""
        order = (
            Subject,
            Lead,
            Handling,
            Case,
            Step,
            Assignment,
            AssignmentEvent,
            Grievance,
            GrievanceEvent,
            Clock,
            ClockEvent,
        )
        with transaction.atomic():
            for table in order:
                put(table, self.tables.pop(table, []))


def put(table: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write rows of one table."""
    fields = table._meta.concrete_fields
    texts = [isinstance(one, models.JSONField) for one in fields]
    names = [one.attname for one in fields]
    values = (
        [json.dumps(value) if text and value is not None else value for value, text in zip(held, texts, strict=True)]
        for held in ([getattr(row, name) for name in names] for row in rows)
    )
    bulk.insert(table, [one.name for one in fields], values)


@dataclass
class World:
    """Writes one world; equal seeds give equal worlds but for their ids."""

    seed: int
    cases: int
    leads: int
    grievances: int
    assignments: int
    rows: Rows = field(default_factory=Rows)
    serials: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.officers: dict[str, list[str]] = {}
        self.handlings: list[UUID] = []

    def write(self) -> None:
        """Write people, then matters, complaints and assignments, in portions."""
        self.people()
        for make, count in (
            (self.case, self.cases),
            (self.lead, self.leads),
            (self.grievance, self.grievances),
            (self.assignment, self.assignments),
        ):
            self.all(make, count)

    def all(self, make: Callable[[], None], count: int) -> None:
        """Make so many and write them."""
        for number in range(count):
            make()
            if number % ROWS == ROWS - 1:
                self.rows.write()
        self.rows.write()

    def people(self) -> None:
        """Write the officers of each agency, with certificates, and one coordinator."""
        users, grants, held = [], [], []
        for agency, weight in AGENCIES.items():
            for number in range(weight * 4):
                user = User(username=f"{agency}-{number}", display_name=f"{WORDS[number % 12]}{number}", password="!")  # noqa: S106  (nobody signs in)
                district = DISTRICTS[number % len(DISTRICTS)] if number % 2 else ""
                users.append(user)
                grants.append(RoleGrant(user=user, role=Role.OFFICER, agency_code=agency, district_code=district))
                held.append(
                    Credential(
                        user=user,
                        number=f"样证{agency}{number}",
                        issued_by="样例发证机关",
                        valid_from=date(2020, 1, 1),
                        valid_to=date(2030, 12, 31),
                    )
                )
                self.officers.setdefault(agency, []).append(str(user.pk))
        User.objects.bulk_create(users)
        RoleGrant.objects.bulk_create(grants)
        Credential.objects.bulk_create(held)

    def handling(self, state: str, received: date, *, is_open: bool, stage: str) -> Handling:
        """Make a lead and where it stands."""
        dice = self.dice
        agency = dice.choices(list(AGENCIES), list(AGENCIES.values()))[0]
        domain, district = dice.choice(DOMAINS), dice.choice(DISTRICTS)
        name = f"{dice.choice(WORDS)}{dice.choice(WORDS)}{dice.randrange(1000)}{dice.choice(TRADES)}"
        at = moment(received)
        subject = self.rows.add(Subject(id=new_id(), kind="firm", display_name=name, first_seen=at, last_seen=at))
        lead = self.rows.add(
            Lead(
                subject=subject,
                domain=domain,
                title_code="flags",
                score=0.8,
                event_date=received,
                opened_at=at,
                last_signal_at=at,
            )
        )
        taken = stage == "case" or state != "routed"
        row: Handling = self.rows.add(
            Handling(
                lead=lead,
                state=state,
                is_open=is_open,
                domain=domain,
                title={"code": "flags", "params": {}},
                subject_name=name,
                owner_agency=agency,
                district=district,
                basis="商标法（2019）第六十一条",
                reasons=[{"code": "mark_sound", "params": {"mark": dice.choice(WORDS)}}],
                assignee_id=dice.choice(self.officers[agency]) if taken else "",
                received_on=received,
                last_at=at,
            )
        )
        return row

    def case(self) -> None:
        """Make one case, open or closed, with its clocks and the steps that began them."""
        dice, is_open = self.dice, self.dice.random() < OPEN_SHARE
        filed = AS_OF - timedelta(days=dice.randrange(1, OPEN_DAYS if is_open else ENDED_DAYS))
        received = filed - timedelta(days=dice.randrange(3, 15))
        row = self.handling(dice.choice(OPEN_CASE) if is_open else "closed", received, is_open=is_open, stage="case")
        key = (row.owner_agency, filed.year)
        self.serials[key] = serial = self.serials.get(key, 0) + 1
        officers = dice.sample(self.officers[row.owner_agency], 2)
        self.rows.add(
            Case(
                handling=row,
                number=f"样〔{filed.year}〕{row.owner_agency}{serial}号",
                agency=row.owner_agency,
                year=filed.year,
                serial=serial,
                district=row.district,
                domain=row.domain,
                title="涉嫌销售侵犯商标专用权商品案",
                filed_on=filed,
                officers=officers,
                decision="" if is_open else "penalty",
                decided_on=None if is_open else filed + timedelta(60),
                closed_on=None if is_open else filed + timedelta(75),
            )
        )
        self.step(row, "approve_filing", filed, officers[0])
        self.clock(row, "verify", received, filed)
        self.case_clocks(row, filed, is_open=is_open)
        row.next_due = min(self.dues, default=NO_DATE)

    def case_clocks(self, row: Handling, filed: date, *, is_open: bool) -> None:
        """Start the clocks of a case as far as it went."""
        dice, met = self.dice, None if is_open else filed + timedelta(60)
        self.clock(row, "case", filed, filed + timedelta(60) if row.state == "decided" else met)
        begun = filed + timedelta(days=dice.randrange(1, 30))
        if row.state == "filed" or begun >= AS_OF:
            return
        if dice.random() < 0.3:
            self.clock(row, "seize", begun, met)
        if dice.random() < 0.15:
            self.clock(row, "register", begun, met)
        late = AS_OF - timedelta(days=dice.randrange(0, 8))
        if row.state == "reviewing" and late > filed:
            self.clock(row, "review", late, None)
        if row.state == "notified" and late > filed:
            self.clock(row, "statement", late, None)
        if not is_open:
            self.clock(row, "close", filed + timedelta(60), filed + timedelta(75))

    def lead(self) -> None:
        """Make one open lead with its clock of verification."""
        received = AS_OF - timedelta(days=self.dice.randrange(0, LEAD_DAYS))
        row = self.handling(self.dice.choice(OPEN_LEAD), received, is_open=True, stage="lead")
        self.dues: list[date] = []
        self.clock(row, "verify", received, None)
        row.next_due = min(self.dues, default=NO_DATE)
        self.handlings.append(row.lead_id)

    def grievance(self) -> None:
        """Make one complaint or report with its first clock."""
        dice = self.dice
        kind = dice.choice(("complaint", "report"))
        day = AS_OF - timedelta(days=dice.randrange(0, 300))
        waits = dice.random() < 0.4
        agency, at = "market_regulation", moment(day)
        state = "received" if waits else "told"
        row = self.rows.add(
            Grievance(
                signal_id=str(new_id()),
                kind=kind,
                port="12315",
                agency=agency,
                district=dice.choice(DISTRICTS),
                received_on=day,
                state=state,
                last_at=at,
            )
        )
        self.rows.add(GrievanceEvent(grievance=row, seq=0, kind="registered", at=at, actor_id="system"))
        name = "complaint_accept" if kind == "complaint" else "report_verify"
        self.keep(started(name, agency, day), ("grievance", row.pk), (agency, row.district), None if waits else day)

    def assignment(self) -> None:
        """Make one assignment of a lead with its clock."""
        dice = self.dice
        agency, day = dice.choice(list(AGENCIES)), AS_OF - timedelta(days=dice.randrange(1, 120))
        due, state = day + timedelta(days=dice.randrange(5, 60)), dice.choice(("assigned", "signed", "answered"))
        row = self.rows.add(
            Assignment(
                subject_type="lead",
                subject_id=str(dice.choice(self.handlings)),
                from_agency="anti_counterfeiting_office",
                to_agency=agency,
                district=dice.choice(DISTRICTS),
                asked="核查并反馈",
                basis="样例督办函",
                assigned_on=day,
                due=due,
                state=state,
                last_at=moment(day),
            )
        )
        self.rows.add(AssignmentEvent(assignment=row, seq=0, kind="assigned", at=moment(day), actor_id="system"))
        clock = clocks.set_clock("assignment", day, due, basis="样例督办函")
        self.keep(clock, ("assignment", row.pk), (agency, row.district), None)

    def step(self, row: Handling, act: str, day: date, actor: str) -> None:
        """Keep the step that filed the case."""
        self.rows.add(
            Step(
                handling=row,
                seq=0,
                act=act,
                from_state="filing_proposed",
                to_state="filed",
                at=moment(day),
                on=day,
                actor_id=actor,
                agency=row.owner_agency,
                district=row.district,
                procedure="market_supervision",
            )
        )
        self.dues = []

    def clock(self, row: Handling, name: str, day: date, met: date | None) -> None:
        """Start a clock of a matter, met on a day or running on."""
        begun = started(name, row.owner_agency, day)
        self.keep(begun, ("lead", row.pk), (row.owner_agency, row.district), met)
        shown = met is None and begun.firm_due is not None and not begun.waits and begun.state is State.RUNNING
        if shown and begun.due is not None and begun.due < min(self.dues, default=NO_DATE):
            row.next_clock = name
        if shown and begun.due is not None:
            self.dues.append(begun.due)

    def keep(self, begun: clocks.Clock, subject: tuple[str, UUID], place: tuple[str, str], met: date | None) -> None:
        """Keep a clock and its events."""
        now = begun if met is None or not begun.active else clocks.meet(begun, moment(met, 16))
        row = self.rows.add(
            Clock(
                subject_type=subject[0],
                subject_id=subject[1],
                agency=place[0],
                district=place[1],
                name=now.name,
                rule_key=now.key,
                rule_id=now.rule_id,
                start=now.start,
                due=now.due,
                state=now.state.value,
                is_active=now.active,
                facts=now.to_json(),
                version=int(now is not begun),
            )
        )
        for seq, (kind, one) in enumerate(events(begun, now)):
            self.rows.add(
                ClockEvent(clock=row, seq=seq, kind=kind, at=moment(one.start), actor_id="system", facts=one.to_json())
            )


def events(begun: clocks.Clock, now: clocks.Clock) -> Iterator[tuple[str, clocks.Clock]]:
    """Yield what happened to a clock."""
    yield "started", begun
    if now is not begun:
        yield "met", now


def counted(tables: Iterable[type[models.Model]]) -> dict[str, int]:
    """Return how many rows tables hold."""
    return {table.__name__: models.QuerySet(table).count() for table in tables}


TABLES: Sequence[type[models.Model]] = (Handling, Case, Clock, ClockEvent, Grievance, Assignment)
