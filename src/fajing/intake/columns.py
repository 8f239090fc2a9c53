"""The columns of a map: their roles, and what they are checked against. The format: docs/map_format.md.

In: the list under `columns:` and the procedures it may name. Out: `Column` values, or a `FajingError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fajing.core.events import Value
from fajing.core.moments import Precision
from fajing.intake._checks import Checker
from fajing.intake.cells import plain
from fajing.intake.constants import read_constants
from fajing.intake.headings import heading_key
from fajing.lawbook.model import Field, Lawbook, Procedure

ROLES = (
    "matter", "procedure", "parent", "unit", "officers", "object", "step", "at", "until", "recorded_at", "seq",
    "field", "ignore",
)  # fmt: skip
KINDS = {"item": "I", "person": "P", "document": "D"}
TYPES = ("text", "code", "number", "integer", "money", "date", "datetime", "boolean")
SPLITTERS = "、,，;；/\n"
_OPTIONS = {
    "heading", "synonyms", "source_key", "required", "of", "words", "other", "precision", "split", "role", "type",
    "values", "money_in", "personal", "at_column", "also", "set",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column, in one role; a column with `also:` becomes several.

    Attributes:
        heading: As the map calls it.
        headings: The heading and its synonyms.
        role: One of `ROLES`, or `key` for a column that only helps to tell rows apart.
        step: Of a step column of shape `matters`: the step, `step` or `procedure.step`.
        name: Of a field: its name.
        field: Of a field: its type, unit and allowed codes.
        of: Steps or headings this column belongs to; `*` = every step of the row; `matter`.
        words: What its words mean, by the word in small letters; None = the cell means itself.
        ignores_other: Whether an unlisted word is passed over instead of refused.
        precision: Its own precision.
        split: Characters that part several officers or objects in one cell.
        acting: The role in which its officers act.
        kind: First letter of its objects' ids.
        is_personal: Whether its content is personal and is never carried.
        is_key: Whether it belongs to the source key.
        is_required: Whether a file without it is refused.
        until: Heading under which the end of its step stands.
        at_column: Heading under which the time of its step stands; then the cell itself says yes or no.
        money_in: `yuan`, `wan` or `fen`.
        constants: Values that every event of this step column has.
    """

    heading: str
    headings: tuple[str, ...]
    role: str
    step: str | None = None
    name: str = ""
    field: Field | None = None
    of: tuple[str, ...] = ()
    words: Mapping[str, Any] | None = None
    ignores_other: bool = False
    precision: Precision | None = None
    split: str = SPLITTERS
    acting: str | None = None
    kind: str = "I"
    is_personal: bool = False
    is_key: bool = False
    is_required: bool = False
    until: str | None = None
    at_column: str | None = None
    money_in: str = "yuan"
    constants: tuple[tuple[str, Value], ...] = ()


def read_columns(
    data: object,
    shape: str,
    procedures: tuple[Procedure, ...],
    lawbook: Lawbook,
    at: Checker,
    *,
    joined: bool,
) -> tuple[Column, ...]:
    """Check the columns of a table.

    Raises:
        FajingError: A column is wrong in itself or does not go with another.
    """
    if not isinstance(data, list | tuple) or not data:
        raise at.error(
            "缺少 columns",
            "`columns` is missing",
            "columns: [{heading: 案件编号, matter: true}, ...]",
            "columns: [{heading: Case no., matter: true}, ...]",
        )
    found: list[Column] = []
    heard: dict[str, str] = {}
    for number, item in enumerate(data, 1):
        if not isinstance(item, Mapping):
            raise at.inside(f"columns[{number}]").error(
                "每列应写成“键: 值”",
                "each column is a mapping",
                "{heading: 案件编号, matter: true}",
                "{heading: ..., ...}",
            )
        here = at.inside(str(item.get("heading", f"columns[{number}]")))
        headings = (here.text(item, "heading"), *here.texts(item, "synonyms"))
        for name in headings:
            key = heading_key(name)
            if key in heard and heard[key] != headings[0]:
                raise here.error(
                    f"表头 {name} 写了两次",
                    f"heading {name!r} is there twice",
                    "合并成一列；一列有几种用途时用 also",
                    "make it one column; `also:` gives it a second role",
                )
            if key in heard and name == headings[0]:
                raise here.error(
                    f"表头 {name} 写了两次",
                    f"heading {name!r} is there twice",
                    "删去一处；一列有几种用途时用 also",
                    "remove one; `also:` gives a column a second role",
                )
            heard[key] = headings[0]
        found.append(_column(item, headings, shape, procedures, lawbook, here, joined=joined))
        for more in here.sequence(item, "also"):
            if not isinstance(more, Mapping):
                raise here.error(
                    "also 的每一项应写成“键: 值”",
                    "each item of `also` is a mapping",
                    "also: [{field: x}]",
                    "also: [{field: x}]",
                )
            found.append(
                _column(
                    {**more, "heading": headings[0]},
                    headings,
                    shape,
                    procedures,
                    lawbook,
                    here,
                    joined=joined,
                )
            )
    _check_links(found, shape, at)
    return tuple(found)


