"""
Pages for whoever has no account: a village's page, filing, and coming back with a receipt. They work without script,
set no cookie beyond the one that protects forms (and one for whoever supports something), and keep no address.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, flood, operations, public, queries, receipts, solving_queries
from mingcha.appeals.forms import CitizenForm, ReceiptForm
from mingcha.appeals.models import Petitioner
from mingcha.appeals.operations.supporting import new_token
from mingcha.appeals.states import RATINGS
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, NotFound
from mingcha.org import queries as org
from mingcha.org.language import say
from mingcha.org.models import Area

_FIELDS = {"appeal.text": "text", "appeal.receipt": "text"}
PUBLIC = "public"
#: Holds what tells one supporter from another; set only for whoever supports something.
COOKIE = "mingcha-too"


@never_cache
@require_http_methods(["GET"])
def village(request: HttpRequest, code: str) -> HttpResponse:
    """What a village asks for, what was done, who is on duty."""
    at, area = wall_clock(), _village(code)
    with access.open_to_public(area.prefix):
        known = {"area": area, "page": public.page_of(area, at=at), "too": request.GET.get("too", "")}
        return render(request, "appeals/public/village.html", known)


@never_cache
@require_http_methods(["GET", "POST"])
def village_file(request: HttpRequest, code: str) -> HttpResponse:
    """The form. What looks like an allegation is not taken: the next page tells the safe ways, and nothing was kept."""
    at, area = wall_clock(), _village(code)
    form = CitizenForm(request.POST or None)
    token = receipts.form_secret(request.POST.get("token", ""))
    known = {"area": area, "form": form, "token": token}
    if request.method == "POST" and form.is_valid():
        said_no = request.POST.get("no_allegation") == "1"
        try:
            flood.spend("file", flood.source_of(request.META), most=settings.FLOOD_FILINGS, at=at)
            receipt, delivery = receipts.issue_for(token, area.code, *map(str, form.cleaned_data.values()))
            with access.open_to_public(area.prefix):
                filed = operations.file_appeal(
                    way="web",
                    area=area,
                    **form.cleaned_data,
                    delivery=f"web:{delivery}",
                    receipt=receipt,
                    said_no_allegation=said_no,
                    by=PUBLIC,
                    at=at,
                )
        except flood.Flooded as refused:
            return _wait(request, refused, at)
        except MingchaError as refused:
            if refused.code == "appeal.allegation":
                return render(request, "appeals/public/fork.html", known)
            form.add_error(_FIELDS.get(refused.code), say(refused.message))
        else:
            with access.open_to_public(area.prefix):
                ahead = queries.what_if_nobody_answers(filed.appeal, at=at)
            return render(request, "appeals/public/receipt.html", {**known, "filed": filed, "ahead": ahead})
    return render(request, "appeals/public/file.html", known)


@never_cache
@require_POST
def support(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """It is my matter too: once a browser, which keeps a random token from now on; of the address nothing is kept."""
    area = _village(code)
    token = request.get_signed_cookie(COOKIE, default="") or new_token()
    try:
        with access.open_to_public(area.prefix):
            source = flood.source_of(request.META)
            operations.support(public_id=public_id, token=token, source=source, at=wall_clock())
        said = "yes"
    except MingchaError as refused:
        if isinstance(refused, NotFound):
            raise
        said = "many"
    response = redirect(f"{reverse('village', args=[code])}?too={said}")
    secure, year = settings.SESSION_COOKIE_SECURE, 365 * 24 * 3600
    response.set_signed_cookie(COOKIE, token, max_age=year, httponly=True, samesite="Lax", secure=bool(secure))
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """With the receipt: where it stands, what comes next, and what one makes of the answer."""
    form, at = ReceiptForm(request.POST or None), wall_clock()
    if request.method == "POST" and form.is_valid():
        try:
            # Each look-up costs 50 ms of a processor, whether the code is right or not.
            flood.spend("track", flood.source_of(request.META), most=settings.FLOOD_LOOKUPS, at=at)
            petitioner = access.petitioner_for(form.cleaned_data["code"])
        except flood.Flooded as refused:
            return _wait(request, refused, at)
        except NotFound as refused:
            form.add_error("code", say(refused.message))
        else:
            with access.open_to_public(access.around(petitioner)):
                return _own(request, petitioner, form.cleaned_data["code"])
    return render(request, "appeals/public/track.html", {"form": form})


def _wait(request: HttpRequest, refused: flood.Flooded, at: datetime) -> HttpResponse:
    """When to try again, and what else there is; what was written stands on the page before, and in its draft."""
    known = {"sentence": say(refused.message)}
    response = render(request, "appeals/public/wait.html", known, status=429)
    response["Retry-After"] = str(refused.seconds(at))
    return response


def _own(request: HttpRequest, petitioner: Petitioner, code: str) -> HttpResponse:
    at, wrong = wall_clock(), ""
    if grade := request.POST.get("grade", ""):
        try:
            reason = request.POST.get("reason", "")
            part = request.POST.get("part", "")[:16]
            operations.rate_reply(petitioner=petitioner, grade=grade, reason=reason, part=part, at=at)
        except MingchaError as refused:
            wrong = say(refused.message)
    appeal = access.appeal_of(petitioner)
    known = {
        "place": appeal.place,
        "text": text_of(appeal, "sealed_text"),
        "matters": solving_queries.own_matters(petitioner, at=at),
        "ratings": RATINGS.items(),
        "code": code,
        "wrong": wrong,
    }
    return render(request, "appeals/public/own.html", known)


def _village(code: str) -> Area:
    area = org.get_area(code)
    if area.level not in ("village", "township"):
        raise NotFound("area.unknown", access.UNKNOWN)
    return area
