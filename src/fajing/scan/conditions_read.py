"""Which values a norm's conditions read, and the conditions in words.

In: a duty's form as data. Out: names, and text with titles in place of names. Nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator

from fajing.lawbook.conditions import Expression, Name, walk
from fajing.lawbook.duty_spec import DutySpec, Within
from fajing.scan.condition_words import ConditionWords
from fajing.scan.duty import Duty
from fajing.scan.wording import Speaker

_READ: dict[int, tuple[DutySpec, list[tuple[str, str]]]] = {}
"""Of duties read before; a duty's form is the same for every finding of its norm."""


def names_read(spec: DutySpec) -> list[tuple[str, str]]:
    """Values of the trigger or its matter that the conditions name: `("event", "amount")`, each once."""
    known = _READ.get(id(spec))
    if known is not None and known[0] is spec:
        return known[1]
    found: dict[tuple[str, str], None] = {}
    for expression in _expressions(spec):
        for node in walk(expression.root):
            if isinstance(node, Name) and len(node.path) == 2 and node.path[0] in ("event", "matter"):
                found[node.path[0], node.path[1]] = None
    _READ[id(spec)] = (spec, list(found))
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


def condition_words(expression: Expression, duty: Duty, speaker: Speaker) -> str:
    """A condition of a duty with titles in place of names: `案件来源 ≠ “transferred”`."""
    on = (duty.trigger.qualified_step,)
    return ConditionWords(speaker, duty.norm.procedure, on).say(expression)
