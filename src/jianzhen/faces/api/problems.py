"""Refusals as problem documents (RFC 9457): what, where and what to do, in the language the caller asks for."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

Lang = Literal["zh", "en"]
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of refusal: its HTTP status, title and remedy in both languages."""

    status: int
    title: Mapping[Lang, str]
    remedy: Mapping[Lang, str]


class ProblemError(Exception):
    """A request is refused.

    Args:
        code: of ``problems.csv``.
        where: a JSON pointer into the body, a header or a parameter; "" for the request as a whole.
        what: the fault in its own words, where there are more to say than the title; otherwise the title.
        remedy: what to do, where it is more than the usual.
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(
        self, code: str, *, where: str = "", what: str = "", remedy: str = "", retry_after: int | None = None
    ) -> None:
        self.code, self.where, self.what, self.remedy, self.retry_after = code, where, what, remedy, retry_after
        super().__init__(f"{code} {where} {what}")


@cache
def problems() -> Mapping[str, Problem]:
    """Return the closed list of refusals by code."""
    text = (files("jianzhen.faces.api") / "problems.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Problem(
            int(row["status"]),
            {"zh": row["title_zh"], "en": row["title_en"]},
            {"zh": row["remedy_zh"], "en": row["remedy_en"]},
        )
        for row in csv.DictReader(text.splitlines())
    }


def language(request: HttpRequest) -> Lang:
    """Return the first language of ``Accept-Language`` that we speak; Chinese where none is named."""
    for name, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if name == "en" or name.startswith("en-"):
            return "en"
        if name == "zh" or name.startswith("zh-"):
            return "zh"
    return "zh"


def answer(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """Return the problem document of a refusal."""
    lang, kind = language(request), problems()[error.code]
    body = {
        "type": f"urn:jianzhen:problem:{error.code}",
        "title": kind.title[lang],
        "status": kind.status,
        "what": error.what or kind.title[lang],
        "where": error.where,
        "remedy": error.remedy or kind.remedy[lang],
    }
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    response = HttpResponse(text, status=kind.status, content_type=MEDIA_TYPE)
    response["Content-Language"] = "zh-hans" if lang == "zh" else "en"
    patch_vary_headers(response, ["Accept-Language"])
    if kind.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="jianzhen"'
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response
