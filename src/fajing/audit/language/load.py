"""Read the tables of a language.

In: the YAML files of one folder. Out: one mapping of their keys, read once. A word is added in a table and
nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fajing.lawbook.yaml_reader import read_documents

_HERE = Path(__file__).resolve().parent


@cache
def tables(language: str = "zh") -> Mapping[str, Any]:
    """All tables of a language, by their top-level keys.

    Example:
        >>> tables()["units_of"]["起"] == tables()["units_of"]["件"]
        True
    """
    found: dict[str, Any] = {}
    for path in sorted((_HERE / language).glob("*.yaml")):
        for document in read_documents(path):
            found.update(document.data)
    found["units_of"] = {unit: family for family, units in found["families"].items() for unit in units}
    return found


@cache
def words(key: str) -> tuple[str, ...]:
    """A list of words, longest first, so that the longest is tried first."""
    value = tables()[key]
    return tuple(sorted(value, key=len, reverse=True))


def any_of(items: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return _any_of(tuple(items))


@cache
def _any_of(items: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(item) for item in sorted(items, key=len, reverse=True)) + ")"


def has(text: str, key: str) -> str:
    """The first word of a table that the text holds, or nothing.

    Example:
        >>> has("按期办结率提高", "rate_end")
        '率'
    """
    return next((word for word in words(key) if word in text), "")
