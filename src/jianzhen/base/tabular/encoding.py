"""Which encoding a text file is in, proved over the whole file before a row of it is used."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where

CHUNK: Final = 1 << 20
UTF8: Final = "utf-8"
GB: Final = "gb18030"
"""GB18030 contains GBK and GB2312, so one name serves all three."""

_SAVE_AS = "Save it as CSV UTF-8 and hand it in again"


@dataclass(frozen=True, slots=True)
class _Fault:
    offset: int
    wide: int
    """How many characters of three or more UTF-8 bytes were read before the fault."""


def detect(path: Path, told: str | None = None) -> str:
    """Return the encoding of ``path``: ``told`` if it fits, else UTF-8, else GB18030.

    A file that began as UTF-8 (three-byte characters decoded before the fault) is not read as
    GB18030, which would turn it into other Chinese characters without any error.

    Raises:
        RefusedError: undecodable text, with row and column of the first fault; binary content.
    """
    _refuse_binary(path)
    if told is not None:
        return _told(path, told)
    fault = _first_fault(path, UTF8)
    if fault is None:
        return UTF8
    if fault.wide == 0 and _first_fault(path, GB) is None and _reads_as_chinese(path):
        return GB
    raise _undecodable(path, UTF8, fault)


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open ``path`` for reading rows: a byte order mark is dropped, line ends are left alone."""
    return path.open("r", encoding="utf-8-sig" if encoding == UTF8 else encoding, newline="")


def _told(path: Path, told: str) -> str:
    try:
        name = codecs.lookup(told).name
    except LookupError:
        raise RefusedError(
            f"{told!r} is no known encoding", where=Where(file=path.name), remedy="Name utf-8 or gb18030"
        ) from None
    name = {"gbk": GB, "gb2312": GB, "utf-8-sig": UTF8}.get(name, name)
    fault = _first_fault(path, name)
    if fault is not None:
        raise _undecodable(path, name, fault)
    return name


def _refuse_binary(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RefusedError("the text is UTF-16", where=Where(file=path.name, row=1), remedy=_SAVE_AS)
    if b"\0" in head:
        row = head[: head.index(b"\0")].count(b"\n") + 1
        raise RefusedError("it holds binary data, not text", where=Where(file=path.name, row=row), remedy=_SAVE_AS)


def _first_fault(path: Path, encoding: str) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    before, wide = 0, 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                valid = fault.object[: fault.start].decode(encoding, "ignore")
                return _Fault(before - held + fault.start, wide or _wide(valid))
            if not chunk:
                return None
            wide = wide or _wide(text)
            before += len(chunk)


def _wide(text: str) -> int:
    if text.isascii():
        return 0
    return sum("\u0800" <= character != "\ufeff" for character in text)


def _reads_as_chinese(path: Path) -> bool:
    """Whether what is not ASCII is mostly common Chinese (GB 2312), judged where there is enough of it."""
    with path.open("r", encoding=GB, newline="") as stream:
        strange = [character for character in stream.read(CHUNK) if not character.isascii()]
    if len(strange) < 20:
        return True
    common = sum(len(character.encode("gb2312", "ignore")) > 0 for character in strange)
    return common * 2 >= len(strange)


def _undecodable(path: Path, encoding: str, fault: _Fault) -> RefusedError:
    row, column = _place(path, encoding, fault.offset)
    with path.open("rb") as stream:
        stream.seek(fault.offset)
        byte = stream.read(1)
    what = (
        f"byte 0x{byte.hex()} cannot be read as {encoding}"
        if byte
        else f"the text breaks off inside a {encoding} character"
    )
    return RefusedError(what, where=Where(file=path.name, row=row, column=column), remedy=_SAVE_AS)


def _place(path: Path, encoding: str, offset: int) -> tuple[int, str]:
    """Return row and column name of a byte offset, by reading the rows before it once."""
    bound = _Bounded(
        path, offset + 1
    )  # with the byte itself, else a fault at the start of a row is put into the row before
    text = io.TextIOWrapper(io.BufferedReader(bound), encoding, errors="replace", newline="")
    rows = csv.reader(text)
    head: list[str] = []
    number, last = 0, [""]
    for number, last in enumerate(rows, start=1):  # noqa: B007 - the last row is what is asked for
        head = head or last
    column = len(last)
    return max(number, 1), head[column - 1].lstrip("\ufeff") if number > 1 and column <= len(head) else str(column)


class _Bounded(io.RawIOBase):
    """The first ``size`` bytes of a file, so that a fault far into it is placed in constant memory."""

    def __init__(self, path: Path, size: int) -> None:
        self._stream = path.open("rb")
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()
