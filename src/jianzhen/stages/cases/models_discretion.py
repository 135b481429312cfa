"""Tables of discretion: what the law allowed, what comparable cases came to, and what the officer held."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class Weighing(AppendOnly):
    """One weighing of a fine: facts, range, comparison and circumstances as computed then, and the officer's figure.

    ``low`` and ``high`` are the range in yuan, null where the law of the day is not known. ``deviation`` is that of the
    figure, and ``reason`` why it stands nevertheless. The last row of a case counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="weighings")
    seq = models.IntegerField()
    charge = models.CharField(max_length=32)
    tier = models.CharField(max_length=32, blank=True)
    rule_id = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=24)
    act_date = models.DateField()
    facts = models.JSONField(default=dict)
    base = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    low = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    figure = models.DecimalField(max_digits=18, decimal_places=2)
    deviation = models.CharField(max_length=16, blank=True)
    repeated = models.BooleanField(default=False)
    computed = models.JSONField(default=dict)
    rule_keys = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="weighing_once"),)
        indexes = (models.Index(fields=["rule_id", "tier", "charge", "case", "seq"], name="weighing_comparable"),)
