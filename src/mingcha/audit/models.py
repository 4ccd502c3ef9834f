"""Tables of the audit chain. No foreign keys: history must outlive what it speaks of."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from mingcha.audit.chain import Entry


class AuditRecord(models.Model):
    """One thing that somebody did or saw. Never changed, never deleted; triggers in the database refuse it too."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    actor = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    detail = models.TextField()
    link = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ("seq",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new record."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise TypeError("audit records are not deleted")

    def entry(self) -> Entry:
        """As it is hashed."""
        return Entry(self.seq, self.at, self.action, self.actor, self.subject, self.detail, self.link, self.seal)


class AuditHead(models.Model):
    """The end of the chain, in one row: whoever appends locks it first."""

    seq = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64)


class AuditAnchor(models.Model):
    """What was sent elsewhere, and when; the copies elsewhere are what counts."""

    seq = models.BigIntegerField()
    link = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("at",)
