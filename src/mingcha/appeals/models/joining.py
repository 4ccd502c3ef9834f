"""Several appeals on one matter become one, and can be taken apart again as if nothing had been."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mingcha.appeals.models.appeal import Appeal


class Merge(models.Model):
    """An appeal was dealt with as part of another, from a moment until (None: still) a moment."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+")
    #: The state it is put back into.
    was = models.CharField(max_length=12)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    undone_reason = models.CharField(max_length=200, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("appeal",), condition=Q(undone_at=None), name="appeals_merge_once"),
        )

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.into_id}"
