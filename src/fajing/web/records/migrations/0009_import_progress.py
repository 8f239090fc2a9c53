"""How far an import is, while a process of its own takes the file in."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """What is being done, and through how many of how many it is."""

    dependencies = [
        ("records", "0008_import_events"),
    ]

    operations = [
        migrations.AddField("importrow", "stage", models.CharField(blank=True, max_length=12)),
        migrations.AddField("importrow", "through", models.PositiveIntegerField(default=0)),
        migrations.AddField("importrow", "of", models.PositiveIntegerField(default=0)),
    ]
