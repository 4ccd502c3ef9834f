"""Addresses of the shell."""

from __future__ import annotations

from django.urls import include, path

from mingcha.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", include("django.conf.urls.i18n")),
]
