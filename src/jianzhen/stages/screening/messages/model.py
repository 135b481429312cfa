"""The small trained part of routing: hashed character n-grams and evidence → a belief for every class (numpy only).

``weights.npz`` is written by ``tools/routing/train.py`` from messages that a generator made up. Arrays:
``classes`` (C names), ``keys`` (n sorted hashes), ``weights`` (n × C, 8 bit) with ``scale`` (C), ``bias`` (C),
``shared`` (one coefficient per row of :func:`evidence_rows`), ``dense`` (rows of :func:`dense_row` × C),
``temperature`` (1, set on messages apart from those trained on).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files
from typing import Final

import numpy as np
import numpy.typing as npt

from jianzhen.stages.screening.messages.evidence import Evidence
from jianzhen.stages.screening.messages.reading import CLAUSE, SENTENCE

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint32]
OUTSIDE: Final = "outside"
UNCLEAR: Final = "unclear"
LENGTHS: Final = (1, 2, 3, 4)
MIN_GRAMS: Final = 24
"""Known n-grams below which a text's belief is not stretched to full length."""
_SEEDS: Final = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
_STEP: Final = np.uint32(0x01000193)
_COARSE: Final = np.uint32(10)
_MOST_BITS: Final = 24.0
_BREAKS: Final = (ord(SENTENCE), ord(CLAUSE))


def ngram_keys(plain: str) -> tuple[Keys, npt.NDArray[np.int64]]:
    """Return hash and place (4 × start + length − 1) of every 1- to 4-gram that crosses no break."""
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    broken = (codes == _BREAKS[0]) | (codes == _BREAKS[1])
    keys, places = [], []
    rolled, bad = np.zeros(len(codes), np.uint32), np.zeros(len(codes), bool)
    for length in LENGTHS:
        if len(codes) < length:
            break
        end = len(codes) - length + 1
        rolled = (rolled[:end] ^ codes[length - 1 :]) * _STEP
        bad = bad[:end] | broken[length - 1 :]
        mixed = rolled * np.uint32(_SEEDS[length - 1])
        good = np.flatnonzero(~bad)
        keys.append((mixed ^ (mixed >> np.uint32(15)))[good])
        places.append(good * 4 + (length - 1))
    if not keys:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    return np.concatenate(keys), np.concatenate(places)


def evidence_rows(evidence: Evidence, classes: tuple[str, ...]) -> Floats:
    """Return four rows by class: bits of whole terms, of pairs, of goods alone, of the beginning; each in tens."""
    rows = np.zeros((4, len(classes)))
    for name, said in evidence.said.items():
        if name in classes:
            rows[:, classes.index(name)] = (said.whole, said.pair, said.goods, said.head)
    return np.minimum(rows, _MOST_BITS) / 10.0


def dense_row(evidence: Evidence, plain: str) -> Floats:
    """Return what holds of the text as a whole: misdeed named, firm evidence, outside words, denial, brevity."""
    inside = [said for name, said in evidence.said.items() if name != OUTSIDE]
    return np.array(
        [
            min(evidence.misdeeds, 3) / 3.0,
            min(max((said.firm for said in inside), default=0.0), _MOST_BITS) / 10.0,
            float(not any(said.firm for said in inside)),
            float(OUTSIDE in evidence.said),
            float(bool(evidence.denied)),
            max(0.0, 1.0 - len(plain) / 40.0),
        ]
    )


@dataclass(frozen=True)
class Model:
    """The trained arrays; see the module."""

    classes: tuple[str, ...]
    keys: Keys
    weights: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    shared: Floats
    dense: Floats
    temperature: float

    @cached_property
    def _present(self) -> npt.NDArray[np.bool_]:
        """Which upper halves of hashes occur at all: most n-grams of a text are unknown and need no search."""
        held = np.zeros(1 << (32 - int(_COARSE)), bool)
        held[self.keys >> _COARSE] = True
        return held

    def grams(self, plain: str) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the n-grams' share of each class's score, and rows and places of the n-grams known."""
        keys, places = ngram_keys(plain)
        likely = self._present[keys >> _COARSE]
        keys, places = keys[likely], places[likely]
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        rows, first = np.unique(at[known], return_index=True)
        total = self.weights[rows].sum(axis=0, dtype=np.int64) * self.scale
        return total / np.sqrt(max(len(rows), MIN_GRAMS)), rows, places[known][first]

    def scores(self, evidence: Evidence, plain: str) -> Floats:
        """Return the score of each class (log odds up to a constant)."""
        grams, _, _ = self.grams(plain)
        told = self.shared @ evidence_rows(evidence, self.classes)
        return np.asarray(grams + told + self.bias + dense_row(evidence, plain) @ self.dense)

    def telling(self, plain: str, name: str, most: int) -> list[tuple[int, int]]:
        """Return the spans of the n-grams (2 and longer) that speak most for a class, none inside another."""
        _, rows, places = self.grams(plain)
        column = self.classes.index(name)
        held = self.weights[rows].astype(np.float64) * self.scale
        lead = held[:, column] - held.mean(axis=1)
        spans: list[tuple[int, int]] = []
        for row in np.argsort(-lead, kind="stable"):
            start, length = divmod(int(places[row]), 4)
            free = all(start + length + 1 <= a or b <= start for a, b in spans)
            if lead[row] > 0 and length and free:
                spans.append((start, start + length + 1))
            if len(spans) == most:
                break
        return spans


def load_model() -> Model:
    """Return the model that ships with the product.

    Raises:
        OSError, ValueError: the packaged file is missing or damaged.
    """
    with as_file(files("jianzhen.stages.screening.messages") / "weights.npz") as path, np.load(path) as held:
        return Model(
            classes=tuple(str(name) for name in held["classes"]),
            keys=held["keys"],
            weights=held["weights"],
            scale=held["scale"].astype(np.float64),
            bias=held["bias"].astype(np.float64),
            shared=held["shared"].astype(np.float64),
            dense=held["dense"].astype(np.float64),
            temperature=float(held["temperature"][0]),
        )
