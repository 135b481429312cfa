"""Makes up citizens' messages with known labels from a file of invented sentences (``worlds/*.yml``).

A message is one matter, told short or long: greeting, story, the matter itself, an aside about something else,
complaint, request; then slips of the pen. Everything comes from the seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import yaml

from jianzhen.playbook.reader import read_shipped
from jianzhen.stages.screening.messages.fields import plan_fields

WORLDS: Final = Path(__file__).parent / "worlds"
OUTSIDE: Final = "outside"
UNCLEAR: Final = "unclear"
Part = Literal["train", "tune", "all"]
_HELD: Final = 4
"""Of every four sentences of a class the last is kept from training, for setting thresholds."""
_SLOT: Final = re.compile(r"\{(\w+)\}")
_SLIPS: Final = {"的": "地", "在": "再", "得": "的", "做": "作", "哪": "那", "账": "帐", "已": "以", "么": "吗"}
_FILLERS: Final = ("那个", "就是说", "唉", "然后", "反正", "真的", "我就想说", "哎呀")


@dataclass(frozen=True)
class World:
    """The sentences of one file: ``cores`` by class (outside and unclear among them)."""

    slots: Mapping[str, Sequence[str]]
    cores: Mapping[str, Sequence[str]]
    story: Sequence[str]
    aside: Sequence[str]


def read_world(name: str, part: Part = "all") -> World:
    """Read ``worlds/<name>.yml``, of every class only the sentences of ``part``."""
    data = yaml.safe_load((WORLDS / f"{name}.yml").read_text(encoding="utf-8"))
    cores = {**data["core"], OUTSIDE: data["outside"]}
    kept = {label: [text for at, text in enumerate(texts) if _in(at, part)] for label, texts in cores.items()}
    slots = {**data["slots"], "anygoods": _goods()}
    return World(slots, kept, data["story"], data["aside"])


def _goods() -> list[str]:
    """Return everything that the lexicons of routing take for goods: naming them alone is no matter of ours."""
    books = read_shipped()
    terms = [term for book in books for term in book.lexicon(book.head.routing.lexicon)]
    terms += [term for field in plan_fields([book.domain for book in books]) for term in field.terms]
    return sorted({term.term for term in terms if term.tag == "goods"})


def _in(at: int, part: Part) -> bool:
    return part == "all" or (at % _HELD == _HELD - 1) == (part == "tune")


def messages(world: World, *, seed: int, count: int) -> Iterator[tuple[str, str]]:
    """Yield ``count`` pairs (label, text); half lie outside, one in twelve is unclear."""
    draw = random.Random(seed)
    inside = sorted(set(world.cores) - {OUTSIDE, UNCLEAR})
    for _ in range(count):
        fate = draw.random()
        label = OUTSIDE if fate < 0.5 else UNCLEAR if fate < 0.58 else draw.choice(inside)
        yield label, _slip(_tell(world, label, draw), draw)


def _tell(world: World, label: str, draw: random.Random) -> str:
    length = draw.random()
    parts = [_say(draw.choice(world.cores[label]), world, draw)]
    if length > 0.35:
        parts.append(_word("moan", world, draw))
    more = _further(label, length, draw)
    parts.extend(_say(draw.choice(world.cores[label]), world, draw) for _ in range(more))
    told = draw.sample(list(world.story), k=0 if length < 0.5 else draw.randint(1, 6))
    for sentence in told:
        parts.insert(draw.randint(0, len(parts)), _say(sentence, world, draw))
    if label != UNCLEAR and draw.random() < 0.2:
        parts.append(_say(draw.choice(world.aside), world, draw))
    if label not in {UNCLEAR, OUTSIDE} and length > 0.8 and draw.random() < 0.5:
        parts.insert(draw.randint(0, len(parts)), _say(draw.choice(world.cores[OUTSIDE][:100]), world, draw))
    if draw.random() < 0.6:
        parts.insert(0, _word("open", world, draw))
    if draw.random() < 0.6:
        parts.append(_word("ask", world, draw))
    return _join([part for part in parts if part], draw)


def _further(label: str, length: float, draw: random.Random) -> int:
    """Return how many more sentences of its kind a message holds; matters outside are told at greater length."""
    if label == UNCLEAR or length <= 0.6:
        return 0
    return draw.randint(1, 7) if label == OUTSIDE else 1


def _join(parts: Sequence[str], draw: random.Random) -> str:
    marks = draw.choice(["，", "。", "，。", "，。！", " ", "\n。", "。，"])
    return "".join(part + draw.choice(marks) for part in parts)


def _word(slot: str, world: World, draw: random.Random) -> str:
    return str(draw.choice(list(world.slots[slot])))


def _say(sentence: str, world: World, draw: random.Random) -> str:
    return _SLOT.sub(lambda slot: _word(slot.group(1), world, draw), sentence)


def _slip(text: str, draw: random.Random) -> str:
    """Return the text with a typo, a lost or doubled character, a filler or lost punctuation, now and then."""
    if draw.random() < 0.25:
        text = "".join(_SLIPS.get(one, one) if draw.random() < 0.2 else one for one in text)
    if draw.random() < 0.12 and len(text) > 12:
        at = draw.randrange(len(text))
        text = text[:at] + text[at] + text[at:] if draw.random() < 0.5 else text[:at] + text[at + 1 :]
    if draw.random() < 0.15:
        text = draw.choice(_FILLERS) + "，" + text
    return re.sub(r"[，。！]", "", text) if draw.random() < 0.06 else text
