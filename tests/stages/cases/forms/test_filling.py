"""All 66 forms: each fills from an invented case, names what is missing, prints every fact, and obeys the law's day."""

from __future__ import annotations

import io
import string
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianzhen.base.errors import RefusedError
from jianzhen.law.instance import book_of
from jianzhen.stages.cases.forms.documents import docx_of
from jianzhen.stages.cases.forms.facts import lookup
from jianzhen.stages.cases.forms.fill import FROM_FACTS, Numbering, fill
from jianzhen.stages.cases.forms.filled import Filled, Missing, Why
from jianzhen.stages.cases.forms.library import all_forms, form_of
from jianzhen.stages.cases.forms.model import Form, Type, law_keys
from jianzhen.stages.cases.forms.words import numeral, printed
from tests.stages.cases.forms.invented import choices, facts_for, without

BOOK: Final = book_of(Path("/no own law"))
DAY: Final = date(2026, 11, 20)
CODES: Final = tuple(all_forms())


def filled(code: str, facts: dict[str, Any], day: date = DAY, numbering: Numbering = FROM_FACTS) -> Filled:
    """Return the complete document."""
    found = fill(code, facts, as_of=day, book=BOOK, numbering=numbering)
    assert isinstance(found, Filled), found
    return found


def lacking(code: str, facts: dict[str, Any], day: date = DAY) -> Missing | None:
    """Return what a form lacks, or None where it is complete."""
    found = fill(code, facts, as_of=day, book=BOOK)
    return found if isinstance(found, Missing) else None


def test_the_sets_are_whole() -> None:
    """Fifty-six penalty forms and ten complaint forms, each with a title of its own in both languages."""
    assert tuple([f"cf{n:02d}" for n in range(1, 57)] + [f"ts{n:02d}" for n in range(1, 11)]) == CODES
    assert len({form.title for form in all_forms().values()}) == len({form.en for form in all_forms().values()}) == 66


def test_number_words_are_no_ones_twice() -> None:
    """Two forms never share the word of their number, so that their series cannot meet."""
    words = [form.number for form in all_forms().values() if form.number]
    assert len(words) == len(set(words))


def test_every_field_has_english() -> None:
    """Labels shown in English hold no Chinese."""
    wrong = [
        (form.code, key) for form in all_forms().values() for key, one in form.fields.items() if not one.en.isascii()
    ]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_a_form_fills_whatever_is_chosen(code: str) -> None:
    """The full case fills the form, whatever option is taken for each of its choices."""
    for chosen in choices(form_of(code)):
        assert filled(code, facts_for(form_of(code), chosen=chosen)).title == form_of(code).title


@pytest.mark.parametrize("code", CODES)
def test_every_missing_fact_is_named_alone(code: str) -> None:
    """Without one fact a form names that fact, or prints nothing of it; each needed one is missed for some choice."""
    form = form_of(code)
    missed: set[str] = set()
    for selection in choices(form):
        facts = facts_for(form, chosen=selection)
        for field in form.fields.values():
            found = lacking(code, without(facts, field.source))
            names = {lack.key for lack in found.lacks} if found else set()
            assert all(form.fields[name].source == field.source for name in names), (field.source, names)
            if found:
                assert f"{field.zh}（{field.source}）" in found.zh
                assert f"{field.en} ({field.source})" in found.en
            missed |= names
    assert missed == {key for key, field in form.fields.items() if not field.optional}


@pytest.mark.parametrize("code", CODES)
def test_the_docx_holds_each_fact(code: str) -> None:
    """Read back, the document holds every fact that its chosen parts print, and the agency, title and number."""
    form, facts = form_of(code), facts_for(form_of(code))
    made = filled(code, facts)
    words = words_of(docx_of(made))
    for key in printed_keys(form, made):
        for piece in pieces(form, key, facts):
            assert piece in words, (key, piece)
    assert made.number in words
    if form.letterhead:
        assert words.startswith(f"{made.agency}\n{form.title}\n")


def words_of(content: bytes) -> str:
    """Return the words of a .docx as a reader sees them, tables in their place; a merged cell stands once."""
    document = docx.Document(io.BytesIO(content))
    found: list[str] = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            cells = {cell._tc: cell.text for row in part.rows for cell in row.cells}
            found += cells.values()
        else:
            found.append(part.text)
    return "\n".join(found)


def printed_keys(form: Form, made: Filled) -> set[str]:
    """Return the needed fields whose absence is missed under the first selection: those the document prints."""
    facts = facts_for(form)
    found = set()
    for field in form.fields.values():
        gone = lacking(form.code, without(facts, field.source))
        found |= {lack.key for lack in gone.lacks} if gone else set()
    return found - {"agency_prefix", "serial", *deciding(form)}


def deciding(form: Form) -> set[str]:
    """Return the choices that only decide which part is printed and are not printed themselves."""
    used = {key for block in form.blocks for key in _named(block)}
    return set(form.fields) - used


