"""The architecture is executable: layers, doors between rooms, purity, foreign keys, acts."""

from __future__ import annotations

import ast
import subprocess
import sys
from abc import ABC
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.apps import apps
from django.db import models

from jianzhen.custody.action import Action, verbs

SOURCE: Final = Path(__file__).resolve().parents[2] / "src"
ROOMS: Final = ("rights", "signals", "screening", "tracing", "cases", "referral", "outcomes")
ORDER: Final = ("people", "custody", *ROOMS, "flow", "console")
TABLE_READERS: Final = ("actions", "queries", "migrations", "apps", "models", "writers")
"""Modules of a room that may touch its tables."""

FOREIGN: Final = ("django", "duckdb", "pyspark")
PURE: Final = ("schema", "kernel", "rules")


def modules(below: Path = SOURCE / "jianzhen") -> Iterator[tuple[str, Path]]:
    """Yield (dotted name, file) of every module of ours."""
    for path in sorted(below.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imported(path: Path) -> set[str]:
    """Return the dotted names a module imports anywhere in it, ``from a import b`` as ``a`` and ``a.b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def room_of(name: str) -> str | None:
    """Return the stage a dotted name lies in."""
    parts = name.split(".")
    return parts[2] if parts[:2] == ["jianzhen", "stages"] and len(parts) > 2 and parts[2] in ROOMS else None


def door_of(name: str) -> str:
    """Return the part of a room a dotted name lies in: ``jianzhen.stages.cases.queries.x`` gives queries."""
    parts = name.split(".")
    return parts[3] if len(parts) > 3 else ""


def wrong_doors(importer: str, names: set[str]) -> list[str]:
    """Return imports of another room that do not go through its schema or queries."""
    own = room_of(importer)
    return [
        name
        for name in sorted(names)
        if own and room_of(name) not in (None, own) and door_of(name) not in ("", "schema", "queries")
    ]


def wrong_tables(importer: str, names: set[str]) -> list[str]:
    """Return imports of a room's ``models`` from anything but that room's own readers and writers."""
    wrong = []
    for name in sorted(names):
        package, dot, _ = name.partition(".models")
        if not dot or not package.startswith("jianzhen."):
            continue
        rest = importer.removeprefix(f"{package}.").partition(".")[0] if importer.startswith(f"{package}.") else None
        allowed = rest is not None and (rest.partition("_")[0] in TABLE_READERS or package == "jianzhen.custody")
        if not (allowed or (package == "jianzhen.people" and importer == "jianzhen.custody.enrol")):
            wrong.append(name)
    return wrong


def test_layers_hold() -> None:
    """import-linter keeps every contract of .importlinter."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=SOURCE.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("name", "path"), [pytest.param(*pair, id=pair[0]) for pair in modules()])
def test_rooms_use_each_others_doors_only(name: str, path: Path) -> None:
    """A room sees another room's schema and queries, and tables are touched by their own room only."""
    names = imported(path)
    assert wrong_doors(name, names) == []
    assert wrong_tables(name, names) == []


def test_the_door_check_can_fail() -> None:
    """Planted sins (another room's action, a face reading a table) are caught."""
    assert wrong_doors("jianzhen.stages.cases.actions.leads", {"jianzhen.stages.tracing.actions.X"})
    assert wrong_doors("jianzhen.stages.cases.actions.leads", {"jianzhen.stages.tracing.kernel"})
    assert wrong_tables("jianzhen.faces.console.views", {"jianzhen.stages.cases.models.Case"})
    assert wrong_tables("jianzhen.stages.cases.kernel", {"jianzhen.stages.cases.models"})


def pure_modules() -> list[str]:
    """Return the kernels, rules and schemas of all rooms."""
    found = []
    for name, path in modules(SOURCE / "jianzhen" / "stages"):
        parts = name.split(".")
        if len(parts) > 3 and parts[3].partition("_")[0] in PURE and path.name != "__init__.py":
            found.append(name)
    return found


def test_kernels_load_neither_django_nor_engines() -> None:
    """A fresh process that imports every kernel, rules and schema module holds no Django, DuckDB or Spark."""
    names = pure_modules()
    assert len(names) >= len(ROOMS) - 3
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        f"print(*[name for name in {FOREIGN!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split() == []


def references() -> list[tuple[str, str, str]]:
    """Return (model, field, target app) of every relation between our apps, string references resolved."""
    return [
        (f"{model._meta.app_label}.{model.__name__}", field.name, field.related_model._meta.app_label)
        for model in apps.get_models()
        if model.__module__.startswith("jianzhen.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
        and not isinstance(field.related_model, str)
    ]


def points_upstream(source: str, target: str) -> bool:
    """Say whether a relation from one app to another goes upstream or stays at home."""
    return target in ORDER and ORDER.index(target) <= ORDER.index(source.partition(".")[0])


def test_foreign_keys_point_upstream() -> None:
    """Every relation, string foreign keys included, points at its own app or one upstream."""
    found = references()
    assert found
    assert [row for row in found if not points_upstream(row[0], row[2])] == []


def test_the_foreign_key_check_can_fail() -> None:
    """A relation from upstream to downstream would be caught."""
    assert not points_upstream("signals.Intake", "cases")
    assert points_upstream("cases.Case", "tracing")


def test_imports_inside_functions_are_rare() -> None:
    """Imports stand on top; only AppConfig.ready() and optional extras may import late, with a marked reason."""
    late = []
    for name, path in modules():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            inner = [at for at in ast.walk(node) if isinstance(at, ast.Import | ast.ImportFrom)]
            late += [f"{name}:{at.lineno}" for at in inner if "noqa: PLC0415" not in lines[at.lineno - 1]]
    assert late == []


def acts(base: type[Action[object]] = Action) -> Iterator[type[Action[object]]]:
    """Yield every act of the product, tests' own acts left out."""
    for sub in base.__subclasses__():
        if sub.__module__.startswith("jianzhen."):
            yield sub
        yield from acts(sub)


def of_acts(name: str) -> bool:
    """Say whether a module holds acts: it is called so, or stands in a package that is."""
    return any(part.startswith("actions") for part in name.split("."))


def test_every_verb_is_used_and_every_act_has_one() -> None:
    """The audit vocabulary and the acts name each other exactly."""
    for name, _ in modules():
        if of_acts(name) or name.startswith("jianzhen.custody."):
            __import__(name)
    found = [act for act in acts() if not getattr(act, "__abstractmethods__", None) and ABC not in act.__bases__]
    assert all(act.verb and act.permission for act in found)
    assert {verb for act in found for verb in (act.verb, *act.also)} == set(verbs())
