"""Compiled functions: machine code made once, kept in a folder named by the sources it was made from.

Numba's own cache looks only at the file a function stands in, not at those it calls; a cache that follows the digest
of all sources cannot be stale. ``NUMBA_CACHE_DIR`` is honoured; else the code lies beside the sources, or, where those
are read-only, in the user's cache folder, or in a private folder that lives as long as the process.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from jianzhen.base.errors import RefusedError, Where
from jianzhen.stages.screening.matching.kept import folder_named

SETTING: Final = "JIANZHEN_MATCHER"
PLAIN: Final = "daachorse"
IS_PLAIN: Final = os.environ.get(SETTING) == PLAIN
"""Whether this process does without compiled code: marks are found as written only (``plain.py``), the rest is
interpreted and slow. A choice, never made silently: plans of the two kinds have different digests."""


def _compiler() -> Any:
    """Return numba. Its stubs know neither the setting of the cache folder nor the leaving out of reference counts.

    Raises:
        RefusedError: it cannot be loaded here.
    """
    try:
        import numba  # noqa: PLC0415  not loaded where it is not wanted
    except ImportError as fault:
        raise RefusedError(
            f"the compiler of the matcher cannot be loaded: {fault}",
            where=Where(key="numba"),
            remedy=f"install numba, or set {SETTING}={PLAIN} to find marks as written only",
        ) from fault
    return numba


_NUMBA: Final[Any] = None if IS_PLAIN else _compiler()
Function = TypeVar("Function", bound=Callable[..., Any])
_HERE: Final = Path(__file__).resolve().parent
KERNELS: Final = (
    "collect", "decode", "edits", "hashing", "index", "jit", "keys", "layout", "near", "placing", "scan", "scratch",
    "sieve", "verify",
)  # fmt: skip
"""Modules that compiled code is made from: its own, and those whose constants it takes in."""


@cache
def cache_folder() -> Path:
    """Return the folder that holds the machine code of these sources under this release of numba."""
    made = hashlib.sha256(_NUMBA.__version__.encode())
    for name in KERNELS:
        made.update(name.encode() + b"\0" + (_HERE / f"{name}.py").read_bytes())
    folder = f"jianzhen-matching-{made.hexdigest()[:16]}"
    return folder_named(folder) or Path(tempfile.mkdtemp(prefix=folder))


def compiled(function: Function) -> Function:
    """Compile ``function`` at its first call, without the interpreter's lock, and keep the machine code.

    Reference counts are left out (``_nrt``): arrays live as long as the call that was given them, compiled code makes
    none of its own, and counting in the innermost loops was measured to cost up to two thirds of all time.
    """
    if IS_PLAIN:
        return function
    kept = _NUMBA.config.CACHE_DIR
    _NUMBA.config.CACHE_DIR = str(cache_folder())
    try:
        made: Function = _NUMBA.njit(cache=True, nogil=True, boundscheck=False, _nrt=False)(function)
    finally:
        _NUMBA.config.CACHE_DIR = kept
    return made


def _prefetching() -> Any:
    """Return what compiled code calls to have the cache line of an element fetched; interpreted, it does nothing."""
    if IS_PLAIN:
        return lambda array, at: None  # noqa: ARG005

    def typed(context: Any, array: Any, at: Any) -> Any:  # noqa: ARG001
        return _NUMBA.types.void(array, _NUMBA.types.int64), _fetched

    return _NUMBA.extending.intrinsic(typed)


def _fetched(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    """Write the instruction: for reading, into all caches. It never faults, whatever the place."""
    array = context.make_array(signature.args[0])(context, builder, given[0])
    place = builder.gep(array.data, [given[1]])
    given = [place, *(context.get_constant(_NUMBA.types.int32, value) for value in (0, 3, 1))]
    kinds, ir = [value.type for value in given], _NUMBA.core.cgutils.ir
    made = builder.module.declare_intrinsic("llvm.prefetch", kinds[:1], ir.FunctionType(ir.VoidType(), kinds))
    builder.call(made, given)
    return context.get_dummy_value()


prefetch: Final[Any] = _prefetching()
