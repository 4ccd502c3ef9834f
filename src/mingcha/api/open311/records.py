"""What the standard calls service and request, made of categories and published appeals."""

from __future__ import annotations

from typing import Any

from mingcha.appeals.models import Category
from mingcha.appeals.queries import Published
from mingcha.appeals.states import KINDS
from mingcha.kernel.messages import Message
from mingcha.org.calendar import start_of
from mingcha.org.language import say

SAFE = Message(
    "反映公职人员违纪违法问题，请不要在这里提交：拨打12388，或写信、当面向县市纪委监委反映。",
    "Do not report misconduct of somebody in office here: call 12388, write to the supervision commission of the "
    "county or the city, or go there.",
)
_KIND = Message("诉求性质", "What kind of appeal it is")
Record = dict[str, Any]


def service(category: Category) -> Record:
    """An entry of the list of services. What is handed in is taken at once: `realtime`."""
    return {
        "service_code": category.code,
        "service_name": category.title,
        "description": category.title,
        "metadata": True,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


def definition(category: Category) -> Record:
    """What is asked for beside the text: what kind it is, and what does not belong here."""
    kinds = [{"key": code, "name": say(word)} for code, word in KINDS.items()]
    return {
        "service_code": category.code,
        "attributes": [
            _attribute("kind", 1, "singlevaluelist", say(_KIND), required=True, values=kinds),
            _attribute("safe_ways", 2, "string", say(SAFE), variable=False),
        ],
    }


def _attribute(
    code: str,
    order: int,
    datatype: str,
    description: str,
    *,
    required: bool = False,
    variable: bool = True,
    values: list[dict[str, str]] | None = None,
) -> Record:
    return {
        "variable": variable,
        "code": code,
        "datatype": datatype,
        "required": required,
        "datatype_description": "",
        "order": order,
        "description": description,
        "values": values or [],
    }


def request(one: Published) -> Record:
    """An appeal as everybody may read it. Where it is in degrees, and when it will be done, is not told."""
    return {
        "service_request_id": one.public_id,
        "status": "open" if one.is_open else "closed",
        "status_notes": one.answer or None,
        "service_name": one.category.title if one.category else None,
        "service_code": one.category.code if one.category else None,
        "description": one.text or None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": start_of(one.filed_on).isoformat(),
        "updated_datetime": start_of(one.updated_on).isoformat(),
        "expected_datetime": None,
        "address": one.place,
        "address_id": one.area_code,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
