"""The small language of conditions: text in, a syntax tree out. Evaluation is `scan`'s.

Grammar, loosest first: `or`, `and`, `not`, comparison (`== != < <= > >= in not in`), `+ -`, `* /`, unary
`-`, calls and
attributes (`first(step).x`), names, literals. The words and functions: docs/lawbook_format.md, Conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fajing.core.errors import FajingError


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: text, number (int or Decimal), boolean, or a date as `DateLiteral`."""

    value: str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class DateLiteral:
    """A civil date or moment as written (`2026-01-01`, `2026-01-01T09:00`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name: `event.origin`, `file.call.kind`, `officer_count`, `at`."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function call, with the attribute read from its result if any (`last(step).x`)."""

    function: str
    arguments: tuple[Node, ...]
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """`and or == != < <= > >= in + - * /` of two operands."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Listing:
    """`[a, b]`, the right side of `in`."""

    items: tuple[Node, ...]


Node = Literal | DateLiteral | Name | Call | Not | Negative | Binary | Listing


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed condition or value.

    Attributes:
        text: As written.
        root: Its syntax tree.
    """

    text: str
    root: Node

    def __str__(self) -> str:
        return self.text


STEP_FUNCTIONS = frozenset({"standing", "count", "first", "last"})
"""Functions whose one argument names a step."""
FUNCTIONS = STEP_FUNCTIONS | {
    "is_holiday",
    "hour",
    "date",
    "days",
    "hours",
    "days_between",
    "in_register",
    "present",
}
"""All functions of the language, with `FUNCTION_ARGUMENTS` saying how many arguments each takes."""
FUNCTION_ARGUMENTS = {name: 2 if name in ("in_register", "days_between") else 1 for name in FUNCTIONS}

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?)
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*)
    | (?P<operator>==|!=|<=|>=|[<>+\-*/().,\[\]])
    )""",
    re.VERBOSE,
)
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def parse_condition(text: str) -> Expression:
    """Parses one condition or value expression.

    Args:
        text: As it stands in the lawbook.

    Returns:
        The expression with its tree.

    Raises:
        FajingError: If the text is not of the grammar; says the column and what would be right.
    """
    parser = _Parser(text)
    root = parser.disjunction()
    parser.expect_end()
    return Expression(text, root)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, in reading order."""
    yield node
    match node:
        case Call(arguments=items) | Listing(items=items):
            for item in items:
                yield from walk(item)
        case Not(operand=operand) | Negative(operand=operand):
            yield from walk(operand)
        case Binary(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
        case _:
            pass


def step_of(node: Node) -> str | None:
    """The step named by an argument of `standing`, `count`, `first`, `last`: a name or a quoted string."""
    if isinstance(node, Name):
        return ".".join(node.path)
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    return None


class _Parser:
    """Recursive descent over the tokens; one instance per text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                raise self._failure(
                    position, f"不认识的字符 {text[position:].strip()[:1]!r} / unexpected character"
                )
            self.tokens.append((match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)))
            position = match.end()
        self.index = 0

    def _failure(self, column: int, what: str) -> FajingError:
        return FajingError(
            f"条件写法不对：{what}",
            where=f"第 {column + 1} 个字符 / column {column + 1}",
            why=f"条件 / condition: {self.text}",
            remedy='例 / example: event.origin != "transferred" and standing(case_filed)',
        )

    def _peek(self) -> tuple[str, str, int]:
        return self.tokens[self.index] if self.index < len(self.tokens) else ("end", "", len(self.text))

    def _accept(self, *values: str) -> str | None:
        kind, value, _ = self._peek()
        if kind in ("name", "operator") and value in values:
            self.index += 1
            return value
        return None

    def _expect(self, value: str) -> None:
        if self._accept(value) is None:
            _, found, column = self._peek()
            raise self._failure(column, f"这里应是 {value!r}，却是 {found or '结尾'!r} / expected {value!r}")

    def expect_end(self) -> None:
        kind, value, column = self._peek()
        if kind != "end":
            raise self._failure(column, f"多出 {value!r} / unexpected {value!r}")

    def disjunction(self) -> Node:
        node = self.conjunction()
        while self._accept("or"):
            node = Binary("or", node, self.conjunction())
        return node

    def conjunction(self) -> Node:
        node = self.negation()
        while self._accept("and"):
            node = Binary("and", node, self.negation())
        return node

    def negation(self) -> Node:
        if self._accept("not"):
            return Not(self.negation())
        return self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        operator = self._accept(*_COMPARISONS, "in", "not")
        if operator is None:
            return left
        if operator == "not":
            self._expect("in")
            return Not(Binary("in", left, self.sum()))
        return Binary(operator, left, self.sum())

    def sum(self) -> Node:
        node = self.product()
        while operator := self._accept("+", "-"):
            node = Binary(operator, node, self.product())
        return node

    def product(self) -> Node:
        node = self.unary()
        while operator := self._accept("*", "/"):
            node = Binary(operator, node, self.unary())
        return node

    def unary(self) -> Node:
        if self._accept("-"):
            return Negative(self.unary())
        return self.primary()

    def primary(self) -> Node:
        kind, value, column = self._peek()
        if kind == "end":
            raise self._failure(column, "写到一半就完了 / ends too soon")
        self.index += 1
        if kind == "date":
            return DateLiteral(value)
        if kind == "number":
            return Literal(Decimal(value) if "." in value else int(value))
        if kind == "string":
            return Literal(re.sub(r"\\(.)", r"\1", value[1:-1]))
        if kind == "name":
            return self._named(value, column)
        if value == "(":
            node = self.disjunction()
            self._expect(")")
            return node
        if value == "[":
            return Listing(self._items("]"))
        raise self._failure(column, f"不该在这里的 {value!r} / unexpected {value!r}")

    def _named(self, value: str, column: int) -> Node:
        if value in ("true", "false"):
            return Literal(value == "true")
        if value in ("and", "or", "in", "not"):
            raise self._failure(column, f"不该在这里的 {value!r} / unexpected {value!r}")
        if self._accept("("):
            if value not in FUNCTIONS:
                known = "、".join(sorted(FUNCTIONS))
                raise self._failure(column, f"没有函数 {value}；可用：{known} / unknown function")
            arguments = self._items(")")
            if len(arguments) != FUNCTION_ARGUMENTS[value]:
                raise self._failure(
                    column, f"{value} 要 {FUNCTION_ARGUMENTS[value]} 个参数 / wrong number of arguments"
                )
            attribute = self._attribute() if self._accept(".") else None
            return Call(value, arguments, attribute)
        path = [value]
        while self._accept("."):
            path.append(self._attribute())
        return Name(tuple(path))

    def _attribute(self) -> str:
        kind, value, column = self._peek()
        if kind != "name":
            raise self._failure(column, "点号后面要一个名称 / a name must follow the dot")
        self.index += 1
        return value

    def _items(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        if self._accept(closing):
            return ()
        items.append(self.disjunction())
        while self._accept(","):
            items.append(self.disjunction())
        self._expect(closing)
        return tuple(items)
