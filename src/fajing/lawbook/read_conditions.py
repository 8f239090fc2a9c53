"""Reads conditions and the steps they filter, and holds every name in them against what is declared.

An unknown step or procedure is an error: the condition could never be told. A field nobody declared is
a warning: a map may still bring it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fajing.lawbook.conditions import (
    STEP_FUNCTIONS,
    Binary,
    Call,
    Expression,
    Listing,
    Literal,
    Name,
    Node,
    step_of,
    walk,
)
from fajing.lawbook.duty_spec import Target, Targets
from fajing.lawbook.model import Field, Step
from fajing.lawbook.problems import suggest
from fajing.lawbook.reading import Reading, each
from fajing.lawbook.yaml_reader import KeyPath

_OF_EVENTS = ("at", "step", "unit", "until", "recorded_at")
_ALONE = ("at", "step", "officer_count")
_HEADS = ("event", "target", "matter", "file")


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in a condition may stand for.

    Attributes:
        reading: The document.
        home: Procedure of steps named alone.
        triggers: Qualified trigger steps; empty where the trigger is another norm's running out.
        targets: Qualified steps that `target` may be; empty where the word has no meaning.
        officers: Whether names alone are columns of the officers' register.
    """

    reading: Reading
    home: str
    triggers: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    officers: bool = False

    def condition(self, value: str | None, keys: KeyPath) -> Expression | None:
        """A condition with all its names checked."""
        if value is None:
            return None
        expression = self.reading.condition(value, keys)
        for node in walk(expression.root):
            if isinstance(node, Call) and node.function in STEP_FUNCTIONS:
                self._step_function(node, keys)
            elif isinstance(node, Binary) and node.operator in _COMPARING:
                self._compared(node, keys)
        for name in _names_outside_calls(expression.root):
            self._name(name.path, keys)
        return expression

    def target(self, value: str | dict[str, str], keys: KeyPath, where: str | None = None) -> Target:
        """A step sought in the file, with its own condition and one that stands beside it."""
        raw = {"step": value} if isinstance(value, str) else value
        step = self.reading.step(raw["step"], self.home, keys)
        both = [text for text in (raw.get("where"), where) if text is not None]
        text = " and ".join(f"({part})" for part in both) if len(both) > 1 else (both[0] if both else None)
        return Target(step, replace(self, targets=(step,)).condition(text, (*keys, "where")))

    def some(self, value: object, keys: KeyPath, where: str | None = None) -> tuple[Target, ...]:
        """One target or several."""
        return tuple(self.target(item, here, where) for item, here in each(value, keys))

    def targets_of(
        self, value: object, keys: KeyPath, every: bool = False, in_order: bool = False
    ) -> Targets:
        """`b`, `[b, c]`, `{step: b, where: …}`, `{all: [b, c], in_order: true}`, `{any: [b, c]}`."""
        if isinstance(value, dict) and "step" not in value:
            words = [word for word in ("all", "any") if word in value]
            if len(words) != 1 or "where" in value:
                self.reading.error(keys, "这里要写 all 或 any 之一 (either all or any)", "{all: [a, b]}")
                return Targets(())
            if "any" in words and (every or in_order or value.get("in_order")):
                self.reading.error(
                    keys,
                    "any 不能与 all、in_order 同用 (any of them has no order)",
                    "{all: [a, b], in_order: true}",
                )
                return Targets(())
            every = every or "all" in words
            in_order = in_order or bool(value.get("in_order", False))
            value, keys = value[words[0]], (*keys, words[0])
        elif isinstance(value, dict) and len(value.keys() - {"step", "where"}):
            self.reading.error(
                keys,
                "step 旁边不能写 all、any、in_order (not beside step)",
                "{all: [{step: a, where: …}, b]}",
            )
        if in_order and not every:
            self.reading.error(keys, "in_order 要与 all 同用 (in_order needs all)", "all: true")
        return Targets(self.some(value, keys), every, in_order)

    def target_or_value(self, value: str | dict[str, str], keys: KeyPath) -> Target | Expression:
        """A step, or a value such as `matter.term_end` (or, where no step is called so, `term_end` alone)."""
        if isinstance(value, str):
            value = self.value_named(value)
        if isinstance(value, dict) or not _is_value(value):
            return self.target(value, keys)
        return self.condition(value, keys) or self.reading.condition(value, keys)

    def value_named(self, text: str) -> str:
        """A field named alone, said in full: `matter.x` or `event.x`; anything else as it is."""
        home = self.reading.known.procedures.get(self.home)
        if home is None or not text.isidentifier() or text in home.steps:
            return text
        if text in home.fields:
            return f"matter.{text}"
        return f"event.{text}" if any(text in step.fields for step in self._steps(self.triggers)) else text

    def field_of(self, head: str, rest: tuple[str, ...]) -> tuple[bool, list[Field], list[str]]:
        """Whether the place is known, the declared fields of that name there, and all names there."""
        if head in ("event", "target"):
            steps = self._steps(self.triggers if head == "event" else self.targets)
            fields = [step.fields for step in steps]
        else:
            procedures = self.reading.known.procedures
            ids = (
                [rest[0]] if head == "file" else [step.split(".")[0] for step in self.triggers] or [self.home]
            )
            found = [procedures[item] for item in dict.fromkeys(ids) if item in procedures]
            fields = [
                part
                for item in found
                for part in (item.fields, *(step.fields for step in item.steps.values()))
            ]
        named = [part[rest[-1]] for part in fields if rest[-1] in part]
        return bool(fields), named, [name for part in fields for name in part]

    def _steps(self, qualified: Iterable[str]) -> list[Step]:
        found = []
        for name in qualified:
            procedure, _, step = name.partition(".")
            if (
                procedure in self.reading.known.procedures
                and step in self.reading.known.procedures[procedure].steps
            ):
                found.append(self.reading.known.procedures[procedure].steps[step])
        return found

    def _name(self, path: tuple[str, ...], keys: KeyPath) -> None:
        head, rest, text = path[0], path[1:], ".".join(path)
        if not rest and (self.officers or head in _ALONE):
            return
        if head not in _HEADS or len(rest) != (2 if head == "file" else 1):
            remedy = "event.x、matter.x、target.x、file.程序.x；文本要加引号 / quote text"
            self.reading.error(keys, f"条件里不认识 {text} (unknown name)", remedy)
        elif head == "target" and not self.targets:
            self.reading.error(
                keys, f"这里没有 target 可言 (target means nothing here): {text}", f"event.{rest[0]}"
            )
        elif head == "file" and rest[0] not in self.reading.known.procedures:
            known = self.reading.known.procedures
            self.reading.error(keys, f"没有程序 {rest[0]!r} (unknown procedure)", suggest(rest[0], known))
        elif not (head in ("event", "target") and rest[0] in _OF_EVENTS):
            known_place, fields, names = self.field_of(head, rest)
            if known_place and not fields:
                self.reading.warn(
                    keys, f"没有声明过的字段 {text} (undeclared field)", suggest(rest[-1], names)
                )

    def _step_function(self, node: Call, keys: KeyPath) -> None:
        named = step_of(node.arguments[0])
        if named is None:
            self.reading.error(
                keys, f"{node.function}() 里要写环节 (names a step)", f"{node.function}(case_filed)"
            )
            return
        if named.count(".") > 1:
            self.reading.error(keys, f"不是环节 (not a step): {named}", "procedure.step")
            return
        qualified = self.reading.step(named, self.home, keys)
        needs = node.function in ("first", "last")
        if needs != (node.attribute is not None):
            right = f"{node.function}({named}).at" if needs else f"{node.function}({named})"
            self.reading.error(keys, f"{node.function}() 用法不对 (wrong use)", right)
        elif node.attribute is not None and node.attribute not in _OF_EVENTS:
            steps = self._steps([qualified])
            if steps and node.attribute not in steps[0].fields:
                what = f"环节 {named} 没有声明过字段 {node.attribute} (undeclared field)"
                self.reading.warn(keys, what, suggest(node.attribute, steps[0].fields))

    def _compared(self, node: Binary, keys: KeyPath) -> None:
        """A code compared with a value it can never have is a slip of the pen."""
        if not isinstance(node.left, Name) or node.left.path[0] not in _HEADS or len(node.left.path) < 2:
            return
        _, fields, _ = self.field_of(node.left.path[0], node.left.path[1:])
        self._same_kind(node, fields, keys)
        values = {value for item in fields for value in item.values}
        if not values or not all(item.values for item in fields):
            return
        literals = node.right.items if isinstance(node.right, Listing) else (node.right,)
        for literal in literals:
            if isinstance(literal, Literal) and literal.value not in values:
                text = ".".join(node.left.path)
                self.reading.warn(
                    keys,
                    f"{text} 不会是 {literal.value!r} (not one of its values)",
                    suggest(literal.value, sorted(values)),
                )

    def _same_kind(self, node: Binary, fields: list[Field], keys: KeyPath) -> None:
        """A date against text, a number against text: such a comparison can never be told."""
        types = {item.type for item in fields}
        literals = node.right.items if isinstance(node.right, Listing) else (node.right,)
        for literal in literals:
            if not isinstance(literal, Literal) or not types:
                continue
            is_text = isinstance(literal.value, str)
            if is_text and types <= {"date", "datetime"}:
                self.reading.error(
                    keys, f"日期不加引号：{literal.value!r} (a date has no quotes)", "2026-01-01"
                )
            elif is_text and types <= {"number", "integer", "money", "boolean"}:
                self.reading.error(
                    keys, f"数与文本相比：{literal.value!r} (a number against text)", "不加引号 / no quotes"
                )
            elif not is_text and types <= {"text", "code"}:
                self.reading.error(
                    keys, f"文本与数相比：{literal.value!r} (text against a number)", "加引号 / quote it"
                )


_COMPARING = ("==", "!=", "in", "<", "<=", ">", ">=")


def _is_value(text: str) -> bool:
    """Whether text is a value and not the name of a step: `event.x`, `last(step).x`, a date."""
    head, dot, _ = text.partition(".")
    return bool(dot and head in _HEADS) or "(" in text or " " in text or text[:1].isdigit() or text == "at"


def _names_outside_calls(node: Node) -> Iterable[Name]:
    """Names that stand for values: not the steps of `standing()`, not the register of `in_register()`."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Call):
        if node.function in STEP_FUNCTIONS:
            return
        for argument in node.arguments[1:] if node.function == "in_register" else node.arguments:
            yield from _names_outside_calls(argument)
    elif isinstance(node, Binary):
        yield from _names_outside_calls(node.left)
        yield from _names_outside_calls(node.right)
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _names_outside_calls(item)
    elif not isinstance(node, Literal) and hasattr(node, "operand"):
        yield from _names_outside_calls(node.operand)
