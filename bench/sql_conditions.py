"""Conditions of a norm as SQL over the flat log: `a` is the trigger's row, `b` the target's, `mm` the trigger's matter.

In: an expression of the lawbook. Out: SQL text, of which NULL is the third truth value. Only the words that the
benchmark's rulebooks use; any other is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.casework import STEPS, ZONE_SECONDS

from fajing.lawbook.conditions import Binary, Call, Expression, Listing, Literal, Name, Node, Not, step_of
from fajing.lawbook.duty_spec import Target

FIRST_CALENDAR_DAY = 738156
"""2022-01-01; the lists of days below begin here."""
_OPERATORS = {"==": "=", "!=": "<>", "and": "AND", "or": "OR", "in": "IN"}


class NotInSql(Exception):
    """This norm says something that the generator of queries does not know."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition sees.

    Attributes:
        procedure: Of unqualified steps.
        serves: SQL that keeps rows `x` to the tied object, or "true".
    """

    procedure: str
    serves: str = "true"


def number_of(step: str) -> int:
    """A step's number in the flat log."""
    return STEPS.index(step) + 1


def steps_in(
    alias: str, targets: tuple[Target, ...] | tuple[str, ...], condition: Callable[[Expression], str]
) -> str:
    """SQL that a row is one of these targets, filters included."""
    parts = []
    plain = [number_of(one if isinstance(one, str) else one.step) for one in targets if not _where(one)]
    if plain:
        parts.append(f"{alias}.step_no IN ({', '.join(map(str, plain))})")
    for one in targets:
        if not isinstance(one, str) and one.where is not None:
            parts.append(f"({alias}.step_no = {number_of(one.step)} AND {condition(one.where)})")
    return f"({' OR '.join(parts)})"


def _where(target: Target | str) -> bool:
    return not isinstance(target, str) and target.where is not None


def condition(expression: Expression, scope: Scope, officer: str | None = None) -> str:
    """A condition as SQL; within `officers`, `officer` is the alias of the register's row."""
    return _sql(expression.root, scope, officer)


def _sql(node: Node, scope: Scope, officer: str | None) -> str:
    match node:
        case Literal(value=bool() as value):
            return str(value).lower()
        case Literal(value=str() as value):
            return f"'{value}'"
        case Literal(value=value):
            return str(value)
        case Not(operand=operand):
            return f"(NOT {_sql(operand, scope, officer)})"
        case Listing(items=items):
            return f"({', '.join(_sql(item, scope, officer) for item in items)})"
        case Binary(operator=word, left=left, right=right):
            return (
                f"({_sql(left, scope, officer)} {_OPERATORS.get(word, word)} {_sql(right, scope, officer)})"
            )
        case Name(path=path):
            return _name(path, officer)
        case Call():
            return _call(node, scope)
    raise NotInSql(str(node))


def _name(path: tuple[str, ...], officer: str | None) -> str:
    match path:
        case ("event", field):
            return f"a.{field}"
        case ("target", field):
            return f"b.{field}"
        case ("matter", field):
            return f"mm.{field}"
        case ("officer_count",):
            return "CASE WHEN a.officer_1 IS NULL THEN NULL WHEN a.officer_2 IS NULL THEN 1 ELSE 2 END"
        case ("is_police",) if officer:
            return f"({officer}.kind = 'police')"
        case (field,) if officer:
            return f"{officer}.{field}"
    raise NotInSql(".".join(path))


def _call(node: Call, scope: Scope) -> str:
    if node.function in ("standing", "count"):
        step = step_of(node.arguments[0])
        assert step is not None
        qualified = step if "." in step else f"{scope.procedure}.{step}"
        rows = f"FROM e x WHERE x.file = a.file AND x.ord <= a.ord AND x.step_no = {number_of(qualified)}"
        rows += f" AND {scope.serves.format(row='x')}"
        return f"EXISTS (SELECT 1 {rows})" if node.function == "standing" else f"(SELECT count(*) {rows})"
    [argument] = node.arguments
    match node.function:
        case "hour":
            return f"((a.instant + {ZONE_SECONDS}) % 86400 // 3600)"
        case "is_holiday":
            return "(NOT is_worked(a.day))"
        case "present":
            return f"({_sql(argument, scope, None)} IS NOT NULL)"
    raise NotInSql(node.function)
