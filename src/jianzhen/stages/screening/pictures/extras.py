"""Whether the optional parts of the installation are there that pictures need; imports none of them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from jianzhen.stages.screening.pictures.errors import ExtraMissingError

_PICTURES: Final = ("PIL", "cv2")
_READING: Final = ("rapidocr", "onnxruntime")


def require_pictures(*, reading: bool) -> None:
    """Return if pictures can be looked at and, where ``reading``, writing in them be read.

    Raises:
        ExtraMissingError: names the extra to install.
    """
    if any(find_spec(name) is None for name in _PICTURES):
        raise ExtraMissingError(
            "looking at pictures is not installed", remedy="Install it with: pip install 'jianzhen[pictures]'"
        )
    if reading and any(find_spec(name) is None for name in _READING):
        raise ExtraMissingError(
            "reading text in pictures is not installed",
            remedy="Install it with: pip install 'jianzhen[ocr]', or leave the text unread with --no-text",
        )
