"""The instance this process serves, from the settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jianzhen.base.instance import Instance, open_instance


def current() -> Instance:
    """Return the open instance named by ``settings.JIANZHEN_DATA``."""
    return _open(Path(settings.JIANZHEN_DATA), settings.JIANZHEN_CITY)


@lru_cache(maxsize=8)
def _open(root: Path, city: str) -> Instance:
    return open_instance(root, city=city)
