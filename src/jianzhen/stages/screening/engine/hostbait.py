"""Hosts built like those of scam shops: a shop's word, a country joined, a cheap ending, letters nobody can say.

The name of a host proves nothing, so this check watches at most. The weights of its lexicon were fitted on one half of
a public block list and of the addresses of known firms, rounded, and measured on the other half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jianzhen.playbook.model import Term
from jianzhen.playbook.primitives import HostBait
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.hosts import hosts_in
from jianzhen.stages.screening.engine.termcheck import applies
from jianzhen.stages.screening.engine.view import ItemView

_PARTS: Final = re.compile(r"[a-z]+")
_UNSAID: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")
_JOINED: Final = 3
"""Letters from which a shop's word counts at an end of a longer part (bigmall)."""
_STRONGEST: Final = 8.0
_WWW: Final = frozenset({"www", "m", "wap", "h5"})


class HostBaitCheck:
    """One ``host_bait`` check.

    Args:
        domain: the playbook.
        check: its parameters.
        terms: its lexicon (tags word, place, ending, platform).
    """

    def __init__(self, domain: str, check: HostBait, terms: tuple[Term, ...]) -> None:
        self._domain, self._check = domain, check
        self._words, self._places, self._endings = (
            {term.term.lower(): term.weight or 0.0 for term in terms if term.tag == tag}
            for tag in ("word", "place", "ending")
        )
        self._platforms = tuple(term.term for term in terms if term.tag == "platform")

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group with the host that has most of such signs, or none."""
        text = view.folded.original
        if "." not in text or not applies(self._check, view.kind):
            return []
        found = []
        for start, end, host in hosts_in(text, self._platforms):
            signs = list(self.signs(host))
            bits = sum(weight for _, weight in signs)
            if bits >= self._check.least:
                found.append((bits, start, end, "、".join(sign for sign, _ in signs)))
        if not found:
            return []
        bits, start, end, told = max(found, key=lambda one: (one[0], -one[1]))
        params: dict[str, Param] = {"host": text[start:end], "signs": told}
        made = Evidence(
            self._check.code, self._domain, min(bits, _STRONGEST), "host.bait", params, "text", start, end,
            self._check.law, watch_only=True,
        )  # fmt: skip
        return [Group(None, self._check.base, [made])]

    def signs(self, host: str) -> Iterator[tuple[str, float]]:
        """Yield the signs of a host in small letters, each with its bits."""
        labels, _, ending = host.rpartition(".")
        label = ".".join(one for one in labels.split(".") if one not in _WWW)
        parts = _PARTS.findall(label)
        if ending in self._endings:
            yield f".{ending}", self._endings[ending]
        words = [word for word in self._words if any(_has(part, word) for part in parts)]
        if words:
            best = max(words, key=lambda word: (self._words[word], len(word), word))
            yield best, self._words[best] + (self._check.further if len(words) > 1 else 0.0)
        place = next((one for one in self._places if any(_ends_with(part, one) for part in parts)), None)
        if place:
            yield place, self._places[place]
        if any(map(str.isdigit, label)):
            yield "0-9", self._check.digit
        if "-" in label:
            yield "-", self._check.hyphen
        if any(_UNSAID.search(part) for part in parts):
            yield "?", self._check.unsaid


def _has(part: str, word: str) -> bool:
    return part == word or (len(word) >= _JOINED and len(part) > len(word) and part.endswith(word))


def _ends_with(part: str, place: str) -> bool:
    return part == place or (len(part) > len(place) + 2 and (part.startswith(place) or part.endswith(place)))
