"""What intake needs to know of a right and of a licence."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jianzhen.playbook.intake.plan import Shape
from jianzhen.stages.rights.schema import LICENCE, RIGHT, RIGHT_KINDS

SHAPES: Final = {
    "right": Shape(schema=RIGHT, kinds=RIGHT_KINDS, key="right_id"),
    "licence": Shape(schema=LICENCE, key="licence_id"),
}

PACKAGED: Final = Path(__file__).with_name("sources")
"""The manifests that come with the program."""
