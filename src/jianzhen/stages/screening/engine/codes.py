"""The 32-character code on a cigarette carton: where it was sold to, against whose shop it stands in.

Positions (two secondary sources agree; not read in an official text): 1-5 day (YMMDD), 6-14 case, 15-16 carton,
17-20 company letters, 21-32 retail licence. A form error therefore only warns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from jianzhen.playbook.primitives import CartonCode
from jianzhen.stages.screening.engine.evidence import Evidence, Group, Param
from jianzhen.stages.screening.engine.names import name_key
from jianzhen.stages.screening.engine.termcheck import applies
from jianzhen.stages.screening.engine.view import ItemView

LENGTH: Final = 32
_CODE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{16}\s?[0-9A-Za-z]{16}(?![0-9A-Za-z])")
_FORM: Final = re.compile(r"\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{9}\d{2}[A-Z]{4}(\d{12})")
_DIGITS: Final = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class Carton:
    """A code as found: field, span, and the 32 characters."""

    field: str
    start: int
    end: int
    code: str

    @property
    def licence(self) -> str | None:
        """The 12 digits of the retail licence, or None if the code is not of the known form."""
        found = _FORM.fullmatch(self.code)
        return found[3] if found else None


def cartons(view: ItemView) -> list[Carton]:
    """Return the codes in the item's code cell, else in its text."""
    for field, text in (("code", view.cells.get("code") or ""), ("text", view.folded.original)):
        if len(text) < LENGTH:
            continue
        found = [
            Carton(field, one.start(), one.end(), re.sub(r"\s", "", one[0]).upper()) for one in _CODE.finditer(text)
        ]
        if found:
            return found
    return []


class CartonCheck:
    """One ``carton_code`` check.

    Args:
        domain: the playbook.
        check: its parameters.
        licences: the plan's licences; kind ``tobacco_retail`` names the shops' licences.
    """

    def __init__(self, domain: str, check: CartonCode, licences: pa.Table) -> None:
        self._domain, self._check = domain, check
        self._by_holder: dict[str, set[str]] = defaultdict(set)
        self._holder: dict[str, str] = {}
        for row in licences.to_pylist():
            if row["kind"] == "tobacco_retail" and (digits := _licence_digits(row["number"])):
                self._holder[digits] = row["holder"] or ""
                self._by_holder[name_key(row["holder"] or "")].add(digits)

    def groups(self, view: ItemView) -> list[Group]:
        """Return one group with the code that speaks loudest, or none."""
        if not applies(self._check, view.kind):
            return []
        found = [evidence for one in cartons(view) if (evidence := self._judged(view, one))]
        found.sort(key=lambda evidence: -evidence.weight)
        return [Group(None, self._check.base, found[:1])] if found else []

    def _judged(self, view: ItemView, one: Carton) -> Evidence | None:
        sold_to = one.licence
        if sold_to is None:
            return self._made(one, self._check.malformed, "carton.form", {"code": one.code}, watch_only=True)
        own = self._own(view)
        if not own or sold_to in own:
            return None
        params: dict[str, Param] = {
            "code": one.code, "sold_to": sold_to, "own": ";".join(sorted(own)), "shop": self._holder.get(sold_to, ""),
        }  # fmt: skip
        return self._made(one, self._check.diverted, "carton.diverted", params)

    def _own(self, view: ItemView) -> set[str]:
        """The licences of the shop the carton stands in: quoted with the item, and all of the same holder.

        A shop whose licence was renewed holds cartons sold to the number it had before.
        """
        quoted = _licence_digits(view.cells.get("licence_no") or "")
        holders = {name_key(view.cells.get("seller") or ""), name_key(self._holder.get(quoted or "", ""))} - {""}
        known = {licence for holder in holders for licence in self._by_holder.get(holder, ())}
        return known | {quoted} if quoted else known

    def _made(
        self, one: Carton, weight: float, code: str, params: dict[str, Param], *, watch_only: bool = False
    ) -> Evidence:
        check = self._check
        return Evidence(
            check.code, self._domain, weight, code, params, one.field, one.start, one.end, check.law,
            watch_only=watch_only,
        )  # fmt: skip


def _licence_digits(number: str) -> str | None:
    found = _DIGITS.search(re.sub(r"\D", "", number))
    return found[0] if found else None
