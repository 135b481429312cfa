"""The console as a Django app: templates and static files, no tables."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The officers' console."""

    name = "jianzhen.faces.console"
    label = "console"
