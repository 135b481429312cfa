"""Dated, cited law: which version of a rule was in force on a day, and what it says.

``at(key, as_of)`` is the door; ``LawBook.load(folder)`` reads further rule folders beside the packaged ones.
"""

from __future__ import annotations

from datetime import date

from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.model import Version

__all__ = ["LawBook", "Version", "at", "keys", "version"]


def at(key: str, as_of: date) -> Version:
    """Return the version of ``key`` in force on ``as_of``, with citation and confidence.

    Raises:
        jianzhen.law.errors.UnknownRuleError: no rule has this name.
        jianzhen.law.errors.NotInForceError: no verified version covers that day (see its subclasses).
    """
    return packaged_book().at(key, as_of)


def version(id_: str) -> Version:
    """Return a version by its id, whatever the day.

    Raises:
        jianzhen.law.errors.UnknownRuleError: there is none.
    """
    return packaged_book().version(id_)


def keys() -> tuple[str, ...]:
    """Return every key of the packaged rule files, sorted."""
    return packaged_book().keys()
