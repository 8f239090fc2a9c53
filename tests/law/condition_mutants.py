"""Changes inside conditions, beside those of `fajing law test --mutate`: numbers, comparisons, `and` and `or`, `not`.

In: a norm as YAML said it. Out: copies with one condition changed in one place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

Keys = tuple[str | int, ...]
_NUMBER = re.compile(r'(?<![\w.\-"])\d+(?![\w.\-"])')
_COMPARISON = re.compile(r"<=|>=|==|!=|(?<![<>=!])[<>](?!=)")
_OTHER = {"<=": "<", ">=": ">", "==": "!=", "!=": "==", "<": "<=", ">": ">=", "and": "or", "or": "and"}


def condition_mutants(raw: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What was changed, and the changed norm."""
    for number, version in enumerate(raw["versions"]):
        for keys, text in _conditions(version["duty"], ("versions", number, "duty")):
            for changed in _changes(text):
                yield f"{'.'.join(map(str, keys))}: {text} → {changed}", _with(raw, keys, changed)


def _conditions(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _conditions(item, (*keys, number))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key in ("where", "unless", "value") and isinstance(item, str):
                yield (*keys, key), item
            else:
                yield from _conditions(item, (*keys, key))


def _changes(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        for step in (-1, 1):
            yield _put(text, found, str(int(found[0]) + step))
    for found in _COMPARISON.finditer(text):
        yield _put(text, found, _OTHER[found[0]])
    for found in re.finditer(r"\b(?:and|or)\b", text):
        yield _put(text, found, _OTHER[found[0]])
    for found in re.finditer(r"\bnot ", text):
        yield _put(text, found, "")


def _put(text: str, found: re.Match[str], word: str) -> str:
    return text[: found.start()] + word + text[found.end() :]


def _with(raw: Mapping[str, Any], keys: Keys, value: str) -> Mapping[str, Any]:
    copied = copy.deepcopy(dict(raw))
    holder: Any = copied
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = value
    return copied
