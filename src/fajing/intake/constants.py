"""`set:` beside a step: values that every event of a column has, because of what the column is.

A ledger's column 送达被侵害人时间 says by its heading whom the decision was served on; no cell repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fajing.core.events import Value
from fajing.intake._checks import Checker
from fajing.lawbook.model import Lawbook, Procedure


def read_constants(
    item: Mapping[str, Any],
    step: str | None,
    procedures: tuple[Procedure, ...],
    lawbook: Lawbook,
    at: Checker,
) -> tuple[tuple[str, Value], ...]:
    """The constants of a step column.

    Args:
        item: The column.
        step: The step it is, `step` or `procedure.step`; None for any other column.
        procedures: Procedures of the rows.
        lawbook: Says which fields the step declares.
        at: Where the column stands.

    Raises:
        FajingError: They stand beside something else, or the step declares no such field or value.
    """
    if "set" not in item:
        return ()
    here = at.inside("set")
    if step is None:
        raise here.error(
            "set 只写在环节列上",
            "`set:` goes with a step column",
            "{heading: 送达被侵害人, step: decision_served, set: {recipient: victim}}",
            "{heading: ..., step: decision_served, set: {recipient: victim}}",
        )
    head, dot, rest = step.partition(".")
    named = [lawbook.procedures[head]] if dot and head in lawbook.procedures else list(procedures)
    fields = {
        name: field
        for procedure in named
        if (declared := procedure.steps.get(rest if dot else step)) is not None
        for name, field in declared.fields.items()
    }
    pairs: list[tuple[str, Value]] = []
    for name, value in at.mapping(item, "set").items():
        if name not in fields:
            raise here.unknown("field", name, fields)
        if fields[name].values and str(value) not in fields[name].values:
            raise here.unknown(str(name), value, fields[name].values)
        if not isinstance(value, str | int):
            raise here.error(
                f"{name} 的值写法不对：{value!r}",
                f"{name} cannot be {value!r}",
                "写文本、整数、true 或 false",
                "write text, a whole number, true or false",
            )
        pairs.append((str(name), value))
    return tuple(pairs)
