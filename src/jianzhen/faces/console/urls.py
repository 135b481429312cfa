"""Addresses of the console."""

from __future__ import annotations

from django.urls import URLPattern, path

from jianzhen.faces.console.views import (
    assignments,
    cases,
    grievances,
    laws,
    leads,
    log,
    plans,
    publications,
    search,
    session,
    statistics,
    transfers,
    work,
)

urlpatterns: list[URLPattern] = [
    path("", work.work, name="work"),
    path("search", search.search, name="search"),
    path("lead", work.lead_list, name="leads"),
    path("lead/<uuid:lead_id>", leads.lead, name="lead"),
    path("lead/<uuid:lead_id>/step/<slug:step>", cases.take_step, name="step"),
    path("lead/<uuid:lead_id>/paper", cases.file_paper, name="paper"),
    path("lead/<uuid:lead_id>/owner", cases.reroute, name="owner"),
    path("subject/<uuid:subject_id>", leads.subject, name="subject"),
    path("case", work.case_list, name="cases"),
    path("case/<uuid:case_id>", cases.case, name="case"),
    path("case/<uuid:case_id>/transfer", transfers.propose, name="propose"),
    path("referral", transfers.referral_list, name="referrals"),
    path("referral/<uuid:transfer_id>", transfers.referral, name="referral"),
    path("referral/<uuid:transfer_id>/step/<slug:step>", transfers.take_step, name="referral-step"),
    path("referral/<uuid:transfer_id>/attach", transfers.attach, name="referral-attach"),
    path("publication/<uuid:publication_id>/step/<slug:step>", publications.take_step, name="publication-step"),
    path("grievance", grievances.grievance_list, name="grievances"),
    path("grievance/<uuid:grievance_id>", grievances.grievance, name="grievance"),
    path("grievance/<uuid:grievance_id>/step/<slug:step>", grievances.take_step, name="grievance-step"),
    path("assignment", assignments.assignment_list, name="assignments"),
    path("assignment/new", assignments.assign_form, name="assign-form"),
    path("assignment/make", assignments.assign, name="assign"),
    path("assignment/<uuid:assignment_id>", assignments.assignment, name="assignment"),
    path("assignment/<uuid:assignment_id>/step/<slug:step>", assignments.take_step, name="assignment-step"),
    path("statistics", statistics.statistics, name="statistics"),
    path("plan", plans.plan, name="plan"),
    path("plan/import", plans.import_plan, name="plan-import"),
    path("plan/unit/<uuid:unit_id>", plans.settle_unit, name="plan-unit"),
    path("law", laws.law_list, name="laws"),
    path("law/<str:name>", laws.law, name="law"),
    path("log", log.log, name="log"),
    path("settings", session.settings, name="settings"),
    path("display", session.display, name="display"),
    path("sign-in", session.sign_in, name="sign-in"),
    path("sign-out", session.sign_out, name="sign-out"),
]
