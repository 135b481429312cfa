"""Addresses of the console."""

from __future__ import annotations

from django.urls import URLPattern, path

from jianzhen.faces.console.views import laws, log, session, work

urlpatterns: list[URLPattern] = [
    path("", work.work, name="work"),
    path("search", work.search, name="search"),
    path("sign-in", session.sign_in, name="sign-in"),
    path("sign-out", session.sign_out, name="sign-out"),
    path("display", session.display, name="display"),
    path("settings", session.settings, name="settings"),
    path("log", log.log, name="log"),
    path("law", laws.law_list, name="laws"),
    path("law/<str:name>", laws.law, name="law"),
]
