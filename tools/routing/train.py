"""Trains the model of routing on invented messages and writes ``weights.npz``. Run: ``python tools/routing/train.py``.

Seed A trains; seed B, with sentences kept from training, sets the temperature. Needs scipy (extra ``learning``).
The least beliefs for an answer stand in ``routing.py``; they were chosen on the hand-written tuning messages.
 The same seeds give the same file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from messages import messages, read_world
from scipy import optimize, sparse

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.messages.model import (
    MIN_GRAMS,
    OUTSIDE,
    UNCLEAR,
    Floats,
    dense_row,
    evidence_rows,
    ngram_keys,
)
from jianzhen.stages.screening.messages.reading import read_message
from jianzhen.stages.screening.messages.vocabulary import classes_of, words_of

SEED_A: Final = 20191
SEED_B: Final = 20192
COUNT_A: Final = 24_000
COUNT_B: Final = 6_000
LEAST: Final = 6
"""Messages an n-gram must occur in."""
KEPT: Final = 20_000
GRAM_COST: Final = 2e-4
DENSE_COST: Final = 1e-4
SHARED_COST: Final = 1e-5
OUT: Final = Path(__file__).parents[2] / "src/jianzhen/stages/screening/messages/weights.npz"


@dataclass
class Sample:
    """Features of messages: n-gram keys, evidence rows (N × K × C), dense rows (N × J), labels (N)."""

    keys: list[Any]
    told: Floats
    dense: Floats
    labels: Any


def sample(part: Any, seed: int, count: int, classes: tuple[str, ...]) -> Sample:
    """Make up messages and read them."""
    words = words_of(read_shipped())
    keys, told, dense, labels = [], [], [], []
    for label, text in messages(read_world("train", part), seed=seed, count=count):
        plain = read_message(text).plain
        evidence = words.look(plain)
        keys.append(np.unique(ngram_keys(plain)[0]))
        told.append(evidence_rows(evidence, classes))
        dense.append(dense_row(evidence, plain))
        labels.append(classes.index(label))
    return Sample(keys, np.array(told), np.array(dense), np.array(labels))


def matrix(rows: list[Any], known: Any) -> Any:
    """Return the n-grams as a sparse matrix over ``known`` keys, each text stretched as the model stretches it."""
    indices, starts, values = [], [0], []
    for keys in rows:
        at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        held = at[known[at] == keys]
        indices.append(held)
        starts.append(starts[-1] + len(held))
        values.append(np.full(len(held), 1 / np.sqrt(max(len(held), MIN_GRAMS))))
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(indices), starts), shape=(len(rows), len(known)))


class Fit:
    """Multinomial logistic with n-grams by class, and evidence with one coefficient for all classes."""

    def __init__(self, grams: Any, read: Sample, classes: int) -> None:
        self.grams, self.read, self.classes = grams, read, classes
        self.turned = grams.T.tocsr()
        self.sizes = [grams.shape[1] * classes, classes, read.told.shape[1], read.dense.shape[1] * classes]
        self.hot = np.eye(classes)[read.labels]

    def parts(self, flat: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return n-gram weights, bias, shared coefficients and dense weights of a flat vector."""
        grams, bias, shared, dense = np.split(flat, np.cumsum(self.sizes)[:-1])
        return grams.reshape(-1, self.classes), bias, shared, dense.reshape(-1, self.classes)

    def scores(self, flat: Floats) -> Floats:
        """Return the scores of all messages (N × C)."""
        grams, bias, shared, dense = self.parts(flat)
        told = np.einsum("nkc,k->nc", self.read.told, shared)
        return np.asarray(self.grams @ grams + bias + told + self.read.dense @ dense)

    def loss(self, flat: Floats) -> tuple[float, Floats]:
        """Return the penalised loss and its slope."""
        grams, _, shared, dense = self.parts(flat)
        belief = softmax(self.scores(flat))
        count = len(belief)
        cost = -np.log(belief[np.arange(count), self.read.labels] + 1e-12).mean()
        cost += GRAM_COST * (grams**2).sum() / 2 + DENSE_COST * (dense**2).sum() / 2
        cost += SHARED_COST * (shared**2).sum() / 2
        off = (belief - self.hot) / count
        slope = [
            (self.turned @ off + GRAM_COST * grams).ravel(),
            off.sum(axis=0),
            np.einsum("nkc,nc->k", self.read.told, off) + SHARED_COST * shared,
            (self.read.dense.T @ off + DENSE_COST * dense).ravel(),
        ]
        return float(cost), np.concatenate(slope)

    def solve(self, rounds: int) -> Floats:
        """Return the best flat vector found in ``rounds`` of L-BFGS."""
        start = np.zeros(sum(self.sizes))
        done = optimize.minimize(self.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
        print(f"loss {done.fun:.4f} after {done.nit} rounds", file=sys.stderr)
        return np.asarray(done.x)


def softmax(scores: Floats) -> Floats:
    """Return beliefs from scores, row by row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def common(rows: list[Any]) -> Any:
    """Return the n-grams that occur in enough messages."""
    keys, counts = np.unique(np.concatenate(rows), return_counts=True)
    return keys[counts >= LEAST]


def temperature(scores: Floats, labels: Any) -> float:
    """Return the divisor of the scores under which the tuning messages are likeliest."""
    rows = np.arange(len(labels))

    def cost(value: float) -> float:
        return float(-np.log(softmax(scores / value)[rows, labels] + 1e-12).mean())

    return float(optimize.minimize_scalar(cost, bounds=(0.3, 6.0), method="bounded").x)


def main() -> None:
    """Train, quantise, calibrate, write."""
    classes = (*classes_of(read_shipped()), OUTSIDE, UNCLEAR)
    train, tune = sample("train", SEED_A, COUNT_A, classes), sample("tune", SEED_B, COUNT_B, classes)
    known = common(train.keys)
    first = Fit(matrix(train.keys, known), train, len(classes))
    strength = np.abs(first.parts(first.solve(40))[0]).max(axis=1)
    known = np.sort(known[np.argsort(-strength, kind="stable")[:KEPT]])
    fit = Fit(matrix(train.keys, known), train, len(classes))
    grams, bias, shared, dense = fit.parts(fit.solve(120))
    grams = grams - grams.mean(axis=1, keepdims=True)
    scale = np.abs(grams).max(axis=0) / 127
    small = np.round(grams / scale).astype(np.int8)
    held = Fit(matrix(tune.keys, known), tune, len(classes))
    scores = held.scores(np.concatenate([(small * scale).ravel(), bias, shared, dense.ravel()]))
    heat = temperature(scores, tune.labels)
    right = (scores.argmax(axis=1) == tune.labels).mean()
    print(f"n-grams {len(known)}, tuning accuracy {right:.4f}, temperature {heat:.3f}, shared {shared.round(2)}")
    np.savez_compressed(
        OUT,
        classes=np.array(classes),
        keys=known,
        weights=small,
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
        shared=shared.astype(np.float32),
        dense=dense.astype(np.float32),
        temperature=np.array([heat], np.float32),
    )
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
