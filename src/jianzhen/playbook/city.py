"""A city as data: its agencies under dated names, its districts and zones, its ports of complaint.

The file is ``playbooks/cities/<code>.yml``; it is checked strictly on load, because a wrong name here routes a case to
the wrong agency. Nothing in this module knows any particular city.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import ValidationError, model_validator

from jianzhen.base.errors import RefusedError, Where
from jianzhen.playbook.citychecks import faults
from jianzhen.playbook.cityfile import Agency, CityFile, District
from jianzhen.playbook.errors import PlaybookFileError
from jianzhen.playbook.reader import read_yaml

CITIES: Final = Path(__file__).resolve().parents[1] / "playbooks" / "cities"

# Words ending in 市 that are no city: 中百超市江岸区店 still lies in the district that it names.
_NOT_A_CITY: Final = ("超市", "城市", "门市", "夜市", "全市", "我市", "本市")


class City(CityFile):
    """A city file as read and checked."""

    @model_validator(mode="after")
    def _coherent(self) -> City:
        fault = next(faults(self), None)
        if fault:
            raise ValueError(fault)
        return self

    @cached_property
    def _agencies(self) -> dict[str, Agency]:
        return {agency.code: agency for agency in self.agencies.items}

    @cached_property
    def _places(self) -> tuple[tuple[str, District], ...]:
        """Forms that may be met inside an address, longest first so that 东西湖区 is not read as 西湖区."""
        forms = [(form, place) for place in self.places() for form in (place.name, *place.aliases)]
        return tuple(sorted(forms, key=lambda form: -len(form[0])))

    def agency(self, code: str) -> Agency:
        """Return the agency of a code.

        Raises:
            RefusedError: the city has no such agency.
        """
        try:
            return self._agencies[code]
        except KeyError:
            known = ", ".join(self._agencies)
            raise RefusedError(
                f"no agency with the code {code!r} in {self.code}",
                where=Where(key="agencies"),
                remedy=f"Use one of: {known}",
            ) from None

    def agency_name(self, code: str, as_of: date) -> str:
        """Return the short name of an agency on a day, as work plans write it (市市场监管局).

        Raises:
            RefusedError: no such agency, or it had no name on that day.
        """
        name = self.agency(code).name_on(as_of)
        if name is None:
            raise RefusedError(
                f"agency {code} of {self.code} has no name on {as_of}",
                where=Where(key=f"agencies.{code}.names"),
                remedy="Ask for another day, or enter the name of that time with its source",
            )
        return name.name

    def find_agency(self, text: str, as_of: date) -> Agency | None:
        """Return the agency that a text names exactly (short name, full name or alias valid on the day)."""
        wanted = text.strip()
        for agency in self.agencies.items:
            name = agency.name_on(as_of)
            if name and wanted in name.forms:
                return agency
        return None

    def openers(self, domain: str, as_of: date) -> tuple[Agency, ...]:
        """Return the agencies that may open cases in a field on a day, in file order."""
        return tuple(a for a in self.agencies.items if a.may_open(domain) and a.name_on(as_of))

    def district(self, code: str) -> District:
        """Return the district or zone of a code.

        Raises:
            RefusedError: the city has no such district or zone.
        """
        for place in self.places():
            if place.code == code:
                return place
        raise RefusedError(
            f"no district or zone with the code {code!r} in {self.code}",
            where=Where(key="districts"),
            remedy="Use a six-digit GB/T 2260 district code or a local zone code of the city file",
        )

    def district_of(self, text: str) -> District | None:
        """Return the district or zone that an address or short form names, or ``None`` when none or several do.

        A zone wins over the district that hosts it. A district of the same name in another city (包头市青山区) is not
        taken for ours.
        """
        wanted = text.strip()
        for place in self.places():
            if wanted in {place.code, place.name, *place.aliases, *place.short_forms}:
                return place
        return _most_specific(self._met_in(wanted))

    def _met_in(self, text: str) -> list[District]:
        met: dict[str, District] = {}
        rest = text
        for form, place in self._places:
            at = rest.find(form)
            if at >= 0 and not self._elsewhere(text[:at]):
                met[place.code] = place
                rest = rest.replace(form, "\0" * len(form))
        return list(met.values())

    def _elsewhere(self, before: str) -> bool:
        """Tell whether the words right before a district name another city."""
        match = re.search(r"[\u4e00-\u9fff]{1,7}市$", before.strip())
        return match is not None and not match.group().endswith((self.name, *_NOT_A_CITY))

    def local_arm(self, agency_code: str, place: District) -> str | None:
        """Return the name of an agency's office in a district or zone, ``None`` where none is established."""
        arm = self.agency(agency_code).local_arm
        pattern = (arm.zone if place.is_zone else arm.district) if arm else None
        return pattern.format(district=place.name, zone=place.name) if pattern else None


def _most_specific(met: list[District]) -> District | None:
    zones = [place for place in met if place.is_zone]
    hosted = {host for zone in zones for host in zone.hosts}
    left = [place for place in met if place.is_zone or place.code not in hosted]
    return left[0] if len(left) == 1 else None


def _read(path: Path) -> object:
    try:
        return read_yaml(path)
    except PlaybookFileError as error:  # a city file is an input, not a check that says no
        raise RefusedError(error.what, where=error.where, remedy=error.remedy) from error
    except ValueError as error:  # YAML reads 2019-02-30 as a date and stumbles over it
        raise RefusedError(str(error), where=Where(file=str(path)), remedy="Correct that value") from error


def _refusal(path: Path, error: ValidationError) -> RefusedError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or None
    what = first["msg"].removeprefix("Value error, ")
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    remedy = "Remove or rename the field" if first["type"] == "extra_forbidden" else "Correct the entry"
    return RefusedError(what + more, where=Where(file=str(path), key=key), remedy=remedy)


def available_cities() -> tuple[str, ...]:
    """Return the names of the city files that come with the product, sorted."""
    return tuple(sorted(path.stem for path in CITIES.glob("*.yml")))


def load_city(name_or_path: str | Path) -> City:
    """Read and check a city file, named by its code (``wuhan``) or by its path.

    Raises:
        RefusedError: no such file, or the file says something twice, against itself, or in an unknown field.
    """
    path = Path(name_or_path)
    if path.suffix not in {".yml", ".yaml"}:
        if str(name_or_path) not in available_cities():
            raise RefusedError(
                f"no city named {str(name_or_path)!r}",
                where=Where(key="city"),
                remedy=f"Use one of: {', '.join(available_cities())}; or give the path of a .yml file",
            )
        path = CITIES / f"{name_or_path}.yml"
    try:
        return City.model_validate(_read(path))
    except ValidationError as error:
        raise _refusal(path, error) from error
