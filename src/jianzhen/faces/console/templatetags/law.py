"""Tags of the law pages and of every citation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jianzhen.faces.console import laws
from jianzhen.law.model import Limb, Version

register = template.Library()


@register.simple_tag(takes_context=True)
def trigger(context: dict[str, Any], version: Version) -> str:
    """Return the words of a rule."""
    return laws.trigger(version, context["lang"])


@register.simple_tag(takes_context=True)
def citations(context: dict[str, Any], version: Version) -> str:
    """Return the citation of a rule."""
    return laws.citations(version, context["lang"])


@register.simple_tag
def figure(version: Version) -> str:
    """Return the figure of a rule with its unit."""
    return laws.figure(version.quantity, version.unit)


@register.simple_tag
def confidence(version: Version) -> SafeString:
    """Return how far a rule may be trusted, as a chip."""
    kind, words = laws.CONFIDENCE[version.confidence]
    return format_html('<span class="chip {}">{}</span>', kind, words)


@register.simple_tag
def span(since: date | None, until: date | None) -> str:
    """Return a validity in words."""
    return laws.span(since, until)


@register.simple_tag
def basis(version: Version) -> str:
    """Return where the validity dates come from."""
    return laws.basis(version)


@register.simple_tag
def use(version: Version) -> str:
    """Return what the product does with the rule."""
    return laws.use(version)


@register.simple_tag(takes_context=True)
def limb(context: dict[str, Any], one: Limb) -> str:
    """Return one way to reach a threshold."""
    return laws.limb(one, context["lang"])


@register.filter
def reading(words: str) -> str:
    """Return an English reason with the words of measures apart; days keep their hyphens."""
    return words.replace("_", " ")


@register.simple_tag(takes_context=True)
def citation_of(context: dict[str, Any], rule_id: str, otherwise: str) -> str:
    """Return the citation of a version by its id."""
    return laws.citation_of(rule_id, otherwise, context["lang"])
