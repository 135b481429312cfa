"""The shape of ``rules/*.yml``: a document declares instruments, or the keys of one subject with their versions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from jianzhen.base.errors import Where
from jianzhen.law.errors import RuleFileError
from jianzhen.law.model import Basis, Confidence, Kind, SafeSide, Unit, Use
from jianzhen.law.yamlfile import parse, read_documents, yaml_files

PACKAGED: Final = Path(__file__).parent / "rules"
"""The rule files that ship with the program."""


def _figure(value: Any) -> int | Decimal:
    """Read a figure exactly: a whole number, or a decimal written in quotes."""
    number = _exact(value)
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError('write a whole number, or a decimal in quotes such as "0.5"')
    if number < 0:
        raise ValueError("a figure of law is never negative")
    return number


def _exact(value: Any) -> int | Decimal:
    """Return a whole number as it is, a text as the decimal it writes, and NaN for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        return Decimal("NaN")


def _pattern(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a pattern is a text in single quotes")  # noqa: TRY004  # pydantic wants ValueError
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"the pattern does not compile ({error})") from error
    return value


Day = Annotated[date, Field(strict=True)]
Figure = Annotated[int | Decimal, BeforeValidator(_figure)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
Text = Annotated[str, Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CountingEntry(_Entry):
    """The counting article of an instrument; one that counted the start day would need another clock."""

    article: Text
    start_day_excluded: Literal[True]
    moves_off_statutory_holiday: bool
    note: Text | None = None


class InstrumentEntry(_Entry):
    """An instrument; ``title`` defaults to the name it is declared under."""

    title: Text | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    counting: CountingEntry | None = None
    note: Text | None = None


class InstrumentsDocument(_Entry):
    """A document that declares instruments by the short name that citations use."""

    instruments: dict[str, InstrumentEntry | None]


class LimbEntry(_Entry):
    """One way to reach a threshold."""

    measure: Text
    op: Literal[">=", ">", "<=", "<"]
    value: Figure
    unit: Unit
    condition: Text | None = None


class VersionEntry(_Entry):
    """One version of a key; the trigger, kind, bearer and tier default to those of the key."""

    valid_from: Day | None
    valid_to: Day | None = None
    supersedes: Text | None = None
    quantity: Figure | None = None
    unit: Unit | None = None
    limbs: tuple[LimbEntry, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    cite: Annotated[dict[str, str | None], Field(min_length=1)]
    confidence: Confidence
    use: Use | None = None
    validity_basis: Basis | None = None
    text_read_from: Day | None = None
    flags: tuple[Text, ...] = ()
    note: str = ""
    group: Text | None = None
    trigger: Text | None = None
    trigger_zh: Text | None = None
    bearer: Text | None = None


class GapEntry(_Entry):
    """A time for which the key has no verified version, and where a reviewer may look."""

    since: Day | None = None
    until: Day | None = None
    why: Text
    why_zh: Text
    see: tuple[Text, ...] = ()
    leads: tuple[Text, ...] = ()


class RepealEntry(_Entry):
    """A recorded repeal without a successor: from that day the duty does not exist."""

    since: Day
    ends: Text
    cite: Annotated[dict[str, str | None], Field(min_length=1)]
    why: Text
    why_zh: Text


class KeyEntry(_Entry):
    """One key; ``trigger``, ``trigger_zh`` and ``kind`` may be left out where a key of another file is continued."""

    trigger: Text | None = None
    trigger_zh: Text | None = None
    kind: Kind | None = None
    bearer: Text | None = None
    tier: Text | None = None
    safe_side: SafeSide | None = None
    extends: tuple[Text, ...] = ()
    versions: dict[str, VersionEntry] = Field(default_factory=dict)
    gaps: tuple[GapEntry, ...] = ()
    repeals: tuple[RepealEntry, ...] = ()


class SubjectDocument(_Entry):
    """A document with the keys of one subject, and of one offence where it is about crimes."""

    subject: Text
    subject_zh: Text
    offence: Text | None = None
    offence_zh: Text | None = None
    keys: dict[str, KeyEntry]


@dataclass(slots=True)
class RuleFiles:
    """What the rule files say, each document with the file it stands in."""

    instruments: list[tuple[Path, InstrumentsDocument]] = field(default_factory=list)
    subjects: list[tuple[Path, SubjectDocument]] = field(default_factory=list)


def rule_fault(what: str, where: Where, remedy: str) -> RuleFileError:
    """Make the error of a rule file."""
    return RuleFileError(what, where=where, remedy=remedy)


def read_rule_files(folders: tuple[Path, ...]) -> RuleFiles:
    """Read every rule file of the folders.

    Raises:
        RuleFileError: a folder is missing, or a file is not what :mod:`jianzhen.law.rulefile` describes.
    """
    files = RuleFiles()
    for path in yaml_files(folders, rule_fault):
        for document in read_documents(path, rule_fault):
            _sort_in(files, path, document)
    return files


def _sort_in(files: RuleFiles, path: Path, document: Any) -> None:
    if isinstance(document, dict) and "instruments" in document:
        files.instruments.append((path, parse(InstrumentsDocument, document, path, rule_fault)))
    else:
        files.subjects.append((path, parse(SubjectDocument, document, path, rule_fault)))
