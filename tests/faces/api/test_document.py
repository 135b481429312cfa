"""The OpenAPI document is frozen: what callers built on does not change by accident."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jianzhen.faces.api.app import document
from jianzhen.faces.api.problems import problems
from jianzhen.people.policy import KeyScope
from tests.faces.api.conftest import Api

DOCS = Path(__file__).resolve().parents[3] / "docs" / "reference"
FROZEN = DOCS / "openapi.json"
RENEW = "python -m jianzhen.faces.api.document > docs/reference/openapi.json"


def test_the_document_is_the_frozen_one() -> None:
    """The program and docs/reference/openapi.json say the same."""
    assert json.loads(document()) == json.loads(FROZEN.read_text(encoding="utf-8")), (
        f"The API changed. If that is meant and breaks nobody, renew the document: {RENEW}"
    )


def operations() -> list[tuple[str, dict[str, Any]]]:
    """Return (path, operation) of the frozen document."""
    paths = json.loads(FROZEN.read_text(encoding="utf-8"))["paths"]
    return [(path, operation) for path, methods in paths.items() for operation in methods.values()]


@pytest.mark.parametrize(("path", "operation"), operations(), ids=lambda one: one if isinstance(one, str) else "")
def test_every_operation_says_how_to_enter_and_how_it_refuses(path: str, operation: dict[str, Any]) -> None:
    """All but health name the key; all say what a refusal looks like and what they do."""
    assert operation["description"]
    assert {"401", "422", "429", "503"} <= set(operation["responses"])
    assert any("ApiKey" in one for one in operation.get("security", [])) or path == "/api/v1/health"


@pytest.mark.django_db
def test_the_document_is_served(instance: Path) -> None:
    """Callers fetch the same document from the instance, without a key."""
    assert Api().get("/openapi.json").body == json.loads(FROZEN.read_text(encoding="utf-8"))


def test_the_page_names_every_operation_problem_and_scope() -> None:
    """docs/reference/api.md has a line for each."""
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    missing = [path for path, _ in operations() if f"`{path}`" not in page.replace("GET ", "").replace("POST ", "")]
    missing += [code for code in problems() if f"`{code}`" not in page]
    missing += [scope.value for scope in KeyScope if f"`{scope.value}`" not in page]
    assert missing == []


def test_every_refusal_speaks_both_languages() -> None:
    """Each problem has title and remedy in Chinese and English, and an error status."""
    for kind in problems().values():
        assert 400 <= kind.status < 600
        assert all(kind.title.values())
        assert all(kind.remedy.values())
        assert not any("\u4e00" <= character <= "\u9fff" for character in kind.title["en"] + kind.remedy["en"])
