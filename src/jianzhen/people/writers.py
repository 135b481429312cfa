"""The only writers of people; called by custody's actions, which ask the policy and keep the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from jianzhen.people.models import ApiKey, Credential, RoleGrant, Training, User
from jianzhen.people.policy import KeyScope, Role


def enrol(
    *,
    username: str,
    display_name: str,
    password: str | None,
    roles: list[tuple[Role, str, str]],
    valid_from: date | None,
) -> User:
    """Make a user with roles; each role is (role, agency code, district code), empty codes are city-wide."""
    user = User.objects.create_user(username, password, display_name=display_name)
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(user=user, role=role.value, agency_code=agency, district_code=district, valid_from=valid_from)
            for role, agency, district in roles
        ]
    )
    return user


def certify(user_id: UUID, *, number: str, issued_by: str, valid_from: date, valid_to: date) -> Credential:
    """Record a law-enforcement certificate (执法证) with its term."""
    return Credential.objects.create(
        user_id=user_id, number=number, issued_by=issued_by, valid_from=valid_from, valid_to=valid_to
    )


def withdraw(number: str, *, on: date, why: str) -> None:
    """End a certificate before its term: from ``on`` it no longer runs."""
    Credential.objects.filter(number=number).update(withdrawn_on=on, withdrawn_why=why)


def train(user_id: UUID, *, course: str, hours: int, held_on: date, valid_to: date) -> Training:
    """Record a training with its term."""
    return Training.objects.create(user_id=user_id, course=course, hours=hours, held_on=held_on, valid_to=valid_to)


def set_preferences(user: User, *, language: str, text_size: str, theme: str, density: str) -> None:
    """Remember how a person likes the screen; no act of the case work, so it is not logged."""
    user.language, user.text_size, user.theme, user.density = language, text_size, theme, density
    user.save(update_fields=["language", "text_size", "theme", "density"])


def add_key(
    key_id: UUID,
    *,
    user_id: UUID,
    label: str,
    digest: str,
    scopes: Iterable[KeyScope],
    per_minute: int,
    issued_at: datetime,
    expires_at: datetime,
) -> None:
    """Record an API key; ``digest`` is of its secret."""
    ApiKey.objects.create(
        id=key_id,
        user_id=user_id,
        label=label,
        digest=digest,
        scopes=sorted(scope.value for scope in scopes),
        per_minute=per_minute,
        issued_at=issued_at,
        expires_at=expires_at,
    )


def revoke_key(key_id: UUID, at: datetime) -> None:
    """End an API key at once."""
    ApiKey.objects.filter(pk=key_id).update(revoked_at=at)
