"""Goods without the particulars the law asks for: by open admission, or by the silence of a whole label."""

from __future__ import annotations

from jianzhen.playbook.model import Term
from jianzhen.playbook.primitives import Absence
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.termcheck import applies, is_negated
from jianzhen.stages.screening.engine.view import Hit, ItemView


class AbsenceCheck:
    """One ``absence`` check.

    Args:
        domain: the playbook.
        check: its parameters.
        identity: the terms whose tags are the groups of particulars that a label must show.
    """

    def __init__(self, domain: str, check: Absence, identity: tuple[Term, ...]) -> None:
        self._domain, self._check = domain, check
        self._groups = sorted({term.tag for term in identity})

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group for goods of the topic that admit or show that particulars are missing."""
        check = self._check
        topics = list(view.of(f"{self._domain}/{check.topic}"))
        if not topics or not applies(check, view.kind):
            return []
        evidence = self._claims(view)
        if not evidence and view.kind in check.describes:
            evidence = self._silence(view, topics[0])
        return [Group(None, check.base, evidence)] if evidence else []

    def _claims(self, view: ItemView) -> list[Evidence]:
        hits = [hit for hit in view.of(f"{self._domain}/{self._check.claims}") if not self._excused(view, hit)]
        kept = {hit.term.term: hit for hit in reversed(hits)}
        strongest = sorted(kept.values(), key=lambda hit: (-(hit.term.weight or 0.0), hit.start))[:3]
        return [
            self._made(view, hit, hit.term.weight or 0.0, "absence.claimed", {"word": hit.term.term})
            for hit in strongest
        ]

    def _excused(self, view: ItemView, hit: Hit) -> bool:
        excuses = view.of(f"{self._domain}/{self._check.excuses}")
        window = self._check.window
        near = any(0 <= hit.start - one.end <= window or 0 <= one.start - hit.end <= window for one in excuses)
        return near or is_negated(view.folded.plain, hit.start)

    def _silence(self, view: ItemView, topic: Hit) -> list[Evidence]:
        shown = {hit.term.tag for hit in view.of(f"{self._domain}/{self._check.identity}")}
        missing = [group for group in self._groups if group not in shown]
        if not missing or self._excused(view, topic):
            return []
        weight = self._check.missing_weight * len(missing)
        return [self._made(view, topic, weight, "absence.silent", {"missing": ";".join(missing)})]

    def _made(self, view: ItemView, hit: Hit, weight: float, code: str, params: dict[str, Param]) -> Evidence:
        start, end = view.folded.span(hit.start, hit.end)
        check = self._check
        only = check.ceiling == "watch"
        return Evidence(check.code, self._domain, weight, code, params, "text", start, end, check.law, watch_only=only)
