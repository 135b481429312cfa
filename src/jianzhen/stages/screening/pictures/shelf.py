"""Known pictures and logos as part of a plan folder: written whole or not at all, memory-mapped, named by digest."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from jianzhen.base.errors import Where
from jianzhen.base.whole import settle
from jianzhen.stages.screening.pictures.edges import Template
from jianzhen.stages.screening.pictures.errors import IndexRefusedError
from jianzhen.stages.screening.pictures.findings import ProtectedImage
from jianzhen.stages.screening.pictures.logos import LogoIndex
from jianzhen.stages.screening.pictures.ocr import Reader
from jianzhen.stages.screening.pictures.references import Drawing
from jianzhen.stages.screening.pictures.screener import PictureScreener
from jianzhen.stages.screening.pictures.words import WordFile

VERSION: Final = 1
"""Raised whenever an equal folder would give other findings."""

_HEAD: Final = "pictures.json"


def save_pictures(screener: PictureScreener, plans: Path) -> Path:
    """Write what ``screener`` compares with to ``plans/<digest>/`` and return that folder; a present one stays.

    Its reader and its limits are not part of it: they belong to whoever runs it.
    """
    arrays, head = _all_arrays(screener), _head(screener)
    digest = _digest(head, arrays)
    folder = plans / digest
    if folder.is_dir():
        return folder
    draft = plans / f".{digest}-{uuid.uuid4().hex}"
    draft.mkdir(parents=True)
    (draft / _HEAD).write_text(json.dumps(head | {"digest": digest}, ensure_ascii=False), encoding="utf-8")
    for name, array in arrays.items():
        np.save(draft / f"{name}.npy", array, allow_pickle=False)
    return settle(draft, folder)


def load_pictures(folder: Path, ocr: Reader | None = None) -> PictureScreener:
    """Return the screener saved in ``folder``, its tables memory-mapped.

    Raises:
        IndexRefusedError: a file is missing, damaged or of another version.
    """
    try:
        head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
        if head["version"] != VERSION:
            raise _refused(f"the picture index is of version {head['version']}, this is {VERSION}", folder)
        logos, parts = (_load(folder, of, head[of]) for of in _INDEXES)
        protected = [ProtectedImage(**row | {"bits": bytes.fromhex(row["bits"])}) for row in head["protected"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _refused(f"the picture index is not readable: {error}", folder) from error
    return PictureScreener(protected, logos, ocr, parts=parts)


def _refused(what: str, folder: Path) -> IndexRefusedError:
    return IndexRefusedError(what, where=Where(file=str(folder)), remedy="delete the folder and compile again")


_NAMES: Final = ("points", "owners", "centres", "descriptors", "rows", "starts", "fields", "weights")


_INDEXES: Final = ("logos", "parts")


def _all_arrays(screener: PictureScreener) -> dict[str, npt.NDArray[Any]]:
    """Return file name → array of both indexes, in a fixed order."""
    found: dict[str, npt.NDArray[Any]] = {}
    for of, index in zip(_INDEXES, (screener.logos, screener.parts), strict=True):
        found |= {f"{of}-{name}": array for name, array in _arrays(index).items()}
    return found


def _load(folder: Path, of: str, rows: list[dict[str, Any]]) -> LogoIndex:
    arrays = {name: np.load(folder / f"{of}-{name}.npy", mmap_mode="r", allow_pickle=False) for name in _NAMES}
    return _logos(rows, arrays)


def _arrays(logos: LogoIndex) -> dict[str, npt.NDArray[Any]]:
    words = logos.words
    templates = [drawing.template for drawing in logos.drawings]
    return {
        "points": logos.points,
        "owners": logos.owners,
        "centres": words.centres,
        "descriptors": words.descriptors,
        "rows": words.rows,
        "starts": words.starts,
        "fields": np.concatenate([np.zeros(0, np.complex64), *(template.field.ravel() for template in templates)]),
        "weights": np.concatenate([np.zeros(0, np.float32), *(template.weights.ravel() for template in templates)]),
    }


def _head(screener: PictureScreener) -> dict[str, Any]:
    return {
        "version": VERSION,
        "protected": [asdict(image) | {"bits": image.bits.hex()} for image in screener.protected],
        "logos": [_row(drawing) for drawing in screener.logos.drawings],
        "parts": [_row(drawing) for drawing in screener.parts.drawings],
    }


def _row(drawing: Drawing) -> dict[str, Any]:
    return {
        "right_id": drawing.right_id,
        "name": drawing.name,
        "width": drawing.width,
        "height": drawing.height,
        "ease": drawing.ease,
        "scale": drawing.template.scale,
        "frame": list(drawing.template.field.shape),
    }


def _digest(head: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    digest = hashlib.sha256(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _logos(rows: list[dict[str, Any]], arrays: dict[str, npt.NDArray[Any]]) -> LogoIndex:
    drawings, at = [], 0
    for row in rows:
        height, width = row.pop("frame")
        end = at + height * width
        field, weights = (arrays[name][at:end].reshape(height, width) for name in ("fields", "weights"))
        drawings.append(Drawing(template=Template(field, weights, row.pop("scale")), **row))
        at = end
    words = WordFile(arrays["centres"], arrays["descriptors"], arrays["rows"], arrays["starts"])
    return LogoIndex(drawings, arrays["points"], arrays["owners"], words)
