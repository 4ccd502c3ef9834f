"""Areas and the offices in them. Both change over time and are never deleted: records speak of what was then."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.org.language import named


class AreaLevel(models.TextChoices):
    """Levels of the national statistical code (GB/T 2260, GB/T 10114)."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county")
    TOWNSHIP = "township", _("township")
    VILLAGE = "village", _("village")


#: Digits of the twelve-digit code that name a unit of each level and everything in it.
PREFIX_DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}


class Area(models.Model):
    """One administrative unit by its twelve-digit code, as long as it exists."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=AreaLevel.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="org_area_valid_order",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The digits that the codes of everything inside begin with."""
        return self.code[: PREFIX_DIGITS[self.level]]


class OfficeKind(models.TextChoices):
    """What an office is in the supervision of a city (监察法 第十二条; 湘纪发 on township offices is practice)."""

    CITY_COMMISSION = "city_commission", _("city supervision commission")
    COUNTY_COMMISSION = "county_commission", _("county supervision commission")
    TOWNSHIP_OFFICE = "township_office", _("township supervision office")
    LIAISON_STATION = "liaison_station", _("village liaison station")
    DEPARTMENT = "department", _("department")
    RESIDENT_TEAM = "resident_team", _("resident supervision team")


class Office(models.Model):
    """A body that people work in: it has a kind, an area, and perhaps an office above."""

    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=OfficeKind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="offices")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    #: Unified social credit code as pseudonym: how a department is known in registers.
    unit_key = models.BigIntegerField(null=True, blank=True, db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("area__code", "kind", "name_zh")
        constraints = (models.UniqueConstraint(fields=("name_zh", "area"), name="org_office_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of the page; Chinese when there is no English name."""
        return named(self.name_zh, self.name_en)
