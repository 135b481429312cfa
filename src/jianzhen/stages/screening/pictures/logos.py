"""Finding the logos of a register in pictures: points propose where, lines decide whether."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Self

import numpy as np

from jianzhen.stages.screening.pictures.edges import F64, levels_of
from jianzhen.stages.screening.pictures.features import F32, Features, features_of, joined, main_colour, turned_over
from jianzhen.stages.screening.pictures.geometry import MOST_MATCHES, Pose, refined, vote
from jianzhen.stages.screening.pictures.reading import Box, Picture, Rgb
from jianzhen.stages.screening.pictures.references import Drawing, LogoSource, Reference, read_reference
from jianzhen.stages.screening.pictures.words import Ints, Matches, WordFile

_MOST_POINTS: Final = (1000, 700)
"""Features taken of a picture's brightness and of its main colour."""
_LEAST_LIKE: Final = 0.82
_PROBES: Final = 4
_MOST_PROPOSALS: Final = 24
_MOST_SETTLED: Final = 8
"""Logos of one picture whose lines are compared, and of those the ones whose place is then corrected."""

_POINTS_WEIGHT: Final = 2.0
_LINES_WEIGHT: Final = 10.0
_BASE: Final = -12.5
"""Bits: base + 2 for each doubling of agreeing points + 10 for full agreement of lines. Chosen on development scenes
(``bench/pictures.py``, other logos and other seeds than those reported) for about one false find in 100 pictures."""
_EASE_MARGIN: Final = 3.5
_EASE_SHARE: Final = 0.5
_MOST_EASE: Final = 3.0
"""A logo's ease: half of what the worst of the other pictures shows for it above -3.5 bits, at most 3. Half, because
the worst of a few dozen pictures says too much of a logo that was merely unlucky (both development seeds agree)."""
_EXPLAINS: Final = 4.0
"""Bits by which a logo must be seen better than another inside it to explain that one away."""
_MOST_SHEETS: Final = 60
_ON_A_SHEET: Final = 9


@dataclass(frozen=True, slots=True)
class LogoHit:
    """A logo of ``right_id`` seems to be in ``box``.

    ``inliers``: points of the picture that agree on where; ``agreement``: how well its lines agree, -1 to 1;
    ``bits``: log2 odds after what pictures without the logo show for it; ``score``: the probability they stand for;
    ``why``: parameters of the reason ``picture.logo``.
    """

    right_id: str
    box: Box
    inliers: int
    agreement: float
    bits: float
    why: dict[str, str | int]

    @property
    def score(self) -> float:
        """The probability that the bits stand for."""
        return 1.0 / (1.0 + math.pow(2.0, -self.bits))


@dataclass(frozen=True, slots=True)
class _Seen:
    drawing: int
    support: int
    matrix: F64
    agreement: float

    @property
    def bits(self) -> float:
        return _BASE + _POINTS_WEIGHT * math.log2(1 + self.support) + _LINES_WEIGHT * self.agreement


