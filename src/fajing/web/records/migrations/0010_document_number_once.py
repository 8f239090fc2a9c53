"""A document's number is given once: the database holds it so."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import migrations, models
from django.db.models import F


def tell_apart(apps: Any, schema_editor: Any) -> None:
    """Of documents that bear one number the first keeps it; the others bear it with `之2`, `之3` behind."""
    rows = apps.get_model("records", "Document").objects.exclude(number="")
    seen: Counter[str] = Counter()
    for row in rows.order_by(F("issued_at").asc(nulls_last=True), "id"):
        seen[row.number] += 1
        if seen[row.number] > 1:
            row.number = f"{row.number}之{seen[row.number]}"
            row.save(update_fields=["number"])


class Migration(migrations.Migration):
    """No two documents with one number; an empty one is none."""

    dependencies = [
        ("records", "0009_import_progress"),
    ]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="document_number_once"
            ),
        ),
    ]
