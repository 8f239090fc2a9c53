"""When a matter was closed, for samples of closed files."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="matterrow",
            name="closed_at",
            field=models.BigIntegerField(db_index=True, null=True),
        ),
    ]
