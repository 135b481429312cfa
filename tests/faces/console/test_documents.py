"""Documents in the console: a form is filled in, issued, read back, corrected, served; refusals keep what was typed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from django.test import Client

from jianzhen.base.clock import SHANGHAI, law_date, now
from jianzhen.people.policy import SYSTEM
from jianzhen.stages.cases.actions.route import RouteLead
from jianzhen.stages.cases.queries.documents import documents_of
from tests.faces.console.conftest import SignIn
from tests.stages.cases.forms.invented import needs_office
from tests.stages.conftest import MARKS, card, new_lead

pytestmark = pytest.mark.django_db
ORDER: Final = {
    "form": "cf33",
    "form.conduct": "销售没有厂名厂址的保温杯",
    "form.violated": "《产品质量法》第二十七条",
    "form.basis": "《产品质量法》第五十四条",
    "form.when_due": "立即",
    "form.demands": "停止销售。\n下架剩余商品。",
    "party.name": "武昌区云雀样例商行",
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


@pytest.fixture
def lead(sign_in: SignIn) -> UUID:
    """Route a lead to the market bureau and take it into verification."""
    row = new_lead()
    RouteLead(actor=SYSTEM, at=now() - timedelta(days=2), card=card(row), duty=MARKS).execute()
    sign_in("officer").post(f"/lead/{row.pk}/step/accept", {"next": "/"})
    lead_id: UUID = row.pk
    return lead_id


def issue(client: Client, lead_id: UUID, **changes: object) -> str:
    """Post the form and return the page it leads to."""
    answer = client.post(
        f"/lead/{lead_id}/document/issue", {**ORDER, "next": f"/lead/{lead_id}", **changes}, follow=True
    )
    return str(answer.content.decode())


def words(content: bytes) -> str:
    """Return the words of a .docx."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def test_a_document_from_form_to_file(lead: UUID, sign_in: SignIn) -> None:
    """The page offers the forms; one filled in is issued under its number and read back as it was typed."""
    client = sign_in("officer")
    assert "责令改正通知书" in client.get(f"/lead/{lead}").content.decode()
    form = client.get(f"/lead/{lead}/document", {"form": "cf33"}).content.decode()
    assert 'value="武昌区云雀样例商行"' in form
    assert "<dd>武汉市市场监督管理局</dd>" in form
    text = issue(client, lead)
    number = f"武市监责改〔{law_date(now()).year}〕1号"
    assert f"已制发，并已归档、记入日志：责令改正通知书 {number}" in text
    (line,) = documents_of(lead)
    got = client.get(f"/document/{line.document_id}/file.docx")
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert all(part in words(got.content) for part in (number, "停止销售。", "《产品质量法》第五十四条"))


@needs_office
def test_an_issued_document_is_given_as_pdf(lead: UUID, sign_in: SignIn) -> None:
    """The PDF is made of the stored document."""
    client = sign_in("officer")
    issue(client, lead)
    (line,) = documents_of(lead)
    got = client.get(f"/document/{line.document_id}/file.pdf")
    assert (got.status_code, got.content[:5]) == (200, b"%PDF-")


def test_what_is_missing_is_named_and_what_was_typed_stays(lead: UUID, sign_in: SignIn) -> None:
    """The refusal names the fact, the page keeps every other one, and no number is spent."""
    client = sign_in("officer")
    answer = client.post(f"/lead/{lead}/document/issue", {**ORDER, "form.violated": ""})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "《责令改正通知书》缺：违反的规定（form.violated）" in text
    assert "下架剩余商品。" in text
    assert 'value="样例区人民法院"' in text
    assert documents_of(lead) == ()
    assert "1号" in issue(client, lead)


def test_a_draft_spends_no_number(lead: UUID, sign_in: SignIn) -> None:
    """The draft is a file with its number open; nothing is issued."""
    answer = sign_in("officer").post(f"/lead/{lead}/document/issue", {**ORDER, "draft": "1"})
    assert "〕　　号" in words(answer.content)
    assert documents_of(lead) == ()


