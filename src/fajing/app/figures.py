"""Figures of a data folder: one reading of its segments, its duties judged, its findings folded.

In: a data folder, a lawbook, a period, perhaps a unit. Out: `Figures`, whose rows open to the records behind them.
Where there is a ledger, findings are counted; where there is none, figures that need it say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from fajing.app.all_duties import all_duties
from fajing.app.check import read_as_of
from fajing.app.grouping import roots_as_linked
from fajing.app.unit_tree import branch_of
from fajing.core.errors import FajingError, UsageError
from fajing.core.moments import Moment, Precision
from fajing.findings.acts import Act
from fajing.indicators.evaluate import Input, figures_of
from fajing.indicators.figure import Figures
from fajing.indicators.period import Period
from fajing.indicators.record import Record
from fajing.indicators.tables import Table, table_of_findings
from fajing.indicators.wanted import fields_wanted
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import suggest
from fajing.lawbook.read_indicators import load_indicators
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments import merge
from fajing.ledger.segments.folder import DataFolder, data_path
from fajing.ledger.segments.reader import Segment

Progress = Callable[[str, int], None]


class GroupSource:
    """A row group of a segment.

    Args:
        segment: The segment.
        group: Number of the row group.
        parted: Numbers of its files that were put together anew.
    """

    def __init__(self, segment: Segment, group: int, parted: np.ndarray) -> None:
        self.segment, self.group = segment, group
        place = segment.manifest.row_groups[group]
        self.first_file, self.first_matter = place.first_file, place.first_matter
        self.matter_count = place.matters
        self.skip = np.zeros(place.files, bool)
        own = parted[(parted >= place.first_file) & (parted < place.first_file + place.files)]
        self.skip[own - place.first_file] = True
        self.of_matters: Sequence[str] = segment._matters.schema_arrow.names

    def with_values(self, names: Iterable[str]) -> list[str]:
        """Of some columns of events those that have values here."""
        return self.segment.with_values(self.group, names)

    def events(self, names: Sequence[str]) -> pa.Table:
        """Columns of its events."""
        return self.segment.events(self.group, names)

    def matters(self, names: Sequence[str]) -> pa.Table:
        """Columns of its matters."""
        return self.segment.matters(self.group, names)

    def file_ids(self) -> list[str]:
        """Ids of its files."""
        found: list[str] = self.segment.files(self.group, ["id"]).column("id").to_pylist()
        return found


class MergedSource:
    """Files put together from several segments."""

    def __init__(self, group: merge.RowGroup) -> None:
        self.rows = group
        self.first_file = self.first_matter = 0
        self.matter_count = group.matters.num_rows
        self.skip = np.zeros(group.files.num_rows, bool)
        self.of_matters: Sequence[str] = group.matters.column_names

    def with_values(self, names: Iterable[str]) -> list[str]:
        """Of some columns of events those that have values here."""
        there = set(self.rows.events.column_names)
        return [name for name in names if name in there]

    def events(self, names: Sequence[str]) -> pa.Table:
        """Columns of its events."""
        return self.rows.events.select(list(names))

    def matters(self, names: Sequence[str]) -> pa.Table:
        """Columns of its matters."""
        return self.rows.matters.select(list(names))

    def file_ids(self) -> list[str]:
        """Ids of its files."""
        found: list[str] = self.rows.files.column("id").to_pylist()
        return found


def sources_of(standing: merge.Standing) -> list[GroupSource | MergedSource]:
    """Everything that stands in some segments, piece by piece."""
    found: list[GroupSource | MergedSource] = []
    for place, segment in enumerate(standing.segments):
        parted = standing.parted(place)
        for number in range(segment.group_count):
            source = GroupSource(segment, number, parted)
            if not source.skip.all():
                found.append(source)
    found += [MergedSource(group) for group in standing.merged()]
    return found


@dataclass(slots=True)
class FolderFigures:
    """A data folder of which figures can be made again and again: it is read once.

    Attributes:
        lawbook: The law.
        book: Its indicators.
        record: Events in columns.
        segments: The segments that were read.
        standing: What stands in them.
        acts: Acts on findings; None without a ledger.
    """

    lawbook: Lawbook
    book: IndicatorBook
    record: Record
    segments: Sequence[Segment]
    standing: merge.Standing
    acts: Sequence[Act] | None
    duties: Callable[[int], Table | None]
    _findings: dict[int, Table] = field(default_factory=dict)

    def of(
        self,
        first: date,
        last: date,
        *,
        unit: str | None = None,
        units: Iterable[str] | None = None,
        cut_off: Moment | None = None,
        only: Iterable[str] | None = None,
    ) -> Figures:
        """The figures of a period.

        Args:
            first: Its first day.
            last: Its last day.
            unit: The unit whose figures are wanted, or a district of a city; None for the whole body.
            units: Names of the units that make it up, itself among them, for figures that the unit is shown: what is
                sealed from it is left out. By default those under it in the register `units`, or those of the district.
            cut_off: Up to when the record is read; by default the end of the period, or what was
                known last if that is earlier.
            only: Ids of the indicators wanted; by default all.
        """
        if last < first:
            raise UsageError(f"期末早于期初 (the period ends before it begins): {first} – {last}")
        members, sealed = None, frozenset[str]()
        if unit is not None and units is None:
            members = branch_of(unit, last.toordinal(), self.lawbook, self.segments, self.unit_names())
        elif unit is not None:
            members, sealed = frozenset(units or ()), self.lawbook.sealed()
            self._check_units(members)
        period = Period(first.toordinal(), last.toordinal(), members, sealed)
        moment = cut_off or self.latest(period.last)
        given = Input(self.lawbook, self.book, self.record, self.duties, self.findings)
        chosen = None if only is None else frozenset(only)
        return figures_of(given, period, moment, scope=unit, only=chosen)

    def latest(self, day: int) -> Moment:
        """The end of a day, or the latest moment of the record if that is earlier."""
        zone = self.lawbook.zone
        end = zone.end_of_day(day) - 1
        if not self.record.size:
            return Moment(end, day, Precision.SECOND)
        instant = min(end, self.record.latest_known)
        return Moment(instant, zone.civil(instant).toordinal(), Precision.SECOND)

    def findings(self, instant: int) -> Table | None:
        """Findings as they were known at an instant; None without a ledger."""
        if self.acts is None:
            return None
        if instant not in self._findings:
            self._findings[instant] = table_of_findings(self.acts, self.lawbook, self.lawbook.zone, instant)
        return self._findings[instant]

    def unit_names(self) -> list[str]:
        """Units that the record names."""
        found = set(self.record.unit_of_matter[1]) | self.record.values("unit").words()
        return sorted(found - {""})

    def _check_units(self, wanted: frozenset[str]) -> None:
        known = self.unit_names()
        for unit in sorted(wanted):
            if unit not in known:
                raise UsageError(
                    f"记录里没有这个单位 (no such unit in the record): {unit}", remedy=suggest(unit, known)
                )


def open_figures(
    data: Path | None,
    *,
    law: str,
    region: str | None = None,
    upto_segment: int | None = None,
    progress: Progress | None = None,
) -> FolderFigures:
    """Reads a data folder for its figures.

    Args:
        data: The data folder; else `$FAJING_DATA`, else `./fajing-data`.
        law: Lawbook, with overlays joined by `+`.
        region: Norms of this region are judged too.
        upto_segment: Only segments up to this number, as they stood when a report was signed.
        progress: Told how far it is.

    Raises:
        FajingError: The lawbook or the folder is wrong.
    """
    lawbook = load_lawbook(law, region=region)
    folder = DataFolder.open(data_path(data))
    if folder.zone != lawbook.zone:
        raise FajingError(
            f"数据文件夹用的是另一个时区 (the folder has another time zone): {folder.zone.name}",
            where=str(folder.path),
            why=f"规则库用 {lawbook.zone.name} / the lawbook has {lawbook.zone.name}",
        )
    return figures_in(folder, lawbook, load_indicators(lawbook), upto_segment=upto_segment, progress=progress)


def figures_in(
    folder: DataFolder,
    lawbook: Lawbook,
    book: IndicatorBook,
    *,
    upto_segment: int | None = None,
    progress: Progress | None = None,
) -> FolderFigures:
    """As `open_figures`, of a folder and a lawbook that are open already."""
    told = progress or (lambda _what, _count: None)
    segments = [one for one in folder.standing() if upto_segment is None or one.number <= upto_segment]
    if not segments:
        raise UsageError(
            f"数据文件夹里还没有记录 (no records in the data folder): {folder.path}",
            remedy="先用 fajing import 导入 / import first",
        )
    told("figures", sum(segment.manifest.events for segment in segments))
    standing = merge.Standing(segments, roots_as_linked(lawbook))
    carried = segments[0].manifest.origin.carried if len(segments) == 1 else standing.carried()
    record = Record(sources_of(standing), folder.zone, carried, fields_wanted(book))
    acts = None
    if Ledger.exists(folder.path):
        from fajing.app.office_book import Book

        acts = list(Book(Ledger.open(folder.path)).acts())
        if not acts and any(one.manifest.gathered for one in segments):
            acts = None  # the districts' findings stand in their own ledgers, and none is not what is known
    kept: dict[int, Table] = {}

    def duties(instant: int) -> Table:
        if instant not in kept:
            kept[instant] = all_duties(folder, segments, lawbook, instant, told)
        return kept[instant]

    return FolderFigures(lawbook, book, record, segments, standing, acts, duties)


def read_cut_off(text: str | None, lawbook: Lawbook) -> Moment | None:
    """An as-of moment as it was given."""
    return read_as_of(text, lawbook)


__all__ = ["FolderFigures", "figures_in", "open_figures", "read_cut_off", "sources_of"]
