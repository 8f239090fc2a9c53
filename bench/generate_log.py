"""Writes an invented log of any size by seed, straight into a data folder in the segment format.

    python -m bench.generate_log DIR --events 1e6 [--seed 1] [--days 0.15] [--flat] [--unsealed]

In: a seed and a size. Out: `DIR/segments/000001` with three years of casework; `DIR/day`, a data folder with the same
segment and `000002`, the one day after; with `--flat` also what the peers read (`DIR/flat`). The log is drawn chunk by
chunk, so that memory does not grow with its size. It does not go through intake.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bench.casework import (
    CLOSING,
    CODES,
    CUSTODIAN,
    DEVICES_PER_UNIT,
    HANDLER,
    LEADER,
    LEADERS_PER_UNIT,
    NEVER_EARLY,
    OFFICERS_PER_UNIT,
    RECORDINGS,
    REVIEWER,
    REVIEWERS_PER_UNIT,
    ROOMS_PER_UNIT,
    SLOTS,
    STEPS,
    UNITS,
    ZONE_SECONDS,
)

Array = np.ndarray[Any, Any]

FIRST_DAY = 1672502400  # 2023-01-01T00:00 in the log's zone
DAYS = 1096
LAST_INSTANT = FIRST_DAY + DAYS * 86400
"""The history ends here, at 2026-01-01T00:00; what happens in the next 24 hours is the new day."""
EVENTS_PER_FILE = 13.05
"""Measured: events of the history divided by files; it only turns a size into a number of files."""
CHUNK = 37_500
"""Files drawn at a time; nearly half a million events, which is one row group."""
DAY, MINUTE, SECOND = 0, 1, 2


@dataclass(slots=True)
class Drawn:
    """Events of some files, in the order of the files and of time.

    Every attribute but the last is an array with one entry an event; -1 stands for nothing, and `values` holds for
    each field the numbers (or codes) and where they stand.
    """

    file: Array
    slot: Array
    at: Array
    precision: Array
    until: Array
    until_precision: Array
    seq: Array
    officer_1: Array
    role_1: Array
    officer_2: Array
    role_2: Array
    values: dict[str, tuple[Array, Array]]

    def part(self, chosen: Array) -> Drawn:
        """The events chosen by a mask."""
        values = {name: (data[chosen], mask[chosen]) for name, (data, mask) in self.values.items()}
        rest = {
            name: getattr(self, name)[chosen]
            for name in self.__slots__  # type: ignore[attr-defined]
            if name != "values"
        }
        return Drawn(**rest, values=values)


@dataclass(slots=True)
class Files:
    """What is the same for a whole file: its unit, kind, whether it is a complex one."""

    first: int
    unit: Array
    kind: Array
    complex: Array


def draw(seed: int, first: int, count: int, total: int, days: float) -> tuple[Files, Drawn]:
    """Draws files `first` to `first + count` of `total`, over three years and a day."""
    rng = np.random.default_rng([seed, first, total])
    span = DAYS * 86400 + 86400
    start = FIRST_DAY + (np.arange(first, first + count) + rng.random(count)) / total * span
    files = Files(
        first,
        rng.integers(0, UNITS, count),
        rng.choice(5, count, p=[0.4, 0.25, 0.15, 0.1, 0.1]),
        rng.random(count) < 0.18,
    )
    stands, begin = _course(rng, files, start)
    at, until = _intervals(rng, begin)
    precision = np.full(at.shape, MINUTE, np.int8)
    precision[:, list(RECORDINGS)] = SECOND
    if days:
        by_day = rng.random(at.shape) < days
        precision[by_day] = DAY
        at[by_day] = (at[by_day] + ZONE_SECONDS) // 86400 * 86400 - ZONE_SECONDS
        ends = by_day & (until >= 0)
        until[ends] = (until[ends] + ZONE_SECONDS) // 86400 * 86400 - ZONE_SECONDS
    stands &= at < LAST_INSTANT + 86400
    order = np.argsort(np.where(stands, at, np.iinfo(np.int64).max), axis=1, kind="stable")
    row, place = np.nonzero(np.take_along_axis(stands, order, 1))
    slot = order[row, place]
    drawn = Drawn(
        file=row, slot=slot, at=at[row, slot], precision=precision[row, slot], until=until[row, slot],
        until_precision=np.where(until[row, slot] >= 0, precision[row, slot], -1),
        seq=(row + first) * 64 + slot, **_people(rng, files, row, slot), values={},
    )  # fmt: skip
    drawn.values = _values(rng, files, drawn)
    return files, drawn


def _groups(rng: np.random.Generator, files: Files) -> dict[str, Array]:
    """Which files belong to which kind: stages go together, and a complex case has more of everything."""
    count, many = len(files.unit), files.complex
    taken = rng.random(count) >= 0.06
    full = taken & (rng.random(count) < np.where(many, 0.8, 0.55))
    return {
        "": np.ones(count, bool),
        "taken": taken,
        "refused": ~taken,
        "full": full,
        "decided": full | (taken & (rng.random(count) < 0.45)),
        "review": full & (rng.random(count) < 0.78),
        "seizure": taken & (rng.random(count) < np.where(many, 0.5, 0.22)),
        "appraisal": taken & (rng.random(count) < np.where(many, 0.4, 0.15)),
        "custody": taken & (rng.random(count) < np.where(many, 0.3, 0.1)),
    }


def _course(rng: np.random.Generator, files: Files, start: Array) -> tuple[Array, Array]:
    """Which slots stand in each file, and when (seconds): each some time after another, a few before it."""
    count = len(start)
    groups = _groups(rng, files)
    stands = np.zeros((count, len(SLOTS)), bool)
    begin = np.empty((count, len(SLOTS)))
    for number, slot in enumerate(SLOTS):
        stands[:, number] = groups[slot.group] & (rng.random(count) < slot.share)
        if slot.needs >= 0:
            stands[:, number] &= stands[:, slot.needs]
        if slot.after < 0:
            begin[:, number] = start
            continue
        after = begin[:, slot.after]
        if number == CLOSING:
            last = np.where(stands[:, :CLOSING], begin[:, :CLOSING], 0).max(1)
            after = np.where(rng.random(count) < 0.9, last, after)
        if slot.hours == 0:
            begin[:, number] = after
            continue
        gap = slot.hours * 3600 * np.exp(slot.spread * rng.standard_normal(count))
        early = -0.3 * gap * (rng.random(count) < 0.05) * (number not in NEVER_EARLY)
        begin[:, number] = after + np.where(early < 0, early, gap)
    return stands, begin


def _intervals(rng: np.random.Generator, begin: Array) -> tuple[Array, Array]:
    """Whole minutes, ends of what lasts, and recordings that mostly cover what they record."""
    at = (begin // 60 * 60).astype(np.int64)
    until = np.full(at.shape, -1, np.int64)
    count = len(at)
    for number, slot in enumerate(SLOTS):
        if slot.minutes:
            length = slot.minutes * np.exp(0.6 * rng.standard_normal(count))
            until[:, number] = at[:, number] + np.maximum(length, 5).astype(np.int64) * 60
        elif number in RECORDINGS:
            of, chance = slot.needs, rng.random(count)
            shift = np.where(chance < 0.93, -rng.integers(0, 180, count), rng.integers(20, 900, count))
            at[:, number] = at[:, of] + shift
            over = np.where(
                rng.random(count) < 0.93, rng.integers(0, 300, count), -rng.integers(20, 1500, count)
            )
            until[:, number] = np.maximum(until[:, of] + over, at[:, number] + 1)
    return at, until


def _people(rng: np.random.Generator, files: Files, row: Array, slot: Array) -> dict[str, Array]:
    """One or two officers an event, of the file's unit; mostly the same handlers, now and then not who should."""
    count, total = len(row), len(files.unit)
    base = files.unit * OFFICERS_PER_UNIT
    plain = OFFICERS_PER_UNIT - LEADERS_PER_UNIT - REVIEWERS_PER_UNIT
    offset = LEADERS_PER_UNIT + REVIEWERS_PER_UNIT

    def of_unit(size: int, first: int, many: int) -> Array:
        return first + rng.integers(0, many, size)

    handler, assistant = base + of_unit(total, offset, plain), base + of_unit(total, offset, plain)
    leader, reviewer = (
        base + of_unit(total, 0, LEADERS_PER_UNIT),
        base + of_unit(total, 6, REVIEWERS_PER_UNIT),
    )
    actor = np.array([one.actor for one in SLOTS])[slot]
    amiss = rng.random(count) < np.array([one.amiss for one in SLOTS])[slot]
    own = np.where(rng.random(count) < 0.96, handler[row], base[row] + of_unit(count, offset, plain))
    officer = np.select([actor == LEADER, actor == REVIEWER], [leader[row], reviewer[row]], own)
    officer = np.where(amiss & (actor != HANDLER), own, officer)
    role = np.where(amiss, HANDLER, actor)
    two = rng.random(count) < np.array([one.second for one in SLOTS])[slot]
    other = np.where(rng.random(count) < 0.8, assistant[row], base[row] + of_unit(count, offset, plain))
    two &= other != officer
    unknown = (
        (slot >= 19) & (slot <= 21) & (rng.random(count) < 0.02)
    )  # a note that says nothing of who made it
    return {
        "officer_1": np.where(unknown, -1, officer),
        "role_1": np.where(unknown, -1, role),
        "officer_2": np.where(two & ~unknown, other, -1),
        "role_2": np.where(two & ~unknown, np.where(actor == CUSTODIAN, CUSTODIAN, 1), -1),
    }


