"""Tables of possible missed transfers: where each stands, whose records it rests on, and its history."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class PossibleTransfer(models.Model):
    """Records of one subject in one field that together met, or may have met, the figure of a crime.

    ``state`` is open, transferred, gone (the records no longer show it), explained or taken_up (a person said so).
    ``facts`` holds acts, tree of reasons and what is unknown, as codes with params. Personal-data class of ``name``:
    business.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.ForeignKey("tracing.Subject", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    name = models.CharField(max_length=200, blank=True)
    met_on = models.DateField()
    grade = models.CharField(max_length=8)
    charge = models.CharField(max_length=48)
    rule_id = models.CharField(max_length=64)
    measure = models.CharField(max_length=64)
    low = models.DecimalField(max_digits=20, decimal_places=2)
    high = models.DecimalField(max_digits=20, decimal_places=2)
    threshold = models.DecimalField(max_digits=20, decimal_places=2)
    counted = models.IntegerField()
    alone_on = models.DateField(null=True)
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    last_at = models.DateTimeField()
    version = models.IntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "field"], name="possible_transfer_once"),)
        indexes = (models.Index(fields=["state", "-met_on", "id"], name="possible_transfer_met"),)


class PossibleTransferPlace(models.Model):
    """An office that holds one of the records: who may see the finding."""

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey("referral.PossibleTransfer", on_delete=models.CASCADE, related_name="places")
    agency = models.CharField(max_length=32, blank=True)
    district = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["finding", "agency", "district", "name"], name="possible_place_once"),
        )
        indexes = (models.Index(fields=["agency", "district"], name="possible_place_agency"),)


class PossibleTransferEvent(AppendOnly):
    """One turn of a finding: found, changed, gone, returned, transferred, explained, taken up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey("referral.PossibleTransfer", on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    kind = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["finding", "seq"], name="possible_event_once"),)


class MissedScan(models.Model):
    """What was known of a subject, and under which law, when it was last looked at; equal means nothing to do."""

    id = models.BigAutoField(primary_key=True)
    subject = models.OneToOneField("tracing.Subject", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
