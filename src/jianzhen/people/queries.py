"""Readers of people, for faces."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jianzhen.people.models import ApiKey, Credential, RoleGrant, Training, User
from jianzhen.people.policy import Actor, Grant, KeyScope, Reach, Role
from jianzhen.people.standing import Standing, Term, standing
from jianzhen.people.tokens import read_token


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An API key as a list shows it; whose it is, for what, until when."""

    key_id: UUID
    username: str
    label: str
    scopes: frozenset[KeyScope]
    per_minute: int
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def runs(self, at: datetime) -> bool:
        """Say whether the key is good at that instant."""
        return self.revoked_at is None and self.issued_at <= at < self.expires_at


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
    """Say whether the user may enforce on that day: a certificate runs, and a recorded training has not lapsed."""
    return standings([user_id], on)[user_id].qualified


def standings(user_ids: Iterable[UUID], on: date) -> dict[UUID, Standing]:
    """Return how users stand as officers on a day, by id, with two queries for all of them."""
    wanted = list(user_ids)
    held: dict[UUID, list[Term]] = {}
    for row in Credential.objects.filter(user_id__in=wanted).order_by("id"):
        held.setdefault(row.user_id, []).append(Term(row.valid_from, row.valid_to, row.withdrawn_on, row.number))
    taught: dict[UUID, list[Term]] = {}
    for one in Training.objects.filter(user_id__in=wanted).order_by("id"):
        taught.setdefault(one.user_id, []).append(Term(one.held_on, one.valid_to))
    return {key: standing(held.get(key, ()), taught.get(key, ()), on) for key in wanted}


def officers_within(found: Reach) -> list[tuple[User, str, str]]:
    """Return (user, agency, district) of every active officer within reach, by agency and name."""
    rows = RoleGrant.objects.filter(role=Role.OFFICER, user__is_active=True).select_related("user")
    rows = rows.order_by("agency_code", "district_code", "user__display_name", "user_id")
    kept = [(row.user, row.agency_code, row.district_code) for row in rows]
    return [one for one in kept if found.includes(one[1], one[2])]


def certificate(number: str) -> Credential | None:
    """Return a certificate by its number, or None."""
    return Credential.objects.filter(number=number).first()


def trained(user_id: UUID, course: str, held_on: date) -> bool:
    """Say whether this training is on record already."""
    return Training.objects.filter(user_id=user_id, course=course, held_on=held_on).exists()


def is_user(user_id: UUID) -> bool:
    """Say whether somebody has this id."""
    return User.objects.filter(pk=user_id).exists()


def certificates_of(user_ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """Return the number of the certificate that runs on that day, of those users who hold one."""
    rows = Credential.objects.filter(user_id__in=list(user_ids), valid_from__lte=on, valid_to__gte=on)
    return {row.user_id: row.number for row in rows.order_by("user_id", "valid_from")}


def officers_of(agency_code: str) -> list[User]:
    """Return the active users who hold the officer role for an agency, by name."""
    return list(
        User.objects.filter(is_active=True, grants__role=Role.OFFICER, grants__agency_code=agency_code)
        .distinct()
        .order_by("display_name")
    )


def staff_of(agency_code: str, on: date) -> list[User]:
    """Return the active users who hold any role for an agency on a day, by name."""
    running = RoleGrant.objects.filter(agency_code=agency_code).exclude(valid_from__gt=on).exclude(valid_to__lt=on)
    return list(User.objects.filter(is_active=True, grants__in=running).distinct().order_by("display_name"))


def names_of(user_ids: set[str]) -> dict[str, str]:
    """Return display names by user id; an id that is no user's ("system") keeps itself out."""
    ids = {value for value in user_ids if len(value) == 36}
    return {str(row.pk): row.display_name for row in User.objects.filter(pk__in=ids)}


def key_of(token: str) -> tuple[KeyLine, Actor] | None:
    """Return the key a token opens, running or not, and who holds it.

    None where no key has this id and secret, or its holder's account was closed.
    """
    asked = read_token(token)
    row = ApiKey.objects.select_related("user").filter(pk=asked[0]).first() if asked else None
    if asked is None or row is None or not hmac.compare_digest(row.digest, asked[1]) or not row.user.is_active:
        return None
    return _key(row), actor_of(row.user)


def keys_of(username: str = "") -> list[KeyLine]:
    """Return the keys of one person, or all, newest first."""
    rows = ApiKey.objects.select_related("user").order_by("-id")
    return [_key(row) for row in (rows.filter(user__username=username) if username else rows)]


def key_line(key_id: UUID) -> KeyLine | None:
    """Return one key, or None."""
    row = ApiKey.objects.select_related("user").filter(pk=key_id).first()
    return _key(row) if row else None


def actor_named(username: str) -> Actor | None:
    """Return the actor with this sign-in name, or None where nobody active has it."""
    user = User.objects.filter(username=username, is_active=True).first()
    return actor_of(user) if user else None


def _key(row: ApiKey) -> KeyLine:
    known = {scope.value for scope in KeyScope}
    return KeyLine(
        key_id=row.pk,
        username=row.user.username,
        label=row.label,
        scopes=frozenset(KeyScope(name) for name in row.scopes if name in known),
        per_minute=row.per_minute,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
