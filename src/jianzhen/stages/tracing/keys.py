"""Exact keys of a seller: by what two observations are said to show the same subject, and how far each key reaches.

A valid unified social credit code is decisive. Everything below it links only what it does not contradict:
a key whose holders are different in law (two credit codes), or which very many sellers show, links nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jianzhen.base.codes import clean_code, is_uscc
from jianzhen.stages.tracing.addresses import normal_address
from jianzhen.stages.tracing.names import FirmName, clean, looks_personal, names_nobody, parse_name, simplify

USCC: Final = "uscc"
LICENCE: Final = "licence"
ACCOUNT: Final = "account"
PHONE: Final = "phone"
FIRM_NAME: Final = "firm_name"
NAME_ADDRESS: Final = "name_address"
NAME_PLATFORM: Final = "name_platform"
TRADER_NAME: Final = "trader_name"
ADDRESS: Final = "address"

STRONG: Final = (USCC, LICENCE, ACCOUNT, PHONE, FIRM_NAME, NAME_ADDRESS, NAME_PLATFORM)
"""Kinds of keys that link, the decisive one first; a key's place here is its level."""

WEAK: Final = (TRADER_NAME, ADDRESS)
"""Kinds of keys that only make a pair worth a person's look."""

HUB_LIMITS: Final[Mapping[str, int]] = {LICENCE: 6, ACCOUNT: 20, PHONE: 20}
"""How many different sellers may show one key before it is a hub (a service number, a shared clerk) and links nobody.

Our own setting, not a figure of law: a serial infringer runs a handful of shops, a hotline stands on hundreds.
"""

OWN_LICENCE_KINDS: Final = ("tobacco_scan", "register")
"""Kinds of observations whose licence number is the seller's own; elsewhere it is a number that goods quote."""

SUBJECT_LICENCES: Final = ("tobacco_retail",)
"""Register kinds whose number belongs to the seller's place of business, not to a product."""

MAX_VALUE: Final = 200
"""A key longer than this is running text in the wrong column and gives no key."""

_SAYS_NO_TRADE: Final = "发展"
"""A word of company names (食品发展有限公司) that a shop of the same 字号 and trade at the same door leaves out."""

_PLACEHOLDER_CODE: Final = re.compile(r"(.)\1*")
_NUMBER: Final = re.compile(r"[\s()（）+.]|(?<=\d)-(?=\d)")


@dataclass(frozen=True, slots=True)
class Face:
    """What one observation shows of a seller; empty text where it shows nothing.

    ``phone`` is a pseudonym inside an instance and a plain number in the command line's own files.
    ``licence`` is filled only where the number is the seller's own.
    """

    name: str = ""
    platform: str = ""
    account: str = ""
    uscc: str = ""
    phone: str = ""
    address: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One key: its level in :data:`STRONG` (or beyond it, for weak ones), kind and normalised value."""

    level: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class FaceKeys:
    """The keys of one face, and what the clustering holds against a key.

    Args:
        strong: keys that link.
        weak: keys that do not.
        uscc: valid code, or empty.
        district: district that the name itself states; two of them under one name are two firms.
        account: platform and account; two of them under one shop name are two shops.
        party: who this seller is as far as the hub count goes.
    """

    strong: tuple[Key, ...]
    weak: tuple[Key, ...]
    uscc: str
    district: str
    account: str
    party: str


def face_keys(face: Face) -> FaceKeys:
    """Return all keys of one face; placeholders and malformed codes give none."""
    uscc = _uscc(face.uscc)
    account = _account(face)
    nobody = names_nobody(face.name) or looks_personal(face.name)
    name = FirmName("") if nobody else parse_name(face.name)
    shown = name.canonical if name.kind != "" else name.text
    found = {
        USCC: uscc,
        LICENCE: _code(face.licence, 6),
        ACCOUNT: account,
        PHONE: _phone(face.phone),
        **_name_keys(face, name),
    }
    return FaceKeys(
        strong=_keys(STRONG, found, 0),
        weak=_keys(WEAK, found, len(STRONG)),
        uscc=uscc,
        district=name.district,
        account=account,
        party=uscc or shown or account,
    )


def _keys(kinds: tuple[str, ...], found: Mapping[str, str], first: int) -> tuple[Key, ...]:
    return tuple(
        Key(level, kind, found[kind])
        for level, kind in enumerate(kinds, first)
        if 0 < len(found.get(kind, "")) <= MAX_VALUE
    )


def _name_keys(face: Face, name: FirmName) -> dict[str, str]:
    address = normal_address(face.address)
    found = {ADDRESS: address}
    if not name.text:
        return found
    if name.full:
        found[FIRM_NAME] = f"{name.place}|{name.core}|{name.form}|{name.branch}"
    elif name.kind == "trader" and name.district:
        found[TRADER_NAME] = f"{name.district}|{name.core}|{name.form}"
    if address and len(name.trade_name) >= 2:
        found[NAME_ADDRESS] = f"{name.core.removesuffix(_SAYS_NO_TRADE)}|{address}"
    if face.platform and name.kind != "company" and len(name.text) >= 3:
        found[NAME_PLATFORM] = f"{clean(face.platform)}|{clean(face.name)}"
    return found


def _uscc(text: str) -> str:
    code = clean_code(text)
    return code if code and not _PLACEHOLDER_CODE.fullmatch(code) and is_uscc(code) else ""


def _code(text: str, shortest: int) -> str:
    code = clean_code(text)
    return code if len(code) >= shortest and not _PLACEHOLDER_CODE.fullmatch(code) else ""


def _account(face: Face) -> str:
    account = "".join(simplify(face.account).split())
    if not face.platform or len(account) < 2 or names_nobody_account(account):
        return ""
    return f"{clean(face.platform)}|{account}"


def names_nobody_account(account: str) -> bool:
    """Say whether an account is a placeholder: one repeated sign, or a word for nothing."""
    return _PLACEHOLDER_CODE.fullmatch(account) is not None or (not account.isdecimal() and names_nobody(account))


def _phone(text: str) -> str:
    number = _NUMBER.sub("", text)
    if number.startswith("86") and len(number) == 13:
        number = number.removeprefix("86")
    return number if len(number) >= 7 and not _PLACEHOLDER_CODE.fullmatch(number) else ""


def smallest(keys: Iterable[Key]) -> Key:
    """Return the key a new subject is named by: the most decisive kind, then the smallest value.

    Raises:
        ValueError: there is no key.
    """
    return min(keys)
