"""Tables of documents: each one issued, with its number and revision, and each service of it. All append-only."""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class Document(AppendOnly):
    """One document as it was issued, in a lead or case (``handling``) or in a complaint or report (``grievance``).

    A later revision points at the one it replaces and never changes it.

    ``serial`` counts in the series of agency, ``word`` and ``year``; a form without number has neither. ``sha256``
    names the .docx in the evidence store, ``facts_sha256`` what it was filled with; names of persons stand only there.
    ``law`` holds the figures of law it prints, with version and citation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.ForeignKey("cases.Handling", on_delete=models.PROTECT, null=True, related_name="documents")
    grievance = models.ForeignKey("cases.Grievance", on_delete=models.PROTECT, null=True, related_name="documents")
    form = models.CharField(max_length=8)
    agency = models.CharField(max_length=32)
    district = models.CharField(max_length=32, blank=True)
    word = models.CharField(max_length=16, blank=True)
    year = models.IntegerField()
    serial = models.IntegerField(null=True)
    number = models.CharField(max_length=64, blank=True)
    revision = models.IntegerField(default=1)
    replaces = models.OneToOneField("cases.Document", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    facts_sha256 = models.CharField(max_length=64)
    law = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "word", "year", "serial", "revision"], name="document_serial_once"
            ),
            models.CheckConstraint(
                condition=models.Q(handling__isnull=False, grievance__isnull=True)
                | models.Q(handling__isnull=True, grievance__isnull=False),
                name="document_one_matter",
            ),
            models.UniqueConstraint(
                fields=["number", "revision"], condition=~models.Q(number=""), name="document_number_once"
            ),
        )
        indexes = (
            models.Index(fields=["handling", "form", "at"], name="document_handling"),
            models.Index(fields=["grievance", "form", "at"], name="document_grievance"),
        )


class DocumentApproval(AppendOnly):
    """That the head of the agency approved one issue of a form in a lead or case; the next issue needs its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handling = models.ForeignKey("cases.Handling", on_delete=models.PROTECT, related_name="document_approvals")
    form = models.CharField(max_length=8)
    opinion = models.TextField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["handling", "form", "at"], name="document_approval"),)


class DocumentService(AppendOnly):
    """One service (送达) of a document: to whom, how, where, when; ``served_on`` is the day that the law counts from.

    Personal-data class of ``receiver`` and ``place``: business where the party is one, else personal.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey("cases.Document", on_delete=models.PROTECT, related_name="services")
    seq = models.IntegerField()
    way = models.CharField(max_length=16)
    receiver = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    served_at = models.DateTimeField()
    served_on = models.DateField()
    rule_id = models.CharField(max_length=64, blank=True)
    witness = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "seq"], name="document_service_once"),)
