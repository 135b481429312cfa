"""Signing in, staying inside, choosing how the screen looks."""

from __future__ import annotations

import pytest
from django.test import Client

from jianzhen.faces.console.signin import TRIES
from tests.faces.console.conftest import PASSWORD, People, SignIn

pytestmark = pytest.mark.django_db


def attempt(client: Client, password: str, next_: str = "") -> int:
    """Try to sign in as the officer and return the status."""
    return client.post("/sign-in", {"username": "officer", "password": password, "next": next_}).status_code


def test_signing_in_leads_back(people: People) -> None:
    """Whoever was sent to the sign-in page comes back to the page they wanted."""
    client = Client()
    sent = client.get("/law?q=立案")
    assert sent.status_code == 302
    assert sent["Location"].startswith("/sign-in?next=%2Flaw")
    answer = client.post("/sign-in", {"username": "officer", "password": PASSWORD, "next": "/law?q=立案"})
    assert answer["Location"] == "/law?q=%E7%AB%8B%E6%A1%88"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"]
)
def test_no_way_leads_outside(people: People, elsewhere: str) -> None:
    """After signing in nobody is sent to another site."""
    answer = Client().post("/sign-in", {"username": "officer", "password": PASSWORD, "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_wrong_words_say_nothing_of_who_exists(people: People) -> None:
    """An unknown name and a wrong password are refused with the same words."""
    client = Client()
    unknown = client.post("/sign-in", {"username": "nobody", "password": "x"})
    wrong = client.post("/sign-in", {"username": "officer", "password": "x"})
    assert unknown.status_code == wrong.status_code == 422
    assert "用户名或密码不正确" in wrong.content.decode()
    assert "用户名或密码不正确" in unknown.content.decode()


def test_repeated_failures_pause(people: People) -> None:
    """After five failures even the right password has to wait; others are not locked out."""
    client = Client()
    assert {attempt(client, "wrong") for _ in range(TRIES)} == {422}
    assert attempt(client, PASSWORD) == 422
    assert people["leader"]
    other = client.post("/sign-in", {"username": "leader", "password": PASSWORD})
    assert other.status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(sign_in: SignIn) -> None:
    """A link cannot sign anybody out; the button does."""
    client = sign_in("officer")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/").status_code == 302


def test_settings_stay_with_the_person(sign_in: SignIn) -> None:
    """Theme, size, density and language are kept on the account and shown at once."""
    client = sign_in("officer")
    wished = {"theme": "dark", "size": "large", "density": "dense", "language": "en", "next": "/settings"}
    assert client.post("/display", wished)["Location"] == "/settings"
    text = client.get("/settings").content.decode()
    assert '<html lang="en" data-theme="dark" data-size="large" data-density="dense"' in text
    assert "Display settings" in text
    fresh = sign_in("officer")
    assert 'data-theme="dark"' in fresh.get("/settings").content.decode()


def test_a_setting_outside_the_list_changes_nothing(sign_in: SignIn) -> None:
    """Values that are not offered are left out."""
    client = sign_in("officer")
    client.post("/display", {"theme": '"><script>', "size": "huge", "next": "/settings"})
    assert 'data-theme="light" data-size="medium"' in client.get("/settings").content.decode()


def test_language_can_be_chosen_before_signing_in(db: None) -> None:
    """The sign-in page speaks English once asked; an unknown language stays Chinese."""
    client = Client()
    assert "登录" in client.get("/sign-in").content.decode()
    client.post("/display", {"language": "en", "next": "/sign-in"})
    answer = client.get("/sign-in")
    assert "Sign in" in answer.content.decode()
    assert answer["Content-Language"] == "en"
    client.cookies["jz_language"] = "fr"
    assert "登录" in client.get("/sign-in").content.decode()


def test_forms_need_their_token(people: People) -> None:
    """A post without the token of the form is refused, and the page says what to do."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
