"""GeoReport v2: what may be handed in, what was, and handing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from mingcha.accounts.access import Scope
from mingcha.api import access, operations
from mingcha.api.open311 import reading, records
from mingcha.api.open311.answering import answer
from mingcha.api.open311.doors import asked, door, posted
from mingcha.api.open311.schema import schema
from mingcha.api.operations import Handed, Taken
from mingcha.appeals import queries
from mingcha.appeals.access import open_to_public
from mingcha.appeals.models import Category
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import MingchaError, NotFound, Refused
from mingcha.kernel.messages import Message
from mingcha.org.language import say
from mingcha.org.models import Area

CHANGESET = "2026-03-01T00:00:00+08:00"
_GET = ("GET", "HEAD")


@door(*_GET)
def discovery(request: HttpRequest, kind: str) -> HttpResponse:
    """Where the interface is and how to get a key."""
    base = request.build_absolute_uri(reverse("open311_schema")).rpartition("/")[0]
    contact = Message(
        "接口密钥由本站系统管理员发放。", "Keys are issued by the system administrator of this installation."
    )
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": base,
        "changeset": CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    found = {"changeset": CHANGESET, "contact": say(contact), "key_service": say(contact), "endpoints": [endpoint]}
    return answer(kind, "discovery", found)


@door(*_GET)
def open311_schema(request: HttpRequest, kind: str) -> HttpResponse:
    """The description of the interface for machines (OpenAPI 3)."""
    codes = [category.code for category in queries.list_categories()]
    return JsonResponse(schema(codes), json_dumps_params={"ensure_ascii": False})


@door(*_GET)
def services(request: HttpRequest, kind: str) -> HttpResponse:
    """What may be handed in: the open categories."""
    _jurisdiction(asked(request))
    return answer(kind, "services", [records.service(one) for one in queries.list_categories()])


@door(*_GET)
def service(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """What is asked for with one of them."""
    _jurisdiction(asked(request))
    return answer(kind, "service_definition", records.definition(_category(code)))


@door(*_GET, "POST")
def requests(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of what was published; POST hands in."""
    return _hand_in(request, kind) if request.method == "POST" else _listed(request, kind)


def _listed(request: HttpRequest, kind: str) -> HttpResponse:
    given, at = asked(request), wall_clock()
    scope = _jurisdiction(given)
    size = reading.number(given, "page_size", reading.MOST, reading.MOST)
    first = (reading.number(given, "page", 1, 100_000) - 1) * size
    wanted = _wanted(given, at)
    with open_to_public(*scope.prefixes):
        found = queries.find_published(scope, wanted, first=first, most=size) if wanted else []
    return answer(kind, "service_requests", [records.request(one) for one in found])


def _wanted(given: dict[str, str], at: datetime) -> queries.Wanted | None:
    """None when nothing can be meant. Ids overrule everything else, as the standard says."""
    codes = reading.words(given, "service_code")
    if "service_code" in given and not codes:
        raise reading.wrong("service_code", "缺失。", "missing.")
    for code in codes:
        _category(code)
    state = reading.status(given)
    updated = {"updated_after", "updated_before"} & {*given}
    filed = {"start_date", "end_date"} & {*given} or not updated
    asked_for = queries.Wanted(
        categories=codes,
        is_open=state,
        filed=reading.days(given, "start_date", "end_date", at) if filed else (None, None),
        updated=reading.days(given, "updated_after", "updated_before", at) if updated else (None, None),
    )
    ids = reading.ids(given)
    if ids is not None:
        return queries.Wanted(ids=ids) if ids else None
    return asked_for


@door(*_GET)
def request_one(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """One; with the key it was handed in with, where it stands though nobody published it."""
    given = asked(request)
    scope = _jurisdiction(given)
    with open_to_public(*scope.prefixes):
        found = queries.find_published(scope, queries.Wanted(ids=[public_id]), first=0, most=1)
    found = found or _own(given, public_id)
    if not found:
        raise _no_request()
    return answer(kind, "service_requests", [records.request(one) for one in found])


def _own(given: dict[str, str], public_id: str) -> list[queries.Published]:
    if "api_key" not in given:
        return []
    key = access.key_shown(reading.text(given, "api_key", 200))
    if not access.has_filed(key, public_id):
        return []
    with open_to_public(key.area.prefix):
        found = queries.unpublished(public_id)
    return [found] if found else []


@door(*_GET)
def token(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Of the id itself: ids are given at once, so that a token is one."""
    given = asked(request)
    scope = _jurisdiction(given)
    with open_to_public(*scope.prefixes):
        known = queries.is_published(scope, public_id)
    if not known and not _own(given, public_id):
        raise _no_request()
    return answer(kind, "service_requests", [{"service_request_id": public_id, "token": public_id}])


def _hand_in(request: HttpRequest, kind: str) -> HttpResponse:
    given, at = posted(request), wall_clock()
    key = access.key_shown(reading.text(given, "api_key", 200))
    mark = reading.text({"Idempotency-Key": request.headers.get("Idempotency-Key", "")}, "Idempotency-Key", 200)
    place = reading.place(given)
    area = place.area or reading.area(given, "jurisdiction_id") or key.area
    handed = Handed(
        area=area,
        category=_category(reading.text(given, "service_code", 40), missing=True),
        kind=reading.kind(given),
        text=reading.text(given, "description"),
        spot=place.words,
        name=reading.name(given),
        contact=reading.text(given, "phone", 60) or reading.text(given, "email", 200),
        mark=mark,
    )
    with open_to_public(key.area.prefix):
        taken = _taken(lambda: operations.hand_in(key=key, handed=handed, at=at))
    told = {"service_request_id": taken.public_id, "service_notice": _notice(taken.code), "account_id": None}
    return answer(kind, "service_requests", [told], 200)


def _notice(code: str | None) -> str:
    if code is None:
        return say(Message("这件诉求已经收到过。", "This was taken before."))
    return say(
        Message(
            f"已收到，已有人负责办理。查询码 {code} 只显示这一次，请转告反映人保存好：凭它查看答复、作出评价。",
            f"It was taken, and somebody answers for it. The receipt code {code} is shown this once: give it to "
            "whoever wrote, who reads the answer and rates it with it.",
        )
    )


def _taken(hand_in: Callable[[], Taken]) -> Taken:
    """An allegation is answered with the safe ways."""
    try:
        return hand_in()
    except MingchaError as refused:
        if refused.code != "appeal.allegation":
            raise
        said, safe = refused.message, records.SAFE
        raise Refused(refused.code, Message(f"{said.zh}{safe.zh}", f"{said.en} {safe.en}")) from None


def _jurisdiction(given: dict[str, str]) -> Scope:
    """The area that is asked about; without one everything."""
    found = reading.area(given, "jurisdiction_id")
    tops = [found] if found else Area.objects.filter(parent=None)
    return Scope(tuple(area.prefix for area in tops))


def _category(code: str, *, missing: bool = False) -> Category:
    """NotFound; Refused when none was given."""
    if missing and not code:
        raise reading.wrong("service_code", "缺失。", "missing.")
    found = next((one for one in queries.list_categories() if one.code == code), None)
    if found is None:
        raise NotFound(
            "open311.service_code", Message("service_code：没有这项服务。", "service_code: there is no such service.")
        )
    return found


def _no_request() -> NotFound:
    return NotFound(
        "open311.service_request_id",
        Message("没有这件诉求，或还没有公开。", "There is no such request, or it is not published."),
    )
