"""Database triggers that refuse UPDATE and DELETE on append-only tables, on both engines.

They stop mistakes and application faults; whoever owns the database file can drop them, and is caught
by the signed heads that others keep. SQLite rebuilds a table when a field is altered and drops its
triggers silently, so they are armed again after every migrate, and checked when the log is verified.
"""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from jianzhen.base.errors import CheckFailedError, Where
from jianzhen.custody.appendonly import AppendOnly, WriteOnce

_SQLITE: Final = (
    "CREATE TRIGGER IF NOT EXISTS {name}_no_{act} BEFORE {ACT} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'append-only: {table} refuses {ACT}'); END"
)
_PG_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION jianzhen_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'append-only: % refuses %', TG_TABLE_NAME, TG_OP; END $$"
)
_PG_ROW: Final = (
    "CREATE OR REPLACE TRIGGER {name}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION jianzhen_append_only()"
)
_PG_TRUNCATE: Final = (
    "CREATE OR REPLACE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION jianzhen_append_only()"
)


_SQLITE_KEEPS: Final = (
    "CREATE TRIGGER IF NOT EXISTS {name}_keeps BEFORE UPDATE ON {table} "
    "WHEN json_extract(OLD.{column}, '$.{key}') IS NOT NULL "
    "AND json_extract(NEW.{column}, '$.{key}') IS NOT json_extract(OLD.{column}, '$.{key}') "
    "BEGIN SELECT RAISE(ABORT, 'append-only: {table} keeps {key}'); END"
)
_PG_KEEPS: Final = (
    "CREATE OR REPLACE TRIGGER {name}_keeps BEFORE UPDATE ON {table} FOR EACH ROW "
    "WHEN ((OLD.{column} ->> '{key}') IS NOT NULL "
    "AND (NEW.{column} ->> '{key}') IS DISTINCT FROM (OLD.{column} ->> '{key}')) "
    "EXECUTE FUNCTION jianzhen_append_only()"
)
_PG_DELETE: Final = (
    "CREATE OR REPLACE TRIGGER {name}_no_delete BEFORE DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION jianzhen_append_only()"
)


def guarded_tables() -> list[str]:
    """Return the names of all append-only tables of the installed apps."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))


def kept_values() -> dict[str, tuple[str, str]]:
    """Return the tables with a value that is written once, and the JSON column and key of it."""
    return {model._meta.db_table: model.write_once for model in apps.get_models() if issubclass(model, WriteOnce)}


def rearm(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Create the missing triggers of every guarded table that exists; called after each migrate."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    statements = [line for table in guarded_tables() if table in present for line in _statements(connection, table)]
    for table, kept in kept_values().items():
        statements += _keeping(connection, table, *kept) if table in present else []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and statements:
            cursor.execute(_PG_FUNCTION)
        for statement in statements:
            cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    quoted = connection.ops.quote_name(table)
    if connection.vendor == "sqlite":
        return [_SQLITE.format(name=table, table=quoted, act=act.lower(), ACT=act) for act in ("UPDATE", "DELETE")]
    return [pattern.format(name=table, table=quoted) for pattern in (_PG_ROW, _PG_TRUNCATE)]


def _keeping(connection: BaseDatabaseWrapper, table: str, column: str, key: str) -> list[str]:
    quoted = connection.ops.quote_name(table)
    words = {"name": table, "table": quoted, "column": connection.ops.quote_name(column), "key": key}
    if connection.vendor == "sqlite":
        return [_SQLITE_KEEPS.format(**words), _SQLITE.format(name=table, table=quoted, act="delete", ACT="DELETE")]
    return [pattern.format(**words) for pattern in (_PG_KEEPS, _PG_DELETE, _PG_TRUNCATE)]


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of triggers that should stand and do not."""
    connection = connections[using]
    sqlite = connection.vendor == "sqlite"
    suffixes = ("no_update", "no_delete") if sqlite else ("no_change", "no_truncate")
    keeping = ("keeps", "no_delete") if sqlite else ("keeps", "no_delete", "no_truncate")
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    expected = [f"{table}_{suffix}" for table in guarded_tables() for suffix in suffixes]
    expected += [f"{table}_{suffix}" for table in sorted(kept_values()) for suffix in keeping]
    return [name for name in expected if name not in standing]


def require_armed() -> None:
    """Pass when every guard stands.

    Raises:
        CheckFailedError: a trigger is missing.
    """
    gone = missing()
    if gone:
        raise CheckFailedError(
            f"{len(gone)} append-only guards are missing, the first is {gone[0]}",
            where=Where(key=gone[0]),
            remedy="Find out who altered the database, then run 'jianzhen init' to arm them again",
        )
