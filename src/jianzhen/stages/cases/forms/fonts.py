"""The fonts of documents (data, pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STAND_INS: Final[Mapping[str, tuple[str, ...]]] = {
    "宋体": ("SimSun", "Noto Serif CJK SC"),
    "仿宋": ("FangSong", "STFangsong", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "Noto Sans CJK SC"),
}
"""The fonts that the documents name, and what stands for each on a machine that does not have it."""
