"""A document handed in with a step (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperIn:
    """A document for the file: kind (as the procedure lists them), title, number, digest of the stored content."""

    kind: str
    title: str
    number: str = ""
    sha256: str = ""
