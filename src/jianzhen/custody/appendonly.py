"""The base of every table whose rows are never changed: rooms take it from here, the guards find it by its type."""

from __future__ import annotations

from django.db import models


class AppendOnly(models.Model):
    """A table whose rows are never changed or removed; triggers on both engines refuse it."""

    class Meta:
        abstract = True
