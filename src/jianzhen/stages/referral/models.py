"""Tables of the referral room: transfers to the police with their steps, attachments and escalations."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly
from jianzhen.stages.referral.models_missed import (
    MissedScan,
    PossibleTransfer,
    PossibleTransferEvent,
    PossibleTransferPlace,
)

__all__ = (
    "Attachment",
    "MissedScan",
    "PossibleTransfer",
    "PossibleTransferEvent",
    "PossibleTransferPlace",
    "Transfer",
    "TransferEscalation",
    "TransferStep",
)


class Transfer(models.Model):
    """Where one transfer stands. ``clocks`` are its clocks as they stand; each step keeps them as they were."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=32)
    district = models.CharField(max_length=32)
    receiver = models.CharField(max_length=32)
    articles = models.JSONField()
    standard = models.CharField(max_length=24)
    state = models.CharField(max_length=24)
    is_open = models.BooleanField(default=True)
    result = models.CharField(max_length=16, blank=True)
    clocks = models.JSONField(default=list)
    next_due = models.DateField(null=True)
    proposed_on = models.DateField()
    sent_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    last_at = models.DateTimeField()
    version = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=models.Q(is_open=True), name="one_open_transfer"),
        )
        indexes = (
            models.Index(fields=["agency", "is_open", "next_due"], name="transfer_agency"),
            models.Index(fields=["receiver", "is_open", "next_due"], name="transfer_receiver"),
            models.Index(fields=["is_open", "next_due"], name="transfer_due"),
            models.Index(fields=["sent_on"], name="transfer_sent"),
        )


class TransferStep(AppendOnly):
    """One act on a transfer, the law of its day, and the clocks after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transfer = models.ForeignKey("referral.Transfer", on_delete=models.PROTECT, related_name="steps")
    seq = models.IntegerField()
    act = models.CharField(max_length=24)
    to_state = models.CharField(max_length=24)
    at = models.DateTimeField()
    on = models.DateField()
    actor_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    law = models.JSONField(default=list)
    clocks = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["transfer", "seq"], name="transfer_step_once"),)


class Attachment(AppendOnly):
    """A document that goes with the transfer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transfer = models.ForeignKey("referral.Transfer", on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)


class TransferEscalation(AppendOnly):
    """Somebody was told once that a clock of a transfer passed its date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transfer = models.ForeignKey("referral.Transfer", on_delete=models.PROTECT, related_name="escalations")
    clock = models.CharField(max_length=32)
    start = models.DateField()
    kind = models.CharField(max_length=16)
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["transfer", "clock", "start", "kind"], name="transfer_escalation_once"),
        )
