"""The words of the guards, and how they are looked for in a lawbook file.

In: `guards.yaml` from the installed package. Out: `lists()` with every list ready to search, and the walks
over nested mappings that the guards use. It refuses nothing itself: `guards.py` does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fajing.lawbook.yaml_reader import read_documents

_NOT_CHINESE = re.compile(r"[^一-鿿]")
_TOKEN = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PROSE_KEYS = frozenset(
    {"cites", "message", "remedy", "why", "note", "notes", "description", "source", "prior"}
)


class Words:
    """A list of words, found in Chinese by their characters and in English by whole words."""

    def __init__(self, zh: Iterable[str] = (), en: Iterable[str] = ()) -> None:
        characters = sorted(zh, key=len, reverse=True)
        phrases = sorted((" ".join(_TOKEN.findall(word.lower())) for word in en), key=len, reverse=True)
        self._zh = re.compile("|".join(characters) or r"(?!)")
        self._en = re.compile(
            r"(?<![a-z0-9])(?:" + ("|".join(phrases) or r"(?!)") + r")(?:s|es)?(?![a-z0-9])"
        )
        self._joined = tuple(word.replace(" ", "") for word in phrases if " " in word and len(word) > 9)

    def found_in(self, text: str) -> str | None:
        """The first of these words that stands in the text."""
        hit = self._zh.search(chinese(text)) or self._en.search(english(text))
        return hit.group() if hit else None

    def hidden_in(self, text: str) -> str | None:
        """As `found_in`, and also where a phrase was written as one word."""
        joined = english(text).replace(" ", "")
        return self.found_in(text) or next((word for word in self._joined if word in joined), None)

    def ends(self, text: str) -> str | None:
        """One of these words, where the text ends with it."""
        for pattern, plain in ((self._zh, chinese(text)), (self._en, english(text))):
            for hit in pattern.finditer(plain):
                if hit.end() == len(plain):
                    return hit.group()
        return None


@functools.lru_cache(maxsize=2048)
def chinese(text: str) -> str:
    """The Chinese characters of a text, and nothing between them."""
    return _NOT_CHINESE.sub("", text)


@functools.lru_cache(maxsize=2048)
def english(text: str) -> str:
    """The Latin words of a text in lower case, one space between them."""
    return " ".join(_TOKEN.findall(_HUMP.sub(" ", text).lower()))


class Lists:
    """The words of guards.yaml, ready to look for."""

    def __init__(self) -> None:
        (words,) = read_documents(Path(__file__).with_name("guards.yaml"))
        raw = words.data
        self.subjects = frozenset(raw["subjects"])
        self.partitions = frozenset(raw["partitions"])
        self.apart = frozenset(raw["apart"])
        self.partition_keys = frozenset(raw["partition_keys"])
        self.due_keys = frozenset(raw["due_keys"])
        self.row_keys = frozenset(raw["row_keys"])
        self.judging_keys = frozenset(raw["judging_keys"])
        self.persons = Words(raw["persons"]["zh"], raw["persons"]["en"])
        keys = raw["persons"]["keys"]
        self.personal = Words(
            [*raw["persons"]["zh"], *(word for word in keys if chinese(word))],
            [*raw["persons"]["en"], *(word for word in keys if not chinese(word))],
        )
        self.officials = re.compile("|".join(raw["officials"]))
        self.control = Words(raw["control"]["zh"], raw["control"]["en"])
        self.measures = Words(raw["measures"]["zh"], raw["measures"]["en"])
        self.counting_ends = Words(raw["counting_ends"]["zh"], raw["counting_ends"]["en"])
        self.imposed = Words((), raw["imposed"])
        self.declined = [(Words(row["zh"], row["en"]), row["reason"]) for row in raw["declined"]]


@functools.cache
def lists() -> Lists:
    """The lists, read once."""
    return Lists()


def pairs(data: object) -> list[tuple[str, str, Any]]:
    """Every key of nested mappings: its path, the key, its value."""
    found: list[tuple[str, str, Any]] = []
    _add_pairs(data, "", found)
    return found


def _add_pairs(data: object, path: str, found: list[tuple[str, str, Any]]) -> None:
    # `dict` first: asking for a Mapping is slow, and every lawbook file is put before several guards.
    if isinstance(data, dict | Mapping):
        for key, value in data.items():
            below = f"{path}.{key}" if path else str(key)
            found.append((below, str(key), value))
            if not isinstance(value, str):
                _add_pairs(value, below, found)
    elif isinstance(data, list | tuple):
        for value in data:
            if not isinstance(value, str):
                _add_pairs(value, path, found)


def texts(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text that says what is counted or judged, with its path; prose and citations left out."""
    for path, key, value in pairs(data):
        if _PROSE_KEYS.isdisjoint(path.split(".")):
            yield path, key
            if not isinstance(value, Mapping):
                yield from ((path, text) for text in plain_texts([value]))


def plain_texts(values: Iterable[object]) -> Iterator[str]:
    """The texts in values, lists and mappings' values."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from plain_texts(value.values())
        elif isinstance(value, list | tuple):
            yield from plain_texts(value)
