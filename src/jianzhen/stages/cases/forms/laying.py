"""Lay the blocks of a form out as paragraphs and tables, with the facts in their places (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.cases.forms.facts import MONEY, Value
from jianzhen.stages.cases.forms.filled import (
    Grid,
    GridRow,
    LawFigure,
    Listing,
    NewPage,
    Node,
    Para,
    Run,
    Seal,
    Strip,
    Style,
)
from jianzhen.stages.cases.forms.model import BOXES, LAW, MAKER, PLACE, Block, Form, FormField, Group, Row, condition
from jianzhen.stages.cases.forms.words import TICKED, UNTICKED, boxes, day, hour, printed

BLANK: Final = "　　　　"
"""What stands where an optional fact is not known: room to write by hand."""
_TO_SIGN: Final = "　　　　　　　　"
_TO_DATE: Final = "　　　年　　月　　日"
_LINE_OF_SIGN: Final = 19
"""Characters of a signed line beside its colon and its date."""
_PHRASE: Final = 12
"""Characters up to which a paragraph (特此告知。) is no text that could keep a seal company."""
_IN_CELL: Final = "　　　　　　年　　月　　日"
NEW_LINE: Final = " // "
"""Begins a new line within a cell; a line that begins with @ is to be signed by whom it names."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A form, its facts by field, the words of its figures of law by key, and the document's day."""

    form: Form
    values: Mapping[str, Value | None]
    law: Mapping[str, str]
    as_of: date

    def words(self, key: str) -> Run:
        """Return what stands in a place."""
        if key.startswith(LAW):
            return Run(self.law[key.removeprefix(LAW)])
        if key.endswith(BOXES):
            name = key.removesuffix(BOXES)
            return Run(boxes(self.form.fields[name], self.values[name]), fact=True)
        return Run(self._until(key) or printed(self.form.fields[key], self.values[key]), fact=True)

    def _until(self, key: str) -> str:
        """Return the end of a span of one day by its hour alone, else nothing."""
        begun, ended = self.values.get("begun_at"), self.values.get(key)
        if key == "ended_at" and isinstance(begun, datetime) and isinstance(ended, datetime):
            return hour(ended) if begun.date() == ended.date() else ""
        return ""

    def runs(self, template: str, *, blank: str = BLANK) -> tuple[Run, ...]:
        """Return a template's text with its places filled in; an optional fact that is not known leaves a blank."""
        parts = PLACE.split(template)
        filled = [self.words(part) if number % 2 else Run(part) for number, part in enumerate(parts)]
        return tuple(run if run.text else Run(blank, fact=True) for run in filled if run.text or run.fact)

    def blank_runs(self, template: str) -> tuple[Run, ...]:
        """Return a template's text with room in its places: what was not chosen says nothing."""
        parts = PLACE.split(template)
        runs = (
            Run(BLANK, fact=True) if number % 2 and not part.startswith(LAW) else self._plain(part, number)
            for number, part in enumerate(parts)
        )
        return tuple(run for run in runs if run.text)

    def _plain(self, part: str, number: int) -> Run:
        return self.words(part) if number % 2 else Run(part)

    @property
    def agency(self) -> str:
        """The agency that makes the document."""
        return str(self.values[MAKER])


def letterhead(laid: Laid, number: str) -> Iterator[Node]:
    """Yield agency, title and number."""
    if laid.form.letterhead:
        yield Para(Style.AGENCY, (Run(laid.agency),))
        yield Para(Style.TITLE, (Run(laid.form.title),))
    if number:
        yield Para(Style.NUMBER, (Run(number),))


def small_print(words: str) -> Iterator[Node]:
    """Yield a line of small print, if there are words for it."""
    if words:
        yield Para(Style.NOTE, (Run(words),))


