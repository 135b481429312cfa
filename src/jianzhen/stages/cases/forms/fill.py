"""Put facts into a form: the one door from a case's facts to a document, or to what is missing (pure)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.law.book import LawBook
from jianzhen.law.errors import NotInForceError
from jianzhen.law.model import Use, Version
from jianzhen.stages.cases.forms import numbers
from jianzhen.stages.cases.forms.facts import Value, read, refuse_secret
from jianzhen.stages.cases.forms.filled import Filled, Lack, LawFigure, Missing, Why
from jianzhen.stages.cases.forms.laying import Laid, lay, letterhead, small_print
from jianzhen.stages.cases.forms.library import form_of
from jianzhen.stages.cases.forms.model import LAW, MAKER, NUMBERED, Block, Form, condition
from jianzhen.stages.cases.forms.words import cited, period


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Where a document's number comes from: the facts (prefix and serial), or it is ``given``, or it is left open.

    ``pattern`` is the agency's own way to write numbers. ``note`` is small print that every revision but the first has.
    """

    pattern: str = ""
    given: str = ""
    open: bool = False
    note: str = ""


FROM_FACTS: Final = Numbering()


def fill(
    code: str, facts: Mapping[str, Any], *, as_of: date, book: LawBook, numbering: Numbering = FROM_FACTS
) -> Filled | Missing:
    """Return the document of form ``code``, dated ``as_of``, or everything it lacks.

    Figures of law are those in force on ``as_of``.

    Raises:
        RefusedError: no such form; the form set was not in use that day; a fact is malformed, unknown to the form,
            or marked as a state secret; the number cannot be written.
    """
    form = form_of(code)
    refuse_secret(facts)
    _refuse_early(form, as_of)
    _refuse_strange(form, facts)
    values = {key: read(field, facts) for key, field in form.fields.items()}
    active = tuple(_active(form.blocks, values))
    law, unlawful = _law(active, as_of, book)
    lacks = (*_lacks(form, active, values, numbering), *unlawful)
    if lacks:
        return Missing(code=form.code, title=form.title, title_en=form.en, lacks=lacks)
    return _document(form, active, values, law, as_of, numbering)


def _document(
    form: Form,
    blocks: tuple[Block, ...],
    values: Mapping[str, Value | None],
    law: Mapping[str, LawFigure],
    as_of: date,
    numbering: Numbering,
) -> Filled:
    number = _number(form, values, as_of, numbering)
    laid = Laid(form=form, values=values, law={key: figure.words for key, figure in law.items()}, as_of=as_of)
    return Filled(
        code=form.code,
        title=form.title,
        set_title=form.set_title,
        agency=str(values[MAKER]),
        number=number,
        as_of=as_of,
        pages=form.pages,
        nodes=(*letterhead(laid, number), *lay(laid, blocks, tuple(law.values())), *small_print(numbering.note)),
        law=tuple(law.values()),
    )


def _number(form: Form, values: Mapping[str, Value | None], as_of: date, numbering: Numbering) -> str:
    if not form.number or numbering.given:
        return numbering.given
    prefix, serial = (values[key] for key in NUMBERED)
    if numbering.open:
        return numbers.left_open(form, prefix=str(prefix or ""), year=as_of.year, pattern=numbering.pattern)
    return numbers.written(
        form, prefix=str(prefix), year=as_of.year, serial=int(str(serial)), pattern=numbering.pattern
    )


def _refuse_early(form: Form, as_of: date) -> None:
    if as_of < form.valid_from:
        raise RefusedError(
            f"{form.set_title} is in use from {form.valid_from}, not on {as_of}",
            where=Where(key=form.code),
            remedy="Use the form of that time; the older sets are not held here",
            zh=f"《{form.title}》自{form.valid_from}起使用；此前的式样本系统不收录",
        )


