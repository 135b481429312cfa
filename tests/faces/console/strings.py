"""Finds every translatable string of the faces: in templates (as Django reads them) and in Python (by its tree)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation.template import templatize

FACES: Final = Path(__file__).resolve().parents[3] / "src" / "jianzhen" / "faces"
ONE: Final = frozenset({"_", "gettext", "gettext_lazy"})
COUNTED: Final = frozenset({"ngettext", "ngettext_lazy"})
# What templatize() writes: gettext(u'…') and ngettext(u'…', u'…', count), the strings as Python literals.
_CALL: Final = re.compile(r"""(?<!\w)(n?gettext|_)\(u?((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|'''.*?'''))""", re.DOTALL)


def in_template(text: str) -> Iterator[str]:
    """Yield the message ids of one template."""
    for found in _CALL.finditer(templatize(text)):
        yield str(ast.literal_eval(found.group(2)))


def in_python(text: str) -> Iterator[str]:
    """Yield the message ids of one module: literal first arguments of the gettext functions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ONE | COUNTED:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def used(root: Path = FACES) -> set[str]:
    """Return every message id used below a folder."""
    found: set[str] = set()
    for path in root.rglob("*.html"):
        found |= set(in_template(path.read_text(encoding="utf-8")))
    for path in root.rglob("*.py"):
        found |= set(in_python(path.read_text(encoding="utf-8")))
    return found
