"""Addresses of the machine interface, with the version of the standard; and of the page of keys."""

from __future__ import annotations

from django.urls import path, re_path

from mingcha.api.open311.doors import nowhere
from mingcha.api.views import keys, open311

_KIND = r"\.(?P<kind>json|xml)$"
_ID = r"(?P<public_id>[0-9a-f]{16})"
urlpatterns = [
    path("open311/v2/schema.json", open311.open311_schema, {"kind": "json"}, name="open311_schema"),
    re_path(rf"^open311/v2/discovery{_KIND}", open311.discovery, name="open311_discovery"),
    re_path(rf"^open311/v2/services{_KIND}", open311.services, name="open311_services"),
    re_path(rf"^open311/v2/services/(?P<code>[^/]+){_KIND}", open311.service, name="open311_service"),
    re_path(rf"^open311/v2/requests{_KIND}", open311.requests, name="open311_requests"),
    re_path(rf"^open311/v2/requests/{_ID}{_KIND}", open311.request_one, name="open311_request"),
    re_path(rf"^open311/v2/tokens/{_ID}{_KIND}", open311.token, name="open311_token"),
    re_path(r"^open311/(?P<rest>[\s\S]*)$", nowhere, name="open311_nowhere"),
    path("keys/", keys.key_list, name="api_keys"),
    re_path(r"^keys/(?P<number>[0-9a-f]{16})/revoke/$", keys.key_revoke, name="api_key_revoke"),
]
