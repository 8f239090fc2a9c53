"""What is known of the last check: by what it was judged, what was counted, when time alone may change a file.

In: the folder `warm/`. Out: a `State`, or the reason why there is none that can be used. `state.json` is written last
and names all other files with their sizes, so that half a state is none.
"""

from __future__ import annotations

import json
import os
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fajing.app.warm.intervals import Intervals, Level
from fajing.app.warm.open_files import Block, OpenFiles
from fajing.app.warm.units import Units
from fajing.core.canonical import pretty_bytes
from fajing.core.moments import Moment, Precision

if TYPE_CHECKING:  # it brings the compiled pass with it, which readers of a state do without
    from fajing.app.duty_table import Missing

SCHEMA = 2
FILE = "state.json"
Ints = NDArray[np.int64]
Rule = tuple[str, str]
"""A norm and the day its version begins, or nothing."""
Counts = dict[Rule, Ints]
_NONE = np.zeros(0, np.int64)


@dataclass(slots=True)
class State:
    """The last check.

    Attributes:
        basis: What must be the same for the state to be of use: lawbook, norms, carried, program, time zone.
        segments: Number, root and events of each segment that was judged.
        as_of: The moment up to which the record was read.
        latest: Its last instant.
        sizes: Files, matters, events.
        counts: By rule: outcome, reason + 1, whether the due moment is provisional.
        missing: Facts that were missing.
        units: Which files are judged together.
        instants: Ascending: when time alone may change a unit.
        waiting: The unit of each.
        parts: Parts of duties by name.
        across: Parts of norms that look across files.
        replaced: Files that name replaced files, with the part that replaced them.
        across_replaced: The same for norms that look across files.
        intervals: What those hold against each other, where it was kept.
        opened: Files in motion.
        rows: Rows in all parts.
        next_part: Number of the next part.
    """

    basis: Mapping[str, Any]
    segments: list[list[Any]]
    as_of: Moment
    latest: int
    sizes: tuple[int, int, int] = (0, 0, 0)
    counts: Counts = field(default_factory=dict)
    missing: Missing = field(default_factory=Counter)
    units: Units = field(default_factory=lambda: Units.of([]))
    instants: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    waiting: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    parts: list[str] = field(default_factory=list)
    across: list[str] = field(default_factory=list)
    replaced: dict[str, int] = field(default_factory=dict)
    across_replaced: dict[str, int] = field(default_factory=dict)
    intervals: Intervals | None = None
    opened: OpenFiles | None = None
    rows: int = 0
    next_part: int = 1

    def files(self) -> list[str]:
        """All files of the state but its arrays."""
        levels = self.intervals.levels if self.intervals is not None else []
        names = [*self.parts, *self.across, *self.replaced, *self.across_replaced]
        names += [level.name for level in levels]
        return names + (self.opened.files() if self.opened is not None else [])

    def due(self, latest: int) -> Ints:
        """Units that time alone may have changed up to an instant."""
        return np.unique(self.waiting[: int(np.searchsorted(self.instants, latest, side="right"))])

    def wait(self, kept: NDArray[np.bool_], instants: Ints, units: Ints) -> None:
        """Some go on waiting; units that were judged again wait for another instant, or no longer.

        Args:
            kept: Which go on.
            instants: For what others wait.
            units: The units of these; of two instants of a unit the earlier counts.
        """
        all_instants = np.concatenate((self.instants[kept], instants))
        all_units = np.concatenate((self.waiting[kept], units))
        order = np.argsort(all_instants, kind="stable")
        _, first = np.unique(all_units[order], return_index=True)
        order = order[np.sort(first)]
        self.instants, self.waiting = all_instants[order], all_units[order]

    def unmet(self) -> int:
        """Number of duties that are not met."""
        return sum(int(counts[1:].sum()) for counts in self.counts.values())


