"""What the pass compares pictures with: references of the instance's rights, and a reader where one is installed.

Without the extra ``jianzhen[pictures]`` nothing is compared, and the pass says how many pictures wait for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from jianzhen.base.digest import file_sha256
from jianzhen.custody.evidence import blob_path
from jianzhen.custody.instance import current
from jianzhen.stages.rights import queries as rights
from jianzhen.stages.screening.kernel import Screener
from jianzhen.stages.screening.pictures.errors import ExtraMissingError
from jianzhen.stages.screening.pictures.extras import require_pictures
from jianzhen.stages.signals import queries as signals

if TYPE_CHECKING:
    from jianzhen.stages.screening.pictures.joint import JointKernel, Photo
    from jianzhen.stages.screening.pictures.judge import Right
    from jianzhen.stages.screening.pictures.known import Knowledge
    from jianzhen.stages.screening.pictures.screener import PictureScreener

FOLDER: Final = "pictures"
"""Folder of references inside the instance's folder of registers: logos, protected, known_fakes, by right."""
VERSION: Final = 1
"""Raised whenever the same references would give other findings."""


@dataclass
class References:
    """Everything pictures are compared with on a day. ``aside``: files that cannot be used, each with the reason."""

    digest: str
    knowledge: Knowledge
    rights: Mapping[str, Right]

    @property
    def aside(self) -> list[str]:
        """Return why references are not compared with."""
        return [fault.what for fault in self.knowledge.faults]

    @cached_property
    def _pictures(self) -> PictureScreener:
        from jianzhen.stages.screening.pictures.known import compile_pictures  # noqa: PLC0415  needs the extra
        from jianzhen.stages.screening.pictures.ocr import RapidReader  # noqa: PLC0415

        return compile_pictures(self.knowledge, RapidReader() if can_look(reading=True) else None)[0]

    def kernel(self, screener: Screener, file_id: str) -> JointKernel:
        """Return what screens the items of one signal file by text and pictures.

        Raises:
            RefusedError: there are references and none can be used.
        """
        from jianzhen.stages.screening.pictures.joint import JointKernel  # noqa: PLC0415  needs the extra
        from jianzhen.stages.screening.pictures.judge import PictureJudge  # noqa: PLC0415

        judge = PictureJudge(screener, self.rights)
        return JointKernel(screener.screen, judge, self._pictures, _photos(file_id), screener.plan)


def _photos(file_id: str) -> dict[str, list[Photo]]:
    from jianzhen.stages.screening.pictures.joint import Photo  # noqa: PLC0415  needs the extra

    photos = {
        signal: [Photo(one.name, one.sha256, blob_path(one.sha256)) for one in kept if one.sha256]
        for signal, kept in signals.pictures_kept(file_id).items()
    }
    return {signal: shown for signal, shown in photos.items() if shown}


def references(as_of: date) -> References | None:
    """Return what pictures are compared with on a day; None where nothing can be seen in them.

    Raises:
        RefusedError: the table of the references cannot be read.
    """
    if not can_look():
        return None
    from jianzhen.stages.screening.pictures.judge import rights_in_force  # noqa: PLC0415  needs the extra
    from jianzhen.stages.screening.pictures.known import Knowledge, read_references  # noqa: PLC0415

    folder = current().rights / FOLDER
    if not folder.is_dir():
        return References(_digest({}, []), Knowledge(), {}) if can_look(reading=True) else None
    held = rights_in_force(rights.rights(as_of=as_of), as_of)
    found = read_references(folder, held.keys())
    shown = {one.right_id: held[one.right_id] for one in found.known}
    files = [[one.right_id, one.kind, one.name, file_sha256(one.path)] for one in found.known if one.path.is_file()]
    return References(_digest(shown, files), found, held)


def can_look(*, reading: bool = False) -> bool:
    """Say whether pictures can be looked at here and, where ``reading``, writing in them be read."""
    try:
        require_pictures(reading=reading)
    except ExtraMissingError:
        return False
    return True


def _digest(held: Mapping[str, Right], files: list[list[str]]) -> str:
    reader = f"rapidocr {version('rapidocr')}" if can_look(reading=True) else ""
    who: list[Any] = [[key, right.holder, right.uscc, right.licensees] for key, right in sorted(held.items())]
    return hashlib.sha256(json.dumps([VERSION, reader, who, sorted(files)]).encode()).hexdigest()
