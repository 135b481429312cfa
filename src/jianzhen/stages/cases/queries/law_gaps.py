"""Gaps of the law that cases met: where a clock, a step or an assessment needed legal review, by rule key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from jianzhen.law.book import LawBook
from jianzhen.law.errors import UnknownRuleError
from jianzhen.stages.cases.models import Clock, Step
from jianzhen.stages.cases.models_assessment import CaseAssessment
from jianzhen.stages.cases.queries.instance import law

NO_RULE: Final = "no-rule:"
"""Begins the key where no rule of an agency is known at all; its code follows."""
_PORTION: Final = 2000


@dataclass(slots=True)
class Gap:
    """One key whose silence sent matters to legal review: how many of each kind, from when to when, and why."""

    key: str
    clocks: int = 0
    steps: int = 0
    assessments: int = 0
    first: date | None = None
    last: date | None = None
    why: str = ""
    why_zh: str = ""
    leads: set[str] = field(default_factory=set)

    @property
    def agency(self) -> str:
        """The agency without known rules; empty where a key was silent."""
        return self.key.removeprefix(NO_RULE) if self.key.startswith(NO_RULE) else ""

    @property
    def total(self) -> int:
        """All of them together."""
        return self.clocks + self.steps + self.assessments

    def met(self, on: date) -> None:
        """Note a day on which the gap was met."""
        self.first = min(self.first or on, on)
        self.last = max(self.last or on, on)


def gaps() -> list[Gap]:
    """Return the gaps that matters met, the most frequent first."""
    found: dict[str, Gap] = {}
    for kind, key, on in (*_clocks(), *_steps(), *_assessments()):
        gap = found.setdefault(key, Gap(key))
        setattr(gap, kind, getattr(gap, kind) + 1)
        gap.met(on)
    book = law().book
    for gap in found.values():
        _explain(gap, book)
    return sorted(found.values(), key=lambda gap: (-gap.total, gap.key))


Met = tuple[str, str, date]


def _clocks() -> Iterator[Met]:
    """Yield the clocks that run, or ended, without a date because no verified version covered their start."""
    silent = Clock.objects.filter(facts__law_status="needs_legal_review", rule_id="")
    for key, start, agency in silent.values_list("rule_key", "start", "agency").iterator(_PORTION):
        yield "clocks", key or f"{NO_RULE}{agency}", start


def _steps() -> Iterator[Met]:
    """Yield the steps whose own law was silent on their day."""
    for on, agency, lines in Step.objects.exclude(law=[]).values_list("on", "agency", "law").iterator(_PORTION):
        for line in lines:
            if line.get("review"):
                yield "steps", str(line.get("key") or f"{NO_RULE}{agency}"), on


def _assessments() -> Iterator[Met]:
    """Yield the keys that were silent when an assessment needed legal review."""
    rows = CaseAssessment.objects.filter(outcome="needs_legal_review").values_list("on", "answer")
    for on, answer in rows.iterator(_PORTION):
        named = (*answer.get("rule_ids_not_in_force", ()), *answer.get("unverified_rule_ids_not_to_be_used", ()))
        for key in _keys(named):
            yield "assessments", key, on


def _keys(names: Iterable[str]) -> list[str]:
    book = law().book
    return sorted({book.version(name).key for name in names})


def _explain(gap: Gap, book: LawBook) -> None:
    """Add what the rule files record about the gap, as of the last day it was met."""
    try:
        timeline = book.timeline(gap.key)
    except UnknownRuleError:
        return
    recorded = timeline.gap_on(gap.last) if gap.last else None
    unread = {version.id for version in timeline.versions if not version.verified}
    gap.leads = unread | set(recorded.leads if recorded else ())
    if recorded:
        gap.why, gap.why_zh = recorded.why, recorded.why_zh
