"""The playbook checker against planted defects: one broken playbook an error, and the words it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jianzhen.playbook.check import check, faults
from jianzhen.playbook.errors import PlaybookError

LAW = ("tm.fine", "id.pesticide")
AGENCIES = ("market", "police")
HEAD = """
schema_version: 1
domain: toys
title: {zh: 玩具, en: Toys}
mission: M09
task: {plan: 工作要点, number: "3.1"}
agencies:
  lead: [{code: market, citation: 第一条}]
  joint: [{code: police, citation: 第二条}]
sources: [listing]
law: [tm.fine]
checks:
  - code: toys.words
    primitive: terms
    title: {zh: 禁用词, en: forbidden words}
    lexicon: words
routing: {lexicon: routing}
disposal: [{goods: 玩具, method: crushing, basis: 第三条}]
indicators: [{zh: 核实率, en: confirmed}]
"""
EXAMPLES = """
check: toys.words
as_of: 2026-01-01
examples:
  - {hit: 毒玩具}
  - {miss: 木玩具, near: true}
  - {miss: 积木}
"""


def write(folder: Path) -> Path:
    """Write a sound playbook."""
    folder.mkdir()
    for name, text in {
        "playbook.yml": HEAD,
        "README.md": "# 玩具\n",
        "lexicon/words.csv": "term,weight\n毒玩具,8\n",
        "lexicon/routing.csv": "term,weight\n玩具,5\n",
        "examples/words.yml": EXAMPLES,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a defect that replaces ``old`` by ``new`` in a file."""

    def plant(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return plant


def add(name: str, text: str) -> Callable[[Path], None]:
    """Return a defect that adds a file."""

    def plant(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return plant


def remove(name: str) -> Callable[[Path], None]:
    """Return a defect that removes a file."""
    return lambda folder: (folder / name).unlink()


def test_a_sound_playbook_passes(tmp_path: Path) -> None:
    """Nothing wrong is nothing said, and the playbook is returned."""
    assert check(write(tmp_path / "toys"), LAW, AGENCIES).domain == "toys"


DEFECTS = {
    "unknown key": (swap("playbook.yml", "mission:", "misson: M09\nmission:"), "misson", "remove the key"),
    "missing key": (swap("playbook.yml", "mission: M09\n", ""), "key mission", "add the key"),
    "wrong type": (swap("playbook.yml", 'number: "3.1"', "number: 3.1"), "task.number", "correct the value"),
    "key given twice": (swap("playbook.yml", "domain: toys", "domain: toys\ndomain: toys"), "twice", "mend the text"),
    "not YAML": (swap("playbook.yml", "law: [tm.fine]", "law: [tm.fine"), "not readable as YAML", "mend the text"),
    "another name": (swap("playbook.yml", "domain: toys", "domain: games"), "'games'", "same name"),
    "unknown primitive": (swap("playbook.yml", "primitive: terms", "primitive: magic"), "magic", "checks.md"),
    "unknown law key": (swap("playbook.yml", "law: [tm.fine]", "law: [tm.none]"), "law key 'tm.none'", "law show"),
    "unknown agency": (swap("playbook.yml", "code: police", "code: army"), "agency code 'army'", "city file"),
    "no citation": (swap("playbook.yml", ", citation: 第一条", ""), "agencies.lead.0.citation", "add the key"),
    "unknown lexicon": (swap("playbook.yml", "lexicon: words", "lexicon: wrods"), "lexicon 'wrods'", "wrods.csv"),
    "unused lexicon": (add("lexicon/more.csv", "term\n木马\n"), "used by no check", "delete it"),
    "unknown column": (swap("lexicon/words.csv", "weight", "wieght"), "column 'wieght'", "term, weight, tag, note"),
    "no term column": (swap("lexicon/words.csv", "term", "note"), "the column term is missing", "columns are"),
    "empty term": (swap("lexicon/words.csv", "毒玩具", ""), "row 2", "fill or delete"),
    "term twice": (swap("lexicon/words.csv", "毒玩具,8\n", "毒玩具,8\n毒玩具,7\n"), "row 2 too", "keep one"),
    "weight no number": (swap("lexicon/words.csv", "8", "heavy"), "'heavy'", "write for example"),
    "weight beyond bits": (swap("lexicon/words.csv", "8", "80"), "between -30 and 30", "write for example"),
    "too many cells": (swap("lexicon/words.csv", "毒玩具,8", "毒玩具,8,9"), "more cells than columns", "quote cells"),
    "two outcomes": (swap("examples/words.yml", "{hit: 毒玩具}", "{hit: 毒玩具, miss: 甲}"), "has 2", "write the item"),
    "no outcome": (swap("examples/words.yml", "{miss: 积木}", "{text: 积木}"), "has 0", "write the item"),
    "unknown example key": (swap("examples/words.yml", "{miss: 积木}", "{miss: 积木, sellr: 甲}"), "'sellr'", "seller"),
    "too few examples": (swap("examples/words.yml", "  - {miss: 积木}\n", ""), "has 2 golden", "near misses"),
    "examples of no check": (
        swap("examples/words.yml", "check: toys.words", "check: toys.none"),
        "toys.none",
        "correct",
    ),
    "no README": (remove("README.md"), "no README.md", "write one"),
    "code in a playbook": (add("rules.py", "print()\n"), "data only", "lacks a primitive"),
    "left open": (swap("README.md", "玩具", "FILL-IN"), "left standing", "fill it in"),
    "check twice": (
        swap(
            "playbook.yml",
            "routing:",
            "  - {code: toys.words, primitive: terms, title: {zh: 甲, en: a}, lexicon: words}\nrouting:",
        ),
        "given twice",
        "rename one",
    ),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_named_with_file_and_remedy(tmp_path: Path, name: str) -> None:
    """The first fault names the file, what is wrong, and what to do."""
    plant, words, remedy = DEFECTS[name]
    folder = write(tmp_path / "toys")
    plant(folder)
    said = " | ".join(str(fault) for fault in faults(folder, LAW, AGENCIES))
    assert str(folder) in said
    assert words in said
    assert remedy in said
    with pytest.raises(PlaybookError):
        check(folder, LAW, AGENCIES)


def test_all_faults_are_listed_not_only_the_first(tmp_path: Path) -> None:
    """Two independent defects are both named in one run."""
    folder = write(tmp_path / "toys")
    swap("playbook.yml", "code: police", "code: army")(folder)
    swap("playbook.yml", "law: [tm.fine]", "law: [tm.none]")(folder)
    said = " ".join(str(fault) for fault in faults(folder, LAW, AGENCIES))
    assert "'army'" in said
    assert "'tm.none'" in said
