"""An OCEL 2.0 log as one table of events, the same from each of its formats. Not a format of its own.

One row for each event: `ocel:eid`, `ocel:activity`, `ocel:timestamp`, its attributes by their names, and for each type
of object columns with the objects it is related to (docs/map_format.md has them all). A first reading takes the
objects, which stay in memory; the events are read again one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fajing.core.moments import Zone
from fajing.intake.cells import DOUBLED, Cell, Doubled, Several
from fajing.intake.readers._ocel_items import Declared, Happening, Source, Thing, value_text
from fajing.intake.readers._ocel_objects import Histories, Objects
from fajing.intake.readers.base import Note, Numbered, Sheet, too_large
from fajing.lawbook.model import Text

EID, ACTIVITY, TIMESTAMP = "ocel:eid", "ocel:activity", "ocel:timestamp"
TYPE, NEAR = "ocel:type:", "ocel:near:"
MOST_COLUMNS = 2_000
MOST_QUALIFIERS = 200  # different ones; where there are more they are remarks, and no columns
_NO_OBJECT = Text("关系指向文件里没有的对象，未采用", "relations to objects the file does not hold, left out")
_ID_TWICE = Text("事件的 id 前面已经有了", "events with an id that an earlier event has")
_NO_TIME = Text("对象属性的起始时间读不懂，该值未采用", "values of objects from an unreadable time, left out")
_QUALIFIERS = Text("关系的限定词种类太多，没有列成表头", "qualifiers that became no columns, being too many")


def ocel_table(path: Path, source: Source) -> Sheet:
    """The table of a log.

    Raises:
        FajingError: The file is damaged or beyond the limits.
    """
    return _sheet(_Layout(path, source), Zone.of("UTC"))


def _sheet(layout: _Layout, zone: Zone) -> Sheet:
    return Sheet(
        "",
        lambda: _rows(layout, zone),
        notes=layout.notes,
        followers=layout.followers,
        in_zone=partial(_sheet, layout),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the columns of one type of objects stand: the ids, then each attribute."""

    type: str
    ids: int
    attributes: tuple[tuple[str, int], ...]


class _Layout:
    """What a first reading finds: the objects, the headings, and what is odd.

    Attributes:
        source: The file.
        objects: Its objects.
        kinds: Types of attributes, by `event` or `object`, type and name.
        names: The headings.
        attributes: Where the attributes of events stand.
        direct: Where the objects stand that an event is related to, by type.
        near: Where those stand that are nearest to it, by type.
        qualified: Where those stand that a qualifier sets apart, by type and qualifier.
        followers: As in `Sheet`.
        notes: As in `Sheet`.
    """

    def __init__(self, path: Path, source: Source) -> None:
        self.source = source
        self.objects = Objects(path.name)
        self.kinds: dict[tuple[str, str, str], str] = {}
        self._own: dict[str, None] = {}
        self._qualifiers: dict[tuple[str, str], None] = {}
        self._waiting: dict[tuple[str, str], int] = {}  # relations to objects that were not met yet
        self._doubled: dict[str, int] = {}
        seen: set[str | None] = {None}
        twice = 0
        for item in source.items():
            if isinstance(item, Happening):
                twice += item.id in seen and item.id is not None
                seen.add(item.id)
                self._see(item)
            elif isinstance(item, Thing):
                self.objects.add(item)
            else:
                self._declare(item)
            if len(self._own) > MOST_COLUMNS:
                raise _too_wide(path)
        for other, qualifier in list(self._waiting):
            if other in self.objects.type_of:
                self._qualifiers[self.objects.type_of[other], qualifier] = None
                del self._waiting[other, qualifier]
        self.objects.close(self.kinds)
        left_out = len(self._qualifiers) if len(self._qualifiers) > MOST_QUALIFIERS else 0
        if left_out:
            self._qualifiers = {}
        self._set_columns()
        if len(self.names) > MOST_COLUMNS:
            raise _too_wide(path)
        counts = (
            (_ID_TWICE, twice),
            (_NO_OBJECT, sum(self._waiting.values())),
            (_NO_TIME, self.objects.unreadable_times),
            (_QUALIFIERS, left_out),
            *((_doubled_text(name), count) for name, count in self._doubled.items()),
        )
        self.notes = tuple(Note(what, count) for what, count in counts if count)
        self._waiting = {}

    def _declare(self, item: Declared) -> None:
        names = self.objects.types.setdefault(item.name, {}) if item.of == "object" else self._own
        for name, kind in item.attributes:
            self.kinds[item.of, item.name, name] = kind.casefold()
            names[name] = None

    def _see(self, event: Happening) -> None:
        values: dict[str, str | None] = {}
        for name, value in event.attributes:
            if name in values:
                self._doubled[name] = self._doubled.get(name, 0) + 1
            values[name] = value
        self._own.update(dict.fromkeys(values))
        for other, qualifier in event.links:
            type_ = self.objects.type_of.get(other)
            if type_ is None:
                self._waiting[other, qualifier] = self._waiting.get((other, qualifier), 0) + 1
            else:
                self._qualifiers[type_, qualifier] = None

    def _set_columns(self) -> None:
        self.names = [EID, ACTIVITY, TIMESTAMP]
        self.direct = [self._place(TYPE, name) for name in self.objects.types]
        self.near = (
            [self._place(NEAR, name) for name in self.objects.types] if self.objects.has_relations else []
        )
        self.qualified: dict[tuple[str, str], int] = {}
        for type_, qualifier in sorted(self._qualifiers):
            if qualifier:
                self.qualified[type_, qualifier] = self._column(f"{TYPE}{type_}/{qualifier}")
        self.attributes = {name: self._column(name) for name in self._own}
        self.followers = {
            place.ids: tuple(index for _, index in place.attributes) for place in (*self.direct, *self.near)
        }

    def _place(self, before: str, type_: str) -> _Place:
        ids = self._column(before + type_)
        names = self.objects.types[type_]
        return _Place(type_, ids, tuple((name, self._column(f"{before}{type_}.{name}")) for name in names))

    def _column(self, name: str) -> int:
        self.names.append(name)
        return len(self.names) - 1


