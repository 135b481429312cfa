"""One request of a signed-in person: who, when, in which language; and the two kinds of view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Literal, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from jianzhen.base.clock import law_date, now
from jianzhen.base.errors import ConflictError, NotAllowedError, RefusedError
from jianzhen.faces.console.refusals import told
from jianzhen.people.policy import Actor, Permission, Scope, allowed, reach, require
from jianzhen.people.queries import actor_of

Language = Literal["zh", "en"]
Parts = ParamSpec("Parts")
View = Callable[Concatenate[HttpRequest, "Visit", Parts], HttpResponse]
Routed = Callable[Concatenate[HttpRequest, Parts], HttpResponse]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, at which instant (taken once), in which language."""

    actor: Actor
    at: datetime
    lang: Language

    @property
    def today(self) -> date:
        """Return the law date of the request, in Shanghai."""
        return law_date(self.at)

    def may(self, permission: Permission, agency_code: str = "", district_code: str = "") -> bool:
        """Say whether the policy allows it here; for offering or not offering a button, never instead of an act."""
        return allowed(self.actor, permission, Scope(agency_code, district_code), self.today)

    def require(self, permission: Permission) -> None:
        """Pass, or refuse; for pages that show records without an agency.

        Raises:
            NotAllowedError: no running grant holds the permission.
        """
        require(self.actor, permission, Scope(), self.today)

    def require_any(self, permission: Permission) -> None:
        """Pass when the person holds a permission anywhere, or refuse; for pages that show what lies within reach.

        Raises:
            NotAllowedError: no running grant holds the permission.
        """
        if not self.sees(permission):
            require(self.actor, permission, Scope(), self.today)

    def sees(self, permission: Permission) -> bool:
        """Say whether the person sees anything at all under a permission."""
        found = reach(self.actor, permission, self.today)
        return found.everything or bool(found.scopes)


def language_now() -> Language:
    """Return the language of the request as the rooms spell it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def visit_of(request: HttpRequest) -> Visit:
    """Return the visit of a signed-in request, made once."""
    found: Visit | None = getattr(request, "visit", None)
    if found is None:
        if not request.user.is_authenticated:
            raise NotAllowedError("nobody is signed in", remedy="Sign in first")
        found = Visit(actor_of(request.user), now(), language_now())
        request.visit = found  # type: ignore[attr-defined]
    return found


def sign_in_first(back: str) -> HttpResponseRedirect:
    """Send to the sign-in page, which leads back to ``back``."""
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")


def page(view: View[Parts]) -> Routed[Parts]:
    """Make a view that reads: signed in, GET only, a refusal becomes a page that says what to do."""

    @require_safe
    @wraps(view)
    def routed(request: HttpRequest, /, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(request.get_full_path())
        try:
            return view(request, visit_of(request), *args, **kwargs)
        except NotAllowedError as error:
            return refusal_page(request, error, HTTPStatus.FORBIDDEN)
        except RefusedError as error:
            return refusal_page(request, error, HTTPStatus.BAD_REQUEST)

    return routed


def act(view: View[Parts]) -> Routed[Parts]:
    """Make a view that acts: signed in, POST only; a refusal is told on the page the form names as ``next``."""

    @require_POST
    @wraps(view)
    def routed(request: HttpRequest, /, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_first(safe_next(request))
        try:
            return view(request, visit_of(request), *args, **kwargs)
        except (NotAllowedError, ConflictError, RefusedError) as error:
            messages.error(request, told(error, language_now()))
            return HttpResponseRedirect(safe_next(request))

    return routed


def refusal_page(request: HttpRequest, error: NotAllowedError | RefusedError, status: HTTPStatus) -> HttpResponse:
    """Return the page that says what was refused and what to do."""
    return render(request, "403.html", {"told": told(error, language_now())}, status=status)


def done(request: HttpRequest, words: str, to: str) -> HttpResponse:
    """Say that it is done and go to an address of ours."""
    messages.success(request, words)
    return HttpResponseRedirect(to)


def safe_next(request: HttpRequest) -> str:
    """Return the page of this site that a form wants to go back to; anything else leads to the worklist."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if inside and wanted.startswith("/") else settings.LOGIN_REDIRECT_URL
