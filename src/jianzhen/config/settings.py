"""Django settings: everything comes from ``JIANZHEN_*`` variables and the instance's own key files."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).resolve().parents[1]

JIANZHEN_DATA = os.environ.get("JIANZHEN_DATA", "data")
JIANZHEN_CITY = os.environ.get("JIANZHEN_CITY", "wuhan")
JIANZHEN_PLAYBOOKS = os.environ.get("JIANZHEN_PLAYBOOKS", "")


def _secret_key() -> str:
    """Return the instance's key; a process without an instance (type checks) gets one of its own."""
    stored = Path(JIANZHEN_DATA) / "keys" / "django.key"
    return stored.read_bytes().hex() if stored.exists() else secrets.token_hex(32)


KEPT: dict[str, Any] = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
"""Connections are kept between requests: opening one costs more than asking it."""


def _database(url: str) -> dict[str, Any]:
    """Return the Django database of ``JIANZHEN_DATABASE_URL``; empty means SQLite in the data folder."""
    if not url:
        return KEPT | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(JIANZHEN_DATA) / "jianzhen.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: an acknowledged act survives power loss. recursive_triggers: REPLACE meets the guards too.
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA recursive_triggers=ON;PRAGMA secure_delete=ON;PRAGMA cache_size=-65536;"
                ),
            },
        }
    parts = urlsplit(url)
    return KEPT | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"application_name": "jianzhen"},
    }


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("JIANZHEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "jianzhen.people.apps.PeopleConfig",
    "jianzhen.custody.apps.CustodyConfig",
    "jianzhen.stages.rights.apps.RightsConfig",
    "jianzhen.stages.signals.apps.SignalsConfig",
    "jianzhen.stages.screening.apps.ScreeningConfig",
    "jianzhen.stages.tracing.apps.TracingConfig",
    "jianzhen.stages.cases.apps.CasesConfig",
    "jianzhen.stages.referral.apps.ReferralConfig",
    "jianzhen.stages.outcomes.apps.OutcomesConfig",
    "jianzhen.flow.apps.FlowConfig",
    "jianzhen.faces.console.apps.ConsoleConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jianzhen.faces.console.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jianzhen.faces.console.middleware.SecurityHeadersMiddleware",
    "jianzhen.faces.api.middleware.ApiMiddleware",
]

ROOT_URLCONF = "jianzhen.config.urls"
WSGI_APPLICATION = "jianzhen.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jianzhen.faces.console.context.shell",
            ],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("JIANZHEN_DATABASE_URL", ""))}

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [str(PACKAGE / "faces" / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [str(PACKAGE / "faces" / "static")]
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("JIANZHEN_HTTPS") == "1":
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
