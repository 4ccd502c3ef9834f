"""Posts in an office, who holds them when, and who is away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingcha.org.language import named
from mingcha.org.models.places import Office


class DutyPost(models.Model):
    """A post that somebody must hold at every moment: 群值守, 线索管理, 审核 …"""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    title_zh = models.CharField(max_length=60)
    title_en = models.CharField(max_length=100, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("office", "title_zh")
        constraints = (
            models.UniqueConstraint(
                fields=("office", "title_zh"), condition=Q(closed_at=None), name="org_post_title_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language of the page; Chinese when there is no English title."""
        return named(self.title_zh, self.title_en)


class Duty(models.Model):
    """Somebody holds a post for a time: rank 1 is the holder, higher ranks stand in, the lowest first."""

    post = models.ForeignKey(DutyPost, on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="duties")
    rank = models.PositiveSmallIntegerField(default=1)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("post", "rank", "since")
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="org_duty_order"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="org_duty_rank"),
        )
        indexes = (models.Index(fields=("post", "since", "until"), name="org_duty_when"),)

    def __str__(self) -> str:
        return f"{self.post_id} {self.rank} {self.person_id}"


class Absence(models.Model):
    """Somebody is away for a time, so that a stand-in acts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ("since",)
        constraints = (models.CheckConstraint(condition=Q(until__gt=F("since")), name="org_absence_order"),)
        indexes = (models.Index(fields=("person", "since"), name="org_absence_when"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"
