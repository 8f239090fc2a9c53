"""Which values a norm's conditions read, and the conditions in words.

In: a duty's form as data. Out: names, and text with titles in place of names. Nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.core.events import Event
from fajing.lawbook.conditions import Expression, Name, walk
from fajing.lawbook.model import DutySpec, Within
from fajing.scan.wording import Speaker

_NAMED = re.compile(
    r"\b(?:(?:event|target|matter)\.\w+|file\.\w+\.\w+|(?:first|last|count|standing)\([\w.]+\)(?:\.\w+)?)"
)
_WORDS = (("and", "且"), ("or", "或"), ("not", "非"), ("true", "是"), ("false", "否"))
_SIGNS = (("!=", "≠"), ("<=", "≤"), (">=", "≥"), ("==", "="))


def names_read(spec: DutySpec) -> list[tuple[str, str]]:
    """Values of the trigger or its matter that the conditions name: `("event", "amount")`, each once."""
    found: dict[tuple[str, str], None] = {}
    for expression in _expressions(spec):
        for node in walk(expression.root):
            if isinstance(node, Name) and len(node.path) == 2 and node.path[0] in ("event", "matter"):
                found[node.path[0], node.path[1]] = None
    return list(found)


def _expressions(spec: DutySpec) -> Iterator[Expression]:
    for expression in (spec.where, spec.value, spec.unless):
        if expression is not None:
            yield expression
    if spec.by is not None and spec.by.value is not None:
        yield spec.by.value
    if spec.within is not None:
        yield from _of_within(spec.within)


def _of_within(within: Within) -> Iterator[Expression]:
    for tier in within.tiers:
        for part in (tier.where, tier.count, tier.start):
            if isinstance(part, Expression):
                yield part
    for option in (*within.earlier_of, *within.later_of):
        yield from _of_within(option)


def condition_words(expression: Expression, event: Event, speaker: Speaker) -> str:
    """A condition with titles in place of names: `案件来源 ≠ "transferred"`."""
    text = _NAMED.sub(lambda found: speaker.fact(found[0], event), expression.text)
    for sign, shown in _SIGNS:
        text = text.replace(sign, shown)
    if speaker.is_zh:
        for word, shown in _WORDS:
            text = re.sub(rf"\b{word}\b", shown, text)
    return text
