"""The wall clock. This is the only place in the project that reads it, so that a scan never depends on it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)
