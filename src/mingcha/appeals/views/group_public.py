"""The page of a group for villagers, its QR code and the poster. Without account, cookie or script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET

from mingcha.appeals import access, group_public
from mingcha.kernel.clock import wall_clock


@never_cache
@require_GET
def group_page(request: HttpRequest, code: str) -> HttpResponse:
    """Whom to ask, the covenant, what happens when nobody answers."""
    return render(request, "appeals/public/group.html", _known(code))


@never_cache
@require_GET
def group_poster(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet of A4 for the notice board, with the code."""
    return render(request, "appeals/public/poster.html", {**_known(code), "address": _address(request, code)})


@cache_control(public=True, max_age=86_400)
@require_GET
def group_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The address of the page as a picture; only of groups that exist."""
    group_public.area_of(code)
    return HttpResponse(group_public.qr_of(_address(request, code)), content_type="image/svg+xml")


def _known(code: str) -> dict[str, Any]:
    with access.open_to_public(group_public.area_of(code)):
        page = group_public.page_of(code, at=wall_clock())
    return {"page": page, "group": page.group, "area": page.group.area}


def _address(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("group_page", args=[code]))
