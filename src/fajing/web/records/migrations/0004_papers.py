"""Service, reply and verification of papers."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of documents."""

    dependencies = [
        ("records", "0003_matter_count"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="replied_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="replied_by",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="document",
            name="reply",
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="document",
            name="reply_due",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="served_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="served_to",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="document",
            name="verified_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="verified_by",
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
