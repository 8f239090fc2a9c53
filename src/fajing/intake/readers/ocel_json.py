"""OCEL 2.0 as JSON (.jsonocel, .json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fajing.intake.readers._json_stream import elements
from fajing.intake.readers._ocel import ocel_table
from fajing.intake.readers._ocel_items import Declared, Happening, Link, Thing, damaged
from fajing.intake.readers.base import Sheet

SUFFIXES = (".jsonocel", ".json")
_SECTIONS = ("eventTypes", "objectTypes", "objects", "events")


def recognises(head: bytes, name: str) -> bool:
    """By its name or its keys, if it is an object of JSON at all."""
    is_object = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    keys = (b'"eventTypes"', b'"objectTypes"')
    return is_object and (name.endswith(SUFFIXES) or any(key in head for key in keys))


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The one table of the file: its events."""
    del delimiter
    return [ocel_table(path, _Json(path))]


@dataclass(frozen=True, slots=True)
class _Json:
    path: Path

    def items(self) -> Iterator[Declared | Thing | Happening]:
        """Everything it holds."""
        seen = set()
        for section, number, item in elements(self.path):
            seen.add(section)
            if section.startswith("ocel:"):
                raise damaged(self.path.name, "这是 OCEL 1.0，只读 2.0 / this is OCEL 1.0; 2.0 is read")
            if section not in _SECTIONS:
                continue  # the format lets a file say more
            if number == 0 or not isinstance(item, dict):
                raise self._broken(section, number, "应是对象的列表", "a list of objects is wanted")
            if section in ("eventTypes", "objectTypes"):
                yield self._declared(section, number, item)
            elif section == "objects":
                yield self._thing(number, item)
            else:
                yield Happening(
                    _text(item.get("id")),
                    _text(item.get("type")),
                    _text(item.get("time")),
                    [
                        (self._name(one, "events", number), _text(one.get("value")))
                        for one in self._list(item, "attributes", "events", number)
                    ],
                    self._links(item, "events", number),
                )
        missing = [section for section in _SECTIONS if section not in seen and section != "objects"]
        if missing and not {"events"} <= seen:
            raise damaged(self.path.name, f"缺少 {'、'.join(missing)} / missing: {', '.join(missing)}")

    def _declared(self, section: str, number: int, item: dict[str, Any]) -> Declared:
        attributes = [
            (self._name(one, section, number), _text(one.get("type")) or "string")
            for one in self._list(item, "attributes", section, number)
        ]
        return Declared(section.removesuffix("Types"), self._name(item, section, number), attributes)

    def _thing(self, number: int, item: dict[str, Any]) -> Thing:
        found = _text(item.get("id")), _text(item.get("type"))
        if not found[0] or not found[1]:
            raise self._broken("objects", number, "缺少 id 或 type", "`id` or `type` is missing")
        return Thing(
            found[0],
            found[1],
            [
                (self._name(one, "objects", number), _text(one.get("time")), _text(one.get("value")))
                for one in self._list(item, "attributes", "objects", number)
            ],
            self._links(item, "objects", number),
        )

    def _links(self, item: dict[str, Any], section: str, number: int) -> list[Link]:
        links = []
        for one in self._list(item, "relationships", section, number):
            other = _text(one.get("objectId"))
            if not other:
                raise self._broken(section, number, "关系缺少 objectId", "a relation has no `objectId`")
            links.append((other, _text(one.get("qualifier")) or ""))
        return links

    def _name(self, item: dict[str, Any], section: str, number: int) -> str:
        name = item.get("name")
        if not isinstance(name, str) or not name:
            raise self._broken(section, number, "缺少 name", "`name` is missing")
        return name

    def _list(self, item: dict[str, Any], key: str, section: str, number: int) -> list[dict[str, Any]]:
        found = item.get(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._broken(section, number, f"{key} 应是对象的列表", f"`{key}` is a list of objects")
        return found

    def _broken(self, section: str, number: int, zh: str, en: str) -> Exception:
        return damaged(self.path.name, f"{zh} / {en}", f"{self.path.name} {section}[{number}]")


def _text(value: object) -> str | None:
    """A value as text; numbers come as text already."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