def _values(rng: np.random.Generator, files: Files, drawn: Drawn) -> dict[str, tuple[Array, Array]]:
    """The fields of the steps: codes, money in fen, whole numbers, booleans, a date."""
    count = len(drawn.slot)
    step = np.array([STEPS.index(one.step) for one in SLOTS])[drawn.slot]
    unit = files.unit[drawn.file]

    def on(*names: str) -> Array:
        return np.isin(step, [STEPS.index(name) for name in names])

    def code(name: str, weights: list[float]) -> Array:
        return rng.choice(len(CODES[name]), count, p=weights).astype(np.int32)

    report, decision, questioned = (
        on("case.report_received"),
        on("case.decision_made"),
        on("case.person_questioned"),
    )
    place = code("place", [0.7, 0.12, 0.12, 0.06])
    recorded = questioned | on("case.questioning_recorded")
    pay_day = (drawn.at + ZONE_SECONDS) // 86400 + 15 + rng.integers(0, 16, count)
    return {
        "text.origin": (code("origin", [0.5, 0.25, 0.15, 0.1]), report),
        "text.place": (place, questioned | on("case.scene_inspected")),
        "text.room": (unit * ROOMS_PER_UNIT + rng.integers(0, ROOMS_PER_UNIT, count), questioned & (place == 0)),
        "text.device": (unit * DEVICES_PER_UNIT + rng.integers(0, DEVICES_PER_UNIT, count), recorded),
        "text.method": (
            code("method", [0.7, 0.22, 0.08]), on("case.prior_notice_served", "case.decision_served")
        ),
        "text.basis": (code("basis", [0.3, 0.25, 0.2, 0.1, 0.1, 0.05]), decision & (rng.random(count) > 0.05)),
        "int.amount": (
            (np.exp(10.8 + 1.2 * rng.standard_normal(count)) // 100 * 100).astype(np.int64),
            decision | on("case.property_seized", "case.penalty_executed"),
        ),
        "int.term": (rng.choice([3, 5, 10, 30], count), on("case.prior_notice_served", "case.time_extended")),
        "bool.urgent": (rng.random(count) < 0.2, report | on("review.review_requested")),
        "bool.heard": (rng.random(count) < 0.9, decision),
        "bool.inventory": (rng.random(count) < 0.93, on("case.property_seized", "case.scene_inspected")),
        "bool.receipt": (rng.random(count) < 0.92, on("case.property_returned", "case.decision_served")),
        "moment.pay_by": (pay_day * 86400 - ZONE_SECONDS, decision),
    }  # fmt: skip


def main() -> None:
    """Writes the folders."""
    from bench.flat_files import write_flat
    from bench.segment_files import SegmentFiles

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=float, default=1e6, help="size of the history, roughly")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=0.0, help="share of events known to the day only")
    parser.add_argument(
        "--flat", action="store_true", help="also one flat Parquet sorted by file, one by time"
    )
    parser.add_argument("--unsealed", action="store_true", help="leave out the hashes, which take longest")
    options = parser.parse_args()
    started = time.perf_counter()
    total = max(1, round(options.events / EVENTS_PER_FILE))
    history = SegmentFiles(options.folder, options.seed, sealed=not options.unsealed)
    before = options.folder / "day" / "segments" / "000001"
    before.parent.mkdir(parents=True)
    before.symlink_to(Path("..") / ".." / "segments" / "000001", target_is_directory=True)
    day = SegmentFiles(options.folder / "day", options.seed, gather=True)
    for first in range(0, total, CHUNK):
        files, drawn = draw(options.seed, first, min(CHUNK, total - first), total, options.days)
        happened = drawn.at < LAST_INSTANT
        history.add(files, drawn.part(happened))
        day.add(files, drawn.part(~happened))
    for segment in (history, day):
        sealed = segment.close()
        print(f"{sealed}: {segment.events:,} events, {segment.files:,} files, {segment.matters:,} matters")
    if options.flat:
        write_flat(options.folder)
    print(f"{time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
