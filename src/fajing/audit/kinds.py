"""The closed list of kinds with their names, as data. In: kinds.yaml. Out: what a table or a page may show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fajing.audit.finding import Message
from fajing.lawbook.yaml_reader import read_documents


@cache
def kinds() -> Mapping[str, Message]:
    """Every kind with its name, in the order of the list.

    Example:
        >>> kinds()["sum"]
        Message(zh='合计', en='Sum')
    """
    return {kind: Message(entry["label"]["zh"], entry["label"]["en"]) for kind, entry in _entries().items()}


@cache
def questions() -> Mapping[str, Message]:
    """Every kind with the question it asks."""
    return {kind: Message(entry["what"]["zh"], entry["what"]["en"]) for kind, entry in _entries().items()}


def name_of(kind: str, language: str) -> str:
    """The name of a kind; the kind itself where the list has none."""
    name = kinds().get(kind)
    return kind if name is None else (name.en if language == "en" else name.zh)


@cache
def _entries() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    (document,) = read_documents(Path(__file__).resolve().with_name("kinds.yaml"))
    assert isinstance(document.data, dict)
    return document.data
