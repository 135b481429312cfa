"""Files handed in with goods: photos into the evidence store, and seizure lists written in a spreadsheet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.tabular.read import open_table
from jianzhen.custody.evidence import StoreEvidence, blob_path, store_blob
from jianzhen.faces.console import facts
from jianzhen.faces.console import goods_words as words
from jianzhen.faces.console.goods_taking import keeper_of, key_of, number, refusal
from jianzhen.faces.console.reachable import case_matter
from jianzhen.faces.console.visit import Visit
from jianzhen.stages.cases.actions.goods.listing import AddPhotos, ListGoods
from jianzhen.stages.cases.destruction import destruction
from jianzhen.stages.cases.queries.goods import goods_page
from jianzhen.stages.cases.schema.goods import LotIn, PriceBasis, Unit

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of one file."""
MOST_LINES: Final = 500
_KINDS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""How a photo begins, and its media type (JFIF and PNG specifications)."""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("物品名称", "名称", "标称名称", "name"),
    "spec": ("规格型号", "规格", "spec"),
    "nature": ("物品性质", "性质", "nature"),
    "quantity": ("数量", "quantity"),
    "unit": ("计量单位", "单位", "unit"),
    "unit_value": ("单价", "unit_value"),
    "value_basis": ("单价依据", "value_basis"),
    "unit_weight": ("单重", "unit_weight"),
    "photos": ("照片摘要", "photos"),
}
"""Heads of a seizure list, as form 24 and the export of this product write them."""
_REQUIRED: Final = ("name", "nature", "quantity", "unit")


@contextmanager
def _placed(file: UploadedFile[bytes] | None) -> Iterator[Path]:
    """Give the upload as a file that is gone afterwards."""
    if file is None or not file.name:
        raise refusal(_("没有选择文件"), "file")
    if (file.size or 0) > LARGEST:
        raise refusal(_("文件超过 20 MB"), "file")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / Path(file.name).name
        place.write_bytes(b"".join(file.chunks()))
        yield place


def add_photo(visit: Visit, case_id: UUID, posted: QueryDict, file: UploadedFile[bytes] | None) -> AddPhotos:
    """Take a photo into evidence and return the act that gives it to its lot.

    Raises:
        RefusedError: no file, too large, or no photo.
    """
    matter = case_matter(visit, case_id)
    lot, _colon, _standing = posted.get("lot", "").partition(":")
    with _placed(file) as place:
        kind = _media_type(place.read_bytes()[:8])
        if not kind:
            raise refusal(_("不是 JPEG 或 PNG 照片"), "file")
        stored = StoreEvidence(
            actor=visit.actor,
            at=visit.at,
            blob=store_blob(place),
            name=place.name,
            media_type=kind,
            subject_type="case",
            subject_id=str(case_id),
            tool="console",
            captured_at=visit.at,
            agency_code=matter.row.agency,
        ).execute()
    return AddPhotos(
        actor=visit.actor,
        at=visit.at,
        case_id=case_id,
        seen=facts.seen(posted),
        lot=key_of(lot, "lot"),
        photos=(stored.content_id,),
    )


def _media_type(head: bytes) -> str:
    return next((kind for begins, kind in _KINDS.items() if head.startswith(begins)), "")


def photo(visit: Visit, case_id: UUID, sha256: str) -> tuple[bytes, str]:
    """Return a photo of a lot of the case, with its media type.

    Raises:
        Http404: it is none of the case within reach, or its content is not in the store.
    """
    case_matter(visit, case_id)
    page = goods_page(case_id, at=visit.at)
    path = blob_path(sha256)
    if page is None or sha256 not in {one for lot in page.lots for one in lot.photos} or not path.exists():
        raise Http404(sha256)
    content = path.read_bytes()
    kind = _media_type(content[:8])
    if not kind:
        raise Http404(sha256)
    return content, kind


def list_goods(visit: Visit, case_id: UUID, posted: QueryDict, file: UploadedFile[bytes] | None) -> ListGoods:
    """Return the act that lists the lines of a spreadsheet.

    Raises:
        RefusedError: the file cannot be read, or a row is not as it must be; the row is named and nothing is kept.
    """
    with _placed(file) as place:
        lines = tuple(read_lines(place))
    return ListGoods(
        actor=visit.actor,
        at=visit.at,
        case_id=case_id,
        seen=facts.seen(posted),
        list_number=posted.get("list_number", "").strip(),
        place=posted.get("place", "").strip(),
        keeper=keeper_of(posted),
        lines=lines,
    )


def read_lines(path: Path) -> Iterator[LotIn]:
    """Yield the lines of a seizure list written in a spreadsheet.

    Raises:
        RefusedError: a column is missing, a row is broken, or a cell is not of its kind; row and column are named.
    """
    with open_table(path) as table:
        named = {field: next((head for head in heads if head in table.columns), "") for field, heads in COLUMNS.items()}
        gone = [COLUMNS[field][0] for field in _REQUIRED if not named[field]]
        if gone:
            raise _bad(path, 1, gone[0], _("缺少这一列"))
        count = 0
        for batch in table.batches():
            if batch.faults:
                raise _bad(path, batch.faults[0].row, "", batch.faults[0].what)
            for row, cells in zip(batch.numbers, batch.data.to_pylist(), strict=True):
                count += 1
                if count > MOST_LINES:
                    raise _bad(path, row, "", _("一张清单最多 %(n)s 行") % {"n": MOST_LINES})
                yield _line(
                    path, row, {field: (cells.get(head) or "").strip() for field, head in named.items() if head}
                )


def _bad(path: Path, row: int, column: str, what: str) -> RefusedError:
    where = Where(file=path.name, row=row, column=column or None)
    place = _("第 %(row)s 行 %(column)s：%(what)s") % {"row": row, "column": column, "what": what}
    return RefusedError(place, where=where, remedy=_("请补正后重新提交"))


def _line(path: Path, row: int, said: Mapping[str, str]) -> LotIn:
    natures = {code: (nature.words.zh, nature.words.en) for code, nature in destruction().natures.items()}
    units = {code.value: (str(text), str(text).partition("（")[0]) for code, text in words.UNITS.items()}
    bases = {code.value: (str(text),) for code, text in words.BASES.items()}
    return LotIn(
        name=said["name"],
        spec=said.get("spec", ""),
        nature=_code(path, row, "nature", said, natures),
        unit=Unit(_code(path, row, "unit", said, units)),
        quantity=_number(path, row, "quantity", said),
        unit_value=_number(path, row, "unit_value", said) if said.get("unit_value") else None,
        value_basis=PriceBasis(_code(path, row, "value_basis", said, bases)) if said.get("value_basis") else None,
        unit_weight=_number(path, row, "unit_weight", said) if said.get("unit_weight") else None,
        photos=tuple(one for one in said.get("photos", "").lower().split(";") if one),
    )


def _code(path: Path, row: int, field: str, said: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> str:
    text = said.get(field, "")
    found = text if text in known else next((code for code, names in known.items() if text in names), "")
    if not found:
        options = _("、").join(names[0] for names in known.values())
        raise _bad(
            path, row, COLUMNS[field][0], _("“%(text)s”不在可选之列：%(options)s") % {"text": text, "options": options}
        )
    return found


def _number(path: Path, row: int, field: str, said: Mapping[str, str]) -> Any:
    try:
        return number(said.get(field, ""), field)
    except RefusedError as fault:
        raise _bad(path, row, COLUMNS[field][0], fault.what) from fault
