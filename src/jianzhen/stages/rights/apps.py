"""The rights room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """The rights room."""

    name = "jianzhen.stages.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"
