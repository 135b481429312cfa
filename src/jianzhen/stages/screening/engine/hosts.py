"""Hosts named in a text that are dressed up as somebody's Latin mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Final

from jianzhen.playbook.model import Term
from jianzhen.playbook.primitives import HostAlike
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.folding import fold_text, skeleton
from jianzhen.stages.screening.engine.names import same_name
from jianzhen.stages.screening.engine.termcheck import applies
from jianzhen.stages.screening.engine.view import ItemView
from jianzhen.stages.screening.plan import Plan

CLEAR_WEIGHT: Final = -20.0
MAX_HOSTS: Final = 8
"""Hosts looked at in one text."""
MIN_EDITED: Final = 6
"""Letters a mark needs before a host with one letter changed is read as it."""
_LETTERS: Final = "a-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_ENDINGS: Final = (
    "com", "cn", "net", "org", "co", "cc", "me", "io", "tv", "hk", "tw", "us", "uk", "eu", "de", "fr", "ru", "in",
    "info", "biz", "shop", "store", "online", "site", "website", "club", "top", "xyz", "vip", "live", "fun", "ltd",
    "win", "ink", "app", "link", "work", "pro", "asia", "mobi", "sale", "mall", "icu", "buzz", "cyou", "life",
    "world", "group", "best", "bar", "cfd", "click", "cloud", "jp", "kr", "id", "br",
)  # fmt: skip
"""Ends of domain names that are met in shops' addresses; other dotted words are no hosts."""
_LABELS: Final = rf"(?:[{_LETTERS}][{_LETTERS}-]{{0,62}}\.){{1,4}}"
_HOST: Final = re.compile(rf"(?<![{_LETTERS}@._-])({_LABELS})({'|'.join(_ENDINGS)})(?![{_LETTERS}-])(?!\.[a-z])")
_GLYPHS: Final = str.maketrans("аеорсухіѕԁјһοανικρτ", "aeopcyxisdjhoavikpt")
"""Cyrillic and Greek letters that look like Latin ones."""
_WIDE: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_IDLE: Final = frozenset({"www", "m", "wap", "h5", "com", "net", "org", "gov", "edu", "co"})


@dataclass(frozen=True, slots=True)
class Alike:
    """How a host's label is like a mark: row, way, the word joined to it, bits."""

    right: int
    way: str
    word: str
    weight: float


