"""
Supervision groups (监督服务群): the chat group of a village, the posts that must be held in it, and who holds them.

Members are only counted. Who holds a post is named, because villagers have to know whom they may ask; most of them
(an auxiliary policeman, a grid worker) have no account here, so that this is no roster of `org`, which says which
account acts in an office. Where a holder has one, closing it leaves the post vacant.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingcha.accounts.access import Scope, ScopedQuerySet
from mingcha.org.language import named


class PostSet(models.Model):
    """Which posts a group must have: 五保障, 十保障 or a local set, with the text that it rests on."""

    code = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=40)
    title_en = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=300)
    #: Whose set it is; None: for everybody.
    area = models.ForeignKey("org.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return named(self.title_zh, self.title_en)


class PostKind(models.Model):
    """One post of a set. It is closed, never deleted: what was held stays known."""

    of = models.ForeignKey(PostSet, on_delete=models.PROTECT, related_name="kinds")
    title_zh = models.CharField(max_length=40)
    title_en = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=100)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("of", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("of", "title_zh"), condition=Q(closed_at=None), name="appeals_postkind_once"
            ),
        )

    def __str__(self) -> str:
        return named(self.title_zh, self.title_en)


class VillageHouseholds(models.Model):
    """How many households a village has: what the coverage of its groups is measured against."""

    area = models.OneToOneField("org.Area", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area_id} {self.count}"


class GroupSet(ScopedQuerySet["SupervisionGroup"]):
    """Groups of areas. They name nobody whom recusal could be about."""

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """Those in the areas."""
        return self.filter(scope.condition("area_code"))


class SupervisionGroup(models.Model):
    """A group of a village or community. `code` is its short link; `/g/<code>/` tells villagers whom to ask."""

    code = models.CharField(max_length=8, unique=True)
    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    platform = models.CharField(max_length=12)
    post_set = models.ForeignKey(PostSet, on_delete=models.PROTECT, related_name="groups")
    #: Households of the village that somebody in the group stands for, and members: numbers, no list.
    households = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    covenant = models.TextField(blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = GroupSet.as_manager()

    class Meta:
        ordering = ("area_code", "pk")
        constraints = (
            models.UniqueConstraint(fields=("area", "name"), condition=Q(closed_on=None), name="appeals_group_name"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="appeals_group_order"
            ),
        )
        indexes = (models.Index(fields=("area_code", "closed_on"), name="appeals_group_area"),)

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"group:{self.code}"


class GroupLink(models.Model):
    """In which area the group of a short link is: all that is known before its rows are opened to a passer-by."""

    code = models.CharField(max_length=8, primary_key=True)
    area_code = models.CharField(max_length=12)

    def __str__(self) -> str:
        return self.code


class GroupPost(models.Model):
    """A compulsory post of a group. While it is open and nobody holds it, it is a vacancy that is seen."""

    group = models.ForeignKey(SupervisionGroup, on_delete=models.PROTECT, related_name="posts")
    kind = models.ForeignKey(PostKind, on_delete=models.PROTECT, related_name="posts")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("group", "kind__order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "kind"), condition=Q(closed_at=None), name="appeals_grouppost_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.kind_id}"


class GroupDuty(models.Model):
    """
    Somebody holds a post of a group (rank 1) or stands in (2) until a hand-over or the end of the term. The telephone
    is the office's, never a private number.
    """

    post = models.ForeignKey(GroupPost, on_delete=models.PROTECT, related_name="duties")
    rank = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=40)
    office = models.CharField(max_length=80, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)  # why this person, or why the one before left
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("post", "rank", "-since", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="appeals_groupduty_order"),
            models.CheckConstraint(condition=Q(rank__in=(1, 2)), name="appeals_groupduty_rank"),
            models.UniqueConstraint(fields=("post", "rank"), condition=Q(until=None), name="appeals_groupduty_once"),
        )
        indexes = (models.Index(fields=("post", "rank", "until"), name="appeals_groupduty_when"),)

    def __str__(self) -> str:
        return self.name
