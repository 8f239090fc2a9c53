"""Accounts are opened by one administrator and granted by another; a first password is of two halves and is changed.

Users who are there already stay as they are.
"""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds what an account waits for."""

    dependencies: ClassVar = [("people", "0002_token_scopes")]
    operations: ClassVar = [
        migrations.AddField("user", "is_granted", models.BooleanField(default=True)),
        migrations.AddField("user", "opened_by", models.CharField(blank=True, max_length=20)),
        migrations.AddField("user", "first_half", models.CharField(blank=True, max_length=128)),
        migrations.AddField("user", "must_change", models.BooleanField(default=False)),
    ]
