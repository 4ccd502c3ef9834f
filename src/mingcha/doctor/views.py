"""`/health`: for a monitor. Cheap, without login, without a word about data or people."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingcha.doctor import heartbeat
from mingcha.kernel.clock import wall_clock


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """
    `{"status": "ok", "database": true, "worker": true, "disk": true}` with 200; `"status": "failing"` with 503 when the
    database does not answer or the disk is full, and with 200 when only the worker is silent: the site still serves.
    """
    seen = heartbeat.last()
    parts = {
        "database": _answers(),
        "worker": seen is not None and wall_clock() - seen <= heartbeat.SILENCE,
        "disk": shutil.disk_usage(settings.HOME).free // 1_000_000 >= settings.MIN_FREE_MB,
    }
    serving = parts["database"] and parts["disk"]
    status = "ok" if all(parts.values()) else "degraded" if serving else "failing"
    return JsonResponse({"status": status, **parts}, status=200 if serving else 503)


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return False
    return True
