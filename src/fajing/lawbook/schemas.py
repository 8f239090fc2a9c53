"""Holds a document against the JSON Schema of its kind and says what is wrong in our own words.

In: a document and the name of a file in `schema/`. Out: problems with file and line. The schemas say
which keys and values there are; what keys mean together is said by the readers (`read_*.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from fajing.lawbook.model import Place
from fajing.lawbook.problems import Report, suggest
from fajing.lawbook.schema_quick import Check, QuickChecks
from fajing.lawbook.yaml_reader import Document

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

KINDS = (
    "lawbook",
    "source",
    "calendar",
    "labels",
    "benchmarks",
    "register",
    "shared",
    "titles",
    "procedure",
    "norm",
    "map",
    "indicator",
    "range",
    "priors",
)
"""The kinds of file, each with its schema."""

_TYPES = {
    "string": "文本 text",
    "object": "键和值 a mapping",
    "array": "列表 a list",
    "integer": "整数 a whole number",
    "number": "数 a number",
    "boolean": "true 或 false",
    "null": "空 nothing",
}


def check(document: Document, kind: str, report: Report) -> bool:
    """Report everything in which a document is not of its kind; True if nothing was found."""
    if quick_check(kind)(document.data):
        return True
    found = 0
    for error in _flat(validator(kind).iter_errors(document.data)):
        for keys, what, remedy in _say(error, tuple(error.absolute_path)):
            report.error(Place(document.path, document.line(keys)), what, remedy)
            found += 1
    return found == 0


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator of one kind of file; imported only where a file is not plainly right."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_schema(kind), registry=_registry())


@cache
def quick_check(kind: str) -> Check:
    """A yes here is a yes of the validator; a no has to be asked again there."""
    return QuickChecks(_schema).compile(_schema(kind))


@cache
def _schema(name: str) -> Any:
    return json.loads((resources.files("fajing.lawbook") / "schema" / f"{name}.json").read_text("utf-8"))


@cache
def _registry() -> Registry[Any]:
    from referencing import Registry, Resource

    named = [(f"{name}.json", Resource.from_contents(_schema(name))) for name in ("common", *KINDS)]
    return Registry().with_resources(named)


def _flat(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """Errors of the parts where a combining keyword only says that something below it is wrong."""
    for error in errors:
        if error.context:
            yield from _flat(iter(error.context))
        else:
            yield error


def _say(error: ValidationError, keys: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """One problem in our words: where, what, and what would be right."""
    value, wanted = cast("Any", error.instance), cast("Any", error.validator_value)
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    name = _name(keys)
    hint = str(schema.get("description", ""))
    match error.validator:
        case "additionalProperties":
            allowed = list(schema.get("properties", {}))
            for key in value:
                if key not in allowed:
                    yield (
                        (*keys, key),
                        f"{name} 里没有 {key!r} 这个键 (unknown key)",
                        suggest(key, allowed, limit=40),
                    )
        case "required":
            for key in wanted:
                if key not in value:
                    yield keys, f"{name} 缺少 {key!r} (missing key)", f"{key}: …"
        case "type":
            types: list[str] = [wanted] if isinstance(wanted, str) else wanted
            right = "、".join(_TYPES.get(kind, kind) for kind in types)
            yield (
                keys,
                f"{name} 是{_TYPES.get(_type_of(value), '?')}，种类不对 (wrong kind): {_short(value)}",
                hint or right,
            )
        case "enum":
            yield (
                keys,
                f"{name} 不能是 {_short(value)} (not an allowed value)",
                suggest(value, map(str, wanted), limit=40),
            )
        case "pattern":
            if "propertyNames" in error.absolute_schema_path:
                yield (*keys, value), f"键 {_short(value)} 写法不对 (wrong form of a key)", hint
            else:
                yield keys, f"{name} 写法不对 (wrong form): {_short(value)}", hint or str(wanted)
        case "minItems" | "minLength" | "minProperties":
            yield (
                keys,
                f"{name} 是空的或太少 (empty or too few)",
                hint or f"至少 {wanted} 项 / at least {wanted}",
            )
        case "maxProperties" | "maxItems":
            yield (
                keys,
                f"{name} 写多了 (too many): {_short(value)}",
                hint or f"至多 {wanted} 项 / at most {wanted}",
            )
        case "minimum" | "maximum":
            sign = "≥" if error.validator == "minimum" else "≤"
            yield keys, f"{name} 超出范围 (out of range): {_short(value)}", f"{sign} {wanted}"
        case "uniqueItems":
            yield keys, f"{name} 里有重复 (repeated items)", "每项只写一次 / each once"
        case _:
            yield keys, f"{name} 不对 (wrong): {_short(value)}", hint or error.message


def _name(keys: tuple[Any, ...]) -> str:

    named = [str(key) for key in keys if isinstance(key, str)]
    return ".".join(named[-2:]) if named else "文件 / the file"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return repr(text[:60] + ("…" if len(text) > 60 else "")) if isinstance(value, str) else text[:60]


def _type_of(value: object) -> str:
    for kind, name in (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
        (dict, "object"),
    ):
        if isinstance(value, kind):
            return name
    return "null"
