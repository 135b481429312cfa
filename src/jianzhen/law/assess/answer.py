"""What an assessment answers, and how it reads as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from jianzhen.law.assess.amounts import Value, money, plain
from jianzhen.law.assess.plans import plans
from jianzhen.law.assess.words import Node
from jianzhen.law.model import Confidence, Version


class Outcome(StrEnum):
    """What is answered; ``refused`` stands for a case whose facts cannot be meant."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    REVIEW = "needs_legal_review"
    NOT_APPLICABLE = "not_applicable"
    YES = "yes"
    YES_MUST_TRANSFER = "yes_must_transfer"
    NO = "no"
    CAP = "cap"
    REFUSED = "refused"


_SILENT: Final = frozenset({"given", "limb_condition_not_met", "limb_without_fact"})
"""Reasons that stand in the tree and would only lengthen the sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimbResult:
    """One limb compared: ``holds`` and ``reaches`` are None where they are open, ``value`` is None where not given."""

    rule: Version
    measure: str
    value: Value | None
    threshold: Decimal
    condition: str | None = None
    holds: bool | None = True
    reaches: bool | None = None
    grounds: tuple[Node, ...] = ()

    @property
    def decides(self) -> bool | None:
        """Whether this limb alone reaches the threshold."""
        if self.holds is False or self.value is None or self.reaches is False:
            return False
        return None if self.holds is None else self.reaches

    @property
    def position(self) -> str:
        """Where the certain value lies: below, at, above; open where the bounds lie on both sides."""
        if self.value is None or self.reaches is None:
            return "open"
        if self.value.low == self.threshold:
            return "at"
        return "above" if self.value.low > self.threshold else "below"

    @property
    def listed(self) -> bool:
        """Whether the limb belongs in the answer: its fact is given and its condition is not known to fail."""
        return self.value is not None and self.holds is not False

    def text(self, number: Decimal) -> str:
        """Print a number in the manner of this measure."""
        known = plans().measures.get(self.measure)
        return money(number) if known is None or known.money else plain(number)

    def to_json(self) -> dict[str, object]:
        """Return the comparison as JSON values."""
        value = self.value
        found: dict[str, object] = {"rule_id": self.rule.id, "measure": self.measure}
        found["value"] = self.text(value.low) if value else None
        if value and not value.exact:
            found["value_upper"] = self.text(value.high) if value.high is not None else None
        found |= {"threshold": plain(self.threshold), "position": self.position}
        if self.condition:
            found |= {"condition": self.condition, "condition_met": self.holds}
        found |= {"citation": self.rule.citation, "confidence": self.rule.confidence.value}
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The answer to one case: outcome, limbs, rules, and the tree of reasons below ``reason``."""

    outcome: Outcome
    reason: Node
    limbs: tuple[LimbResult, ...] = ()
    rules: tuple[Version, ...] = ()
    confidence: Confidence | None = None
    computed: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[Mapping[str, str], ...] = ()
    not_in_force: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the answer as JSON values; parts that do not apply are left out."""
        found: dict[str, object] = {"outcome": self.outcome.value}
        found["limbs"] = [limb.to_json() for limb in self.limbs]
        found["rule_ids"] = list(dict.fromkeys(rule.id for rule in self.rules))
        found["citations"] = {rule.id: rule.citation for rule in self.rules}
        found["confidence"] = self.confidence.value if self.confidence else None
        found["computed"] = dict(self.computed)
        found |= dict(self.extra)
        if self.not_in_force:
            found["rule_ids_not_in_force"] = list(self.not_in_force)
        if self.leads:
            found["unverified_rule_ids_not_to_be_used"] = list(self.leads)
        found["missing"] = list(self.missing)
        if self.unknown:
            found["unknown_fields"] = list(self.unknown)
        found["explanation_zh"] = explain(self.reason, zh=True)
        found["explanation_en"] = explain(self.reason, zh=False)
        found["reasons"] = self.reason.to_json()
        return found


def citation_zh(rule: Version) -> str:
    """Write the citations of a rule as Chinese sentences do."""
    return "；".join(
        one.instrument.title if one.article is None else f"{one.instrument.title}第{_article_zh(one.article)}"
        for one in rule.citations
    )


def _article_zh(article: str) -> str:
    number, unsure, _ = article.partition(" (number not verified)")
    return f"{number}条（条号未核实）" if unsure else f"{article}条"


def explain(node: Node, *, zh: bool) -> str:
    """Write a tree of reasons as sentences, the result first; what was said once is not said again."""
    sentences = dict.fromkeys(_walk(node, zh=zh))
    return "。".join(sentences) + "。" if zh else ". ".join(sentences) + "."


def _walk(node: Node, *, zh: bool) -> list[str]:
    words = node.zh if zh else node.en
    if node.rule:
        words += f"（{citation_zh(node.rule)}）" if zh else f" ({node.rule.citation})"
    children = [child for child in node.children if child.code not in _SILENT]
    return [words, *(sentence for child in children for sentence in _walk(child, zh=zh))]
