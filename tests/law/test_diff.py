"""What changed: between two days, between two folders, and that adopted law takes effect on its day."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianzhen.faces.cli.main import main
from jianzhen.law.assess.casefile import assess
from jianzhen.law.book import LawBook, packaged_book
from jianzhen.law.diff import HIDDEN, Change, ChangeKind, between_books, between_days
from jianzhen.law.errors import RuleFileError
from jianzhen.law.folders import book_in
from jianzhen.law.rulefile import PACKAGED

_BOOK = packaged_book()
_FUTURE = """
instruments:
  示例修正: {title: 商标法示例修正案}
---
subject: penalty
subject_zh: 处罚幅度
keys:
  tm.fine.times:
    versions:
      tm.fine.times.2031:
        supersedes: tm.fine.times.2027
        valid_from: 2031-07-01
        quantity: 8
        unit: multiplier
        limbs:
          - {measure: business_volume, op: ">=", value: 60000, unit: CNY}
        cite: {示例修正: "2"}
        confidence: A
"""

days = st.dates(date(1997, 1, 1), date(2030, 1, 1))


def _by_key(changes: tuple[Change, ...]) -> dict[str, Change]:
    return {change.key: change for change in changes}


def _run(*words: str) -> int:
    try:
        main(list(words))
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def test_a_change_names_its_day_and_its_figures() -> None:
    """The unit of mediation changed on 2026-04-15: before, after, and the first day."""
    found = _by_key(between_days(_BOOK, date(2026, 1, 1), date(2026, 11, 1)))["cmp.mediate"]
    assert (found.kind, found.since) == (ChangeKind.REPLACED, date(2026, 4, 15))
    assert [(one.before, one.after) for one in found.figures] == [("45 working_days", "60 calendar_days")]


def test_a_repeal_a_gap_and_a_move_are_three_things() -> None:
    """What was repealed, what has no verified successor, and what another key carries on are told apart."""
    complaints = _by_key(between_days(_BOOK, date(2026, 4, 14), date(2026, 4, 15)))
    crimes = _by_key(between_days(_BOOK, date(2025, 4, 25), date(2025, 4, 26)))
    assert complaints["rep.tell"].kind is ChangeKind.REPEALED
    assert crimes["crim.217.inc"].kind is ChangeKind.LAPSES
    assert crimes["crim.217.inc"].why_zh
    assert (crimes["crim.213.op"].kind, crimes["crim.213.op"].see) == (ChangeKind.MOVED, ("crim.213.goods",))
    assert crimes["crim.213.goods"].kind is ChangeKind.BEGINS


def test_a_figure_that_was_never_read_is_not_shown() -> None:
    """An unverified version that begins is named without its figure."""
    found = _by_key(between_days(_BOOK, date(2025, 4, 25), date(2025, 4, 26)))["m.214.inc"]
    assert {one.after for one in found.figures} == {HIDDEN}
    assert "30000" not in json.dumps(found.to_json())


@given(first=days, second=days)
def test_two_days_differ_in_the_same_keys_both_ways(first: date, second: date) -> None:
    """Looking back names the same keys as looking forward, save what had no version and no repeal on either day."""
    assert {one.key for one in between_days(_BOOK, first, first)} == set()
    forward = {one.key for one in between_days(_BOOK, first, second) if one.before and one.after}
    assert forward == {one.key for one in between_days(_BOOK, second, first) if one.before and one.after}


def test_the_same_folder_differs_in_nothing() -> None:
    """The packaged rules against themselves, and against the book that is always loaded."""
    assert between_books(book_in(PACKAGED), _BOOK) == ()


def test_two_whole_folders_differ_in_the_figure_that_was_changed(tmp_path: Path) -> None:
    """A copy with one figure and one first day changed: exactly these are told."""
    copy = tmp_path / "rules"
    shutil.copytree(PACKAGED, copy)
    path = copy / "procedure.yml"
    text = path.read_text(encoding="utf-8")
    start = text.index("      proc.pay:")
    path.write_text(text[:start] + text[start:].replace("quantity: 15", "quantity: 16", 1), encoding="utf-8")
    (found,) = between_books(book_in(PACKAGED), book_in(copy))
    assert (found.key, found.kind) == ("proc.pay", ChangeKind.CHANGED)
    assert [(one.field, one.before, one.after) for one in found.differences] == [
        ("figure", "15 calendar_days", "16 calendar_days")
    ]


def test_a_folder_of_further_rules_is_read_beside_the_packaged_ones(tmp_path: Path) -> None:
    """An adopted amendment: the version it ends, and the one it adds."""
    (tmp_path / "own.yml").write_text(_FUTURE, encoding="utf-8")
    found = between_books(_BOOK, book_in(tmp_path))
    assert [(one.shown.id, one.kind) for one in found] == [
        ("tm.fine.times.2027", ChangeKind.CHANGED),
        ("tm.fine.times.2031", ChangeKind.ADDED),
    ]
    assert [(one.field, one.after) for one in found[0].differences] == [("valid_to", "2031-06-30")]


def test_adopted_law_takes_effect_on_its_day(tmp_path: Path) -> None:
    """A rule file dated in the future changes nothing the day before and the highest fine on its day."""
    (tmp_path / "own.yml").write_text(_FUTURE, encoding="utf-8")
    book = LawBook.load(tmp_path)

    def highest(day: date) -> object:
        facts = {"act_date": day.isoformat(), "business_volume": "60000.00"}
        return assess("商标法74(2)", "highest fine?", facts, book).to_json()["highest_fine"]

    first = date(2031, 7, 1)
    assert (highest(first - timedelta(days=1)), highest(first)) == ("300000.00", "480000.00")
    assert _by_key(between_days(book, first - timedelta(days=1), first))["tm.fine.times"].since == first


def test_the_command_answers_dates_and_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines for reading, JSON for machines, and an instance's own rules count."""
    rules = tmp_path / "data" / "law" / "rules"
    rules.mkdir(parents=True)
    (rules / "own.yml").write_text(_FUTURE, encoding="utf-8")
    monkeypatch.setenv("JIANZHEN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("sys.argv", ["jianzhen"])
    assert _run("law", "diff", "2031-06-30", "2031-07-01") == 0
    assert "figure: 5 multiplier -> 8 multiplier" in capsys.readouterr().out
    assert _run("law", "diff", str(PACKAGED), str(rules), "--json") == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in answer["changes"]] == ["changed", "added"]


@pytest.mark.parametrize("sides", [("2026-02-31", "2026-03-01"), ("2026-02-01", "."), ("nowhere", "nowhere-else")])
def test_what_is_neither_two_dates_nor_two_folders_is_refused(
    sides: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says what to give instead."""
    monkeypatch.setattr("sys.argv", ["jianzhen"])
    assert _run("law", "diff", *sides) == 2
    assert "give two dates such as" in capsys.readouterr().err


def test_a_folder_with_a_broken_file_is_refused_with_its_file_and_key(tmp_path: Path) -> None:
    """Overlapping validity names file, key and remedy; nothing is compared."""
    overlap = _FUTURE.replace("        supersedes: tm.fine.times.2027\n", "")
    (tmp_path / "own.yml").write_text(overlap, encoding="utf-8")
    with pytest.raises(RuleFileError, match=r"own\.yml.*tm\.fine\.times\.2031.*overlaps tm\.fine\.times\.2027"):
        book_in(tmp_path)
