"""What only a person can write: `report.yaml`, given by the bureau.

In: the file, or nothing. Out: the body's name, plans and shortcomings of last year with their state, duties of the
head with their proof, shortcomings and plans of this year. What is not given is printed as to be filled in (待填);
nothing is made up in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError
from fajing.lawbook.model import Text
from fajing.lawbook.problems import suggest
from fajing.lawbook.yaml_reader import Document, read_documents
from fajing.publish.model import Promise

STATES: Mapping[str, Text] = {
    "done": Text("已完成", "done"),
    "under_way": Text("推进中", "under way"),
    "not_begun": Text("未开始", "not begun"),
    "dropped": Text("已调整", "dropped"),
}
KINDS: Mapping[str, Text] = {
    "plan": Text("上年安排", "planned last year"),
    "shortcoming": Text("上年不足", "admitted last year"),
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "last_year": ("kind", "text", "owner", "due", "state", "proof", "why"),
    "head_duties": ("text", "date", "proof"),
    "shortcomings": ("text", "reason", "owner"),
    "plans": ("text", "owner", "due"),
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "last_year": ("kind", "text", "owner", "state"),
    "head_duties": ("text",),
    "shortcomings": ("text", "reason"),
    "plans": ("text", "owner"),
}
MAY_BE_NONE = ("last_year",)
"""Lists that may be given as empty, `last_year: []`: there was nothing."""
_TEXTS = ("body", "title", "words")


@dataclass(frozen=True, slots=True)
class Given:
    """What was given.

    Attributes:
        body: The body that reports.
        title: The report's title, where it is not the usual one.
        lists: Entries of each list, each by key; a missing list was not given, an empty one holds nothing.
        words: Further texts by name, which sections ask for by `given("name", …)`.
    """

    body: Text | None = None
    title: Text | None = None
    lists: Mapping[str, tuple[Mapping[str, Text], ...]] = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a list or text was given."""
        return bool(self.lists.get(name)) or name in self.words

    def promises(self) -> tuple[Promise, ...]:
        """Plans for the year to come, then admitted shortcomings."""
        found = []
        for name, kind in (("plans", "plan"), ("shortcomings", "shortcoming")):
            for entry in self.lists.get(name, ()):
                owner, due = (entry[key].zh if key in entry else "" for key in ("owner", "due_on"))
                found.append(Promise(kind, entry["text"].zh, owner, due))
        return tuple(found)


NOTHING_GIVEN = Given()


def read_given(path: Path | None) -> Given:
    """Read the file.

    Raises:
        FajingError: It cannot be read, or says what is not known; with file and line.
    """
    if path is None:
        return NOTHING_GIVEN
    if not path.is_file():
        raise FajingError("找不到这个文件 (no such file)", where=str(path))
    documents = read_documents(path)
    if len(documents) != 1 or not isinstance(documents[0].data, dict):
        raise FajingError("这个文件应是键值表 (a mapping is expected)", where=str(path))
    document = documents[0]
    data: dict[str, Any] = document.data
    for key in data:
        _known(key, (*_TEXTS, *_KEYS), document, (key,))
    words = data.get("words") or {}
    return Given(
        body=_text(data["body"], document, ("body",)) if "body" in data else None,
        title=_text(data["title"], document, ("title",)) if "title" in data else None,
        lists={
            name: tuple(_entries(name, data[name] or [], document))
            for name in _KEYS
            if data.get(name) or (name in MAY_BE_NONE and data.get(name) == [])
        },
        words={name: _text(value, document, ("words", name)) for name, value in words.items()},
    )


def _entries(name: str, listed: Any, document: Document) -> list[Mapping[str, Text]]:
    if not isinstance(listed, list):
        raise _wrong("应是列表 (a list is expected)", document, (name,))
    return [_entry(name, one, document, (name, place)) for place, one in enumerate(listed)]


def _entry(name: str, one: Any, document: Document, at: tuple[str | int, ...]) -> Mapping[str, Text]:
    if not isinstance(one, dict):
        raise _wrong("应是键值表 (a mapping is expected)", document, at)
    for key in one:
        _known(key, _KEYS[name], document, (*at, key))
    for key in _NEEDED[name]:
        if key not in one:
            raise _wrong(f"缺 {key} (missing)", document, at)
    found: dict[str, Text] = {}
    for key, value in one.items():
        if key in ("state", "kind"):
            table = STATES if key == "state" else KINDS
            _known(value, tuple(table), document, (*at, key))
            found[key] = table[value]
        elif key in ("due", "date"):
            found[key] = _day(value, document, (*at, key))
            found[f"{key}_on"] = Text(str(value), str(value))
        else:
            found[key] = _text(value, document, (*at, key))
    if found.get("state") == STATES["done"] and "proof" not in found:
        raise _wrong("写已完成要有佐证 proof (what is done needs its proof)", document, at)
    return found


def _day(value: Any, document: Document, at: tuple[str | int, ...]) -> Text:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(f"读不懂这个日期 (not a date): {value}；2026-06-30", document, at) from None
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B} {day.year}")


def _text(value: Any, document: Document, at: tuple[str | int, ...]) -> Text:
    """A text; in one language, it is printed in both."""
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return Text(str(value["zh"]).strip(), str(value["en"]).strip())
    if isinstance(value, str | int) and str(value).strip():
        return Text(str(value).strip(), str(value).strip())
    raise _wrong("应是文字，或 {zh: …, en: …} (a text is expected)", document, at)


def _known(key: Any, known: tuple[str, ...], document: Document, at: tuple[str | int, ...]) -> None:
    if key not in known:
        raise FajingError(
            f"不认识 (not known): {key}",
            where=f"{document.path}:{document.line(at)}",
            remedy=suggest(str(key), known),
        )


def _wrong(what: str, document: Document, at: tuple[str | int, ...]) -> FajingError:
    return FajingError(what, where=f"{document.path}:{document.line(at)}")
