"""What clients need to know of a filled database: sessions, values for filters, findings, marks. Imported inside."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

import numpy as np
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.web.filling import READERS
from bench.web.rival import deep_mark
from mingcha.accounts.access import can
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.kernel.clock import wall_clock
from mingcha.matching import access
from mingcha.matching.models import Finding

_NUMBERS, _VALUES = 60, 12


def readers() -> dict[str, Any]:
    """By reader: `session`, `values` by filter, `numbers` of findings, the `mark` of a deep page, runs, rules."""
    at = wall_clock()
    return {name: _of(User.objects.get(username=name), at) for name in READERS}


def _of(user: User, at: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {"session": session_of(user)}
    if not can(user, Permission.FINDING_READ, at=at):
        return found
    visible = access.visible_findings(user, at=at)
    chosen = np.random.default_rng(3).integers(1, 1 + _last(), 40 * _NUMBERS).tolist()
    rows = list(visible.filter(pk__in=chosen).order_by("fingerprint"))
    found["numbers"] = [row.number for row in rows[:_NUMBERS]]
    fields = {"rule": "rule_key", "township": "township", "county": "county", "fund": "fund", "month": "month"}
    found["values"] = {name: [getattr(row, field) or "-" for row in rows[:_VALUES]] for name, field in fields.items()}
    found["rules"] = [[row.rule.rule_id, row.rule.version] for row in rows[:_VALUES]]
    found["runs"] = [rows[0].last_run_id, rows[0].first_run_id]
    found["purpose"] = rows[0].purpose_id
    found["mark"] = deep_mark(visible)
    return found


def _last() -> int:

    return Finding.objects.all().for_system("bench").order_by("-pk").values_list("pk", flat=True)[0]


def session_of(user: User) -> str:
    """As after a login with both factors."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "-"}})
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
