"""The street map: each room's addresses are in the room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("mingcha.web.urls")),
    path("", include("mingcha.doctor.urls")),
    path("data/", include("mingcha.datasets.urls")),
    path("", include("mingcha.matching.urls")),
    path("", include("mingcha.appeals.urls")),
    path("", include("mingcha.clues.urls")),
    path("", include("mingcha.accounts.urls")),
    path("", include("mingcha.deadlines.urls")),
    path("", include("mingcha.channels.urls")),
    path("", include("mingcha.api.urls")),
]
handler404 = "mingcha.web.views.not_found"
handler400 = "mingcha.web.views.bad"
handler403 = "mingcha.web.views.denied"
handler500 = "mingcha.web.views.failed"
