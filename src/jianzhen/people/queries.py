"""Readers of people, for faces."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from jianzhen.people.models import Credential, RoleGrant, User
from jianzhen.people.policy import Actor, Grant, Role


def actor_of(user: User) -> Actor:
    """Return the actor a signed-in user is, with all grants (the policy looks at their terms)."""
    grants = tuple(
        Grant(Role(row.role), row.agency_code, row.district_code, row.valid_from, row.valid_to)
        for row in RoleGrant.objects.filter(user=user).order_by("id")
    )
    return Actor(actor_id=str(user.pk), name=user.display_name, grants=grants)


def actor_by_id(user_id: UUID) -> Actor:
    """Return the actor of a user id.

    Raises:
        User.DoesNotExist: nobody has this id.
    """
    return actor_of(User.objects.get(pk=user_id))


def exists(username: str) -> bool:
    """Say whether a sign-in name is taken."""
    return User.objects.filter(username=username).exists()


def qualified(user_id: UUID, on: date) -> bool:
    """Say whether the user holds a law-enforcement certificate that runs on that day."""
    return Credential.objects.filter(user_id=user_id, valid_from__lte=on, valid_to__gte=on).exists()


def officers_of(agency_code: str) -> list[User]:
    """Return the active users who hold the officer role for an agency, by name."""
    return list(
        User.objects.filter(is_active=True, grants__role=Role.OFFICER, grants__agency_code=agency_code)
        .distinct()
        .order_by("display_name")
    )


def names_of(user_ids: set[str]) -> dict[str, str]:
    """Return display names by user id; an id that is no user's ("system") keeps itself out."""
    ids = {value for value in user_ids if len(value) == 36}
    return {str(row.pk): row.display_name for row in User.objects.filter(pk__in=ids)}
