"""
Supervision groups, their posts and the patrol; behind row security like appeals (`0003`): a group where it is, what
belongs to it with it. The log of the patrol says itself where it is: it has a million rows.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As in `0003`: read once a statement, and no guess of the planner's.
_AREAS = "(SELECT nullif(current_setting('mingcha.areas', true), '')::int8multirange)"
_HERE = f"coalesce(area_code::bigint <@ {_AREAS}, false)"
_OF_GROUP = "EXISTS (SELECT FROM appeals_supervisiongroup g WHERE g.id = group_id)"
_POLICIES = {
    "appeals_supervisiongroup": _HERE,
    "appeals_patrol": _HERE,
    "appeals_grouppost": _OF_GROUP,
    "appeals_patrolplan": _OF_GROUP,
    "appeals_groupduty": "EXISTS (SELECT FROM appeals_grouppost p WHERE p.id = post_id)",
}


def add(_apps: Any, editor: Any) -> None:
    """Locks the tables, for their owner too."""
    if editor.connection.vendor != "postgresql":
        return
    for table, condition in _POLICIES.items():
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY opened ON {table} USING ({condition})")


def remove(_apps: Any, editor: Any) -> None:
    """Opens them again."""
    if editor.connection.vendor != "postgresql":
        return
    for table in _POLICIES:
        editor.execute(f"DROP POLICY opened ON {table}")
        editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    """Tables and policies."""

    dependencies = [
        ("appeals", "0006_solving"),
        ("org", "0004_longer_day_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupLink",
            fields=[
                ("code", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("area_code", models.CharField(max_length=12)),
            ],
        ),
        migrations.AlterField(
            model_name="appeal",
            name="way",
            field=models.CharField(
                choices=[
                    ("web", "mobile page"),
                    ("proxy", "entered by staff"),
                    ("transcript", "taken from a group"),
                    ("mp", "official account"),
                    ("kf", "WeChat service"),
                    ("wecom", "WeCom"),
                    ("robot", "WeCom robot"),
                    ("open311", "Open311"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="PostSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("title_zh", models.CharField(max_length=40)),
                ("title_en", models.CharField(blank=True, max_length=80)),
                ("basis", models.CharField(max_length=300)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.area",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="PostKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title_zh", models.CharField(max_length=40)),
                ("title_en", models.CharField(blank=True, max_length=80)),
                ("basis", models.CharField(max_length=300)),
                ("order", models.PositiveSmallIntegerField(default=100)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kinds", to="appeals.postset"
                    ),
                ),
            ],
            options={
                "ordering": ("of", "order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SupervisionGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True)),
                ("area_code", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("platform", models.CharField(max_length=12)),
                ("households", models.PositiveIntegerField(default=0)),
                ("members", models.PositiveIntegerField(default=0)),
                ("covenant", models.TextField(blank=True)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.area"),
                ),
                (
                    "post_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="groups", to="appeals.postset"
                    ),
                ),
            ],
            options={
                "ordering": ("area_code", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PatrolPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrol_plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="appeals.supervisiongroup"
                    ),
                ),
            ],
            options={
                "ordering": ("group", "since"),
            },
        ),
        migrations.CreateModel(
            name="Patrol",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_code", models.CharField(max_length=12)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("found", models.PositiveSmallIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrols",
                        to="appeals.supervisiongroup",
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "group"),
            },
        ),
        migrations.CreateModel(
            name="GroupPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="appeals.postkind"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="appeals.supervisiongroup"
                    ),
                ),
            ],
            options={
                "ordering": ("group", "kind__order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="VillageHouseholds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                (
                    "area",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.area"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GroupDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(max_length=40)),
                ("office", models.CharField(blank=True, max_length=80)),
                ("telephone", models.CharField(blank=True, max_length=20)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="appeals.grouppost"
                    ),
                ),
            ],
            options={
                "ordering": ("post", "rank", "-since", "-pk"),
                "indexes": [models.Index(fields=["post", "rank", "until"], name="appeals_groupduty_when")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="appeals_groupduty_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("rank__in", (1, 2))), name="appeals_groupduty_rank"),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("post", "rank"), name="appeals_groupduty_once"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="postkind",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("of", "title_zh"), name="appeals_postkind_once"
            ),
        ),
        migrations.AddIndex(
            model_name="supervisiongroup",
            index=models.Index(fields=["area_code", "closed_on"], name="appeals_group_area"),
        ),
        migrations.AddConstraint(
            model_name="supervisiongroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None)), fields=("area", "name"), name="appeals_group_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisiongroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_on", None), ("closed_on__gte", models.F("opened_on")), _connector="OR"),
                name="appeals_group_order",
            ),
        ),
        migrations.AddIndex(
            model_name="patrolplan",
            index=models.Index(fields=["person", "until"], name="appeals_patrolplan_person"),
        ),
        migrations.AddConstraint(
            model_name="patrolplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("group",), name="appeals_patrolplan_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="patrolplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="appeals_patrolplan_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="patrol",
            constraint=models.UniqueConstraint(fields=("group", "day"), name="appeals_patrol_once"),
        ),
        migrations.AddConstraint(
            model_name="grouppost",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("group", "kind"), name="appeals_grouppost_once"
            ),
        ),
        migrations.RunPython(add, remove),
    ]
