"""Planted defects: one broken rule file per error; each is refused with file, key and remedy."""

from __future__ import annotations

from typing import Final

import pytest

from jianzhen.law.book import LawBook
from jianzhen.law.errors import RuleFileError
from tests.law.conftest import WriteFolder

_SOUND: Final = """\
instruments:
  示例办法: {valid_from: 2030-01-01}
---
subject: procedure
subject_zh: 行政处罚程序
keys:
  x.sample:
    trigger: sample found → sample sealed
    trigger_zh: 发现样品 → 封样
    kind: deadline
    versions:
      x.sample.2030:
        valid_from: 2030-01-01
        valid_to: 2030-12-31
        quantity: 3
        unit: working_days
        cite: {示例办法: "3"}
        confidence: A
      x.sample.2031:
        valid_from: 2031-01-01
        quantity: 5
        unit: working_days
        cite: {示例办法: "3"}
        confidence: A
"""

_DEFECTS: Final[dict[str, tuple[str, str, list[str]]]] = {
    "overlap": ("valid_to: 2030-12-31", "valid_to: 2031-01-01", ["overlaps x.sample.2030", "End x.sample.2030"]),
    "overlap-open": ("        valid_to: 2030-12-31\n", "", ["overlaps x.sample.2030 (to open)", "supersedes"]),
    "ends-before-it-begins": ("valid_to: 2030-12-31", "valid_to: 2029-01-01", ["ends before it begins", "valid_to"]),
    "no-citation": (
        '        cite: {示例办法: "3"}\n        confidence: A\n      x',
        "        confidence: A\n      x",
        ["x.sample.2030.cite", "required field is missing", "Add the field"],
    ),
    "empty-citation": ('cite: {示例办法: "3"}', "cite: {}", ["cite", "at least 1"]),
    "undeclared-instrument": (
        'cite: {示例办法: "3"}',
        'cite: {无此办法: "3"}',
        ["无此办法 is not declared", "instruments:"],
    ),
    "unknown-unit": ("unit: working_days", "unit: fortnights", ["unit", "'fortnights'", "working_days"]),
    "unit-missing": ("        quantity: 3\n        unit: working_days\n", "        quantity: 3\n", ["no unit", "unit"]),
    "unknown-kind": ("kind: deadline", "kind: dead_line", ["kind", "'dead_line'", "Use one of"]),
    "unknown-field": ("confidence: A", "confidence: A\n        remark: x", ["remark", "unknown field", "spelling"]),
    "unknown-confidence": ("confidence: A", "confidence: C", ["confidence", "Use one of"]),
    "no-valid-from": ("        valid_from: 2030-01-01\n", "", ["valid_from", "required field is missing"]),
    "impossible-date": ("valid_from: 2031-01-01", "valid_from: 2031-02-30", ["row 20", "2031-02-30 is no date"]),
    "date-as-number": ("valid_from: 2031-01-01", "valid_from: 20310101", ["valid_from", "Write a date such as"]),
    "date-as-text": ("valid_from: 2031-01-01", 'valid_from: "2031-01-01"', ["valid_from", "Write a date such as"]),
    "double-yaml-key": ("quantity: 3", "quantity: 3\n        quantity: 4", ["row 16", "quantity stands twice"]),
    "double-version-id": ("x.sample.2031:", "x.sample.2030:", ["row", "x.sample.2030 stands twice"]),
    "id-of-another-key": ("x.sample.2031:", "proc.verify.2021:", ["the id is already that of", "own id"]),
    "id-is-another-key": ("x.sample.2031:", "proc.verify:", ["the id is already that of", "own id"]),
    "key-defined-twice": ("x.sample:", "proc.verify:", ["already defined in procedure.yml", "without a trigger"]),
    "binary-fraction": ("quantity: 3", "quantity: 0.1", ["row 15", "binary fraction", '"0.1"']),
    "negative-figure": ("quantity: 3", "quantity: -3", ["x.sample.2030.quantity", "never negative"]),
    "31-february": ("valid_to: 2030-12-31", "valid_to: 2030-02-31", ["row 14", "2030-02-31 is no date"]),
    "no-figure": ("quantity: 3", "quantity: three", ["quantity", "whole number"]),
    "half-a-day": ("quantity: 3", 'quantity: "1.5"', ["1.5 working_days cannot be counted", "whole number"]),
    "no-days-at-all": ("quantity: 3", "quantity: 0", ["0 working_days cannot be counted"]),
    "bad-pattern": ("quantity: 3", "patterns: ['^[A-Z']\n        quantity: 3", ["patterns", "does not compile"]),
    "bad-op": (
        "quantity: 3",
        "quantity: 3\n        limbs: [{measure: m, op: above, value: 1, unit: CNY}]",
        ["limbs.0.op", "Use one of"],
    ),
    "enforced-without-text": ("confidence: A", "confidence: B\n        use: enforce", ["B may not be used to enforce"]),
    "unverified-warns": (
        "confidence: A",
        "confidence: unverified\n        use: warn_and_confirm",
        ["unverified may not be used", "never"],
    ),
    "text-read-outside": (
        "confidence: A",
        "confidence: A\n        text_read_from: 2029-01-01",
        ["text_read_from", "lies outside the validity"],
    ),
    "no-trigger": ("    trigger: sample found → sample sealed\n", "", ["trigger", "required field is missing"]),
    "no-kind": ("    kind: deadline\n", "", ["kind", "required field is missing"]),
    "supersedes-nothing": (
        "quantity: 5",
        "supersedes: x.none\n        quantity: 5",
        ["x.none", "no version of this key"],
    ),
    "supersedes-the-wrong-day": (
        "valid_from: 2031-01-01",
        "valid_from: 2032-01-01\n        supersedes: x.sample.2030",
        ["ends on 2030-12-31, not the day before 2032-01-01"],
    ),
    "gap-over-a-version": (
        "    kind: deadline",
        "    kind: deadline\n    gaps: [{until: 2030-06-30, why: w, why_zh: 因}]",
        ["a gap overlaps x.sample.2030", "since or until"],
    ),
    "gap-to-nowhere": (
        "    kind: deadline",
        "    kind: deadline\n    gaps: [{until: 2029-12-31, why: w, why_zh: 因, see: [x.none]}]",
        ["x.none", "no key and no version"],
    ),
    "repeal-under-a-version": (
        "    kind: deadline",
        (
            '    kind: deadline\n    repeals: [{since: 2031-01-01, ends: x.sample.2030, cite: {示例办法: "1"}, why: w, '
            "why_zh: 因}]"
        ),
        ["x.sample.2031 is in force after the repeal", "Correct since"],
    ),
    "extends-nothing": ("    kind: deadline", "    kind: extension\n    extends: [x.none]", ["x.none", "no key"]),
    "start-day-counted": (
        "{valid_from: 2030-01-01}",
        '{counting: {article: "9", start_day_excluded: false, moves_off_statutory_holiday: true}}',
        ["start_day_excluded", "Use one of True"],
    ),
    "instrument-twice": ("  示例办法: {valid_from: 2030-01-01}", "  程序规定:", ["程序规定", "declared twice"]),
    "no-versions": (
        "  x.sample:\n",
        "  x.empty: {trigger: t, trigger_zh: 触, kind: rule}\n  x.sample:\n",
        ["x.empty", "no version"],
    ),
    "no-subject": ("subject: procedure\n", "", ["subject", "required field is missing"]),
    "not-yaml": ("subject: procedure", "subject: [procedure", ["row", "Mend"]),
    "a-list": (_SOUND, "- a\n- b\n", ["does not fit"]),
}


