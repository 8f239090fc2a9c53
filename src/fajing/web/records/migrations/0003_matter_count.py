"""Matters counted by unit and procedure, and indexes that give the latest of them at once."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def count(apps: Any, _editor: Any) -> None:
    """Counts what is there; a nightly check counts anew."""
    rows = apps.get_model("records", "MatterRow").objects.order_by()
    counted = rows.values("unit", "procedure").annotate(count=models.Count("matter"))
    model = apps.get_model("records", "MatterCount")
    model.objects.bulk_create(model(**row) for row in counted)


class Migration(migrations.Migration):
    """A table and two indexes."""

    dependencies = [
        ("records", "0002_matter_closed_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatterCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.CharField(max_length=120)),
                ("procedure", models.CharField(max_length=60)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(fields=["-last_at", "matter"], name="records_mat_last_at_0abfb2_idx"),
        ),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(fields=["unit", "-last_at", "matter"], name="records_mat_unit_4b064d_idx"),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
