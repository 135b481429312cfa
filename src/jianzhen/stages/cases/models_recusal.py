"""Tables of recusal (回避): who was asked to step aside from a matter, and what the head of the agency decided."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class RecusalRequest(AppendOnly):
    """Somebody asked that a person step aside: the party, the person, or the agency of its own accord."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.ForeignKey("cases.Handling", on_delete=models.PROTECT, related_name="recusals")
    person_id = models.CharField(max_length=36)
    asked_by = models.CharField(max_length=8)
    ground = models.CharField(max_length=16)
    reason = models.TextField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["handling", "person_id"], name="recusal_person"),)


class RecusalDecision(AppendOnly):
    """What was decided.

    ``steps`` are the person's steps until then and ``steps_stand`` whether they do (both empty where the person had
    taken none, or stays); ``after`` is how many steps the matter had.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.OneToOneField("cases.RecusalRequest", on_delete=models.PROTECT, related_name="decision")
    granted = models.BooleanField()
    reason = models.TextField()
    steps = models.JSONField(default=list)
    steps_stand = models.BooleanField(null=True)
    after = models.IntegerField()
    citation = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
