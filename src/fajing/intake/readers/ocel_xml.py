"""OCEL 2.0 as XML (.xmlocel, .xml)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fajing.intake.readers._ocel import ocel_table
from fajing.intake.readers._ocel_items import Declared, Happening, Thing
from fajing.intake.readers._xml import Broken, parse
from fajing.intake.readers.base import Sheet

SUFFIXES = (".xmlocel",)
_PARTS = (b"<object-types", b"<event-types", b"<objects", b"<events")
_ATTRIBUTE, _LINK = "/attributes/attribute", "/objects/relationship"
_TYPES = {"event": "log/event-types/event-type", "object": "log/object-types/object-type"}
_EVENT, _OBJECT = "log/events/event", "log/objects/object"
_KNOWN = {
    place[: len(place) - cut]
    for top in (*_TYPES.values(), _EVENT, _OBJECT)
    for place in (top, top + _ATTRIBUTE, top + _LINK)
    for cut in (0, len(place) - len(place.rpartition("/")[0]), len(place) - len(place.split("/")[0]))
}


def recognises(head: bytes, name: str) -> bool:
    """By its name, or as an XML document whose outermost element is a log of objects and events."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return name.endswith(SUFFIXES) and head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return name.endswith(SUFFIXES) or (b"<log" in head and any(part in head for part in _PARTS))


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The one table of the file: its events."""
    del delimiter
    return [ocel_table(path, _Xml(path))]


@dataclass(frozen=True, slots=True)
class _Xml:
    path: Path

    def items(self) -> Iterator[Declared | Thing | Happening]:
        """Everything it holds."""
        ready: list[Declared | Thing | Happening] = []
        for _ in parse(self.path, _Handler(ready.append), with_text=True):
            yield from ready
            ready.clear()


class _Handler:
    """Puts the elements together to types, objects and events."""

    def __init__(self, give: Callable[[Declared | Thing | Happening], None]) -> None:
        self._give = give
        self._path = ""
        self._item: Declared | Thing | Happening | None = None
        self._named: dict[str, str] | None = None  # the attribute whose value is being read
        self._value: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = name.rpartition("}")[2]
        self._path = f"{self._path}/{tag}" if self._path else tag
        if self._path not in _KNOWN:
            raise Broken(f"不认识的元素 <{tag[:40]}>", f"an unknown element, or out of place: <{tag[:40]}>")
        if self._path.endswith(_ATTRIBUTE):
            _need(tag, attributes, "name")
            if isinstance(self._item, Declared):
                self._item.attributes.append((attributes["name"], attributes.get("type", "string")))
            else:
                self._named, self._value = attributes, []
        elif self._path.endswith(_LINK):
            _need(tag, attributes, "object-id")
            if not isinstance(self._item, Thing | Happening):
                raise Broken("关系放错了地方", "a relation stands where it cannot")
            self._item.links.append((attributes["object-id"], attributes.get("qualifier", "")))
        elif self._path == _EVENT:
            self._item = Happening(attributes.get("id"), attributes.get("type"), attributes.get("time"))
        elif self._path == _OBJECT:
            _need(tag, attributes, "id", "type")
            self._item = Thing(attributes["id"], attributes["type"])
        else:
            for of, place in _TYPES.items():
                if self._path == place:
                    _need(tag, attributes, "name")
                    self._item = Declared(of, attributes["name"])

    def text(self, data: str) -> None:
        """A piece of a value."""
        if self._named is not None:
            self._value.append(data)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._named is not None:
            named, value = self._named, "".join(self._value)
            self._named = None
            if isinstance(self._item, Happening):
                self._item.attributes.append((named["name"], value))
            elif isinstance(self._item, Thing):
                self._item.attributes.append((named["name"], named.get("time"), value))
        elif self._path in (_EVENT, _OBJECT, *_TYPES.values()) and self._item is not None:
            self._give(self._item)
            self._item = None
        self._path = self._path.rpartition("/")[0]


def _need(tag: str, attributes: dict[str, str], *names: str) -> None:
    for name in names:
        if not attributes.get(name):
            raise Broken(f"<{tag}> 没有 {name}", f"<{tag}> has no `{name}`")
