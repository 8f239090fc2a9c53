"""Evaluates conditions in three values: a fact the record does not hold makes the answer unknown.

In: an expression and a `Scope` (what is known, and when). Out: a value or `UNKNOWN`, with the missing facts
noted.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from fajing.core.errors import FajingError
from fajing.core.events import Event
from fajing.core.moments import Moment, Precision, parse_moment
from fajing.lawbook.conditions import (
    STEP_FUNCTIONS,
    Binary,
    Call,
    DateLiteral,
    Expression,
    Listing,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    step_of,
)
from fajing.scan.file_view import FileView, is_earlier, order


class _Unknown:
    """The third truth value; one instance."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in a condition: civil days and seconds."""

    days: int = 0
    seconds: int = 0

    @property
    def total(self) -> int:
        """Seconds, a civil day taken as 24 hours: spans are compared, never laid on a calendar."""
        return self.days * 86_400 + self.seconds


@dataclass(slots=True)
class Scope:
    """What a condition may see.

    Attributes:
        view: The file.
        procedure: Procedure of unqualified steps.
        trigger: The trigger; `event.x`.
        target: The step being filtered; `target.x`.
        officer: An officer's register entry and role, for `officers: {where}`.
        tie: Keeps to events of the duty's object or matter.
        known_until: For tiers: only what was recorded by this instant is known. None = as at the trigger.
        exceptions: True for `unless`, longer tiers and the like: a step that no map carries makes the answer
            unknown, but is no missing fact.
        missing: Facts found absent, appended in order.
    """

    view: FileView
    procedure: str
    trigger: Event
    target: Event | None = None
    officer: Mapping[str, Any] | None = None
    tie: Callable[[Event], bool] = lambda _: True
    known_until: int | None = None
    exceptions: bool = False
    missing: list[str] = field(default_factory=list)

    def absent(self, fact: str) -> _Unknown:
        """Notes a missing fact."""
        if fact not in self.missing:
            self.missing.append(fact)
        return UNKNOWN

    def knows(self, event: Event) -> bool:
        """Whether this event counts at the moment the condition is read."""
        if self.known_until is not None:
            recorded = event.recorded_at or event.at
            return max(recorded.instant, event.at.instant) <= self.known_until
        return event is self.trigger or is_earlier(event, self.trigger)

    def known_of(self, step: str) -> list[Event]:
        """Known events of a step that are tied to the duty, in order."""
        qualified = step if "." in step else f"{self.procedure}.{step}"
        return [event for event in self.view.of_step(qualified) if self.knows(event) and self.tie(event)]


def evaluate(expression: Expression, scope: Scope) -> Any:
    """Evaluates an expression.

    Args:
        expression: Parsed condition or value.
        scope: What it may see.

    Returns:
        A bool, number, text, Moment or Span, or `UNKNOWN` with `scope.missing` saying why.
    """
    node = expression.root
    return _VALUE_OF[type(node)](node, scope)


def _value(node: Node, scope: Scope) -> Any:
    return _VALUE_OF[type(node)](node, scope)


def _not(node: Not, scope: Scope) -> Any:
    found = _truth(_value(node.operand, scope))
    return UNKNOWN if found is UNKNOWN else not found


def _negative(node: Negative, scope: Scope) -> Any:
    found = _value(node.operand, scope)
    number = _as_number(found)
    if number is UNKNOWN:
        return UNKNOWN if found is UNKNOWN else scope.absent("numbers")
    return -number


def _truth(value: Any) -> Any:
    return value if value is UNKNOWN else bool(value)


def _binary(node: Binary, scope: Scope) -> Any:
    word, left, right = node.operator, node.left, node.right
    first = _VALUE_OF[type(left)](left, scope)
    if word in _JOINING:
        decisive = word == "or"
        if first is not UNKNOWN:
            first = bool(first)
        if first is decisive:
            return decisive
        second = _VALUE_OF[type(right)](right, scope)
        if second is not UNKNOWN:
            second = bool(second)
        if second is decisive:
            return decisive
        return UNKNOWN if first is UNKNOWN or second is UNKNOWN else not decisive
    second = _VALUE_OF[type(right)](right, scope)
    if first is UNKNOWN or second is UNKNOWN:
        return UNKNOWN
    if word in _COMPARE:
        return _compare(word, first, second, scope)
    if word == "in":
        return _contains(first, second, scope)
    try:
        return _arithmetic(word, first, second, scope)
    except (FajingError, ArithmeticError):  # beyond the calendar, or beyond all numbers
        return scope.absent("numbers")


