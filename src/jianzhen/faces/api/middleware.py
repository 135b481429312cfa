"""Before and after every API request: the size of the body, and the answers that Django would give as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from jianzhen.faces.api.bodies import MAX_BODY
from jianzhen.faces.api.problems import ProblemError, answer

PREFIX: Final = "/api/"


class ApiMiddleware:
    """Refuses what is too large before it is read, and a wrong method as a problem document; pages pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length[:12]) > MAX_BODY:
            return answer(request, ProblemError("too_large", where="Content-Length"))
        response = self.get_response(request)
        if response.status_code == 405:
            told = answer(request, ProblemError("method", where=request.method or ""))
            told["Allow"] = response.get("Allow", "")
            return told
        return response
