"""Tables of the cases room: who handles a lead, the steps it took, its clocks, and what was assigned or complained of.

Steps, routings, papers and clock events are append-only; ``Handling``, ``Case`` and ``Clock`` hold where things stand,
so that a worklist of a hundred thousand rows answers from one index.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly, WriteOnce
from jianzhen.stages.cases import (  # noqa: F401  (their tables belong to this app)
    models_assessment,
    models_discretion,
    models_forms,
    models_goods,
    models_recusal,
)

FILING, ON_THE_SPOT = "filing", "on_the_spot"
"""Series of case numbers: filed cases, and decisions made on the spot without a filing."""
NO_DATE: Final = date(9999, 12, 31)
"""Stands for "no date" in ``Handling.next_due``, so that an index alone puts such rows last on both engines."""


class Handling(models.Model):
    """Where one lead stands. Title, subject, place and reasons are the lead's own as of its routing.

    ``title`` and ``reasons`` are codes with params. Personal-data class of ``subject_name``: business.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.OneToOneField("tracing.Lead", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    is_open = models.BooleanField(default=True)
    domain = models.CharField(max_length=48)
    title = models.JSONField(default=dict)
    subject_name = models.CharField(max_length=200, blank=True)
    reasons = models.JSONField(default=list)
    owner_agency = models.CharField(max_length=32, blank=True)
    joint_agencies = models.JSONField(default=list)
    proposed_agencies = models.JSONField(default=list)
    district = models.CharField(max_length=32, blank=True)
    arm = models.CharField(max_length=64, blank=True)
    basis = models.CharField(max_length=255, blank=True)
    unresolved = models.JSONField(null=True)
    hops = models.IntegerField(default=0)
    assignee_id = models.CharField(max_length=36, blank=True)
    received_on = models.DateField()
    wait_until = models.DateField(null=True)
    duplicate_of = models.UUIDField(null=True)
    next_due = models.DateField(default=NO_DATE)
    next_clock = models.CharField(max_length=32, blank=True)
    last_at = models.DateTimeField()
    version = models.IntegerField(default=0)

    class Meta:
        indexes = (
            # each holds what the counts of its reach ask for, so that no count reads the rows themselves
            models.Index(fields=["is_open", "next_due", "id", "assignee_id", "state"], name="handling_due"),
            models.Index(
                fields=["owner_agency", "is_open", "next_due", "id", "assignee_id", "state"], name="handling_owner_due"
            ),
            models.Index(
                fields=["owner_agency", "district", "is_open", "next_due", "id", "assignee_id", "state"],
                name="handling_district_due",
            ),
            models.Index(
                fields=["assignee_id", "is_open", "next_due", "id", "owner_agency", "district"],
                name="handling_assignee_due",
            ),
            models.Index(fields=["state", "owner_agency"], name="handling_state"),
            models.Index(fields=["owner_agency", "received_on"], name="handling_received"),
        )


class Routing(AppendOnly):
    """One answer to the question whose lead this is: by the pass, by a coordinator, or a refusal by the receiver."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.ForeignKey("cases.Handling", on_delete=models.PROTECT, related_name="routings")
    hop = models.IntegerField()
    kind = models.CharField(max_length=16)
    agency = models.CharField(max_length=32, blank=True)
    district = models.CharField(max_length=32, blank=True)
    arm = models.CharField(max_length=64, blank=True)
    joint = models.JSONField(default=list)
    basis = models.CharField(max_length=255, blank=True)
    reason = models.JSONField(null=True)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()


class Case(models.Model):
    """A case, filed or decided on the spot: number, officers, decision and end. The state is that of its handling."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.OneToOneField("cases.Handling", on_delete=models.PROTECT, related_name="case")
    number = models.CharField(max_length=64, unique=True)
    agency = models.CharField(max_length=32)
    year = models.IntegerField()
    series = models.CharField(max_length=16, default=FILING)
    serial = models.IntegerField()
    district = models.CharField(max_length=32)
    domain = models.CharField(max_length=48)
    title = models.CharField(max_length=200)
    filed_on = models.DateField()
    officers = models.JSONField(default=list)
    decision = models.CharField(max_length=16, blank=True)
    decision_number = models.CharField(max_length=64, blank=True)
    conduct = models.CharField(max_length=200, blank=True)
    penalties = models.JSONField(default=list)
    party_place = models.CharField(max_length=16, blank=True)
    decided_on = models.DateField(null=True)
    fine = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    confiscated = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    goods_value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "year", "series", "serial"], name="case_serial_once"),)
        indexes = (
            models.Index(fields=["agency", "filed_on"], name="case_filed"),
            models.Index(fields=["agency", "decided_on"], name="case_decided"),
            models.Index(fields=["decision", "decided_on"], name="case_decision_day"),
        )


