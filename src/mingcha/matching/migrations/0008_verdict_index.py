"""Verdicts counted from their index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index with what a scope asks."""

    dependencies = [
        ("matching", "0007_more_list_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["verdict", "excluded", "strength", "-amount_fen", "county", "published"],
                name="matching_finding_verdicts",
            ),
        ),
        migrations.RemoveIndex(model_name="finding", name="matching_finding_judged"),
    ]
