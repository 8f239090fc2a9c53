"""duties.parquet: every duty that was not met, one row each.

In: duties one by one, turned into columns at once so that none is kept. Out: one file, sorted, with the same bytes
for the same duties. Times are text in ISO form, in the lawbook's civil time, as precise as they are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from fajing.app.tally import iso
from fajing.core.events import Event
from fajing.core.moments import Zone
from fajing.core.periods import Due
from fajing.scan.duty import Duty

_TEXT, _FLAG = pa.string(), pa.bool_()
SCHEMA = pa.schema(
    [
        ("norm", _TEXT),
        ("version_from", _TEXT),
        ("title_zh", _TEXT),
        ("bearer", _TEXT),
        ("severity", _TEXT),
        ("label", _TEXT),
        ("file", _TEXT),
        ("matter", _TEXT),
        ("procedure", _TEXT),
        ("unit", _TEXT),
        ("object", _TEXT),
        ("period", pa.int32()),
        ("trigger_step", _TEXT),
        ("trigger_at", _TEXT),
        ("due", _TEXT),
        ("whole_day", _FLAG),
        ("done_at", _TEXT),
        ("outcome", _TEXT),
        ("reason", _TEXT),
        ("late_seconds", pa.int64()),
        ("late_days", pa.int32()),
        ("missing", pa.list_(_TEXT)),
        ("provisional", _FLAG),
        ("is_finding", _FLAG),
        ("paused_since", _TEXT),
        ("excused_by", _TEXT),
        ("key", _TEXT),
        ("source", _TEXT),
    ]
)
SORTED = pa.schema([("_instant", pa.int64()), ("_seq", pa.int64())])
"""What rows are sorted by beside norm, matter and key; it is not written."""
ORDER = ("norm", "matter", "_instant", "_seq", "key")
_PLACES = [[*SCHEMA.names, *SORTED.names].index(name) for name in ORDER]
GROUP = 131_072
MOST_IN_MEMORY = 2_000_000
"""Of more rows than this the file is sorted out of core."""
_CHUNK = 20_000


class DutiesFile:
    """Collects rows and writes them sorted by norm, matter and trigger.

    Args:
        zone: In whose civil time times are written.
    """

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self._schema = pa.schema([*SCHEMA, *SORTED])
        self._rows: list[tuple[Any, ...]] = []
        self._batches: list[pa.RecordBatch] = []
        self.count = 0

    def add(self, duty: Duty) -> None:
        """Takes one duty."""
        self._rows.append(row_of(duty, self.zone))
        self.count += 1
        if len(self._rows) == _CHUNK:
            self._flush()

    def write(self, path: Path) -> None:
        """Writes the file."""
        if not self._batches:  # few: sorted here, without loading what sorts tables
            self._rows.sort(key=itemgetter(*_PLACES))
            self._flush()
            table = pa.Table.from_batches(self._batches, schema=self._schema)
            write_sorted(iter([table.drop_columns(SORTED.names).combine_chunks()]), path)
            return
        self._flush()
        write_duties(pa.Table.from_batches(self._batches, schema=self._schema), path)

    def _flush(self) -> None:
        if self._rows:
            columns = [
                pa.array(column, type=field.type)
                for field, column in zip(self._schema, zip(*self._rows, strict=True), strict=True)
            ]
            self._batches.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
            self._rows.clear()


def write_duties(table: pa.Table, path: Path) -> None:
    """Sorts and writes a table with the columns of `SCHEMA` and `SORTED`."""
    write_sorted(iter([sorted_duties(table)]), path)


def sorted_duties(table: pa.Table) -> pa.Table:
    """The rows of a table with the columns of `SCHEMA` and `SORTED`, in order; only the former are left."""
    table = table.cast(pa.schema([*SCHEMA, *SORTED]))
    table = table.sort_by([(name, "ascending") for name in ORDER]).drop_columns(SORTED.names)
    return table.combine_chunks()


def write_sorted(tables: Iterator[pa.Table], path: Path) -> None:
    """Writes sorted rows as they come, in row groups of `GROUP` rows."""
    waiting = SCHEMA.empty_table()
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for table in tables:
            waiting = pa.concat_tables([waiting, table]) if waiting.num_rows else table
            while waiting.num_rows >= GROUP:
                writer.write_table(waiting.slice(0, GROUP).combine_chunks(), row_group_size=GROUP)
                waiting = waiting.slice(GROUP)
        if waiting.num_rows:
            writer.write_table(waiting.combine_chunks(), row_group_size=GROUP)


def row_of(duty: Duty, zone: Zone) -> tuple[Any, ...]:
    """The cells of a duty, in the columns of `SCHEMA` and `SORTED`."""
    norm, verdict = duty.norm, duty.verdict
    due, late = verdict.due, verdict.lateness
    excused = verdict.excused_by
    return (
        norm.id,
        duty.version.start.isoformat() if duty.version else None,
        norm.title.zh,
        str(norm.bearer),
        str(norm.severity),
        norm.label,
        duty.file,
        duty.matter.id,
        duty.matter.procedure,
        duty.unit,
        duty.object,
        duty.period,
        duty.trigger.step,
        iso(duty.trigger.at, zone),
        iso_due(due, zone),
        due.whole_day if due else None,
        iso(verdict.done.at, zone) if verdict.done else None,
        str(verdict.outcome),
        str(verdict.reason) if verdict.reason else None,
        late.seconds if late else None,
        late.days if late else None,
        sorted(set(verdict.missing)),
        duty.is_provisional,
        duty.is_finding,
        iso(verdict.paused_since, zone),
        excused.id if isinstance(excused, Event) else excused,
        duty.key,
        duty.trigger.source,
        duty.trigger.at.instant,
        duty.trigger.seq,
    )


def iso_due(due: Due | None, zone: Zone) -> str | None:
    """A due moment as ISO civil time; one at the end of a day is that date (`whole_day` says so)."""
    if due is None:
        return None
    if due.whole_day:
        return date.fromordinal(due.day).isoformat()
    civil = zone.civil(due.latest)
    return civil.isoformat(timespec="seconds" if civil.second else "minutes")
