"""The catalogues: what PO text says, what the compiled file answers, what is refused."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.faces import words

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def catalogue(folder: Path, body: str) -> Path:
    """Write one catalogue of a language of its own."""
    path = folder / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + body, encoding="utf-8")
    return path


def read(path: Path) -> gettext.GNUTranslations:
    """Open a compiled catalogue with Python's own reader."""
    return gettext.GNUTranslations(io.BytesIO(path.read_bytes()))


def test_words_survive_compiling(tmp_path: Path) -> None:
    """Simple, continued, escaped and counted entries come back through Python's gettext."""
    body = (
        'msgid "线索"\nmsgstr "Leads"\n\nmsgid ""\n"一"\n"二"\nmsgstr "a \\"quoted\\" "\n"line\\n"\n\n'
        'msgid "%(n)s 天"\nmsgid_plural "%(n)s 天"\nmsgstr[0] "%(n)s day"\nmsgstr[1] "%(n)s days"\n'
    )
    catalogue(tmp_path, body)
    (made,) = words.compile_catalogues(tmp_path)
    found = read(made)
    assert found.gettext("线索") == "Leads"
    assert found.gettext("一二") == 'a "quoted" line\n'
    assert [found.ngettext("%(n)s 天", "%(n)s 天", n) for n in (1, 2)] == ["%(n)s day", "%(n)s days"]


def test_compiling_twice_writes_once(tmp_path: Path) -> None:
    """An unchanged catalogue is left alone."""
    catalogue(tmp_path, 'msgid "线索"\nmsgstr "Leads"\n')
    (made,) = words.compile_catalogues(tmp_path)
    stamp = made.stat().st_mtime_ns
    assert words.compile_catalogues(tmp_path) == [made]
    assert made.stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param('msgid "甲"\nmsgstr ""\n', "the entry has no words", id="empty"),
        pytest.param('msgid "甲"\nmsgstr "a"\n\nmsgid "甲"\nmsgstr "b"\n', "stands twice", id="twice"),
        pytest.param('msgid "甲\nmsgstr "a"\n', "not a quoted string", id="quote"),
        pytest.param('"loose"\n', "without a keyword", id="loose"),
        pytest.param('msgctxt "x"\nmsgid "甲"\nmsgstr "a"\n', "contexts are not used", id="context"),
    ],
)
def test_a_faulty_catalogue_is_refused(tmp_path: Path, body: str, said: str) -> None:
    """The refusal names file and row, and nothing is compiled."""
    path = catalogue(tmp_path, body)
    with pytest.raises(RefusedError, match=said) as fault:
        words.compile_catalogues(tmp_path)
    assert fault.value.where.file == path.name
    assert fault.value.where.row is not None
    assert not path.with_suffix(".mo").exists()
