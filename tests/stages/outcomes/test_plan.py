"""工作要点: imported as read, doubtful names confirmed by people, evidence from case facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.people.policy import SYSTEM
from jianzhen.playbook.city import load_city
from jianzhen.playbook.workplan.reader import plan_from_lines, read_plan
from jianzhen.stages.cases.actions.assign import Assign
from jianzhen.stages.cases.actions.assigned import AnswerAssignment, SignForAssignment, WriteOffAssignment
from jianzhen.stages.outcomes.actions_plan import ConfirmUnit, CorrectUnit, ImportPlan
from jianzhen.stages.outcomes.models import PlanUnitDecision
from jianzhen.stages.outcomes.queries.plan import plan_page, plans
from jianzhen.stages.outcomes.schema.plan import PlanPage, TaskLine, UnitLine
from tests.shared import SHARED, needs_shared
from tests.stages.conftest import MARKET, Office, Walk, at

Begin = Callable[..., Walk]
CITY = load_city("wuhan")
LINES = [
    "2019年武汉市打击侵权假冒工作要点",
    "一、加强市场治理",
    "1.加强商标保护。打击仿冒行为。（市市场监管局牵头，市公安局、市农业农村配合，按职责分工负责）",
    "2.加强烟草市场治理。查处假烟。（市烟草专卖局负责）",
    "二、加强宣传",
    "3.加强宣传引导。（市委宣传部、不存在的单位负责）",
]
DOMAINS = {"1": ("trademarks",), "2": ("tobacco",)}


def imported(people: Office) -> UUID:
    """Import the small plan as the coordinator does."""
    plan = plan_from_lines(LINES, CITY, source="样例.txt")
    return ImportPlan(actor=people.coordinator, at=at("2026-03-02"), plan=plan).execute()


def page(key: UUID, as_of: date = date(2026, 3, 3), **changes: Any) -> PlanPage:
    """Return the plan's page."""
    return plan_page(key, DOMAINS, as_of=as_of, **changes)


def task(key: UUID, number: str, as_of: date = date(2026, 3, 3)) -> TaskLine:
    """Return one task's line."""
    found = [line for section in page(key, as_of).sections for line in section.tasks if line.number == number]
    assert len(found) == 1
    return found[0]


def unit(key: UUID, status: str) -> UnitLine:
    """Return a unit with this status."""
    lines = [one for section in page(key).sections for line in section.tasks for one in line.units]
    return next(one for one in lines if one.status == status)


def test_a_plan_is_kept_as_read(people: Office) -> None:
    """Sections, tasks, units with roles; the same reading is not imported twice."""
    key = imported(people)
    found = page(key)
    assert [(one.section, len(one.tasks)) for one in found.sections] == [("一", 2), ("二", 1)]
    assert (found.tasks, found.lines, found.year) == (3, 3, 2019)
    assert {(one.code, one.role) for one in task(key, "1").units} >= {(MARKET, "lead"), ("public_security", "joint")}
    assert [one[0] for one in plans()] == [key]
    with pytest.raises(ConflictError, match="imported before"):
        imported(people)


def test_an_empty_or_foreign_plan_is_refused(people: Office) -> None:
    """No tasks, or another city's: refused."""
    plan = plan_from_lines(LINES, CITY, source="样例.txt")
    for wrong, says in ((replace(plan, tasks=()), "no task"), (replace(plan, city="atlantis"), "read for atlantis")):
        with pytest.raises(RefusedError, match=says):
            ImportPlan(actor=SYSTEM, at=at("2026-03-02"), plan=wrong).execute()


def test_restored_names_are_proposals_until_confirmed(people: Office) -> None:
    """A person confirms; who may not is refused; confirmed once, it is settled and the reading before is kept."""
    key = imported(people)
    doubtful = unit(key, "proposed")
    assert (doubtful.raw_name, doubtful.code) == ("市农业农村", "agriculture")
    before = page(key).doubtful
    with pytest.raises(NotAllowedError):
        ConfirmUnit(actor=people.officer, at=at("2026-03-03"), unit_id=doubtful.unit_id).execute()
    ConfirmUnit(actor=people.coordinator, at=at("2026-03-03"), unit_id=doubtful.unit_id).execute()
    assert page(key).doubtful == before - 1
    with pytest.raises(ConflictError, match="confirmed"):
        ConfirmUnit(actor=people.coordinator, at=at("2026-03-03"), unit_id=doubtful.unit_id).execute()
    assert PlanUnitDecision.objects.get().before["status"] == "proposed"


