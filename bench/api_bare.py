"""The least that django-ninja does: one endpoint that reads a body of the same shape and returns constant JSON.

Served by gunicorn as ``api_bare:application`` with ``DJANGO_SETTINGS_MODULE=api_bare_settings``; what our API costs
stands beside it.
"""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI
from pydantic import BaseModel

api = NinjaAPI(docs_url=None)


class Item(BaseModel):
    """One listing."""

    item_id: str
    text: str
    kind: str


class Asked(BaseModel):
    """The body that ours gets too."""

    items: list[Item]


@api.post("/screen")
def screen(request: HttpRequest, asked: Asked) -> dict[str, str]:  # noqa: ARG001
    """Return the same for whatever comes."""
    return {"answer": "constant"}


urlpatterns = [path("api/v1/", api.urls)]
application = get_wsgi_application()
