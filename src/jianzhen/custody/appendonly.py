"""The bases of tables that keep what they hold: rooms take them from here, the guards find them by their type."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AppendOnly(models.Model):
    """A table whose rows are never changed or removed; triggers on both engines refuse it."""

    class Meta:
        abstract = True


class WriteOnce(models.Model):
    """A table whose rows go on changing and are never removed, and where one value, once written, stays.

    ``write_once`` names a JSON column and the key in it; triggers on both engines refuse to change or drop its value.
    """

    write_once: ClassVar[tuple[str, str]]

    class Meta:
        abstract = True
