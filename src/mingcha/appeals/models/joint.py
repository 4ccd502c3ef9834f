"""Joint handling: what the lead asks of other posts, each with an answer and a last moment of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingcha.accounts.sealed_text import SealedTextField
from mingcha.appeals.models.appeal import Appeal


class Share(models.Model):
    """
    A part of an appeal that another post sees to (协办). The lead (主办) stays responsible for the whole, and
    nobody who has a share alone answers or ends the appeal.
    """

    number = models.CharField(max_length=16, unique=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="shares")
    post = models.ForeignKey("org.DutyPost", on_delete=models.PROTECT, related_name="+")
    asked = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    #: Never after the day on which the whole is due, unless that is past.
    due_at = models.DateTimeField()
    #: When the job saw that it is late.
    late_at = models.DateTimeField(null=True, blank=True)
    sealed_answer = SealedTextField(bound_to="number", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    #: Answered, withdrawn, or not needed any more.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("appeal", "post"), condition=Q(ended_at=None), name="appeals_share_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="appeals_share_order"),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(ended_at=None), name="appeals_share_due"),)

    def __str__(self) -> str:
        return self.number