def _too_wide(path: Path) -> Exception:
    return too_large(path, f"属性多于 {MOST_COLUMNS} 种 / more than {MOST_COLUMNS} attributes")


def _doubled_text(name: str) -> Text:
    return Text(
        f"属性 {name} 在同一事件里给了两次（值相同取一次，不同而又用到它的行退回）",
        f"attribute {name} given twice in one event (equal values taken once, else the rows that use it "
        "are rejected)",
    )


def _rows(layout: _Layout, zone: Zone) -> Iterator[Numbered]:
    yield 1, list(layout.names)
    histories = layout.objects.histories(zone)
    number = 1
    for item in layout.source.items():
        if isinstance(item, Happening):
            number += 1
            yield number, _row(layout, histories, item)


def _row(layout: _Layout, histories: Histories, event: Happening) -> list[Cell]:
    row: list[Cell] = [None] * len(layout.names)
    row[:3] = event.id, event.type, event.time
    for name, value in event.attributes:
        at = layout.attributes[name]
        said = value_text(value, layout.kinds.get(("event", event.type or "", name), "string"))
        row[at] = said if row[at] is None or row[at] == said else DOUBLED
    by_type: dict[str, dict[str, None]] = {}
    qualified: dict[int, dict[str, None]] = {}
    for other, qualifier in event.links:
        type_ = layout.objects.type_of.get(other)
        if type_ is not None:
            by_type.setdefault(type_, {})[other] = None
            at_qualifier = layout.qualified.get((type_, qualifier))
            if at_qualifier is not None:
                qualified.setdefault(at_qualifier, {})[other] = None
    for at, ids in qualified.items():
        row[at] = Several(ids)
    moment = histories.moment(event.time)
    for place in layout.direct:
        if place.type in by_type:
            _fill(row, place, tuple(by_type[place.type]), histories, moment)
    if layout.near:
        known = [one for ids in by_type.values() for one in ids]
        for place in layout.near:
            ids_near = tuple(by_type.get(place.type, ())) or layout.objects.near(known, place.type)
            if ids_near:
                _fill(row, place, ids_near, histories, moment)
    return row


def _fill(
    row: list[Cell], place: _Place, ids: Sequence[str], histories: Histories, moment: int | None
) -> None:
    """Write the objects of a type and what their attributes were at the moment."""
    row[place.ids] = Several(ids)
    for name, at in place.attributes:
        values = [histories.value(one, name, moment) for one in ids]
        plain = [value for value in values if not isinstance(value, Doubled)]
        if len(plain) < len(values):
            row[at] = DOUBLED
        elif any(value is not None for value in plain):
            row[at] = Several(plain)
