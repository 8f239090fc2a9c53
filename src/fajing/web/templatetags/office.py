"""Tags of the office's templates: pairs of words, moments, chips. They are built in, no template loads them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fajing.web import shown
from fajing.web.words import pick

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, *values: Any) -> str:
    """The one of two texts in the language of the request, with values put in: `{% t "共{0}起" "{0} in all" n %}`."""
    text = pick(zh, en)
    return text.format(*(shown.number(one) for one in values)) if values else text


@register.simple_tag
def moment(instant: int | None, whole_day: bool = False) -> str:
    """A moment: `3月2日 09:20`."""
    return shown.moment(instant, whole_day=whole_day)


@register.simple_tag
def day(instant: int | None) -> str:
    """A day: `3月2日`."""
    return shown.day(instant)


@register.simple_tag
def n(value: int | None) -> str:
    """A whole number with its thousands."""
    return shown.number(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign of an outcome, from the page's sprite; the word beside it is its name."""
    return format_html(
        '<svg class="i i-{}" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>', name, name
    )
