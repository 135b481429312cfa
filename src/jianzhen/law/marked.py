"""Files that carry a state-secret marking: they are not read here at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from jianzhen.base.errors import Where
from jianzhen.law.errors import CaseFileError

_MARKING: Final = re.compile(r"(绝密|机密|秘密)\s*[★☆]|密级\W{0,6}(绝密|机密|秘密)")
"""How the marking stands on a document (密级★保密期限); 商业秘密 is none."""


def refuse_marked(path: Path, text: str) -> None:
    """Refuse a file whose name or text is marked 秘密, 机密 or 绝密.

    Raises:
        CaseFileError: names the file; nothing of it is repeated.
    """
    if _MARKING.search(path.name) or _MARKING.search(text):
        remedy = "Keep it out of this system; handle it where its marking says"
        raise CaseFileError("is marked 秘密/机密/绝密 and is not read", where=Where(file=path.name), remedy=remedy)
