"""Signing in and out, and how the screen looks."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jianzhen.faces.console.display import chosen, groups, present, remember
from jianzhen.faces.console.signin import SignInForm
from jianzhen.faces.console.visit import Visit, page, safe_next


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and go back to where one wanted to go, in the language one works in."""
    form = SignInForm(request, request.POST.dict() if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and form.user is not None:
        login(request, form.user)
        return remember(request, HttpResponseRedirect(safe_next(request)), present(request))
    status = 422 if form.is_bound else 200
    return render(request, "console/sign_in.html", {"form": form, "next": safe_next(request)}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep the settings asked for; the only POST that needs no sign-in, because it chooses the language."""
    wished = chosen(present(request), request.POST.dict())
    return remember(request, HttpResponseRedirect(safe_next(request)), wished)


@page
def settings(request: HttpRequest, _visit: Visit) -> HttpResponse:
    """Show the settings."""
    return render(request, "console/settings.html", {"groups": groups(present(request))})
