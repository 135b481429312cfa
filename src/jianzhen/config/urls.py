"""Every address of the instance; each face brings its own table."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("api/", include("jianzhen.faces.api.urls")),
    path("", include("jianzhen.faces.console.urls")),
]
