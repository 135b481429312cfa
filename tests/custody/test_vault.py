"""Personal values: the same pseudonym for the same person, readable with a reason, gone when destroyed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.base.clock import now
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.custody.instance import current
from jianzhen.custody.models import LogEvent, VaultItem
from jianzhen.custody.vault import DestroyValue, RevealValue, Vault
from jianzhen.people.policy import Actor, Grant, Role

pytestmark = pytest.mark.django_db

OFFICER = Actor("22222222-2222-7222-8222-222222222222", "办案人员", (Grant(Role.OFFICER, "market_regulation"),))
ADMIN = Actor("33333333-3333-7333-8333-333333333333", "管理员", (Grant(Role.ADMINISTRATOR),))


def keep(value: str, kind: str = "phone") -> str:
    """Put one value into the vault and return its pseudonym."""
    vault = Vault(current())
    with transaction.atomic():
        (pseudonym,) = vault.pseudonymise([value], kind)
        vault.commit()
    assert pseudonym is not None
    return pseudonym


def reveal(pseudonym: str, reason: str = "核实投诉") -> str:
    """Reveal as the officer."""
    return RevealValue(
        actor=OFFICER, at=now(), pseudonym=pseudonym, reason=reason, agency_code="market_regulation"
    ).execute()


def test_writings_of_one_phone_share_a_pseudonym(data: Path) -> None:
    """Spaces, dashes, full width and +86 do not make another person."""
    writings = ("10012345678", "100-1234-5678", "１００１２３４５６７８", "+86 10012345678")
    assert len({keep(text) for text in writings}) == 1


def test_two_instances_give_unrelated_pseudonyms(data: Path, tmp_path: Path, settings: object) -> None:
    """A pseudonym says nothing in another city."""
    first = keep("10012345678")
    settings.JIANZHEN_DATA = str(tmp_path / "other")  # type: ignore[attr-defined]
    assert keep("10012345678") != first


def test_a_reveal_is_logged_without_the_value(data: Path) -> None:
    """The reason reaches the log; the value does not."""
    pseudonym = keep("10012345678")
    assert reveal(pseudonym) == "10012345678"
    event = LogEvent.objects.get(verb="vault.reveal")
    assert "核实投诉" in event.payload
    assert "10012345678" not in event.payload


def test_a_reveal_needs_a_reason_and_a_role(data: Path) -> None:
    """Without reason or role the value stays closed."""
    pseudonym = keep("10012345678")
    with pytest.raises(RefusedError, match="no reason"):
        reveal(pseudonym, " ")
    with pytest.raises(NotAllowedError):
        RevealValue(actor=ADMIN, at=now(), pseudonym=pseudonym, reason="x", agency_code="market_regulation").execute()


def test_a_destroyed_value_is_gone_for_ever(data: Path) -> None:
    """After destruction neither value nor key is in the database, and seeing it again does not revive it."""
    pseudonym = keep("某甲", "person_name")
    DestroyValue(actor=ADMIN, at=now(), pseudonym=pseudonym, reason="当事人请求").execute()
    keep("某甲", "person_name")
    row = VaultItem.objects.get(pk=pseudonym)
    assert (bytes(row.wrapped_key), bytes(row.ciphertext)) == (b"", b"")
    with pytest.raises(ConflictError, match="destroyed"):
        reveal(pseudonym)


def test_the_value_is_not_in_the_row(data: Path) -> None:
    """What the table holds is ciphertext."""
    row = VaultItem.objects.get(pk=keep("10012345678"))
    assert b"10012345678" not in bytes(row.ciphertext)


def test_blank_values_stay_blank(data: Path) -> None:
    """Nobody becomes a person because a cell was empty."""
    assert Vault(current()).pseudonymise([None, "", "  "], "phone") == [None, None, None]


def test_an_unknown_class_is_refused(data: Path) -> None:
    """A personal class outside the closed list is refused."""
    with pytest.raises(RefusedError, match="unknown personal class"):
        Vault(current()).pseudonym("x", "shoe_size")


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_text_comes_back(text: str) -> None:
    """Whatever was sealed opens to the same text, lone surrogates included."""
    vault = Vault(current())
    item = vault._seal(vault.pseudonym(text, "address"), text, "address")
    assert vault.open(item) == text