def _refuse_strange(form: Form, facts: Mapping[str, Any]) -> None:
    """Refuse facts of the document itself that this form does not know: a slip would be lost in silence."""
    known = {field.source.split(".")[1] for field in form.fields.values() if field.source.startswith("form.")}
    given = facts.get("form", {})
    if not isinstance(given, Mapping):
        raise RefusedError("form is no object", where=Where(key="form"), remedy="Write its facts by key")
    for key in sorted(set(given) - known):
        near = difflib.get_close_matches(key, known, n=3)
        raise RefusedError(
            f"form {form.code} knows no such fact",
            where=Where(key=f"form.{key}"),
            remedy=f"Did you mean {', '.join(near)}?" if near else f"It knows {', '.join(sorted(known)) or 'none'}",
            zh=f"《{form.title}》没有这一项",
        )


def holds(words: str, values: Mapping[str, Value | None]) -> bool:
    """Say whether a condition (``key`` or ``key=value``) holds; no condition always does."""
    if not words:
        return True
    key, wanted = condition(words)
    value = values[key]
    if not wanted:
        return value is not None
    return wanted in value if isinstance(value, tuple) else value == wanted


def _active(blocks: tuple[Block, ...], values: Mapping[str, Value | None]) -> Iterator[Block]:
    """Yield the blocks that are printed, those within others opened."""
    for block in blocks:
        if not holds(block.when, values):
            continue
        if block.body:
            yield from _active(block.body, values)
        else:
            yield block


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field and whether the document needs it."""

    key: str
    needed: bool


def _asked(
    form: Form, blocks: tuple[Block, ...], values: Mapping[str, Value | None], numbering: Numbering
) -> Iterator[_Asked]:
    counted = form.number and not (numbering.given or numbering.open)
    for key in (MAKER, *(NUMBERED if counted else ())):
        yield _Asked(key, needed=True)
    yield from (_Asked(key, needed=True) for key in _deciding(form.blocks, values))
    for block in blocks:
        ticked = not block.tick or holds(block.tick, values)
        yield from (_Asked(key, needed=ticked) for key in block.named() if not key.startswith(LAW))


def _deciding(blocks: tuple[Block, ...], values: Mapping[str, Value | None]) -> Iterator[str]:
    """Yield the fields whose value decides what is printed; one inside a block that is not printed decides nothing."""
    for block in blocks:
        yield from (condition(words)[0] for words in (block.when, block.tick) if "=" in words)
        if holds(block.when, values):
            yield from _deciding(block.body, values)


def _lacks(
    form: Form, blocks: tuple[Block, ...], values: Mapping[str, Value | None], numbering: Numbering
) -> Iterator[Lack]:
    needed = dict.fromkeys(asked.key for asked in _asked(form, blocks, values, numbering) if asked.needed)
    for key in needed:
        field = form.fields[key]
        if values[key] is None and not field.optional:
            yield Lack(key=key, zh=field.zh, en=field.en, source=field.source, why=Why.ABSENT)


def _law(blocks: tuple[Block, ...], as_of: date, book: LawBook) -> tuple[dict[str, LawFigure], tuple[Lack, ...]]:
    keys = dict.fromkeys(key for block in blocks for key in block.named() if key.startswith(LAW))
    answers = [_figure(key.removeprefix(LAW), as_of, book) for key in keys]
    found = {answer.key: answer for answer in answers if isinstance(answer, LawFigure)}
    return found, tuple(answer for answer in answers if isinstance(answer, Lack))


def _figure(key: str, as_of: date, book: LawBook) -> LawFigure | Lack:
    """Return the figure in force that day; one that may not be enforced is not printed on a document."""
    try:
        version = book.at(key, as_of)
    except NotInForceError as fault:
        return _unlawful(key, str(fault))
    if version.use is not Use.ENFORCE or version.unit is None or not isinstance(version.quantity, int):
        return _unlawful(key, f"{version.id} has no figure that may be enforced on {as_of}")
    words = period(version.quantity, version.unit)
    return LawFigure(key=key, rule_id=version.id, words=words, citation=_citation(version, as_of), as_of=as_of)


def _unlawful(key: str, detail: str) -> Lack:
    return Lack(key=key, zh="法定期限", en="period of law in force", source=f"law:{key}", why=Why.NO_LAW, detail=detail)


def _citation(version: Version, as_of: date) -> str:
    """Cite the instruments in force that day, or all where their dates are not recorded."""
    current = [one for one in version.citations if one.instrument.in_force(as_of)] or list(version.citations)
    return "；".join(cited(one) for one in current)
