"""The tracing room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """The tracing room."""

    name = "jianzhen.stages.tracing"
    label = "tracing"
    default_auto_field = "django.db.models.BigAutoField"
