"""The numbers at the front of lines, whole or damaged: 一、 (一) 1. (1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from jianzhen.playbook.workplan.text import HAN, chinese

Style = Literal["一、", "(一)", "1.", "(1)"]

_C: Final = "[一二三四五六七八九十]"
_VERB_AHEAD: Final = rf"(?=[{HAN}“《])"
_PATTERNS: Final[tuple[tuple[Style, bool, re.Pattern[str]], ...]] = (
    ("(一)", True, re.compile(rf" *\( ?({_C}{{1,4}}) ?\)[、.]? *")),
    ("(1)", True, re.compile(r" *\( ?(\d{1,2}) ?\)[、.]? *")),
    ("一、", True, re.compile(rf" *({_C}{{1,4}}) ?[、.] *")),
    ("1.", True, re.compile(r" *(\d{1,2}) ?[.、] *(?!\d)")),
    ("(1)", True, re.compile(r" *(\d{1,2}) ?\) *")),
    # damaged: one bracket, both brackets, the digits, or all but a bracket lost
    ("(一)", False, re.compile(rf" *\(({_C}{{1,4}}) *{_VERB_AHEAD}")),
    ("(一)", False, re.compile(rf" *({_C}{{1,4}})\) *")),
    ("(一)", False, re.compile(r" *\( *()\) *")),
    ("(一)", False, re.compile(r" *()\) *")),
    ("(一)", False, re.compile(rf" *()\( *(?![^()]*\)){_VERB_AHEAD}")),
    ("一、", False, re.compile(rf" *()、 *{_VERB_AHEAD}")),
    ("1.", False, re.compile(rf" *()\. *{_VERB_AHEAD}")),
)
_BARE: Final[tuple[tuple[Style, re.Pattern[str]], ...]] = (
    ("(一)", re.compile(rf" *({_C}{{1,4}})(?!{_C}) *{_VERB_AHEAD}")),
    ("一、", re.compile(rf" *({_C}{{1,2}})(?!{_C}) *{_VERB_AHEAD}")),
    ("1.", re.compile(rf" *(\d{{1,2}})(?![\d年月日个项条家人起件次种类%]) *{_VERB_AHEAD}")),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the front of a line: its style, the digits that are left, and where the line goes on.

    ``whole``: digits and punctuation are both there. ``bare``: no punctuation is left, so it may be a word of the text.
    """

    style: Style
    digits: str
    whole: bool
    end: int
    bare: bool = False

    def price(self, number: int) -> float | None:
        """Return what it costs to read the mark as ``number``; ``None`` when the digits left contradict it."""
        true = str(number) if self.style in {"1.", "(1)"} else chinese(number)
        if self.digits == true:
            return 0.0 if self.whole else 0.3
        if not self.digits:
            return 1.5
        if _within(self.digits, true):
            return 1.0 + 0.3 * (len(true) - len(self.digits))
        return None


def marks(line: str) -> tuple[Mark, ...]:
    """Return the readings of a line's front (half-width marks); none when it has no number.

    A line has one mark, or one or two bare ones, each of which may also be ordinary text (十九大 …).
    """
    for style, whole, pattern in _PATTERNS:
        match = pattern.match(line)
        if match:
            return (Mark(style, match.group(1), whole, match.end()),)
    bare = ((style, pattern.match(line)) for style, pattern in _BARE)
    return tuple(Mark(style, m.group(1), whole=False, end=m.end(), bare=True) for style, m in bare if m)


def _within(left: str, whole: str) -> bool:
    """Tell whether ``left`` is ``whole`` with characters lost."""
    rest = iter(whole)
    return all(character in rest for character in left)
