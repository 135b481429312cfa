"""Tables of people: who may act, for which agency, in which role, until when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from jianzhen.base.ids import new_id
from jianzhen.people.policy import Role


class UserManager(BaseUserManager["User"]):
    """Makes users by sign-in name; a password is hashed, never kept."""

    def create_user(self, username: str, password: str | None, **facts: Any) -> User:
        """Make and save a user; without a password the account cannot sign in."""
        user = self.model(username=self.model.normalize_username(username), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. Personal-data class: ``personal`` for username and display_name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, default="zh-hans")
    text_size = models.CharField(max_length=8, default="medium")
    theme = models.CharField(max_length=8, default="light")
    density = models.CharField(max_length=12, default="comfortable")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]


class RoleGrant(models.Model):
    """One role of one user for one agency (and, where named, one district), with its term.

    An empty ``agency_code`` is city-wide and is used by the roles that the policy marks so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    agency_code = models.CharField(max_length=32, blank=True)
    district_code = models.CharField(max_length=32, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)


class Credential(models.Model):
    """A law-enforcement certificate (执法证); a step by an expired holder is refused.

    ``withdrawn_on`` is the first day on which it no longer runs because it was suspended or taken back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="credentials")
    number = models.CharField(max_length=64, unique=True)
    issued_by = models.CharField(max_length=128)
    valid_from = models.DateField()
    valid_to = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)


class Training(models.Model):
    """One training of an officer and how long it holds; ``hours`` are those credited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=128)
    hours = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "course", "held_on"], name="training_once"),)


class ApiKey(models.Model):
    """A key with which a program speaks for its holder: scopes, term, rate; the secret is kept as a digest only.

    ``revoked_at`` ends it at once and for ever. Personal-data class: none (``label`` names a program).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="api_keys")
    label = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