_JOINING = ("and", "or")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _contains(item: Any, items: Any, scope: Scope) -> Any:
    if not isinstance(items, list):
        items = [items]
    answers = [UNKNOWN if other is UNKNOWN else _compare("==", item, other, scope) for other in items]
    if True in answers:
        return True
    return UNKNOWN if UNKNOWN in answers else False


def _compare(word: str, a: Any, b: Any, scope: Scope) -> Any:
    if type(a) is str and type(b) is str:  # codes, by far the most
        return _COMPARE[word](a, b)
    if isinstance(a, Moment) and isinstance(b, Moment):
        if a.is_day or b.is_day:
            return _COMPARE[word](a.day, b.day)
        return _COMPARE[word](a.instant, b.instant)
    if isinstance(a, Span) and isinstance(b, Span):
        return _COMPARE[word](a.total, b.total)
    if isinstance(a, bool) != isinstance(b, bool) or isinstance(a, str) != isinstance(b, str):
        # A number written as text (an unmapped column) is still a number.
        a, b = _as_number(a), _as_number(b)
        if a is UNKNOWN or b is UNKNOWN:
            return word == "!=" if word in ("==", "!=") else scope.absent("comparable values")
    try:
        return bool(_COMPARE[word](a, b))
    except TypeError:
        return word == "!=" if word in ("==", "!=") else scope.absent("comparable values")


def _as_number(value: Any) -> Any:
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except ArithmeticError:
            return UNKNOWN
        return number if number.is_finite() else UNKNOWN
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else UNKNOWN


def _arithmetic(word: str, a: Any, b: Any, scope: Scope) -> Any:
    zone = scope.view.lawbook.zone
    if isinstance(a, Moment) and isinstance(b, Span) and word in "+-":
        sign = 1 if word == "+" else -1
        if a.is_day:
            day = a.day + sign * b.days + (sign * b.seconds) // 86_400
            return Moment(zone.start_of_day(day), day, Precision.DAY)
        into_day = a.instant - zone.start_of_day(a.day)
        instant = zone.start_of_day(a.day + sign * b.days) + into_day + sign * b.seconds
        return Moment(instant, zone.civil(instant).toordinal(), a.precision)
    if isinstance(a, Moment) and isinstance(b, Moment) and word == "-":
        if a.is_day or b.is_day:
            return Span(days=a.day - b.day)
        return Span(seconds=a.instant - b.instant)
    if isinstance(a, Span) and isinstance(b, Span) and word in "+-":
        sign = 1 if word == "+" else -1
        return Span(a.days + sign * b.days, a.seconds + sign * b.seconds)
    a, b = _as_number(a), _as_number(b)
    if a is UNKNOWN or b is UNKNOWN:
        return scope.absent("numbers")
    if word == "/":
        return Decimal(a) / Decimal(b) if b else scope.absent("divisor")
    return {"+": operator.add, "-": operator.sub, "*": operator.mul}[word](a, b)


def attribute(event: Event, name: str) -> Any:
    """A value of an event by name: `at`, `until`, `recorded_at`, `step`, `unit`, else a declared field."""
    if name in _OWN:
        return getattr(event, name)
    value = event.values.get(name)
    return event.unit if value is None and name == "unit" else value


_OWN = frozenset(("at", "until", "recorded_at", "step"))


def _present(value: Any) -> bool:
    return value is not None and value != ""


def _of_event(event: Event, name: str, scope: Scope, word: str) -> Any:
    value = attribute(event, name)
    return scope.absent(f"{word}.{name}") if value is None or value == "" else value


def _name(node: Name, scope: Scope) -> Any:
    path = node.path
    head = path[0]
    if len(path) == 2:
        if head == "event":
            return _of_event(scope.trigger, path[1], scope, "event")
        if head == "target":
            return _of_event(scope.target or scope.trigger, path[1], scope, "target")
        if head == "matter":
            value = _of_matters([scope.trigger.matter], path[1], scope)
            return value if _present(value) else scope.absent(f"matter.{path[1]}")
    elif len(path) == 1:
        return _word(head, scope)
    elif len(path) == 3 and head == "file":
        ids = [matter.id for matter in scope.view.matters.values() if matter.procedure == path[1]]
        value = _of_matters(ids, path[2], scope)
        return value if _present(value) else scope.absent(".".join(path))
    return scope.absent(".".join(path))


