"""Purposes, files handed in for them, what was answered about their columns, and how far background work is."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from mingcha.accounts import second_lock
from mingcha.accounts.access import Scope, ScopedQuerySet
from mingcha.datasets.states import PROGRESS, PURPOSE, UPLOAD


class PurposeSet(ScopedQuerySet["Purpose"]):
    """Purposes of an area."""

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """Inside the scope. A purpose names no person: nobody stays away from one."""
        return self.filter(scope.condition("area__code"))


class Purpose(models.Model):
    """What registers may be matched for (数据安全法 第三十八条): without an approved one nothing is taken in."""

    title = models.CharField(max_length=120)
    legal_basis = models.TextField()
    #: Names of the dataset specs that may be used for it.
    datasets = models.JSONField(default=list)
    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    #: The last day on which it holds.
    valid_until = models.DateField()
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, default=PURPOSE.initial, db_index=True)
    state_at = models.DateTimeField()

    objects = PurposeSet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="datasets_purpose_approved_pair",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="datasets_purpose_four_eyes"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"purpose:{self.pk}"


class UploadSet(ScopedQuerySet["Upload"]):
    """Files of the offices of an area."""

    def limited(self, scope: Scope, recused: frozenset[int]) -> Self:
        """Inside the scope, and not of a body one stays away from: nobody passes their own unit's file."""
        return self.filter(scope.condition("area__code")).exclude(office__unit_key__in=recused)

    def handed_in_by(self, user_id: int) -> Self:
        """What one person handed in, for that person."""
        return self.for_system("a person's own list").filter(uploaded_by=user_id)


class Upload(models.Model):
    """A file that an office handed in for a purpose, from its arrival to its deletion. Its content is sealed."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="uploads")
    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    #: As the office called it, and as the engine knows it (with the county in front when the name does not say it).
    name = models.CharField(max_length=255)
    read_as = models.CharField(max_length=320)
    size = models.BigIntegerField()
    #: SHA-256 of the content.
    content = models.CharField(max_length=64, db_index=True)
    #: Name of the sealed file; empty once it was deleted.
    sealed = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, default=UPLOAD.initial, db_index=True)
    state_at = models.DateTimeField()
    #: The engine's record of the file; empty until it was read whole.
    record_digest = models.CharField(max_length=32, blank=True, db_index=True)
    datasets = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    #: What was found out about it: `datasets.report.Report` as JSON. Counts and sentences, no person.
    report = models.TextField(blank=True)
    failure_zh = models.TextField(blank=True)
    failure_en = models.TextField(blank=True)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirm_reason = models.CharField(max_length=200, blank=True)
    released_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=200, blank=True)

    objects = UploadSet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="datasets_upload_released_pair",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None)
                | ~Q(released_by=F("uploaded_by")) & (Q(confirmed_by=None) | ~Q(released_by=F("confirmed_by"))),
                name="datasets_upload_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_by__isnull=False), name="datasets_upload_released_by"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"upload:{self.pk}"


class SourceAnswer(models.Model):
    """What was answered about the files of an office that are called alike; see `engine.understanding.answers`."""

    office = models.ForeignKey("org.Office", on_delete=models.PROTECT, related_name="+")
    #: Globs over file name and sheet; digits of the name are open, so that next month's file is covered.
    file = models.CharField(max_length=400)
    sheet = models.CharField(max_length=200, default="*")
    dataset = models.CharField(max_length=40, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)
    columns = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    skip = models.BooleanField(default=False)
    answered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("answered_at", "pk")
        constraints = (models.UniqueConstraint(fields=("office", "file", "sheet"), name="datasets_answer_once"),)

    def __str__(self) -> str:
        return f"{self.file} · {self.sheet}"


class Progress(models.Model):
    """
    How far a piece of background work is. `subject` is what it works on (`upload:12`, `run:7`).

    The worker writes it at most once a second; a row whose `beat_at` is old has lost its worker.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, db_index=True)
    state = models.CharField(max_length=20, default=PROGRESS.initial, db_index=True)
    state_at = models.DateTimeField()
    stage = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=320, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    #: Rows to expect, 0 when nobody can tell.
    rows_expected = models.BigIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    message_zh = models.TextField(blank=True)
    message_en = models.TextField(blank=True)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ("-requested_at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def audit_name(self) -> str:
        """How the audit chain names it."""
        return f"progress:{self.pk}"


#: The policies are in the migrations `row_security`.
second_lock.lock(Upload._meta.db_table)
