"""Promises as dated data, clocks, the pauses that moved them, every move, and every level of being late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mingcha.deadlines.lamps import Lamp, lamp
from mingcha.deadlines.reckoning import Terms, last_day
from mingcha.deadlines.states import CLOCK, OPEN
from mingcha.org.language import named


class Unit(models.TextChoices):
    """What is counted."""

    WORKDAYS = "workdays", _("workdays")
    DAYS = "days", _("calendar days")
    MONTHS = "months", _("calendar months")
    HOURS = "hours", _("hours")


class Promise(models.Model):
    """How long something may take, from one day until another. A change is a new row: old clocks keep their terms."""

    code = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=Unit.choices)
    rolls = models.BooleanField(default=True)
    warn = models.PositiveSmallIntegerField(default=3)
    ladder = models.JSONField(default=list)
    #: The article or decision it rests on.
    citation = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="deadlines_promise_since"),
            models.UniqueConstraint(fields=("code",), condition=Q(valid_to=None), name="deadlines_promise_open"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="deadlines_promise_amount"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="deadlines_promise_order"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language of the page."""
        return named(self.title_zh, self.title_en)

    @property
    def length(self) -> str:
        """How long, in words: `1 calendar month`, `15 workdays`."""
        n = self.amount
        known = {
            Unit.WORKDAYS: ngettext("%(n)d workday", "%(n)d workdays", n),
            Unit.DAYS: ngettext("%(n)d calendar day", "%(n)d calendar days", n),
            Unit.MONTHS: ngettext("%(n)d calendar month", "%(n)d calendar months", n),
            Unit.HOURS: ngettext("%(n)d hour", "%(n)d hours", n),
        }
        return known[Unit(self.unit)] % {"n": n}

    @property
    def terms(self) -> Terms:
        """What is promised, as the arithmetic takes it."""
        return Terms(self.amount, self.unit, self.rolls, self.warn, tuple(self.ladder))


class Clock(models.Model):
    """
    One promise running for one subject of another room, named by its kind and id.

    The due moment is computed once and stored. It moves only forward, and every move leaves a row.
    """

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="clocks")
    #: The promise's code again: what is open once for a subject, whichever version it runs under.
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    warn_at = models.DateTimeField()
    #: When the next level of being late is reached; None: the ladder is climbed, or the clock has ended.
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    level = models.PositiveSmallIntegerField(default=0)
    #: Units of the promise that somebody other than the late party granted beyond it.
    extended = models.PositiveSmallIntegerField(default=0)
    #: A year on the way was not published yet; computed again once it is.
    is_provisional = models.BooleanField(default=False)
    #: Revision of the calendar that the moments were computed with.
    revision = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(s, m.en) for s, m in CLOCK.states.items()], default=CLOCK.initial)
    state_at = models.DateTimeField()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject", "code"), condition=Q(state__in=OPEN), name="deadlines_clock_once"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="deadlines_clock_order"),
        )
        indexes = (
            models.Index(fields=("kind", "subject"), name="deadlines_clock_subject"),
            models.Index(fields=("state", "revision"), name="deadlines_clock_stale"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.kind}:{self.subject}"

    @property
    def terms(self) -> Terms:
        """What is promised, with what was granted beyond it."""
        promised = self.promise.terms
        return replace(promised, amount=promised.amount + self.extended)

    @property
    def due_on(self) -> date:
        """The last day."""
        return last_day(self.due_at)

    @property
    def subject_name(self) -> str:
        """How the audit chain names what the clock runs for."""
        return f"{self.kind}:{self.subject}"

    def lamp(self, at: datetime) -> Lamp:
        """Word, shape and colour at a moment."""
        return lamp(self.state, self.warn_at, self.due_at, at=at)


class Pause(models.Model):
    """A time in which a clock stood still, and why."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    paused_at = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    paused_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("paused_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("clock",), condition=Q(resumed_at=None), name="deadlines_pause_open"),
            models.CheckConstraint(
                condition=Q(resumed_at=None) | Q(resumed_at__gte=F("paused_at")), name="deadlines_pause_order"
            ),
        )

    def __str__(self) -> str:
        return self.reason


class MoveCause(models.TextChoices):
    """Why a due moment moved."""

    PAUSE = "pause", _("the clock stood still")
    CALENDAR = "calendar", _("the working calendar changed")
    EXTENSION = "extension", _("more time was granted")


class DueMove(models.Model):
    """A due moment moved from one moment to a later one."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="moves")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    cause = models.CharField(max_length=10, choices=MoveCause.choices)
    reason = models.CharField(max_length=200)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=80)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(new_due_at__gt=F("old_due_at")), name="deadlines_move_forward"),
        )

    def __str__(self) -> str:
        return f"{self.old_due_at} → {self.new_due_at}"


class Breach(models.Model):
    """A clock reached a level of being late: one row for each, however often the job runs. Upper rooms collect them."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="breaches")
    level = models.PositiveSmallIntegerField()
    #: The moment at which the level was reached, and the moment at which the job saw it.
    reached_at = models.DateTimeField()
    found_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("clock", "level"), name="deadlines_breach_once"),)

    def __str__(self) -> str:
        return f"{self.clock_id} {self.level}"
