"""The shape of a city file: agencies under dated names, districts and zones, ports of complaint (pure data)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

AgencyKind = Literal[
    "government_bureau",
    "party_body",
    "court",
    "procuratorate",
    "police",
    "central_unit",
    "association",
    "coordination_office",
]
PortKind = Literal["hotline", "platform", "letter", "message_board", "exhibition", "rights_holder", "official"]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Text = Annotated[str, Field(min_length=1)]
Item = TypeVar("Item")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Dated(_Strict):
    """Something that holds from ``valid_from`` to ``valid_to``, both included; ``None`` is open or not established."""

    valid_from: date | None = None
    valid_to: date | None = None
    precision: Literal["day", "year"] | None = None
    basis: Text

    @model_validator(mode="after")
    def _in_order(self) -> _Dated:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from {self.valid_from} lies after valid_to {self.valid_to}; swap or correct them")
        return self

    def holds_on(self, as_of: date) -> bool:
        """Tell whether ``as_of`` lies within the validity."""
        return (self.valid_from or date.min) <= as_of <= (self.valid_to or date.max)

    def overlaps(self, other: _Dated) -> bool:
        """Tell whether two validities share a day."""
        starts = max(self.valid_from or date.min, other.valid_from or date.min)
        return starts <= min(self.valid_to or date.max, other.valid_to or date.max)


class AgencyName(_Dated):
    """One name of an agency for one time: short name, name on the seal, and the other exact forms met in texts."""

    name: Text
    full_name: Text
    aliases: tuple[Text, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Return every exact form, the short name first, each once."""
        return tuple(dict.fromkeys((self.name, self.full_name, *self.aliases)))


class Competence(_Strict):
    """A field (playbook folder name) in which the agency may open cases, and the law that says so."""

    domain: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    basis: Text


class LocalArm(_Strict):
    """How an agency's office in a district or zone is called; ``None`` where it has none or none is established."""

    district: Annotated[str, Field(pattern=r"\{district\}")] | None
    zone: Annotated[str, Field(pattern=r"\{zone\}")] | None
    basis: Text


class Agency(_Strict):
    """A body that acts, under one code that survives every renaming."""

    code: Code
    kind: AgencyKind
    name_en: Text
    names: Annotated[tuple[AgencyName, ...], Field(min_length=1)]
    opens: tuple[Competence, ...] = ()
    local_arm: LocalArm | None = None
    successor: Code | None = None

    def name_on(self, as_of: date) -> AgencyName | None:
        """Return the name in use on a day, or ``None`` when the agency did not exist under any."""
        return next((name for name in self.names if name.holds_on(as_of)), None)

    def may_open(self, domain: str) -> bool:
        """Tell whether the agency may open cases in a field."""
        return any(competence.domain == domain for competence in self.opens)


class District(_Strict):
    """A district (GB/T 2260 code) or a functional zone (local code and the districts that host it)."""

    code: Annotated[str, Field(pattern=r"^(\d{6}|[a-z][a-z0-9-]*)$")]
    name: Text
    name_en: Text
    aliases: tuple[Text, ...] = ()
    short_forms: tuple[Text, ...] = ()
    hosts: tuple[Annotated[str, Field(pattern=r"^\d{6}$")], ...] = ()

    @property
    def is_zone(self) -> bool:
        """Tell whether this is a functional zone, which has no GB/T 2260 code."""
        return not self.code.isdigit()


class Port(_Strict):
    """A way by which a complaint or report comes in, and the agency that answers it, where that is one."""

    code: Code
    kind: PortKind
    name: Text
    name_en: Text
    operator: Code | None
    aliases: tuple[Text, ...] = ()


class Listed(_Dated, Generic[Item]):
    """A list with the sources it was written from."""

    citation: Annotated[tuple[Text, ...], Field(min_length=1)]
    items: tuple[Item, ...]


class CityFile(_Strict):
    """A city file as written, before it is checked as a whole."""

    schema_version: Literal[1]
    code: Code
    name: Text
    short_name: Text
    name_en: Text
    province: Text
    gb_code: Annotated[str, Field(pattern=r"^\d{4}00$")]
    sources: dict[str, Text]
    agencies: Listed[Agency]
    districts: Listed[District]
    zones: Listed[District]
    ports: Listed[Port]

    def places(self) -> tuple[District, ...]:
        """Return districts and zones, districts first."""
        return self.districts.items + self.zones.items
