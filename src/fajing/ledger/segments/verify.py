"""Whether a segment is as it was sealed: its root made anew from its rows.

In: a segment. Out: what differs, with segment and row. It changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.ledger.segments import schema
from fajing.ledger.segments.merkle import Tree
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.rows import CHECK_BYTES, checks_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was sealed.

    Attributes:
        segment: Name of the segment's folder.
        zh: What, in Chinese.
        en: The same in English.
        rows: Numbers of rows that differ, from 0, the first few; empty where rows are not to blame.
    """

    segment: str
    zh: str
    en: str
    rows: tuple[int, ...] = ()


def verify_segment(segment: Segment, zone: Zone | None = None) -> list[Problem]:
    """What differs from the seal; nothing for a whole segment."""
    name, manifest = segment.path.name, segment.manifest
    problems = []
    if name != f"{manifest.number:06d}":
        problems.append(
            Problem(
                name, f"文件夹名与序号{manifest.number}不符", f"folder and number {manifest.number} differ"
            )
        )
    if zone is not None and manifest.zone != zone.name:
        problems.append(Problem(name, f"时区是{manifest.zone}", f"its time zone is {manifest.zone}"))
    if manifest.algorithm != schema.ALGORITHM:
        problems.append(
            Problem(name, f"不认识的算法{manifest.algorithm}", f"unknown hash {manifest.algorithm}")
        )
    try:
        problems += _of_events(segment)
        problems += _of_matters(segment)
        problems += _of_tables(segment)
    except FajingError as error:
        problems.append(Problem(name, error.what + (f"；{error.why}" if error.why else ""), str(error)))
    except (IndexError, KeyError, ValueError, ArithmeticError) as error:
        problems.append(
            Problem(name, f"表与表对不上：{error!r}", f"the tables do not fit each other: {error!r}")
        )
    return problems


def _of_events(segment: Segment) -> list[Problem]:
    name, manifest = segment.path.name, segment.manifest
    tree = Tree()
    kept = _kept_checks(segment)
    differing: list[int] = []
    count = 0
    for hashes in segment.leaf_hashes():
        made = np.frombuffer(checks_of(hashes), f"V{CHECK_BYTES}")
        there = kept[tree.size : tree.size + len(made)]
        unequal = np.flatnonzero(made[: len(there)] != there)
        count += len(unequal)
        differing += (unequal[: SHOWN - len(differing)] + tree.size).tolist()
        tree.add(hashes)
    if tree.root().hex() == manifest.root and tree.size == manifest.events:
        if count or len(kept) != tree.size:
            return [
                Problem(
                    name,
                    f"{schema.CHECKS} 坏了；办案记录完好",
                    f"{schema.CHECKS} is damaged; the events are whole",
                )
            ]
        return []
    if tree.size != manifest.events:
        return [
            Problem(
                name,
                f"应有办案记录{manifest.events:,}条，现有{tree.size:,}条",
                f"{manifest.events:,} events were sealed, {tree.size:,} are there",
                tuple(differing),
            )
        ]
    rows = "、".join(str(row) for row in differing)
    return [
        Problem(
            name,
            f"办案记录被改过，{f'第{rows}行（从0数）' if rows else '行不明'}，共{count:,}行",
            f"events were changed: {f'rows {rows}' if rows else 'no row is known'}, {count:,} in all",
            tuple(differing),
        )
    ]


def _kept_checks(segment: Segment) -> Any:
    try:
        data = (segment.path / schema.CHECKS).read_bytes()
    except OSError:
        data = b""
    return np.frombuffer(data[: len(data) // CHECK_BYTES * CHECK_BYTES], f"V{CHECK_BYTES}")


def _of_matters(segment: Segment) -> list[Problem]:
    tree = Tree()
    for hashes in segment.matter_hashes():
        tree.add(hashes)
    if tree.root().hex() == segment.manifest.matters_root and tree.size == segment.manifest.matters:
        return []
    return [Problem(segment.path.name, "案事件表被改过", "the table of matters was changed")]


def _of_tables(segment: Segment) -> list[Problem]:
    """The files' places, and what the description counts, against the rows themselves."""
    manifest = segment.manifest
    row = files = 0
    first: list[int] = []
    last: list[int] = []
    for group, place in enumerate(manifest.row_groups):
        events = segment.events(group, ["file", "matter", "at"])
        numbers = np.asarray(events.column("file"))
        table = segment.files(group)
        counts = np.bincount(numbers - place.first_file, minlength=place.files)
        good = (
            events.num_rows == place.rows
            and table.num_rows == place.files == len(counts)
            and place.first_file == files
            and bool((np.diff(numbers) >= 0).all())
            and np.array_equal(np.asarray(table.column("rows")), counts)
            and np.array_equal(np.asarray(table.column("first_row")), row + np.cumsum(counts) - counts)
            and bool((np.asarray(table.column("row_group")) == group).all())
        )
        if not good:
            return [
                Problem(
                    segment.path.name,
                    f"案卷表与办案记录对不上，行组{group}",
                    f"files and events differ, row group {group}",
                )
            ]
        row += place.rows
        files += place.files
        if place.rows:
            at = np.asarray(events.column("at"))
            first.append(int(at.min()))
            last.append(int(at.max()))
    told = (manifest.files, manifest.first_at, manifest.last_at, row)
    if told != (files, min(first, default=None), max(last, default=None), manifest.events):
        return [Problem(segment.path.name, "说明与内容对不上", "the description and the rows differ")]
    return []
