"""Settings of the bare endpoint in ``api_bare.py``: no database, no middleware."""

from __future__ import annotations

import secrets

SECRET_KEY = secrets.token_hex(32)
ROOT_URLCONF = "api_bare"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
USE_TZ = True
