"""The address for monitors."""

from __future__ import annotations

from django.urls import path

from mingcha.doctor.views import health

urlpatterns = [path("health", health, name="health")]
