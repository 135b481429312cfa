"""The refusals of this room, by their codes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jianzhen.base.errors import JianzhenError
from jianzhen.stages.cases.schema.refusal import Refusal as Refusal  # noqa: PLC0414  (the room names it from here)
from jianzhen.stages.cases.schema.refusal import read_refusals

FILE: Final = Path(__file__).parent / "refusals.yml"


def refusal(code: str, key: str = "", /, **params: object) -> Refusal:
    """Return a refusal of this code that points at ``key``."""
    return Refusal(code, key, read_refusals(FILE)[code], params)


def refuse(code: str, key: str = "", /, **params: object) -> JianzhenError:
    """Return the error of a refusal, to be raised."""
    return refusal(code, key, **params).error()
