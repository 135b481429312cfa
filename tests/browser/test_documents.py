"""A document from the page of a case to a file, in a real browser: filled in, refused without loss, issued."""

from __future__ import annotations

import io
import zipfile

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.test_access import faults

pytestmark = pytest.mark.browser
WORDS = {
    "form.conduct": "销售没有厂名厂址的样例商品",
    "form.basis": "《产品质量法》第五十四条",
    "form.demands": "停止销售。",
    "remedy.review_body": "样例市人民政府",
    "remedy.review_period": "六十日",
    "remedy.suit_period": "六个月",
    "remedy.court": "样例区人民法院",
    "agency.contact.name": "林样例",
    "agency.contact.phone": "0999-0000018",
    "agency.contact.address": "样例路1号",
    "document.copies": "3",
    "document.served": "1",
}


def fits(page: Page) -> bool:
    """Say whether nothing scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_document_is_issued_in_a_browser(visitor: Visitor) -> None:
    """The form says what it will do, names what is missing, keeps what was typed, and gives the file."""
    page = visitor.page
    visitor.sign_in("officer")
    visitor.open("/case")
    page.locator('tr[data-row] a[href^="/case/"]').first.click()
    page.wait_for_load_state()
    page.select_option("#document-form", "cf33")
    page.click("form:has(#document-form) button")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "责令改正通知书"
    assert faults(page) == ""
    for name, words in WORDS.items():
        page.fill(f'[name="{name}"]', words)
    page.select_option('[name="form.when_due"]', "立即")
    page.click("button.primary:has-text('制发')")
    page.wait_for_load_state()
    assert "缺：违反的规定（form.violated）" in page.locator(".told").inner_text()
    assert page.input_value('[name="remedy.court"]') == "样例区人民法院"
    page.fill('[name="form.violated"]', "《产品质量法》第二十七条")
    page.click("button.primary:has-text('制发')")
    page.wait_for_load_state()
    assert "已制发" in page.locator(".told").inner_text()
    assert faults(page) == ""
    with page.expect_download() as got:
        page.click('a[href$="file.docx"]')
    with zipfile.ZipFile(io.BytesIO(got.value.path().read_bytes())) as archive:
        assert "《产品质量法》第二十七条" in archive.read("word/document.xml").decode()


@pytest.mark.parametrize("form", ["cf24", "cf45", "cf40"])
def test_forms_are_accessible_and_fit_a_phone(visitor: Visitor, form: str) -> None:
    """A form with rows, one with much text and the longest one: no fault on screen, nothing sideways on a phone."""
    page = visitor.page
    visitor.sign_in("officer")
    visitor.open("/case")
    link = page.locator('tr[data-row] a[href^="/case/"]').first.get_attribute("href") or ""
    visitor.open(link)
    to = page.locator("form:has(#document-form)").get_attribute("action") or ""
    visitor.open(f"{to}?form={form}")
    assert faults(page) == ""
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
