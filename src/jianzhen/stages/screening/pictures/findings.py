"""What looking at a picture yields, and the known pictures it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from jianzhen.base.errors import Where
from jianzhen.stages.screening.pictures.errors import IndexRefusedError
from jianzhen.stages.screening.pictures.ocr import PictureText, TextLine
from jianzhen.stages.screening.pictures.pdq import MIN_QUALITY, pdq
from jianzhen.stages.screening.pictures.reading import Box, Picture, read_picture

Check = Literal["picture.copy", "picture.known_fake", "picture.logo", "picture.text"]
"""``reasons.PICTURE_CHECKS`` says what they look for; ``picture.text`` is screened by the checks of texts."""

Known = Literal["protected", "known_fake"]


@dataclass(frozen=True, slots=True)
class PictureFinding:
    """One reason for suspicion, or one line of writing, in a picture.

    ``box`` in pixels of the full upright picture; ``weight`` in bits (log2 odds) as in ``engine.evidence``;
    ``code`` and ``params`` name the reason; ``watch_only`` evidence alone never makes a flag: genuine goods carry
    their logo and are shown in their maker's photographs. ``picture.text`` weighs nothing by itself: its text is.
    """

    check: Check
    box: Box
    weight: float
    code: str
    params: dict[str, str | int] = field(hash=False)
    right_id: str | None = None
    watch_only: bool = True


@dataclass(frozen=True, slots=True)
class ProtectedImage:
    """A picture that copies are looked for of: a right holder's own, or one that fakes are known to be sold with.

    ``bits``: its PDQ hash; ``quality``: 0 to 100; ``sha256``: of the file, hexadecimal.
    """

    right_id: str
    name: str
    kind: Known
    bits: bytes
    quality: int
    sha256: str

    @classmethod
    def of(cls, right_id: str, source: Path | bytes, *, kind: Known = "protected", name: str = "") -> Self:
        """Return a picture as it is compared.

        Raises:
            PictureRefusedError: the file cannot be looked at.
            IndexRefusedError: the picture is so plain that others would pass for copies of it.
        """
        picture = read_picture(source, name=name)
        hashed = pdq(picture.luma)
        if hashed.quality < MIN_QUALITY:
            raise IndexRefusedError(
                f"the picture is too plain to tell copies by (quality {hashed.quality}, needed {MIN_QUALITY})",
                where=Where(file=picture.name, key=right_id),
                remedy="give a picture with more in it, or list it as a logo",
            )
        return cls(right_id, name or picture.name, kind, hashed.bits, hashed.quality, picture.sha256)


def text_of(findings: Iterable[PictureFinding]) -> PictureText:
    """Return the writing among ``findings`` as one text to screen; its spans can be drawn with ``boxes``."""
    return PictureText(
        tuple(
            TextLine(str(finding.params["text"]), finding.box, int(finding.params["confidence"]) / 100)
            for finding in findings
            if finding.check == "picture.text"
        )
    )


def whole(picture: Picture) -> Box:
    """Return the box of all of a picture."""
    return 0, 0, picture.width, picture.height
