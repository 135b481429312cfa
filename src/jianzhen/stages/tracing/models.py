"""Tables of the tracing room: subjects under the keys that show them, and the leads that must be acted on.

A lead holds everything its page needs (quotes, reasons, history), so that no page reads the lake. Merging never moves
rows: ``Subject.merged_into`` points at the subject that speaks for both, and splitting takes the pointer away again.
"""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class Subject(models.Model):
    """Who is behind signals. The id is the content id of the key it was first known by.

    Personal-data class of ``display_name``: business; empty for natural persons (shown by pseudonym).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=8)
    display_name = models.CharField(max_length=200, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    district_text = models.CharField(max_length=64, blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    merged_into = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, null=True, related_name="absorbed")

    class Meta:
        indexes = (
            models.Index(fields=["merged_into", "-last_seen", "id"], name="subject_seen"),
            models.Index(fields=["uscc"], name="subject_uscc"),
        )


class SubjectName(models.Model):
    """One name a subject was seen under, as written, and its cleaned form. Personal-data class: business."""

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="names")
    text = models.CharField(max_length=200)
    cleaned = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "text"], name="subject_name_once"),)
        indexes = (models.Index(fields=["cleaned"], name="subject_name_cleaned"),)


class SubjectKey(models.Model):
    """One exact key and the subject it was first learned for; merges do not move it."""

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=255)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["value", "kind"], name="subject_key_once"),)


class SubjectMerge(AppendOnly):
    """A finding that two subjects are one: by an exact key in a pass, or by a person with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="+")
    key_kind = models.CharField(max_length=16, blank=True)
    key_value = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()


class SubjectSplit(AppendOnly):
    """The undoing of one merge; the two subjects are never merged by a pass again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    merge = models.OneToOneField("tracing.SubjectMerge", on_delete=models.PROTECT, related_name="split")
    reason = models.CharField(max_length=255)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()


class SubjectTie(models.Model):
    """A key that two subjects share and that may not link them (two credit codes behind one phone): worth a look."""

    id = models.BigAutoField(primary_key=True)
    one = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="+")
    key_kind = models.CharField(max_length=16)
    key_value = models.CharField(max_length=255)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one", "other", "key_kind", "key_value"], name="tie_once"),)


class SubjectRecord(models.Model):
    """One thing in a subject's history: a penalty, complaint, report or inspection, as its signal said it."""

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="records")
    signal_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=64)
    doc_no = models.TextField(blank=True)
    on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    agency_name = models.TextField(blank=True)
    excerpt = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "signal_id"], name="subject_record_once"),)
        indexes = (models.Index(fields=["subject", "-on"], name="subject_record_on"),)


class Lead(models.Model):
    """What somebody must act on: one subject, one domain, until it is closed downstream.

    ``domain`` is the playbook, empty where only a complaint speaks and routing has to find it. ``score`` is the highest
    score among its flags, 0.5 (nothing known either way) where there is none. ``event_date`` is the last day on which
    the act is known to have gone on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="leads")
    domain = models.CharField(max_length=48, blank=True)
    title_code = models.CharField(max_length=32)
    title_params = models.JSONField(default=dict)
    score = models.FloatField()
    district_text = models.CharField(max_length=64, blank=True)
    event_date = models.DateField()
    opened_at = models.DateTimeField()
    last_signal_at = models.DateTimeField()
    flags = models.IntegerField(default=0)
    complaints = models.IntegerField(default=0)
    previous = models.ForeignKey("tracing.Lead", on_delete=models.PROTECT, null=True, related_name="later")

    class Meta:
        indexes = (
            models.Index(fields=["-score", "-last_signal_at", "id"], name="lead_score"),
            models.Index(fields=["domain", "-score", "id"], name="lead_domain"),
            models.Index(fields=["-last_signal_at", "id"], name="lead_recent"),
            models.Index(fields=["subject", "domain"], name="lead_subject"),
        )


class LeadSignal(AppendOnly):
    """One observation behind a lead, with what the lead page shows of it.

    ``role`` is flag, complaint or context. ``answers`` marks the one lead that answers for a complaint or report where
    its findings fall into several domains: its clocks run there and nowhere else.
    """

    id = models.BigAutoField(primary_key=True)
    lead = models.ForeignKey("tracing.Lead", on_delete=models.PROTECT, related_name="signals")
    signal_id = models.CharField(max_length=36)
    role = models.CharField(max_length=12)
    answers = models.BooleanField()
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=64)
    source_record_id = models.TextField()
    platform = models.TextField(blank=True)
    url = models.TextField(blank=True)
    seller_name = models.TextField(blank=True)
    reporter = models.CharField(max_length=64, blank=True)
    brand = models.TextField(blank=True)
    goods = models.TextField(blank=True)
    price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    quantity = models.BigIntegerField(null=True)
    excerpt = models.TextField(blank=True)
    district_text = models.CharField(max_length=64, blank=True)
    agency_name = models.TextField(blank=True)
    event_date = models.DateField(null=True)
    observed_at = models.DateTimeField()
    file_name = models.TextField()
    file_sha256 = models.CharField(max_length=64)
    row_number = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["lead", "signal_id"], name="lead_signal_once"),)
        indexes = (models.Index(fields=["signal_id"], name="lead_signal_id"),)


class LeadFinding(AppendOnly):
    """One reason for suspicion, copied from the lake as it was found."""

    id = models.BigAutoField(primary_key=True)
    lead = models.ForeignKey("tracing.Lead", on_delete=models.PROTECT, related_name="findings")
    finding_id = models.CharField(max_length=36)
    signal_id = models.CharField(max_length=36)
    check_code = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8)
    score = models.FloatField()
    base = models.FloatField()
    weight = models.FloatField()
    right_id = models.TextField(blank=True)
    field = models.CharField(max_length=32, blank=True)
    span_start = models.IntegerField(null=True)
    span_end = models.IntegerField(null=True)
    quote = models.TextField(blank=True)
    reason_code = models.CharField(max_length=64)
    reason_params = models.JSONField(default=dict)
    law_keys = models.JSONField(default=list)
    plan_digest = models.CharField(max_length=64)
    as_of = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["lead", "finding_id"], name="lead_finding_once"),)
