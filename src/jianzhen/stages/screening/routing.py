"""A citizen's words → the domain they belong to and whose that is, with abstention (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from jianzhen.playbook.model import Agencies, Playbook
from jianzhen.stages.screening.messages.evidence import Evidence, Said
from jianzhen.stages.screening.messages.fields import plan_fields
from jianzhen.stages.screening.messages.model import OUTSIDE, UNCLEAR, Floats, load_model
from jianzhen.stages.screening.messages.reading import Message, read_message
from jianzhen.stages.screening.messages.vocabulary import based, words_of
from jianzhen.stages.screening.reasons import Lang, render

Verdict = Literal["routed", "out_of_scope", "abstained"]
MIN_ROUTED: Final = 0.55
"""Belief below which a domain is only a guess; chosen on the tuning messages (docs/reference/routing.md)."""
MIN_OUTSIDE: Final = 0.7
"""Belief below which a message is not called out of scope."""
MIN_BARE: Final = 0.65
"""The same where the text holds no word at all of any domain and names no misdeed."""
MIN_AGENCY: Final = 0.45
"""Belief in one domain that is enough where all that rival it have the same lead."""
FIRM: Final = 5.0
"""Bits of words in the text with which a class may be named."""
SOFT: Final = 1.5
"""Bits of goods alone that may do for it, where the model is sure and the message short."""
MIN_SOFT: Final = 0.85
"""Belief that is then needed; without any word of a class nothing is routed to it."""
WHOLE: Final = 7.0
RIVAL: Final = 0.75
"""Bits of whole terms, and share of the best class's, with which a second matter in the text cannot be passed over."""
NAMED: Final = 9.0
"""Bits of a term at the beginning that names the matter in so many words (虚假宣传): such a message is not outside."""
LONG: Final = 160
"""Characters from which a message is about what its beginning says or what it says again and again."""
BRIEF: Final = 8
"""Characters below which silence says nothing: such a message is out of scope only if its words say so."""
_MOST_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a message belongs.

    ``domain`` is empty unless routed; ``field`` names the field of the work plan where that has no playbook yet and
    ``domain`` is only the nearest; ``agencies`` are who leads and who acts jointly. ``confidence`` is the belief (0-1)
    in the answer, of an abstention in the best guess.
    """

    verdict: Verdict
    domain: str
    confidence: float
    code: str
    params: Mapping[str, str]
    field: str = ""
    agencies: Agencies | None = None

    def reason(self, lang: Lang) -> str:
        """Return why, in words."""
        return render(self.code, self.params, lang)


@dataclass(frozen=True, slots=True)
class _Class:
    """A domain or a field: the domain it is filed under, its title, agencies, base bits, and column in the model."""

    name: str
    domain: str
    title: str
    agencies: Agencies
    base: float
    column: int | None


@dataclass(slots=True)
class _Weighed:
    """A message with what was found in it and believed of it."""

    message: Message
    evidence: Evidence
    belief: dict[str, float]
    best: str = field(default="")

    def said(self, name: str) -> Said:
        """Return what speaks for a class."""
        return self.evidence.said.get(name, Said())

    def without_outside(self) -> None:
        """Believe as if the message could not lie outside; what was believed of that is shared out."""
        rest = 1.0 - self.belief[OUTSIDE]
        self.belief = (
            {name: share / rest for name, share in self.belief.items()} | {OUTSIDE: 0.0} if rest else self.belief
        )

    def speaks(self, name: str, *, soft: bool) -> bool:
        """Say whether words of the text allow a class: firm ones, or (``soft``) its goods where the belief is high."""
        said, long = self.said(name), len(self.message.plain) > LONG
        if long and said.head < FIRM and said.firm < 3 * FIRM:
            return False
        soft = soft and not long and said.goods >= SOFT and self.belief[name] >= MIN_SOFT
        return said.firm >= FIRM or soft


class Router:
    """Weighs the words of every playbook's routing lexicon, and a small trained model, against each other.

    Nothing is routed without words of its domain in the text: the model only says which of them to believe. A playbook
    that the model was not trained with is weighed by its lexicon alone. Thread-safe.

    Args:
        playbooks: the domains.
    """

    def __init__(self, playbooks: Sequence[Playbook]) -> None:
        self._words, self._model = words_of(playbooks), load_model()
        self._classes = {one.name: one for one in _classes(playbooks, self._model.classes)}
        self._names = (*self._classes, OUTSIDE, UNCLEAR)
        trained = [one.column for one in self._classes.values() if one.column is not None]
        self._trained = trained or list(range(len(self._model.classes) - 2))

    def route(self, text: str) -> Routed:
        """Return where ``text`` belongs: one domain, out of scope, or nothing that can be said."""
        weighed = self._weigh(read_message(text))
        inside = [name for name in weighed.evidence.said if name in self._classes and self._may(name, weighed)]
        if not inside:
            return self._without(weighed)
        weighed.best = max(inside, key=lambda name: (weighed.belief[name], name))
        said = weighed.said(weighed.best)
        if said.named >= NAMED and not weighed.evidence.denied:
            weighed.without_outside()
        if weighed.belief[OUTSIDE] >= MIN_OUTSIDE:
            return self._outside(weighed)
        return self._inside(weighed)

    def _may(self, name: str, weighed: _Weighed) -> bool:
        """Say whether the text may be routed to a class; fields without a playbook want firm words."""
        return weighed.speaks(name, soft=self._classes[name].domain == name)

    def _weigh(self, message: Message) -> _Weighed:
        evidence = self._words.look(message.plain)
        scores = self._model.scores(evidence, message.plain)
        held = np.array([self._score(name, scores, evidence) for name in self._names]) / self._model.temperature
        raised = np.exp(held - held.max())
        return _Weighed(message, evidence, dict(zip(self._names, (raised / raised.sum()).tolist(), strict=True)))

    def _score(self, name: str, scores: Floats, evidence: Evidence) -> float:
        if name in self._model.classes:
            return float(scores[self._model.classes.index(name)])
        said = evidence.said.get(name, Said())
        firm = self._model.shared @ np.array([said.whole, said.pair, said.goods, said.head]) / 10
        return float(np.mean(scores[self._trained]) + firm + self._classes[name].base)

    def _without(self, weighed: _Weighed) -> Routed:
        """Answer where no word of a domain stands in the text, or only denied ones."""
        brief = len(weighed.message.plain) < BRIEF and OUTSIDE not in weighed.evidence.said
        bare = not weighed.evidence.misdeeds and not set(weighed.evidence.said) - {OUTSIDE}
        if brief or weighed.belief[OUTSIDE] < (MIN_BARE if bare else MIN_OUTSIDE):
            return self._hesitant(weighed)
        return self._outside(weighed)

    def _hesitant(self, weighed: _Weighed) -> Routed:
        """Abstain, and name the words that lean to a domain if there are any."""
        best = max(self._classes, key=lambda name: (weighed.belief[name], name))
        sure = round(min(max(weighed.belief.values()), MIN_OUTSIDE), 4)
        if not weighed.said(best).spans:
            return Routed("abstained", "", sure, "route.none", {})
        params = {"words": self._quoted(weighed, best), "domain": self._classes[best].title}
        return Routed("abstained", "", sure, "route.weak", params)

    def _outside(self, weighed: _Weighed) -> Routed:
        belief = round(weighed.belief[OUTSIDE], 4)
        denied = [weighed.message.written(*span) for span in weighed.evidence.denied[:_MOST_WORDS]]
        if denied:
            return Routed("out_of_scope", "", belief, "route.denied", {"words": _joined(denied)})
        words = self._quoted(weighed, OUTSIDE)
        return Routed("out_of_scope", "", belief, "route.outside", {"words": words}) if words else _silent(belief)

    def _inside(self, weighed: _Weighed) -> Routed:
        best, belief = self._classes[weighed.best], weighed.belief
        alike = sum(belief[name] for name, one in self._classes.items() if one.domain == best.domain)
        led = sum(belief[name] for name, one in self._classes.items() if _leads(one) == _leads(best))
        sure, rival = round(alike, 4), self._rival(weighed, best)
        if rival is not None:
            return _torn(best, rival, sure)
        if alike >= MIN_ROUTED or (alike >= MIN_AGENCY and led >= MIN_ROUTED):
            return self._routed(weighed, best, sure)
        other = max((name for name in self._classes if name != best.name), key=lambda name: belief[name])
        if belief[other] > belief[OUTSIDE] and belief[other] > belief[UNCLEAR]:
            return _torn(best, self._classes[other], sure)
        params = {"words": self._quoted(weighed, best.name), "domain": best.title}
        return Routed("abstained", "", sure, "route.weak", params)

    def _rival(self, weighed: _Weighed, best: _Class) -> _Class | None:
        """Return a class of an agency that the best one does not involve, and whose words weigh nearly as much."""
        involved = {agency.code for agency in (*best.agencies.lead, *best.agencies.joint)}
        least = max(WHOLE, RIVAL * weighed.said(best.name).firm)
        for name, said in sorted(weighed.evidence.said.items()):
            one = self._classes.get(name)
            if one and not involved & set(_leads(one)) and said.whole >= WHOLE and said.firm >= least:
                return one
        return None

    def _routed(self, weighed: _Weighed, best: _Class, sure: float) -> Routed:
        params = {"words": self._quoted(weighed, best.name), "domain": best.title}
        if best.name == best.domain:
            return Routed("routed", best.domain, sure, "route.domain", params, agencies=best.agencies)
        params["nearest"] = self._classes[best.domain].title
        return Routed("routed", best.domain, sure, "route.field", params, field=best.name, agencies=best.agencies)

    def _quoted(self, weighed: _Weighed, name: str) -> str:
        """Return the words of the text that speak for a class: its lexicon's, else the model's."""
        spans = weighed.said(name).spans
        ranked = sorted(spans, key=lambda span: (-spans[span], span))
        if not ranked:
            ranked = self._model.telling(weighed.message.plain, name, most=3)
        return _joined([weighed.message.written(*span) for span in ranked[: 2 * _MOST_WORDS]])


def _classes(playbooks: Sequence[Playbook], trained: Sequence[str]) -> list[_Class]:
    columns, bases = {name: at for at, name in enumerate(trained)}, based(playbooks)
    domains = sorted(playbooks, key=lambda playbook: playbook.domain)
    found = [
        _Class(one.domain, one.domain, one.head.title.zh, one.head.agencies, bases[one.domain], columns.get(one.domain))
        for one in domains
    ]
    fields = plan_fields([one.domain for one in domains])
    return found + [
        _Class(one.code, one.nearest, one.title.zh, one.agencies, 0.0, columns.get(one.code)) for one in fields
    ]


def _torn(best: _Class, other: _Class, sure: float) -> Routed:
    return Routed("abstained", "", sure, "route.ambiguous", {"domain": best.title, "other": other.title})


def _leads(one: _Class) -> tuple[str, ...]:
    return tuple(agency.code for agency in one.agencies.lead)


def _silent(belief: float) -> Routed:
    return Routed("out_of_scope", "", belief, "route.silent", {})


def _joined(words: Sequence[str]) -> str:
    return "、".join(list(dict.fromkeys(words))[:_MOST_WORDS])
