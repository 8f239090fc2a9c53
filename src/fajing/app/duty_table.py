"""Rows of the automaton as the columns of duties.parquet, a piece at a time, without an object for each duty.

In: what was found in a piece. Out: a table with the columns of `duties_file.SCHEMA` and the two it is sorted by, equal
to what `duties_file` makes of the same duties, and how often which fact was missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.app.duties_file import SCHEMA, SORTED, row_of
from fajing.core.moments import Zone
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.log import OUTCOMES, REASONS
from fajing.scan.plan import Plan
from fajing.scan.plan.memory import text_code
from fajing.scan.plan.tables import FIRST_YEAR, LAST_YEAR, clock_changes

Ints = NDArray[np.int64]
Missing = Counter[tuple[str, str, str]]
"""How often a fact was missing: by norm, fact, and the step whose facts are meant."""

TABLE = pa.schema([*SCHEMA, *SORTED])
WORDS = (
    "norm", "version_from", "title_zh", "bearer", "severity", "label", "procedure", "trigger_step", "outcome", "reason",
)  # fmt: skip
"""Columns of few words, kept as dictionaries."""
PARTS = pa.schema(
    [
        pa.field(one.name, pa.dictionary(pa.int32(), pa.string())) if one.name in WORDS else one
        for one in TABLE
    ]
)
"""The table as `DutyTables` gives it."""
_DAY = 86_400
_EPOCH = 719_163  # ordinal of 1 January 1970
_BROKEN = [number for number, outcome in enumerate(OUTCOMES) if outcome.is_broken]


class DutyTables:
    """Turns what was found in pieces into tables.

    Args:
        plan: By which it was judged.
        lawbook: The law.
    """

    def __init__(self, plan: Plan, lawbook: Lawbook) -> None:
        self.plan, self.lawbook = plan, lawbook
        self.clock = _clock(lawbook.zone)
        relinks = {
            step.relinks["unit"]
            for procedure in lawbook.procedures.values()
            for step in procedure.steps.values()
            if "unit" in step.relinks
        }
        self._units = ("unit", *(f"text.{name}" for name in sorted(relinks)))

    def of(self, found: Found, *, with_table: bool = True) -> tuple[pa.Table, Missing]:
        """The duties of a piece, and what they lacked; the table is empty where it is not wanted."""
        told = len(found.duties)
        rows = found.rows[: len(found.rows) - told]
        missing: Missing = Counter()
        tables = []
        if len(rows):
            piece = _Piece(self, found, rows)
            if with_table:
                tables.append(piece.table())
            missing = piece.missing()
        if told and with_table:
            cells = [row_of(duty, self.lawbook.zone) for duty in found.duties]
            columns = [
                pa.array(column, type=field.type)
                for field, column in zip(PARTS, zip(*cells, strict=True), strict=True)
            ]
            tables.append(pa.Table.from_arrays(columns, schema=PARTS))
        for duty in found.duties:
            if duty.outcome is OUTCOMES[at.UNDECIDABLE]:
                step = duty.trigger.qualified_step
                missing.update((duty.norm.id, fact, step) for fact in set(duty.verdict.missing))
        return pa.concat_tables(tables) if tables else PARTS.empty_table(), missing

    def text_columns(self, events: pa.Table, matters: pa.Table) -> list[pa.ChunkedArray]:
        """Columns whose texts may be units."""
        found = [events.column(name) for name in self._units if name in events.column_names]
        return [*found, *(matters.column(name) for name in ("unit",) if name in matters.column_names)]


class _Clock:
    """Instants as civil time in ISO form."""

    def __init__(self, zone: Zone) -> None:
        first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
        shifts, offsets = clock_changes(zone, first, last)
        self._shifts, self._offsets = np.array(shifts, np.int64), np.array(offsets, np.int64)
        self._minutes = pa.array([f"{m // 60:02d}:{m % 60:02d}" for m in range(1440)])

    def civil(self, instants: Ints) -> tuple[Ints, Ints]:
        """Days since 1970 and seconds of the day."""
        places = np.searchsorted(self._shifts, instants, side="right") - 1
        local = instants + self._offsets[np.maximum(places, 0)]
        return local // _DAY, local % _DAY

    def text(self, instants: Ints, precisions: NDArray[Any], mask: NDArray[np.bool_]) -> pa.Array:
        """Instants as precisely as they are known (0 the day, 1 the minute, 2 the second); null where masked."""
        days, seconds = self.civil(np.where(mask, 0, instants))
        dates = self.dates(days)
        times = self._minutes.take(pa.array(seconds // 60))
        found = pc.binary_join_element_wise(dates, times, "T")
        exact = (precisions == 2) & ~mask
        if exact.any():
            tails = pc.utf8_lpad(pc.cast(pa.array(seconds % 60), pa.string()), 2, "0")
            found = pc.if_else(pa.array(exact), pc.binary_join_element_wise(found, tails, ":"), found)
        by_day = (precisions == 0) & ~mask
        if by_day.any():
            found = pc.if_else(pa.array(by_day), dates, found)
        return pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), found)

    def dates(self, days: Ints) -> pa.Array:
        """Days since 1970 as dates."""
        return _coded_texts(days, lambda day: str(np.datetime64(day, "D")))

    def due(self, latest: Ints, day: Ints, whole: NDArray[np.bool_], mask: NDArray[np.bool_]) -> pa.Array:
        """Due moments: the date of a whole day, else the time, with seconds where there are any."""
        _, seconds = self.civil(np.where(mask, 0, latest))
        found = self.text(latest, np.where(seconds % 60 == 0, 1, 2), mask | whole)
        dates = self.dates(np.where(mask | ~whole, 0, day - _EPOCH))
        return pc.if_else(pa.array(whole & ~mask), dates, found)


@lru_cache(maxsize=8)
def _clock(zone: Zone) -> _Clock:
    """The clock of a zone; its changes are looked up once."""
    return _Clock(zone)


class _Piece:
    """The rows of one piece."""

    def __init__(self, tables: DutyTables, found: Found, rows: Ints) -> None:
        self.tables, self.found, self.rows = tables, found, rows
        self.plan = tables.plan
        named = found.source.events(["id", "source"])
        self.ids, self.sources = _one(named.column("id")), _one(named.column("source"))
        self.norm = rows[:, at.O_NORM]
        self.trigger = rows[:, at.O_TRIGGER]
        norms = self.plan.norms
        self.expired = np.array([norm.versions[0].duty.expired is not None for norm in norms])[self.norm]
        steps = _one(found.events.column("step"))
        if not pa.types.is_dictionary(steps.type):
            steps = steps.dictionary_encode()
        self.steps: list[str] = steps.dictionary.to_pylist()
        self.step = np.asarray(steps.indices)[self.trigger]

    def table(self) -> pa.Table:
        """The table."""
        rows, clock, found = self.rows, self.tables.clock, self.found
        due = rows[:, at.O_HAS_DUE] == 0
        outcome, reason = rows[:, at.O_OUTCOME], rows[:, at.O_REASON]
        broken = np.isin(outcome, _BROKEN)
        provisional = ~due & (rows[:, at.O_PROVISIONAL] != 0)
        is_finding = broken & ~provisional & self._of_norm_flag(lambda norm: norm.is_finding)
        late = rows[:, at.O_LATE]
        period = rows[:, at.O_PERIOD]
        texts = self._texts()
        matter_ids = _one(found.source.matters(["id"]).column("id")).take(pa.array(rows[:, at.O_MATTER]))
        objects = texts(rows[:, at.O_OBJECT])
        of_matter = _one(found.matters.column("procedure"))
        of_matter = of_matter if pa.types.is_dictionary(of_matter.type) else of_matter.dictionary_encode()
        instants = np.where(self.expired, rows[:, at.O_TRIGGER_AT], self._at(self.trigger))
        precisions = np.where(self.expired, 2, self._precision(self.trigger))
        none = np.zeros(len(rows), bool)
        columns = [
            self._of_norm(lambda norm: norm.id),
            self._version(),
            self._of_norm(lambda norm: norm.title.zh),
            self._of_norm(lambda norm: norm.bearer.value),
            self._of_norm(lambda norm: norm.severity.value),
            self._of_norm(lambda norm: norm.label),
            pa.array(found.source.file_ids, pa.string()).take(pa.array(rows[:, at.O_FILE])),
            matter_ids,
            of_matter.take(pa.array(rows[:, at.O_MATTER])),
            texts(rows[:, at.O_UNIT]),
            objects,
            pa.array(period.astype(np.int32), mask=period == 0),
            _words(self.step, [step.partition(".")[2] for step in self.steps]),
            clock.text(instants, precisions, none),
            clock.due(rows[:, at.O_LATEST], rows[:, at.O_DAY], rows[:, at.O_WHOLE] != 0, due),
            pa.array(rows[:, at.O_WHOLE] != 0, mask=due),
            self._when(rows[:, at.O_DONE]),
            _words(outcome, [one.value for one in OUTCOMES]),
            _words(reason, [one.value for one in REASONS]),
            pa.array(late, mask=rows[:, at.O_LATE_KIND] != 2),
            pa.array(late.astype(np.int32), mask=rows[:, at.O_LATE_KIND] != 1),
            self._lacking(),
            pa.array(provisional),
            pa.array(is_finding),
            self._when(rows[:, at.O_PAUSED]),
            self._excused(),
            self._key(matter_ids, objects, texts),
            self.sources.take(pa.array(self.trigger)),
            pa.array(instants),
            pa.array(np.where(self.expired, -1, np.asarray(_one(found.events.column("seq")))[self.trigger])),
        ]
        return pa.Table.from_arrays(columns, schema=PARTS)

    def missing(self) -> Missing:
        """What the duties that cannot be judged lack."""
        counted: Missing = Counter()
        undecidable = self.rows[:, at.O_OUTCOME] == at.UNDECIDABLE
        rows, steps = self.rows[undecidable], self.step[undecidable]
        most = int(rows[:, at.O_MISSING_N].max(initial=0))
        for place in range(most):
            there = rows[:, at.O_MISSING_N] > place
            cells = np.stack((rows[there, at.O_NORM], rows[there, at.O_MISSING + place], steps[there]))
            combined, counts = np.unique(cells, axis=1, return_counts=True)
            for (norm, fact, step), count in zip(combined.T.tolist(), counts.tolist(), strict=True):
                key = (self.plan.norms[norm].id, self.plan.facts[fact], self.steps[step])
                counted[key] += count
        return counted

    # ---- columns

    def _of_norm(self, what: Callable[[Norm], str | None]) -> pa.Array:
        return _words(self.norm, [what(norm) for norm in self.plan.norms])

    def _of_norm_flag(self, what: Callable[[Norm], bool]) -> NDArray[np.bool_]:
        return np.array([what(norm) for norm in self.plan.norms], bool)[self.norm]

    def _of_version(self, what: Callable[[Norm, int], str | None]) -> pa.Array:
        """A word of each row's version; versions are counted from 0, -1 is none."""
        first: list[int] = []
        words: list[str | None] = []
        for norm in self.plan.norms:
            first.append(len(words) + 1)
            words += [what(norm, number) for number in range(-1, len(norm.versions))]
        return _words(np.array(first)[self.norm] + self.rows[:, at.O_VERSION], words)

    def _version(self) -> pa.Array:
        return self._of_version(
            lambda norm, number: norm.versions[number].start.isoformat() if number >= 0 else None
        )

    def _at(self, rows: Ints) -> Ints:
        return np.asarray(_one(self.found.events.column("at")))[rows]

    def _precision(self, rows: Ints) -> Ints:
        return np.asarray(_one(self.found.events.column("precision"))).astype(np.int64)[rows]

    def _when(self, places: Ints) -> pa.Array:
        """The times of some events; null for -1."""
        mask = places < 0
        rows = np.where(mask, 0, places)
        return self.tables.clock.text(self._at(rows), self._precision(rows), mask)

    def _excused(self) -> pa.Array:
        places = self.rows[:, at.O_EXCUSED]
        found = self.ids.take(pa.array(places, mask=places < 0))
        condition = places == -2
        if condition.any():
            texts = self._of_version(
                lambda norm, number: str(norm.versions[number].duty.unless) if number >= 0 else None
            ).cast(pa.string())
            found = pc.if_else(pa.array(condition), texts, found)
        return found

    def _lacking(self) -> pa.Array:
        """The facts of each row, sorted."""
        facts = self.plan.facts
        rank = np.empty(len(facts), np.int64)
        rank[sorted(range(len(facts)), key=facts.__getitem__)] = np.arange(len(facts))
        counts = self.rows[:, at.O_MISSING_N]
        most = int(counts.max(initial=0))
        cells = self.rows[:, at.O_MISSING : at.O_MISSING + most]
        there = np.arange(most) < counts[:, None]
        ranks = np.sort(np.where(there, rank[np.where(there, cells, 0)], 2**40), axis=1)
        words = pa.array(sorted(facts), pa.string())
        flat = words.take(pa.array(ranks[ranks < 2**40]))
        return pa.ListArray.from_arrays(
            pa.array(np.concatenate((np.zeros(1, np.int32), np.cumsum(counts))).astype(np.int32)), flat
        )

    def _key(self, matters: pa.Array, objects: pa.Array, texts: Callable[[Ints], pa.Array]) -> pa.Array:
        triggers = self.ids.take(pa.array(self.trigger))
        if self.expired.any():
            of = self._of_norm(lambda norm: norm.versions[0].duty.expired or "").cast(pa.string())
            parts = self._with_tail(
                [of, matters, triggers], texts(self._tied()), self.rows[:, at.O_OF_PERIOD]
            )
            made_up = pc.binary_join_element_wise("expired(", parts, ")", "")
            triggers = pc.if_else(pa.array(self.expired), made_up, triggers)
        head = [self._of_norm(lambda norm: norm.id).cast(pa.string()), matters, triggers]
        return self._with_tail(head, objects, self.rows[:, at.O_PERIOD])

    def _tied(self) -> Ints:
        """The object of the duty that a made-up trigger came from."""
        return np.where(self.expired, self.rows[:, at.O_OF_OBJECT], at.NULL)

    @staticmethod
    def _with_tail(head: Sequence[pa.Array], objects: pa.Array, period: Ints) -> pa.Array:
        """Parts joined, and behind them object and period where there are any."""
        joined = pc.binary_join_element_wise(*head, "|")
        if objects.null_count < len(objects):
            longer = pc.binary_join_element_wise(joined, objects, "|")
            joined = pc.if_else(pc.is_valid(objects), longer, joined)
        if period.any():
            longer = pc.binary_join_element_wise(joined, pc.cast(pa.array(period), pa.string()), "|")
            joined = pc.if_else(pa.array(period != 0), longer, joined)
        return joined

    def _texts(self) -> Callable[[Ints], pa.Array]:
        """A function from codes to the texts of units and objects."""
        events = self.found.events
        columns = self.tables.text_columns(events, self.found.matters)
        if (self.rows[:, at.O_OBJECT] != at.NULL).any() or (self._tied() != at.NULL).any():
            columns.append(events.column("object_1"))
            if "objects_more" in events.column_names:
                columns.append(pc.list_flatten(events.column("objects_more")))
        return _decoder(columns)


