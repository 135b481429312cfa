"""Who may open what: every route of the router has a row here; a new route without one fails."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from jianzhen.faces.console.urls import urlpatterns
from tests.faces.console.conftest import CAST, People, SignIn

pytestmark = pytest.mark.django_db

NOBODY: Final = UUID("00000000-0000-7000-8000-000000000000")
ARGUMENTS: Final[dict[str, object]] = {
    "lead_id": NOBODY,
    "case_id": NOBODY,
    "line_id": NOBODY,
    "subject_id": NOBODY,
    "transfer_id": NOBODY,
    "unit_id": NOBODY,
    "publication_id": NOBODY,
    "grievance_id": NOBODY,
    "assignment_id": NOBODY,
    "certificate_id": NOBODY,
    "sha256": "ab" * 32,
    "document_id": NOBODY,
    "kind": "docx",
    "name": "proc.verify",
    "step": "accept",
    "item_id": "nothing",
    "finding_id": NOBODY,
    "request_id": NOBODY,
}
EVERYBODY: Final = frozenset(CAST)
LOG: Final = frozenset({"coordinator", "auditor", "administrator"})
REPORTS: Final = frozenset(
    {"officer", "second", "reviewer", "leader", "elsewhere", "coordinator", "prosecutor", "auditor"}
)
PAGES: Final[dict[str, frozenset[str]]] = {
    "work": EVERYBODY,
    "search": EVERYBODY,
    "leads": EVERYBODY,
    "cases": EVERYBODY,
    "laws": EVERYBODY,
    "law": EVERYBODY,
    "law-diff": EVERYBODY,
    "law-gaps": REPORTS,
    "settings": EVERYBODY,
    "referrals": EVERYBODY,
    "plan": EVERYBODY,
    "grievances": EVERYBODY,
    "assignments": EVERYBODY,
    "assignment-scores": EVERYBODY - {"auditor", "administrator", "police"},
    "officers": EVERYBODY - {"auditor", "administrator", "police"},
    "assign-form": frozenset({"coordinator"}),
    "statistics": REPORTS,
    "goods-overview": REPORTS,
    "missed": EVERYBODY - {"auditor", "administrator"},
    "first-hour": frozenset({"coordinator", "prosecutor", "auditor"}),
    "audit": frozenset({"officer", "second", "leader", "elsewhere"}),
    "log": LOG,
}
"""Pages and who may open them; everybody else is refused with 403. Lists show what lies within reach, if anything."""
RECORDS: Final = frozenset(
    {
        "lead",
        "case",
        "assessment",
        "referral",
        "subject",
        "grievance",
        "assignment",
        "goods",
        "goods-certificate",
        "goods-photo",
        "discretion",
        "document-new",
        "grievance-document-new",
        "document-file",
        "missed-one",
        "lead-picture",
    }
)
"""Pages of one record: out of reach or unknown is 404, for everybody."""
ACTS: Final[dict[str, int]] = {
    "document-issue": 404,
    "document-approve": 404,
    "grievance-document-issue": 404,
    "document-serve": 404,
    "step": 404,
    "paper": 404,
    "owner": 404,
    "assessment-line": 404,
    "assessment-withdraw": 404,
    "assessment-fact": 404,
    "assessment-keep": 404,
    "propose": 404,
    "goods-act": 404,
    "goods-photo-file": 404,
    "goods-list-file": 404,
    "weigh": 404,
    "goods-unit": 404,
    "referral-step": 404,
    "referral-attach": 404,
    "publication-step": 404,
    "grievance-step": 404,
    "assignment-step": 404,
    "recusal-ask": 404,
    "recusal-decide": 404,
    "assign": 302,
    "plan-import": 302,
    "plan-unit": 302,
    "missed-answer": 404,
    "audit-verdict": 404,
}
"""Routes that act, POST only, and what an officer gets on an unknown record: nothing is there, or a refusal is told."""
OPEN: Final = frozenset({"sign-in", "sign-out", "display"})
"""Routes that need no sign-in."""


def routes() -> list[URLPattern]:
    """Return every route of the console."""
    return list(urlpatterns)


def address(route: URLPattern) -> str:
    """Return an address of a route, its records unknown ones."""
    names = route.pattern.converters
    return reverse(str(route.name), kwargs={name: ARGUMENTS[name] for name in names})


def test_every_route_has_a_row() -> None:
    """The router and the rows of this file name each other exactly."""
    names = [str(route.name) for route in routes()]
    assert sorted(names) == sorted([*PAGES, *RECORDS, *ACTS, *OPEN])


@pytest.mark.parametrize("route", [one for one in routes() if one.name not in OPEN], ids=lambda one: str(one.name))
def test_every_route_asks_for_a_sign_in(route: URLPattern, people: People) -> None:
    """Without a sign-in every page and act leads to the sign-in page, and nothing is shown."""
    client = Client()
    answer = client.post(address(route)) if route.name in ACTS else client.get(address(route))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("name", sorted(CAST))
def test_roles_and_routes(name: str, sign_in: SignIn) -> None:
    """Every role opens exactly the pages of its row; records that are not theirs do not exist."""
    client = sign_in(name)
    for route in routes():
        status = client.get(address(route)).status_code if route.name not in OPEN | ACTS.keys() else None
        if route.name in PAGES:
            assert status == (200 if name in PAGES[route.name] else 403), route.name
        if route.name in RECORDS:
            assert status == 404, route.name


@pytest.mark.parametrize("route", [one for one in routes() if one.name in ACTS], ids=lambda one: str(one.name))
def test_acts_are_posts(route: URLPattern, sign_in: SignIn) -> None:
    """No link can act; on an unknown record there is nothing to act on."""
    client = sign_in("officer")
    assert client.get(address(route)).status_code == 405
    assert client.post(address(route)).status_code == ACTS[str(route.name)]


@pytest.mark.parametrize("path", ["/", "/law", "/law/proc.verify", "/settings", "/sign-in", "/no-such-page"])
def test_the_content_policy_is_strict(path: str, sign_in: SignIn) -> None:
    """No page allows inline or foreign script or style, and none carries any."""
    answer = sign_in("coordinator").get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'; style-src 'self'" in policy
    text = answer.content.decode()
    assert re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", text) is None


def links(text: str) -> set[str]:
    """Return the addresses of our own pages that a page links to."""
    return {link for link in re.findall(r'href="(/[^"#]*)', text) if not link.startswith("/static/")}


@pytest.mark.parametrize("name", ["officer", "coordinator", "police", "administrator"])
def test_no_link_is_dead(name: str, sign_in: SignIn) -> None:
    """What the rail, the breadcrumb and the pages offer can be opened by whom it is offered to."""
    client = sign_in(name)
    seen: set[str] = set()
    for start in ("/", "/settings", "/law/proc.verify"):
        seen |= links(client.get(start).content.decode())
    assert seen
    assert {link: client.get(link).status_code for link in seen if client.get(link).status_code != 200} == {}


def test_static_files_are_there(sign_in: SignIn) -> None:
    """Every stylesheet, script and icon that a page names can be fetched."""
    client = sign_in("officer")
    text = client.get("/").content.decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text))
    assert len(files) > 5
    assert {file for file in files if client.get(file).status_code != 200} == set()


def test_unknown_pages_say_what_to_do(sign_in: SignIn) -> None:
    """404 speaks both languages."""
    client = sign_in("officer")
    assert "没有这个页面或记录" in client.get("/no-such-page").content.decode()
    client.post("/display", {"language": "en"})
    assert "No such page or record" in client.get("/no-such-page").content.decode()
