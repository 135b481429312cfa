"""One permission gate, in the act itself: every act passes through it, and what would go round it is caught."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FunctionType
from typing import Any, ClassVar, Final

import pytest

from jianzhen.base.errors import NotAllowedError
from jianzhen.custody.action import Action
from jianzhen.custody.log import Entry
from jianzhen.people.policy import PERMISSIONS, Actor, Permission, Role, Scope
from jianzhen.stages.cases.actions.steps import STEPS
from jianzhen.stages.cases.procedure import packaged
from tests.architecture.test_contracts import acts, imported, modules, of_acts

OUTSIDE: Final = ("jianzhen.faces.", "jianzhen.flow.", "jianzhen.config.")
"""Whoever lets something be done, and may write nothing."""
NOBODY: Final = Actor("00000000-0000-7000-8000-00000000000f", "无名", ())


def every_act() -> list[type[Action[Any]]]:
    """Return every act of the product that can be done."""
    for name, _ in modules():
        if of_acts(name) or name.startswith("jianzhen.custody."):
            importlib.import_module(name)
    found = {act for act in acts() if act.verb and not getattr(act, "__abstractmethods__", None)}
    return sorted(found, key=lambda act: act.verb)


@pytest.mark.django_db
def test_without_a_grant_no_act_comes_as_far_as_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every act is tried by somebody without any role: refused before it checks or writes anything."""
    found = every_act()
    assert len(found) > 60
    for act in found:
        for name in ("check", "perform"):
            monkeypatch.setattr(act, name, _reached)
        monkeypatch.setattr(act, "scope", lambda self: Scope())  # noqa: ARG005  (the act has no record here)
        one = object.__new__(act)
        for name, value in (("actor", NOBODY), ("at", datetime(2026, 3, 2, tzinfo=UTC))):
            object.__setattr__(one, name, value)
        with pytest.raises(NotAllowedError, match=act.permission.value):
            one.execute()


def _reached(self: Action[Any], *_: object) -> None:
    raise AssertionError(f"{type(self).__name__} went on without a grant")


def test_an_act_that_brings_its_own_door_does_not_load() -> None:
    """A planted act with an ``execute`` of its own, or without a permission, is refused where it is defined."""
    with pytest.raises(TypeError, match="execute of its own"):

        @dataclass(frozen=True, kw_only=True)
        class Sneaking(Action[str]):
            verb: ClassVar[str] = "intake.signals"
            permission: ClassVar[Permission] = Permission.INTAKE

            def execute(self) -> str:  # type: ignore[misc]
                return self.perform()

            def perform(self) -> str:
                return "done"

            def entry(self, result: str) -> Entry:
                return Entry("note", result, {})

    with pytest.raises(TypeError, match="no permission"):

        @dataclass(frozen=True, kw_only=True)
        class Ownerless(Action[str]):
            verb: ClassVar[str] = "intake.signals"

            def perform(self) -> str:
                return "done"

            def entry(self, result: str) -> Entry:
                return Entry("note", result, {})


def performs(source: str) -> list[str]:
    """Return the calls of ``perform`` in a source: only ``Action.execute`` may call it, and an act its own base's."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = [one for one in calls if isinstance(one, ast.Attribute) and one.attr == "perform"]
    return [ast.unparse(one) for one in found if ast.unparse(one.value) != "super()"]


def test_nobody_performs_an_act_without_its_gate() -> None:
    """``perform`` is called by the gate alone."""
    calling = {name for name, path in modules() if performs(path.read_text(encoding="utf-8"))}
    assert calling == {"jianzhen.custody.action"}
    assert performs("CloseCase(actor=actor, at=at).perform()") == ["CloseCase(actor=actor, at=at).perform"]


def ways_round(importer: str, names: set[str]) -> list[str]:
    """Return what a face or the flow imports that writes without an act: writers, or functions that call them."""
    if not importer.startswith(OUTSIDE):
        return []
    return [name for name in sorted(names) if name.startswith("jianzhen.") and (_writer(name) or _writes(name))]


def _writer(name: str) -> bool:
    parts = name.split(".")
    return any(part.partition("_")[0] == "writers" for part in parts) or name.startswith("jianzhen.custody.bulk")


def _writes(name: str) -> bool:
    """Say whether a name is a function of an actions module that writes rows, itself or by a writer it calls."""
    module, _, member = name.rpartition(".")
    if not of_acts(module):
        return False
    found = getattr(importlib.import_module(module), member, None)
    return isinstance(found, FunctionType) and any(touches(code) for code in _sources(found))


def _sources(function: FunctionType) -> Iterator[str]:
    """Yield the source of a function, and of the functions of our own modules that it calls by their module."""
    own = textwrap.dedent(inspect.getsource(function))
    yield own
    for node in ast.walk(ast.parse(own)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            held = function.__globals__.get(node.value.id)
            called = getattr(held, node.attr, None) if inspect.ismodule(held) else None
            if isinstance(called, FunctionType) and called.__module__.startswith("jianzhen."):
                yield textwrap.dedent(inspect.getsource(called))


def touches(source: str) -> bool:
    """Say whether code adds, changes or removes rows."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in {"create", "bulk_create", "bulk_update", "save", "delete", "get_or_create", "insert"}:
            return True
        if node.func.attr == "update" and ".objects" in ast.unparse(node.func.value):
            return True
    return False


SHOWN: Final = frozenset({"jianzhen.people.writers", "jianzhen.people.writers.set_preferences"})
"""How a person likes the screen is no act of the work; it is written without the log."""


def outside() -> Iterator[tuple[str, set[str]]]:
    """Yield the modules outside the rooms and what they import."""
    yield from ((name, imported(path)) for name, path in modules() if name.startswith(OUTSIDE))


def test_faces_and_flow_write_through_acts_only() -> None:
    """No face and no step of the pass imports a writer, or a function beside the acts that writes."""
    wrong = {name: found for name, names in outside() if (found := set(ways_round(name, names)) - SHOWN)}
    assert wrong == {}


def test_the_check_of_ways_round_can_fail() -> None:
    """Planted ways round are caught: a writer in a view, and a function of an actions module that writes."""
    view = "jianzhen.faces.console.views.cases"
    assert ways_round(view, {"jianzhen.stages.cases.writers.steps.save"})
    assert ways_round(view, {"jianzhen.stages.cases.actions.assign.begin_clocks"})
    assert not ways_round(view, {"jianzhen.stages.cases.actions.clock.tick_all"})
    assert touches("def close(case):\n    Case.objects.filter(pk=case).update(closed_on=None)")


def test_each_act_asks_for_what_the_procedure_says() -> None:
    """The permission of a step's class is that of the procedure file, in every procedure."""
    said = {(name, act.may) for one in packaged().values() for name, act in one.acts.items()}
    assert {(name, STEPS[name].permission.value) for name, _ in said if name in STEPS} == said


def test_who_works_neither_reviews_nor_approves() -> None:
    """No role that a case is worked in also reviews or approves it; approvals are the leader's, of the own agency."""
    by = {one: {role for role in Role if one in PERMISSIONS[role]} for one in Permission}
    assert by[Permission.CASE_APPROVE] == {Role.LEADER}
    assert by[Permission.CASE_REVIEW] == {Role.REVIEWER}
    assert by[Permission.CASE_WORK] == {Role.OFFICER}
    assert by[Permission.ASSIGN] == {Role.COORDINATOR}
