"""Tables of assessments: the facts a case has on record, and what was computed from them beside the officer's view.

All of it is append-only: a line that was wrong is withdrawn by a further row, never changed.
"""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class FactLine(AppendOnly):
    """Goods of one kind that were sold or are in stock, with the prices that are known (yuan a unit).

    ``deed`` numbers separate acts of one case. A row with ``withdraws`` only takes that line back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="fact_lines")
    seq = models.IntegerField()
    deed = models.IntegerField(default=1)
    side = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    actual_unit_price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    marked_unit_price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    established_average_price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    genuine_market_mid_price = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    source = models.CharField(max_length=200, blank=True)
    withdraws = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="withdrawn_by")
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="fact_line_once"),)


class CaseFact(AppendOnly):
    """One fact in the words of the facts vocabulary; the last row of a name counts, a null value takes it back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="case_facts")
    seq = models.IntegerField()
    name = models.CharField(max_length=64)
    value = models.JSONField(null=True)
    source = models.CharField(max_length=200)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="case_fact_once"),)


class CaseAssessment(AppendOnly):
    """What the facts of a case came to on a day, and what the officer held: ``differs`` is kept for good.

    ``answer`` is the whole answer with its tree of reasons; ``rule_keys`` are the keys it rests on or found silent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="assessments")
    seq = models.IntegerField()
    charge = models.CharField(max_length=64)
    question = models.CharField(max_length=64)
    on = models.DateField()
    facts = models.JSONField()
    outcome = models.CharField(max_length=24)
    answer = models.JSONField()
    rule_keys = models.JSONField(default=list)
    view = models.CharField(max_length=24)
    reason = models.TextField(blank=True)
    differs = models.BooleanField()
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="case_assessment_once"),)
        indexes = (
            models.Index(fields=["outcome", "case"], name="case_assessment_outcome"),
            models.Index(fields=["differs", "on"], name="case_assessment_differs"),
        )
