"""A token may have every scope: all of them together are longer than the column was."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the column wider."""

    dependencies: ClassVar = [("people", "0001_initial")]
    operations: ClassVar = [
        migrations.AlterField("token", "scopes", models.CharField(max_length=1000)),
    ]
