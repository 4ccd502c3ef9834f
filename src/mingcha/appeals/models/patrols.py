"""Daily patrol (巡群): who looks at which group, and what was looked at. Every day counts, holidays too."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingcha.appeals.models.groups import SupervisionGroup


class PatrolPlan(models.Model):
    """From a moment until a moment somebody looks at a group each day."""

    group = models.ForeignKey(SupervisionGroup, on_delete=models.PROTECT, related_name="plans")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="patrol_plans")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("group", "since")
        constraints = (
            models.UniqueConstraint(fields=("group",), condition=Q(until=None), name="appeals_patrolplan_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="appeals_patrolplan_order"),
        )
        indexes = (models.Index(fields=("person", "until"), name="appeals_patrolplan_person"),)

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"


class Patrol(models.Model):
    """
    A group was looked at on a day of China: by whom first, when, how many matters were found, and a note that names
    nobody. A further look on the same day adds to it.
    """

    group = models.ForeignKey(SupervisionGroup, on_delete=models.PROTECT, related_name="patrols")
    #: Of the group: which rows a person may see, without asking the group for each of a million rows.
    area_code = models.CharField(max_length=12)
    day = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-day", "group")
        constraints = (models.UniqueConstraint(fields=("group", "day"), name="appeals_patrol_once"),)

    def __str__(self) -> str:
        return f"{self.group_id} {self.day}"
