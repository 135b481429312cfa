"""Many rows of one table in few statements, for acts that write tens of thousands at once.

What the object mapper does for each row costs more there than the database itself. The values are what the table's
fields hold, JSON as text that is written already; on PostgreSQL rows go in by COPY and are changed by one
joined UPDATE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from django.db import connection, models

Row = Sequence[Any]


def insert(table: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows whose values stand in the order of ``columns`` (names of fields); every column must be named."""
    fields = [_field(table, name) for name in columns]
    names = [_name(field.column) for field in fields]
    with connection.cursor() as cursor:
        _pour(cursor, _name(table._meta.db_table), names, _ready(fields, rows))


def update(table: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Set ``columns`` of the rows whose key stands first in each row of values."""
    fields = [_field(table, name) for name in (table._meta.pk.name, *columns)]
    key, *names = (_name(field.column) for field in fields)
    target, ready = _name(table._meta.db_table), _ready(fields, rows)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            sets = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(
                f"UPDATE {target} SET {sets} WHERE {key} = %s",  # noqa: S608
                [(*row[1:], row[0]) for row in ready],
            )
            return
        kinds = ", ".join(f"{_name(field.column)} {field.db_type(connection)}" for field in fields)
        cursor.execute(f"CREATE TEMPORARY TABLE {_CHANGES} ({kinds}) ON COMMIT DROP")
        _pour(cursor, _CHANGES, (key, *names), ready)
        sets = ", ".join(f"{name} = v.{name}" for name in names)
        cursor.execute(f"UPDATE {target} t SET {sets} FROM {_CHANGES} v WHERE t.{key} = v.{key}")  # noqa: S608
        cursor.execute(f"DROP TABLE {_CHANGES}")


_CHANGES: Final = "jianzhen_changes"
"""What changes, poured in first: arrays of JSON as parameters would be escaped character by character."""


def _pour(cursor: Any, target: str, names: Sequence[str], ready: Iterable[Row]) -> None:
    """Put rows into a table."""
    columns = ", ".join(names)
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {target} ({columns}) FROM STDIN") as pipe:
            for row in ready:
                pipe.write_row(row)
        return
    marks = ", ".join(["%s"] * len(names))
    cursor.executemany(f"INSERT INTO {target} ({columns}) VALUES ({marks})", ready)  # noqa: S608


def _field(table: type[models.Model], name: str) -> Any:
    return table._meta.get_field(name)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _ready(fields: Sequence[Any], rows: Iterable[Row]) -> Iterable[Row]:
    """Yield rows as the driver takes them; what needs no change is not touched."""
    turns = [(at, turn) for at, field in enumerate(fields) if (turn := _turn(field)) is not None]
    for row in rows:
        ready = list(row)
        for at, turn in turns:
            if ready[at] is not None:
                ready[at] = turn(ready[at])
        yield ready


def _turn(field: Any) -> Callable[[Any], Any] | None:
    """Return how the driver wants values of a field, None where as they are."""
    held = field.target_field if field.is_relation else field
    if isinstance(held, models.UUIDField) and not connection.features.has_native_uuid_field:
        return lambda value: value.hex
    if isinstance(held, models.DateTimeField):
        return lru_cache(maxsize=8)(connection.ops.adapt_datetimefield_value)  # mostly one instant for all rows
    if isinstance(held, models.DateField):
        return connection.ops.adapt_datefield_value
    return None
