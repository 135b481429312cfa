"""A browser walks one lead to its case and its decision, as the people of one agency would."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from jianzhen.base.clock import today_in_shanghai
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser


def panel(page: Page, step: str, **said: str) -> None:
    """Open a step of the dock, fill its form and confirm it."""
    page.click(f'[data-panel="do-{step}"]')
    for name, words in said.items():
        page.fill(f"#{step}-{name}", words)
    page.click(f"#do-{step} button")


def file_paper(page: Page, kind: str) -> None:
    """Put a document on file."""
    page.click("text=归档一份文书")
    page.select_option("#paper-kind", kind)
    page.fill("#paper-title", f"样例{kind}")
    page.click("form[action$='/paper'] button")
    expect(page.locator(".told .success")).to_have_text("已归档。")


def step(page: Page, name: str, **said: str) -> None:
    """Take a step on the case page."""
    form = page.locator(f"#do-{name}")
    if not form.is_visible():
        page.locator(f"details:has(> #do-{name}) > summary").click()
    for field, words in said.items():
        page.fill(f"#{name}-{field}", words)
    form.locator("button").click()
    expect(page.locator(".told .success")).to_be_visible()


def find_lead(visitor: Visitor) -> str:
    """Find the lead on the worklist and open it by keyboard alone; return its path."""
    page = visitor.page
    visitor.sign_in("officer")
    page.fill("#f-text", "云雀样例")
    page.press("#f-text", "Enter")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/lead/[0-9a-f-]{36}$"))
    return page.url.removeprefix(visitor.site)


def verify(page: Page) -> None:
    """Accept the lead, report what was found, file the form and propose to file a case."""
    panel(page, "accept")
    expect(page.locator(".head .chip").first).to_have_text("核查中")
    page.click('[data-panel="do-conclude_verification"]')
    page.check("#do-conclude_verification input[value=yes]")
    page.fill("#conclude_verification-finding", "现场发现标有“云鹊”的商品十二件，未能出示授权。")
    page.click("#do-conclude_verification button")
    expect(page.locator("body")).to_contain_text("缺少文书：立案／不予立案审批表")
    file_paper(page, "filing_form")
    panel(page, "propose_filing", cause="涉嫌销售侵犯注册商标专用权的商品")


def approve(visitor: Visitor, lead: str) -> str:
    """Open the case as the leader; return its path."""
    visitor.sign_in("leader")
    visitor.open(lead)
    panel(visitor.page, "approve_filing")
    visitor.page.wait_for_url(re.compile(r"/case/[0-9a-f-]{36}$"))
    expect(visitor.page.locator(".head .lede")).to_contain_text("武市监立〔")
    return visitor.page.url.removeprefix(visitor.site)


def investigate(visitor: Visitor, case: str) -> None:
    """Name two officers, record the inquiry, submit the report."""
    page = visitor.page
    visitor.sign_in("officer")
    visitor.open(case)
    for box in page.locator("#do-start_investigation input[name=officers]").all():
        box.check()
    page.click("#do-start_investigation button")
    step(page, "investigate", inquiry="现场检查并制作笔录")
    file_paper(page, "investigation_report")
    step(page, "submit_review")


def tell_party(page: Page) -> None:
    """Tell the party what is proposed, by handing the notice over; the amounts give no right to a hearing."""
    form = page.locator("#do-notify_party")
    if not form.is_visible():
        page.locator("details:has(> #do-notify_party) > summary").click()
    page.select_option("#notify_party-party", "organisation")
    form.locator("input[name=penalties][value=fine]").check()
    for name, value in (("fine", "20000.00"), ("confiscated", "0"), ("goods_confiscated", "1200.00")):
        page.fill(f"#notify_party-{name}", value)
    form.locator("input[name=hearing_told][value=no]").check()
    page.select_option("#notify_party-service", "direct")
    page.fill("#notify_party-served_on", today_in_shanghai().isoformat())
    form.locator("button").click()
    expect(page.locator(".told .success")).to_be_visible()


def notify(visitor: Visitor, case: str) -> None:
    """Review the case as the reviewer, then tell the party and record its answer."""
    page = visitor.page
    visitor.sign_in("reviewer")
    visitor.open(case)
    step(page, "pass_review", opinion="事实清楚，证据充分，同意")
    visitor.sign_in("officer")
    visitor.open(case)
    for kind in ("penalty_notice", "service_receipt"):
        file_paper(page, kind)
    tell_party(page)
    step(page, "hear_statement", statement="当事人书面放弃陈述申辩")
    for kind in ("decision_approval", "penalty_decision"):
        file_paper(page, kind)


def decide(visitor: Visitor, case: str) -> None:
    """Decide a penalty as the leader."""
    page = visitor.page
    visitor.sign_in("leader")
    visitor.open(case)
    form = page.locator("#do-decide_penalty")
    if not form.is_visible():
        page.locator("details:has(> #do-decide_penalty) > summary").click()
    for name, value in (
        ("decision_number", "武市监处罚〔样例〕1号"),
        ("conduct", "销售侵犯注册商标专用权的商品"),
        ("fine", "20000.00"),
        ("confiscated", "0"),
        ("goods_value", "1200.00"),
    ):
        page.fill(f"#decide_penalty-{name}", value)
    form.locator("input[value=fine]").check()
    page.select_option("#decide_penalty-party_place", "same_province")
    form.locator("button").click()


def test_lead_to_case_to_decision(visitor: Visitor) -> None:
    """The lead is found by keyboard, verified, filed, investigated, reviewed, notified and decided."""
    page = visitor.page
    lead = find_lead(visitor)
    verify(page)
    case = approve(visitor, lead)
    investigate(visitor, case)
    notify(visitor, case)
    decide(visitor, case)
    expect(page.locator(".head .chip").first).to_have_text("已作出处罚决定")
    expect(page.locator("body")).to_contain_text("武市监处罚〔样例〕1号")
    expect(page.locator("body")).to_contain_text("¥20,000.00")
    words = page.locator(".spine b").all_inner_texts()
    assert (words[0], words[-1], len(words)) == ("分派", "作出行政处罚决定", 12)


def open_case(visitor: Visitor, who: str, text: str) -> None:
    """Open the case of a subject as somebody of the cast."""
    visitor.sign_in(who)
    visitor.open(f"/?text={text}&view=all")
    visitor.page.locator("tr[data-row] a").first.click()
    visitor.page.wait_for_url(re.compile(r"/case/[0-9a-f-]{36}$"))


def test_a_hearing_is_asked_for_and_prepared(visitor: Visitor) -> None:
    """The party asks, the leader names who presides, and no decision is offered meanwhile; the clocks say why."""
    page, today = visitor.page, today_in_shanghai().isoformat()
    open_case(visitor, "officer", "听证商行")
    step(page, "request_hearing", requested_on=today, statement="要求听证")
    expect(page.locator(".head .chip").first).to_have_text("已要求听证")
    expect(page.locator("#do-decide_penalty")).to_have_count(0)
    open_case(visitor, "leader", "听证商行")
    expect(page.locator("#appoint_host-host option", has_text="林知秋")).to_have_count(0)
    page.select_option("#appoint_host-host", label="沈怀瑾")
    page.click("#do-appoint_host button")
    expect(page.locator(".head .chip").first).to_have_text("已定听证主持人")
    expect(page.locator("section:has(#clocks-title)")).to_contain_text("移交听证材料")
    expect(page.locator("section:has(#clocks-title)")).to_contain_text("已中止计算")


def test_a_payment_is_recorded_and_what_is_missing_is_said(visitor: Visitor) -> None:
    """A part is paid; the page says what is owed, and why the case cannot end yet."""
    page = visitor.page
    open_case(visitor, "officer", "缴款商店")
    paid = {"paid_fine": "5000.00", "paid_confiscated": "3500.50", "paid_additional": "0"}
    step(page, "record_payment", paid_on=today_in_shanghai().isoformat(), **paid)
    expect(page.locator("body")).to_contain_text("尚有15000.00元未缴")
    expect(page.locator("body")).to_contain_text("¥8,500.50")


def test_what_was_typed_survives(visitor: Visitor) -> None:
    """A reason typed before the page was left is still there when the page comes back."""
    page = visitor.page
    visitor.sign_in("officer")
    visitor.open("/?text=青禾")
    page.click("tr[data-row] a")
    page.click('[data-panel="do-dismiss"]')
    page.fill("#dismiss-reason", "已核对授权书，正在等原件")
    page.reload()
    expect(page.locator("#dismiss-reason")).to_have_value("已核对授权书，正在等原件")
    expect(page.locator("#dismiss-reason")).to_be_visible()


def test_the_keyboard_reaches_everything(visitor: Visitor) -> None:
    """The slash goes to search, which suggests while typing; the question mark opens help, Escape closes it."""
    page = visitor.page
    visitor.sign_in("officer")
    page.keyboard.press("/")
    page.keyboard.type("北岸")
    expect(page.locator("#found a").first).to_contain_text("读音相同")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()


def test_filters_change_the_address(visitor: Visitor) -> None:
    """Choosing a filter changes rows and address at once, and the address shows the same again."""
    page = visitor.page
    visitor.sign_in("coordinator")
    page.select_option("#f-state", "unresolved")
    page.wait_for_url(re.compile("state=unresolved"))
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.reload()
    expect(page.locator("#f-state")).to_have_value("unresolved")


def test_the_chart_is_drawn_from_its_table(visitor: Visitor) -> None:
    """With the chart library the figure is drawn; without it the page says so, and the table stands either way."""
    page = visitor.page
    visitor.sign_in("coordinator")
    visitor.open("/statistics")
    expect(page.locator("#by-agency tbody tr").first).to_be_visible()
    if page.evaluate("Boolean(window.echarts)"):
        expect(page.locator("figure .chart svg")).to_be_visible()
    else:
        expect(page.locator("figure .without")).to_be_visible()
