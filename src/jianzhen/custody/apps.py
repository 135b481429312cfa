"""The custody app: log, evidence, lake and vault; it re-arms the append-only guards after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CustodyConfig(AppConfig):
    """Tamper-evident log, evidence store, lake, vault and the Action base class."""

    name = "jianzhen.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Arm the guards after each app's migrations: SQLite drops triggers when it rebuilds a table."""
        from jianzhen.custody.guards import rearm  # noqa: PLC0415  (models are ready only now)

        post_migrate.connect(rearm, dispatch_uid="jianzhen.custody.guards")
