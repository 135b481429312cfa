"""The door: a picture in, explained findings out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from jianzhen.stages.screening.pictures.findings import Check, PictureFinding, ProtectedImage, whole
from jianzhen.stages.screening.pictures.hashindex import HashIndex
from jianzhen.stages.screening.pictures.logos import LogoHit, LogoIndex
from jianzhen.stages.screening.pictures.ocr import Reader, TextLine, top_to_bottom
from jianzhen.stages.screening.pictures.pdq import MIN_QUALITY, NEAR, pdq_turned
from jianzhen.stages.screening.pictures.reading import DEFAULT_LIMITS, Box, Limits, Picture, read_picture

LOGO_WEIGHT: Final = 2.0
PROTECTED_WEIGHT: Final = 4.0
KNOWN_FAKE_WEIGHT: Final = 12.0
"""Bits, set by hand until verdicts on pictures exist. A logo that is surely there says what a plain mention of the mark
says in a text (2 bits); whoever shows the holder's own photograph shows goods he may not have; what is sold with the
picture of a known fake is most likely that fake. A copy at the largest distance counts two thirds, a logo or a piece
of a picture as much as it is sure to be there."""
MOST_LINES: Final = 400
"""Lines of writing kept of one picture; a page of a book has 40."""


class PictureScreener:
    """Screens pictures against protected pictures, known fakes and logos, and reads what is written in them.

    Pure, picklable (with its reader), safe to share between threads as far as the reader is.

    Args:
        protected: pictures whose copies are looked for.
        logos: logos that are looked for.
        ocr: who reads writing; None reads none.
        parts: the protected pictures again, indexed by points, so that pieces of them are found which are cropped,
            overlaid or pasted into another picture; None looks for whole copies only.
        limits: what one picture may cost.
    """

    def __init__(
        self,
        protected: Sequence[ProtectedImage],
        logos: LogoIndex,
        ocr: Reader | None = None,
        *,
        parts: LogoIndex | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.protected, self.logos, self.ocr, self.limits = tuple(protected), logos, ocr, limits
        self.parts = LogoIndex.of([]) if parts is None else parts
        self._hashes = HashIndex([image.bits for image in self.protected])

    def screen(self, source: Path | bytes, *, name: str = "") -> list[PictureFinding]:
        """Return what is found in a picture: copies, then logos, then lines of writing from top to bottom.

        Raises:
            PictureRefusedError: the file cannot be looked at.
        """
        picture = read_picture(source, limits=self.limits, name=name)
        copies = list(self._copies(picture))
        named = {finding.right_id for finding in copies}
        pieces = [
            _found("picture.copy", "picture.part", hit)
            for hit in _hits(self.parts, picture)
            if hit.right_id not in named
        ]
        logos = [_found("picture.logo", "picture.logo", hit) for hit in _hits(self.logos, picture)]
        return [*copies, *pieces, *logos, *self._lines(picture)]

    def _copies(self, picture: Picture) -> Iterator[PictureFinding]:
        hashes = pdq_turned(picture.luma)
        if not self.protected or hashes[0].quality < MIN_QUALITY:
            return
        best: dict[int, tuple[int, int]] = {}
        for turn, hashed in enumerate(hashes):
            for place, bits in self._hashes.near(hashed.bits):
                best[place] = min(best.get(place, (NEAR + 1, 0)), (bits, turn))
        for place, (bits, turn) in sorted(best.items(), key=lambda entry: (entry[1], entry[0])):
            yield _copy(self.protected[place], bits, turn, picture)

    def _lines(self, picture: Picture) -> Iterator[PictureFinding]:
        if self.ocr is None:
            return
        seen = [_shifted(line, corner) for panel, corner in picture.panels() for line in self.ocr.read(panel)]
        for line in top_to_bottom(seen)[:MOST_LINES]:
            params: dict[str, str | int] = {"text": line.text, "confidence": round(100 * line.confidence)}
            yield PictureFinding("picture.text", line.box, 0.0, "picture.text", params)


def _hits(index: LogoIndex, picture: Picture) -> list[LogoHit]:
    """Return what an index finds in a picture, each right once, best first, boxes in the full picture."""
    best: dict[str, LogoHit] = {}
    for panel, corner in picture.panels() if len(index) else ():
        for hit in index.find(panel):
            if hit.right_id not in best or best[hit.right_id].bits < hit.bits:
                best[hit.right_id] = replace(hit, box=_moved(hit.box, corner))
    return sorted(best.values(), key=lambda hit: (-hit.bits, hit.right_id))


def _found(check: Check, code: str, hit: LogoHit) -> PictureFinding:
    weight = round(hit.score * (LOGO_WEIGHT if check == "picture.logo" else PROTECTED_WEIGHT), 3)
    return PictureFinding(check, hit.box, weight, code, hit.why, hit.right_id)


def _copy(image: ProtectedImage, bits: int, turn: int, picture: Picture) -> PictureFinding:
    fake = image.kind == "known_fake"
    most = KNOWN_FAKE_WEIGHT if fake else PROTECTED_WEIGHT
    check: Check = "picture.known_fake" if fake else "picture.copy"
    params: dict[str, str | int] = {"image": image.name, "bits": bits, "turned": turn}
    weight = round(most * (1 - bits / (3 * NEAR)), 3)
    return PictureFinding(check, whole(picture), weight, check, params, image.right_id, watch_only=not fake)


def _moved(box: Box, corner: tuple[int, int]) -> Box:
    return box[0] + corner[0], box[1] + corner[1], box[2] + corner[0], box[3] + corner[1]


def _shifted(line: TextLine, corner: tuple[int, int]) -> TextLine:
    return replace(line, box=_moved(line.box, corner))
