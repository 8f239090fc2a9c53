"""Judges what stands in a data folder by the automaton: pieces on several threads, in bounded memory.

In: what stands, a lawbook. Out: for each piece the rows of its duties, and counts of all. What the automaton leaves
alone is judged by the reference, just those files and norms, and counted in `Totals.by_reference`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fajing.core.events import Carried, Event, Matter
from fajing.core.moments import Moment
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.ledger.segments.merge import Standing
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.across_folder import across_folder, key_of, put_codes_of
from fajing.scan.automaton.across_others import Deferred, crossing_of, defer, judge_deferred
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.leftover import Leftover
from fajing.scan.automaton.log import OUTCOMES, REASONS
from fajing.scan.automaton.machine import Judged, Machine
from fajing.scan.automaton.pieces import Pieces, Source, latest_of
from fajing.scan.automaton.rooms import Rooms
from fajing.scan.automaton.row_places import Places
from fajing.scan.duty import Duty, Outcome
from fajing.scan.file_view import FileView
from fajing.scan.plan import Plan, make_plan
from fajing.scan.plan.memory import text_code
from fajing.scan.plan.needs import fields_named
from fajing.scan.reference import book_of, judge_file

Progress = Callable[[int], None]
Sink = Callable[[Found], None]
_OUTCOME = {outcome: number for number, outcome in enumerate(OUTCOMES)}
_REASON = {reason: number for number, reason in enumerate(REASONS)}


@dataclass(slots=True)
class Totals:
    """Counts of a whole run.

    Attributes:
        plan: By which it was judged.
        as_of: The moment up to which the record was read; None for a folder without events.
        counts: By rule, outcome, reason + 1 and whether the due moment is provisional.
        files: Files judged.
        events: Events judged.
        by_reference: Files that the reference judged, by norm.
        columns: Columns of events that were read; where nothing stands in a column it is not read.
    """

    plan: Plan
    as_of: Moment | None
    counts: NDArray[np.int64]
    files: int = 0
    events: int = 0
    by_reference: Counter[str] = field(default_factory=Counter)
    columns: tuple[str, ...] = ()

    def read(self, columns: Iterable[str]) -> None:
        """Notes columns of events that were read."""
        self.columns = tuple(dict.fromkeys((*self.columns, *columns)))

    def outcomes(self) -> dict[str, dict[str, int]]:
        """Duties by norm and outcome."""
        found: dict[str, dict[str, int]] = {norm.id: {} for norm in self.plan.norms}
        for number, rule in enumerate(self.plan.rules):
            for outcome, count in zip(Outcome, self.counts[number].sum(axis=(1, 2)).tolist(), strict=True):
                if count:
                    of_norm = found[rule.norm.id]
                    of_norm[outcome.value] = of_norm.get(outcome.value, 0) + count
        return found


def norms_to_judge(lawbook: Lawbook, norms: Sequence[Norm] | None) -> list[Norm]:
    """The norms given, or those in force."""
    if norms is not None:
        return list(norms)
    return [norm for norm in lawbook.norms.values() if norm.status is Status.IN_FORCE]


def judge_folder(
    standing: Standing,
    lawbook: Lawbook,
    *,
    norms: Sequence[Norm] | None = None,
    as_of: Moment | None = None,
    threads: int = 2,
    sink: Sink | None = None,
    progress: Progress | None = None,
    pieces: Iterable[Source] | None = None,
    judge: Judge | None = None,
) -> Totals:
    """Judges everything that stands in a folder.

    Args:
        standing: What stands.
        lawbook: The law.
        norms: Norms to judge; by default those in force.
        as_of: The moment up to which the record is read; by default the latest event.
        threads: How many pieces are judged at once.
        sink: Given what was found in each piece, in the order of pieces, by the thread that called. A piece comes a
            second time, with those alone, where duties across files could only be judged at the end.
        progress: Told how many events are through.
        pieces: Only these; by default all.
        judge: A judge of these norms at this moment, if there is one already; its totals grow.
    """
    moment = as_of or latest_of(standing, threads)
    if judge is None:
        judge = Judge(lawbook, norms_to_judge(lawbook, norms), standing.carried(), moment)
    if moment is None:
        return judge.totals
    judge_pieces(Pieces.of(standing), judge, threads=threads, sink=sink, progress=progress, only=pieces)
    return judge.totals


def judge_pieces(
    pieces: Pieces,
    judge: Judge,
    *,
    threads: int = 2,
    sink: Sink | None = None,
    progress: Progress | None = None,
    only: Iterable[Source] | None = None,
) -> None:
    """Judges pieces; counts are in the judge's totals.

    Args:
        pieces: All there are.
        judge: By which, at its moment.
        threads: How many pieces are judged at once.
        sink: As for `judge_folder`.
        progress: Told how many events are through.
        only: Those that are judged; by default all.
    """
    judge.look_across(pieces, threads)
    waiting: deque[Future[Found]] = deque()
    with ThreadPoolExecutor(threads) as pool:

        def take() -> None:
            found = waiting.popleft().result()
            judge.totals.files += int((found.source.piece.skip == 0).sum())
            judge.totals.events += found.source.piece.rows
            if sink is not None:
                sink(found)
            if progress is not None:
                progress(judge.totals.events)

        for source in pieces if only is None else only:
            waiting.append(pool.submit(judge.piece, source))
            if len(waiting) > threads:
                take()
        while waiting:
            take()
    for found in judge.rest(pieces):
        if sink is not None:
            sink(found)
    judge.finish()


class Judge:
    """Judges pieces; any number of threads may ask at once.

    Args:
        lawbook: The law.
        norms: Norms to judge.
        carried: What the maps could have brought.
        as_of: The moment up to which the record is read.
    """

    def __init__(
        self, lawbook: Lawbook, norms: Sequence[Norm], carried: Carried, as_of: Moment | None
    ) -> None:
        self.lawbook, self.norms, self.carried, self.as_of = lawbook, list(norms), carried, as_of
        self.plan = make_plan(lawbook, norms, carried)
        known = {norm.id for norm in self.plan.norms}
        self.left = [norm for norm in self.norms if norm.id not in known]
        self._leftover = Leftover(self.left)
        self.across: Across | None = None
        self._crossing = crossing_of(self.norms, self.plan.across)
        self._deferred: list[Deferred] = []
        self._renumber()
        self._outputs = Rooms()
        self._machines: list[Machine] = []
        self._idle: list[Machine] = []
        self._lock = Lock()
        self._books: dict[tuple[str, ...], object] = {}
        self._fields: dict[tuple[str, ...], frozenset[str]] = {}
        shape = (max(1, len(self.plan.rules)), 7, 17, 2)
        self.totals = Totals(self.plan, as_of, np.zeros(shape, dtype=np.int64))

    def _renumber(self) -> None:
        """Gives norms that the tables cannot say a number and rules too, so that they are counted alike."""
        from fajing.scan.plan import Rule

        self.numbers = {norm.id: number for number, norm in enumerate(self.plan.norms)}
        self.rule_of = {(rule.norm.id, rule.version): number for number, rule in enumerate(self.plan.rules)}
        for norm in self.left:
            self.numbers[norm.id] = len(self.plan.norms)
            self.plan.norms.append(norm)
            for version in (*norm.versions, None):
                self.rule_of[norm.id, version] = len(self.plan.rules)
                self.plan.rules.append(Rule(norm, version))
        self.facts = {fact: number for number, fact in enumerate(self.plan.facts)}

    def piece(self, source: Source) -> Found:
        """Judges one piece."""
        machine = self._machine()
        machine.carver.begin()
        columns, events, matters = source.columns(self.plan, machine.carver)
        with self._lock:
            self.totals.read(events.column_names)
        judged = machine.judge(columns, source.piece.skip, self._apart(source, events))
        rows, duties = self._again(source, judged)
        with self._lock:
            self._idle.append(machine)
        return Found(source, rows, judged.pending, events, matters, duties)

    def at(self, as_of: Moment) -> Judge:
        """The same judge with the same plan at another moment, with counts of its own."""
        other = copy(self)
        other.across, other._deferred = None, []
        other.as_of, other._machines, other._idle, other._lock = as_of, [], [], Lock()
        other.totals = Totals(self.plan, as_of, np.zeros_like(self.totals.counts))
        return other

    def look_across(self, pieces: Pieces, threads: int = 2) -> None:
        """Reads what norms with `apart` hold against each other; without it no piece can be judged by them."""
        if self.plan.across and self.as_of is not None:
            zone = self.lawbook.zone
            self.across = across_folder(
                pieces, self.plan.across, zone, self.as_of, threads, self.plan.compared
            )

    def _apart(self, source: Source, events: pa.Table) -> NDArray[np.uint8] | None:
        """What is known of the rows of a piece across files."""
        if not self.plan.across:
            return None
        if self.across is None:
            raise RuntimeError("look_across")
        groups = self.across.groups
        return self.across.codes_of(
            key_of(source),
            events.num_rows,
            lambda group, codes, found: put_codes_of(events, groups[group], codes, found),
        )

    def rest(self, pieces: Pieces) -> Iterator[Found]:
        """Judges what was put off until all files had been looked at."""
        yield from judge_deferred(self, pieces, self._deferred)
        self._deferred = []
        if self.across is not None:
            self.across.close()

    def finish(self) -> None:
        """Adds up what the machines counted."""
        for machine in self._machines:
            self.totals.counts[: len(machine.counts)] += machine.counts
            machine.counts[:] = 0

    def _machine(self) -> Machine:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            assert self.as_of is not None
            made = Machine(self.plan, self.lawbook.zone, self.as_of, outputs=self._outputs)
            self._machines.append(made)
            return made

    # ---- what the automaton leaves alone

    def _again(self, source: Source, judged: Judged) -> tuple[NDArray[np.int64], list[Duty]]:
        """Judges by the reference what the automaton left alone; rows of both together, and those of the reference."""
        by_file: dict[int, set[str]] = {}
        for file, norm in judged.left.tolist():
            by_file.setdefault(file, set()).add(self.plan.norms[norm].id)
        if self.left:
            self._leftover.add_to(by_file, source)
        if self.across is not None:
            deferred = defer(source, self.across, self._crossing, by_file)
            with self._lock:
                self._deferred += deferred
        if not by_file:
            return judged.rows, []
        judged.pending[list(by_file)] = -(2**62)  # the reference does not say when time may change a duty
        place_of = Places(source, by_file)
        more: list[NDArray[np.int64]] = []
        duties: list[Duty] = []
        for file_id, matters in source.read(set(by_file), self.fields_of(set().union(*by_file.values()))):
            number = place_of.files[file_id]
            norms = [norm for norm in self.norms if norm.id in by_file[number]]
            for duty in self._by_reference(file_id, matters, norms):
                row = self._row(duty, number, place_of)
                if duty.outcome is not Outcome.MET:
                    more.append(row)
                    duties.append(duty)
            with self._lock:
                self.totals.by_reference.update(norm.id for norm in norms)
        if not more:
            return judged.rows, []
        return np.concatenate([judged.rows, np.array(more).reshape(len(more), at.O_WORDS)]), duties

    def fields_of(self, norms: set[str]) -> frozenset[str]:
        """The fields that some norms may read."""
        with self._lock:
            key = tuple(sorted(norms))
            if key not in self._fields:
                self._fields[key] = fields_named(self.lawbook, [one for one in self.norms if one.id in norms])
            return self._fields[key]

    def _by_reference(
        self,
        file_id: str,
        matters: list[Matter],
        norms: list[Norm],
        others: dict[str, list[Event]] | None = None,
    ) -> Iterator[Duty]:
        assert self.as_of is not None
        view = FileView(file_id, matters, self.lawbook, self.as_of, self.carried)
        key = tuple(norm.id for norm in norms)
        with self._lock:
            book = self._books.get(key)
            if book is None:
                book = self._books[key] = book_of(self.lawbook, norms, working=False)
        wanted = set(key)
        for duty in judge_file(view, book, others):  # type: ignore[arg-type]
            if duty.norm.id in wanted:
                yield duty

    def _row(self, duty: Duty, number: int, places: Places) -> NDArray[np.int64]:
        """A duty as a row of output; it is counted too."""
        verdict, due = duty.verdict, duty.verdict.due
        outcome = _OUTCOME[duty.outcome]
        reason = _REASON[verdict.reason] if verdict.reason else -1
        rule = self.rule_of[duty.norm.id, duty.version]
        with self._lock:
            self.totals.counts[rule, outcome, reason + 1, int(duty.is_provisional)] += 1
        row = np.zeros(at.O_WORDS, dtype=np.int64)
        row[at.O_FILE], row[at.O_NORM] = number, self.numbers[duty.norm.id]
        row[at.O_VERSION] = duty.norm.versions.index(duty.version) if duty.version else -1
        row[at.O_TRIGGER] = places.event(duty.trigger)
        row[at.O_OBJECT] = at.NULL if duty.object is None else text_code(duty.object)
        row[at.O_PERIOD], row[at.O_OUTCOME], row[at.O_REASON] = duty.period or 0, outcome, reason
        if due is not None:
            row[at.O_HAS_DUE : at.O_PROVISIONAL + 1] = (
                1, due.earliest, due.latest, due.day, due.whole_day, due.provisional,
            )  # fmt: skip
        row[at.O_DONE] = places.event(verdict.done) if verdict.done else -1
        if verdict.lateness is not None:
            days = verdict.lateness.days
            row[at.O_LATE_KIND] = 1 if days is not None else 2
            row[at.O_LATE] = days if days is not None else verdict.lateness.seconds or 0
        paused = verdict.paused_since
        row[at.O_PAUSED] = -1 if paused is None else places.paused(paused)
        excused = verdict.excused_by
        row[at.O_EXCUSED] = (
            -1 if excused is None else places.event(excused) if isinstance(excused, Event) else -2
        )
        row[at.O_UNIT] = at.NULL if duty.unit is None else text_code(duty.unit)
        row[at.O_MATTER] = places.matters[duty.matter.id]
        facts = sorted(set(verdict.missing))[: at.O_MISSING_MOST]
        row[at.O_MISSING_N] = len(facts)
        with self._lock:
            for place, fact in enumerate(facts):
                if fact not in self.facts:
                    self.facts[fact] = len(self.plan.facts)
                    self.plan.facts.append(fact)
                row[at.O_MISSING + place] = self.facts[fact]
        row[at.O_TRIGGER_AT], row[at.O_TRIGGER_DAY] = duty.trigger.at.instant, duty.trigger.at.day
        row[at.O_OF_OBJECT], row[at.O_OF_PERIOD] = self._tie_of(duty)
        return row

    def _tie_of(self, duty: Duty) -> tuple[int, int]:
        """Of a duty that began when another's time ran out: that one's object and period, as its trigger's id says."""
        expired = duty.norm.versions[0].duty.expired
        if expired is None:
            return at.NULL, 0
        inner = duty.trigger.id.removeprefix(f"expired({expired}|{duty.matter.id}|").removesuffix(")")
        _, *rest = inner.split("|")
        forms = [version.duty.form for norm in self.norms if norm.id == expired for version in norm.versions]
        period = int(rest.pop()) if rest and Form.EVERY in forms else 0
        return (text_code("|".join(rest)) if rest else at.NULL), period
