"""An appeal, who brought it, and whom it names."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingcha.accounts.access import Scope, ScopedQuerySet, recusal_keys, scope_of
from mingcha.accounts.models import User
from mingcha.accounts.once import once
from mingcha.accounts.permissions import Permission
from mingcha.accounts.sealed_text import SealedTextField
from mingcha.appeals.models.routes import Category
from mingcha.appeals.states import APPEAL, KINDS, WAYS
from mingcha.org.models import DutyPost


def in_hands_of(user: User, prefix: str = "") -> Q:
    """Tasks of `user` or of a post in their office; `prefix` leads to them from elsewhere."""
    own = Q(**{f"{prefix}owner": user})
    if not user.office_id:
        return own
    # By key: a condition with OR over a table that is joined is answered by no index.
    office = user.office_id
    posts = once("posts", office, lambda: list(DutyPost.objects.filter(office=office).values_list("pk", flat=True)))
    return own | Q(**{f"{prefix}post__in": posts}) if posts else own


class AppealSet(ScopedQuerySet["Appeal"]):
    """Appeals of areas."""

    def visible_to(self, user: User, permission: Permission, *, at: datetime) -> Self:
        """
        Those in the area of the permission; for whoever only answers, those which their office or they themselves were
        given. Nothing that names anybody from whom they stay away.
        """
        scope = scope_of(user, permission, at=at)
        opened = self._open().limited(scope, recusal_keys(user, at=at))
        if permission != Permission.APPEAL_HANDLE:
            return opened
        given = in_hands_of(user, "tasks__")
        return opened.filter(pk__in=Appeal.objects.all()._open().filter(given).values("pk"))

    def approved(self) -> Self:
        """Those whose words somebody has approved for everybody's eyes."""
        return self.filter(public_at__isnull=False).exclude(public_text="")

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """In the areas of the scope; naming none of the keys."""
        inside = self.filter(scope.condition("area_code", searched=not scope.is_wide))
        if not recused:
            return inside
        named = AppealKey.objects.filter(key__in=recused)
        # What is merged is one matter: whom a part of it names stays away from all of it.
        leads = named.filter(appeal__merged_into__isnull=False).values("appeal__merged_into_id")
        mine = inside.exclude(pk__in=named.values("appeal_id")).exclude(pk__in=leads)
        return mine.exclude(merged_into__in=named.values("appeal_id")).exclude(merged_into__in=leads)


class Appeal(models.Model):
    """
    Something that somebody asks for. What they wrote is sealed; `summary` is retyped without names for lists, and
    `public_text` stays empty until somebody has approved it for everybody's eyes.

    `public_id` stands in addresses and logs and counts nothing.
    """

    public_id = models.CharField(max_length=16, unique=True)
    state = models.CharField(
        max_length=12, default=APPEAL.initial, choices=[(s, m.en) for s, m in APPEAL.states.items()]
    )
    state_at = models.DateTimeField()
    way = models.CharField(max_length=12, choices=[(s, m.en) for s, m in WAYS.items()])
    #: What makes a second delivery of the same message the same appeal.
    delivery = models.CharField(max_length=80, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=12, choices=[(s, m.en) for s, m in KINDS.items()], default="request")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals")
    urgent = models.BooleanField(default=False)
    #: Twelve digits, and the nearest area that the platform knows.
    area_code = models.CharField(max_length=12)
    place = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80, blank=True)
    sealed_text = SealedTextField(bound_to="public_id", blank=True)
    summary = models.CharField(max_length=80, blank=True)
    public_text = models.TextField(blank=True)
    public_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: How high it has climbed (0: with whoever answers for it), and who sees to it that it is answered.
    level = models.PositiveSmallIntegerField(default=0)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    supervising_post = models.ForeignKey(
        "org.DutyPost", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unsatisfied = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    #: Of a part: the appeal that it was taken out of. What was written stays there.
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")

    objects = AppealSet.as_manager()

    class Meta:
        ordering = ("-filed_at", "public_id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged") & Q(merged_into=None),
                name="appeals_appeal_merged",
            ),
            models.CheckConstraint(condition=Q(extensions__lte=2), name="appeals_appeal_extensions"),
        )
        indexes = (
            models.Index(fields=("-filed_at", "public_id"), name="appeals_appeal_filed"),
            models.Index(fields=("area_code", "-filed_at"), name="appeals_appeal_area"),
            models.Index(fields=("state", "-filed_at"), name="appeals_appeal_state"),
            models.Index(fields=("supervisor", "state"), name="appeals_appeal_supervisor"),
        )

    def __str__(self) -> str:
        return self.summary or self.public_id

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"appeal:{self.public_id}"


class AppealKey(models.Model):
    """A person or body that an appeal is about, as pseudonym: whoever stays away from it never learns of the appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="keys")
    key = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "appeal"), name="appeals_key_once"),)

    def __str__(self) -> str:
        return f"{self.appeal_id}"


class Petitioner(models.Model):
    """
    Somebody who brought an appeal. Known by a receipt code alone, of which only a slow hash is kept; what they said of
    themselves is sealed. Merging appeals moves nobody: each is still answered.
    """

    number = models.CharField(max_length=16, unique=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="petitioners")
    #: Of the appeal: which rows are opened to whoever shows the receipt.
    area_code = models.CharField(max_length=12)
    receipt = models.CharField(max_length=64, unique=True)
    sealed_name = SealedTextField(bound_to="number", blank=True)
    sealed_contact = SealedTextField(bound_to="number", blank=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("since", "pk")

    def __str__(self) -> str:
        return self.number
