"""Logs and folders for the tests of segments, and events as plain tuples that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.scan.random_books import Pair

from fajing.core.events import Acting, Event, Log, Matter
from fajing.core.moments import Moment, Zone, parse_moment
from fajing.ledger.segments.folder import DataFolder
from fajing.scan.file_view import order
from fajing.scan.files import group_into_files
from fajing.scan.reference import latest_moment

ZONE = Zone.of("Asia/Shanghai")
PARTS = (
    "id", "matter", "procedure", "step", "at", "seq", "until", "recorded_at", "officers", "unit", "objects", "source",
)  # fmt: skip

File = tuple[str, list[Matter]]


def at(text: str) -> Moment:
    """A moment."""
    return parse_moment(text, ZONE)


def event(event_id: str, matter: str = "m", when: str = "2026-03-02T09:00", **more: Any) -> Event:
    """An event of the step `case.opened`."""
    return Event(event_id, matter, "case", more.pop("step", "opened"), at(when), **more)


def matter(matter_id: str, *events: Event, **more: Any) -> Matter:
    """A matter of the procedure `case`."""
    return Matter(matter_id, "case", events=list(events), **more)


def rich_file() -> File:
    """A file with everything an event may carry."""
    values = {
        "text": '引号" \\ 换行\n',
        "empty": "",
        "whole": -3,
        "yes": True,
        "no": False,
        "share": Decimal("1.50"),
        "large": Decimal("1E+3"),
        "day": at("2026-03-09"),
        "second": at("2026-03-09T10:00:01"),
    }
    people = (Acting("A", "handler"), Acting("B"), Acting("C", "leader"), Acting("D"))
    return (
        "m",
        [
            matter(
                "m",
                event(
                    "e1", when="2026-03-02", seq=4, officers=people, objects=("P1", "P2", "P3"), values=values
                ),
                event(
                    "e2",
                    until=at("2026-03-02T10:00"),
                    recorded_at=at("2026-03-03"),
                    unit="柳汀所",
                    source="表:3",
                ),
                event("e3", step="closed", officers=people[1:2], objects=("P2",), values={"text": 5}),
                unit="东栅所",
                values=values,
                source="表:2",
            ),
            Matter("m/review", "review", "m", values={"track": "x"}),
            matter("空", parent="不在这里"),
        ],
    )


def plain(one: Event) -> tuple[object, ...]:
    """An event as a value."""
    kinds = {name: (type(value), str(value) if isinstance(value, Decimal) else value)
             for name, value in one.values.items()}  # fmt: skip
    return (*(getattr(one, name) for name in PARTS), kinds)


def plain_matter(one: Matter) -> tuple[object, ...]:
    """A matter as a value, its events in the order of the file."""
    kinds = {name: (type(value), value) for name, value in one.values.items()}
    events = [plain(each) for each in sorted(one.events, key=order)]
    return (one.id, one.procedure, one.parent, one.unit, one.source, kinds, events)


def plain_files(files: Iterable[File]) -> list[object]:
    """Files as values."""
    return [(root, [plain_matter(one) for one in matters]) for root, matters in files]


def files_of(pair: Pair, log: Log | None = None) -> list[File]:
    """The files of a random log."""
    log = pair.log if log is None else log
    return list(group_into_files(log, pair.book, latest_moment(log) or log.zone.moment(date(2026, 1, 1))))


def made_folder(path: Path, zone: Zone = ZONE) -> DataFolder:
    """A new data folder."""
    return DataFolder.make(path, zone)