def _role(item: Mapping[str, Any], at: Checker) -> str:
    """The one role of a column."""
    roles = [role for role in ROLES if item.get(role) not in (None, False)]
    if (
        "step" in roles
        and isinstance(item["step"], str)
        and "until" in roles
        and isinstance(item["until"], str)
    ):
        roles.remove("until")  # the heading under which the end of this step stands
    if len(roles) == 1:
        return roles[0]
    if not roles and item.get("source_key") is True:
        return "key"
    raise at.error(
        "一列要有且只有一种用途",
        f"a column has exactly one role, not {roles or 'none'}",
        "写 matter、step、at、field、officers、ignore …… 之一；另有用途时用 also",
        "write one of " + ", ".join(ROLES) + "; a second one goes under `also:`",
    )


def _column(
    item: Mapping[str, Any],
    headings: tuple[str, ...],
    shape: str,
    procedures: tuple[Procedure, ...],
    lawbook: Lawbook,
    at: Checker,
    *,
    joined: bool,
) -> Column:
    """One column in one role."""
    at.known_keys(item, _OPTIONS | set(ROLES))
    role = _role(item, at)
    of = at.texts(item, "of") or (
        ("*",)
        if role == "object" or (joined and role in ("officers", "unit", "until", "recorded_at", "field"))
        else ()
    )
    _check_of(of, role, shape, procedures, lawbook, at)
    if joined and ("matter" in of or role == "parent"):
        raise at.error(
            "附表的列不能写案事件本身的值",
            "a joined table says nothing of the matter itself",
            "写在主表，或用 of 写明环节",
            "put it in the first table, or name a step with `of:`",
        )
    step = item["step"] if role == "step" and isinstance(item["step"], str) else None
    if role == "step" and shape == "matters":
        if step is None:
            raise at.error(
                "step 要写明环节", "`step` names the step", "step: case_accepted", "step: case_accepted"
            )
        check_step(step, procedures, lawbook, at)
    elif step is not None:
        raise at.error(
            "events 表里 step 写 true", "in shape `events` write `step: true`", "step: true", "step: true"
        )
    name = at.text(item, "field") if role == "field" else ""
    field = _field(item, name, of, shape, procedures, lawbook, at) if name else None
    kind = item.get("object", "item") if role == "object" else "item"
    kind = ("person" if item.get("personal") is True else "item") if kind is True else kind
    if kind not in KINDS:
        raise at.unknown("object", kind, KINDS)
    return Column(
        heading=headings[0],
        headings=headings,
        role=role,
        step=step,
        name=name,
        field=field,
        of=of,
        words=_words(item, role, procedures, lawbook, at),
        ignores_other=at.choice(item, "other", ("reject", "ignore"), "reject") == "ignore",
        precision=Precision(at.choice(item, "precision", tuple(Precision))) if "precision" in item else None,
        split=at.text(item, "split")
        if item.get("split") not in (None, " ")
        else str(item.get("split") or SPLITTERS),
        acting=at.text(item, "role") if "role" in item else None,
        kind=KINDS[kind],
        is_personal=at.flag(item, "personal") or (field is not None and field.personal) or kind == "person",
        is_key=at.flag(item, "source_key"),
        is_required=at.flag(item, "required")
        or role in (("matter",) if shape == "matters" else ("matter", "step", "at")),
        until=item["until"] if isinstance(item.get("until"), str) else None,
        at_column=at.text(item, "at_column") if "at_column" in item else None,
        money_in=at.choice(item, "money_in", ("yuan", "wan", "fen"), "yuan"),
        constants=read_constants(item, step, procedures, lawbook, at),
    )


def check_step(name: object, procedures: tuple[Procedure, ...], lawbook: Lawbook, at: Checker) -> None:
    """Refuse a step that no procedure of the rows, and no other procedure where it is named, declares."""
    text = str(name)
    procedure, dot, step = text.partition(".")
    if dot and procedure in lawbook.procedures:
        if step not in lawbook.procedures[procedure].steps:
            raise at.unknown(
                "step", text, [f"{procedure}.{known}" for known in lawbook.procedures[procedure].steps]
            )
    elif not any(text in candidate.steps for candidate in procedures):
        raise at.unknown("step", text, [known for candidate in procedures for known in candidate.steps])


