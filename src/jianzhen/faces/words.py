"""The console's words: reads the hand-written catalogues (.po) and compiles them (.mo) without gettext's tools.

Chinese is the language of the message ids, so Chinese needs no catalogue; every other language has one.
The formats are those of the GNU gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
"""

from __future__ import annotations

import ast
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jianzhen.base.errors import RefusedError, Where

LOCALES: Final = Path(__file__).resolve().parent / "locale"
_MAGIC: Final = 0x950412DE
_KEYWORDS: Final = ("msgctxt", "msgid_plural", "msgid", "msgstr")


@dataclass(slots=True)
class Message:
    """One entry: its id, the plural id where it counts something, and the words in the other language."""

    line: int
    msgid: str = ""
    plural: str | None = None
    strings: list[str] = field(default_factory=list)

    def key(self) -> str:
        """Return the key under which gettext looks the entry up."""
        return self.msgid if self.plural is None else f"{self.msgid}\0{self.plural}"

    def value(self) -> str:
        """Return the translation as gettext stores it; plural forms are joined by NUL."""
        return "\0".join(self.strings)


def read_catalogue(path: Path) -> list[Message]:
    """Return the entries of a .po file, its header (empty id) first.

    Raises:
        RefusedError: a line is no PO syntax, an id stands twice, or an entry has no words.
    """
    messages: list[Message] = []
    part = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            part = ""
            continue
        part = _read_line(messages, text, part, Where(file=path.name, row=number))
    _refuse_faults(messages, path.name)
    return messages


def _read_line(messages: list[Message], text: str, part: str, where: Where) -> str:
    """Add one line to the last entry (or begin one) and return the part that a next line would continue."""
    keyword = next((word for word in _KEYWORDS if text.startswith(word)), "")
    if keyword == "msgctxt":
        raise RefusedError("contexts are not used here", where=where, remedy="Choose a message id of its own")
    if keyword == "msgid":
        messages.append(Message(line=where.row or 0))
    if not messages or not (keyword or part):
        raise RefusedError("a string without a keyword", where=where, remedy="Begin the entry with msgid")
    quoted = text[text.index('"') :] if '"' in text else text
    _extend(messages[-1], keyword, part, _unquoted(quoted, where))
    return keyword or part


def _extend(message: Message, keyword: str, part: str, words: str) -> None:
    target = keyword or part
    if target == "msgid":
        message.msgid += words
    elif target == "msgid_plural":
        message.plural = (message.plural or "") + words
    elif keyword == "msgstr":
        message.strings.append(words)
    else:
        message.strings[-1] += words


def _unquoted(quoted: str, where: Where) -> str:
    """Return the text of one quoted string; PO escapes are those of a Python literal."""
    try:
        value = ast.literal_eval(quoted)
    except (SyntaxError, ValueError):
        raise RefusedError("not a quoted string", where=where, remedy='Write "…" with \\" and \\n escaped') from None
    return str(value)


def _refuse_faults(messages: list[Message], name: str) -> None:
    seen: set[str] = set()
    for message in messages:
        where = Where(file=name, row=message.line, key=message.msgid)
        if message.msgid in seen:
            raise RefusedError("the message id stands twice", where=where, remedy="Keep one entry")
        if not message.strings or not all(message.strings):
            raise RefusedError("the entry has no words", where=where, remedy="Write its msgstr")
        seen.add(message.msgid)


def compiled(messages: list[Message]) -> bytes:
    """Return the .mo bytes of the entries: two sorted tables of (length, offset), then the strings."""
    pairs = sorted((one.key().encode(), one.value().encode()) for one in messages)
    count = len(pairs)
    head = struct.pack("<7I", _MAGIC, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    at = 28 + 16 * count
    tables, strings = b"", b""
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<2I", len(pair[column]), at + len(strings))
            strings += pair[column] + b"\0"
    return head + tables + strings


def compile_catalogues(locales: Path = LOCALES) -> list[Path]:
    """Compile every catalogue whose .mo is missing or differs, and return the .mo files.

    Raises:
        RefusedError: a catalogue does not read (see :func:`read_catalogue`).
    """
    made = []
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        content = compiled(read_catalogue(source))
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
        made.append(target)
    return made


if __name__ == "__main__":
    compile_catalogues()
