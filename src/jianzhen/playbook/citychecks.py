"""What a city file must not say: one thing twice, or a name, code or source that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from jianzhen.playbook.cityfile import AgencyName, CityFile


def _repeated(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)


def _codes_once(city: CityFile) -> Iterator[str]:
    groups = {
        "agencies": [agency.code for agency in city.agencies.items],
        "districts and zones": [place.code for place in city.places()],
        "ports": [port.code for port in city.ports.items],
    }
    for group, codes in groups.items():
        for code in _repeated(codes):
            yield f"{group}: the code {code!r} stands twice; give each entry its own code"


def _names_apart(city: CityFile) -> Iterator[str]:
    for agency in city.agencies.items:
        for index, name in enumerate(agency.names):
            for other in agency.names[:index]:
                if name.overlaps(other):
                    yield (
                        f"agencies.{agency.code}.names: {other.name} and {name.name} hold at the same time; "
                        "end one before the other begins"
                    )


def _aliases_clear(city: CityFile) -> Iterator[str]:
    owners: dict[str, list[tuple[str, AgencyName]]] = {}
    for agency in city.agencies.items:
        for name in agency.names:
            for form in name.forms:
                for code, other in owners.get(form, []):
                    if code != agency.code and name.overlaps(other):
                        yield f"agencies.{agency.code}: {form} already names {code} at that time; keep it in one place"
                owners.setdefault(form, []).append((agency.code, name))


def _places_clear(city: CityFile) -> Iterator[str]:
    forms = [form for place in city.places() for form in {place.name, *place.aliases, *place.short_forms}]
    for form in _repeated(forms):
        yield f"districts and zones: {form} names two places; keep it in one of them"
    for port_form in _repeated(form for port in city.ports.items for form in {port.name, *port.aliases}):
        yield f"ports: {port_form} names two ports; keep it in one of them"


def _codes_fit(city: CityFile) -> Iterator[str]:
    districts = {place.code for place in city.districts.items}
    statistical = f"{city.gb_code[:4]}01"
    for place in city.districts.items:
        if place.is_zone or place.code[:4] != city.gb_code[:4] or place.code in {city.gb_code, statistical}:
            yield f"districts: {place.code} is no GB/T 2260 district code of {city.name}; zones belong under zones"
    for zone in city.zones.items:
        if not zone.is_zone:
            yield f"zones: {zone.code} looks like a GB/T 2260 code, which zones do not have; use a local code"
        if not zone.hosts or not set(zone.hosts) <= districts:
            yield f"zones.{zone.code}: hosts must name districts of this file; correct {list(zone.hosts)}"


def _references_known(city: CityFile) -> Iterator[str]:
    agencies = {agency.code for agency in city.agencies.items}
    for agency in city.agencies.items:
        if agency.successor and agency.successor not in agencies:
            yield f"agencies.{agency.code}.successor: no agency {agency.successor!r}; name one of this file"
    for port in city.ports.items:
        if port.operator and port.operator not in agencies:
            yield f"ports.{port.code}.operator: no agency {port.operator!r}; name one of this file or null"
    for listed in (city.agencies, city.districts, city.zones, city.ports):
        for key in listed.citation:
            if key not in city.sources:
                yield f"citation {key!r} is not among the sources; add it there"


_CHECKS: Final[tuple[Callable[[CityFile], Iterator[str]], ...]] = (
    _codes_once,
    _names_apart,
    _aliases_clear,
    _places_clear,
    _codes_fit,
    _references_known,
)


def faults(city: CityFile) -> Iterator[str]:
    """Yield what is wrong in a city file, each with its key and remedy, the gravest kinds first."""
    for check in _CHECKS:
        yield from check(city)
