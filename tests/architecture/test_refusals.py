"""Refusals speak Chinese: whoever is refused by a room's act is told why, and what to do, in their own language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2] / "src" / "jianzhen"
ERRORS: Final = frozenset({"RefusedError", "ConflictError", "NotAllowedError"})
NO_ONE_WAITS: Final = frozenset({"signals"})
"""Rooms whose acts answer programs and files; their refusals are read in English by the API and in error workbooks."""


def _modules() -> list[Path]:
    rooms = (ROOT / "stages").iterdir()
    files = [path for room in rooms if room.name not in NO_ONE_WAITS for path in room.rglob("*.py")]
    spoken = ("actions", "writers", "checks", "refusing")
    acts = sorted(path for path in files if any(part.startswith(spoken) for part in path.relative_to(ROOT).parts))
    return [*acts, ROOT / "people" / "policy.py"]


def silent(source: str) -> Iterator[int]:
    """Yield the lines at which an error is raised without its Chinese sentence."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS):
            continue
        if not any(word.arg == "zh" for word in node.keywords):
            yield node.lineno


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_refusal_is_told_in_chinese(path: Path) -> None:
    """Every refusal raised by an act, or by what it writes and checks with, carries ``zh``."""
    assert list(silent(path.read_text(encoding="utf-8"))) == []


def test_a_refusal_without_chinese_is_noticed() -> None:
    """The guard can fail: of two planted refusals it names the line of the one that is English only."""
    source = 'raise RefusedError("no", remedy="do", zh="不行。请改")\nraise ConflictError("no", remedy="do")\n'
    assert list(silent(source)) == [2]
