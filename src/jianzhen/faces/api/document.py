"""Prints the OpenAPI document: ``python -m jianzhen.faces.api.document > docs/reference/openapi.json``."""

from __future__ import annotations

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianzhen.config.settings")
    django.setup()
    from jianzhen.faces.api.app import document

    sys.stdout.write(document())