def _word(name: str, scope: Scope) -> Any:
    """A name without a dot: of the officer asked about, where one is, else of the trigger."""
    if scope.officer is not None:
        value = scope.officer.get(name)
        return value if _present(value) else scope.absent(f"officer.{name}")
    if name == "at":
        return scope.trigger.at
    if name == "step":
        return scope.trigger.step
    if name == "officer_count":
        officers = {officer.id for officer in scope.trigger.officers}
        return len(officers) if officers else scope.absent("officers")
    return scope.absent(name)


def _of_matters(ids: list[str], name: str, scope: Scope) -> Any:
    """The matters' own value, else that of the latest known event that carries it."""
    if scope.trigger.matter in ids:  # the latest begun, whatever else is known
        value = scope.view.matters[scope.trigger.matter].values.get(name)
        if _present(value):
            return value
    known = [event for event in reversed(scope.view.events) if event.matter in ids and scope.knows(event)]
    begun = [event.matter for event in known]
    for matter_id in dict.fromkeys(begun):
        value = scope.view.matters[matter_id].values.get(name)
        if _present(value):
            return value
    return next((event.values[name] for event in known if _present(event.values.get(name))), None)


def _step_function(node: Call, scope: Scope) -> Any:
    step = step_of(node.arguments[0])
    if step is None:
        return scope.absent("step")
    events = scope.known_of(step)
    if not events:
        qualified = step if "." in step else f"{scope.procedure}.{step}"
        if not scope.view.carries(qualified):
            return UNKNOWN if scope.exceptions else scope.absent(qualified)
    if node.function == "count":
        return len(events)
    if node.function == "standing":
        if scope.known_until is None:
            return any(scope.view.stands(event, scope.trigger) for event in events)
        return any(scope.view.stands(event, None, scope.knows) for event in events)
    if not events:
        return scope.absent(f"{node.function}({step})")
    found = min(events, key=order) if node.function == "first" else max(events, key=order)
    if node.attribute is None:
        return found.at
    return _of_event(found, node.attribute, scope, f"{node.function}({step})")


def _call(node: Call, scope: Scope) -> Any:
    if node.function in STEP_FUNCTIONS:
        return _step_function(node, scope)
    if node.function == "present":
        return _value(node.arguments[0], replace(scope, missing=[])) is not UNKNOWN
    if node.function == "in_register":
        return _in_register(node, scope)
    values = [_value(argument, scope) for argument in node.arguments]
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    if node.function in ("days", "hours"):
        number = _as_number(values[0])
        if number is UNKNOWN:
            return scope.absent("number")
        return Span(days=int(number)) if node.function == "days" else Span(seconds=int(number * 3600))
    if not all(isinstance(value, Moment) for value in values):
        return scope.absent("date")
    return _of_moment(node.function, values, scope)


def _of_moment(function: str, values: list[Moment], scope: Scope) -> Any:
    moment, calendar, zone = values[0], scope.view.lawbook.calendar, scope.view.lawbook.zone
    if function == "days_between":
        return values[1].day - moment.day
    if function == "date":
        return Moment(zone.start_of_day(moment.day), moment.day, Precision.DAY)
    if function == "hour":
        return scope.absent("time of day") if moment.is_day else zone.civil(moment.instant).hour
    if not calendar.known(moment.day):
        return scope.absent("calendar")
    return not calendar.is_working_day(moment.day)


def _in_register(node: Call, scope: Scope) -> Any:
    name = step_of(node.arguments[0])
    key = _value(node.arguments[1], scope)
    register = scope.view.lawbook.registers.get(name or "")
    if register is None:
        return scope.absent(f"register {name}")
    if key is UNKNOWN:
        return UNKNOWN
    return register.entry(str(key), scope.trigger.at.day) is not None


_VALUE_OF: Mapping[type, Callable[[Any, Scope], Any]] = {
    Literal: lambda node, _: node.value,
    DateLiteral: lambda node, scope: parse_moment(node.text, scope.view.lawbook.zone),
    Name: _name,
    Call: _call,
    Not: _not,
    Negative: _negative,
    Listing: lambda node, scope: [_value(item, scope) for item in node.items],
    Binary: _binary,
}
