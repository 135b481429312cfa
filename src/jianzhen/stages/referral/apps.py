"""The referral room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ReferralConfig(AppConfig):
    """The referral room."""

    name = "jianzhen.stages.referral"
    label = "referral"
    default_auto_field = "django.db.models.BigAutoField"
