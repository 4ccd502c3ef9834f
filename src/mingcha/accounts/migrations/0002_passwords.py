"""When a password was set, whether it must be changed, and which ones were used before."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def since_opened(apps: Any, _editor: Any) -> None:
    """Passwords that are there have been there since the account was opened, for all we know."""
    apps.get_model("accounts", "User").objects.update(password_at=F("created_at"))


class Migration(migrations.Migration):
    """Adds, fills, then tightens."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField("user", "must_change", models.BooleanField(default=False)),
        migrations.AddField("user", "password_at", models.DateTimeField(null=True)),
        migrations.RunPython(since_opened, migrations.RunPython.noop),
        migrations.AlterField("user", "password_at", models.DateTimeField()),
        migrations.CreateModel(
            name="PasswordUsed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128)),
                ("used_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passwords_used",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("-used_at", "-pk")},
        ),
    ]
