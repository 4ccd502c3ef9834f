"""Addresses of this room."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.datasets.views import hand_in, purposes, uploads

urlpatterns = [
    path("purposes/", purposes.purpose_list, name="purposes"),
    path("purposes/new/", purposes.purpose_new, name="purpose_new"),
    path("purposes/<int:purpose_id>/", purposes.purpose_page, name="purpose"),
    path("purposes/<int:purpose_id>/approve/", purposes.purpose_approve, name="purpose_approve"),
    path("purposes/<int:purpose_id>/end/", purposes.purpose_end, name="purpose_end"),
    path("hand-in/", hand_in.hand_in, name="hand_in"),
    path("hand-in/<int:upload_id>/row/", hand_in.own_row, name="own_row"),
    path("hand-in/<int:upload_id>/returned/", hand_in.own_returned, name="own_returned"),
    path("hand-in/<int:upload_id>/cancel/", hand_in.own_cancel, name="own_cancel"),
    path("hand-in/<int:upload_id>/withdraw/", hand_in.own_withdraw, name="own_withdraw"),
    path("files/", uploads.upload_list, name="uploads"),
    path("files/<int:upload_id>/", uploads.upload_page, name="upload"),
    path("files/<int:upload_id>/progress/", uploads.upload_progress, name="upload_progress"),
    path("files/<int:upload_id>/columns/", uploads.upload_columns, name="upload_columns"),
    path("files/<int:upload_id>/lineage/", uploads.upload_lineage, name="upload_lineage"),
    path("files/<int:upload_id>/returned/", uploads.upload_returned, name="upload_returned"),
    re_path(
        r"^files/(?P<upload_id>[0-9]+)/(?P<deed>again|cancel|confirm|release|withdraw)/$",
        uploads.upload_act,
        name="upload_act",
    ),
]
