"""The foot of a printed page: which body, up to when, by which lawbook; on paper no address bar says it."""

from __future__ import annotations

from django import template

from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.words import pick

register = template.Library()
_SHOWN = 16
"""So many characters of the hash; every import and check says the whole of it."""


@register.simple_tag
def as_printed() -> str:
    """When it was printed, and the lawbook it was judged by."""
    at, book = f"{zone().civil(instant()):%Y-%m-%d %H:%M}", lawbook()
    return pick(
        f"截至 {at} · 规则库 {book.id} {book.hash[:_SHOWN]}",
        f"as of {at} · lawbook {book.id} {book.hash[:_SHOWN]}",
    )
