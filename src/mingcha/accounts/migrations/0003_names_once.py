"""User names are unique whatever their capitals."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower


def tell_doubles(apps: Any, _editor: Any) -> None:
    """Nobody may choose for an administrator which of two accounts keeps its name."""
    names = list(apps.get_model("accounts", "User").objects.values_list("username", flat=True))
    seen = Counter(name.lower() for name in names)
    if doubles := sorted(name for name in names if seen[name.lower()] > 1):
        told = ", ".join(doubles)
        raise RuntimeError(f"用户名仅大小写不同，请先改名 user names differ in capitals only, rename first: {told}")


class Migration(migrations.Migration):
    """Looks, then tightens."""

    dependencies = [("accounts", "0002_passwords")]
    operations = [
        migrations.RunPython(tell_doubles, migrations.RunPython.noop),
        migrations.AddConstraint("user", models.UniqueConstraint(Lower("username"), name="accounts_user_name_once")),
    ]
