"""Playbooks, law facts and registers → the plan of one day (pure)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from jianzhen.base.errors import Where
from jianzhen.law.book import LawBook, packaged_book
from jianzhen.playbook.errors import PlaybookReferenceError
from jianzhen.playbook.model import Playbook, lexicons_of, patterns_of
from jianzhen.stages.rights.schema import RIGHT_KINDS
from jianzhen.stages.screening.engine.company import is_registered, parse
from jianzhen.stages.screening.engine.companyname import FIRM
from jianzhen.stages.screening.engine.folding import fold_text
from jianzhen.stages.screening.engine.prices import REFERENCE, read_prices
from jianzhen.stages.screening.errors import RegisterRefusedError
from jianzhen.stages.screening.plan import Plan, make_plan
from jianzhen.stages.screening.scoring.learned import Learned

RIGHTS: Final = pa.schema(
    [
        ("right_id", pa.string()),
        ("kind", pa.string()),
        ("mark", pa.string()),
        ("folded", pa.string()),
        ("holder", pa.string()),
        ("holder_uscc", pa.string()),
        ("goods", pa.string()),
        ("licensees", pa.list_(pa.string())),
        ("area", pa.string()),
        ("name", pa.string()),
    ]
)
"""Rights as the plan holds them: those in force whose mark can be screened with; ``area`` of an indication.

A right of the kind name whose mark is a firm's whole name has that in ``name``, and a second row of the kind ``firm``
for its distinguishing part (字号), which is that row's ``mark``.
"""

LICENCES: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("number", pa.string()),
        ("holder", pa.string()),
        ("holder_uscc", pa.string()),
        ("product", pa.string()),
        ("standing", pa.string()),
    ]
)
"""Licences as the plan holds them; ``standing`` is valid, ended, void or pending at the plan's day."""

MIN_CORE: Final = 2
"""Characters of a firm's distinguishing part that names can be held against."""
MAX_MARK: Final = 64
"""Folded characters; a longer "mark" is a sentence (a slogan or a damaged cell) and is set aside, not matched."""


def shipped_patterns() -> dict[str, tuple[str, ...]]:
    """Return law key → number forms of the packaged law files."""
    return patterns_in(packaged_book())


def patterns_in(book: LawBook) -> dict[str, tuple[str, ...]]:
    """Return law key → number forms of every version of it: a number outlives the rule it was issued under.

    A version's own id names its forms too.
    """
    found: dict[str, tuple[str, ...]] = {}
    for version in book.versions():
        if version.patterns:
            for name in dict.fromkeys((version.key, version.id)):
                found[name] = (*found.get(name, ()), *version.patterns)
    return found


def compile_plan(
    playbooks: Sequence[Playbook],
    patterns: Mapping[str, Sequence[str]],
    *,
    rights: pa.Table,
    licences: pa.Table | None = None,
    prices: pa.Table | None = None,
    as_of: date,
    learned: Learned | None = None,
) -> Plan:
    """Return the plan for ``as_of``.

    Args:
        playbooks: the domains whose checks shall run.
        patterns: law key → regular expressions that numbers of that kind match (all versions: old numbers stay in use).
        rights: columns right_id, kind, mark and optionally holder, holder_uscc, goods, licensees, area or
            extra (a JSON object), valid_from, valid_to.
        licences: columns kind, number and optionally holder, holder_uscc, product, status, valid_from, valid_to.
        prices: references (mark, product, unit, median, n) or observations (brand, goods, spec, price).
        as_of: the day whose rights and licences count.
        learned: the fitted model that weighs the evidence; hand-set weights where there is none.

    Raises:
        RegisterRefusedError: a table lacks a required column.
        PlaybookReferenceError: a check needs the patterns of a law key that is not given, or a lexicon not there.
    """
    set_aside: Counter[str] = Counter()
    return make_plan(
        **playbook_parts(playbooks, patterns),
        rights=_rights(rights, as_of, set_aside),
        licences=_licences(licences, rights, as_of),
        prices=REFERENCE.empty_table() if prices is None else read_prices(prices),
        as_of=as_of,
        set_aside=dict(set_aside),
        learned=learned,
    )