def save(state: State, folder: Path) -> None:
    """Writes the state; parts of duties stand there already."""
    name = f"check-{state.next_part:06d}.npz"
    rules = sorted(state.counts)
    counts = np.array([state.counts[rule] for rule in rules], np.int64)
    levels = state.intervals.levels if state.intervals is not None else []
    part = folder / f".{name}-{os.getpid()}"
    with part.open("wb") as out:
        np.savez(
            out,
            counts=counts,
            instants=state.instants,
            waiting=state.waiting,
            nodes=state.units.nodes,
            units=state.units.units,
            interval_units=np.concatenate([_NONE, *(one.replaced for one in levels)]),
        )
    sum_of = zlib.crc32(part.read_bytes())
    part.replace(folder / name)
    files = state.files()
    about: dict[str, Any] = {
        "schema": SCHEMA,
        "basis": dict(state.basis),
        "segments": state.segments,
        "as_of": [state.as_of.instant, state.as_of.day, state.as_of.precision.value],
        "latest": state.latest,
        "sizes": list(state.sizes),
        "rules": [list(rule) for rule in rules],
        "missing": [[*key, number] for key, number in sorted(state.missing.items()) if number],
        "parts": state.parts,
        "across": state.across,
        "replaced": state.replaced,
        "across_replaced": state.across_replaced,
        "intervals": None
        if state.intervals is None
        else {
            "bits": state.intervals.bits,
            "levels": [[one.name, one.sum, one.rows, one.longest, len(one.replaced)] for one in levels],
        },
        "opened": [one.as_json() for one in state.opened.blocks] if state.opened is not None else None,
        "rows": state.rows,
        "next_part": state.next_part,
        "arrays": [name, sum_of],
        "bytes": {one: (folder / one).stat().st_size for one in files},
    }
    text = folder / f".{FILE}-{os.getpid()}"
    text.write_bytes(pretty_bytes(about))
    text.replace(folder / FILE)
    for path in (
        *folder.glob("check-*.npz"),
        *folder.glob("*-*.parquet"),
        *folder.glob("intervals-*.npy"),
        *folder.glob("open-*.*"),
    ):
        if path.name != name and path.name not in about["bytes"]:
            path.unlink(missing_ok=True)


def load(folder: Path) -> State | None:
    """The state that was saved; None where there is none.

    Raises:
        ValueError: It is damaged, or of another version.
    """
    try:
        about = json.loads((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(str(error)) from error
    try:
        if about["schema"] != SCHEMA:
            raise ValueError(f"schema {about['schema']}")
        for name, size in about["bytes"].items():
            if (folder / name).stat().st_size != size:
                raise ValueError(name)
        name, sum_of = about["arrays"]
        if zlib.crc32((folder / name).read_bytes()) != sum_of:
            raise ValueError(name)
        with np.load(folder / name) as arrays:
            instant, day, precision = about["as_of"]
            counts = arrays["counts"]
            return State(
                about["basis"],
                about["segments"],
                Moment(instant, day, Precision(precision)),
                about["latest"],
                tuple(about["sizes"]),
                {tuple(rule): counts[place] for place, rule in enumerate(about["rules"])},
                Counter({(norm, fact, step): number for norm, fact, step, number in about["missing"]}),
                Units(arrays["nodes"], arrays["units"]),
                arrays["instants"],
                arrays["waiting"],
                about["parts"],
                about["across"],
                about["replaced"],
                about["across_replaced"],
                _intervals(folder, about["intervals"], arrays["interval_units"]),
                OpenFiles(folder, [Block.of(one) for one in about["opened"]])
                if about["opened"] is not None
                else None,
                about["rows"],
                about["next_part"],
            )
    except (KeyError, TypeError, AttributeError, OSError, EOFError) as error:
        raise ValueError(repr(error)) from error


def _intervals(folder: Path, about: Mapping[str, Any] | None, replaced: Ints) -> Intervals | None:
    if about is None:
        return None
    levels, start = [], 0
    for name, sum_of, rows, longest, number in about["levels"]:
        levels.append(Level(name, sum_of, rows, longest, replaced[start : start + number]))
        start += number
    return Intervals(folder, levels, about["bits"])
