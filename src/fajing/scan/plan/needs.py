"""Which columns of events a plan reads, so that no other is taken from the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fajing.lawbook.conditions import Call, Expression, Name, walk
from fajing.lawbook.duty_spec import DutySpec, Form, Period, Target, Within
from fajing.lawbook.model import Lawbook, Norm

_OFFICERS = ("officer_1", "role_1", "officer_2", "role_2", "officers_more")
_OBJECTS = ("object_1", "objects_more")
_OF_PEOPLE = (Form.OFFICERS, Form.ROLE, Form.BY_OTHER_THAN, Form.BY_SAME_AS)


def columns_needed(lawbook: Lawbook, norms: Iterable[Norm]) -> tuple[str, ...]:
    """Columns beyond those that are always read: time, step, file, matter, order."""
    found = {"unit"}
    cancels = any(step.cancels for one in lawbook.procedures.values() for step in one.steps.values())
    for norm in norms:
        for version in norm.versions:
            spec = version.duty
            words = set(_words(spec))
            if isinstance(version.dated_by, Expression):
                words |= _of(version.dated_by)
            if spec.form is Form.COVERED_BY or "until" in words or _measures_length(spec):
                found |= {"until", "until_precision"}
            if "recorded_at" in words or _has_tiers(spec.within):
                found |= {"recorded", "recorded_precision"}
            people = spec.form in _OF_PEOPLE or "officer_count" in words
            if people or any(rule.role for rule in spec.extend):
                found |= set(_OFFICERS)
            tied = (
                spec.per == "object"
                or spec.for_each is not None
                or spec.pause
                or spec.form is Form.COVERED_BY
            )
            if tied or cancels or version.dated_by is not None:
                found |= set(_OBJECTS)
    return tuple(sorted(found))


def fields_named(lawbook: Lawbook, norms: Iterable[Norm]) -> frozenset[str]:
    """Fields that some norms, and those on which they rest, may read; and those that say when a step counts.

    More than a plan's own fields: what only the reference asks is among them.
    """
    found, waiting, seen = {"unit"}, list(norms), set[str]()
    for procedure in lawbook.procedures.values():
        for step in procedure.steps.values():
            found |= {*step.relinks.values(), *_named(step.done_at)}
    while waiting:
        norm = waiting.pop()
        if norm.id in seen:
            continue
        seen.add(norm.id)
        for version in norm.versions:
            spec = version.duty
            found |= {*_words(spec), *_named(spec.apart)}
            if isinstance(version.dated_by, Expression):
                found |= _of(version.dated_by)
            elif isinstance(version.dated_by, Target):
                found |= set(_of_targets((version.dated_by,)))
            rests_on = _named(spec.expired, spec.by.due_of if spec.by else None)
            waiting += [lawbook.norms[other] for other in rests_on if other in lawbook.norms]
    return frozenset(found)


def _named(*names: str | None) -> list[str]:
    return [name for name in names if name is not None]


def _measures_length(spec: DutySpec) -> bool:
    return spec.amount is not None and spec.amount.kind == "length"


def _has_tiers(within: Within | None) -> bool:
    if within is None:
        return False
    own = any(period.where is not None for period in within.tiers)
    return own or any(_has_tiers(part) for part in (*within.earlier_of, *within.later_of))


def _words(spec: DutySpec) -> Iterator[str]:
    """Names used in the conditions, values and parts of a duty."""
    yield from spec.parts
    if spec.amount is not None:
        yield spec.amount.value or ""
        if isinstance(spec.amount.bound, Expression):
            yield from _of(spec.amount.bound)
        yield from _of_targets(spec.amount.targets)
    conditions = (spec.where, spec.unless, spec.officers_where, spec.value, spec.apart_where)
    for expression in (*conditions, spec.by.value if spec.by else None):
        if expression is not None:
            yield from _of(expression)
    for targets in (spec.targets.steps, spec.before, spec.until, *(excuse.on for excuse in spec.excuse)):
        yield from _of_targets(targets)
    yield from _of_targets(tuple(target for excuse in spec.excuse for target in excuse.until))
    yield from _of_targets(tuple(rule.on for rule in spec.extend))
    yield from _of_targets(tuple(target for rule in spec.pause for target in (*rule.start, *rule.end)))
    for within in (spec.within, *(excuse.then for excuse in spec.excuse)):
        yield from _of_within(within)


def _of_targets(targets: Iterable[Target]) -> Iterator[str]:
    for target in targets:
        if target.where is not None:
            yield from _of(target.where)


def _of_within(within: Within | None) -> Iterator[str]:
    if within is None:
        return
    for period in within.tiers:
        yield from _of_period(period)
    for part in (*within.earlier_of, *within.later_of):
        yield from _of_within(part)


def _of_period(period: Period) -> Iterator[str]:
    for expression in (period.count, period.start, period.where):
        if isinstance(expression, Expression):
            yield from _of(expression)
        elif isinstance(expression, Target):
            yield from _of_targets((expression,))


def _of(expression: Expression) -> set[str]:
    found: set[str] = set()
    for node in walk(expression.root):
        if isinstance(node, Name):
            found.add(node.path[-1])
        elif isinstance(node, Call) and node.attribute is not None:
            found.add(node.attribute)
    return found
