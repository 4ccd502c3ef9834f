"""Addresses of this room. Clues are called by their public id, which counts nothing."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.clues.views import register, signing

_ID = r"(?P<public_id>[0-9a-f]{16})"
_NUMBER = r"(?P<number>[0-9a-f]{16})"
urlpatterns = [
    path("clues/", register.clue_list, name="clues"),
    re_path(rf"^clues/from-finding/{_NUMBER}/$", signing.clue_propose, name="clue_propose"),
    re_path(rf"^clues/of-finding/{_NUMBER}/$", register.clue_of_finding, name="clue_of_finding"),
    re_path(rf"^clues/{_ID}/$", register.clue_page, name="clue"),
    re_path(rf"^clues/{_ID}/clock/$", register.clue_clock, name="clue_clock"),
    re_path(rf"^clues/{_ID}/confirm/$", signing.clue_confirm, name="clue_confirm"),
    re_path(rf"^clues/{_ID}/decline/$", signing.clue_decline, name="clue_decline"),
]
