"""A condition as a sentence part: `event.origin != "transferred"` becomes 案件来源 ≠ "transferred".

In: an expression and a speaker. Out: text in one language, titles in place of names. Nothing is evaluated.
"""

from __future__ import annotations

from fajing.core.money import format_fen
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
from fajing.lawbook.model import Field
from fajing.scan.wording import Speaker

_SIGNS = {"!=": "≠", "<=": "≤", ">=": "≥", "==": "=", "<": "<", ">": ">", "*": "×", "/": "÷", "-": "−"}
_OF_EVENTS = {
    "at": ("时间", "time"),
    "step": ("环节", "step"),
    "unit": ("单位", "unit"),
    "until": ("结束时间", "end"),
    "recorded_at": ("记录时间", "time of recording"),
    "officer_count": ("办案人数", "number of officers"),
    "is_police": ("是人民警察", "is a police officer"),
    "role": ("身份", "role"),
    "id": ("警号", "the officer's number"),
    "kind": ("人员类别", "kind of officer"),
}
_KINDS_OF_OFFICER = {"police": ("民警", "police officer"), "auxiliary": ("辅警", "auxiliary")}
_CALLS = {
    "is_holiday": ("{0}不是工作日", "{0} is no working day"),
    "hour": ("{0}的钟点", "hour of {0}"),
    "date": ("{0}的日期", "date of {0}"),
    "days": ("{0}日", "{0} days"),
    "hours": ("{0}小时", "{0} hours"),
    "days_between": ("{0}到{1}的日数", "days from {0} to {1}"),
    "in_register": ("{1}在登记册“{0}”中", "{1} is in the register {0}"),
    "present": ("写明了{0}", "{0} is given"),
    "standing": ("已有“{0}”", "{0} stands"),
    "count": ("“{0}”的次数", "number of {0}"),
    "first": ("首次“{0}”", "first {0}"),
    "last": ("最近一次“{0}”", "latest {0}"),
}
_LOOSENESS = {"or": 1, "and": 2}


