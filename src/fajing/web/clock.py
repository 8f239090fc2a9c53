"""What time it is in the office: the real time, or in a demonstration that of the invented bureau."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from fajing.core.clock import now
from fajing.core.moments import Zone


def office_now() -> datetime:
    """The present instant, aware, in UTC."""
    office, real = settings.OFFICE, now()
    if not office.demo or office.demo_now is None or office.demo_since is None:
        return real
    return real - timedelta(seconds=office.demo_since - office.demo_now)


def instant() -> int:
    """The present instant in seconds."""
    return int(office_now().timestamp())


def zone() -> Zone:
    """The office's civil time."""
    from fajing.web.law import lawbook

    return lawbook().zone
