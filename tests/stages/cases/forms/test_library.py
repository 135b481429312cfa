"""Definitions that are wrong are refused by file, form and fault; letterheads too. One broken thing per test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from jianzhen.base.errors import RefusedError
from jianzhen.stages.cases.forms.letterheads import letterhead
from jianzhen.stages.cases.forms.library import PACKAGED, form_of, load
from jianzhen.stages.cases.procedure import procedure_of

HEAD = """schema_version: 1
set: 样例文书
valid_from: 2021-07-15
number_pattern: "{prefix}样{word}〔{year}〕{serial}号"
procedure: market_supervision
matters: [lead]
forms:
"""
GOOD = """  cf01:
    title: 样例通知书
    en: Sample notice
    number: 样
    fields: {matter: 事项}
    blocks:
      - to: "{party_name}"
      - 请办理{matter}。
      - seal: true
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes one file of forms beside the packaged shared one and returns the folder."""

    def written(text: str) -> Path:
        shutil.copy(PACKAGED / "shared.yml", tmp_path)
        (tmp_path / "sample.yml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_a_folder_of_forms_is_read(write: Write) -> None:
    """A small form of one's own loads, with shared fields and its own."""
    form = load(write(HEAD + GOOD))["cf01"]
    assert set(form.fields) == {"agency_name", "agency_prefix", "serial", "party_name", "matter"}
    assert form.fields["matter"].source == "form.matter"


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("schema_version: 1", "schema_version: 2", "begins with schema_version: 1"),
        ("    title: 样例通知书\n", "", "title"),
        ("请办理{matter}。", "请办理{nothing}。", "no such field: nothing"),
        ("请办理{matter}。", "请办理。", "fields that no block uses: matter"),
        ("{matter: 事项}", "{matter: 事项 | numbr}", "numbr"),
        ("{matter: 事项}", "{matter: 事项 | choice}", "options belong to choice"),
        ("{matter: 事项}", '{matter: "事项 | choice | options=甲,甲"}', "an option or a column stands twice"),
        ("{matter: 事项}", '{matter: "事项 | rows | columns=甲"}', "a column is key:label"),
        ("- seal: true", "- {seal: true, head: 二}", "exactly one kind"),
        ("- seal: true", "- {stamp: true}", "stamp"),
        ("- seal: true", "- {seal: true, tick: matter=甲}", "tick wants key=value and belongs to a para"),
        ("    number: 样\n", "    number: 样\n    nmber: 样\n", "a form has no nmber"),
        ("    number: 样\n", "    number: 样\n    number: 二\n", "stands twice"),
        ("    number: 样\n", "    number: 样\n    matters: [river]\n", "river"),
        ("〔{year}〕{serial}", "〔{year}〕", "needs {year} and {serial}"),
        ("  cf01:", "  form1:", "pattern"),
        ("      - seal: true\n", "      - include: nowhere\n", "nowhere"),
        ("    fields:", "    optional: [nobody]\n    fields:", "optional, but no field: nobody"),
        ("schema_version: 1", "schema_version: [1", "is not YAML"),
    ],
)
def test_a_broken_definition_is_refused_by_name(write: Write, was: str, becomes: str, says: str) -> None:
    """The refusal names the file and what is wrong in it."""
    text = (HEAD + GOOD).replace(was, becomes, 1)
    with pytest.raises(RefusedError) as refusal:
        load(write(text))
    assert says in str(refusal.value)
    assert refusal.value.where.file == "sample.yml"


def test_two_forms_of_one_code_are_refused(write: Write) -> None:
    """A code in two files is nobody's."""
    folder = write(HEAD + GOOD)
    shutil.copy(folder / "sample.yml", folder / "second.yml")
    with pytest.raises(RefusedError, match="two forms have this code"):
        load(folder)


def test_an_unknown_code_names_near_ones() -> None:
    """A slip in a code is answered with what was probably meant."""
    with pytest.raises(RefusedError, match=r"Did you mean .*cf45"):
        form_of("cf455")


def test_every_required_paper_has_its_form() -> None:
    """Each kind of paper of the procedure file is a form of the set, under the same title."""
    for kind in procedure_of("market_regulation").paper_kinds.values():
        title = form_of(f"cf{kind.form:02d}").title
        assert kind.words.zh.replace("／", "/").replace("（", "").split("）")[0] in title or title in kind.words.zh


def test_every_definition_is_read_as_data() -> None:
    """The packaged definitions name their set, their first day and their procedure."""
    for path in PACKAGED.glob("*.yml"):
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert value["schema_version"] == 1
        assert path.name == "shared.yml" or {"set", "valid_from", "procedure", "matters"} <= set(value)


@pytest.mark.parametrize(
    "text",
    ["schema_version: 2", "cities: [", "schema_version: 1\ncities: {x: {y: {prefix: A}}}", "schema_version: 1\nx: 1"],
)
def test_a_damaged_letterhead_file_is_refused(tmp_path: Path, text: str) -> None:
    """The refusal names the file."""
    path = tmp_path / "documents.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError, match=r"documents\.yml: is no file of letterheads"):
        letterhead("wuhan", "market_regulation", path)


def test_the_instances_letterhead_wins(tmp_path: Path) -> None:
    """An own file adds facts for one agency and leaves the others to the packaged file."""
    path = tmp_path / "documents.yml"
    facts = "{agency: {bank: 样例银行}}"
    path.write_text(
        f"schema_version: 1\ncities: {{wuhan: {{agriculture: {{prefix: 武, facts: {facts}}}}}}}\n", encoding="utf-8"
    )
    own = letterhead("wuhan", "agriculture", path)
    assert own is not None
    assert own.facts == {"agency": {"bank": "样例银行"}}
    packaged = letterhead("wuhan", "market_regulation", path)
    assert packaged is not None
    assert packaged.prefix == "武"
    assert letterhead("wuhan", "nobody", path) is None