def _named(block: Any) -> set[str]:
    return set(block.named()) | {key for inner in block.body for key in _named(inner)}


def pieces(form: Form, key: str, facts: dict[str, Any]) -> list[str]:
    """Return what of a fact must be found, line by line as its kind is printed."""
    field, value = form.fields[key], lookup(facts, form.fields[key].source)
    if field.type is Type.ROWS:
        return [str(cell) for row in value for cell in row.values() if cell != ""]
    if field.type is Type.DATE:
        return [printed(field, date.fromisoformat(value))]
    if field.type is Type.TIME:
        return [f"{int(value[11:13])}时{value[14:16]}分"]
    if field.type is Type.CHECKS:
        return [f"☑{one}" for one in value]
    return [line for one in (value if isinstance(value, list) else [str(value)]) for line in one.split("\n")]


@given(st.dates(min_value=date(2021, 7, 15), max_value=date(2030, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_form_51_prints_the_figure_of_its_day(day: date) -> None:
    """On every day the notice period is the law book's of that day, with the version it comes from and its citation."""
    made = filled("cf51", facts_for(form_of("cf51")), day)
    version = BOOK.at("proc.serve.public", day)
    words = f"自本公告发布之日起{numeral(int(str(version.quantity)))}日内"
    assert words in made.text
    (figure,) = made.law
    assert figure.rule_id == version.id
    assert figure.citation in made.text
    assert ("六十日" in words) == (day < date(2022, 11, 1))


@pytest.mark.parametrize("code", [code for code in CODES if tuple(law_keys(form_of(code).blocks))])
def test_no_figure_of_law_is_written_by_hand(code: str) -> None:
    """On the first day of its set, each figure a form prints is that of the law book, and is cited."""
    form = form_of(code)
    made = filled(code, facts_for(form), form.valid_from)
    for figure in made.law:
        assert figure.rule_id == BOOK.at(figure.key, form.valid_from).id
        assert f"“{figure.words}”依据{figure.citation}" in made.text


def test_a_figure_that_may_not_be_enforced_is_named_as_missing(tmp_path: Path) -> None:
    """A law book that is silent on the day leaves the form unissued: it needs legal review, and says of which rule."""
    found = fill("cf51", facts_for(form_of("cf51")), as_of=DAY, book=_silent(BOOK))
    assert isinstance(found, Missing)
    assert [(lack.key, lack.why) for lack in found.lacks] == [("proc.serve.public", Why.NO_LAW)]
    assert "period of law in force (law:proc.serve.public)" in found.en


class _silent:  # noqa: N801  (reads as a word where it is used)
    """A law book that has ended the rule on public notices."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def at(self, key: str, as_of: date) -> Any:
        """Ask the book for a day long before the rule."""
        return self.book.at(key, as_of - timedelta(days=365 * 60))


NAMES = st.text(alphabet=string.ascii_letters + "甲乙丙丁人民市场（）《》、。＆<>&\"'\t", min_size=1, max_size=60)


@given(NAMES)
@settings(max_examples=25, deadline=None)
def test_any_words_come_back_from_the_docx(name: str) -> None:
    """Whatever a name holds, the document reads back with it, or it is refused as blank."""
    facts = facts_for(form_of("cf33"))
    facts["party"]["name"] = name
    if not name.strip():
        found = lacking("cf33", facts)
        assert found is not None
        assert [lack.key for lack in found.lacks] == ["party_name"]
        return
    assert name.strip() in words_of(docx_of(filled("cf33", facts)))


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x0bb"])
def test_words_that_no_document_can_hold_are_refused(text: str) -> None:
    """A control character or half a surrogate is refused by name of the fact."""
    facts = facts_for(form_of("cf33"))
    facts["party"]["name"] = text
    with pytest.raises(RefusedError, match=r"party\.name"):
        fill("cf33", facts, as_of=DAY, book=BOOK)


@pytest.mark.parametrize(("text", "refused"), [("机密★十年", True), ("密级：秘密", True), ("侵犯商业秘密案", False)])
def test_marked_facts_are_refused(text: str, refused: bool) -> None:
    """A marking of state secrecy stops the document wherever it stands; the words 商业秘密 do not."""
    facts = facts_for(form_of("cf33"))
    facts["aside"] = [{"note": text}]
    if refused:
        with pytest.raises(RefusedError, match=r"aside\.0\.note"):
            fill("cf33", facts, as_of=DAY, book=BOOK)
    else:
        filled("cf33", facts)


def test_instalments_are_added_up() -> None:
    """The notice of instalments ends with their sum; an amount that is none is refused by name."""
    facts = facts_for(form_of("cf47"), chosen={"way": "分期"})
    assert "合计  20000.00" in filled("cf47", facts).text
    facts["form"]["instalments"][0]["amount"] = "八千"
    with pytest.raises(RefusedError, match=r"form\.instalments.*is no amount") as refusal:
        fill("cf47", facts, as_of=DAY, book=BOOK)
    assert "不是金额" in refusal.value.zh
