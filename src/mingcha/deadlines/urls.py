"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from mingcha.deadlines.views import calendar, clocks

urlpatterns = [
    path("calendar/", calendar.calendar_year, name="calendar"),
    path("calendar/day/", calendar.calendar_day, name="calendar_day"),
    path("calendar/publish/", calendar.calendar_publish, name="calendar_publish"),
    path("promises/", clocks.promise_list, name="promises"),
    path("promises/<slug:code>/change/", clocks.promise_change, name="promise_change"),
    path("clocks/<int:clock_id>/", clocks.clock_page, name="clock"),
]
