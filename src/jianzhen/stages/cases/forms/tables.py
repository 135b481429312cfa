"""Tables of forms in a .docx: labels and facts in a grid, goods in a list whose head row is repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jianzhen.stages.cases.forms.filled import Grid, GridRow, Listing, Para, Run, Style

_WIDTH: Final = 156
"""Millimetres between the margins of A4."""
_GROUP, _LABEL = 12, 30
_SERIAL, _SHORT, _LONG = 14, 4, 14
"""Millimetres of the column of serial numbers; the fewest and the most characters that a column is measured by."""
_MANY, _SMALL = 7, 10.5
"""Columns beyond which the type of a list is small, and its size in points."""
_MUCH: Final = 60
"""Characters of a cell from which on they stand at its top, not in its middle."""
_SHORT_TEXT: Final = 300
"""Characters up to which a row is kept on one page."""
_LINE: Final = 18
"""Points of height for each line a row asks for."""

WriteCell = Callable[[Any, tuple[Para, ...]], None]


def add_grid(document: Any, grid: Grid, write: WriteCell) -> None:
    """Add a form's table: the width is shared so that labels are narrow and facts have the room."""
    grouped = any(row.group for row in grid.rows)
    shares = [_shares(row, grouped=grouped) for row in grid.rows]
    edges = sorted({edge for row in shares for edge in row})
    table = _table(document, len(grid.rows), [b - a for a, b in zip([0, *edges], edges, strict=False)])
    first: Any = None
    above: list[Any] = []
    for number, (row, ends) in enumerate(zip(grid.rows, shares, strict=True)):
        line = table.rows[number]
        _height(line, row.tall)
        if sum(len(para.text) for cell in row.cells for para in cell) <= _SHORT_TEXT:
            _whole(line)
        cells = _merged(line, edges, ends)
        first = _group(row, cells, first, write)
        _fill(row, cells[1:] if row.group else cells, above, write)
        above = cells


def _fill(row: GridRow, cells: list[Any], above: list[Any], write: WriteCell) -> None:
    """Write a row; one that is joined carries on the row above: one label for both, no line between."""
    for cell, paras in zip(cells, row.cells, strict=True):
        cell.vertical_alignment = _upright(row, paras)
        write(cell, paras)
    if row.joined:
        _keep(above[-1])
        for upper, lower in zip(above[:-1], cells[:-1], strict=True):
            upper.merge(lower)
        above[-1].vertical_alignment = WD_ALIGN_VERTICAL.TOP
        _unline(above[-1], "bottom")
        _unline(cells[-1], "top")


def _keep(cell: Any) -> None:
    """Keep what is said on the page of who signs it."""
    for paragraph in cell.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True


def _upright(row: GridRow, paras: tuple[Para, ...]) -> Any:
    if row.joined:
        return WD_ALIGN_VERTICAL.BOTTOM
    much = sum(len(para.text) for para in paras) > _MUCH
    return WD_ALIGN_VERTICAL.TOP if much else WD_ALIGN_VERTICAL.CENTER


def _unline(cell: Any, side: str) -> None:
    borders, edge = OxmlElement("w:tcBorders"), OxmlElement(f"w:{side}")
    edge.set(qn("w:val"), "nil")
    borders.append(edge)
    shape = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no borders
    follower = shape.find(qn("w:vAlign"))
    shape.append(borders) if follower is None else follower.addprevious(borders)


def _group(row: GridRow, cells: list[Any], first: Any, write: WriteCell) -> Any:
    """Write a group's label once and merge it down; return the cell it stands in."""
    if not row.group:
        return None
    if row.group_starts or first is None:
        write(cells[0], (Para(Style.LABEL, (Run(row.group),)),))
        cells[0].vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        return cells[0]
    return first.merge(cells[0])


def _shares(row: GridRow, *, grouped: bool) -> list[int]:
    """Return where each cell of a row ends, in millimetres from the left margin."""
    left = _GROUP if row.group else 0
    count = len(row.cells)
    labels = [_is_label(cell) for cell in row.cells]
    narrow = _LABEL if grouped or count > 2 else _LABEL + 6
    facts = count - sum(labels)
    room = _WIDTH - left - narrow * sum(labels) if facts else 0
    widths = [narrow if label and facts else (room // facts if facts else (_WIDTH - left) // count) for label in labels]
    ends = [left + sum(widths[: number + 1]) for number in range(count)]
    ends[-1] = _WIDTH
    return ([left] if left else []) + ends


def _is_label(cell: tuple[Para, ...]) -> bool:
    return all(para.style is Style.LABEL for para in cell)


def _merged(line: Any, edges: list[int], ends: list[int]) -> list[Any]:
    """Return one cell for each end, merged over the columns up to it."""
    cells, start, found = line.cells, 0, []
    for end in ends:
        last = edges.index(end)
        found.append(cells[start] if start == last else cells[start].merge(cells[last]))
        start = last + 1
    return found


def add_listing(document: Any, listing: Listing, head_style: str, cell_style: str) -> None:
    """Add a table of goods, payments or papers; rows never break across pages and the head stands on each."""
    table = _table(document, len(listing.rows) + 1, _listed(listing))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no public door
    for line, words in zip(table.rows, (listing.head, *listing.rows), strict=True):
        _whole(line)
        for cell, text in zip(line.cells, words, strict=True):
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            cell.paragraphs[0].style = head_style if line is table.rows[0] or words is listing.head else cell_style
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(_SMALL) if len(listing.head) > _MANY else None


def _listed(listing: Listing) -> list[int]:
    """Return the width of each column in millimetres, shared by the longest words in it."""
    columns = list(zip(listing.head, *listing.rows, strict=True))[1:]
    needs = [min(max(*map(len, words), _SHORT), _LONG) for words in columns]
    widths = [(_WIDTH - _SERIAL) * need // sum(needs) for need in needs]
    return [_SERIAL, *widths[:-1], _WIDTH - _SERIAL - sum(widths[:-1])]


def _table(document: Any, rows: int, widths: list[int]) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _whole(line: Any) -> None:
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public door


def _height(line: Any, tall: int) -> None:
    line.height, line.height_rule = Pt(_LINE * max(tall, 1) + 6), WD_ROW_HEIGHT_RULE.AT_LEAST
