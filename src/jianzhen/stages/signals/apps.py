"""The signals room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """The signals room."""

    name = "jianzhen.stages.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"
