"""The screening room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """The screening room."""

    name = "jianzhen.stages.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"
