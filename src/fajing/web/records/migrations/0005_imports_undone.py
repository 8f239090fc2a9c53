"""Undone and watched imports."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of imports."""

    dependencies = [
        ("records", "0004_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="importrow",
            name="segment",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="importrow",
            name="sha256",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
    ]
