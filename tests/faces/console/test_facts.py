"""Forms of steps: every fact has words and a field, what is typed comes back in its own type, faults are named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import pytest
from django.http import QueryDict

from jianzhen.base.errors import RefusedError
from jianzhen.faces.console import codes, facts
from jianzhen.faces.console.doubts import DOUBTS, doubt
from jianzhen.faces.console.matter import FORWARD
from jianzhen.stages.cases.checks import PARTY_PLACES, PENALTIES
from jianzhen.stages.cases.procedure import packaged
from jianzhen.stages.referral.course import RESULTS, course
from jianzhen.stages.screening.reasons import reason_codes

OFFICER: Final = UUID("00000000-0000-7000-8000-000000000001")
KINDS: Final = {kind for own in packaged().values() for act in own.acts.values() for kind in act.facts.values()}


def every_fact() -> set[str]:
    """Return every fact that a step of a case or a transfer asks for."""
    own = {name for one in packaged().values() for act in one.acts.values() for name in act.facts}
    return own | {name for act in course().acts.values() for name in act.facts}


def test_every_fact_and_choice_has_words() -> None:
    """A new fact, ground, penalty or result without words fails here."""
    grounds = {name for own in packaged().values() for rule in own.exclusions.values() for name in rule.grounds}
    chosen = {
        *(f"ground.{one}" for one in grounds),
        *(f"penalties.{one}" for one in PENALTIES),
        *(f"party_place.{one}" for one in PARTY_PLACES),
        *(f"result.{one}" for one in RESULTS),
    }
    assert every_fact() - set(facts.WORDS) == set()
    assert chosen - set(facts.CHOICES) == set()


def test_permissions_of_steps_have_words() -> None:
    """Whose step it is can be said for every step."""
    needed = {act.may for own in packaged().values() for act in own.acts.values()}
    needed |= {act.may for act in course().acts.values()}
    assert needed - set(codes.PERMISSIONS) == set()


def test_primary_acts_exist() -> None:
    """The acts that lead forward are acts of the procedure."""
    assert set(FORWARD) <= set(packaged()[""].acts)


def test_every_reason_says_what_would_make_it_wrong() -> None:
    """Reasons of suspicion have a doubt of their own family; only what adds no suspicion may have the general one."""
    own = {name.partition(".")[0] for name in DOUBTS}
    silent = {code for code in reason_codes() if code.partition(".")[0] not in own}
    assert {code.partition(".")[0] for code in silent} <= {"none", "pair", "route"}
    assert all(str(doubt(code)) for code in reason_codes())


def test_what_is_typed_comes_back_typed() -> None:
    """Text, date, money, yes-or-no, officers and choices are read into their own types."""
    asked = {
        "reason": "text",
        "until": "date",
        "fine": "money",
        "found": "boolean",
        "officers": "officers",
        "penalties": "penalties",
    }
    typed = QueryDict(mutable=True)
    typed.update({"reason": " 属实 ", "until": "2026-04-15", "fine": "12,000.50", "found": "yes"})
    typed["officers"] = str(OFFICER)
    typed.setlist("penalties", ["fine", "confiscation"])
    assert facts.said(asked, typed) == {
        "reason": "属实",
        "until": date(2026, 4, 15),
        "fine": Decimal("12000.50"),
        "found": True,
        "officers": (OFFICER,),
        "penalties": ("fine", "confiscation"),
    }


@pytest.mark.parametrize(
    ("name", "kind", "typed", "said"),
    [
        ("reason", "text", "  ", "理由：没有填写"),
        ("until", "date", "明天", "到哪一天：不是日期"),
        ("fine", "money", "NaN", "不是金额"),
        ("fine", "money", "-1", "金额不能为负"),
        ("fine", "money", "100美元", "外币请先折算"),
        ("fine", "money", "$100", "外币请先折算"),
        ("until", "date", "2026-02-31", "到哪一天：不是日期"),
        ("found", "boolean", "maybe", "没有选择"),
        ("officers", "officers", "", "没有选择"),
        ("officers", "officers", "x", "不是有效的编号"),
        ("duplicate_of", "lead", "x", "不是有效的编号"),
    ],
)
def test_a_fault_is_named(name: str, kind: str, typed: str, said: str) -> None:
    """The refusal names the field in its words and says what is wrong."""
    with pytest.raises(RefusedError, match=said) as fault:
        facts.said({name: kind}, QueryDict(f"{name}={typed}"))
    assert fault.value.where.key == name


def test_kinds_are_known() -> None:
    """Every kind a procedure asks for is a kind the form can show (a text field at least) and read."""
    choices = {name for own in packaged().values() for name in own.choices}
    plain = {"text", "date", "day", "money", "boolean", "officers", "official", "lead", "ground", "clock"}
    assert plain | {"penalties", "party_place"} | choices >= KINDS
