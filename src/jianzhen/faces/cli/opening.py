"""Opening an instance for a command: data folder, keys, Django, database up to date."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError

from jianzhen.base.errors import RefusedError, Where
from jianzhen.base.instance import Instance, is_instance, open_instance


def open_database(*, existing: bool = False) -> Instance:
    """Open the instance of ``JIANZHEN_DATA``, set Django up and apply outstanding migrations.

    Args:
        existing: whether the instance must be there; otherwise it is made.

    Raises:
        RefusedError: the folder or the database cannot be opened, or holds no instance.
    """
    root = Path(os.environ["JIANZHEN_DATA"]).absolute()
    if existing and not is_instance(root):
        raise RefusedError(
            "the data folder holds no instance",
            where=Where(file=str(root)),
            remedy="Name the right folder with --data DIR, or make an instance with `jianzhen init --data DIR`",
        )
    os.environ["JIANZHEN_DATA"] = str(root)
    instance = _open(root)
    load_django()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as fault:
        raise RefusedError(
            f"the database cannot be opened: {fault}".splitlines()[0],
            remedy="Check JIANZHEN_DATABASE_URL, or that the data folder can be written",
        ) from fault
    return instance


def load_django() -> None:
    """Set Django up without touching folder or database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianzhen.config.settings")
    django.setup()


def _open(root: Path) -> Instance:
    try:
        instance = open_instance(root, city=os.environ.get("JIANZHEN_CITY", "wuhan"))
        django_key = instance.keys / "django.key"
        if not django_key.exists():
            descriptor = os.open(django_key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(os.urandom(48))
    except OSError as fault:
        raise RefusedError(
            f"the data folder {root} cannot be used ({fault.strerror})", remedy="Name a writable folder with --data DIR"
        ) from fault
    return instance
