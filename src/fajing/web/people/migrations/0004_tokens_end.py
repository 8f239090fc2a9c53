"""Tokens end. One that was issued before this lasts as long as one issued now."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import migrations, models


def begin(apps: Any, schema: Any) -> None:
    """Lets the time of the tokens that are there begin now."""
    from fajing.web.clock import instant
    from fajing.web.shown import DAY

    ends = instant() + int(settings.OFFICE.token_days) * DAY
    apps.get_model("people", "Token").objects.update(expires_at=ends)


class Migration(migrations.Migration):
    """Adds when a token ends."""

    dependencies: ClassVar = [("people", "0003_two_hands")]
    operations: ClassVar = [
        migrations.AddField("token", "expires_at", models.BigIntegerField(default=0)),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
