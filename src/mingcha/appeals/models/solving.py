"""What is done on the way to an answer: notes with evidence, and a second opinion that something cannot be done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingcha.accounts.sealed_text import SealedTextField, text_of
from mingcha.appeals.models.appeal import Appeal
from mingcha.appeals.models.work import Reply
from mingcha.appeals.states import NOTES


class WorkNote(models.Model):
    """A visit, a plan, what it costs, how it looked before and after. Files lie beside it (`worknote:<number>`)."""

    number = models.CharField(max_length=16, unique=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=[(s, m.en) for s, m in NOTES.items()])
    sealed_text = SealedTextField(bound_to="number", blank=True)
    #: In fen; for costs alone.
    cost = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gt=0, kind="cost"), name="appeals_note_cost"),
        )

    def __str__(self) -> str:
        return self.kind

    @property
    def audit_name(self) -> str:
        """How files beside it call it."""
        return f"worknote:{self.number}"

    @property
    def text(self) -> str:
        """What was noted. Refused (`text.damaged`)."""
        return text_of(self, "sealed_text")


class PeerReview(models.Model):
    """Whether somebody of another office agrees that it cannot be done."""

    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="peer")
    agreed = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reply_id} {self.agreed}"
