"""Tags of the office's templates: pairs of words, moments, chips. They are built in, no template loads them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from fajing.findings.people import Role
from fajing.ledger.handover import standing
from fajing.web import checking, clock, importing, shown
from fajing.web.access.rules import RULES
from fajing.web.people.models import Unit
from fajing.web.reach import NO_UNIT
from fajing.web.records import follower
from fajing.web.words import CODES, LANGUAGE, language, pick

register = template.Library()
_TOLD_OF_CHECKPOINTS = (Role.LEGAL_OFFICER, Role.SUPERVISOR, Role.AUDIT_ADMIN)
_TOLD_ON = ("today", "desk", "ledger")
_INDENT = "\u3000"


class Pair(template.Node):
    """Two texts side by side; a page asks for hundreds, so its language is looked up in the context."""

    def __init__(self, texts: list[FilterExpression], values: list[FilterExpression]) -> None:
        self.texts, self.values = texts, values
        empty = template.Context()
        self.said = {
            code: conditional_escape(one.resolve(empty)) for code, one in zip(CODES, texts, strict=True)
        }

    def render(self, context: template.Context) -> SafeString:
        """The text in the language of the request, with values put in."""
        code = context.get(LANGUAGE) or language()
        if not self.values:
            return self.said[code]
        text = self.texts[CODES.index(code)].resolve(context)
        return conditional_escape(text.format(*(shown.number(one.resolve(context)) for one in self.values)))


@register.tag
def t(parser: Parser, token: Token) -> Pair:
    """The one of two texts in the language of the request, with values put in: `{% t "共{0}起" "{0} in all" n %}`."""
    parts = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    return Pair(parts[:2], parts[2:])


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
@cache
def icon(name: str) -> SafeString:
    """A sign of an outcome, from the page's sprite; the word beside it is its name."""
    return format_html(
        '<svg class="i i-{}" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>', name, name
    )


@register.filter
def set_in(unit: Unit) -> str:
    """What stands before a unit's name in a list of the tree."""
    return _INDENT * unit.depth


@register.filter
def unit_name(name: str) -> str:
    """`shown.unit`."""
    return shown.unit(name)


@register.simple_tag(takes_context=True)
def no_unit_option(context: template.Context, chosen: str = "") -> SafeString:
    """What is no unit's, to choose from for who sees the whole body."""
    if not context["request"].user.sees_all:
        return SafeString()
    mark = mark_safe(" selected") if chosen == NO_UNIT else ""
    return format_html('<option value="{}"{}>{}</option>', NO_UNIT, mark, shown.unit(""))


@register.simple_tag
def unit_options(names: Iterable[str], chosen: str = "") -> SafeString:
    """Units to choose from, each set in under the unit above it."""
    listed = list(names)
    depths = {one.name: one.depth for one in Unit.objects.filter(name__in=listed)}
    least = min(depths.values(), default=0)
    return format_html_join(
        "",
        '<option value="{}"{}>{}{}</option>',
        (
            (
                one,
                mark_safe(" selected") if one == chosen else "",
                _INDENT * (depths.get(one, least) - least),
                one,
            )
            for one in listed
        ),
    )


@register.inclusion_tag("fajing/checked.html", takes_context=True)
def checked(context: template.Context) -> dict[str, Any]:
    """Up to when was checked; for who may begin a check its button, or that one is running."""
    user = context["request"].user
    told: dict[str, Any] = {"checked": follower.position("checked"), LANGUAGE: context.get(LANGUAGE)}
    if not RULES["check"].open_to(user):
        return told
    busy = checking.standing()["state"] == importing.RUNNING
    found = {} if busy else checking.last_found()
    token = context.get("csrf_token")
    return told | {"may": True, "busy": busy, "raised": found.get("raised", 0), "csrf_token": token}


@register.simple_tag(takes_context=True)
def late_checkpoint(context: template.Context) -> str:
    """The red line where no checkpoint was handed over for more than a day; empty where all is well."""
    request = context["request"]
    match, user = request.resolver_match, request.user
    if match is None or match.url_name not in _TOLD_ON or not user.is_authenticated:
        return ""
    if user.kind not in _TOLD_OF_CHECKPOINTS:
        return ""
    found = standing(follower.book().ledger, clock.office_now())
    if not found.is_late:
        return ""
    hours, entries = int(found.waited.total_seconds()) // 3600, shown.number(found.not_covered)
    return pick(
        f"检查点已{hours}小时没有交出，{entries}条记录还没有别处保存的凭据。请审计管理员办理：fajing ledger export。",
        f"No checkpoint was handed over for {hours} hours; {entries} entries are not covered by one held elsewhere. "
        "The audit administrator runs: fajing ledger export.",
    )
