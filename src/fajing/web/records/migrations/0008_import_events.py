"""What an import brought in events, beside the rows it was read from."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Three counts; unknown for imports before."""

    dependencies = [
        ("records", "0007_report_acts"),
    ]

    operations = [
        migrations.AlterModelOptions("importrow", {"ordering": ["-at", "-id"]}),
        migrations.AddField("importrow", "events_new", models.PositiveIntegerField(null=True)),
        migrations.AddField("importrow", "events_corrected", models.PositiveIntegerField(null=True)),
        migrations.AddField("importrow", "events_known", models.PositiveIntegerField(null=True)),
    ]
