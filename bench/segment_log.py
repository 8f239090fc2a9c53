"""Reads a generated segment back as a `Log`, for the reference engine and for counting on small logs.

In: a data folder of one segment. Out: a `core.events.Log`. Plain and slow: it is a check, not a way to read much.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from fajing.core.events import Acting, Event, Log, Matter, Value
from fajing.core.moments import Moment, Precision, Zone

_PRECISIONS = (Precision.DAY, Precision.MINUTE, Precision.SECOND)
_KINDS = ("text.", "int.", "bool.")


def read_segment(segment: Path, zone_name: str, most_files: int | None = None) -> Log:
    """The log of a segment, or of its first files."""
    zone = Zone.of(zone_name)
    log = Log(zone)
    by_row: list[Matter] = []
    for row in _rows(segment / "matters.parquet", most_files):
        values = _values(row, zone)
        matter = Matter(row["id"], row["procedure"], row["parent"], row["unit"], values, source=row["source"])
        log.matters[matter.id] = matter
        by_row.append(matter)
    for row in _rows(segment / "events.parquet", most_files):
        matter = by_row[row["matter"]]
        procedure, _, step = row["step"].partition(".")
        matter.events.append(
            Event(
                id=row["id"],
                matter=matter.id,
                procedure=procedure,
                step=step,
                at=_moment(zone, row["at"], row["precision"]),
                seq=row["seq"],
                until=None if row["until"] is None else _moment(zone, row["until"], row["until_precision"]),
                officers=tuple(_officers(row)),
                unit=row["unit"],
                objects=() if row["object_1"] is None else (row["object_1"],),
                values=_values(row, zone),
                source=row["source"],
            )
        )
    return log


def _rows(path: Path, most_files: int | None) -> Iterator[dict[str, Any]]:
    """Rows as mappings, group by group, up to a file's ordinal."""
    with pq.ParquetFile(path) as parquet:
        for batch in parquet.iter_batches(50_000):
            for row in batch.to_pylist():
                if most_files is not None and row["file"] >= most_files:
                    return
                yield row


def _moment(zone: Zone, instant: int, precision: int) -> Moment:
    return Moment(instant, zone.civil(instant).toordinal(), _PRECISIONS[precision])


def _officers(row: dict[str, Any]) -> Iterator[Acting]:
    for number in ("1", "2"):
        if row[f"officer_{number}"] is not None:
            yield Acting(row[f"officer_{number}"], row[f"role_{number}"])


def _values(row: dict[str, Any], zone: Zone) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for column, value in row.items():
        if value is None:
            continue
        if column.startswith(_KINDS):
            found[column.partition(".")[2]] = value
        elif column.startswith("moment."):
            name = column.partition(".")[2]
            found[name] = _moment(zone, value, row[f"precision.{name}"])
    return found