def test_sound_file_loads(folder: WriteFolder) -> None:
    """The file that the defects are planted in is itself accepted."""
    assert LawBook.load(folder(_SOUND)).version("x.sample.2031").quantity == 5


@pytest.mark.parametrize("defect", _DEFECTS)
def test_planted_defect_is_refused(defect: str, folder: WriteFolder) -> None:
    """The defect is refused; the message names the file, what is wrong and what to do."""
    old, new, words = _DEFECTS[defect]
    assert old in _SOUND
    with pytest.raises(RuleFileError) as fault:
        LawBook.load(folder(_SOUND.replace(old, new, 1)))
    message = str(fault.value)
    assert "own.yml" in message
    assert fault.value.remedy
    for word in words:
        assert word in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff\xfe\x00", "UTF-8"), (b"subject: \x07", "Mend"), (b"keys: {a: !!python/x y}", "Mend")]
)
def test_unreadable_file_is_refused(content: bytes, words: str, folder: WriteFolder) -> None:
    """Bytes that are no text, control characters and foreign tags are refused, and nothing is executed."""
    with pytest.raises(RuleFileError, match=words):
        LawBook.load(folder(content))


def test_missing_folder_is_refused(tmp_path: object) -> None:
    """A folder that does not exist is an error, never an empty book."""
    with pytest.raises(RuleFileError, match="is not a folder"):
        LawBook.load(tmp_path / "nowhere")  # type: ignore[operator]


def test_version_in_two_files_is_refused(folder: WriteFolder) -> None:
    """The same version id in two files of one key is refused."""
    again = _SOUND.split("---\n")[1].replace("    trigger: sample found → sample sealed\n", "")
    again = again.replace("    trigger_zh: 发现样品 → 封样\n", "").replace("    kind: deadline\n", "")
    with pytest.raises(RuleFileError, match="stands in two files"):
        LawBook.load(folder(a=_SOUND, b=again))
