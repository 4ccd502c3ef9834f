"""The working calendar as stored: years that are known, their special days, and what people changed in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.org.language import named


class DayKind(models.TextChoices):
    """Why a day is not what its weekday says (全国年节及纪念日放假办法; the yearly notice of the State Council)."""

    HOLIDAY = "holiday", _("statutory holiday")
    REST = "rest", _("day off in exchange")
    WORKDAY = "workday", _("make-up workday")


class CalendarYear(models.Model):
    """A year whose holidays are known. Without its row nothing is said about its days."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    #: The notice that the days stand in.
    citation = models.CharField(max_length=120)
    #: Where the days were taken from: a library with its version, or the person who entered them.
    source = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)


class SpecialDay(models.Model):
    """One day that is not what its weekday says. Days that are not listed follow the week."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=DayKind.choices)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"

    @property
    def name(self) -> str:
        """In the language of the page; Chinese when there is no English name."""
        return named(self.name_zh, self.name_en)


class CalendarChange(models.Model):
    """One change of the calendar, by whom and why. The number of the newest is the calendar's revision."""

    year = models.PositiveSmallIntegerField(db_index=True)
    #: None: the whole year became known.
    day = models.DateField(null=True, blank=True)
    #: Kinds of the day; empty: it followed or follows the week.
    old_kind = models.CharField(max_length=10, blank=True)
    new_kind = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=200)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.day or self.year} {self.old_kind}→{self.new_kind}"
