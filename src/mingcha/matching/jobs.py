"""The clock's door: people for whom registers were not asked yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from mingcha.matching import recusing
from mingcha.matching.tasks import search_recusals

#: A search that has run for so long has lost its worker.
_LOST = timedelta(hours=1)


def tick(at: datetime) -> bool:
    """Queues one search when somebody waits for it; called again meanwhile it does nothing."""
    if not recusing.is_waited_for():
        return False
    going = Q(status="READY") | Q(status="RUNNING", started_at__gt=at - _LOST)
    if DBTaskResult.objects.filter(going, task_path=search_recusals.module_path).exists():
        return False
    search_recusals.enqueue()
    return True
