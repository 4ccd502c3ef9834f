"""What everybody could read and when, and how many say that it is their matter too."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mingcha.appeals.models.appeal import Appeal


class PublicVersion(models.Model):
    """The words that were shown of an appeal from a moment until (None: still) a moment."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("appeal",), condition=Q(until=None), name="appeals_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.at}"


class Support(models.Model):
    """
    Somebody says that a matter is theirs too. `mark` is keyed by the appeal, so that nobody, whoever holds the
    database, tells the same person in two matters.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="supports")
    mark = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("appeal", "mark"), name="appeals_support_once"),)

    def __str__(self) -> str:
        return f"{self.appeal_id}"


class SupportSource(models.Model):
    """How often marks came from one source on one day, under a key of that day. Gone the day after."""

    mark = models.CharField(max_length=32, unique=True)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}"