def test_a_document_is_corrected_and_served(lead: UUID, sign_in: SignIn) -> None:
    """A revision keeps number and earlier text; only the newest is served, and the page shows all of it."""
    client = sign_in("officer")
    issue(client, lead)
    (first,) = documents_of(lead)
    again = client.get(f"/lead/{lead}/document", {"form": "cf33", "replaces": str(first.document_id)}).content.decode()
    assert 'value="《产品质量法》第二十七条"' in again
    text = issue(
        client, lead, replaces=str(first.document_id), reason="条款有误", **{"form.violated": "《商标法》第五十七条"}
    )
    assert "第 2 次制发" in text
    assert "已被替换" in text
    served = {
        "way": "直接送达",
        "receiver": "某店长",
        "place": "样例路1号",
        "served_at": now().astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        "next": f"/lead/{lead}",
    }
    to = f"/document/{first.document_id}/service"
    assert "已被后来的文本替换" in client.post(to, served, follow=True).content.decode()
    second = documents_of(lead)[1]
    text = client.post(f"/document/{second.document_id}/service", served, follow=True).content.decode()
    assert "已记录送达" in text
    assert "直接送达 · 某店长" in text


def test_rows_and_officers_are_taken_from_the_form(lead: UUID, sign_in: SignIn, people: dict[str, str]) -> None:
    """A list of goods is typed row by row; officers are chosen among the agency's."""
    client = sign_in("officer")
    goods = {
        "form": "cf24",
        "goods.list_number": "样清单1",
        "document.copies": "3",
        "document.served": "1",
        "goods.rows.0.name": "保温杯",
        "goods.rows.0.spec": "500ml",
        "goods.rows.0.unit": "只",
        "goods.rows.0.quantity": "70",
        "officers": [people["officer"], people["second"]],
    }
    text = client.post(f"/lead/{lead}/document/issue", goods, follow=True).content.decode()
    assert "已制发" in text
    (line,) = documents_of(lead)
    got = words(client.get(f"/document/{line.document_id}/file.docx").content)
    assert "某second" in got
    assert "保温杯500ml只70" in got


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"document.copies": "三"}, "文书份数：不是整数"),
        ({"form.when_due": "马上"}, "只能是其中之一：立即、限期"),
        ({"officers": "x"}, "不是有效的编号"),
    ],
)
def test_what_cannot_be_read_is_told(lead: UUID, sign_in: SignIn, changes: dict[str, str], says: str) -> None:
    """A count that is none, an option that is none, an officer that is none: told, and nothing is issued."""
    assert says in issue(sign_in("officer"), lead, **changes)
    assert documents_of(lead) == ()


def test_who_sees_and_who_issues(lead: UUID, sign_in: SignIn) -> None:
    """Out of reach nothing exists; a reviewer reads documents and issues none."""
    issue(sign_in("officer"), lead)
    (line,) = documents_of(lead)
    for path in (f"/lead/{lead}/document?form=cf33", f"/document/{line.document_id}/file.docx"):
        assert sign_in("elsewhere").get(path).status_code == 404
        assert sign_in("reviewer").get(path).status_code == 200
    assert sign_in("elsewhere").post(f"/document/{line.document_id}/service", {}).status_code == 404
    assert "您的岗位没有这项权限" in issue(sign_in("reviewer"), lead)
    assert len(documents_of(lead)) == 1
    for path in ("/document?form=cf99", f"/document?form=cf33&replaces={lead}", "/document?form=cf33&replaces=x"):
        assert sign_in("officer").get(f"/lead/{lead}{path}").status_code == 404
    assert sign_in("officer").get(f"/document/{line.document_id}/file.exe").status_code == 404


def test_the_page_speaks_english(lead: UUID, sign_in: SignIn) -> None:
    """Names of forms and facts and the refusal are told in English."""
    client = sign_in("officer")
    client.post("/display", {"language": "en"})
    text = client.get(f"/lead/{lead}/document", {"form": "cf33"}).content.decode()
    assert "<h1>Order to correct</h1>" in text
    assert "people&#x27;s court" in text
    assert (
        "violated (form.violated)"
        in client.post(f"/lead/{lead}/document/issue", {**ORDER, "form.violated": ""}).content.decode()
    )