def lay(laid: Laid, blocks: tuple[Block, ...], law: tuple[LawFigure, ...]) -> Iterator[Node]:
    """Yield the nodes of the blocks that are printed, and at the end what the figures of law rest on."""
    nodes = [node for block in blocks for node in _LAYERS[block.kind](laid, block)]
    if law:
        rests = "；".join(f"“{figure.words}”依据{figure.citation}" for figure in law)
        nodes.append(Para(Style.NOTE, (Run(f"法定期限和比例按{day(laid.as_of)}施行的规定：{rests}。"),)))
    return _kept_together(nodes)


def _kept_together(nodes: list[Node]) -> Iterator[Node]:
    """Let no seal and no signature stand alone on a page: the lines before it and a paragraph of text stay with it."""
    kept = {before for number, node in enumerate(nodes) if _closes(node) for before in _before(nodes, number)}
    for number, node in enumerate(nodes):
        after = nodes[number + 1 : number + 2]
        if isinstance(node, Seal):
            yield replace(node, followed=bool(after))
        elif isinstance(node, Para) and (number in kept or _noted(node, after)):
            yield replace(node, kept=True)
        else:
            yield node


def _before(nodes: list[Node], number: int) -> Iterator[int]:
    """Yield where the lines right before a node stand, and the paragraph before those."""
    for at in range(number - 1, -1, -1):
        node = nodes[at]
        if not isinstance(node, Para) or node.style not in (Style.LINE, Style.PARA):
            return
        yield at
        if node.style is Style.PARA and len(node.text) > _PHRASE:
            return


def _noted(para: Para, after: list[Node]) -> bool:
    """Say whether small print goes on below: it stays together."""
    return para.style is Style.NOTE and isinstance(next(iter(after), None), Para)


def _closes(node: Node) -> bool:
    return isinstance(node, Seal) or (isinstance(node, Para) and node.style is Style.SIGN)


def _para(laid: Laid, block: Block) -> Iterator[Node]:
    if not block.tick:
        yield Para(Style.PARA, laid.runs(block.para))
        return
    key, wanted = condition(block.tick)
    value = laid.values[key]
    ticked = wanted in value if isinstance(value, tuple) else value == wanted
    runs = laid.runs(block.para) if ticked else laid.blank_runs(block.para)
    yield Para(Style.PARA, (Run(TICKED if ticked else UNTICKED), *runs))


def _line(laid: Laid, block: Block) -> Iterator[Node]:
    yield Para(Style.LINE, laid.runs(block.line))


def _foot(laid: Laid, block: Block) -> Iterator[Node]:
    yield Para(Style.NOTE, laid.runs(block.foot))


def _to(laid: Laid, block: Block) -> Iterator[Node]:
    yield Para(Style.LINE, (*laid.runs(block.to), Run("：")))


def _head(laid: Laid, block: Block) -> Iterator[Node]:
    yield Para(Style.HEAD, laid.runs(block.head))


def _prose(laid: Laid, block: Block) -> Iterator[Node]:
    for line in laid.words(block.prose).text.split("\n"):
        if line.strip():
            yield Para(Style.PARA, (Run(line.strip()),))


def _items(laid: Laid, block: Block) -> Iterator[Node]:
    for line in laid.words(block.items).text.split("\n"):
        yield Para(Style.PARA, (Run(line),))


def _rows(laid: Laid, block: Block) -> Iterator[Node]:
    field, value = laid.form.fields[block.rows], laid.values[block.rows]
    rows = value if isinstance(value, tuple) else ()
    numbered = [(str(number), *row) for number, row in enumerate(rows, 1)]
    if block.total:
        at = [key for key, _ in field.columns].index(block.total)
        whole = sum((_amount(field, str(row[at])) for row in rows), Decimal(0))
        numbered.append(("合计", *(f"{whole:f}" if number == at else "" for number in range(len(field.columns)))))
    yield Listing(head=("序号", *(label for _, label in field.columns)), rows=tuple(numbered))


