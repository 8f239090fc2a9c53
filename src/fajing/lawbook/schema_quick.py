"""A fast yes to "is this of its schema?", so that a large lawbook loads quickly.

A JSON Schema is turned into nested functions once. Where they say yes, the value is valid; where they say no, or meet
a keyword they do not know, jsonschema is asked, whose answer alone counts. A test holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]

_TYPES: Mapping[str, Check] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
_SAYS_NOTHING = {"$schema", "$id", "$defs", "description", "then", "properties", "additionalProperties"}


class QuickChecks:
    """Compiles schemas that refer to each other.

    Args:
        schema_of: Gives a schema by the name before `.json` in a `$ref`.
    """

    def __init__(self, schema_of: Callable[[str], Any]) -> None:
        self.schema_of = schema_of
        self.by_ref: dict[str, Check] = {}

    def compile(self, schema: Mapping[str, Any]) -> Check:
        """A function that says yes only to what the schema allows."""
        checks: list[Check] = []
        for keyword, wanted in schema.items():
            if keyword not in _SAYS_NOTHING:
                checks.append(self._keyword(keyword, wanted, schema))
        if "properties" in schema or "additionalProperties" in schema:
            checks.append(self._properties(schema))
        if len(checks) == 1:
            return checks[0]
        return lambda value: all(check(value) for check in checks)

    def _keyword(self, keyword: str, wanted: Any, schema: Mapping[str, Any]) -> Check:  # noqa: C901  a table
        match keyword:
            case "type":
                kinds = [_TYPES[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted)]
                return kinds[0] if len(kinds) == 1 else lambda value: any(kind(value) for kind in kinds)
            case "$ref":
                return self._ref(wanted)
            case "enum" if all(isinstance(item, str) for item in wanted):
                known = frozenset(wanted)
                return lambda value: isinstance(value, str) and value in known
            case "pattern":
                search = re.compile(wanted).search
                return lambda value: not isinstance(value, str) or search(value) is not None
            case "required":
                return lambda value: not isinstance(value, dict) or all(key in value for key in wanted)
            case "items":
                item = self.compile(wanted)
                return lambda value: not isinstance(value, list) or all(item(part) for part in value)
            case "propertyNames":
                name = self.compile(wanted)
                return lambda value: not isinstance(value, dict) or all(name(key) for key in value)
            case "minLength":
                return lambda value: not isinstance(value, str) or len(value) >= wanted
            case "minItems":
                return lambda value: not isinstance(value, list) or len(value) >= wanted
            case "minProperties":
                return lambda value: not isinstance(value, dict) or len(value) >= wanted
            case "maxProperties":
                return lambda value: not isinstance(value, dict) or len(value) <= wanted
            case "minimum":
                return lambda value: (
                    isinstance(value, bool) or not isinstance(value, int | float) or value >= wanted
                )
            case "maximum":
                return lambda value: (
                    isinstance(value, bool) or not isinstance(value, int | float) or value <= wanted
                )
            case "uniqueItems":
                return lambda value: (
                    not isinstance(value, list)
                    or (all(isinstance(part, str) for part in value) and len(set(value)) == len(value))
                )
            case "if" if _is_of_kind(wanted):
                # A test of the kind alone: quick checks answer it exactly, so `then` may depend on it.
                kind, then = self._exact(wanted), self.compile(schema["then"])
                return lambda value: not kind(value) or then(value)
            case _:
                return lambda _: False

    def _exact(self, test: Mapping[str, Any]) -> Check:
        if "not" in test:
            kind = _TYPES[test["not"]["type"]]
            return lambda value: not kind(value)
        return _TYPES[test["type"]]

    def _ref(self, ref: str) -> Check:
        """The check of another schema, compiled when first used: schemas may hold themselves."""

        def check(value: Any) -> bool:
            found = self.by_ref.get(ref)
            if found is None:
                file, _, name = ref.partition("#/$defs/")
                found = self.by_ref[ref] = self.compile(
                    self.schema_of(file.removesuffix(".json"))["$defs"][name]
                )
            return found(value)

        return check

    def _properties(self, schema: Mapping[str, Any]) -> Check:
        known = {key: self.compile(part) for key, part in schema.get("properties", {}).items()}
        rest = schema.get("additionalProperties", True)
        other: Check = self.compile(rest) if isinstance(rest, Mapping) else lambda _: bool(rest)

        def check(value: Any) -> bool:
            return not isinstance(value, dict) or all(
                known.get(key, other)(part) for key, part in value.items()
            )

        return check


def _is_of_kind(test: Any) -> bool:
    """Whether a condition asks for one type, or for any but one."""
    inner = test.get("not", test) if isinstance(test, dict) else None
    return isinstance(inner, dict) and list(inner) == ["type"] and isinstance(inner["type"], str)
