"""The refusals of this room, by their codes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jianzhen.base.errors import JianzhenError
from jianzhen.stages.cases.schema.refusal import Refusal, read_refusals

FILE: Final = Path(__file__).parent / "refusals.yml"


def refuse(code: str, key: str = "", /, **params: object) -> JianzhenError:
    """Return the error of a refusal that points at ``key``, to be raised."""
    return Refusal(code, key, read_refusals(FILE)[code], params).error()
