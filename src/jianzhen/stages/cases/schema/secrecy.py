"""State-secret markings in words that somebody hands in (pure)."""

from __future__ import annotations

import re
from typing import Final

_MARKING: Final = re.compile(
    r"(绝密|机密|秘密)\s*[★☆]"
    r"|密级\s*[:：]?\s*(绝密|机密|秘密)"
    r"|[【\[〔（(]\s*(绝密|机密|秘密)\s*[】\]〕）)]"
    r"|^\s*(绝密|机密|秘密)级?\s*($|[:：\s])",
    re.MULTILINE,
)
"""How a state-secret marking stands (密级★保密期限, a bracketed or leading grade); 商业秘密 in prose is none."""


def marked(text: str) -> bool:
    """Say whether a text carries a state-secret marking."""
    return _MARKING.search(text) is not None
