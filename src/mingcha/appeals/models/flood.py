"""How often one source did something lately. A source is a keyed mark of today: no address is kept."""

from __future__ import annotations

from django.db import models


class FloodDay(models.Model):
    """The random part of the key of a day (`YYYY-MM-DD` in China). Gone with the day, and what marks meant with it."""

    day = models.CharField(max_length=10, unique=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.day


class FloodCount(models.Model):
    """What one source did since its window began."""

    what = models.CharField(max_length=12)
    source = models.CharField(max_length=32)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("what", "source"), name="appeals_flood_once"),)

    def __str__(self) -> str:
        return f"{self.what} {self.count}"
