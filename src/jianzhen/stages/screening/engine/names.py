"""Names of firms and shops compared as registers write them: folded, without the legal form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jianzhen.stages.screening.engine.folding import fold_text

_FORM: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|公司|\(有限合伙\)|有限合伙|个体工商户|集团|coltd|ltd|inc|llc)$"
)
_MIN_CORE: Final = 4
"""Characters a name must keep without its legal form to be compared without it: 云杉 alone names too many."""


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return the folded name without its legal form, or the folded name if too little would be left."""
    folded = fold_text(name)
    core = _FORM.sub("", folded)
    return core if len(core) >= _MIN_CORE else folded


def same_name(left: str | None, right: str | None) -> bool:
    """Say whether two names are the same but for script, width, spaces and legal form."""
    return bool(left and right) and name_key(left or "") == name_key(right or "") != ""
