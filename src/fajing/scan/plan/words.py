"""Conditions as words for the stack machine `automaton.words`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fajing.core.moments import parse_moment
from fajing.lawbook.conditions import (
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
from fajing.lawbook.model import Lawbook
from fajing.scan.automaton import layout as at
from fajing.scan.plan.memory import MOST, UNSAYABLE, CannotSay, Memory, text_code

ATTRIBUTES = {
    "at": at.A_AT,
    "until": at.A_UNTIL,
    "recorded_at": at.A_RECORDED,
    "step": at.A_STEP,
    "unit": at.A_UNIT,
}
_COMPARE = {"==": at.EQ, "!=": at.NE, "<": at.LT, "<=": at.LE, ">": at.GT, ">=": at.GE}
_ARITHMETIC = {"+": at.ADD, "-": at.SUBTRACT, "*": at.MULTIPLY, "/": at.DIVIDE}
_STEPS = {"standing": at.FN_STANDING, "count": at.FN_COUNT, "first": at.FN_FIRST, "last": at.FN_LAST}
MOST_IN_LIST = 12
_DAY_MIN, _DAY_MAX = -(2**40), 2**40


def attribute(memory: Memory, name: str) -> tuple[int, int]:
    """An event's attribute as two words: its number, and the field that goes before the event's own unit."""
    if name in ATTRIBUTES:
        return ATTRIBUTES[name], memory.field("unit") if name == "unit" else -1
    return memory.field(name), -1


def number_words(value: int | Decimal) -> tuple[int, int]:
    """A number as numerator and divisor.

    Raises:
        CannotSay: It is too large.
    """
    numerator, divisor = value.as_integer_ratio()
    if abs(numerator) >= MOST or divisor >= 2**50:
        raise CannotSay(f"数字太大 / a number too large: {value}")
    return numerator, divisor


class Writer:
    """Writes the expressions of one norm.

    Args:
        memory: Where they are written.
        lawbook: Names registers and the zone.
        procedure: Procedure of unqualified steps.
        officer_facts: Columns of the officers' register.
    """

    def __init__(
        self, memory: Memory, lawbook: Lawbook, procedure: str, officer_facts: Mapping[str, int]
    ) -> None:
        self.memory, self.lawbook, self.procedure = memory, lawbook, procedure
        self.officer_facts = officer_facts

    def expression(self, expression: Expression | None, *, of_officer: bool = False) -> int:
        """Writes an expression and returns where it stands; 0 for none."""
        if expression is None:
            return 0
        self.words: list[int] = []
        self.jumps: list[int] = []
        self.of_officer = of_officer
        self._node(expression.root)
        self.words.append(at.X_END)
        offset = self.memory.put(self.words)
        for place in self.jumps:
            self.memory.words[offset + place] += offset
        return offset

    def _fact(self, text: str) -> int:
        return self.memory.fact(text)

    def _node(self, node: Node) -> None:
        match node:
            case Literal(value=value):
                self._literal(value)
            case DateLiteral(text=text):
                moment = parse_moment(text, self.lawbook.zone)
                kind = at.K_DAY if moment.is_day else at.K_TIME
                self.words += [at.X_LITERAL, kind, moment.instant, moment.day]
            case Name(path=path):
                self._name(path)
            case Call():
                self._call(node)
            case Not(operand=operand):
                self._node(operand)
                self.words.append(at.X_NOT)
            case Negative(operand=operand):
                self._node(operand)
                self.words += [at.X_NEGATIVE, self._fact("numbers")]
            case Binary():
                self._binary(node)
            case Listing():
                raise CannotSay("列表只可在 in 之后 / a list stands after `in` only")

    def _literal(self, value: str | int | Decimal | bool) -> None:
        if isinstance(value, bool):
            self.words += [at.X_LITERAL, at.K_BOOL, int(value), 0]
        elif isinstance(value, str):
            self.words += [at.X_LITERAL, at.K_TEXT, text_code(value), 0]
        else:
            self.words += [at.X_LITERAL, at.K_NUMBER, *number_words(value)]

    def _name(self, path: tuple[str, ...]) -> None:
        head, rest = path[0], path[1:]
        text = ".".join(path)
        if self.of_officer and not rest:
            column = {"id": -1, "role": -2}.get(head, self.officer_facts.get(head))
            if column == UNSAYABLE:
                raise CannotSay(
                    f"名册中 {head} 的值无法编入 / a value of {head} in the register cannot be said"
                )
            fact = self._fact(f"officer.{head}")
            self.words += [at.X_ABSENT, fact] if column is None else [at.X_OFFICER_FACT, column, fact]
        elif head in ("at", "step") and not rest:
            self.words += [at.X_EVENT, ATTRIBUTES[head], -1, self._fact(f"event.{head}")]
        elif head == "officer_count" and not rest:
            self.words += [at.X_OFFICER_COUNT, self._fact("officers")]
        elif head in ("event", "target") and len(rest) == 1:
            op = at.X_EVENT if head == "event" else at.X_TARGET
            self.words += [op, *attribute(self.memory, rest[0]), self._fact(text)]
        elif head == "matter" and len(rest) == 1:
            self.memory.every_event = True
            self.words += [at.X_MATTER, self.memory.field(rest[0]), self._fact(text)]
        elif head == "file" and len(rest) == 2:
            self.memory.every_event = True
            procedure = self.memory.procedure(rest[0])
            self.words += [at.X_FILE, self.memory.field(rest[1]), procedure, self._fact(text)]
        else:
            self.words += [at.X_ABSENT, self._fact(text)]

    def _call(self, node: Call) -> None:
        name = node.function
        if name in _STEPS:
            self._steps(node)
            return
        if name == "present":
            self.words.append(at.X_PRESENT)
            self._node(node.arguments[0])
            self.words.append(at.X_PRESENT_END)
            return
        if name == "in_register":
            self._register(node)
            return
        for argument in node.arguments:
            self._node(argument)
        match name:
            case "days" | "hours":
                self.words += [at.X_DAYS if name == "days" else at.X_HOURS, self._fact("number")]
            case "days_between":
                self.words += [at.X_DAYS_BETWEEN, self._fact("date")]
            case "date":
                self.words += [at.X_DATE, self._fact("date"), 0]
            case "hour":
                self.words += [at.X_HOUR, self._fact("date"), self._fact("time of day")]
            case "is_holiday":
                self.words += [at.X_HOLIDAY, self._fact("date"), self._fact("calendar")]
            case _:
                raise CannotSay(f"没有这个函数 / no such function: {name}")

    def _steps(self, node: Call) -> None:
        step = step_of(node.arguments[0])
        if step is None:
            self.words += [at.X_ABSENT, self._fact("step")]
            return
        qualified = step if "." in step else f"{self.procedure}.{step}"
        name, unit = (at.A_AT, -1) if node.attribute is None else attribute(self.memory, node.attribute)
        said = f"{node.function}({step})"
        self.words += [
            at.X_STEPS,
            _STEPS[node.function],
            self.memory.step(qualified),
            name,
            unit,
            self._fact(qualified),
            self._fact(said),
            self._fact(f"{said}.{node.attribute}"),
        ]

    def _register(self, node: Call) -> None:
        name = step_of(node.arguments[0])
        register = self.lawbook.registers.get(name or "")
        if register is None:
            raise CannotSay(f"没有这个名册 / no such register: {name}")
        self._node(node.arguments[1])
        rows = [
            word
            for entries in register.entries.values()
            for entry in entries
            for word in (
                text_code(entry.key),
                entry.start.toordinal() if entry.start else _DAY_MIN,
                entry.end.toordinal() if entry.end else _DAY_MAX,
            )
        ]
        self.words += [at.X_REGISTER, self.memory.put([len(rows) // 3, *rows])]

    def _binary(self, node: Binary) -> None:
        word = node.operator
        if word in ("and", "or"):
            self._node(node.left)
            self.words += [at.X_AND if word == "and" else at.X_OR, 0]
            place = len(self.words) - 1
            self._node(node.right)
            self.words.append(at.X_AND_END if word == "and" else at.X_OR_END)
            self.words[place] = len(self.words)
            self.jumps.append(place)
            return
        if self._is_short(node):
            return
        if word == "in":
            items = node.right.items if isinstance(node.right, Listing) else (node.right,)
            self._node(node.left)
            for item in items:
                self._node(item)
            if len(items) > MOST_IN_LIST:
                raise CannotSay("列表太长 / a list too long")
            self.words += [at.X_IN, len(items), 0]
            return
        if word in _COMPARE:
            self._operand(node.left)
            self._operand(node.right)
            self.words += [at.X_COMPARE, _COMPARE[word], self._fact("comparable values")]
            return
        if word == "/":
            raise CannotSay("除法只可直接用于比较 / a quotient stands directly in a comparison only")
        self._node(node.left)
        self._node(node.right)
        self._arithmetic(word)

    def _is_short(self, node: Binary) -> bool:
        """Writes the commonest conditions, an attribute and literals, as one instruction; says whether it did."""
        items = node.right.items if isinstance(node.right, Listing) else (node.right,)
        left, known = node.left, self.words
        plain = isinstance(left, Name) and left.path[0] in ("event", "target") and len(left.path) == 2
        if not plain or not all(isinstance(item, Literal) for item in items):
            return False
        if node.operator == "in":
            if len(items) > MOST_IN_LIST:
                return False
        elif node.operator not in _COMPARE or isinstance(node.right, Listing):
            return False
        self.words = []
        self._node(left)
        of_target, start = int(self.words[0] == at.X_TARGET), self.words[1:]
        self.words = []
        for item in items:
            self._node(item)
        literals = [word for n in range(len(items)) for word in self.words[4 * n + 1 : 4 * n + 4]]
        if node.operator == "in":
            self.words = [*known, at.X_AMONG, of_target, *start, len(items), *literals]
        else:
            fact, compare = self._fact("comparable values"), _COMPARE[node.operator]
            self.words = [*known, at.X_TEST, of_target, *start, compare, *literals, fact]
        return True

    def _operand(self, node: Node) -> None:
        """An operand of a comparison, where a quotient may stand: compared, it is exact."""
        if isinstance(node, Binary) and node.operator == "/":
            self._node(node.left)
            self._node(node.right)
            self._arithmetic("/")
        else:
            self._node(node)

    def _arithmetic(self, word: str) -> None:
        facts = self._fact("numbers"), self._fact("divisor")
        self.words += [at.X_ARITHMETIC, _ARITHMETIC[word], *facts]
