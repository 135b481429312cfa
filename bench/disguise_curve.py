"""Precision against recall as the threshold on the score moves: the table, and a drawing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
WIDTH, HEIGHT, EDGE = 640, 420, 56
COLOURS = ("#0b6e4f", "#a23b2a")


@dataclass(frozen=True)
class Swept:
    """The best score of every disguised title's own mark, and of every clean title."""

    disguised: Sequence[float]
    clean: Sequence[float]

    def at(self, threshold: float) -> tuple[float, float]:
        """Return recall and the part of clean titles above the threshold."""
        return _above(self.disguised, threshold), _above(self.clean, threshold)


@dataclass(frozen=True)
class Curve:
    """One curve; ``part`` is the part of disguised titles in the stream that precision is worked out for."""

    name: str
    swept: Swept
    part: float

    def point(self, threshold: float) -> tuple[float, float]:
        """Return recall and precision at a threshold; precision is 1 where nothing is above it."""
        recall, false = self.swept.at(threshold)
        right, wrong = recall * self.part, false * (1 - self.part)
        return recall, right / (right + wrong) if right + wrong else 1.0


def _above(scores: Sequence[float], threshold: float) -> float:
    return sum(score > threshold for score in scores) / len(scores) if scores else 0.0


def curve_rows(curves: Sequence[Curve]) -> list[dict[str, Any]]:
    """Return a row for every threshold: recall, false flags, and the precision of every curve."""
    rows = []
    for threshold in THRESHOLDS:
        recall, false = curves[0].swept.at(threshold)
        row: dict[str, Any] = {"score above": str(threshold), "recall": recall, "clean above": f"{false:.4f}"}
        rows.append(row | {f"precision, {one.name}": one.point(threshold)[1] for one in curves})
    return rows


def draw(curves: Sequence[Curve]) -> str:
    """Return the curves as SVG: recall to the right, precision upward; the ring is the threshold of a flag, 0.5."""
    return "\n".join(
        [*_frame(), *(line for number, one in enumerate(curves) for line in _drawn(number, one)), "</svg>\n"]
    )


def _frame() -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12" role="img" aria-label="Precision against recall as the threshold moves">'
    )
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    for step in range(0, 11, 2):
        x, y = _place(step / 10, step / 10)
        yield f'<line x1="{x}" y1="{EDGE / 2}" x2="{x}" y2="{HEIGHT - EDGE}" stroke="#e3e3e3"/>'
        yield f'<line x1="{EDGE}" y1="{y}" x2="{WIDTH - EDGE / 2}" y2="{y}" stroke="#e3e3e3"/>'
        yield f'<text x="{x}" y="{HEIGHT - EDGE + 18}" text-anchor="middle">{step / 10:.1f}</text>'
        yield f'<text x="{EDGE - 8}" y="{y + 4}" text-anchor="end">{step / 10:.1f}</text>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">recall</text>'
    yield f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">precision</text>'


def _drawn(number: int, curve: Curve) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    places = [_place(*curve.point(threshold)) for threshold in THRESHOLDS]
    points = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>' for x, y in places)
    x, y = _place(*curve.point(0.5))
    yield f'<circle cx="{x}" cy="{y}" r="6" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield f'<text x="{EDGE + 12}" y="{HEIGHT - EDGE - 34 + 18 * number}" fill="{colour}">{curve.name}</text>'


def _place(recall: float, precision: float) -> tuple[float, float]:
    x = EDGE + recall * (WIDTH - 1.5 * EDGE)
    y = HEIGHT - EDGE - precision * (HEIGHT - 1.5 * EDGE)
    return round(x, 1), round(y, 1)