class ConditionWords:
    """Says conditions of one norm.

    Args:
        speaker: Language and lawbook.
        home: Procedure of steps named alone.
        triggers: Qualified trigger steps, whose fields `event.x` names.
    """

    def __init__(self, speaker: Speaker, home: str, triggers: tuple[str, ...] = ()) -> None:
        self.speaker = speaker
        self.home = home
        self.triggers = triggers

    def say(self, expression: Expression, target: str | None = None) -> str:
        """The expression in words; `target` is the step being filtered."""
        return self._say(expression.root, target, 0)

    def _say(self, node: Node, target: str | None, around: int) -> str:
        pick = self.speaker.pick
        match node:
            case Literal(value=bool() as value):
                return pick("是", "true") if value else pick("否", "false")
            case Literal(value=str() as value):
                return f"“{value}”" if self.speaker.is_zh else f'"{value}"'
            case Literal(value=value):
                return str(value)
            case DateLiteral(text=text):
                return text.replace("T", " ")
            case Name(path=path):
                return self._name(path, target)
            case Call():
                return self._call(node, target)
            case Not(operand=Binary(operator="in", left=left, right=right)):
                named = self._codes(left, right, target) or self._say(right, target, 3)
                return f"{self._say(left, target, 3)}{pick('不在', ' is none of ')}{named}"
            case Not(operand=operand):
                return pick("并非（{}）", "not ({})").format(self._say(operand, target, 0))
            case Negative(operand=operand):
                return f"−{self._say(operand, target, 3)}"
            case Listing(items=items):
                return self.speaker.listing([self._say(item, target, 0) for item in items])
            case Binary(operator=word):
                return self._binary(node, word, target, around)

    def _binary(self, node: Binary, word: str, target: str | None, around: int) -> str:
        pick = self.speaker.pick
        inside = _LOOSENESS.get(word, 3)
        left, right = self._say(node.left, target, inside), self._say(node.right, target, inside)
        if (amount := self._money(node.left, node.right, target)) is not None:
            right = amount
        elif (amount := self._money(node.right, node.left, target)) is not None:
            left = amount
        elif (codes := self._codes(node.left, node.right, target)) is not None:
            right = codes
        if word == "in":
            text = f"{left}{pick('是', ' is one of ')}{right}{pick('之一', '')}"
        elif word in _LOOSENESS:
            joint = {"and": pick("且", " and "), "or": pick("，或", " or ")}[word]
            text = f"{left}{joint}{right}"
        else:
            text = f"{left} {_SIGNS.get(word, word)} {right}"
        return pick("（{}）", "({})").format(text) if inside < around else text

    def _call(self, node: Call, target: str | None) -> str:
        step = step_of(node.arguments[0]) if node.function in ("standing", "count", "first", "last") else None
        if step is not None:
            qualified = step if "." in step else f"{self.home}.{step}"
            words = [self.speaker.step(qualified)]
        else:
            qualified = ""
            words = [self._say(argument, target, 0) for argument in node.arguments]
            if node.function == "in_register" and isinstance(node.arguments[0], Name | Literal):
                words[0] = self.speaker.register(step_of(node.arguments[0]) or words[0])
        text = self.speaker.pick(*_CALLS[node.function]).format(*words)
        if node.attribute is None:
            return text
        return text + self.speaker.pick("的", "'s ") + self._field(node.attribute, (qualified,))

    def _money(self, named: Node, other: Node, target: str | None) -> str | None:
        """An amount that a field of money is compared with, in its unit; None for anything else."""
        value = other.value if isinstance(other, Literal) else None
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        field = self._declared(named, target)
        if field is None or field.type != "money":
            return None
        if field.unit is None:
            return format_fen(value, self.speaker.language).replace(".00", "")
        return f"{value // 100:,}.{value % 100:02d} {field.unit}"

    def _codes(self, named: Node, other: Node, target: str | None) -> str | None:
        """Codes that a field is compared with, as the lawbook names them; None where it names none of them."""
        items = other.items if isinstance(other, Listing) else (other,)
        said = [one.value for one in items if isinstance(one, Literal) and isinstance(one.value, str)]
        titles = self._titles_of(named, said, target) if len(said) == len(items) else {}
        if not any(one in titles for one in said):
            return None
        quoted = [self._say(Literal(titles.get(one, one)), target, 0) for one in said]
        return self.speaker.listing(quoted) if isinstance(other, Listing) else quoted[0]

    def _titles_of(self, named: Node, said: list[str], target: str | None) -> dict[str, str]:
        """What the texts that something is compared with are called: steps, roles, kinds of officer, codes."""
        match named:
            case Name(path=(*_, "step")):
                return {one: self.speaker.step(one if "." in one else f"{self._own()}.{one}") for one in said}
            case Name(path=("role",)):
                return {one: self.speaker.role(one) for one in said}
            case Name(path=("kind",)):
                known = [one for one in said if one in _KINDS_OF_OFFICER]
                return {one: self.speaker.pick(*_KINDS_OF_OFFICER[one]) for one in known}
        field = self._declared(named, target)
        return {code: self.speaker.text(text) for code, text in field.names.items()} if field else {}

    def _declared(self, node: Node, target: str | None) -> Field | None:
        """The field that a name or a call's attribute stands for."""
        match node:
            case Call(attribute=str() as name, arguments=(argument, *_)):
                step = step_of(argument) or ""
                return self._of_steps(name, (step if "." in step else f"{self.home}.{step}",))
            case Name(path=("event", name)):
                return self._of_steps(name, self.triggers)
            case Name(path=("target", name)):
                return self._of_steps(name, (target,) if target else ())
            case Name(path=("matter", name)):
                return self._of_procedure(self._own(), name)
            case Name(path=("file", procedure, name)):
                return self._of_procedure(procedure, name)
        return None

    def _own(self) -> str:
        return self.triggers[0].split(".")[0] if self.triggers else self.home

    def _name(self, path: tuple[str, ...], target: str | None) -> str:
        head, name = path[0], path[-1]
        if len(path) == 1:
            return self.speaker.pick(*_OF_EVENTS[name]) if name in _OF_EVENTS else name
        if head == "event":
            return self._field(name, self.triggers)
        if head == "target" and target is None:  # `apart`: the other of two like events
            return self.speaker.pick("另一次的", "the other's ") + self._field(name, self.triggers)
        if head == "target":
            return self._field(name, (target,) if target else ())
        field = self._of_procedure(path[1] if head == "file" else self._own(), name)
        return self._title(field) if field is not None else name

    def _field(self, name: str, steps: tuple[str, ...]) -> str:
        field = self._of_steps(name, steps)
        if field is not None:
            return self._title(field)
        return self.speaker.pick(*_OF_EVENTS[name]) if name in _OF_EVENTS else name

    def _of_steps(self, name: str, steps: tuple[str, ...]) -> Field | None:
        for step in steps:
            procedure, _, step_id = step.partition(".")
            found = self.speaker.lawbook.procedures.get(procedure)
            if found is not None and step_id in found.steps and name in found.steps[step_id].fields:
                return found.steps[step_id].fields[name]
        # A norm of several triggers may name a field that this one does not have.
        return self._of_procedure(steps[0].partition(".")[0], name) if steps else None

    def _of_procedure(self, procedure: str, name: str) -> Field | None:
        found = self.speaker.lawbook.procedures.get(procedure)
        if found is None:
            return None
        each = (found.fields, *(step.fields for step in found.steps.values()))
        return next((fields[name] for fields in each if name in fields), None)

    def _title(self, field: Field) -> str:
        return self.speaker.text(field.title)
