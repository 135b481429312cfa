"""Words that are evidence by themselves, with what exempts them."""

from __future__ import annotations

import re
from typing import Final

from jianzhen.playbook.primitives import CheckBase, Terms
from jianzhen.stages.screening.engine.evidence import Evidence, Group
from jianzhen.stages.screening.engine.view import Hit, ItemView

MAX_TERMS: Final = 5
MAX_TITLE: Final = 60
"""Characters of a title in 《》 that are looked back over."""
FURTHER_TERM: Final = 0.5
"""Bits of every further term of one check: whoever writes one such word writes another, so they are hardly news."""

_NEGATED: Final = re.compile(
    r"(?:不|非|无|没|没有|不是|不能|不可|不得|不会|不具有|不具备|不用于|不作为|不涉及|不承诺|不保证|不卖|不做|并非|绝非|勿|拒|拒绝|谢绝|杜绝|抵制|严禁|禁止|严打|打击|谨防|警惕|区别于|告别|远离)$"
)
_WARNED: Final = re.compile(r"拒绝|严禁|禁止|打击|谨防|警惕|抵制|杜绝|举报|查处|整治")
_WARNED_WITHIN: Final = 5


def applies(check: CheckBase, kind: str | None) -> bool:
    """Say whether a check looks at items of this kind; an item of unknown kind is looked at by all."""
    return kind is None or not check.kinds or kind in check.kinds


class TermCheck:
    """One ``terms`` check.

    Args:
        domain: the playbook it comes from.
        check: its parameters.
    """

    def __init__(self, domain: str, check: Terms) -> None:
        self._domain, self._check = domain, check
        self.code, self.base = check.code, check.base
        self.lexicon = f"{domain}/{check.lexicon}"

    def evidence(self, view: ItemView) -> list[Evidence]:
        """Return the strongest terms that nothing exempts, each once, at most :data:`MAX_TERMS`."""
        check = self._check
        if self.lexicon not in view.hits or not applies(check, view.kind) or not self._on_topic(view):
            return []
        found: dict[str, Hit] = {}
        for hit in view.of(self._name(check.lexicon)):
            if hit.term.term not in found and not self._exempt(view, hit):
                found[hit.term.term] = hit
        kept = _longest(sorted(found.values(), key=lambda hit: (-(hit.term.weight or 0.0), hit.start)))
        return [self._made(view, hit, first=place == 0) for place, hit in enumerate(kept[:MAX_TERMS])]

    def groups(self, view: ItemView) -> list[Group]:
        """Return the check's own group, if it found something."""
        evidence = self.evidence(view)
        return [Group(None, self._check.base, evidence)] if evidence else []

    def _name(self, lexicon: str | None) -> str | None:
        return f"{self._domain}/{lexicon}" if lexicon else None

    def _on_topic(self, view: ItemView) -> bool:
        check = self._check
        if check.topic and not any(view.of(self._name(check.topic))):
            return False
        return not (check.not_topic and any(view.of(self._name(check.not_topic))))

    def _exempt(self, view: ItemView, hit: Hit) -> bool:
        check = self._check
        if any(one.start <= hit.start and hit.end <= one.end for one in view.of(self._name(check.covered_by))):
            return True
        if any(0 <= hit.start - one.end <= check.window for one in view.of(self._name(check.before))):
            return True
        if any(0 <= one.start - hit.end <= check.window for one in view.of(self._name(check.after))):
            return True
        if not check.in_titles and _in_title(view, hit):
            return True
        return check.negatable and is_negated(view.folded.plain, hit.start)

    def _made(self, view: ItemView, hit: Hit, *, first: bool) -> Evidence:
        check, weight = self._check, hit.term.weight or 0.0
        start, end = view.folded.span(hit.start, hit.end)
        return Evidence(
            check=check.code,
            domain=self._domain,
            weight=weight if first else min(weight, FURTHER_TERM),
            code="term.found",
            params={
                "word": view.folded.original[start:end],
                "term": hit.term.term,
                "title_zh": check.title.zh,
                "title_en": check.title.en,
            },
            start=start,
            end=end,
            law=check.law,
            watch_only=check.ceiling == "watch",
        )


def is_negated(plain: str, start: int) -> bool:
    """Say whether the words before ``start`` deny or warn of what follows: 非高仿, 拒绝A货, 谨防高仿."""
    before = plain[max(0, start - _WARNED_WITHIN) : start]
    return bool(_NEGATED.search(before) or _WARNED.search(before))


def _in_title(view: ItemView, hit: Hit) -> bool:
    """Say whether the hit stands inside 《》: the last bracket before it opens."""
    text, start = view.folded.original, view.folded.span(hit.start, hit.end)[0]
    opened = text.rfind("《", max(0, start - MAX_TITLE), start)
    return opened >= 0 and text.find("》", opened, start) < 0


def _longest(hits: list[Hit]) -> list[Hit]:
    return [
        hit
        for hit in hits
        if not any(
            one is not hit
            and one.start <= hit.start
            and hit.end <= one.end
            and one.end - one.start > hit.end - hit.start
            for one in hits
        )
    ]
