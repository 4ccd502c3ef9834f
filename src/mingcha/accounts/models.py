"""Users, what they were granted where and how long, and the facts that keep them away from a matter."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mingcha.accounts.permissions import ROLES


class UserManager(BaseUserManager["User"]):
    """Finds users by their name for logging in. Creating them is an operation."""

    def get_by_natural_key(self, username: str | None) -> User:
        """By the user name, capitals or not."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Somebody who works with the platform. Never deleted: an account is closed."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    office = models.ForeignKey("org.Office", null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    #: The pseudonym of this person in registers: what recusal is computed from.
    person_key = models.BigIntegerField(null=True, blank=True, db_index=True)
    is_active = models.BooleanField(default=True)
    #: The password was given by somebody else and serves only to set an own one.
    must_change = models.BooleanField(default=False)
    password_at = models.DateTimeField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at=None) | Q(is_active=False, closed_at__isnull=False),
                name="accounts_user_closed_pair",
            ),
            # Logging in takes capitals for small letters: two names must not differ by them alone.
            models.UniqueConstraint(Lower("username"), name="accounts_user_name_once"),
        )

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def audit_name(self) -> str:
        """How the audit chain names this user."""
        return f"user:{self.pk}"


class PasswordUsed(models.Model):
    """The hash of a password that a user has had, so that it is not taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ("-used_at", "-pk")

    def __str__(self) -> str:
        return f"{self.user_id} {self.used_at}"


class Grant(models.Model):
    """A role given to a user, for the areas below one code, from a day until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role.code, role.title.en) for role in ROLES.values()])
    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.CharField(max_length=80)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("user", "since")
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="accounts_grant_order"),
        )

    def __str__(self) -> str:
        return f"{self.role} @ {self.area_id}"


class RecusalKind(models.TextChoices):
    """Why somebody stays away (监察法 第五十八条; 监督执纪工作规则 第六十七条)."""

    SELF = "self", _("the person themselves")
    KIN = "kin", _("close kin")
    UNIT = "unit", _("own unit")
    INTEREST = "interest", _("declared interest")


_REGISTERS = {
    "register:person": _("household and marriage registers"),
    "register:company_role": _("register of companies"),
    "register:side_job": _("approved outside posts"),
}


class RecusalFact(models.Model):
    """A pseudonym of a person or body from whose matters a user stays away, and where that is known from."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recusals")
    kind = models.CharField(max_length=10, choices=RecusalKind.choices)
    key = models.BigIntegerField(db_index=True)
    source = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "kind", "key"), name="accounts_recusal_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"

    @property
    def said_source(self) -> str:
        """Where it is known from: a register, in words, or what somebody wrote."""
        return str(_REGISTERS.get(self.source, self.source))
