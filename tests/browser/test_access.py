"""axe finds no violation of WCAG 2.2 AA on any page, in both languages and both themes, on screen and phone."""

from __future__ import annotations

import itertools
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES: Final = (
    "/",
    "/lead",
    "/case",
    "/grievance",
    "/referral/first-hour",
    "/referral/missed",
    "/referral",
    "/assignment",
    "/assignment/new",
    "/statistics",
    "/goods",
    "/plan",
    "/law",
    "/law/proc.verify",
    "/law/diff?a=2021-07-14&b=2021-07-15",
    "/law/gaps",
    "/log",
    "/settings",
)
RECORDS: Final = {
    "/case": "/case/",
    "/referral": "/referral/",
    "/grievance": "/grievance/",
    "/grievance?view=waiting_report": "/grievance/",
    "/assignment": "/assignment/",
}
"""Lists, and how the address of a record begins that each of them opens."""
LOOKS: Final = list(itertools.product(("zh-hans", "en"), ("light", "dark")))
BOTH: Final = (("zh-hans", "light"), ("en", "dark"))
"""Looks in which single records are opened too: each language and each theme once."""


def choose(page: Page, **wished: str) -> None:
    """Set how the screen looks, as the settings page does."""
    for name, value in wished.items():
        page.check(f"input[name={name}][value={value}]")
    page.click("form[action='/display'] button.primary")
    page.wait_for_load_state()


def records(visitor: Visitor) -> list[str]:
    """Return one record of each list, the subject of a lead, and the form that assigns it."""
    found = []
    for path, begins in RECORDS.items():
        visitor.open(path)
        found.append(visitor.page.locator(f'tr[data-row] a[href^="{begins}"]').first.get_attribute("href") or "")
    visitor.open(found[0])
    visitor.page.click('a.button[href^="/lead/"]')
    links = [visitor.page.locator(f'main a[href^="{begins}"]').first for begins in ("/subject/", "/assignment/new")]
    assessment = f"{found[0]}/assessment"
    return [*found, assessment, *(link.get_attribute("href") or "" for link in links)]


def faults(page: Page) -> str:
    """Return what axe finds, in words; empty when it finds nothing."""
    found = Axe().run(page, options={"runOnly": RULES})
    return "" if found.violations_count == 0 else str(found.generate_report())


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_accessible(visitor: Visitor, language: str, theme: str) -> None:
    """All pages and one record of each kind, as the coordinator sees them."""
    page = visitor.page
    visitor.sign_in("coordinator")
    visitor.open("/settings")
    choose(page, language=language, theme=theme)
    visitor.open("/?text=北岸")
    lead = page.locator("tr[data-row] a").first.get_attribute("href") or ""
    assert lead.startswith("/lead/")
    single = records(visitor) if (language, theme) in BOTH else []
    for path in (*PAGES, lead, *single, "/search?q=北岸"):
        visitor.open(path)
        assert faults(page) == "", path


@pytest.mark.parametrize(("language", "theme"), BOTH)
def test_the_audit_page_is_accessible(visitor: Visitor, language: str, theme: str) -> None:
    """As an officer sees it: giving verdicts is no right of the coordinator. The officer's own look is put back."""
    visitor.sign_in("officer")
    visitor.open("/settings")
    choose(visitor.page, language=language, theme=theme)
    visitor.open("/screening/audit")
    found = faults(visitor.page)
    visitor.open("/settings")
    choose(visitor.page, language="zh-hans", theme="light")
    assert found == ""


def test_the_sign_in_page_is_accessible(visitor: Visitor) -> None:
    """Also with an error on it."""
    visitor.open("/sign-in")
    assert faults(visitor.page) == ""


def test_pages_fit_a_phone(visitor: Visitor) -> None:
    """On a narrow screen nothing scrolls sideways, and the navigation opens."""
    page = visitor.page
    visitor.sign_in("coordinator")
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (*PAGES, *records(visitor)):
        visitor.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    page.click("[data-do=rail]")
    assert page.locator(".rail nav a").first.is_visible()
    assert faults(page) == ""
