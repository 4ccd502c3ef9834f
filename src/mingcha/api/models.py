"""Keys with which other systems may hand in, and what they handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ApiKey(models.Model):
    """
    A key of another system: where it may hand in, and how much. The key itself is shown once; a keyed hash is kept.

    `most`: filings within ten minutes.
    """

    number = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=64, unique=True)
    most = models.PositiveIntegerField(default=600)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-issued_at", "number")

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """How the audit chain names it, also as whoever hands in."""
        return f"api_key:{self.number}"


class ApiFiling(models.Model):
    """
    One thing that was handed in with a key. `mark` is what the other system calls it (Idempotency-Key), as a keyed
    hash; `digest` the same of its content: the same again is the same appeal.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="filings")
    mark = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    #: Of the appeal.
    public_id = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("key", "public_id"), name="api_filing_once"),
            models.UniqueConstraint(fields=("key", "mark"), condition=~Q(mark=""), name="api_filing_mark"),
        )
        indexes = (models.Index(fields=("key", "digest", "-at"), name="api_filing_same"),)

    def __str__(self) -> str:
        return self.public_id
