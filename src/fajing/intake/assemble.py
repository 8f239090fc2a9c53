"""From rows to a log: matters put together, objects given ids of their file, events given theirs.

In: the rows that stand, of all maps. Out: the `Log`. The result does not depend on the order of rows, except
the order in which matters and events stand. A label of a person or item is dropped here; only the minted id
goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from fajing.core.events import NO_VALUES, Event, Log, Matter
from fajing.core.ids import natural_key
from fajing.core.moments import Moment, Zone
from fajing.intake.row import Row, value_text

_SHORT_ID = re.compile(r"[A-Za-z]{0,4}-?\d{1,6}")
_DAY_SECONDS = 86_400
LATEST = 1 << 62
"""The rank of a row without an event among those that tell of a matter."""


def assemble(rows: Iterable[Row], zone: Zone) -> Log:
    """Put the rows together.

    Args:
        rows: The rows that stand, in the order first seen.
        zone: Civil time of the lawbook.
    """
    log = Log(zone)
    merger = _Merger(log)
    keyed: dict[int, Row] = {}
    has_objects = False
    for row in rows:
        merger.take(row)
        for one in (row, *(row.joined or ())):
            for event in one.events:
                has_objects = has_objects or bool(event.objects)
                if one.key is not None and not one.secret_key:
                    keyed[id(event)] = one
    if has_objects:
        _mint_objects(log)
    for matter in log.matters.values():
        _give_ids(matter, keyed, zone)
    return log


class _Merger:
    """Builds matters from rows; where rows differ about one, the row with the earliest event counts."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.ranks: dict[tuple[str, str], tuple[int, str]] = {}

    def take(self, row: Row) -> None:
        """Add a row, with the rows joined to it."""
        matter = self.matter(row.matter, row.procedure, row.source)
        if row.parent or row.unit or row.values:
            rank = (min((event.at.instant for event in row.events), default=LATEST), row.content)
            if row.parent and self.first(row.matter, "parent", rank):
                matter.parent = row.parent
            if row.unit and self.first(row.matter, "unit", rank):
                matter.unit = row.unit
            for name, value in row.values.items():
                if self.first(row.matter, f"={name}", rank):
                    if matter.values is NO_VALUES:
                        matter.values = {}
                    matter.values[name] = value  # type: ignore[index]
        for one in (row, *(row.joined or ())):
            for event in one.events:
                place = matter
                if event.matter != row.matter:
                    place = self.matter(event.matter, event.procedure, row.source)
                    place.parent = place.parent or row.matter
                tells_again = one is row and row.is_wide and _said_already(event, place.events)
                if not tells_again:
                    place.events.append(event)

    def first(self, matter: str, name: str, rank: tuple[int, str]) -> bool:
        """Whether nothing earlier has said this of the matter."""
        known = self.ranks.get((matter, name))
        if known is not None and known <= rank:
            return False
        self.ranks[matter, name] = rank
        return True

    def matter(self, matter_id: str, procedure: str, source: str) -> Matter:
        """The matter, made where it is new."""
        found = self.log.matters.get(matter_id)
        if found is None:
            found = self.log.matters[matter_id] = Matter(matter_id, procedure, source=source)
        return found


def _said_already(event: Event, events: list[Event]) -> bool:
    """Whether another row of the same wide table has brought the same event: its matter had several rows."""
    return any(event.step == other.step and _content(event) == _content(other) for other in events)


def _content(event: Event) -> tuple[object, ...]:
    """All of an event but its place, number and id."""
    return (
        event.procedure,
        event.step,
        event.at.instant,
        event.at.precision,
        event.until and value_text(event.until),
        event.recorded_at and value_text(event.recorded_at),
        event.officers,
        event.unit,
        event.objects,
        tuple(sorted((name, value_text(value)) for name, value in event.values.items())),
    )


def sort_text(event: Event) -> str:
    """By what events of one step and time are numbered."""
    return repr(_content(event)[4:])


def _give_ids(matter: Matter, keyed: dict[int, Row], zone: Zone) -> None:
    """Number the events of a matter: by step and source key, else by step and time; ties by content."""
    by_base: dict[str, list[Event]] = {}
    for event in matter.events:
        row = keyed.get(id(event)) if keyed else None
        if row is None:
            base = f"{event.matter}/{event.step}/{time_text(event.at, zone)}"
        else:
            key = "/".join(part for part in row.key or () if part != row.matter)
            base = f"{event.matter}/{event.step}/{key}" if key else f"{event.matter}/{event.step}"
        by_base.setdefault(base, []).append(event)
    for base, events in by_base.items():
        if len(events) == 1:
            events[0].id = base
            continue
        events = sorted(events, key=lambda event: (event.at.instant, sort_text(event), event.seq))
        for number, event in enumerate(events, 1):
            event.id = base if number == 1 else f"{base}#{number}"


_times: dict[tuple[str, int, str], str] = {}


def time_text(at: Moment, zone: Zone) -> str:
    """A civil time as an id shows it."""
    key = (zone.name, at.instant, at.precision)
    found = _times.get(key)
    if found is None:
        if len(_times) > 100_000:
            _times.clear()
        found = _times[key] = _time_text(at, zone)
    return found


def _time_text(at: Moment, zone: Zone) -> str:
    seconds = at.instant - zone.start_of_day(at.day)
    if 0 <= seconds < _DAY_SECONDS and zone.end_of_day(at.day) - zone.start_of_day(at.day) == _DAY_SECONDS:
        date_text = date.fromordinal(at.day).isoformat()
        if at.is_day:
            return date_text
        minutes, rest = divmod(seconds, 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
        return f"{date_text}T{clock}:{rest:02d}" if rest else f"{date_text}T{clock}"
    civil = zone.civil(at.instant)
    return civil.date().isoformat() if at.is_day else civil.isoformat().removesuffix(":00")


# ---------------------------------------------------------------------- objects
def _mint_objects(log: Log) -> None:
    """Give every object of a file its id there; short numbers stay, all other labels are dropped."""
    labels: dict[str, set[str]] = {}
    roots = {matter_id: root_of(log, matter_id) for matter_id in log.matters}
    for event in log.events():
        if event.objects:
            labels.setdefault(roots[event.matter], set()).update(event.objects)
    minted = {root: ids_of(found) for root, found in labels.items()}
    for event in log.events():
        if event.objects:
            ids = minted[roots[event.matter]]
            event.objects = tuple(dict.fromkeys(ids[label] for label in event.objects))


def root_of(log: Log, matter_id: str) -> str:
    """The root of a matter's file, as far as the log knows it."""
    seen = {matter_id}
    while True:
        matter = log.matters.get(matter_id)
        if matter is None or matter.parent is None or matter.parent in seen:
            return matter_id
        matter_id = matter.parent
        seen.add(matter_id)


def ids_of(labels: set[str]) -> dict[str, str]:
    """Ids for the labels of one file, in the labels' own order, so that no order of rows matters."""
    ids: dict[str, str] = {}
    for label in labels:
        kind, _, name = label.partition("\0")
        if kind != "P" and _SHORT_ID.fullmatch(name):
            ids[label] = name
    taken = set(ids.values())
    counts: dict[str, int] = {}
    for label in sorted(labels - ids.keys(), key=natural_key):
        kind = label.partition("\0")[0]
        while True:
            counts[kind] = counts.get(kind, 0) + 1
            made = f"{kind}{counts[kind]}"
            if made not in taken:
                break
        ids[label] = made
    return ids
