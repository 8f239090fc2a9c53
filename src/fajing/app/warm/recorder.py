"""By what a folder is judged, and what is taken down of what is found: counts, parts of duties, who waits for when.

In: a lawbook; what is found in pieces. Out: judges that are made once and asked at many moments; what the next
check needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.duty_table import DutyTables, Missing
from fajing.app.shown import looks_across
from fajing.app.warm.duties import PartWriter
from fajing.app.warm.keeper import Keeper
from fajing.app.warm.names import Ints
from fajing.app.warm.open_files import recent_files
from fajing.app.warm.state import Counts
from fajing.core.events import Carried
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.pieces import MergedSource, Pieces, Source
from fajing.scan.automaton.segments import Judge, Totals

NEVER = 2**62


@dataclass(slots=True)
class Law:
    """What a folder is judged by; judges are made once.

    Attributes:
        lawbook: The law.
        norms: The norms.
        carried: What the maps could have brought.
        threads: How many pieces are judged at once.
        master: Where Spark runs, if everything is to be judged there.
    """

    lawbook: Lawbook
    norms: Sequence[Norm]
    carried: Carried
    threads: int = 2
    master: str | None = None
    _judges: dict[str, Judge] = field(default_factory=dict)
    _tables: dict[int, DutyTables] = field(default_factory=dict)

    def across(self) -> set[str]:
        """Norms that look across files, and those that rest on them."""
        found = {norm.id for norm in self.norms if looks_across(norm)}
        while more := {norm.id for norm in self.norms if norm.id not in found and norm.rests_on & found}:
            found |= more
        return found

    def make_ready(self, as_of: Moment) -> None:
        """Makes the judges and tables that the next check will ask for."""
        for which in ("within", "across") if self.across() else ("within",):
            self.tables(self.judge(which, as_of))

    def tables(self, judge: Judge) -> DutyTables:
        """What makes tables of what a judge finds."""
        made = self._tables.get(id(judge.plan))
        if made is None:
            made = self._tables[id(judge.plan)] = DutyTables(judge.plan, self.lawbook)
        return made

    def judge(self, which: str, as_of: Moment, keeper: Keeper | None = None) -> Judge:
        """A judge of all norms, of those within files, or of those across files and what they rest on.

        Args:
            which: `all`, `within` or `across`.
            as_of: The moment up to which the record is read.
            keeper: Keeps what is held against each other across files.
        """
        made = self._judges.get(which)
        if made is None:
            across = self.across()
            by_id = {norm.id: norm for norm in self.norms}
            wanted = set(by_id)
            if which == "within":
                wanted -= across
            elif which == "across":
                wanted = set(across)
                while more := {o for one in wanted for o in by_id[one].rests_on if o in by_id} - wanted:
                    wanted |= more
            norms = [norm for norm in self.norms if norm.id in wanted]
            made = self._judges[which] = _Judge(self.lawbook, norms, self.carried, as_of)
        found = made.at(as_of)
        assert isinstance(found, _Judge)
        found.keeper = keeper
        found._lock = made._lock  # judges of one plan may work side by side: they share its words
        return found


class _Judge(Judge):
    """A judge that lets somebody keep what it holds against each other across files."""

    keeper: Keeper | None = None

    def look_across(self, pieces: Pieces, threads: int = 2) -> None:
        """Reads what norms with `apart` hold against each other."""
        super().look_across(pieces, threads)
        if self.keeper is not None and self.across is not None:
            self.keeper.take(self.across)


class Recorder:
    """Takes what is found in pieces.

    Args:
        tables: Make tables of it.
        across: Norms whose duties go into a part of their own.
        parts: Parts for duties within files and across, where they are kept.
        unit_of: Tells the unit of each file of a piece.
        keeper: Keeps what is held against each other across files.
        latest: If it shall be noted which files had an event not long before this instant.
    """

    def __init__(
        self,
        tables: DutyTables,
        across: Collection[str] = (),
        parts: tuple[PartWriter | None, PartWriter | None] = (None, None),
        unit_of: Callable[[Source], Ints] | None = None,
        keeper: Keeper | None = None,
        latest: int | None = None,
    ) -> None:
        self.tables, self.parts, self.unit_of, self.keeper = tables, parts, unit_of, keeper
        self.latest = latest
        self.missing: Missing = Counter()
        self._across = pa.array(sorted(across), pa.string())
        self.seen: set[tuple[int, int]] = set()
        self._instants: list[Ints] = [np.zeros(0, np.int64)]
        self._units: list[Ints] = [np.zeros(0, np.int64)]
        self._recent: list[Ints] = [np.zeros(0, np.int64)]
        self.merged = np.zeros(3, np.int64)

    def __call__(self, found: Found) -> None:
        """Takes a piece."""
        within, across = self.parts
        table, missing = self.tables.of(found, with_table=self.parts != (None, None))
        self.missing.update(missing)
        if across is not None:
            apart = pc.is_in(table.column("norm").cast(pa.string()), self._across)
            across.add(table.filter(apart))
            table = table.filter(pc.invert(apart))
        if within is not None:
            within.add(table)
        piece = found.source.piece
        if (piece.segment, piece.group) in self.seen:
            return
        self.seen.add((piece.segment, piece.group))
        if isinstance(found.source, MergedSource):
            group = found.source.group
            self.merged += (group.files.num_rows, group.matters.num_rows, group.events.num_rows)
        if self.unit_of is not None:
            waits = (found.pending < NEVER) & (piece.skip == 0)
            units = self.unit_of(found.source)
            self._instants.append(found.pending[waits])
            self._units.append(units[waits])
            if self.keeper is not None:
                self.keeper.piece(found.source, found.events, units)
            if self.latest is not None:
                files, instants = (np.asarray(found.events.column(name)) for name in ("file", "at"))
                self._recent.append(units[recent_files(files - piece.first_file, instants, self.latest)])

    def recent(self) -> Ints:
        """Units of files with an event not long ago."""
        return np.unique(np.concatenate(self._recent))

    def waiting(self) -> tuple[Ints, Ints]:
        """Units that time alone may change, each with the first instant of its files."""
        instants, units = np.concatenate(self._instants), np.concatenate(self._units)
        order = np.lexsort((instants, units))
        instants, units = instants[order], units[order]
        first = np.ones(len(units), bool)
        first[1:] = units[1:] != units[:-1]
        return instants[first], units[first]


def counts_of(totals: Totals) -> Counts:
    """Counts by norm and version."""
    found: Counts = {}
    for rule, counts in zip(totals.plan.rules, totals.counts, strict=False):
        if counts.any():
            key = (rule.norm.id, rule.version.start.isoformat() if rule.version else "")
            found[key] = found[key] + counts if key in found else counts.copy()
    return found
