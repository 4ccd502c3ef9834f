"""Clues, where they come from, whom they name, and the series in which they are numbered."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from mingcha.accounts import second_lock
from mingcha.accounts.access import Scope, ScopedQuerySet, recusal_keys, scope_of
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.clues.states import CLUE, GENERAL, LEVELS, RESTRICTED, SECRET


class ClueSeries(models.Model):
    """The numbers that one office gives out in one year, without gaps."""

    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    #: What its numbers begin with: 衡纪线.
    word = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("office", "year"), name="clues_series_once"),
            models.UniqueConstraint(fields=("word", "year"), name="clues_series_word"),
        )

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕"


class ClueSet(ScopedQuerySet["Clue"]):
    """Clues of areas, naming people and bodies."""

    def visible_to(self, user: User, permission: Permission, *, at: datetime) -> Self:
        """
        What `user` may see by `permission`, by level; and by reading what went through their own hands. Nothing names
        anybody from whom they stay away.
        """
        scope = scope_of(user, permission, at=at)
        decides = scope_of(user, Permission.CLUE_CONFIRM, at=at).condition("reach")
        wide = Q(level=GENERAL) | Q(level=RESTRICTED) & decides | Q(level=SECRET, state="proposed") & decides
        seen = scope.condition("reach") & wide
        if permission == Permission.CLUE_READ:
            hands = Q(proposed_by=user) | Q(decided_by=user) | Q(owner=user)
            seen |= scope.condition("area_code") & hands
        return self._open().limited(scope, recusal_keys(user, at=at)).filter(seen)

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """In the areas of the scope, or handled there; naming none of the keys."""
        inside = self.filter(scope.condition("area_code") | scope.condition("reach"))
        if not recused:
            return inside
        return inside.exclude(pk__in=ClueKey.objects.filter(key__in=recused).values("clue_id"))


class Clue(models.Model):
    """
    A suspicion that two people found worth following.

    `public_id` stands in addresses and logs: it counts nothing. `register_no` is the number in the register; who may
    see it is in `numbering`.
    """

    public_id = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=20, default=CLUE.initial, choices=[(s, m.en) for s, m in CLUE.states.items()])
    state_at = models.DateTimeField()
    level = models.CharField(max_length=12, default=GENERAL, choices=[(s, m.en) for s, m in LEVELS.items()])
    title = models.CharField(max_length=80)
    #: Retyped in neutral words, without names and numbers of people.
    summary = models.TextField()
    #: Where it happened: twelve digits, and the nearest area that the platform knows.
    area_code = models.CharField(max_length=12)
    place = models.ForeignKey("org.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: Codes that a scope must hold to see the clue, and to give the second signature.
    reach = models.CharField(max_length=12)
    signed_over = models.CharField(max_length=12)
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    #: Both empty when the clue is listed apart.
    series = models.ForeignKey(ClueSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="clues")
    serial = models.PositiveIntegerField(null=True, blank=True)
    register_no = models.CharField(max_length=50, null=True, blank=True, unique=True)

    objects = ClueSet.as_manager()

    class Meta:
        ordering = ("-state_at", "public_id")
        constraints = (
            models.UniqueConstraint(fields=("series", "serial"), name="clues_clue_serial"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="clues_clue_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="clues_clue_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "declined"), register_no=None, owner=None)
                | ~Q(state__in=("proposed", "declined")) & Q(register_no__isnull=False, owner__isnull=False),
                name="clues_clue_registered",
            ),
            models.CheckConstraint(
                condition=Q(series=None, serial=None) | Q(series__isnull=False, serial__isnull=False),
                name="clues_clue_serial_pair",
            ),
        )
        indexes = (
            models.Index(fields=("state", "-state_at"), name="clues_clue_state"),
            models.Index(fields=("reach",), name="clues_clue_reach"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"clue:{self.public_id}"


class ClueSource(models.Model):
    """Where a clue comes from: what kind of record, its name, and what it said then."""

    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    content = models.JSONField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (models.UniqueConstraint(fields=("kind", "reference", "clue"), name="clues_source_once"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.reference}"


class ClueKey(models.Model):
    """A person or body that a clue names, as pseudonym: whoever stays away from it never learns of the clue."""

    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="keys")
    key = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "clue"), name="clues_key_once"),)

    def __str__(self) -> str:
        return f"{self.clue_id}"


#: The policies are in the migrations `row_security`.
second_lock.lock(Clue._meta.db_table, ClueSource._meta.db_table, ClueKey._meta.db_table)
