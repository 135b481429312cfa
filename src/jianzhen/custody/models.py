"""Tables of custody: the log and its tree, signed heads, evidence, the lake's manifest, the vault."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class LogEvent(AppendOnly):
    """One act, as a leaf of the Merkle tree. Holds ids and pseudonyms, never names."""

    index = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(default=new_id, unique=True, editable=False)
    recorded_at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=128)
    payload = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["subject_type", "subject_id", "index"], name="log_subject"),)


class LogNode(AppendOnly):
    """The hash of one complete subtree: ``level`` 0 is a leaf, ``index`` counts within the level."""

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    value = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["level", "index"], name="log_node_once"),)


class LogHead(AppendOnly):
    """A signed statement "at this size the root was this"; whoever keeps one can catch a rewritten log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    signed_at = models.DateTimeField()
    instance_id = models.CharField(max_length=36)
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)


class EvidenceObject(AppendOnly):
    """One content in the evidence store, named by its digest."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    sm3 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=128)
    stored_at = models.DateTimeField()


class EvidenceCapture(AppendOnly):
    """How one content came to us: for what, by whom, with which tool, when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content = models.ForeignKey("custody.EvidenceObject", on_delete=models.PROTECT, related_name="captures")
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=128)
    name = models.CharField(max_length=255)
    actor_id = models.CharField(max_length=64)
    tool = models.CharField(max_length=128)
    captured_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="capture_subject"),)


class LakeFile(AppendOnly):
    """The manifest of the lake: a parquet file exists for readers only once it has a row here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    schema_name = models.CharField(max_length=32)
    schema_version = models.IntegerField()
    path = models.CharField(max_length=255, unique=True)
    rows = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    batch = models.CharField(max_length=128)
    landed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["schema_name", "batch"], name="lake_schema_batch"),)


class VaultItem(models.Model):
    """One personal value under its own key. Destroying the key makes the value unreadable for ever.

    ``wrapped_key`` is empty once destroyed; the row stays, so that a pseudonym is never given twice.
    """

    pseudonym = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=24)
    ciphertext = models.BinaryField()
    wrapped_key = models.BinaryField()
    destroyed_at = models.DateTimeField(null=True, blank=True)
