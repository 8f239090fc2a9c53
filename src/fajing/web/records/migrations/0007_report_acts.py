"""What is done with yearly reports, followed from their entries."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A table."""

    dependencies = [
        ("records", "0006_finding_level"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportActRow",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                ("year", models.PositiveIntegerField(db_index=True)),
                ("what", models.CharField(max_length=12)),
                ("by", models.CharField(max_length=20)),
                ("at", models.BigIntegerField()),
                ("body", models.JSONField()),
            ],
            options={
                "ordering": ["entry"],
            },
        ),
    ]
