"""What every page of the console knows: how the person likes the screen, where they are, what they wear."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from jianzhen.base.clock import SHANGHAI, now
from jianzhen.faces import vendor
from jianzhen.faces.console.rail import RAIL
from jianzhen.faces.console.visit import Visit, language_now, visit_of
from jianzhen.faces.console.worn import worn

RAIL_COOKIE: Final = "jz_rail"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the shell; pages without a signed-in person get its outside only."""
    outside = {"lang": language_now(), "screen": _screen(request), "here": request.get_full_path()}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return outside
    return outside | _inside(request, visit_of(request))


def _inside(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    route = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "visit": visit,
        "today": visit.today,
        "rail": [(place, place.holds(route or "")) for place in RAIL if place.needs is None or visit.sees(place.needs)],
        "worn": worn(visit.actor, visit.today, visit.lang),
        "charts": any(vendor.VENDOR.glob("echarts/*.js")),
        "printed_at": now().astimezone(SHANGHAI),
        "city": settings.JIANZHEN_CITY,
    }


def _screen(request: HttpRequest) -> dict[str, str]:
    """Return the attributes of <html>: the person's choices, or the defaults before sign-in."""
    user = getattr(request, "user", None)
    rail = "narrow" if request.COOKIES.get(RAIL_COOKIE) == "narrow" else "wide"
    if user is None or not user.is_authenticated:
        return {"theme": "light", "size": "medium", "density": "comfortable", "rail": rail}
    return {"theme": user.theme, "size": user.text_size, "density": user.density, "rail": rail}