class Step(AppendOnly):
    """One transition: the act, its day, whose it was, what was said, and the law in force on that day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.ForeignKey("cases.Handling", on_delete=models.PROTECT, related_name="steps")
    seq = models.IntegerField()
    act = models.CharField(max_length=32)
    from_state = models.CharField(max_length=24)
    to_state = models.CharField(max_length=24)
    at = models.DateTimeField()
    on = models.DateField()
    actor_id = models.CharField(max_length=64)
    agency = models.CharField(max_length=32, blank=True)
    district = models.CharField(max_length=32, blank=True)
    procedure = models.CharField(max_length=32)
    facts = models.JSONField(default=dict)
    law = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["handling", "seq"], name="step_once"),)
        indexes = (models.Index(fields=["act", "on"], name="step_act_on"),)


class Paper(AppendOnly):
    """A document on file: its kind, number and day, and the digest of the stored content where there is one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.ForeignKey("cases.Handling", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=64, blank=True)
    on = models.DateField()
    sha256 = models.CharField(max_length=64, blank=True)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()


class Clock(WriteOnce):
    """Where a clock stands; its history is in ``ClockEvent`` and nothing removes it.

    Since when it is overdue is written once: the database itself refuses to change that.

    ``subject`` is what it runs on: ``lead`` (a handling's id), ``assignment`` or ``grievance``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_type = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    agency = models.CharField(max_length=32, blank=True)
    district = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=32)
    rule_key = models.CharField(max_length=64, blank=True)
    rule_id = models.CharField(max_length=64, blank=True)
    start = models.DateField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=16)
    is_active = models.BooleanField()
    facts = models.JSONField()
    version = models.IntegerField(default=0)

    write_once = ("facts", "overdue_since")

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "subject_id"], name="clock_subject"),
            models.Index(fields=["is_active", "due"], name="clock_active_due"),
            models.Index(fields=["agency", "is_active", "due"], name="clock_agency_due"),
            # the queues of complaints, reports and assignments: each count is answered by the index alone
            models.Index(fields=["subject_type", "is_active", "due", "state", "name"], name="clock_type_due"),
            models.Index(
                fields=["agency", "subject_type", "is_active", "due", "state", "name", "district"],
                name="clock_agency_type_due",
            ),
        )


class ClockEvent(AppendOnly):
    """One change of a clock, with the whole clock as it stood after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey("cases.Clock", on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    facts = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["clock", "seq"], name="clock_event_once"),)


class Escalation(AppendOnly):
    """Somebody was told once that a clock is near its date or past it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey("cases.Clock", on_delete=models.PROTECT, related_name="escalations")
    kind = models.CharField(max_length=16)
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["clock", "kind"], name="escalation_once"),)
        indexes = (models.Index(fields=["on"], name="escalation_on"),)


class Assignment(models.Model):
    """Something assigned and supervised (交办、督办): a lead, a case or a plan's task, with the assigner's date.

    ``kind`` is assigned (交办) or supervised (督办); ``sign_by`` the day to sign for it by, where one was set;
    ``returned`` counts answers that did not do, ``grade`` is the assigner's evaluation when it was written off.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_type = models.CharField(max_length=16)
    subject_id = models.CharField(max_length=64)
    from_agency = models.CharField(max_length=32)
    to_agency = models.CharField(max_length=32)
    district = models.CharField(max_length=32, blank=True)
    asked = models.TextField()
    basis = models.CharField(max_length=255)
    assigned_on = models.DateField()
    due = models.DateField()
    state = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, default="assigned")
    sign_by = models.DateField(null=True)
    urged = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    grade = models.CharField(max_length=12, blank=True)
    last_at = models.DateTimeField()
    version = models.IntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "subject_id"], name="assignment_subject"),
            models.Index(fields=["assigned_on", "to_agency"], name="assignment_scores"),
            models.Index(fields=["to_agency", "state", "due"], name="assignment_to"),
            models.Index(fields=["state", "due", "id"], name="assignment_state"),
            models.Index(fields=["from_agency", "state", "due"], name="assignment_from"),
        )


class AssignmentEvent(AppendOnly):
    """One act on an assignment: assigned, signed for, answered, urged, returned, written off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey("cases.Assignment", on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    kind = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["assignment", "seq"], name="assignment_event_once"),)


class Grievance(models.Model):
    """One complaint (投诉) or report (举报): each keeps its own clock and answer, only the leads merge.

    ``signal_id`` names the observation it came as; the words and the person stay in the lake and the vault.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signal_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16)
    port = models.CharField(max_length=32, blank=True)
    real_name = models.BooleanField(default=False)
    agency = models.CharField(max_length=32)
    district = models.CharField(max_length=32, blank=True)
    lead = models.ForeignKey("tracing.Lead", on_delete=models.PROTECT, null=True, related_name="+")
    received_on = models.DateField()
    state = models.CharField(max_length=24)
    last_at = models.DateTimeField()
    version = models.IntegerField(default=0)

    class Meta:
        indexes = (
            models.Index(fields=["agency", "state"], name="grievance_agency"),
            models.Index(fields=["kind", "state", "received_on", "id"], name="grievance_waiting"),
            models.Index(fields=["agency", "kind", "state", "received_on", "id", "district"], name="grievance_desk"),
            models.Index(fields=["received_on", "id", "kind"], name="grievance_received"),
            models.Index(fields=["agency", "received_on", "id", "kind", "district"], name="grievance_agency_day"),
        )


class GrievanceEvent(AppendOnly):
    """One act on a complaint or report."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grievance = models.ForeignKey("cases.Grievance", on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    kind = models.CharField(max_length=24)
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["grievance", "seq"], name="grievance_event_once"),)
