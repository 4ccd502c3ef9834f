"""Joint handling, merging, a second opinion, notes, versions shown, supporters, cards by rule, recurrence."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As in `0003_row_security`.
_OF_APPEAL = "EXISTS (SELECT FROM appeals_appeal a WHERE a.id = appeal_id)"
_OF_REPLY = "EXISTS (SELECT FROM appeals_reply r WHERE r.id = reply_id)"
_POLICIES = {
    **{
        f"appeals_{table}": _OF_APPEAL
        for table in ("share", "merge", "worknote", "publicversion", "support", "recurrence")
    },
    "appeals_peerreview": _OF_REPLY,
}


def add(_apps: Any, editor: Any) -> None:
    """Locks the new tables, for their owner too."""
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
    """What solving in depth keeps."""

    dependencies = [
        ("appeals", "0005_suggesting"),
        ("org", "0004_longer_day_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=32, unique=True)),
                ("day", models.DateField(db_index=True)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="appeal",
            name="split_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="appeals.appeal",
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="citation",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="card",
            name="explained_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="card",
            name="given_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="card",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="appeals.appeal",
            ),
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
            name="CardRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promise", models.CharField(max_length=40)),
                ("level", models.PositiveSmallIntegerField()),
                ("colour", models.CharField(blank=True, max_length=8)),
                ("citation", models.CharField(max_length=200)),
                ("set_by", models.CharField(max_length=80)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("promise", "level", "since"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("promise", "level"), name="appeals_cardrule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DigestAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                ("channel", models.CharField(max_length=10)),
                ("sealed_to", models.TextField(blank=True)),
                ("since", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PeerReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reply",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="peer", to="appeals.reply"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alike", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recurrence", to="appeals.appeal"
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recurred", to="appeals.appeal"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                ("asked", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("late_at", models.DateTimeField(blank=True, null=True)),
                ("sealed_answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="appeals.appeal"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.dutypost"),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="task",
            name="share",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="appeals.share",
            ),
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="supports", to="appeals.appeal"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=16, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "went there"),
                            ("plan", "plan"),
                            ("cost", "cost"),
                            ("before", "before"),
                            ("after", "after"),
                            ("other", "other"),
                            ("extension", "more time"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sealed_text", models.TextField(blank=True)),
                ("cost", models.BigIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="appeals.appeal"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("undone_reason", models.CharField(blank=True, max_length=200)),
                ("undone_by", models.CharField(blank=True, max_length=80)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="appeals.appeal"
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appeals.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("appeal",), name="appeals_merge_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="appeals.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("appeal",), name="appeals_version_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["due_at"], name="appeals_share_due"),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("appeal", "post"), name="appeals_share_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("asked_at"))), name="appeals_share_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(fields=("appeal", "mark"), name="appeals_support_once"),
        ),
        migrations.AddConstraint(
            model_name="worknote",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost", None), models.Q(("cost__gt", 0), ("kind", "cost")), _connector="OR"),
                name="appeals_note_cost",
            ),
        ),
        migrations.RunPython(add, remove),
    ]