class LogoIndex:
    """Reference logos, ready to be found. Picklable; safe to share between threads.

    Args:
        drawings: the references.
        points: n × 4 of x, y, size, direction in reference pixels.
        owners: n, the drawing each point is of.
        words: their descriptors, whose rows name the points.
    """

    def __init__(self, drawings: Sequence[Drawing], points: F32, owners: Ints, words: WordFile) -> None:
        self.drawings = tuple(drawings)
        self.points, self.owners, self.words = points, owners, words

    @classmethod
    def of(cls, sources: Iterable[LogoSource], background: Iterable[Picture] = ()) -> Self:
        """Return the index of reference pictures, each logo rated by what other pictures seem to show of it.

        Args:
            sources: the references.
            background: pictures known to show none of them, the more like those to be screened the better; the
                references themselves are always looked at for each other.

        Raises:
            PictureRefusedError: a file cannot be looked at.
            IndexRefusedError: a picture has nothing in it to be recognised by.
        """
        return cls.of_references([read_reference(source) for source in sources], background)

    @classmethod
    def of_references(cls, references: Sequence[Reference], background: Iterable[Picture] = ()) -> Self:
        """Return the index of references read before; see :meth:`of`."""
        found = joined([reference.features for reference in references])
        counts = [len(reference.features) for reference in references]
        owners = np.repeat(np.arange(len(references)), counts).astype(np.int64)
        drawings = [reference.drawing for reference in references]
        raw = cls(drawings, found.points, owners, WordFile.of(found.descriptors))
        return cls(raw._rated(references, background), raw.points, raw.owners, raw.words)

    def __len__(self) -> int:
        return len(self.drawings)

    def find(self, picture: Picture, *, least: float = 0.5) -> list[LogoHit]:
        """Return the logos that seem to be in the picture with a score of at least ``least``, best first.

        Each right is named once, at the place where it is seen best; a weak hit inside a far stronger one is that one's
        lines read as another logo's, and is left out.
        """
        best: dict[str, LogoHit] = {}
        for hit in self.candidates(picture):
            if hit.score >= least and (hit.right_id not in best or best[hit.right_id].bits < hit.bits):
                best[hit.right_id] = hit
        kept: list[LogoHit] = []
        for hit in sorted(best.values(), key=lambda hit: (-hit.bits, hit.right_id)):
            if not any(other.bits - hit.bits >= _EXPLAINS and _inside(hit.box, other.box) > 0.6 for other in kept):
                kept.append(hit)
        return kept

    def candidates(self, picture: Picture) -> list[LogoHit]:
        """Return every logo that was looked at closely, however poor its score; for measuring."""
        return [self._hit(seen, picture) for seen in self._look(picture)]

    def _look(self, picture: Picture) -> list[_Seen]:
        levels = levels_of(picture.rgb)
        seen = [
            _Seen(number, pose.support, pose.matrix, self.drawings[number].template.agreement(levels, pose.matrix))
            for number, pose in self._proposed(picture)
        ]
        seen.sort(key=lambda one: (self.drawings[one.drawing].ease - one.bits, one.drawing))
        settled = []
        for one in seen[:_MOST_SETTLED]:
            matrix, agreement = self.drawings[one.drawing].template.settled(levels, one.matrix, one.agreement)
            settled.append(replace(one, matrix=matrix, agreement=agreement))
        return settled

    def _proposed(self, picture: Picture) -> list[tuple[int, Pose]]:
        seen = _points_of(picture)
        matches = self.words.matches(seen.descriptors, least=_LEAST_LIKE, probes=_PROBES)
        order = _best_of_each(self.owners[matches.known], matches)
        bounds = np.searchsorted(self.owners[matches.known[order]], np.arange(len(self.drawings) + 1))
        found = []
        for number, (start, end) in enumerate(pairwise(bounds.tolist())):
            chosen = order[start : min(end, start + MOST_MATCHES)]
            pairs = seen.points[matches.query[chosen]], self.points[matches.known[chosen]]
            won = vote(*pairs, self._side(number))
            if won is not None:
                found.append((number, won, pairs))
        found.sort(key=lambda one: (-one[1].support, one[0]))
        return [(number, refined(won, *pairs, self._side(number))) for number, won, pairs in found[:_MOST_PROPOSALS]]

    def _side(self, number: int) -> int:
        return max(self.drawings[number].width, self.drawings[number].height)

    def _hit(self, seen: _Seen, picture: Picture) -> LogoHit:
        drawing = self.drawings[seen.drawing]
        bits = round(seen.bits - drawing.ease, 6)
        why: dict[str, str | int] = {
            "logo": drawing.name,
            "points": seen.support,
            "lines": round(100 * seen.agreement),
        }
        box = _box(seen.matrix, drawing, picture)
        return LogoHit(drawing.right_id, box, seen.support, round(seen.agreement, 6), bits, why)

    def _rated(self, references: Sequence[Reference], background: Iterable[Picture]) -> list[Drawing]:
        """Return the drawings, each with the bits that pictures without it show for it, less what all allow."""
        worst = [-_EASE_MARGIN] * len(self.drawings)  # an ease of 0
        for picture, shown in (*_sheets(references), *((picture, frozenset[str]()) for picture in background)):
            for seen in self._look(picture):
                if self.drawings[seen.drawing].right_id not in shown:
                    worst[seen.drawing] = max(worst[seen.drawing], seen.bits)
        return [
            replace(drawing, ease=round(min(_MOST_EASE, _EASE_SHARE * (bits + _EASE_MARGIN)), 6))
            for drawing, bits in zip(self.drawings, worst, strict=True)
        ]


def _best_of_each(owners: Ints, matches: Matches) -> Ints:
    """Return the matches by logo, best first, of each point of the picture only the best with that logo."""
    order = np.lexsort((-matches.likeness, matches.query, owners))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(owners[order]) != 0) | (np.diff(matches.query[order]) != 0)
    order = order[first]
    return np.asarray(order[np.lexsort((-matches.likeness[order], owners[order]))], np.int64)


def _points_of(picture: Picture) -> Features:
    """Return the features of brightness and of main colour, of each as printed and turned over."""
    views = (picture.luma, main_colour(picture.rgb))
    plain = joined([features_of(view, most) for view, most in zip(views, _MOST_POINTS, strict=True)])
    return joined([plain, turned_over(plain)])


def _sheets(references: Sequence[Reference]) -> Iterator[tuple[Picture, frozenset[str]]]:
    """Yield sheets of nine references each, with the rights shown on them; of a large register an even choice."""
    starts = range(0, len(references), _ON_A_SHEET)
    for start in starts[:: max(1, math.ceil(len(starts) / _MOST_SHEETS))]:
        shown = references[start : start + _ON_A_SHEET]
        rgb: Rgb = np.full((660, 660, 3), 255, np.uint8)
        for place, reference in enumerate(shown):
            top, left = 10 + 220 * (place // 3), 10 + 220 * (place % 3)
            rgb[top : top + 200, left : left + 200] = reference.ground
            rgb[top : top + reference.rgb.shape[0], left : left + reference.rgb.shape[1]] = reference.rgb
        yield Picture(rgb, 1.0, 660, 660, "PNG", "", "sheet"), frozenset(one.drawing.right_id for one in shown)


def _inside(box: Box, other: Box) -> float:
    """Return which part of a box lies in another."""
    across, down = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
    return max(0, across) * max(0, down) / max(1, (box[2] - box[0]) * (box[3] - box[1]))


def _box(matrix: F64, drawing: Drawing, picture: Picture) -> Box:
    left, top, right, bottom = (
        value * picture.scale for value in Pose(matrix, np.zeros(0, bool), 0).box(drawing.width, drawing.height)
    )
    return (
        max(0, int(left)),
        max(0, int(top)),
        min(picture.width, int(np.ceil(right))),
        min(picture.height, int(np.ceil(bottom))),
    )
