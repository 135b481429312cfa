"""Plants faults between two writes, and reads everything that an act may write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")


class PlantedFaultError(RuntimeError):
    """Stands for a machine that went down."""


def fail(sql: str) -> None:
    """Fail as an error would."""
    raise PlantedFaultError(sql)


def die(_sql: str) -> None:
    """Fail as a power cut would: no handler runs, nothing is rolled back by us."""
    os._exit(9)


@contextmanager
def fault_at(number: int, how: Callable[[str], None] = fail) -> Iterator[list[str]]:
    """Let the ``number``-th write within the block fail before it reaches the database; yields the writes seen."""
    seen: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            seen.append(sql)
            if len(seen) == number:
                how(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def writes_of(act: Callable[[], object]) -> int:
    """Do an act and return how many writes it made."""
    with fault_at(10**6) as seen:
        act()
    return len(seen)


def everything() -> dict[str, list[str]]:
    """Return every row of every table that an act on a case may write."""
    models = [model for name in ("cases", "custody") for model in apps.get_app_config(name).get_models()]
    return {model._meta.db_table: sorted(map(repr, model.objects.values_list())) for model in models}
