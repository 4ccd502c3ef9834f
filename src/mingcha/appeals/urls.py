"""Addresses of this room. Appeals are called by their public id, which counts nothing; a village by its code."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.appeals.views import acts, appeal, cards, desk, public, routes, suggestions, transcript

_ID = r"(?P<public_id>[0-9a-f]{16})"
_ACTS = "|".join(acts.ACTS)
urlpatterns = [
    path("appeals/", desk.appeal_list, name="appeals"),
    path("appeals/new/", desk.appeal_new, name="appeal_new"),
    path("appeals/transcript/", transcript.transcript, name="transcript"),
    path("appeals/suggestions/", suggestions.suggestions, name="suggestions"),
    path("appeals/routes/", routes.routes, name="routes"),
    re_path(r"^appeals/routes/(?P<code>[0-9]{12})/$", routes.route_area, name="route_area"),
    re_path(rf"^appeals/{_ID}/$", appeal.appeal_page, name="appeal"),
    re_path(rf"^appeals/{_ID}/clock/$", desk.appeal_clock, name="appeal_clock"),
    re_path(rf"^appeals/{_ID}/files/(?P<file>[0-9a-f]{{16}})/$", appeal.appeal_file, name="appeal_file"),
    re_path(rf"^appeals/{_ID}/(?P<act>{_ACTS})/$", appeal.appeal_act, name="appeal_act"),
    path("appeals/cards/", cards.cards, name="appeal_cards"),
    path("appeals/digest/", cards.digest, name="appeal_digest"),
    path("s/track/", public.track, name="appeal_track"),
    re_path(r"^s/(?P<code>[0-9]{12})/$", public.village, name="village"),
    re_path(r"^s/(?P<code>[0-9]{12})/new/$", public.village_file, name="village_file"),
    re_path(rf"^s/(?P<code>[0-9]{{12}})/too/{_ID}/$", public.support, name="village_support"),
]
