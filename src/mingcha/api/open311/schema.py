"""
The interface for machines, as OpenAPI 3. The one that circulates (open311/schema-validation) says `/request/{id}`, 401
where the standard says 403, and takes numbers for ids; this one says what is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mingcha.api.open311.reading import MOST
from mingcha.appeals.policies import TEXT
from mingcha.appeals.states import KINDS

Part = dict[str, Any]
_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f"
_LINE = rf"^[^{_CONTROL}]*$"
_WORDED = rf"^[^\s{_CONTROL}]$|^[^\s{_CONTROL}][^{_CONTROL}]*[^\s{_CONTROL}]$"
_ID: Part = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
_AREA: Part = {"type": "string", "pattern": "^[0-9]{12}$"}
_MOMENT: Part = {"type": "string", "format": "date-time"}
_TEXT: Part = {"type": "string"}
_MAYBE: Part = {"type": "string", "nullable": True}
_FLAG: Part = {"type": "boolean"}


def schema(codes: Sequence[str]) -> Part:
    """The whole description; `codes` are the services there are."""
    code: Part = {"type": "string", "enum": [*codes]} if codes else {"type": "string", "pattern": "^[a-z_]{1,40}$"}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Mingcha Open311 GeoReport", "version": "2.0"},
        "servers": [{"url": "/open311/v2"}],
        "paths": {
            "/discovery.{format}": {"get": _get("discovery", "Discovery", _FORMAT)},
            "/services.{format}": {"get": _get("services", "Services", _FORMAT, _JURISDICTION)},
            "/services/{service_code}.{format}": {
                "get": _get("service", "Definition", _FORMAT, _in("path", "service_code", code), _JURISDICTION)
            },
            "/requests.{format}": {"get": _listing(code), "post": _filing(code)},
            "/requests/{service_request_id}.{format}": {"get": _get("request", "Requests", _FORMAT, *_ONE)},
            "/tokens/{service_request_id}.{format}": {"get": _get("token", "Tokens", _FORMAT, *_ONE)},
        },
        "components": {"schemas": _schemas(code)},
    }


def _in(where: str, name: str, what: Part) -> Part:
    return {"name": name, "in": where, "required": where == "path", "schema": what}


_FORMAT = _in("path", "format", {"type": "string", "enum": ["json", "xml"]})
_JURISDICTION = _in("query", "jurisdiction_id", _AREA)
_KEY = _in("query", "api_key", {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _LINE})
_ONE = (_in("path", "service_request_id", _ID), _JURISDICTION, _KEY)


def _answers(name: str, *errors: int) -> Part:
    found = {"200": {"description": name, "content": _both(name)}}
    return found | {str(status): {"description": "Errors", "content": _both("Errors")} for status in errors}


def _both(name: str) -> Part:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}} for kind in ("application/json", "text/xml")}


def _get(operation: str, name: str, *parameters: Part) -> Part:
    return {"operationId": operation, "parameters": [*parameters], "responses": _answers(name, 400, 403, 404, 405)}


def _listing(code: Part) -> Part:
    page: Part = {"type": "integer", "minimum": 1}
    parameters = [
        _in("query", "service_request_id", {"type": "string", "maxLength": 20_000, "pattern": _LINE}),
        _in("query", "service_code", code),
        _in("query", "status", {"type": "string", "enum": ["open", "closed", "open,closed"]}),
        *(_in("query", n, _MOMENT) for n in ("start_date", "end_date", "updated_after", "updated_before")),
        _in("query", "page", {**page, "maximum": 100_000}),
        _in("query", "page_size", {**page, "maximum": MOST}),
    ]
    return _get("requests", "Requests", _FORMAT, _JURISDICTION, *parameters)


def _filing(code: Part) -> Part:
    line: Part = {"type": "string", "maxLength": 60, "pattern": _LINE}
    fields: Part = {
        "api_key": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _LINE},
        "jurisdiction_id": _AREA,
        "service_code": code,
        "description": {"type": "string", "minLength": TEXT[0], "maxLength": TEXT[1], "pattern": _WORDED},
        "attribute[kind]": {"type": "string", "enum": [*KINDS]},
        "address_string": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _WORDED},
        "address_id": _AREA,
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        **{name: line for name in ("first_name", "last_name", "phone", "email")},
    }
    where = [{"required": ["lat", "long"]}, {"required": ["address_string"]}, {"required": ["address_id"]}]
    body: Part = {
        "type": "object",
        "required": ["api_key", "service_code", "description", "attribute[kind]"],
        "properties": fields,
        # Neither of the two without the other; and one of three ways to say where.
        "anyOf": [
            where[0],
            *({**one, "not": {"anyOf": [{"required": ["lat"]}, {"required": ["long"]}]}} for one in where[1:]),
        ],
    }
    form = "application/x-www-form-urlencoded"
    mark = _in("header", "Idempotency-Key", {"type": "string", "pattern": "^[A-Za-z0-9-]{1,60}$"})
    return {
        "operationId": "hand_in",
        "parameters": [_FORMAT, mark],
        "requestBody": {"required": True, "content": {form: {"schema": body}}},
        "responses": _answers("Filed", 400, 403, 404, 405, 409, 429),
    }


def _object(**known: Part) -> Part:
    return {"type": "object", "required": [*known], "properties": known, "additionalProperties": False}


def _list(item: Part) -> Part:
    return {"type": "array", "items": item}


def _schemas(code: Part) -> Part:
    value = _object(key=_TEXT, name=_TEXT)
    attribute = _object(
        variable=_FLAG,
        code=_TEXT,
        datatype={"type": "string", "enum": ["string", "singlevaluelist"]},
        required=_FLAG,
        datatype_description=_TEXT,
        order={"type": "integer"},
        description=_TEXT,
        values=_list(value),
    )
    endpoint = _object(specification=_TEXT, url=_TEXT, changeset=_MOMENT, type=_TEXT, formats=_list({"type": "string"}))
    return {
        "Discovery": _object(changeset=_MOMENT, contact=_TEXT, key_service=_TEXT, endpoints=_list(endpoint)),
        "Services": _list(
            _object(
                service_code=code,
                service_name=_TEXT,
                description=_TEXT,
                metadata=_FLAG,
                type={"type": "string", "enum": ["realtime"]},
                keywords=_TEXT,
                group=_TEXT,
            )
        ),
        "Definition": _object(service_code=code, attributes=_list(attribute)),
        "Requests": {**_list(_request()), "maxItems": MOST},
        "Filed": _list(_object(service_request_id=_ID, service_notice=_TEXT, account_id=_MAYBE)),
        "Tokens": _list(_object(service_request_id=_ID, token=_ID)),
        "Errors": {**_list(_object(code={"type": "integer"}, description=_TEXT)), "minItems": 1},
    }


def _request() -> Part:
    unknown = ("agency_responsible", "service_notice", "expected_datetime", "zipcode", "media_url")
    degrees: Part = {"type": "number", "nullable": True}
    return _object(
        service_request_id=_ID,
        status={"type": "string", "enum": ["open", "closed"]},
        status_notes=_MAYBE,
        service_name=_MAYBE,
        service_code=_MAYBE,
        description=_MAYBE,
        requested_datetime=_MOMENT,
        updated_datetime=_MOMENT,
        address=_TEXT,
        address_id=_AREA,
        lat=degrees,
        long=degrees,
        **dict.fromkeys(unknown, _MAYBE),
    )
