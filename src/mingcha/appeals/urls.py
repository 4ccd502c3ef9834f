"""Addresses of this room. Appeals are called by their public id, which counts nothing; a village by its code."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.appeals.views import appeal, bulletins, desk, lists, public, rates, routes

_ID = r"(?P<public_id>[0-9a-f]{16})"
_ACTS = "|".join(appeal.ACTS)
_SHEET = r"(?P<number>[0-9a-f]{16})"
urlpatterns = [
    path("appeals/", desk.appeal_list, name="appeals"),
    path("appeals/new/", desk.appeal_new, name="appeal_new"),
    path("appeals/routes/", routes.routes, name="routes"),
    re_path(r"^appeals/routes/(?P<code>[0-9]{12})/$", routes.route_area, name="route_area"),
    path("appeals/export/", lists.appeals_export, name="appeals_export"),
    path("appeals/import/", lists.appeals_import, name="appeals_import"),
    path("appeals/assign/", lists.appeals_assign, name="appeals_assign"),
    path("appeals/digest/", lists.appeals_digest, name="appeals_digest"),
    path("appeals/rates/", rates.rates_page, name="rates"),
    path("appeals/rates/export/", rates.rates_export, name="rates_export"),
    path("appeals/bulletins/", bulletins.bulletin_list, name="bulletins"),
    re_path(rf"^appeals/bulletins/{_SHEET}/$", bulletins.bulletin_page, name="bulletin"),
    re_path(rf"^appeals/bulletins/{_SHEET}/export/$", bulletins.bulletin_export, name="bulletin_export"),
    re_path(
        rf"^appeals/bulletins/{_SHEET}/(?P<act>{'|'.join(bulletins.ACTS)})/$",
        bulletins.bulletin_act,
        name="bulletin_act",
    ),
    re_path(rf"^appeals/{_ID}/$", appeal.appeal_page, name="appeal"),
    re_path(rf"^appeals/{_ID}/clock/$", desk.appeal_clock, name="appeal_clock"),
    re_path(rf"^appeals/{_ID}/(?P<act>{_ACTS})/$", appeal.appeal_act, name="appeal_act"),
    path("s/track/", public.track, name="appeal_track"),
    re_path(r"^s/(?P<code>[0-9]{12})/$", public.village, name="village"),
    re_path(r"^s/(?P<code>[0-9]{12})/new/$", public.village_file, name="village_file"),
]
