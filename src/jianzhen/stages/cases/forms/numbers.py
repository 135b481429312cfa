"""How a document's number is written (pure). Which comes next is counted where documents are issued."""

from __future__ import annotations

import re
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.forms.model import Form

_SAMPLE, _ROOM = 987654321, "　　"
_PREFIX: Final = re.compile(r"^[㐀-鿿]{1,6}$")


def written(form: Form, *, prefix: str, year: int, serial: int, pattern: str = "") -> str:
    """Return the number, such as 澜市监处罚〔2026〕12号; an agency's own ``pattern`` wins over the set's.

    Raises:
        RefusedError: the form has no number, the short name is none, the serial is below 1, or the pattern would
            give two documents one number.
    """
    if not form.number:
        raise _refused(form, "this form carries no number", "Leave the number out")
    if not _PREFIX.fullmatch(prefix):
        raise _refused(form, f"{prefix!r} is no short name of an agency", "Write one to six characters, such as 澜")
    if serial < 1:
        raise _refused(form, f"serial {serial} is below 1", "Count from 1 in each year")
    own = pattern or form.pattern
    if not ("{year}" in own and "{serial}" in own):
        raise _refused(form, f"the pattern {own!r} needs {{year}} and {{serial}}", "Write both into the pattern")
    try:
        return own.format(prefix=prefix, word=form.number, year=year, serial=serial)
    except (KeyError, IndexError, ValueError) as fault:
        raise _refused(form, f"the pattern {own!r} cannot be filled in", "Use prefix, word, year, serial") from fault


def left_open(form: Form, *, prefix: str, year: int, pattern: str = "") -> str:
    """Return the number of a draft, with room where prefix and serial are not known yet.

    Raises:
        RefusedError: as for :func:`written`.
    """
    sample = written(form, prefix=prefix or "空", year=year, serial=_SAMPLE, pattern=pattern)
    return (sample if prefix else sample.replace("空", _ROOM, 1)).replace(str(_SAMPLE), _ROOM)


def _refused(form: Form, what: str, remedy: str) -> RefusedError:
    return RefusedError(what, where=Where(key=form.code), remedy=remedy)
