"""The flow as a Django app: it keeps a record of every pass."""

from __future__ import annotations

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """The pass and its record."""

    name = "jianzhen.flow"
    label = "flow"
    default_auto_field = "django.db.models.BigAutoField"
