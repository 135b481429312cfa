"""The API itself: its routers, its document, and how every refusal becomes a problem document."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from jianzhen.base.errors import ConflictError, JianzhenError, NotAllowedError
from jianzhen.faces.api import facts, records, screening
from jianzhen.faces.api.bodies import StrictParser
from jianzhen.faces.api.problems import ProblemError, answer, language

log = logging.getLogger("jianzhen.api")

DESCRIPTION: Final = (
    "鉴真接口。每项请求需要密钥（Authorization: Bearer），或者已登录人员的会话并带 CSRF 令牌。"
    "答复只说明有何嫌疑、因为什么，不是认定。拒绝以 application/problem+json 说明：什么不对、在哪里、怎么办。\n\n"
    "The Jianzhen API. Every request needs a key (Authorization: Bearer), or the session of a signed-in person with "
    "the CSRF token. Answers say what is suspected, because of what; they prove nothing. A refusal is an "
    "application/problem+json: what was wrong, where, and what to do, in Chinese or English by Accept-Language."
)
_VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("缺少这一项", "it is missing"),
    "extra_forbidden": ("没有这个字段", "there is no such field"),
    "string_type": ("应当是文字", "it must be a text"),
    "string_too_long": ("文字过长", "the text is too long"),
    "string_too_short": ("文字是空的", "the text is empty"),
    "string_pattern_mismatch": ("文字只有空白或者格式不对", "the text is blank or has another form"),
    "too_long": ("条数过多，最多 100", "there are more than 100"),
    "too_short": ("至少一条", "there must be at least one"),
    "tuple_type": ("应当是数组", "it must be an array"),
    "model_type": ("应当是对象", "it must be an object"),
    "model_attributes_type": ("应当是对象", "it must be an object"),
    "literal_error": ("不在允许的值之中", "it is none of the allowed values"),
    "day": ("不是 2026-04-15 这样的日期", "it is no date such as 2026-04-15"),
    "twice": ("编号重复", "an id stands twice"),
}
"""What is wrong with a value, by the validator's own name for it; the rest is said in the validator's words."""


class _Renderer(JSONRenderer):
    """UTF-8, no blanks."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


api = NinjaAPI(
    title="鉴真 Jianzhen",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    openapi_url="/openapi.json",
    docs_url=None,
    renderer=_Renderer(),
    parser=StrictParser(),
)
api.add_router("", screening.router)
api.add_router("", facts.router)
api.add_router("", records.router)


@api.exception_handler(ProblemError)
def _refused(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(JianzhenError)
def _room_refused(request: HttpRequest, error: JianzhenError) -> HttpResponse:
    code = "refused"
    if isinstance(error, NotAllowedError):
        code = "not_allowed"
    elif isinstance(error, ConflictError):
        code = "conflict"
    return answer(request, ProblemError(code, where=str(error.where), what=error.what, remedy=error.remedy))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    kind = str(first["type"])
    if kind == "too_much_text":
        return answer(request, ProblemError("too_much_text", where=_pointer(first["loc"])))
    words = _VALUES.get(kind)
    what = words[language(request) == "en"] if words else str(first["msg"])
    return answer(request, ProblemError("invalid", where=_pointer(first["loc"]), what=what))


def _pointer(place: Sequence[str | int]) -> str:
    """Return where in a body as a JSON pointer (ninja puts source and argument before), else the parameter's name."""
    if place[0] == "body":
        return "".join(f"/{str(part)[:80].replace('~', '~0').replace('/', '~1')}" for part in place[2:])
    return str(place[-1])


@api.exception_handler(HttpError)
def _http_refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Tell what ninja refuses: nobody came in, or the body's own fault, which it wraps."""
    if isinstance(error.__cause__, ProblemError):
        return answer(request, error.__cause__)
    return answer(request, ProblemError("no_key" if error.status_code == 401 else "not_json"))


@api.exception_handler(Http404)
def _nowhere(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001
    return answer(request, ProblemError("not_found"))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001
    return answer(request, ProblemError("too_large"))


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:  # noqa: ARG001
    """Tell what Django refuses by itself, such as thousands of parameters."""
    return answer(request, ProblemError("invalid", where="request"))


@api.exception_handler(UnreadablePostError)
def _cut_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:  # noqa: ARG001
    return answer(request, ProblemError("not_json"))


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("the database did not answer %s", request.path, exc_info=error)
    return answer(request, ProblemError("busy", retry_after=5))


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """The face's last resort: the fault is logged whole, the caller learns that nothing was changed."""
    log.error("the API failed at %s", request.path, exc_info=error)
    return answer(request, ProblemError("failed"))


def document() -> str:
    """Return the OpenAPI document as it is published."""
    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
