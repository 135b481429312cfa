"""What an item writes itself and what is read in its pictures, as one text whose spans lead back to where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from jianzhen.stages.screening.pictures.findings import PictureFinding
from jianzhen.stages.screening.pictures.reading import Box

MOST_READ: Final = 20_000
"""Characters read in the pictures of one item that are screened; a long description of goods has 2,000."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture of an item, by its name in reasons, and what was found in it."""

    name: str
    findings: tuple[PictureFinding, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the picture, the box in it, how sure the reader is, 0 to 1."""

    picture: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    place: Place


@dataclass(frozen=True)
class ItemText:
    """An item's own text, then each line read in its pictures, parted by line breaks: no word is made of two."""

    text: str
    own: int
    lines: tuple[_Line, ...]

    @classmethod
    def of(cls, own: str, pictures: Sequence[Seen]) -> Self:
        """Return the text of an item; what is read beyond 20,000 characters is left out."""
        parts, lines, at = [own] if own else [], [], len(own)
        for name, finding in _lines(pictures):
            line = str(finding.params["text"])
            start = at + 1 if parts else 0
            at = start + len(line)
            if at - len(own) > MOST_READ:
                break
            parts.append(line)
            lines.append(_Line(start, at, Place(name, finding.box, int(finding.params["confidence"]) / 100)))
        return cls("\n".join(parts), len(own), tuple(lines))

    def place(self, start: int, end: int) -> Place | None:
        """Return where the span ``[start, end)`` was read, None where it is the item's own text.

        Of a span over several lines the first is named, with the least confidence of them all.
        """
        if start < self.own:
            return None
        touched = [line for line in self.lines if line.start < end and start < line.end]
        if not touched:
            return None
        first = touched[0].place
        return Place(first.picture, first.box, min(line.place.confidence for line in touched))

    def crosses(self, start: int, end: int) -> bool:
        """Say whether the span ``[start, end)`` begins in one piece of writing and ends in another."""
        return any(start < line.start < end for line in self.lines)


def _lines(pictures: Sequence[Seen]) -> list[tuple[str, PictureFinding]]:
    return [(seen.name, finding) for seen in pictures for finding in seen.findings if finding.check == "picture.text"]