def _check_of(
    of: tuple[str, ...],
    role: str,
    shape: str,
    procedures: tuple[Procedure, ...],
    lawbook: Lawbook,
    at: Checker,
) -> None:
    if shape == "matters" and not of and role in ("officers", "until", "recorded_at"):
        raise at.error(
            f"{role} 要写明属于哪个环节",
            f"`{role}` needs `of:` here",
            'of: case_accepted，或 of: "*" 表示本行所有环节',
            'of: case_accepted, or of: "*" for every step of the row',
        )
    if shape == "events":
        for name in of:
            if name not in ("*", "matter"):
                check_step(name, procedures, lawbook, at)
    if shape == "matters" and role == "at":
        raise at.error(
            "matters 表里时间写在环节的列上",
            "in shape `matters` the step's own column holds its time",
            "写 step: <环节>；时间在别的列时用 at_column",
            "write `step:`, with `at_column:` if the time stands elsewhere",
        )


def _field(
    item: Mapping[str, Any],
    name: str,
    of: tuple[str, ...],
    shape: str,
    procedures: tuple[Procedure, ...],
    lawbook: Lawbook,
    at: Checker,
) -> Field:
    """The declared field, or one made of the column's own `type:`."""
    declared: list[Field] = []
    if shape == "events" or of not in ((), ("matter",)):
        steps = [step for candidate in _all(procedures, of, lawbook) for step in candidate.steps.items()]
        plain_of = {part.rpartition(".")[2] for part in of}
        declared += [
            s.fields[name] for i, s in steps if name in s.fields and (not of or "*" in of or i in plain_of)
        ]
        if not declared:  # `of:` may name a heading; then any step's field of that name tells the type
            declared += [step.fields[name] for _, step in steps if name in step.fields]
    if not declared:
        declared += [candidate.fields[name] for candidate in procedures if name in candidate.fields]
    if "type" in item:
        type_ = at.choice(item, "type", TYPES)
        base = declared[0] if declared else None
        title = base.title if base else procedures[0].title
        values = tuple(str(v) for v in at.sequence(item, "values")) or (base.values if base else ())
        return Field(
            name,
            type_,
            title,
            personal=bool(base and base.personal),
            values=values,
            unit=base.unit if base else None,
        )
    if not declared:
        known = [n for p in procedures for n in p.fields] + [
            n for p in procedures for s in p.steps.values() for n in s.fields
        ]
        error = at.unknown("field", name, dict.fromkeys(known))
        error.remedy += "；规则库没有声明的字段要写 type / a field the lawbook does not declare needs `type:`"
        raise error
    if len({(field.type, field.values) for field in declared}) > 1:
        raise at.error(
            f"字段 {name} 在各环节里类型不同",
            f"field {name!r} differs from step to step",
            "用 of 写明环节，或写 type",
            "name the step with `of:`, or write `type:`",
        )
    return declared[0]


def _all(procedures: tuple[Procedure, ...], of: tuple[str, ...], lawbook: Lawbook) -> list[Procedure]:
    """The procedures of the rows, and those named in `of`."""
    named = [part.partition(".")[0] for part in of if "." in part]
    return [*procedures, *(lawbook.procedures[name] for name in named if name in lawbook.procedures)]


def _words(
    item: Mapping[str, Any], role: str, procedures: tuple[Procedure, ...], lawbook: Lawbook, at: Checker
) -> dict[str, Any] | None:
    """The word list of a column, by word in small letters."""
    if "words" not in item:
        return None
    words = {plain(str(word)).casefold(): meaning for word, meaning in at.mapping(item, "words").items()}
    for meaning in words.values():
        if role == "step" and item["step"] is True and meaning is not None:
            check_step(meaning, procedures, lawbook, at.inside("words"))
        if isinstance(meaning, float | list | dict):
            raise at.error(
                f"words 的含义写法不对：{meaning!r}",
                f"a meaning in `words` cannot be {meaning!r}",
                "写文本、整数、true 或 false",
                "write text, a whole number, true or false",
            )
    return words


def _check_links(columns: list[Column], shape: str, at: Checker) -> None:
    """Headings and steps that `of:` names must be columns of the same table."""
    headings = {heading_key(name) for column in columns for name in column.headings}
    steps = [column.step for column in columns if column.step]
    for column in columns:
        here = at.inside(column.heading)
        for name in column.of if shape == "matters" else ():
            if name in ("*", "matter") or heading_key(name) in headings:
                continue
            if name not in steps:
                raise here.unknown("of", name, [*steps, *(c.heading for c in columns if c.step)])
            if steps.count(name) > 1:
                raise here.error(
                    f"有几列都是环节 {name}",
                    f"several columns are step {name}",
                    "of 改写表头",
                    "let `of:` name the heading instead",
                )
