"""Tables of the rights room: one row for every register that was taken in or refused."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class RegisterFile(AppendOnly):
    """What became of one register. Personal-data class: none (figures and names of files and columns only).

    ``target`` is ``right`` or ``licence``; ``state`` is ``landed`` or ``refused``.
    ``error`` is empty or {"what", "where", "remedy"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=64, blank=True)
    manifest_digest = models.CharField(max_length=64, blank=True)
    target = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=16)
    rows = models.BigIntegerField(default=0)
    landed = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    errors_file = models.CharField(max_length=300, blank=True)
    lake_path = models.CharField(max_length=255, blank=True)
    error = models.JSONField(default=dict)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["sha256", "manifest_digest"], name="register_digest"),
            models.Index(fields=["taken_at"], name="register_when"),
        )
