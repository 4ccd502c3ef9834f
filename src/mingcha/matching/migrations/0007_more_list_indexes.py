"""Verdicts in the order of the list; funds by state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indices."""

    dependencies = [
        ("matching", "0006_rehearsals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["verdict", "excluded", "strength", "-amount_fen"], name="matching_finding_judged"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["fund", "state"], name="matching_finding_fund_state"),
        ),
        migrations.RemoveIndex(model_name="finding", name="matching_finding_verdict"),
    ]
