"""Chinese first, English complete: every string has its English, every entry is used, nothing is forgotten."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from jianzhen.faces.words import LOCALES, Message, read_catalogue
from tests.faces.console.strings import FACES, in_python, in_template, used

CATALOGUE: Final = LOCALES / "en" / "LC_MESSAGES" / "django.po"
HAN: Final = re.compile(r"[\u4e00-\u9fff]")
PLACE: Final = re.compile(r"%\((\w+)\)[sd]|%%|%[sd]")
SAME_IN_BOTH: Final = frozenset({"鉴"})
"""The seal on the page: a picture made of a character."""


def entries() -> dict[str, Message]:
    """Return the English entries without the header."""
    return {one.msgid: one for one in read_catalogue(CATALOGUE) if one.msgid}


def test_every_string_has_english_and_every_entry_is_used() -> None:
    """The catalogue and the sources name each other exactly."""
    assert used() ^ set(entries()) == set()


def test_english_words_hold_the_same_places() -> None:
    """A translation drops or invents no placeholder."""
    wrong = [
        message.msgid
        for message in entries().values()
        for words in message.strings
        if set(PLACE.findall(words)) != set(PLACE.findall(message.msgid))
    ]
    assert wrong == []


def test_english_is_english() -> None:
    """No translation was left Chinese; only quoted terms of the law may hold Han characters."""
    left = [one.msgid for one in entries().values() if all(HAN.search(words) for words in one.strings)]
    assert left == ["例如：立案、告知、程序规定"]


def bare(path: Path) -> list[str]:
    """Return the Chinese of a template that stands outside every translation tag."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)
    return [word for word in re.findall(r"[\u4e00-\u9fff]+", text) if word not in SAME_IN_BOTH]


@pytest.mark.parametrize("path", sorted(FACES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_speaks_chinese_only(path: Path) -> None:
    """Chinese in a template stands inside a translation tag."""
    assert bare(path) == []


def test_the_readers_of_strings_can_find() -> None:
    """The two readers see simple, counted and lazy strings, so that the checks above can fail."""
    counted = "{% blocktranslate count n=k %}乙{{ n }}{% plural %}乙{{ n }}{% endblocktranslate %}"
    template = '{% load i18n %}{% translate "甲" %}{{ name|default:_("庚") }}' + counted
    assert set(in_template(template)) == {"甲", "乙%(n)s", "庚"}
    assert set(in_python('_("丙")\ngettext_lazy("丁")\nngettext("戊", "戊", 2)\nother("己")')) == {"丙", "丁", "戊"}
