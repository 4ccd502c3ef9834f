"""The same trouble at the same place again, after it was said to be solved."""

from __future__ import annotations

from django.db import models

from mingcha.appeals.models.appeal import Appeal


class Recurrence(models.Model):
    """An appeal that looks like one which was solved within a year, and how alike the two are (0 to 100)."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="recurrence")
    earlier = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="recurred")
    alike = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.earlier_id}"
