"""The register of stored files. Their bytes lie sealed in the folder `attachments` of the installation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mingcha.accounts.sealed_text import SealedTextField, text_of
from mingcha.attachments.kinds import KINDS, Kind


class Attachment(models.Model):
    """
    A file beside a record of another room. The original never changes; a picture is shown as it was redrawn.

    `number` is drawn by lot: a count would tell of the ones that somebody may not see.
    """

    number = models.CharField(max_length=16, unique=True)
    #: The record it belongs to, as `kind:id` (`review:12`); the room that has the kind says who may see it.
    owner = models.CharField(max_length=80, db_index=True)
    #: As the person called it: names of files tell of people.
    sealed_name = SealedTextField(bound_to="number", blank=True)
    kind = models.CharField(max_length=10)
    size = models.BigIntegerField()
    #: SHA-256 of the original.
    content = models.CharField(max_length=64)
    #: Of what is shown; of an original that is shown itself, the same.
    shown_kind = models.CharField(max_length=10)
    shown_content = models.CharField(max_length=64)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    #: When its bytes were deleted; the row stays.
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(sealed_name=""), name="attachments_dropped_without_name"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"attachment:{self.number}"

    @property
    def name(self) -> str:
        """As the person called it. Refused (`text.damaged`)."""
        return text_of(self, "sealed_name")

    @property
    def redrawn(self) -> bool:
        """Whether something else is shown in place of the original."""
        return self.shown_content != self.content

    @property
    def told_kind(self) -> Kind:
        """What the original is."""
        return KINDS[self.kind]
