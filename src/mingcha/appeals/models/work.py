"""Who was given an appeal and why, what they answered, who checked it, and what the petitioner made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingcha.accounts.sealed_text import SealedTextField
from mingcha.appeals.models.appeal import Appeal, Petitioner
from mingcha.appeals.states import CHECKERS, OUTCOMES, RATINGS


class Task(models.Model):
    """A post has to answer an appeal, and somebody of it by name: never nobody. Others may help (`lead` is one)."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="tasks")
    #: None: no post was free of conflict, the owner acts by role.
    post = models.ForeignKey("org.DutyPost", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appeal_tasks")
    lead = models.BooleanField(default=True)
    #: Of whoever helps: with what.
    share = models.ForeignKey("appeals.Share", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-lead", "since", "pk")
        constraints = (
            models.UniqueConstraint(fields=("appeal",), condition=Q(until=None, lead=True), name="appeals_task_lead"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="appeals_task_order"),
        )
        indexes = (
            models.Index(fields=("owner", "until"), name="appeals_task_owner"),
            models.Index(fields=("post", "until"), name="appeals_task_post"),
        )

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.owner_id}"


class RoutingDecision(models.Model):
    """Why an appeal went where it went. Who was passed over for a conflict is not told, only that somebody was."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="decisions")
    route = models.ForeignKey("appeals.Route", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("org.DutyPost", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: filed, accepted, wrong_door, climbed, away, reopened, share, unmerged, split, conflict, assigned
    why = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.why


class Reply(models.Model):
    """An answer with what was done. Files of before and after lie beside it (`reply:<id>`)."""

    number = models.CharField(max_length=16, unique=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="replies")
    outcome = models.CharField(max_length=12, choices=[(s, m.en) for s, m in OUTCOMES.items()])
    sealed_text = SealedTextField(bound_to="number")
    public_text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.outcome

    @property
    def audit_name(self) -> str:
        """How files beside it call it."""
        return f"reply:{self.number}"


class Check(models.Model):
    """Somebody other than the handler looked whether it is so."""

    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, related_name="checked")
    how = models.CharField(max_length=10, choices=[(s, m.en) for s, m in CHECKERS.items()])
    passed = models.BooleanField()
    note = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.how


class Rating(models.Model):
    """What a petitioner made of a reply: once for each reply."""

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="ratings")
    petitioner = models.ForeignKey(Petitioner, on_delete=models.PROTECT, related_name="ratings")
    grade = models.CharField(max_length=12, choices=[(s, m.en) for s, m in RATINGS.items()])
    sealed_reason = SealedTextField(bound_to="number", blank=True)
    number = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reply", "petitioner"), name="appeals_rating_once"),)

    def __str__(self) -> str:
        return self.grade
