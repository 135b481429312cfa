"""How sellers hide a mark: sounds, shapes, splits, digits and separators, from the generator's own tables."""

from __future__ import annotations

import random

from jianzhen.sample.dice import weighted
from jianzhen.sample.tables import homophones, latin, lookalikes, rows


def sound_alike(rng: random.Random, mark: str) -> str:
    """Return ``mark`` with one or two characters of the same or a regionally confused sound."""
    places = [i for i, char in enumerate(mark) if char in homophones()]
    if not places:
        return letters_apart(rng, mark)
    chosen = rng.sample(places, min(len(places), rng.choice((1, 1, 2))))
    return "".join(_sound(rng, char) if i in chosen else char for i, char in enumerate(mark))


def _sound(rng: random.Random, char: str) -> str:
    entry = homophones()[char]
    pool = entry.near if entry.near and rng.random() < 0.15 else entry.same
    return rng.choice(pool)


def look_alike(rng: random.Random, mark: str) -> str:
    """Return ``mark`` with one or two characters replaced by a similar shape, a split or a digit."""
    if mark.isascii():
        return leet(rng, mark)
    places = [i for i, char in enumerate(mark) if char in lookalikes()]
    chosen = rng.sample(places, min(len(places), rng.choice((1, 1, 1, 2))))
    return "".join(_shape(rng, char) if i in chosen else char for i, char in enumerate(mark))


def _shape(rng: random.Random, char: str) -> str:
    entry = lookalikes()[char]
    forms: list[str] = list(entry.alike) + ([entry.split] if entry.split else [])
    return rng.choice(forms)


def leet(rng: random.Random, mark: str) -> str:
    """Return a Latin mark with one to three letters replaced by digits, signs or full-width forms."""
    places = [i for i, char in enumerate(mark) if char in latin()]
    chosen = rng.sample(places, min(len(places), rng.randint(1, 3)))
    return "".join(rng.choice(latin()[char]) if i in chosen else char for i, char in enumerate(mark))


def separated(rng: random.Random, mark: str) -> str:
    """Return ``mark`` with separators or emoji between all or some of its characters."""
    table = rows("separators")
    sign = weighted(rng, [r["mark"] for r in table], [float(r["weight"]) for r in table])
    sign = sign * rng.choice((1, 1, 1, 2))
    if rng.random() < 0.6 or len(mark) < 4:
        return sign.join(mark)
    cut = rng.randint(1, len(mark) - 1)
    return mark[:cut] + sign + mark[cut:]


def letters_apart(rng: random.Random, mark: str) -> str:
    """Return a Latin mark spelled nearly alike: a doubled or an exchanged letter."""
    swaps = {"Q": "CK", "V": "W", "K": "C", "I": "Y", "Z": "S", "X": "KS", "C": "K"}
    places = [i for i, char in enumerate(mark) if char in swaps]
    place = rng.choice(places) if places else 0
    changed = swaps.get(mark[place], mark[place] * 2)
    return mark[:place] + changed + mark[place + 1 :]
