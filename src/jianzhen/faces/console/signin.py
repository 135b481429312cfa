"""Signing in: the form, and the pause after repeated failures."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jianzhen.base.ids import content_id

TRIES: Final = 5
PAUSE: Final = 15 * 60
"""Failures before a pause, and its length in seconds.

Counted per name and address, so that a stranger cannot lock an officer out.
"""


class SignInForm(forms.Form):
    """Name and password; the same words whether the name or the password was wrong."""

    username = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)

    def __init__(self, request: HttpRequest, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.request = request
        self.user: Any = None  # a User once it is clean; the face does not import the table

    def clean(self) -> dict[str, str]:
        """Look the person up; refuse during a pause without looking."""
        facts: dict[str, str] = super().clean() or {}
        name = facts.get("username", "")
        if not name or "password" not in facts:
            raise forms.ValidationError(_("请填写用户名和密码。"))
        key = f"sign-in:{content_id(name, self.request.META.get('REMOTE_ADDR', ''))}"
        failures = int(cache.get(key, 0))
        if failures >= TRIES:
            raise forms.ValidationError(_("连续多次未能登录，请十五分钟后再试。"))
        self.user = authenticate(self.request, username=name, password=facts["password"])
        if self.user is None:
            cache.set(key, failures + 1, PAUSE)
            raise forms.ValidationError(_("用户名或密码不正确。"))
        cache.delete(key)
        return facts
