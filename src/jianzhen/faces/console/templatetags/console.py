"""Words, chips and marks for the templates; nothing here reads a record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jianzhen.base.clock import SHANGHAI
from jianzhen.faces.console import shown
from jianzhen.faces.console.display import CHOICES
from jianzhen.faces.console.subjects import HIDDEN, KEYS

register = template.Library()

_TOGGLES: Final = {"light": "dark", "dark": "light", "zh-hans": "en", "en": "zh-hans"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a line icon; it decorates words and is hidden from screen readers."""
    address = f"{static('console/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.inclusion_tag("console/parts/display_button.html", takes_context=True)
def display_button(context: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    """Return a button that changes one setting and comes back to this page."""
    screen, language = context.get("screen", {}), "en" if context.get("lang") == "en" else "zh-hans"
    now = language if name == "language" else screen.get(name, "")
    to = _TOGGLES.get(now, "dark") if value == "toggle" else value
    words = dict(CHOICES[name])
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "here": context.get("here", "/"),
        "name": name,
        "value": to,
        "words": words[to],
        "on": now == to,
        "toggle": value == "toggle",
    }


for _filter in (shown.day, shown.moment, shown.yuan, shown.percent):
    register.filter(_filter.__name__, _filter)


@register.simple_tag
def meter(value: float, of: float = 1.0, kind: str = "") -> SafeString:
    """Return a bar of ``value`` out of ``of``; the number stands beside it in words, so readers skip the bar."""
    width = 0 if of <= 0 else round(100 * min(max(value / of, 0), 1), 1)
    return format_html(
        '<svg class="meter {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="6"></rect></svg>',
        kind,
        width,
    )


@register.simple_tag
def marked(text: str, spans: list[tuple[int, int]]) -> SafeString:
    """Return a text with its spans marked; spans are [start, end) in code points and may overlap."""
    parts, at = [], 0
    for start, end in merged(spans, len(text)):
        parts += [("{}", text[at:start]), ("<mark>{}</mark>", text[start:end])]
        at = end
    parts.append(("{}", text[at:]))
    return format_html_join("", "{}", ((format_html(pattern, part),) for pattern, part in parts if part))


def merged(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans in order, joined where they touch, cut to the text."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@register.filter
def age(since: date | datetime | None, today: date) -> str:
    """Return how long ago something was, in calendar days."""
    if since is None:
        return "—"
    then = since.astimezone(SHANGHAI).date() if isinstance(since, datetime) else since
    return days_ago((today - then).days)


@register.filter
def spaced(code: str) -> str:
    """Return a code of words joined by - or _ as words."""
    return code.replace("-", " ").replace("_", " ")


@register.filter
def hex(value: bytes | memoryview) -> str:  # noqa: A001 (a template filter; Python's own is not used here)
    """Return bytes as hexadecimal digits."""
    return bytes(value).hex()


@register.simple_tag
def days_ago(days: int) -> str:
    """Return an age in calendar days in words."""
    return _("今天") if days <= 0 else ngettext("%(days)d 天前", "%(days)d 天前", days) % {"days": days}


@register.simple_tag(takes_context=True)
def said(context: dict[str, Any], words: tuple[str, str]) -> str:
    """Return the reader's one of two wordings (Chinese, English)."""
    return words[context["lang"] == "en"]


@register.simple_tag
def key_words(kind: str) -> str:
    """Return what kind of key shows a subject."""
    return str(KEYS.get(kind, kind))


@register.simple_tag
def key_value(kind: str, value: str) -> str:
    """Return a key's value; a pseudonym says nothing and is left out."""
    return "—" if kind in HIDDEN else " · ".join(part for part in value.split("|") if part)
