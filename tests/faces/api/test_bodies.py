"""Whatever a body holds, the answer is an answer or a refusal with what, where and remedy; never a server error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianzhen.faces.api.bodies import MAX_BODY, MAX_DEPTH
from jianzhen.people.policy import KeyScope
from tests.faces.api.conftest import Api, Reply, WithKey

pytestmark = pytest.mark.django_db

PATHS: Final = ("/screen", "/pairs", "/route", "/signals", "/trace/code")
DEEP: Final = b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BOMBS: Final[dict[str, tuple[bytes, int, str]]] = {
    "empty": (b"", 422, "invalid"),
    "not json": (b"{", 400, "not_json"),
    "not utf-8": (b'{"items":"\xff"}', 400, "not_json"),
    "utf-16": ('{"items":[]}'.encode("utf-16"), 400, "not_json"),
    "a mark before it": (b'\xef\xbb\xbf{"items":[]}', 400, "not_json"),
    "deep": (DEEP, 400, "too_deep"),
    "rather deep": (b'{"items":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", 400, "too_deep"),
    "key twice": (b'{"items":[],"items":[]}', 400, "duplicate_key"),
    "key twice inside": (b'{"items":[{"item_id":"1","text":"a","text":"b"}]}', 400, "duplicate_key"),
    "nan": (b'{"items":[{"item_id":"1","text":"a","price":NaN}]}', 400, "not_a_number"),
    "infinity": (b'{"items":-Infinity}', 400, "not_a_number"),
    "many digits": (b'{"items":' + b"9" * 5000 + b"}", 400, "not_a_number"),
    "huge exponent": (b'{"items":1e999999999}', 400, "not_a_number"),
    "tiny exponent": (b'{"items":1e-999999999}', 400, "not_a_number"),
    "nul": (b'{"items":[{"item_id":"1","text":"a\\u0000b"}]}', 422, "bad_text"),
    "lone surrogate": (b'{"items":[{"item_id":"1","text":"\\ud800"}]}', 422, "bad_text"),
    "lone surrogate as a key": (b'{"\\udfff":1}', 422, "bad_text"),
    "surrogate keys twice": (b'{"\\udfff":1,"\\udfff":2}', 400, "duplicate_key"),
    "a list": (b"[]", 422, "invalid"),
    "null": (b"null", 422, "invalid"),
    "a number": (b"1", 422, "invalid"),
    "no items": (b'{"items":[]}', 422, "invalid"),
    "items are text": (b'{"items":"abc"}', 422, "invalid"),
    "an item is null": (b'{"items":[null]}', 422, "invalid"),
    "unknown field": (b'{"items":[{"item_id":"1","text":"a","colour":"red"}]}', 422, "invalid"),
    "wrong type": (b'{"items":[{"item_id":1,"text":"a"}]}', 422, "invalid"),
    "blank text": (b'{"items":[{"item_id":"1","text":" \\n"}]}', 422, "invalid"),
    "too many": (
        json.dumps({"items": [{"item_id": str(n), "text": "a"} for n in range(101)]}).encode(),
        422,
        "invalid",
    ),
    "an id twice": (json.dumps({"items": [{"item_id": "1", "text": "a"}] * 2}).encode(), 422, "invalid"),
    "a long text": (json.dumps({"items": [{"item_id": "1", "text": "a" * 20_001}]}).encode(), 422, "invalid"),
    "much text": (
        json.dumps({"items": [{"item_id": str(n), "text": "a" * 20_000} for n in range(11)]}).encode(),
        413,
        "too_much_text",
    ),
    "too large": (b" " * (MAX_BODY + 1), 413, "too_large"),
}


@pytest.fixture
def caller(planned: Path, with_key: WithKey) -> Api:
    """A platform that may ask and hand in."""
    return with_key("platform", KeyScope.SCREEN, KeyScope.SIGNALS, per_minute=60_000)


@pytest.fixture
def reader(instance: Path, with_key: WithKey) -> Api:
    """An officer who may read leads."""
    return with_key("officer", KeyScope.LEADS, per_minute=60_000)


def require_problem(reply: Reply) -> None:
    """Pass when a refusal says what, where and what to do."""
    assert 400 <= reply.status < 500, reply
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert set(reply.body) == {"type", "title", "status", "what", "where", "remedy"}
    assert reply.body["status"] == reply.status
    assert reply.body["what"]
    assert reply.body["remedy"]


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bad_body_is_refused(name: str, instance: Path, with_key: WithKey) -> None:
    """Each kind of bad body has its own refusal, before any plan is asked for."""
    body, status, code = BOMBS[name]
    reply = with_key("platform", KeyScope.SCREEN).post("/screen", body)
    require_problem(reply)
    assert (reply.status, reply.body["type"].rpartition(":")[2]) == (status, code)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", ""]
)
def test_another_media_type_is_refused(kind: str, instance: Path, with_key: WithKey) -> None:
    """Only application/json in UTF-8 is read."""
    reply = with_key("platform", KeyScope.SCREEN).post("/trace/code", b'{"code":"1"}', **{"Content-Type": kind})
    assert (reply.status, reply.body["where"]) == (415, "Content-Type")


def test_a_refusal_never_repeats_what_was_sent(instance: Path, with_key: WithKey) -> None:
    """Where is a place, not the value: a refused body does not come back in the refusal."""
    body = {"items": [{"item_id": "1", "text": {"秘密的内容": 1}}]}
    reply = with_key("platform", KeyScope.SCREEN).post("/screen", body)
    assert reply.body["where"] == "/items/0/text"
    assert "秘密" not in json.dumps(reply.body, ensure_ascii=False)


def test_heavy_characters_are_screened_in_bounds(caller: Api) -> None:
    """Combining marks by the thousand, bidi marks, emoji: an answer whose spans quote the text."""
    texts = ["岚" + "\u0301" * 19_000 + "溪谷", "\u202e岚溪谷\u202c" * 500, "👩‍👩‍👧‍👦岚👨溪🏽谷" * 300, "a" * 20_000]
    reply = caller.post("/screen", {"items": [{"item_id": str(n), "text": text} for n, text in enumerate(texts)]})
    assert reply.status == 200
    for item, text in zip(reply.body["items"], texts, strict=True):
        for one in item["findings"]:
            if one["field"] == "text" and one["span"]:
                assert text[slice(*one["span"])] == one["quote"]


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**45), 10**45),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["岚溪谷", "\x00", "\ud800", "1e999", "2026-02-30", "listing", "complaint", "-1", " ", "12.50"]),
)
names = st.sampled_from(
    [
        "items",
        "pairs",
        "code",
        "as_of",
        "item_id",
        "pair_id",
        "text",
        "mark",
        "kind",
        "price",
        "quantity",
        "seller",
        "x",
    ]
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6), max_leaves=25
)
item = st.fixed_dictionaries(
    {"item_id": scalars | st.text(min_size=1, max_size=5), "text": scalars | st.text(min_size=1)},
    optional={"kind": scalars, "price": scalars, "quantity": scalars, "seller": scalars, "event_date": scalars},
)
pair = st.fixed_dictionaries(
    {"pair_id": st.text(min_size=1, max_size=3), "text": st.text(min_size=1), "mark": st.text(min_size=1)},
    optional={"holder": scalars, "user": scalars, "mark_goods": scalars},
)
bodies = st.one_of(
    anything,
    st.fixed_dictionaries({"items": st.lists(item, max_size=3)}, optional={"as_of": scalars}),
    st.fixed_dictionaries({"pairs": st.lists(pair, max_size=3)}),
    st.fixed_dictionaries({"code": scalars | st.text(alphabet="0123456789ABCXZL()./:|", max_size=40)}),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(path=st.sampled_from(PATHS), body=bodies)
def test_no_body_breaks_the_server(caller: Api, path: str, body: Any) -> None:
    """Any JSON value, well-formed or with NaN and lone surrogates, to any operation: answered or refused."""
    reply = caller.post(path, json.dumps(body).encode(), **{"Idempotency-Key": "property-test"})
    if reply.status >= 400:
        require_problem(reply)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), body=st.binary(max_size=200))
def test_no_bytes_break_the_server(caller: Api, path: str, body: bytes) -> None:
    """Bytes that are nothing at all are refused."""
    require_problem(caller.post(path, body))


query = st.dictionaries(
    st.sampled_from(["view", "page", "size", "domain", "district", "as_of", "x"]),
    st.text(max_size=12) | st.integers().map(str) | st.sampled_from(["all", "2026-04-15", "\x00", "1e9", "１"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["/leads", "/law/proc.verify", "/law/x"]), asked=query)
def test_no_address_breaks_the_server(reader: Api, path: str, asked: dict[str, str]) -> None:
    """Any parameters, NUL and foreign digits among them: answered or refused."""
    reply = reader.get(f"{path}?{urlencode(asked, errors='replace')}")
    if reply.status >= 400:
        require_problem(reply)


def test_thousands_of_parameters_are_refused(reader: Api) -> None:
    """What Django itself finds suspicious is a refusal, not a failure."""
    require_problem(reader.get("/leads?" + "&".join(f"p{n}=1" for n in range(3000))))
