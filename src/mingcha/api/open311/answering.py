"""
Answers in both formats, the same in both, errors too (GeoReport v2: `text/xml; charset=utf-8`, a list of code and
description). JSON is what the standard shows, without an object around it; what is not known is null, in XML empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
#: What an entry of a list is called in XML.
_ENTRIES = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(kind: str, root: str, content: Any, status: int = 200) -> HttpResponse:
    """Content in a format; `root` is what it is called as a whole in XML."""
    body = json.dumps(content, ensure_ascii=False).encode() if kind == "json" else _xml(root, content)
    response = HttpResponse(body, content_type=TYPES[kind], status=status)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def refusal(kind: str, status: int, description: str) -> HttpResponse:
    """An error as the standard has it."""
    return answer(kind, "errors", [{"code": status, "description": description}], status)


def _xml(root: str, content: Any) -> bytes:
    element = Element(root)
    _fill(element, content)
    text: str = tostring(element, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _fill(element: Element, content: Any) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(SubElement(element, name), value)
    elif isinstance(content, list):
        for value in content:
            _fill(SubElement(element, _ENTRIES[element.tag]), value)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif content is not None:
        element.text = _NOT_XML.sub("", str(content))