class HostCheck:
    """One ``host_alike`` check.

    Args:
        plan: the whole plan.
        domain: the playbook.
        check: its parameters.
    """

    def __init__(self, plan: Plan, domain: str, check: HostAlike) -> None:
        self._domain, self._check, self._rights = domain, check, plan.rights
        self._marks: dict[str, list[int]] = {}
        self._shapes: dict[str, list[int]] = {}
        columns = (plan.rights.column(name).to_pylist() for name in ("kind", "folded"))
        for row, (kind, folded) in enumerate(zip(*columns, strict=True)):
            if kind in check.rights and _is_latin(folded, check.min_letters):
                self._marks.setdefault(folded, []).append(row)
                self._shapes.setdefault(shape(folded), []).append(row)
        terms = plan.terms(domain, check.lexicon)
        self._words = _weights(terms, "word")
        self._endings = _weights(terms, "ending")
        self._platforms = tuple(term.term for term in terms if term.tag == "platform")

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group for each mark that a host of the item is like."""
        text = view.folded.original
        if not self._marks or ("." not in text and "．" not in text) or not applies(self._check, view.kind):
            return []
        best: dict[int, tuple[Alike, re.Match[str]]] = {}
        for host in _found(text, self._platforms):
            for one in self._alike(host[1], host[2]):
                if one.right not in best or one.weight > best[one.right][0].weight:
                    best[one.right] = one, host
        return [self._group(view, one, host) for one, host in best.values()]

    def _alike(self, labels: str, ending: str) -> Iterator[Alike]:
        extra = self._endings.get(ending, 0.0)
        for label in labels.strip(".").split("."):
            if label in _IDLE:
                continue
            for one in self._of_label(_decoded(label)):
                yield one if one.way == "same" else Alike(one.right, one.way, one.word, one.weight + extra)

    def _of_label(self, label: str) -> Iterator[Alike]:
        check, joined = self._check, label.replace("-", "")
        if joined in self._marks:
            way, weight = ("hyphen", check.hyphen) if joined != label else ("same", check.same)
            yield from (Alike(row, way, "", weight) for row in self._marks[joined])
            return
        if shape(joined) in self._shapes:
            yield from (Alike(row, "swapped", "", check.swapped) for row in self._shapes[shape(joined)])
            return
        for rest, word, weight in self._without_word(joined):
            yield from (Alike(row, "joined", word, check.joined + weight) for row in self._marks.get(rest, ()))
            if rest not in self._marks:
                shapes = self._shapes.get(shape(rest), ())
                yield from (Alike(row, "swapped", word, check.swapped + weight) for row in shapes)
        for row in self._edited(joined):
            yield Alike(row, "letter", "", check.one_letter)

    def _without_word(self, joined: str) -> Iterator[tuple[str, str, float]]:
        for word, weight in self._words.items():
            if joined.endswith(word):
                yield joined.removesuffix(word), word, weight
            if joined.startswith(word):
                yield joined.removeprefix(word), word, weight

    def _edited(self, joined: str) -> set[int]:
        if not MIN_EDITED - 1 <= len(joined) <= 30 or not joined.isascii():
            return set()
        return {row for near in _neighbours(joined) if len(near) >= MIN_EDITED for row in self._marks.get(near, ())}

    def _group(self, view: ItemView, one: Alike, host: re.Match[str]) -> Group:
        check, right = self._check, {name: self._rights.column(name)[one.right].as_py() for name in _NEEDED}
        start, end = host.span()
        params: dict[str, Param] = {"host": view.folded.original[start:end], "mark": right["mark"], "word": one.word}
        made = Evidence(
            check.code, self._domain, one.weight, f"host.{one.way}", params, "text", start, end, check.law,
            watch_only=check.ceiling == "watch",
        )  # fmt: skip
        clear = _user(view, right, self._domain)
        return Group(one.right, check.base, [made, clear] if clear else [made])


def hosts_in(text: str, platforms: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and small letters of the hosts named in ``text``, those of ``platforms`` left out."""
    for host in _found(text, platforms):
        yield host.start(), host.end(), host[0]


def _found(text: str, platforms: tuple[str, ...]) -> Iterator[re.Match[str]]:
    plain = "".join(one.lower() if len(one.lower()) == 1 else one for one in text.translate(_WIDE))
    found = (host for host in _HOST.finditer(plain) if not host[0].endswith(platforms))
    for _, host in zip(range(MAX_HOSTS), found, strict=False):
        yield host


_NEEDED: Final = ("mark", "holder", "holder_uscc", "licensees")


def _user(view: ItemView, right: dict[str, Any], domain: str) -> Evidence | None:
    seller, code = view.cells.get("seller"), view.cells.get("seller_uscc")
    holder = right["holder"]
    if (code and code == right["holder_uscc"]) or same_name(seller, holder):
        params: dict[str, Param] = {"holder": holder or code or ""}
        return Evidence("use.holder", domain, CLEAR_WEIGHT, "use.holder", params, "seller", clears=True)
    if any(same_name(seller, name) for name in right["licensees"] or ()):
        told: dict[str, Param] = {"licensee": seller or ""}
        return Evidence("use.licensee", domain, CLEAR_WEIGHT, "use.licensee", told, "seller", clears=True)
    return None


def shape(label: str) -> str:
    """Return a label with look-alike letters merged: other scripts, digits for letters, rn for m, vv for w."""
    merged = skeleton(fold_text(label.translate(_GLYPHS)))
    return merged.replace("rn", "m").replace("vv", "w")


def _is_latin(folded: str, least: int) -> bool:
    return folded.isascii() and sum(map(str.isalpha, folded)) >= least


def _decoded(label: str) -> str:
    """Return an internationalised label as people see it; what is no valid one stays as written."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _weights(terms: Iterable[Term], tag: str) -> dict[str, float]:
    return {term.term.lower(): term.weight or 0.0 for term in terms if term.tag == tag}


def _neighbours(word: str) -> set[str]:
    """Return every word one letter added, dropped, changed or swapped with its neighbour away."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase}
    added = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    return (dropped | swapped | changed | added) - {word}
