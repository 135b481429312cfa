"""The people app: users, agencies, roles, credentials."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, agencies, offices, roles and credentials."""

    name = "jianzhen.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
