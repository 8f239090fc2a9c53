"""Pieces of a data folder that can be judged by themselves: row groups, and files put together from several segments.

In: what stands in a folder. Out: pieces, each with its tables; a thread or a worker elsewhere judges one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fajing.core.moments import Moment
from fajing.ledger.segments.decode import File, Moments, read_files
from fajing.ledger.segments.merge import RowGroup, Standing
from fajing.ledger.segments.reader import Segment
from fajing.scan.automaton.kernel import Columns
from fajing.scan.automaton.rooms import Carver
from fajing.scan.automaton.tables import columns_of_tables, event_columns, matter_columns, may_be_empty
from fajing.scan.plan import Plan
from fajing.scan.plan.memory import text_code

_DAY = 86_400
MERGED = -1
"""The segment of files that were put together from several."""
NO_DISTRICTS: NDArray[np.int64] = np.zeros(0, dtype=np.int64)


def district_code(segment: Segment) -> int:
    """A number for the district that a segment was gathered from; 0 where it was not."""
    gathered = segment.manifest.gathered
    return 0 if gathered is None else text_code(f"district {gathered.district}")


def district_codes(segments: Sequence[Segment]) -> NDArray[np.int64]:
    """By place of a segment the code of its district; empty where nothing was gathered."""
    codes = np.array([district_code(one) for one in segments], dtype=np.int64)
    return codes if codes.any() else NO_DISTRICTS


@dataclass(slots=True)
class Piece:
    """Some files of a folder.

    Attributes:
        segment: Place of the segment, or `MERGED`.
        group: Number of the row group.
        first_file: Number of the first file.
        files: Number of files.
        first_matter: Number of the first matter.
        rows: Number of events.
        skip: By file, whether it is judged elsewhere.
    """

    segment: int
    group: int
    first_file: int
    files: int
    first_matter: int
    rows: int
    skip: NDArray[np.int8]


class GroupSource:
    """Reads the pieces of a row group.

    Args:
        segment: The segment.
        piece: Which of it.
    """

    def __init__(self, segment: Segment, piece: Piece) -> None:
        self.segment, self.piece, self.zone = segment, piece, segment.zone
        self.district = district_code(segment)

    def columns(self, plan: Plan, carver: Carver | None = None) -> tuple[Columns, pa.Table, pa.Table]:
        """Columns for the automaton, and the tables they come from."""
        events = self.events_there(event_columns(plan, list(self.segment.manifest.columns)))
        names = self.segment._matters.schema_arrow.names
        matters = self.segment.matters(self.piece.group, matter_columns(plan, names))
        one = self.piece
        made = columns_of_tables(events, matters, one.first_file, one.files, one.first_matter, plan, carver)
        return made, events, matters

    def events(self, names: list[str]) -> pa.Table:
        """Other columns of its events."""
        return self.segment.events(self.piece.group, names)

    def events_there(self, names: list[str]) -> pa.Table:
        """Columns of its events, without those that need not be there because nothing stands in them."""
        empty = {one for one in names if may_be_empty(one)}
        empty -= set(self.segment.with_values(self.piece.group, empty))
        return self.events([one for one in names if one not in empty])

    @property
    def present(self) -> list[str]:
        """Columns of its events."""
        return list(self.segment.manifest.columns)

    def matters(self, names: list[str]) -> pa.Table:
        """Other columns of its matters."""
        return self.segment.matters(self.piece.group, names)

    @cached_property
    def file_ids(self) -> list[str]:
        """Ids of its files."""
        found: list[str] = self.segment.files(self.piece.group, ["id"]).column("id").to_pylist()
        return found

    def read(self, numbers: set[int], fields: Collection[str] | None = None) -> Iterator[File]:
        """Some files as objects; numbers count from the piece's first.

        Args:
            numbers: Which.
            fields: Which values of events are wanted at least; all by default.
        """
        wanted = np.array(sorted(number + self.piece.first_file for number in numbers), dtype=np.int64)
        files, matters, events = self.segment.group_tables(self.piece.group, wanted, fields)
        if files.num_rows:
            yield from read_files(files, matters, events, Moments(self.segment.zone))


class MergedSource:
    """Reads files put together from several segments.

    Args:
        group: The files.
        piece: Their piece.
        moments: Makes moments.
        districts: By place of a segment the code of its district; empty where nothing was gathered.
    """

    def __init__(
        self, group: RowGroup, piece: Piece, moments: Moments, districts: NDArray[np.int64] = NO_DISTRICTS
    ) -> None:
        self.group, self.piece, self.moments, self.zone = group, piece, moments, moments.zone
        self.districts = districts

    def columns(self, plan: Plan, carver: Carver | None = None) -> tuple[Columns, pa.Table, pa.Table]:
        """Columns for the automaton, and the tables they come from."""
        events = self.group.events.select(event_columns(plan, self.group.events.column_names))
        matters = self.group.matters.select(matter_columns(plan, self.group.matters.column_names))
        return columns_of_tables(events, matters, 0, self.piece.files, 0, plan, carver), events, matters

    def events(self, names: list[str]) -> pa.Table:
        """Other columns of its events."""
        return self.group.events.select(names)

    def events_there(self, names: list[str]) -> pa.Table:
        """The same: they are in memory."""
        return self.events(names)

    @property
    def present(self) -> list[str]:
        """Columns of its events."""
        return list(self.group.events.column_names)

    def matters(self, names: list[str]) -> pa.Table:
        """Other columns of its matters."""
        return self.group.matters.select(names)

    @cached_property
    def file_ids(self) -> list[str]:
        """Ids of its files."""
        found: list[str] = self.group.files.column("id").to_pylist()
        return found

    def read(self, numbers: set[int], fields: Collection[str] | None = None) -> Iterator[File]:
        """Some files as objects; they are in memory with all their values."""
        wanted = pa.array(sorted(numbers), pa.int32())
        import pyarrow.compute as pc

        files = self.group.files.filter(
            pc.is_in(self.group.files.column("file"), wanted.cast(self.group.files.column("file").type))
        )
        matters = self.group.matters.filter(pc.is_in(self.group.matters.column("file"), wanted))
        events = self.group.events.filter(pc.is_in(self.group.events.column("file"), wanted))
        yield from read_files(files, matters, events, self.moments)


Source = GroupSource | MergedSource


@dataclass(frozen=True, slots=True)
class Pieces:
    """All there is to be judged, as often as it is asked for.

    Attributes:
        events: How many events there are, about.
        make: Gives the pieces, each time the same ones in the same order.
    """

    events: int
    make: Callable[[], Iterable[Source]]

    @classmethod
    def of(cls, standing: Standing) -> Pieces:
        """Everything that stands in a folder."""
        events = sum(segment.manifest.events for segment in standing.segments)
        return cls(events, lambda: pieces_of(standing))

    @classmethod
    def given(cls, sources: Sequence[Source]) -> Pieces:
        """Pieces that are at hand; no two have the same segment and group."""
        return cls(sum(source.piece.rows for source in sources), lambda: sources)

    def __iter__(self) -> Iterator[Source]:
        return iter(self.make())


def pieces_of(standing: Standing) -> Iterator[Source]:
    """Everything that stands, piece by piece."""
    for place, segment in enumerate(standing.segments):
        parted = standing.parted(place)
        for number, group in enumerate(segment.manifest.row_groups):
            skip = np.zeros(group.files, dtype=np.int8)
            elsewhere = parted[(parted >= group.first_file) & (parted < group.first_file + group.files)]
            skip[elsewhere - group.first_file] = 1
            if group.rows and not skip.all():
                piece = Piece(
                    place, number, group.first_file, group.files, group.first_matter, group.rows, skip
                )
                yield GroupSource(segment, piece)
    moments = Moments(standing.segments[0].zone) if standing.segments else None
    for number, merged in enumerate(standing.merged()):
        files = merged.files.num_rows
        skip = np.zeros(files, dtype=np.int8)
        assert moments is not None
        piece = Piece(MERGED, number, 0, files, 0, merged.events.num_rows, skip)
        yield MergedSource(merged, piece, moments, district_codes(standing.segments))


def latest_of(standing: Standing, threads: int = 2) -> Moment | None:
    """The latest moment that stands in a folder; None without events. Only row groups of the last day are read."""
    last = max(
        (one.manifest.last_at for one in standing.segments if one.manifest.last_at is not None), default=None
    )
    if last is None:
        return None
    least = last - _DAY
    wanted = [
        (segment, group)
        for segment in standing.segments
        if segment.manifest.last_at is not None and segment.manifest.last_at >= least
        for group in range(segment.group_count)
        if _may_hold(segment, group, least)
    ]
    best: Moment | None = None
    with ThreadPoolExecutor(threads) as pool:
        for found, (segment, _) in zip(
            pool.map(lambda one: _from(one[0], one[1], least), wanted), wanted, strict=True
        ):
            zone = segment.zone
            for moment in Moments(zone).of(*found.tolist()):
                if best is None or (zone.latest(moment), moment.instant) > (zone.latest(best), best.instant):
                    best = moment
    return best


def _may_hold(segment: Segment, group: int, least: int) -> bool:
    """Whether a row group may hold events from an instant on."""
    if not segment.manifest.row_groups[group].rows:
        return False
    bounds = _bounds(segment, group, "at")
    return bounds is None or bounds[1] >= least


def _bounds(segment: Segment, group: int, name: str) -> tuple[int, int] | None:
    """The least and the largest of a column of a row group, as its statistics say; None where they do not."""
    column = segment.manifest.columns.index(name)
    known = segment._events.metadata.row_group(group).column(column).statistics
    return None if known is None or not known.has_min_max else (int(known.min), int(known.max))


def _from(segment: Segment, group: int, least: int) -> NDArray[np.int64]:
    """Instants and precisions of a row group from an instant on, each pair once; what is surely not the latest may lack.

    Where all events of a group are known to the same precision, the latest is what the statistics say, and nothing is read.
    """
    bounds, precisions = _bounds(segment, group, "at"), _bounds(segment, group, "precision")
    if bounds is not None and precisions is not None and precisions[0] == precisions[1]:
        return np.array([[bounds[1]], [precisions[0]]], dtype=np.int64)
    table = segment.events(group, ["at", "precision"])
    instants = np.asarray(table.column("at"))
    near = np.flatnonzero(instants >= least)
    exact = np.asarray(table.column("precision").take(pa.array(near)))
    return np.unique(np.stack([instants[near], exact.astype(np.int64)]), axis=1)
