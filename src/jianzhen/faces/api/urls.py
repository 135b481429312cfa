"""Addresses of the API; whatever begins with /api/ and is none of them is a problem document, not a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from jianzhen.faces.api.app import api
from jianzhen.faces.api.problems import ProblemError, answer


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Say that there is no such address."""
    return answer(request, ProblemError("not_found", where=request.path[:200]))


urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", api.urls),
    re_path(r"", nowhere),
]
