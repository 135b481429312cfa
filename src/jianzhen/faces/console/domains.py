"""Domains by the titles of their playbooks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from jianzhen.playbook.model import PlaybookHead
from jianzhen.playbook.parts import Words
from jianzhen.playbook.reader import HEAD, read_head, shipped_folder
from jianzhen.stages.screening.reasons import PICTURE_CHECKS

_NONE: Final = ""


@cache
def heads(more: str) -> tuple[PlaybookHead, ...]:
    """Return the head of every playbook, shipped ones and those of the folder ``more``, read once."""
    folders = [shipped_folder(), *([Path(more)] if more else [])]
    return tuple(read_head(path) for folder in folders for path in sorted(folder.glob(f"*/{HEAD}")))


@cache
def titles(more: str) -> dict[str, Words]:
    """Return the titles of domains and of their checks, by code."""
    found = {head.domain: head.title for head in heads(more)}
    return found | {check.code: check.title for head in heads(more) for check in head.checks}


def domains(lang: str) -> list[tuple[str, str]]:
    """Return every domain with its title, for a filter."""
    return [(head.domain, domain_title(head.domain, lang)) for head in heads(settings.JIANZHEN_PLAYBOOKS)]


def domain_title(domain: str, lang: str) -> str:
    """Return the title of a domain; without one, that it is still to be found."""
    if domain == _NONE:
        return _("领域待定")
    return said(domain, lang)


def said(code: str, lang: str) -> str:
    """Return the title of a domain or check; a code that neither a playbook nor the engine knows shows as itself."""
    if code in PICTURE_CHECKS:
        return PICTURE_CHECKS[code][lang == "en"]
    words = titles(settings.JIANZHEN_PLAYBOOKS).get(code)
    if words is None:
        return code
    return words.en if lang == "en" else words.zh