def _decoder(columns: Sequence[Any]) -> Callable[[Ints], pa.Array]:
    """A function that gives the texts of codes; null for `NULL`."""
    words: dict[str, None] = {}
    for column in columns:
        for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else (column,):
            some = chunk.dictionary if pa.types.is_dictionary(chunk.type) else pc.unique(chunk)
            words.update(dict.fromkeys(word for word in some.to_pylist() if word is not None))
    codes = np.array([text_code(word) for word in words], np.int64)
    order = np.argsort(codes)
    codes, texts = codes[order], pa.array(list(words), pa.string()).take(pa.array(order))

    def decode(wanted: Ints) -> pa.Array:
        mask = wanted == at.NULL
        places = np.minimum(np.searchsorted(codes, wanted), max(0, len(codes) - 1))
        if not len(codes):
            return pa.nulls(len(wanted), pa.string())
        if not (mask | (codes[places] == wanted)).all():
            raise AssertionError("a row names a unit or object that its piece does not hold")
        return texts.take(pa.array(places, mask=mask))

    return decode


def _words(numbers: Ints, words: Sequence[str | None]) -> pa.Array:
    """Numbers of words as a dictionary; null for -1 and for words that are none."""
    none = np.array([word is None for word in words], bool)
    numbers = numbers.astype(np.int32)
    mask = (numbers < 0) | none[np.maximum(numbers, 0)]
    texts = pa.array([word or "" for word in words], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=mask), texts)


def _coded_texts(numbers: Ints, text: Callable[[int], str]) -> pa.Array:
    """Numbers of which many are alike as texts."""
    some, back = np.unique(numbers, return_inverse=True)
    return pa.array([text(number) for number in some.tolist()], pa.string()).take(pa.array(back))


def _one(column: pa.ChunkedArray) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
