"""The door of the interface: format, method, body, refusals; whatever happens is said as the standard has it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from mingcha.api.open311.answering import refusal
from mingcha.appeals.flood import Flooded
from mingcha.kernel.clock import wall_clock
from mingcha.kernel.errors import Denied, MingchaError, NotFound
from mingcha.kernel.messages import Message
from mingcha.org.language import say

BODY = 64_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_STATUS: dict[type[MingchaError], int] = {NotFound: 404, Denied: 403, Flooded: 429}
_CODES = {"api.mark": 409}
_UNREADABLE = Message(
    "请求内容无法读取：应为表单，最多64 kB，不带文件。",
    "The body cannot be read: a form of at most 64 kB without files.",
)
_METHOD = Message("不支持这种请求方法。", "This method is not supported here.")
_DEFECT = Message("程序出错，已记录。", "A defect of the program; it was noted.")
_NOWHERE = Message("没有这个地址。", "There is no such address.")
_LOG = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


class _NoFiles(FileUploadHandler):
    """Takes files of a form and keeps nothing of them."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def door(*methods: str) -> Callable[[View], View]:
    """A decorator: the view gets the request, its format (`json`, `xml`) and what is in the address."""

    def opened(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def asked(request: HttpRequest, kind: str, **known: Any) -> HttpResponse:
            if request.method not in methods:
                response = refusal(kind, 405, say(_METHOD))
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, kind, **known)
            except MingchaError as refused:
                return _refused(kind, refused)
            except (UnreadablePostError, MultiPartParserError, SuspiciousOperation, RequestDataTooBig, UnicodeError):
                return refusal(kind, 400, say(_UNREADABLE))
            except Exception:  # a client of machines cannot read a page, whatever went wrong
                _LOG.exception("open311 failed")
                return refusal(kind, 500, say(_DEFECT))

        return asked

    return opened


def _refused(kind: str, refused: MingchaError) -> HttpResponse:
    known = _CODES.get(refused.code, 400)
    status = next((code for made, code in _STATUS.items() if isinstance(refused, made)), known)
    response = refusal(kind, status, say(refused.message))
    if isinstance(refused, Flooded):
        response["Retry-After"] = str(refused.seconds(wall_clock()))
    return response


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address below the interface."""
    return refusal("xml" if rest.endswith(".xml") else "json", 404, say(_NOWHERE))


def asked(request: HttpRequest) -> dict[str, str]:
    """The query; of a name that comes twice the last."""
    return request.GET.dict()


def posted(request: HttpRequest) -> dict[str, str]:
    """The form of a body. SuspiciousOperation and its like when it is none."""
    if request.content_type not in _FORMS or int(request.META.get("CONTENT_LENGTH") or 0) > BODY:
        raise SuspiciousOperation("no form")
    request.upload_handlers = [_NoFiles(request)]
    return request.POST.dict()
