"""The cases room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room."""

    name = "jianzhen.stages.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
