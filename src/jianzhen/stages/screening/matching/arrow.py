"""Arrow strings without a copy: offsets and bytes as the compiled code reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
import pyarrow as pa

from jianzhen.base.errors import RefusedError
from jianzhen.stages.screening.matching.layout import I64, U8

Values = TypeVar("Values", bound="np.ndarray[Any, Any]")


@dataclass(frozen=True, eq=False)
class Texts:
    """Text i is ``data[offsets[i]:offsets[i + 1]]`` in UTF-8; ``data`` is the array's own memory."""

    offsets: I64
    data: U8

    @classmethod
    def of(cls, texts: pa.Array | pa.ChunkedArray | Sequence[str]) -> Self:
        """Return the view of an array of strings, null as empty; a list of str is put into Arrow first.

        Raises:
            RefusedError: the array holds something else.
        """
        array = _array(texts)
        if array.null_count:
            array = array.fill_null("")
        _, offsets, data = array.buffers()
        kind = np.int32 if pa.types.is_string(array.type) else np.int64
        if offsets is None or not len(array):
            return cls(np.zeros(len(array) + 1, np.int64), _bytes(None))
        read = np.frombuffer(offsets, kind)[array.offset : array.offset + len(array) + 1]
        return cls(fixed(read.astype(np.int64)), _bytes(data))


def _array(texts: pa.Array | pa.ChunkedArray | Sequence[str]) -> pa.Array:
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if not isinstance(texts, pa.Array):
        return pa.array([text.encode("utf-8", "replace").decode("utf-8") for text in texts], pa.large_string())
    if pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type):
        return texts
    if pa.types.is_string_view(texts.type) or pa.types.is_dictionary(texts.type) or pa.types.is_null(texts.type):
        return texts.cast(pa.large_string())
    raise RefusedError(f"texts are of the type {texts.type}", remedy="pass string or large_string")


def _bytes(data: pa.Buffer | None) -> U8:
    return fixed(np.frombuffer(data if data is not None and data.size else b"\0", np.uint8))


def fixed(values: Values) -> Values:
    """Return the values as read-only: compiled code knows one type of them, however they came."""
    values.flags.writeable = False
    return values
