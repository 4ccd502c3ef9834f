"""Cards, indexes and constraints of the room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The rest of the first tables."""

    dependencies = [
        ("appeals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("blue", "blue card (reminder)"),
                            ("yellow", "yellow card (urged)"),
                            ("red", "red card (written explanation)"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(max_length=40)),
                ("given_at", models.DateTimeField()),
                ("explanation", models.CharField(blank=True, max_length=500)),
                ("explained_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="appeals.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ("given_at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("appeal", "colour", "why"), name="appeals_card_once")],
            },
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["area_code", "-filed_at"], name="appeals_appeal_area"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["state", "-filed_at"], name="appeals_appeal_state"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["supervisor", "state"], name="appeals_appeal_supervisor"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="appeals_appeal_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("extensions__lte", 2)), name="appeals_appeal_extensions"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(fields=("reply", "petitioner"), name="appeals_rating_once"),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("area", "category"), name="appeals_route_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("category", None), ("until", None)), fields=("area",), name="appeals_route_desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                name="appeals_route_order",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["owner", "until"], name="appeals_task_owner"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["post", "until"], name="appeals_task_post"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lead", True), ("until", None)), fields=("appeal",), name="appeals_task_lead"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="appeals_task_order",
            ),
        ),
    ]
