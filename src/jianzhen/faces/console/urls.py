"""Addresses of the console."""

from __future__ import annotations

from django.urls import URLPattern, path

from jianzhen.faces.console.views import cases, laws, leads, log, search, session, work

urlpatterns: list[URLPattern] = [
    path("", work.work, name="work"),
    path("search", search.search, name="search"),
    path("lead", work.lead_list, name="leads"),
    path("lead/<uuid:lead_id>", leads.lead, name="lead"),
    path("lead/<uuid:lead_id>/step/<slug:step>", cases.take_step, name="step"),
    path("lead/<uuid:lead_id>/paper", cases.file_paper, name="paper"),
    path("lead/<uuid:lead_id>/owner", cases.reroute, name="owner"),
    path("case", work.case_list, name="cases"),
    path("case/<uuid:case_id>", cases.case, name="case"),
    path("law", laws.law_list, name="laws"),
    path("law/<str:name>", laws.law, name="law"),
    path("log", log.log, name="log"),
    path("settings", session.settings, name="settings"),
    path("display", session.display, name="display"),
    path("sign-in", session.sign_in, name="sign-in"),
    path("sign-out", session.sign_out, name="sign-out"),
]
