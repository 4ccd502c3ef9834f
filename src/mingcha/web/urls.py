"""Addresses of the shell."""

from __future__ import annotations

from django.urls import include, path

from mingcha.web import lamps, trail, views

urlpatterns = [
    path("", views.home, name="home"),
    path("deadlines/", lamps.lamp_list, name="lamps"),
    path("audit/", trail.trail, name="trail"),
    path("audit/verify/", trail.trail_verify, name="trail_verify"),
    path("language/", include("django.conf.urls.i18n")),
]
