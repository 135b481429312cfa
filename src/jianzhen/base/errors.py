"""The root of every error we raise: what is wrong, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Where:
    """The place an error points at; every part is optional, none is guessed.

    ``row`` counts from 1 and includes the head line, as a spreadsheet shows it.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        parts = (
            ("file", self.file),
            ("sheet", self.sheet),
            ("row", self.row),
            ("column", self.column),
            ("key", self.key),
        )
        return ", ".join(f"{name} {value}" for name, value in parts if value is not None)


class JianzhenError(Exception):
    """What was wrong, where, and what to do about it, in one line.

    Args:
        what: the fault, in words a reader of the input understands.
        where: file, sheet, row, column or key.
        remedy: the next thing to do.
        zh: fault and remedy as one Chinese sentence, for faces that speak Chinese; empty where there is none yet.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, *, where: Where | None = None, remedy: str, zh: str = "") -> None:
        self.what = what
        self.where = where or Where()
        self.remedy = remedy
        self.zh = zh
        super().__init__(self.__str__())

    def __str__(self) -> str:
        place = str(self.where)
        head = f"{place}: {self.what}" if place else self.what
        return f"{head}. {self.remedy}"


class RefusedError(JianzhenError):
    """A file, a request or a setting is refused as a whole; nothing of it was kept."""


class CheckFailedError(JianzhenError):
    """A verify, validate or check command says no."""

    exit_code: ClassVar[int] = 1


class NotAllowedError(JianzhenError):
    """The actor may not do this; the message names the permission and the scope."""


class ConflictError(JianzhenError):
    """The record changed since it was read, or its state does not allow the act."""
