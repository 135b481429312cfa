"""A citizen's words → the domain they belong to, with abstention (pure)."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

from jianzhen.playbook.model import Playbook, Term
from jianzhen.stages.screening.engine.view import Lexicons
from jianzhen.stages.screening.reasons import Lang, render

Verdict = Literal["routed", "out_of_scope", "abstained"]
MARGIN: Final = 2.0
"""Bits by which a domain must lead before it is named alone."""
MIN_SHARE: Final = 0.6
"""Share of belief below which a domain is only a guess."""
OUTSIDE: Final = "outside"
_OUTSIDE_BASE: Final = -3.0
_MAX_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a message belongs; ``domain`` is empty unless routed, ``confidence`` a share of belief 0-1."""

    verdict: Verdict
    domain: str
    confidence: float
    code: str
    params: Mapping[str, str]

    def reason(self, lang: Lang) -> str:
        """Return why, in words."""
        return render(self.code, self.params, lang)


class Router:
    """Weighs the words of every playbook's routing lexicon against each other and against matters out of scope.

    Each domain starts from its base and gains the bits of every term found, each once, the longest of those that
    cover each other. Thread-safe.

    Args:
        playbooks: the domains.
    """

    def __init__(self, playbooks: Sequence[Playbook]) -> None:
        self._titles = {playbook.domain: playbook.head.title.zh for playbook in playbooks}
        self._base = {playbook.domain: playbook.head.routing.base for playbook in playbooks}
        words = {playbook.domain: playbook.lexicon(playbook.head.routing.lexicon) for playbook in playbooks}
        self._lexicons = Lexicons({**words, OUTSIDE: _outside()})

    def route(self, text: str) -> Routed:
        """Return where ``text`` belongs: one domain, out of scope, or nothing that can be said."""
        found = self._found(text)
        bits = {domain: base + sum(found.get(domain, {}).values()) for domain, base in self._base.items()}
        bits[OUTSIDE] = _OUTSIDE_BASE + sum(found.get(OUTSIDE, {}).values())
        ranked = sorted(self._base, key=lambda domain: (-bits[domain], domain))
        best = ranked[0]
        if bits[best] <= 0 or bits[best] <= bits[OUTSIDE]:
            return self._unnamed(found, bits)
        if len(ranked) > 1 and bits[best] - bits[ranked[1]] < MARGIN:
            params = {"domain": self._titles[best], "other": self._titles[ranked[1]]}
            return Routed("abstained", "", _share(bits, best), "route.ambiguous", params)
        params = {"words": _shown(found[best]), "domain": self._titles[best]}
        if _share(bits, best) < MIN_SHARE:
            return Routed("abstained", "", _share(bits, best), "route.weak", params)
        return Routed("routed", best, _share(bits, best), "route.domain", params)

    def _unnamed(self, found: Mapping[str, Mapping[str, float]], bits: Mapping[str, float]) -> Routed:
        if bits[OUTSIDE] > 0:
            return Routed("out_of_scope", "", _share(bits, OUTSIDE), "route.outside", {"words": _shown(found[OUTSIDE])})
        return Routed("abstained", "", round(1 - max(_share(bits, name) for name in bits), 4), "route.none", {})

    def _found(self, text: str) -> dict[str, dict[str, float]]:
        view = self._lexicons.view({}, text)
        found: dict[str, dict[str, float]] = {}
        for name, hits in view.hits.items():
            spans = [(hit.start, hit.end) for hit in hits]
            for hit in hits:
                if not any(a <= hit.start and hit.end <= b and b - a > hit.end - hit.start for a, b in spans):
                    found.setdefault(name, {})[hit.term.term] = hit.term.weight or 0.0
        return found


def _outside() -> tuple[Term, ...]:
    text = (files("jianzhen.stages.screening") / "outside.csv").read_text(encoding="utf-8")
    return tuple(Term(term=row["term"], weight=float(row["weight"])) for row in csv.DictReader(text.splitlines()))


def _share(bits: Mapping[str, float], name: str) -> float:
    odds = {one: math.pow(2.0, min(weight, 60.0)) for one, weight in bits.items()}
    return round(odds[name] / (1.0 + sum(odds.values())), 4)


def _shown(words: Mapping[str, float]) -> str:
    ranked = sorted(words, key=lambda word: (-words[word], word))
    return "、".join(ranked[:_MAX_WORDS])
