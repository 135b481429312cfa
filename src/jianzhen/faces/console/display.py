"""How a person likes the screen: language, size, theme, density; each from a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianzhen.faces.console.middleware import LANGUAGE_COOKIE
from jianzhen.people.writers import set_preferences

CHOICES: Final[dict[str, tuple[tuple[str, Promise | str], ...]]] = {
    "language": (("zh-hans", "中文"), ("en", "English")),
    "size": (("small", _("小")), ("medium", _("中")), ("large", _("大"))),
    "theme": (("light", _("浅色")), ("dark", _("深色"))),
    "density": (("comfortable", _("宽松")), ("dense", _("紧凑"))),
}
WORDS: Final[dict[str, Promise]] = {
    "language": _("语言"),
    "size": _("字号"),
    "theme": _("配色"),
    "density": _("表格行距"),
}
_YEAR: Final = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting, and whether it is the present one."""

    value: str
    words: Promise | str
    on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One setting with its values."""

    name: str
    words: Promise
    choices: list[Choice]


def present(request: HttpRequest) -> dict[str, str]:
    """Return the person's present settings; before sign-in only the language is remembered, in its cookie."""
    language = request.COOKIES.get(LANGUAGE_COOKIE, settings.LANGUAGE_CODE)
    if not request.user.is_authenticated:
        return {"language": language, "size": "medium", "theme": "light", "density": "comfortable"}
    user = request.user
    return {"language": user.language, "size": user.text_size, "theme": user.theme, "density": user.density}


def groups(now: Mapping[str, str]) -> list[Group]:
    """Return every setting as the settings page shows it."""
    return [
        Group(name, WORDS[name], [Choice(value, words, now[name] == value) for value, words in choices])
        for name, choices in CHOICES.items()
    ]


def chosen(now: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return the settings with what was asked for; a value outside the closed list changes nothing."""
    allowed = {name: {value for value, _words in choices} for name, choices in CHOICES.items()}
    return {name: asked[name] if asked.get(name) in allowed[name] else value for name, value in now.items()}


def remember(request: HttpRequest, response: HttpResponse, wished: Mapping[str, str]) -> HttpResponse:
    """Keep the settings on the signed-in user, and the language in its cookie."""
    if request.user.is_authenticated:
        set_preferences(
            request.user,
            language=wished["language"],
            text_size=wished["size"],
            theme=wished["theme"],
            density=wished["density"],
        )
    response.set_cookie(
        LANGUAGE_COOKIE, wished["language"], max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
