"""What the events of all files say to `apart`: for each whether it overlaps another, found before any file is judged.

In: of each piece the intervals of trigger steps, by officer, room or device. Out: a code for each such event
(`layout.APART_...`), which the machine reads where it judges the form. Intervals stand in memory while there are few,
else in files of a temporary folder, parted by their key; a part is swept at once, so that memory is bounded by the
largest part. What is written there are digests of keys, and times.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from fajing.core.moments import Moment, Zone
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across_rows import in_order, parted
from fajing.scan.automaton.sweep import meetings, overlapping, touching_days
from fajing.scan.plan.across import Compared, Group
from fajing.scan.plan.tables import clock_changes

Ints = NDArray[np.int64]
Codes = NDArray[np.uint8]
EPOCH = date(1970, 1, 1).toordinal()
_TABLES = (date(1950, 1, 1).toordinal(), date(2100, 12, 31).toordinal())
KEY, BEGIN, END, EVENT, WORDS = 0, 1, 2, 3, 4
"""Words of an interval; the event's lowest bit says that an end is not known to the minute."""
_AT_ONCE = 1_000_000  # intervals in a part, about
_HELD = 4_000_000  # intervals in memory before they are written


@lru_cache(maxsize=8)
def _shifts(zone: Zone) -> tuple[Ints, Ints]:
    """Changes of a zone's clock, and the seconds ahead of UTC from then on."""
    shifts, offsets = clock_changes(zone, *_TABLES)
    return np.array(shifts, dtype=np.int64), np.array(offsets, dtype=np.int64)


