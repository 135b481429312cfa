"""Tables of the signals room: one row for every file that was taken in or refused."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class IntakeFile(AppendOnly):
    """What became of one file. Personal-data class: none (figures and names of files and columns only).

    ``state`` is ``landed`` or ``refused``; ``error`` is empty or {"what", "where", "remedy"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=64, blank=True)
    manifest_digest = models.CharField(max_length=64, blank=True)
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
            models.Index(fields=["sha256", "manifest_digest"], name="intake_digest"),
            models.Index(fields=["taken_at"], name="intake_when"),
        )


class Submission(AppendOnly):
    """One hand-in of signals by a platform or rights holder through the API; the sender's key makes it happen once.

    ``body_sha256`` is of the items as handed in: the same key with other items is a mistake of the sender.
    Personal-data class: none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.CharField(max_length=32)
    idempotency_key = models.CharField(max_length=64)
    body_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey("signals.IntakeFile", on_delete=models.PROTECT, related_name="submissions")
    api_key_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sender", "idempotency_key"], name="submission_once"),)