def _amount(field: FormField, words: str) -> Decimal:
    """Return an amount that is added up."""
    if not MONEY.fullmatch(words):
        raise RefusedError(
            f"{field.zh}: {words!r} is no amount in yuan",
            where=Where(key=field.source),
            remedy="Write 1250.50",
            zh=f"{field.zh}：{words!r}不是金额，请写成1250.50的样子",
        )
    return Decimal(words)


def _signs(laid: Laid, block: Block) -> Iterator[Node]:
    for line in block.signs:
        who = laid.runs(line)
        room = max(_LINE_OF_SIGN - sum(len(run.text) for run in who), 4)
        yield Para(Style.SIGN, (*who, Run("："), Run(_TO_SIGN[:room], fact=True), Run(_TO_DATE)))


def _seal(laid: Laid, _block: Block) -> Iterator[Node]:
    yield Seal(agency=laid.agency, day=day(laid.as_of))


def _attach(laid: Laid, block: Block) -> Iterator[Node]:
    many = len(block.attach) > 1
    for number, line in enumerate(block.attach, 1):
        start = "附件：" if number == 1 else "　　　"
        yield Para(Style.LINE, (Run(f"{start}{number}. " if many else start), *laid.runs(line)))


def _note(laid: Laid, block: Block) -> Iterator[Node]:
    for number, line in enumerate(block.note, 1):
        start = f"{number}. " if len(block.note) > 1 else ""
        yield Para(Style.NOTE, (Run(f"{'注：' if number == 1 else ''}{start}"), *laid.runs(line)))


def _new_page(_laid: Laid, _block: Block) -> Iterator[Node]:
    yield NewPage()


def _strip(laid: Laid, _block: Block) -> Iterator[Node]:
    yield Strip(agency=laid.agency, day=day(laid.as_of))


def _grid(laid: Laid, block: Block) -> Iterator[Node]:
    yield Grid(tuple(row for entry in block.grid for row in _grid_rows(laid, entry)))


def _grid_rows(laid: Laid, entry: Row | Group) -> Iterator[GridRow]:
    if isinstance(entry, Row):
        yield from _parted(GridRow(cells=_cells(laid, entry), tall=entry.tall))
        return
    for number, row in enumerate(entry.rows):
        yield GridRow(cells=_cells(laid, row), tall=row.tall, group=entry.group, group_starts=number == 0)


def _parted(row: GridRow) -> Iterator[GridRow]:
    """Part a row whose last cell is signed into what is said and who signs, which stands at the foot."""
    *labels, last = row.cells
    signed = tuple(para for para in last if para.style is Style.CELL_RIGHT)
    if not signed:
        yield row
        return
    said = tuple(para for para in last if para.style is not Style.CELL_RIGHT)
    yield replace(row, cells=(*labels, said), tall=max(row.tall - len(signed), 1))
    yield GridRow(cells=(*(() for _ in labels), signed), tall=len(signed), joined=True)


def _cells(laid: Laid, row: Row) -> tuple[tuple[Para, ...], ...]:
    return tuple(tuple(_cell(laid, template)) for template in row.templates)


def _cell(laid: Laid, template: str) -> Iterator[Para]:
    for line in template.split(NEW_LINE):
        if line.startswith("@"):
            yield Para(Style.CELL_RIGHT, (*laid.runs(line[1:]), Run(f"：{_IN_CELL}")))
        else:
            plain = PLACE.search(line) is None and NEW_LINE not in template
            yield Para(Style.LABEL if plain else Style.CELL, laid.runs(line, blank="　"))


_LAYERS: Final = {
    "para": _para,
    "line": _line,
    "foot": _foot,
    "to": _to,
    "head": _head,
    "prose": _prose,
    "items": _items,
    "grid": _grid,
    "rows": _rows,
    "signs": _signs,
    "seal": _seal,
    "attach": _attach,
    "note": _note,
    "new_page": _new_page,
    "strip": _strip,
}
