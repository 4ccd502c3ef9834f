"""Closed months: what every appeal of a month had come to at a fixed moment, frozen; and the bulletin made of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mingcha.appeals.models.appeal import Appeal
from mingcha.appeals.states import BULLETIN


class MonthClosing(models.Model):
    """
    A month, frozen. A changed past is a new closing with the next number and a reason; the one before stays as it was.

    `digest` is over the lines, so that a third party who has the log finds the same one or knows that something was
    changed. `formula` and `calendar` say by which rules and by which revision of the working calendar.
    """

    month = models.PositiveIntegerField()  # 202603
    number = models.PositiveSmallIntegerField(default=1)
    as_of = models.DateTimeField()
    formula = models.CharField(max_length=8)
    calendar = models.BigIntegerField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("month", "number")
        constraints = (models.UniqueConstraint(fields=("month", "number"), name="appeals_closing_once"),)

    def __str__(self) -> str:
        return f"{self.month}-{self.number}"

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"month:{self.month}"


class MonthLine(models.Model):
    """What one appeal of a closed month had come to. See `lives.Line`, of which it is the stored form."""

    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, related_name="kept")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+")
    public_id = models.CharField(max_length=16)
    area_code = models.CharField(max_length=12)
    category = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=12)
    office_id = models.BigIntegerField(null=True, blank=True)
    standing = models.CharField(max_length=12)
    responded = models.CharField(max_length=8, blank=True)
    answer_seconds = models.BigIntegerField(null=True, blank=True)
    answer_workdays = models.IntegerField(null=True, blank=True)
    late = models.CharField(max_length=8, blank=True)
    rateable = models.BooleanField()
    grade = models.CharField(max_length=12, blank=True)
    extensions = models.PositiveSmallIntegerField()
    hand_overs = models.PositiveSmallIntegerField()
    climbs = models.PositiveSmallIntegerField()
    repeats = models.PositiveSmallIntegerField()
    passed_on = models.BooleanField()

    class Meta:
        ordering = ("closing", "public_id")
        constraints = (models.UniqueConstraint(fields=("closing", "public_id"), name="appeals_line_once"),)
        indexes = (models.Index(fields=("closing", "area_code"), name="appeals_line_area"),)

    def __str__(self) -> str:
        return self.public_id


class Bulletin(models.Model):
    """The monthly bulletin of an area: drafted from a closing, written on by one person, approved by another."""

    number = models.CharField(max_length=16, unique=True)
    closing = models.ForeignKey(MonthClosing, on_delete=models.PROTECT, related_name="bulletins")
    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    state = models.CharField(
        max_length=10, choices=[(s, m.en) for s, m in BULLETIN.states.items()], default=BULLETIN.initial
    )
    state_at = models.DateTimeField()
    #: Typical cases and what has to be done, in the drafter's words, without names.
    cases = models.TextField(blank=True)
    #: The figures as they were approved, so that the sheet that was published never changes.
    figures = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-closing__month", "area_code")
        constraints = (models.UniqueConstraint(fields=("closing", "area"), name="appeals_bulletin_once"),)

    def __str__(self) -> str:
        return f"{self.closing_id} {self.area_code}"

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"bulletin:{self.number}"
