"""To whom a finding has gone up."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of findings."""

    dependencies = [
        ("records", "0005_imports_undone"),
    ]

    operations = [
        migrations.AddField(
            model_name="findingrow",
            name="level",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="findingrow",
            name="level_at",
            field=models.BigIntegerField(null=True),
        ),
    ]
