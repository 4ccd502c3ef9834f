"""Addresses of this room. Appeals are called by their public id, which counts nothing; a village by its code."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.appeals.views import (
    acts,
    appeal,
    bulletins,
    cards,
    desk,
    group_ledger,
    group_public,
    groups,
    lists,
    patrol,
    public,
    rates,
    routes,
    suggestions,
    transcript,
)

_ID = r"(?P<public_id>[0-9a-f]{16})"
_GROUP = r"(?P<code>[2-9a-z]{8})"
_ACTS = "|".join(acts.ACTS)
_SHEET = r"(?P<number>[0-9a-f]{16})"
urlpatterns = [
    path("appeals/", desk.appeal_list, name="appeals"),
    path("appeals/new/", desk.appeal_new, name="appeal_new"),
    path("appeals/transcript/", transcript.transcript, name="transcript"),
    path("appeals/suggestions/", suggestions.suggestions, name="suggestions"),
    path("appeals/routes/", routes.routes, name="routes"),
    re_path(r"^appeals/routes/(?P<code>[0-9]{12})/$", routes.route_area, name="route_area"),
    path("appeals/export/", lists.appeals_export, name="appeals_export"),
    path("appeals/import/", lists.appeals_import, name="appeals_import"),
    path("appeals/assign/", lists.appeals_assign, name="appeals_assign"),
    path("appeals/changes/", lists.appeals_digest, name="appeals_digest"),
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
    re_path(rf"^appeals/{_ID}/files/(?P<file>[0-9a-f]{{16}})/$", appeal.appeal_file, name="appeal_file"),
    re_path(rf"^appeals/{_ID}/(?P<act>{_ACTS})/$", appeal.appeal_act, name="appeal_act"),
    path("appeals/cards/", cards.cards, name="appeal_cards"),
    path("appeals/digest/", cards.digest, name="appeal_digest"),
    path("s/track/", public.track, name="appeal_track"),
    re_path(r"^s/(?P<code>[0-9]{12})/$", public.village, name="village"),
    re_path(r"^s/(?P<code>[0-9]{12})/new/$", public.village_file, name="village_file"),
    re_path(rf"^s/(?P<code>[0-9]{{12}})/too/{_ID}/$", public.support, name="village_support"),
    path("groups/", groups.group_list, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/vacancies/", groups.vacancies, name="group_vacancies"),
    path("groups/import/", group_ledger.groups_import, name="groups_import"),
    path("groups/import/marked/", group_ledger.groups_marked, name="groups_marked"),
    path("groups/export/", group_ledger.groups_export, name="groups_export"),
    path("groups/sets/", group_ledger.post_sets, name="post_sets"),
    path("groups/sets/<int:set_id>/", group_ledger.post_set, name="post_set"),
    path("patrol/", patrol.patrol_list, name="patrol"),
    path("patrol/mine/", patrol.patrol_own, name="patrol_own"),
    path("patrol/plan/", patrol.patrol_plan, name="patrol_plan"),
    re_path(rf"^groups/{_GROUP}/$", groups.group, name="group"),
    re_path(rf"^groups/{_GROUP}/edit/$", groups.group_edit, name="group_edit"),
    re_path(rf"^groups/{_GROUP}/close/$", groups.group_close, name="group_close"),
    re_path(rf"^groups/{_GROUP}/posts/(?P<post_id>[0-9]+)/$", groups.group_post, name="group_post"),
    re_path(rf"^groups/{_GROUP}/posts/(?P<post_id>[0-9]+)/leave/$", groups.group_post_leave, name="group_post_leave"),
    re_path(rf"^g/{_GROUP}/$", group_public.group_page, name="group_page"),
    re_path(rf"^g/{_GROUP}/qr\.svg$", group_public.group_qr, name="group_qr"),
    re_path(rf"^g/{_GROUP}/poster/$", group_public.group_poster, name="group_poster"),
]
