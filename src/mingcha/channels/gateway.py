"""The door to other people's servers: one request, one answer, nothing followed, nothing logged of what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import IO, Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from mingcha.channels.refusals import Undelivered

SECONDS = 10
MOST = 8_000_000


@dataclass(frozen=True)
class Answer:
    """Status and body."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The object it holds. Undelivered (`answer`)."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Undelivered("answer", again=True)
        return found


class Door(Protocol):
    """One request. Undelivered (`unreachable`) when nobody answers."""

    def __call__(self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """POST when there is a body, else GET."""
        ...


class _Stay(HTTPRedirectHandler):
    """An answer that sends elsewhere is an answer: what is told to one server is not told to another."""

    def redirect_request(self, *_args: Any, **_known: Any) -> None:
        return None


_OPENER = build_opener(_Stay)


def http_door(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Over the network, ten seconds at most for each step. Undelivered (`unreachable`)."""
    request = Request(url, data=body, headers=dict(headers or {}))
    try:
        with _OPENER.open(request, timeout=SECONDS) as answered:
            return Answer(answered.status, _read(answered))
    except HTTPError as error:
        with error:
            return Answer(error.code, _read(error))
    except (OSError, HTTPException):
        raise Undelivered("unreachable", again=True) from None


def _read(answered: IO[bytes]) -> bytes:
    found = answered.read(MOST + 1)
    if len(found) > MOST:
        raise Undelivered("answer", again=True)
    return found


def post_json(door: Door, url: str, content: Mapping[str, Any]) -> Answer:
    """A JSON object, sent."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return door(url, body, {"Content-Type": "application/json; charset=utf-8"})