def playbook_parts(playbooks: Sequence[Playbook], patterns: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what playbooks and law give a plan: ``checks``, ``words``, ``patterns``.

    Raises:
        PlaybookReferenceError: as :func:`compile_plan`.
    """
    checks = tuple((playbook.domain, check) for playbook in playbooks for check in playbook.head.checks)
    return {"checks": checks, "words": _words(playbooks), "patterns": _patterns(playbooks, patterns)}


def _words(playbooks: Sequence[Playbook]) -> dict[str, tuple[Any, ...]]:
    words = {}
    for playbook in playbooks:
        lexicons = dict(playbook.lexicons)
        for check in playbook.head.checks:
            for key, name in lexicons_of(check):
                if name not in lexicons:
                    raise PlaybookReferenceError(
                        f"unknown lexicon {name!r}",
                        where=Where(file=playbook.domain, key=f"checks.{check.code}.{key}"),
                        remedy=f"add lexicon/{name}.csv",
                    )
                words[f"{playbook.domain}/{name}"] = lexicons[name]
    return words


def _patterns(playbooks: Sequence[Playbook], known: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    needed = sorted({key for playbook in playbooks for check in playbook.head.checks for key in patterns_of(check)})
    for key in needed:
        if not known.get(key):
            raise PlaybookReferenceError(
                f"no number pattern is known for law key {key!r}",
                where=Where(key=key),
                remedy="give the law files' patterns, or remove the check",
            )
    for key in needed:
        for pattern in known[key]:
            re.compile(pattern)
    return {key: tuple(known[key]) for key in needed}


def _column(table: pa.Table, name: str) -> Iterable[Any]:
    return table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows


def _require(table: pa.Table, what: str, *names: str) -> None:
    for name in names:
        if name not in table.column_names:
            raise RegisterRefusedError(
                f"the {what} table has no column {name}",
                where=Where(column=name),
                remedy=f"it needs {', '.join(names)}",
            )


def _rights(table: pa.Table, as_of: date, set_aside: Counter[str]) -> pa.Table:
    _require(table, "rights", "right_id", "kind", "mark")
    names = ("right_id", "kind", "mark", "holder", "holder_uscc", "goods", "licensees", "valid_from", "valid_to")
    rows, firms = [], []
    for row in zip(*(_column(table, name) for name in names), _areas(table), strict=True):
        right_id, kind, mark, holder, uscc, goods, licensees, start, end, area = row
        folded = fold_text(mark or "")
        reason = _unfit(right_id, kind, folded) or _out_of_force(start, end, as_of)
        if reason:
            set_aside[reason] += 1
            continue
        name = mark if kind == "name" and is_registered(mark) else None
        rest = (holder, uscc, goods, _list(licensees), area, name)
        rows.append((right_id, kind, mark, folded, *rest))
        core = parse(mark).core if name else ""
        if len(core) >= MIN_CORE and not _unfit(right_id, kind, core):
            firms.append((right_id, FIRM, core, core, *rest))
    return _table(rows + firms, RIGHTS)


_AREA_KEYS: Final = ("area", "产地范围", "保护范围", "产地")


def _areas(table: pa.Table) -> Iterable[str | None]:
    """The area of each indication: the column ``area``, or what the register's further cells (``extra``) say of it."""
    cells = (_column(table, name) for name in ("kind", "area", "extra"))
    for row, (kind, area, extra) in enumerate(zip(*cells, strict=True), start=2):
        yield area or (_area_in(extra, row) if extra and kind == "gi" else None)


def _area_in(extra: str, row: int) -> str | None:
    try:
        cells = json.loads(extra)
    except ValueError:
        cells = None
    if not isinstance(cells, dict):
        raise RegisterRefusedError(
            f"{str(extra)[:40]!r} is no JSON object",
            where=Where(row=row, column="extra"),
            remedy="give the area in the column area, or leave extra out",
        )
    return next((str(cells[key]) for key in _AREA_KEYS if cells.get(key)), None)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def _unfit(right_id: str | None, kind: str | None, folded: str) -> str | None:
    if not right_id:
        return "no_right_id"
    if kind not in RIGHT_KINDS:
        return "unknown_kind"
    if not folded:
        return "empty_mark"
    if len(folded) > MAX_MARK:
        return "too_long"
    return "too_short" if len(folded) < (3 if folded.isascii() else 2) else None


def _out_of_force(start: object, end: object, as_of: date) -> str | None:
    try:
        return _not_in_force(_day(start), _day(end), as_of)
    except RegisterRefusedError:
        return "unreadable_date"


def _not_in_force(start: date | None, end: date | None, as_of: date) -> str | None:
    if start and end and end < start:
        return "contradictory_validity"
    if start and as_of < start:
        return "not_yet_in_force"
    return "no_longer_in_force" if end and end < as_of else None


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RegisterRefusedError(
            f"{str(value)[:40]!r} is not a date", where=Where(column="valid_from/valid_to"), remedy="write YYYY-MM-DD"
        ) from None


def _list(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.replace("；", ";").split(";") if part.strip()]
    return [str(part) for part in value if part] if isinstance(value, Iterable) else []


_LICENCE_CELLS: Final = ("kind", "number", "holder", "holder_uscc", "product", "status", "valid_from", "valid_to")
_PATENT_CELLS: Final = ("kind", "number", "holder", "holder_uscc", "goods", "status", "valid_from", "valid_to")


def _licences(table: pa.Table | None, rights: pa.Table, as_of: date) -> pa.Table:
    """Return the registers that numbers are held against; patents recorded as rights are one of them."""
    if table is not None:
        _require(table, "licences", "kind", "number")
    given = [] if table is None else _licence_rows(table, _LICENCE_CELLS)
    rows = [
        (kind, number, holder, uscc, product, _standing(status, _day(start), _day(end), as_of))
        for kind, number, holder, uscc, product, status, start, end in (*given, *_patents(rights))
        if kind and number
    ]
    return _table(rows, LICENCES)


def _licence_rows(table: pa.Table, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(_column(table, name) for name in names), strict=True))


def _patents(rights: pa.Table) -> list[tuple[Any, ...]]:
    """Rights of the kind patent, also those no longer in force; the number is the mark where no number is given."""
    kept = rights.filter(pc.equal(rights.column("kind").cast(pa.string()), "patent"))
    marks, numbers = _column(kept, "mark"), _column(kept, "register_no")
    named = [number or mark for number, mark in zip(numbers, marks, strict=True)]
    return _licence_rows(_with(kept, "number", named), _PATENT_CELLS)


def _with(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    rest = table.drop_columns([name]) if name in table.column_names else table
    return rest.append_column(name, pa.array(values, pa.string()))


_VOID: Final = ("无效", "伪造", "void", "invalid")
_ENDED: Final = ("注销", "吊销", "撤销", "失效", "过期", "终止", "届满", "revoked", "cancelled", "expired")
_PENDING: Final = ("申请中", "审查中", "实质审查", "公开未授权", "未授权", "pending")


def _standing(status: str | None, start: date | None, end: date | None, as_of: date) -> str:
    said = (status or "").lower()
    if any(word in said for word in _VOID):
        return "void"
    if any(word in said for word in _ENDED) or (end and end < as_of):
        return "ended"
    return "pending" if (start and as_of < start) or any(word in said for word in _PENDING) else "valid"
