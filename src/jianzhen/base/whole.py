"""Files and folders that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.ids import new_id


def write_whole(path: Path, text: str) -> None:
    """Write a text file durably, replacing one that is there.

    Raises:
        RefusedError: the place cannot be written; what was there stays.
    """
    part = path.with_name(f".{path.name}.{new_id().hex}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as sink:
            sink.write(text)
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise RefusedError(
            f"the file cannot be written ({fault.strerror})",
            where=Where(file=str(path)),
            remedy="Name a file in a folder that exists and can be written",
        ) from fault


def settle(draft: Path, folder: Path) -> Path:
    """Give a finished folder its name; where an equal one was first, that one stays and the draft goes.

    Raises:
        OSError: it cannot be renamed.
    """
    try:
        os.rename(draft, folder)  # noqa: PTH104  Path.rename would not say that an equal one was first
    except OSError:
        shutil.rmtree(draft)
        if not folder.is_dir():
            raise
    return folder
