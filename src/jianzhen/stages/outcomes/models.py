"""Tables of the outcomes room: publications of penalties, and the work plan with its tasks and units."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class Publication(models.Model):
    """Where the publication of one decided penalty stands; each step keeps the clocks as they were.

    ``summary`` holds the six published fields. Personal-data class: business.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=32)
    district = models.CharField(max_length=32)
    state = models.CharField(max_length=16)
    is_open = models.BooleanField(default=True)
    category = models.CharField(max_length=8, blank=True)
    summary = models.JSONField(default=dict)
    clocks = models.JSONField(default=list)
    next_due = models.DateField(null=True)
    decided_on = models.DateField()
    published_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    last_at = models.DateTimeField()
    version = models.IntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["agency", "is_open", "next_due"], name="publication_agency"),
            models.Index(fields=["is_open", "next_due"], name="publication_due"),
            models.Index(fields=["published_on"], name="publication_published"),
            models.Index(fields=["decided_on"], name="publication_decided"),
        )


class PublicationStep(AppendOnly):
    """One act on a publication, the law of its day, and the clocks after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey("outcomes.Publication", on_delete=models.PROTECT, related_name="steps")
    seq = models.IntegerField()
    act = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    at = models.DateTimeField()
    on = models.DateField()
    actor_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    law = models.JSONField(default=list)
    clocks = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["publication", "seq"], name="publication_step_once"),)


class PublicationEscalation(AppendOnly):
    """Somebody was told once that a clock of a publication passed its date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey("outcomes.Publication", on_delete=models.PROTECT, related_name="escalations")
    clock = models.CharField(max_length=32)
    start = models.DateField()
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["publication", "clock", "start"], name="publication_escalation_once"),
        )


class PlanDocument(models.Model):
    """A work plan as imported; the same reading of the same plan is one row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=255)
    year = models.IntegerField()
    as_of = models.DateField()
    city = models.CharField(max_length=32)
    left_out = models.JSONField(default=list)
    imported_at = models.DateTimeField()


class PlanTask(models.Model):
    """One task or sub-task."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey("outcomes.PlanDocument", on_delete=models.PROTECT, related_name="tasks")
    position = models.IntegerField()
    number = models.CharField(max_length=16)
    level = models.CharField(max_length=12)
    section = models.CharField(max_length=16, blank=True)
    section_title = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=255)
    task_title = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    number_restored = models.BooleanField(default=False)
    title_confidence = models.FloatField(default=1.0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "position"], name="plan_task_once"),)
        indexes = (models.Index(fields=["document", "number"], name="plan_task_number"),)


class PlanUnit(models.Model):
    """A unit that a clause of a task names.

    ``status`` is read, proposed (restored, not confirmed), confirmed, corrected or unknown.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey("outcomes.PlanTask", on_delete=models.PROTECT, related_name="units")
    clause = models.IntegerField()
    clause_text = models.TextField()
    open_to = models.JSONField(default=list)
    position = models.IntegerField()
    name = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=8)
    raw_name = models.CharField(max_length=120)
    status = models.CharField(max_length=12)
    confidence = models.FloatField()
    candidates = models.JSONField(default=list)

    class Meta:
        indexes = (models.Index(fields=["code"], name="plan_unit_code"),)


class PlanUnitDecision(AppendOnly):
    """A person confirmed or corrected a unit's name; the reading before it is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("outcomes.PlanUnit", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12)
    before = models.JSONField()
    after = models.JSONField()
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()
