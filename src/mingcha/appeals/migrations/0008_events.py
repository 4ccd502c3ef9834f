"""The log of what happens to appeals, with what happened before it began; closed months and their bulletins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_AREAS = "(SELECT nullif(current_setting('mingcha.areas', true), '')::int8multirange)"
_TABLES = ("appeals_appealevent", "appeals_monthline", "appeals_bulletin")
_FROZEN = ("appeals_appealevent", "appeals_monthline", "appeals_monthclosing")
_REFUSE = "'the log of appeals and closed months are append-only'"
_WORDS = (
    "filed accepted declined handed_over owner_changed answered checked rated reopened extended climbed card_given"
    " closed led_away recurred"
).split()
_ANSWERING = ("appeal_accept", "appeal_simple", "appeal_joint", "appeal_urgent", "appeal_redo")
_AT_ONCE = 1_000


def add(_apps: Any, editor: Any) -> None:
    """The database refuses to change the log; PostgreSQL shows it only where it happened, as in `0003`."""
    if editor.connection.vendor == "sqlite":
        for table in _FROZEN:
            for verb in ("update", "delete"):
                editor.execute(
                    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, {_REFUSE}); END"
                )
        return
    editor.execute(
        "CREATE FUNCTION appeals_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION {_REFUSE}; END $$"
    )
    for table in _FROZEN:
        editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION appeals_refuse()"
        )
    for table in _TABLES:
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        editor.execute(f"CREATE POLICY opened ON {table} USING (coalesce(area_code::bigint <@ {_AREAS}, false))")


def remove(_apps: Any, editor: Any) -> None:
    """Takes triggers and policies away."""
    if editor.connection.vendor == "sqlite":
        for table in _FROZEN:
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    for table in _TABLES:
        editor.execute(f"DROP POLICY opened ON {table}")
        editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table in _FROZEN:
        editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    editor.execute("DROP FUNCTION appeals_refuse()")


def fill(apps: Any, _editor: Any) -> None:
    """What the audit chain tells of every appeal that there is, with where it was and until when by what was kept."""
    event = apps.get_model("appeals", "AppealEvent")
    made: list[Any] = []
    for one in _before(apps):
        made.append(event(**one))
        if len(made) >= _AT_ONCE:
            event.objects.bulk_create(made)
            made = []
    event.objects.bulk_create(made)


def _before(apps: Any) -> Iterator[dict[str, Any]]:
    records = apps.get_model("audit", "AuditRecord").objects.filter(
        subject__startswith="appeal:", action__in=[f"appeal.{word}" for word in _WORDS]
    )
    for subject, found in groupby(records.order_by("subject", "seq").iterator(_AT_ONCE), attrgetter("subject")):
        appeals = apps.get_model("appeals", "Appeal")._base_manager
        appeal = appeals.filter(public_id=subject.removeprefix("appeal:")).first()
        if appeal is not None:
            yield from _life(apps, appeal, list(found))


def _life(apps: Any, appeal: Any, records: list[Any]) -> Iterator[dict[str, Any]]:
    tasks = apps.get_model("appeals", "Task").objects.filter(appeal=appeal, lead=True).order_by("since", "pk")
    leads = [
        (one.since, one.post.office_id if one.post else one.owner.office_id)
        for one in tasks.select_related("post", "owner")
    ]
    clocks = list(
        apps.get_model("deadlines", "Clock").objects.filter(
            kind="appeal", subject=appeal.public_id, code__in=_ANSWERING
        )
    )
    category = ""
    for record in records:
        told = json.loads(record.detail)
        category = told.get("category", category)
        ended = [c.due_at for c in clocks if c.state in ("met", "missed") and c.state_at == record.at]
        runs = [
            c.due_at
            for c in clocks
            if c.started_at <= record.at and (c.state in ("running", "paused", "late") or c.state_at > record.at)
        ]
        yield {
            "record": record.seq,
            "appeal_id": appeal.pk,
            "what": record.action.removeprefix("appeal."),
            "word": _word(told),
            "at": record.at,
            "human": record.actor.startswith("user:"),
            "area_code": appeal.area_code,
            "category": category,
            "way": appeal.way,
            "office_id": next((office for since, office in reversed(leads) if since <= record.at), None),
            "was_due_at": max(ended, default=None),
            "due_at": max(runs, default=None),
        }


def _word(told: dict[str, Any]) -> str:
    if "passed" in told:
        return "yes" if told["passed"] else "no"
    return str(told.get("outcome", told.get("grade", "")))


class Migration(migrations.Migration):
    """Tables, triggers, policies, and the past."""

    dependencies = [
        ("appeals", "0007_groups"),
        ("audit", "0002_append_only"),
        ("org", "0004_longer_day_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            name="MonthClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveIntegerField()),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("as_of", models.DateTimeField()),
                ("formula", models.CharField(max_length=8)),
                ("calendar", models.BigIntegerField()),
                ("lines", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("month", "number"),
                "constraints": [models.UniqueConstraint(fields=("month", "number"), name="appeals_closing_once")],
            },
        ),
        migrations.CreateModel(
            name="AppealEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record", models.BigIntegerField(unique=True)),
                ("what", models.CharField(max_length=20)),
                ("word", models.CharField(blank=True, max_length=16)),
                ("at", models.DateTimeField()),
                ("human", models.BooleanField()),
                ("area_code", models.CharField(max_length=12)),
                ("category", models.CharField(blank=True, max_length=40)),
                ("way", models.CharField(max_length=12)),
                ("was_due_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="appeals.appeal"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.office",
                    ),
                ),
            ],
            options={
                "ordering": ("record",),
                "indexes": [
                    models.Index(fields=["what", "at"], name="appeals_event_what"),
                    models.Index(fields=["appeal", "record"], name="appeals_event_life"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                ("area_code", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("proposed", "to be approved"), ("published", "published")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("cases", models.TextField(blank=True)),
                ("figures", models.JSONField(default=dict)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.area"),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bulletins", to="appeals.monthclosing"
                    ),
                ),
            ],
            options={
                "ordering": ("-closing__month", "area_code"),
                "constraints": [models.UniqueConstraint(fields=("closing", "area"), name="appeals_bulletin_once")],
            },
        ),
        migrations.CreateModel(
            name="MonthLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(max_length=16)),
                ("area_code", models.CharField(max_length=12)),
                ("category", models.CharField(blank=True, max_length=40)),
                ("way", models.CharField(max_length=12)),
                ("office_id", models.BigIntegerField(blank=True, null=True)),
                ("standing", models.CharField(max_length=12)),
                ("responded", models.CharField(blank=True, max_length=8)),
                ("answer_seconds", models.BigIntegerField(blank=True, null=True)),
                ("answer_workdays", models.IntegerField(blank=True, null=True)),
                ("late", models.CharField(blank=True, max_length=8)),
                ("rateable", models.BooleanField()),
                ("grade", models.CharField(blank=True, max_length=12)),
                ("extensions", models.PositiveSmallIntegerField()),
                ("hand_overs", models.PositiveSmallIntegerField()),
                ("climbs", models.PositiveSmallIntegerField()),
                ("repeats", models.PositiveSmallIntegerField()),
                ("passed_on", models.BooleanField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appeals.appeal"
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kept", to="appeals.monthclosing"
                    ),
                ),
            ],
            options={
                "ordering": ("closing", "public_id"),
                "indexes": [models.Index(fields=["closing", "area_code"], name="appeals_line_area")],
                "constraints": [models.UniqueConstraint(fields=("closing", "public_id"), name="appeals_line_once")],
            },
        ),
        migrations.RunPython(add, remove),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