def test_an_unknown_name_is_shown_and_corrected(people: Office) -> None:
    """What could not be read is never dropped; a person names the agency of the plan's year."""
    key = imported(people)
    unknown = unit(key, "unknown")
    assert "不存在" in unknown.raw_name
    with pytest.raises(RefusedError, match="no agency"):
        CorrectUnit(actor=people.coordinator, at=at("2026-03-03"), unit_id=unknown.unit_id, code="ghost").execute()
    CorrectUnit(actor=people.coordinator, at=at("2026-03-03"), unit_id=unknown.unit_id, code="commerce").execute()
    settled = unit(key, "corrected")
    assert (settled.code, settled.name, settled.raw_name) == ("commerce", "市商务局", unknown.raw_name)
    with pytest.raises(ConflictError, match="already"):
        CorrectUnit(actor=people.coordinator, at=at("2026-03-03"), unit_id=unknown.unit_id, code="commerce").execute()


def test_evidence_comes_from_leads_and_cases(walk: Begin, people: Office) -> None:
    """The domain that serves a task counts for it; what is overdue makes it late; others have no evidence."""
    key = imported(people)
    walk("2026-03-02").to("decide_penalty")
    walk("2026-03-02")
    one = task(key, "1")
    assert (one.state, one.evidence.leads, one.evidence.cases, one.evidence.decided) == ("under_way", 2, 1, 1)
    assert task(key, "1", date(2026, 3, 24)).state == "late"
    assert page(key, date(2026, 3, 24)).late == 1
    assert task(key, "2").state == "no_evidence"


def test_assigned_tasks_are_evidence_too(people: Office) -> None:
    """交办 on a task shows as under way, late past its date, done once written off."""
    key = imported(people)
    found = task(key, "3")
    one = Assign(
        actor=people.coordinator,
        at=at("2026-03-03"),
        subject_type="task",
        subject_id=found.key,
        from_agency="anti_counterfeiting_office",
        to_agency=MARKET,
        asked="报送宣传计划",
        basis="2019年工作要点",
        due=date(2026, 3, 20),
    ).execute()
    assert [task(key, "3", day).state for day in (date(2026, 3, 20), date(2026, 3, 21))] == ["under_way", "late"]
    SignForAssignment(actor=people.officer, at=at("2026-03-04"), assignment_id=one).execute()
    AnswerAssignment(actor=people.officer, at=at("2026-03-05"), assignment_id=one, answer="已报送").execute()
    WriteOffAssignment(actor=people.coordinator, at=at("2026-03-06"), assignment_id=one, finding="完成").execute()
    assert task(key, "3", date(2026, 4, 1)).state == "done"


def test_one_units_page_shows_its_own_tasks(people: Office) -> None:
    """The tobacco bureau sees task 2 only."""
    key = imported(people)
    assert [line.number for section in page(key, agency="tobacco").sections for line in section.tasks] == ["2"]


@needs_shared
def test_the_real_plan_has_its_34_tasks(people: Office) -> None:
    """The plan of 2019 comes in whole: 34 tasks, every unit and every doubt on the page."""
    plan = read_plan(SHARED / "seed" / "wuhan-2019-work-plan.txt", CITY)
    key = ImportPlan(actor=people.coordinator, at=at("2026-03-02"), plan=plan).execute()
    found, counts = page(key), plan.counts()
    units = [one for section in found.sections for line in section.tasks for one in line.units]
    assert found.tasks == counts.tasks == 34
    assert len(units) == counts.units + counts.unresolved
    assert sum(one.status == "proposed" for one in units) == counts.restored
    assert found.doubtful == counts.restored + counts.unresolved
