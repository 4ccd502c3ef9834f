"""What happened to appeals, as a log that is only appended to: the rates are computed from it and from nothing else."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from mingcha.appeals.models.appeal import Appeal


class AppealEvent(models.Model):
    """
    One step of an appeal's life, written by the operation that made it, in its transaction. It holds nobody's words and
    names no person; triggers in the database refuse to change or delete it.

    `record` is the number of the record in the audit chain that was written beside it: whoever doubts an event finds it
    there, sealed and anchored.
    """

    record = models.BigIntegerField(unique=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="events")
    #: The word of the audit action without its room: `filed`, `accepted`, `answered`.
    what = models.CharField(max_length=20)
    #: Outcome of an answer, grade of a rating, `yes` or `no` of a check.
    word = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    #: Whether a person did it, and not the clock; never which.
    human = models.BooleanField()
    #: As they stood after the step.
    area_code = models.CharField(max_length=12)
    category = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=12)
    office = models.ForeignKey("org.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: When the time that ended with this step would have run out, and when the time runs out that runs after it.
    was_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("record",)
        indexes = (
            models.Index(fields=("what", "at"), name="appeals_event_what"),
            models.Index(fields=("appeal", "record"), name="appeals_event_life"),
        )

    def __str__(self) -> str:
        return self.what

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new one."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise TypeError("events are not deleted")
