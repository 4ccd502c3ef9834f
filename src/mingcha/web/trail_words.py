"""The details of the audit trail in words: what each is called, and the codes among their values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.accounts.models import RecusalKind, User
from mingcha.accounts.permissions import ROLES
from mingcha.audit.details import detail_name, kind_name
from mingcha.datasets.engine import specs
from mingcha.deadlines.lamps import LAMPS
from mingcha.deadlines.queries import list_promises
from mingcha.kernel.messages import Message
from mingcha.matching.states import VERDICTS
from mingcha.org.language import named, say
from mingcha.org.models import OfficeKind

#: Digests are compared by their beginning; nobody reads 64 letters.
_DIGEST = re.compile(r"^[0-9a-f]{24,}$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d.*[+Z]")
_SHOWN, _LISTED = 12, 5
#: How lists are asked for.
_FILTERS = {
    "no": Message("不显示", "left out"),
    "yes": Message("只显示这些", "only these"),
    "all": Message("一并显示", "shown too"),
    "weight": Message("强度、金额", "strength, amount"),
    "amount": Message("金额", "amount"),
    "area": Message("区划", "area"),
}
_LAMPS = {lamp.code: lamp.word for lamp in LAMPS}


class TrailWords:
    """Says details, subjects and actors; names and promises are read once for a page."""

    def __init__(self, details: Iterable[str], actors: Iterable[str]) -> None:
        found = re.findall(r"\buser:(\d+)", " ".join((*details, *actors)))
        self._names = {u.audit_name: f"{u.name}（{u.username}）" for u in User.objects.filter(pk__in=set(found))}
        self._promises = {promise.code: promise.title for promise in list_promises()}
        kinds: Mapping[str, Any] = {**dict(OfficeKind.choices), **dict(RecusalKind.choices)}
        self._codes: Mapping[str, Callable[[str], str]] = {
            "role": lambda code: say(ROLES[code].title) if code in ROLES else code,
            "verdict": lambda code: say(VERDICTS[code]) if code in VERDICTS else code,
            "datasets": _dataset,
            "dataset": _dataset,
            "promise": lambda code: self._promises.get(code, code),
            "kind": lambda code: str(kinds.get(code, code)),
            "lamp": lambda code: say(_LAMPS.get(code, Message(code, code))),
            "room": lambda code: say(kind_name(code)),
            "excluded": lambda code: say(_FILTERS.get(code, Message(code, code))),
            "order": lambda code: say(_FILTERS.get(code, Message(code, code))),
        }

    def detail(self, text: str) -> str:
        """`name: value` pairs on one line."""
        values = json.loads(text)
        return self._pairs(values) if isinstance(values, dict) else text

    def subject(self, subject: str) -> str:
        """`finding:17` as `疑点 17`; people by their names."""
        if subject in self._names:
            return self._names[subject]
        kind, _colon, rest = subject.partition(":")
        return f"{say(kind_name(kind))} {self._promises.get(rest, rest)}".strip()

    def actor(self, actor: str) -> str:
        """Who did it."""
        return self._names.get(actor) or self.subject(actor)

    def _pairs(self, values: Mapping[str, Any]) -> str:
        colon, between = named("：", ": "), named("；", "; ")
        return between.join(
            f"{say(detail_name(name))}{colon}{self._value(name, value)}" for name, value in values.items()
        )

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if value in (None, "", [], {}):
            return "–"
        if isinstance(value, dict):
            return f"({self._pairs(value)})"
        if isinstance(value, list):
            shown = "、".join(self._value(name, one) for one in value[:_LISTED])
            return shown + (_(" and %(n)d more") % {"n": len(value) - _LISTED} if len(value) > _LISTED else "")
        text = str(value)
        if text in self._names:
            return self._names[text]
        if _MOMENT.match(text):
            return localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M")
        if _DIGEST.match(text):
            return text[:_SHOWN] + "…"
        return self._codes[name](text) if name in self._codes else text


def _dataset(code: str) -> str:
    spec = specs().get(code)
    return named(spec.title_zh, spec.title_en) if spec else code
