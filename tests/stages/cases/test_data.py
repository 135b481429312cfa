"""The data files of the room: refused where they are wrong, and described where people look."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from jianzhen.base.errors import RefusedError
from jianzhen.stages.cases import procedure
from jianzhen.stages.cases.numbering import pattern, written
from jianzhen.stages.cases.procedure import procedure_of, read_procedures
from jianzhen.stages.cases.queries.pages import lead_page
from jianzhen.stages.referral.course import course
from tests.stages.conftest import MARKET, Walk

DOC = Path(__file__).resolve().parents[3] / "docs" / "reference" / "cases.md"


def test_the_reference_describes_every_act_state_and_clock() -> None:
    """The page names every act, state, clock and rule of the data files."""
    text, own = DOC.read_text(encoding="utf-8"), procedure_of(MARKET)
    names = [*own.acts, *own.states, *own.clocks, *course().acts, *course().clocks]
    names += [rule.key for rule in own.clocks.values()]
    assert [name for name in names if f"`{name}`" not in text] == []
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    turns = [
        f"| `{name}` | {act.words.zh} | {', '.join(act.begins)} | {', '.join(act.ends)} |"
        for name, act in own.acts.items()
    ]
    wrong = [turn for turn in turns if not any(row.startswith(turn) for row in rows)]
    assert wrong == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged procedures."""
    return Path(shutil.copytree(procedure.FOLDER, tmp_path / "procedures"))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("ordinary.yml", "to: [verifying]", "to: [moon]", "'moon', which is no state"),
        ("ordinary.yml", "clocks: {stop: [verify]}", "clocks: {stop: [moon]}", "moon"),
        ("ordinary.yml", "to: [facts_found, facts_not_found]", "to: [facts_found]", "several ends"),
        (
            "ordinary.yml",
            "facts: {reason: text}",
            "facts: {reason: poem}",
            "'poem', which is no state, act, clock, choice",
        ),
        ("ordinary.yml", "schema_version: 1", "schema_version: 2", "schema_version"),
        ("ordinary.yml", "acts:", "acts: [", "cannot be read"),
        ("market_supervision.yml", "propose_filing: [filing_form]", "propose_moon: [filing_form]", "propose_moon"),
        ("market_supervision.yml", "propose_filing: [filing_form]", "propose_filing: [moon]", "moon"),
        ("market_supervision.yml", "  review: {key: proc.review}", "  moon: {key: proc.review}", "moon"),
        ("market_supervision.yml", "follows: ordinary", "follows: nobody", "follows"),
        ("market_supervision.yml", "since: 2021-07-15", "since: 2021-02-31", "date that does not exist"),
        ("market_supervision.yml", ", citation: 程序规定 第十八条第二款", "", "Field required"),
        ("market_supervision.yml", "citation: 市场监督管理行政处罚程序规定", "citation: ''", "citation"),
        ("market_supervision.yml", "electronic: [address", "telepathic: [address", "telepathic"),
        ("market_supervision.yml", "ground: {testing: [test_order], id", "moon: {testing: [test_order], id", "moon"),
        ("ordinary.yml", "party: party, penalties", "party: tribe, penalties", "tribe"),
        ("ordinary.yml", "begin_at: {pay: announcement}", "begin_at: {pay: moon}", "moon"),
        ("ordinary.yml", "electronic: notified, ", "", "where each value of 'service' leads"),
        ("ordinary.yml", "needs: [paid_up]", "needs: [paid_down]", "needs"),
        ("market_supervision.yml", "agencies: [market_regulation]", "agencies: [market_regulation]\nextra: 1", "extra"),
    ],
)
def test_a_wrong_procedure_does_not_load(folder: Path, file: str, old: str, new: str, says: str) -> None:
    """One fault each: refused with the file's name and what is wrong."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RefusedError, match=says) as refusal:
        read_procedures(folder)
    assert file in str(refusal.value)


def test_an_agency_has_one_procedure(folder: Path) -> None:
    """A second file for the same agency is refused."""
    shutil.copy(folder / "market_supervision.yml", folder / "other.yml")
    with pytest.raises(RefusedError, match="two procedures"):
        read_procedures(folder)


def test_number_patterns(tmp_path: Path) -> None:
    """The city's pattern, the default, the instance's own; a pattern without serial or year is refused."""
    assert written(pattern("wuhan", MARKET), agency=MARKET, year=2026, serial=7) == "武市监立〔2026〕7号"
    assert written(pattern("atlantis", "x"), agency="x", year=2026, serial=7) == "x立〔2026〕7号"
    own = tmp_path / "numbers.yml"
    own.write_text(
        "schema_version: 1\ncities: {wuhan: {market_regulation: '武市监案字{year}第{serial}号'}}\n", encoding="utf-8"
    )
    assert written(pattern("wuhan", MARKET, own), agency=MARKET, year=2026, serial=7) == "武市监案字2026第7号"
    for wrong in ("'第{year}号'", "'第{serial}号'", "'{moon}{year}{serial}'"):
        own.write_text(f"schema_version: 1\ncities: {{wuhan: {{market_regulation: {wrong}}}}}\n", encoding="utf-8")
        with pytest.raises(RefusedError, match=r"needs \{year\} and \{serial\}"):
            pattern("wuhan", MARKET, own)
    for text in ("[", "schema_version: 2"):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(RefusedError, match=r"numbers\.yml"):
            pattern("wuhan", MARKET, own)


def test_the_instances_own_numbers_are_used(walk: Callable[..., Walk], data: Path) -> None:
    """A numbers.yml in the data folder names the next case."""
    one = walk("2026-03-02")
    (data / "numbers.yml").write_text(
        "schema_version: 1\ncities: {wuhan: {market_regulation: '样立{year}-{serial}'}}\n", encoding="utf-8"
    )
    assert one.to("approve_filing").case_number == "样立2026-1"


def test_a_step_that_fails_half_way_leaves_nothing(walk: Callable[..., Walk], data: Path) -> None:
    """The number cannot be written: neither step, clock, state nor log entry of the filing is kept."""
    one = walk("2026-03-02")
    one.to("propose_filing")
    before = lead_page(one.lead_id, as_of=date(2026, 3, 3))
    (data / "numbers.yml").write_text("schema_version: 2\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="number patterns"):
        one.take("approve_filing")
    assert lead_page(one.lead_id, as_of=date(2026, 3, 3)) == before