class Across:
    """Intervals across files, and what comes of them.

    Args:
        groups: What is held against each other.
        zone: Civil time.
        as_of: The moment up to which the record is read.
        about: How many events there are, about.
        held: How many intervals may stay in memory.
        compared: By group, what is compared of two events that meet; where values come with the events, that is done here.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        zone: Zone,
        as_of: Moment,
        about: int = 0,
        held: int = _HELD,
        compared: Mapping[int, Compared] | None = None,
    ) -> None:
        self.compared = dict(compared or {})
        self._values: dict[int, list[tuple[int, Ints]]] = {}
        self.groups, self.zone, self.latest = list(groups), zone, zone.latest(as_of)
        self.parts = 1 << max(0, min(10, (about // _AT_ONCE).bit_length()))
        self._held_most, self._held = held, 0
        self._buffers: list[list[Ints]] = [[] for _ in range(self.parts)]
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = Lock()
        self._codes: list[Codes] = []
        self._places: dict[tuple[Hashable, int], tuple[int, int]] = {}
        self._number = 0
        self.codes: Codes = np.zeros(0, dtype=np.uint8)

    def close(self) -> None:
        """Removes what was written."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    # ---- what comes in

    def add(
        self,
        piece: Hashable,
        group: int,
        codes: Codes,
        of: Ints,
        intervals: Ints,
        values: Ints | None = None,
    ) -> None:
        """Takes the events of a group's steps in a piece.

        Args:
            piece: Which.
            group: Number of the group.
            codes: Of each event what can be said without the others.
            of: Of each interval its event, by its place among these.
            intervals: Key, beginning, end of each, and whether an end is not known to the minute.
            values: Of each event what is compared, or NULL where nobody knows.
        """
        mixed = (group * 0x9E3779B97F4A7C15) & (2**63 - 1)
        with self._lock:
            base = self._number
            self._number += len(codes)
            self._codes.append(codes)
            self._places[piece, group] = base, len(codes)
            if values is not None:
                self._values.setdefault(group, []).append((base, values))
        rows, cuts = np.empty((len(intervals), WORDS), np.int64), np.zeros(self.parts + 1, np.int64)
        intervals, of = np.ascontiguousarray(intervals), np.ascontiguousarray(of)
        parted(intervals, of, base, mixed, self.parts, rows, cuts)
        with self._lock:
            for part in range(self.parts):
                if cuts[part] < cuts[part + 1]:
                    self._buffers[part].append(rows[cuts[part] : cuts[part + 1]])
            self._held += len(rows)
            if self._held > self._held_most:
                self._write()

    def _write(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fajing_across_")
        for part, buffers in enumerate(self._buffers):
            if buffers:
                with self._path(part).open("ab") as file:
                    for rows in buffers:
                        rows.tofile(file)
                buffers.clear()
        self._held = 0

    def _path(self, part: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{part:04d}"

    def _rows(self, part: int) -> Ints:
        found = list(self._buffers[part])
        if self._folder is not None and self._path(part).exists():
            found.insert(0, np.fromfile(self._path(part), dtype=np.int64).reshape(-1, WORDS))
        return np.concatenate(found) if found else np.zeros((0, WORDS), dtype=np.int64)

    # ---- what comes out

    def intervals(self) -> Iterator[Ints]:
        """All intervals, part by part (`KEY`, `BEGIN`, `END`, `EVENT`), as long as nothing was closed."""
        return map(self._rows, range(self.parts))

    def sweep(self, threads: int = 1) -> None:
        """Finds out which events overlap; after that `codes` is complete."""
        if self._folder is not None:
            self._write()  # nothing of a large log stays in memory while its pieces are judged
        self.codes = np.concatenate(self._codes) if self._codes else self.codes
        self._codes.clear()
        with ThreadPoolExecutor(max(1, threads)) as pool:
            for uncertain, certain in pool.map(self._sweep_part, range(self.parts)):
                # An event may have several officers: that it certainly overlaps once is what counts.
                self.codes[uncertain[self.codes[uncertain] == at.APART_MET]] = at.APART_UNCERTAIN
                self.codes[certain] = at.APART_OVERLAPS
        for group, some in sorted(self._values.items()):
            self._compare(self.compared[group].equal, some)
        self._values.clear()

    def _compare(self, equal: bool, some: list[tuple[int, Ints]]) -> None:
        """Asks of the events of a group that meet others what is compared; where nobody knows, they stay as they are."""
        bases = np.array([base for base, _ in sorted(some, key=lambda one: one[0])], dtype=np.int64)
        values = [one for _, one in sorted(some, key=lambda one: one[0])]
        places = np.cumsum([0, *map(len, values)])
        flat = np.concatenate(values)
        numbers = np.concatenate(
            [base + np.arange(len(one)) for base, one in zip(bases, values, strict=True)]
        )
        codes = self.codes[numbers]
        asked = numbers[(codes == at.APART_OVERLAPS) | (codes == at.APART_UNCERTAIN)]

        def value_of(events: Ints) -> Ints:
            piece = np.searchsorted(bases, events, side="right") - 1
            return flat[places[piece] + events - bases[piece]]

        pairs = self.others(asked)
        own, other = value_of(pairs[:, 0]), value_of(pairs[:, 1])
        holds = (own == other) == equal
        ended = self.codes[pairs[:, 1]] != at.APART_NO_END
        answer = np.select([(own == at.NULL) | (other == at.NULL), holds & ended, holds], [3, 2, 1], 0)
        worst = np.zeros(len(asked), dtype=np.int64)
        np.maximum.at(worst, np.searchsorted(asked, pairs[:, 0]), answer)
        told = np.array([at.APART_MET, at.APART_SURELY_UNCERTAIN, at.APART_SURELY_OVERLAPS], dtype=np.uint8)
        self.codes[asked[worst < 3]] = told[worst[worst < 3]]

    def _sweep_part(self, part: int) -> tuple[Ints, Ints]:
        """Events that an uncertain interval may overlap, and those that another certainly overlaps."""
        known, doubtful = in_order(self._rows(part))
        keys, begins, ends = known[KEY], known[BEGIN], known[END]
        events = known[EVENT] >> 1
        certain = events[overlapping(keys, begins, ends) != 0]
        if not len(doubtful) or not len(keys):
            return events[:0], certain
        touched = touching_days(keys, self.days(begins), self.days(ends), *self._beginnings(doubtful)[:2])
        return events[touched != 0], certain

    def _beginnings(self, doubtful: Ints) -> tuple[Ints, Ints, Ints]:
        """Keys and days of uncertain intervals, sorted by both, and their events."""
        days = self.days(doubtful[:, BEGIN])
        order = np.lexsort((days, doubtful[:, KEY]))
        return doubtful[order, KEY], days[order], doubtful[order, EVENT] >> 1

    def days(self, instants: Ints) -> Ints:
        """Civil days."""
        shifts, offsets = _shifts(self.zone)
        days = (instants + offsets[np.searchsorted(shifts, instants, side="right") - 1]) // 86_400 + EPOCH
        for place in np.flatnonzero((days <= _TABLES[0]) | (days >= _TABLES[1])):
            days[place] = self.zone.civil(int(instants[place])).toordinal()
        return days

    def place(self, piece: Hashable, group: int) -> tuple[int, int]:
        """Number of the first event of a group in a piece, and how many there are."""
        return self._places.get((piece, group), (0, 0))

    def codes_of(self, piece: Hashable, rows: int, put: Callable[[int, Codes, Codes], None]) -> Codes:
        """Codes by group and row of a piece.

        Args:
            piece: Which.
            rows: How many rows it has.
            put: Puts the codes of a group's events, which come one after the other, into the rows of the piece.
        """
        found = np.zeros((len(self.groups), rows), dtype=np.uint8)
        for group in range(len(self.groups)):
            base, number = self.place(piece, group)
            if number:
                put(group, self.codes[base : base + number], found[group])
        return found

    # ---- which other events, where only the reference can go on

    def pieces_with(self, events: Ints) -> Iterator[tuple[Hashable, int, Ints]]:
        """Pieces and groups that hold some events, and these."""
        for (piece, group), (base, number) in self._places.items():
            low, high = np.searchsorted(events, (base, base + number))
            if low < high:
                yield piece, group, events[low:high]

    def others(self, events: Ints) -> Ints:
        """Pairs of an event and another that meets it, sorted, each once.

        Args:
            events: Numbers of events, ascending; such as do not say their key or end meet none.
        """
        found = [np.zeros((0, 2), dtype=np.int64)]
        for part in range(self.parts):
            rows = self._rows(part)
            wanted = np.isin(rows[:, EVENT], events << 1)
            if wanted.any():
                found += self._meetings(rows[np.isin(rows[:, KEY], rows[wanted, KEY])], events)
        return np.unique(np.concatenate(found), axis=0)

    def _meetings(self, rows: Ints, events: Ints) -> list[Ints]:
        known, doubtful = in_order(rows)
        keys, begins, ends = known[KEY], known[BEGIN], known[END]
        own = known[EVENT] >> 1
        wanted = np.isin(own, events)
        pairs = np.zeros((max(1024, 4 * len(keys)), 2), dtype=np.int64)
        number = meetings(keys, begins, ends, wanted, pairs)
        if number > len(pairs):
            pairs = np.zeros((number, 2), dtype=np.int64)
            meetings(keys, begins, ends, wanted, pairs)
        found = [own[pairs[:number]]]
        other_keys, days, others = self._beginnings(doubtful)
        if not len(other_keys):
            return found
        firsts, lasts = self.days(begins), self.days(ends)
        for i in np.flatnonzero(wanted).tolist():
            low, high = (np.searchsorted(other_keys, keys[i], side) for side in ("left", "right"))
            start = low + np.searchsorted(days[low:high], firsts[i])
            stop = low + np.searchsorted(days[low:high], lasts[i], "right")
            if start < stop:
                found.append(np.stack([np.full(stop - start, own[i]), others[start:stop]], axis=1))
        return found
