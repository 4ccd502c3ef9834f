"""What people ask about, and which post answers for it where: a catalogue of which every version stays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mingcha.org.language import named


class Category(models.Model):
    """A subject of appeals (村组道路). `promise` names how long solving one may take."""

    code = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=40)
    title_en = models.CharField(max_length=80)
    promise = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=100)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("order", "code")
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language of the page."""
        return named(self.title_zh, self.title_en)


class Route(models.Model):
    """
    From a moment until a moment, a post answers in an area for a category; without one, for everything that nobody else
    answers for there: the desk of the area, and a step of the ladder. The narrowest area wins.
    """

    area = models.ForeignKey("org.Area", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="routes")
    post = models.ForeignKey("org.DutyPost", on_delete=models.PROTECT, related_name="routes")
    reason = models.CharField(max_length=200)
    set_by = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("area__code", "category__order", "since")
        constraints = (
            models.UniqueConstraint(fields=("area", "category"), condition=Q(until=None), name="appeals_route_once"),
            models.UniqueConstraint(
                fields=("area",), condition=Q(until=None, category=None), name="appeals_route_desk"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="appeals_route_order"),
        )

    def __str__(self) -> str:
        return f"{self.area_id} {self.category_id} {self.post_id}"
