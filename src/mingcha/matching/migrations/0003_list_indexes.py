"""Indices in the order of the list within a county, a township, a verdict; verdicts kept per county."""

import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

_FILL = (
    "INSERT INTO matching_tally (area, purpose_id, dimension, value, count, amount_fen)"
    " SELECT CAST(f.county AS bigint) * 1000000, f.purpose_id, 'judged', r.rule_id || '|' || r.verdict, COUNT(*), 0"
    " FROM matching_review r JOIN matching_finding f ON f.id = r.finding_id WHERE r.standing AND NOT r.excluded"
    " GROUP BY f.county, f.purpose_id, r.rule_id, r.verdict"
)


class Migration(migrations.Migration):
    """Indices, checks, numbers."""

    dependencies = [
        ("datasets", "0001_initial"),
        ("matching", "0002_finished_runs"),
        ("org", "0004_longer_day_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["county", "excluded", "strength", "-amount_fen", "number"], name="matching_finding_in_county"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["township", "excluded", "strength", "-amount_fen", "number"], name="matching_finding_in_town"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["verdict", "state", "fund"], name="matching_finding_verdict"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "county",
                        django.db.models.expressions.CombinedExpression(models.F("area"), "/", models.Value(1000000)),
                    )
                ),
                name="matching_finding_county",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("township", 0),
                    (
                        "township",
                        django.db.models.expressions.CombinedExpression(models.F("area"), "/", models.Value(1000)),
                    ),
                    _connector="OR",
                ),
                name="matching_finding_township",
            ),
        ),
        migrations.RunSQL(_FILL, "DELETE FROM matching_tally WHERE dimension = 'judged'"),
    ]
