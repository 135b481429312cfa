"""The disguises: a mark goes in, a way to write it that is not the mark comes out, with the manner's name."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from disguise_tables import Alike, Tables, is_han

Made = tuple[str, str]
"""The disguised mark and the manner, a finer name within the kind."""
Way = Callable[[str, Tables, random.Random], Made | None]

EMOJI = ("🔥", "✨", "❤", "👍", "🌟", "💥", "🎁", "⭐")
INVISIBLE = ("\u200b", "\u200c", "\u2060", "\u00ad", "\ufeff")
STROKES = ("|", "/", "-", "_", "~", "*", "丨", "—", "+")
BRACKETS = ("【】", "[]", "()", "（）", "《》", "「」")
LEET = {
    "o": "0", "i": "1!", "l": "1|", "e": "3", "a": "4@", "s": "5$", "t": "7+", "b": "8", "g": "9", "z": "2", "q": "9",
}  # fmt: skip
HOMOGLYPH = {
    "a": "аα", "e": "еє", "o": "оο", "p": "рρ", "c": "сϲ", "x": "хχ", "y": "уγ", "i": "іι", "s": "ѕ", "h": "һ",
    "k": "кκ", "n": "ո", "u": "υ", "v": "ν", "t": "τ", "j": "ј", "b": "Ь", "m": "м", "d": "ԁ", "w": "ԝ",
}  # fmt: skip
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkxcvbnmn", strict=False))


def plain(mark: str, tables: Tables, dice: random.Random) -> Made:  # noqa: ARG001 - one shape for all ways
    """As registered."""
    return mark, "as registered"


def separators(mark: str, tables: Tables, dice: random.Random) -> Made:  # noqa: ARG001
    """Something stands between the characters that does not belong there."""
    manner = dice.choice(list(SEPARATORS))
    return SEPARATORS[manner](mark, dice), manner


def _each(signs: Sequence[str]) -> Callable[[str, random.Random], str]:
    def apply(mark: str, dice: random.Random) -> str:
        return dice.choice(signs).join(mark)

    return apply


def _once(signs: Sequence[str]) -> Callable[[str, random.Random], str]:
    def apply(mark: str, dice: random.Random) -> str:
        place = dice.randrange(1, len(mark))
        return mark[:place] + dice.choice(signs) + mark[place:]

    return apply


def _bracketed(mark: str, dice: random.Random) -> str:
    pair = dice.choice(BRACKETS)
    left, right = pair[0], pair[1]
    place = dice.randrange(len(mark))
    return f"{mark[:place]}{left}{mark[place]}{right}{mark[place + 1 :]}"


def _struck(mark: str, dice: random.Random) -> str:
    sign = dice.choice(("\u0336", "\u0332", "\u20e0"))
    return "".join(character + sign for character in mark)


SEPARATORS: Mapping[str, Callable[[str, random.Random], str]] = {
    "spaces between all": _each((" ", "\u3000")),
    "one space": _once((" ",)),
    "dots between all": _each((".", "·", "。", "•")),
    "one dot": _once((".", "·", "•")),
    "emoji": _once(EMOJI),
    "zero width": _once(INVISIBLE),
    "zero width between all": _each(INVISIBLE),
    "brackets": _bracketed,
    "stroke": _once(STROKES),
    "strokes between all": _each(STROKES),
    "combining strokes": _struck,
}


def leet(mark: str, tables: Tables, dice: random.Random) -> Made | None:  # noqa: ARG001
    """One letter up to half of them become the digit or sign that looks like them."""
    places = [place for place, letter in enumerate(mark.lower()) if letter in LEET]
    if not places:
        return None
    chosen = dice.sample(places, min(len(places), dice.randint(1, max(1, len(mark) // 2))))
    text = "".join(dice.choice(LEET[one.lower()]) if place in chosen else one for place, one in enumerate(mark))
    made = {text[place] for place in chosen}
    return text, "digits only" if all(map(str.isdigit, made)) else "signs too"


def homoglyph(mark: str, tables: Tables, dice: random.Random) -> Made | None:  # noqa: ARG001
    """One letter becomes a letter of another script that looks the same, or all a drawn form of it."""
    manner = dice.choice(("another script", "full width, one", "letter forms"))
    if manner == "another script":
        return _replaced(mark, {key: HOMOGLYPH[key.lower()] for key in mark if key.lower() in HOMOGLYPH}, dice, manner)
    if manner == "full width, one":
        return _replaced(mark, {key: chr(ord(key) + 0xFEE0) for key in mark}, dice, manner)
    base = dice.choice((0x1D41A, 0x1D4EA, 0x24D0))
    return "".join(chr(base + ord(one) - 97) for one in mark.lower()), manner


def edit(mark: str, tables: Tables, dice: random.Random) -> Made | None:  # noqa: ARG001
    """One letter too many, too few, another, or two changed about."""
    place = dice.randrange(1, len(mark) - 1)
    manner = dice.choice(("doubled", "dropped", "another letter", "changed about"))
    before, one, after = mark[:place], mark[place], mark[place + 1 :]
    text = {
        "doubled": before + one + one + after,
        "dropped": before + after,
        "another letter": before + NEIGHBOURS.get(one.lower(), "x") + after,
        "changed about": before + after[:1] + one + after[1:],
    }[manner]
    return (text, manner) if text.lower() != mark.lower() else None


def substitute(table: str, manner: str) -> Way:
    """Return the way that replaces one character by one of a table."""

    def way(mark: str, tables: Tables, dice: random.Random) -> Made | None:
        return _replaced(mark, getattr(tables, table), dice, manner)

    return way


def _replaced(mark: str, table: Alike, dice: random.Random, manner: str) -> Made | None:
    places = [place for place, one in enumerate(mark) if table.get(one)]
    if not places:
        return None
    place = dice.choice(places)
    return mark[:place] + dice.choice(table[mark[place]]) + mark[place + 1 :], manner


def split(mark: str, tables: Tables, dice: random.Random) -> Made | None:
    """One character is written as its two parts, side by side."""
    wanted = "a" if dice.random() < 0.85 else "d"
    places = [place for place, one in enumerate(mark) if one in tables.parts and tables.parts[one][2] == wanted]
    if not places:
        return None
    place = dice.choice(places)
    left, right, _ = tables.parts[mark[place]]
    return mark[:place] + left + right + mark[place + 1 :], "left and right" if wanted == "a" else "upper and lower"


def one_pinyin(mark: str, tables: Tables, dice: random.Random) -> Made | None:
    """One character is written as its syllable."""
    places = [place for place, one in enumerate(mark) if one in tables.readings]
    if not places:
        return None
    place = dice.choice(places)
    syllable = tables.readings[mark[place]]
    shown, manner = dice.choice(
        ((syllable, "small"), (syllable.capitalize(), "capital"), (syllable.upper(), "capitals"))
    )
    return mark[:place] + shown + mark[place + 1 :], manner


def all_pinyin(mark: str, tables: Tables, dice: random.Random) -> Made | None:
    """The whole mark is written in pinyin."""
    if not all(one in tables.readings for one in mark):
        return None
    joined = dice.choice(("", "", " "))
    return joined.join(tables.readings[one] for one in mark), "joined" if not joined else "spaced"


def one_initial(mark: str, tables: Tables, dice: random.Random) -> Made | None:
    """One character is written as the first letter of its syllable."""
    made = one_pinyin(mark, tables, dice)
    if not made:
        return None
    letters = "".join(one for one in made[0] if one.isascii())
    return made[0].replace(letters, letters[0]), "one letter"


def traditional(mark: str, tables: Tables, dice: random.Random) -> Made | None:  # noqa: ARG001
    """Every character is written in its traditional form."""
    text = "".join(tables.traditional.get(one, one) for one in mark)
    return (text, "all") if text != mark else None


def mixed(mark: str, tables: Tables, dice: random.Random) -> Made | None:
    """Two ways at once: one that changes a character, then a separator."""
    hanzi = (HOMOPHONE, LOOK, split, one_pinyin)
    first = dice.choice(hanzi) if all(map(is_han, mark)) else leet
    made = first(mark, tables, dice)
    if not made:
        return None
    text, _ = separators(made[0], tables, dice)
    names = {HOMOPHONE: "sound", LOOK: "look", split: "parts", one_pinyin: "pinyin", leet: "leet"}
    return text, f"{names[first]} + separator"


HOMOPHONE = substitute("same_tone", "same tone")
LOOK = substitute("look", "both lists")
HANZI: Mapping[str, Way] = {
    "plain": plain,
    "separators": separators,
    "homophone, same tone": HOMOPHONE,
    "homophone, other tone": substitute("other_tone", "other tone"),
    "homophone, one list": substitute("one_list", "one list"),
    "near sound": substitute("near", "merged"),
    "look-alike, both lists": LOOK,
    "look-alike, by hand": substitute("look_hand", "by hand"),
    "look-alike, list one": substitute("look_one", "list one"),
    "look-alike, list two": substitute("look_two", "list two"),
    "parts (拆字)": split,
    "one pinyin": one_pinyin,
    "one initial": one_initial,
    "all pinyin": all_pinyin,
    "traditional": traditional,
    "part added or dropped (火星文)": substitute("grown", "grown"),
    "mixed": mixed,
}
LATIN: Mapping[str, Way] = {
    "plain": plain,
    "separators": separators,
    "leet": leet,
    "homoglyph": homoglyph,
    "edit": edit,
    "mixed": mixed,
}
