"""Addresses of this room. Those of callbacks are entered at the platforms, with the name of the account."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.channels.kf.views import callback_kf
from mingcha.channels.mp.views import callback_mp
from mingcha.channels.robot.views import callback_robot
from mingcha.channels.views import outbox
from mingcha.channels.wecom.views import callback_wecom

urlpatterns = [
    path("callbacks/mp/<slug:name>/", callback_mp, name="callback_mp"),
    path("callbacks/kf/<slug:name>/", callback_kf, name="callback_kf"),
    path("callbacks/wecom/<slug:name>/", callback_wecom, name="callback_wecom"),
    path("callbacks/robot/<slug:name>/", callback_robot, name="callback_robot"),
    path("outbox/", outbox.outbox_page, name="outbox"),
    re_path(r"^outbox/(?P<number>[0-9a-f]{16})/again/$", outbox.outbox_again, name="outbox_again"),
]
