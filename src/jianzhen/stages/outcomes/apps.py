"""The outcomes room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """The outcomes room."""

    name = "jianzhen.stages.outcomes"
    label = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"
