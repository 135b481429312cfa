"""Tables of goods: lots, the acts on them, every move, custody, photos, and the units that destroy them.

All of it is append-only: where goods stand follows from the moves (``schema/goods.py``) and is stored nowhere else, so
that no two places can disagree.
"""

from __future__ import annotations

from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.custody.appendonly import AppendOnly


class GoodsAct(AppendOnly):
    """One act on the goods of a case. ``facts`` holds what was said, by the names of the act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="goods_acts")
    seq = models.IntegerField()
    kind = models.CharField(max_length=32)
    on = models.DateField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    agency = models.CharField(max_length=32)
    district = models.CharField(max_length=32, blank=True)
    facts = models.JSONField(default=dict)
    law = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "seq"], name="goods_act_once"),)
        indexes = (models.Index(fields=["kind", "on"], name="goods_act_kind_on"),)


class GoodsLot(AppendOnly):
    """Goods of one name counted in one unit; value and weight are of one unit, where they are known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="goods_lots")
    serial = models.IntegerField()
    made_by = models.ForeignKey("cases.GoodsAct", on_delete=models.PROTECT, related_name="lots")
    name = models.CharField(max_length=200)
    spec = models.CharField(max_length=200, blank=True)
    nature = models.CharField(max_length=32)
    unit = models.CharField(max_length=16)
    unit_value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    value_basis = models.CharField(max_length=16, blank=True)
    unit_weight = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    list_number = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "serial"], name="goods_lot_once"),)


class GoodsMove(AppendOnly):
    """A quantity from one standing to another; without a lot and source it came from outside."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.ForeignKey("cases.GoodsAct", on_delete=models.PROTECT, related_name="moves")
    seq = models.IntegerField()
    lot = models.ForeignKey("cases.GoodsLot", on_delete=models.PROTECT, null=True, related_name="moves_out")
    source = models.CharField(max_length=16, blank=True)
    to_lot = models.ForeignKey("cases.GoodsLot", on_delete=models.PROTECT, related_name="moves_in")
    target = models.CharField(max_length=16)
    quantity = models.DecimalField(max_digits=18, decimal_places=3)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["act", "seq"], name="goods_move_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="goods_move_above_zero"),
        )
        indexes = (models.Index(fields=["target", "act"], name="goods_move_target"),)


class GoodsCustody(AppendOnly):
    """Who keeps a lot and where, from an act on; ``offered`` until the receiver has counted and signed for it.

    A custodian outside the agency (委托保管) is named by its name and the document, and has no account here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.ForeignKey("cases.GoodsAct", on_delete=models.PROTECT, related_name="custodies")
    lot = models.ForeignKey("cases.GoodsLot", on_delete=models.PROTECT, related_name="custodies")
    state = models.CharField(max_length=16)
    place = models.CharField(max_length=200)
    custodian_id = models.CharField(max_length=36, blank=True)
    custodian_name = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "lot"], name="goods_custody_once"),)


class GoodsPhoto(AppendOnly):
    """A photo of a lot, by the digest of its content in the evidence store."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.ForeignKey("cases.GoodsAct", on_delete=models.PROTECT, related_name="photos")
    lot = models.ForeignKey("cases.GoodsLot", on_delete=models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64)


class DestructionCertificate(AppendOnly):
    """The certificate of one destruction: its number, and the digest of what it says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.OneToOneField("cases.GoodsAct", on_delete=models.PROTECT, related_name="certificate")
    agency = models.CharField(max_length=32)
    year = models.IntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=64, unique=True)
    on = models.DateField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "year", "serial"], name="certificate_serial_once"),)


class DisposalUnit(AppendOnly):
    """A unit that may destroy goods (无害化销毁单位)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18, unique=True)
    place = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=32)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()


class DisposalQualification(AppendOnly):
    """A licence or finding that lets a unit handle classes of waste, between two days, both included."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("cases.DisposalUnit", on_delete=models.PROTECT, related_name="qualifications")
    number = models.CharField(max_length=64)
    issuer = models.CharField(max_length=200)
    classes = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField()
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "number", "valid_from"], name="qualification_once"),)


class DisposalStop(AppendOnly):
    """A qualification was suspended or withdrawn from a day on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    qualification = models.OneToOneField("cases.DisposalQualification", on_delete=models.PROTECT, related_name="stop")
    since = models.DateField()
    reason = models.TextField()
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField()
