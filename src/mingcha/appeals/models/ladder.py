"""How appeals climb by themselves, and the cards that lie on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingcha.accounts.sealed_text import SealedTextField
from mingcha.appeals.models.appeal import Appeal
from mingcha.appeals.states import CARDS


class Climb(models.Model):
    """
    One step up, because a clock reached a level of being late (`breach`) or a petitioner was not satisfied. One row for
    each cause, however often the job runs.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="climbs")
    #: The breach of the deadlines room, or None.
    breach = models.OneToOneField("deadlines.Breach", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=40)  # the promise that was missed, or `unsatisfied`
    level = models.PositiveSmallIntegerField()
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("org.DutyPost", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.level}"


class Card(models.Model):
    """A card on a matter: why, and whether it was answered in writing. Never on a person."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="cards")
    colour = models.CharField(max_length=8, choices=[(s, m.en) for s, m in CARDS.items()])
    why = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    #: The paragraph of local rules by which it was given.
    citation = models.CharField(max_length=200, blank=True)
    #: Of a card given by hand: who gave it, and why.
    given_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    explanation = models.CharField(max_length=500, blank=True)
    explained_by = models.CharField(max_length=80, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("given_at", "pk")
        constraints = (models.UniqueConstraint(fields=("appeal", "colour", "why"), name="appeals_card_once"),)

    def __str__(self) -> str:
        return self.colour


class CardRule(models.Model):
    """Which card a promise gets that is late by so many levels, from a moment until a moment; "" is none."""

    promise = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=8, blank=True)
    citation = models.CharField(max_length=200)
    set_by = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("promise", "level", "since")
        constraints = (
            models.UniqueConstraint(fields=("promise", "level"), condition=Q(until=None), name="appeals_cardrule_once"),
        )

    def __str__(self) -> str:
        return f"{self.promise} {self.level} {self.colour}"


class DigestAddress(models.Model):
    """Where somebody wants the digest of the morning: a number of things that wait, never what they are."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    channel = models.CharField(max_length=10)
    sealed_to = SealedTextField(bound_to="number", blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.channel
