"""What the law asks of a yearly report, read from `reports/annual/` of a lawbook.

In: the folders of a lawbook (the packaged one by default). Out: `Required`. An overlay's file replaces the
one of the same name. No part, step or indicator is named in code.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError
from fajing.lawbook.find import find_folders
from fajing.lawbook.yaml_reader import read_documents

DEFAULT_BOOK = "cn-police"
FOLDER = Path("reports") / "annual"


@dataclass(frozen=True, slots=True)
class Required:
    """Required parts, figures and lists.

    Attributes:
        parts: Parts that a report must have, each `{id, title, heads, source}`.
        indicators: Figures that a report should give, each `{id, title, words, near, none_without}`.
        sets: Figures that go together, each `{id, title, when, expect}`.
        lists: Lists fixed by law, each `{id, title, trigger, items, least, source}`.
    """

    parts: tuple[Mapping[str, Any], ...] = ()
    indicators: tuple[Mapping[str, Any], ...] = ()
    sets: tuple[Mapping[str, Any], ...] = ()
    lists: tuple[Mapping[str, Any], ...] = ()


def read_required(folders: tuple[Path, ...] | None = None) -> Required:
    """What a report must hold, by the lawbook in these folders.

    Raises:
        FajingError: A file is no YAML, or the default lawbook is not there.
    """
    return _read(folders or _default(os.environ.get("FAJING_LAW"), str(Path.cwd())))


@cache
def _default(chosen: str | None, here: str) -> tuple[Path, ...]:
    """Where the default lawbook stands, looked up once for each of the places that decide it."""
    return find_folders(DEFAULT_BOOK)


@cache
def _read(folders: tuple[Path, ...]) -> Required:
    files: dict[str, Path] = {}
    for folder in folders:
        files.update({path.name: path for path in sorted((folder / FOLDER).glob("*.yaml"))})
    found: dict[str, list[Mapping[str, Any]]] = {"parts": [], "indicators": [], "sets": [], "lists": []}
    for path in files.values():
        for document in read_documents(path):
            if not isinstance(document.data, dict):
                raise FajingError("这个文件应是键值表 (a mapping is expected)", where=str(path))
            for key, items in found.items():
                items.extend(document.data.get(key) or ())
    return Required(**{key: tuple(items) for key, items in found.items()})
