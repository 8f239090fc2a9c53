"""Judges a log in memory by the automaton: the same duties as `reference`, without their working.

In: a log and a lawbook. Out: duties, file by file. What the automaton leaves alone is judged by the reference.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from fajing.core.events import Carried, Event, Log, Matter
from fajing.core.moments import Moment, Precision
from fajing.core.periods import Due, Lateness
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across_log import across_log
from fajing.scan.automaton.columns import Loaded, columns_of
from fajing.scan.automaton.machine import Machine
from fajing.scan.duty import Duty, Outcome, Reason, Verdict
from fajing.scan.files import group_into_files
from fajing.scan.plan import Plan, make_plan
from fajing.scan.reference import judge_log as judge_by_reference
from fajing.scan.reference import latest_moment

Progress = Callable[[int], None]
OUTCOMES, REASONS = tuple(Outcome), tuple(Reason)
_AT_ONCE = 5_000
_plans: OrderedDict[tuple[object, ...], tuple[Lawbook, Carried, Plan]] = OrderedDict()


def judge_log(
    log: Log,
    lawbook: Lawbook,
    *,
    norms: Sequence[Norm] | None = None,
    as_of: Moment | None = None,
    progress: Progress | None = None,
) -> Iterator[Duty]:
    """Judges every file of a log.

    Args:
        log: The log.
        lawbook: The law.
        norms: Norms to judge; by default those in force.
        as_of: The moment up to which the record is read; by default the latest event.
        progress: Called with the number of files judged, now and then.

    Yields:
        Duties, file by file, those of the reference last; their verdicts have no facts and no working.
    """
    chosen = (
        [norm for norm in lawbook.norms.values() if norm.status is Status.IN_FORCE]
        if norms is None
        else list(norms)
    )
    moment = as_of or latest_moment(log)
    if moment is None:
        return
    plan = _plan(lawbook, chosen, log.carried)
    machine = Machine(plan, log.zone, moment, with_met=True)
    across = across_log(log, plan.across, moment, plan.compared) if plan.across else None
    files = group_into_files(log, lawbook, moment)
    again: dict[str, set[str]] = {norm_id: set() for norm_id in plan.left}
    judged = 0
    while some := list(islice(files, _AT_ONCE)):
        loaded = columns_of(some, plan)
        skip = np.zeros(len(some), dtype=np.int8)
        skip[list(loaded.beyond)] = 1
        apart = across.codes_of(loaded.events) if across is not None else None
        found = machine.judge(loaded.columns, skip, apart)
        for row in found.rows[_in_order(found.rows, plan)]:
            yield _duty(row, plan, loaded)
        for number in loaded.beyond:
            for norm in plan.norms:
                again.setdefault(norm.id, set()).add(loaded.files[number])
        for number, norm_number in found.left:
            again.setdefault(plan.norms[norm_number].id, set()).add(loaded.files[number])
        judged += len(some)
        if progress is not None:
            progress(judged)
    yield from _again(log, lawbook, chosen, moment, plan, again)


def _in_order(rows: NDArray[np.int64], plan: Plan) -> NDArray[np.int64]:
    """Rows file by file, first those of norms that go so, then trigger by trigger: as the reference tells them."""
    words, first = plan.words, int(plan.words[at.P_NORMS])
    special = words[words[first : first + int(words[at.P_NORMS_N])] + at.N_SPECIAL] != 0
    triggers = np.where(special[rows[:, at.O_NORM]], -1, rows[:, at.O_TRIGGER]) if len(rows) else rows[:, 0]
    return np.lexsort((triggers, rows[:, at.O_FILE]))


def _again(
    log: Log, lawbook: Lawbook, norms: list[Norm], as_of: Moment, plan: Plan, again: dict[str, set[str]]
) -> Iterator[Duty]:
    """Duties that only the reference can judge: of some norms in all files, of others in some."""
    wanted = [norm for norm in norms if norm.id in again]
    if not wanted:
        return
    for duty in judge_by_reference(log, lawbook, norms=wanted, as_of=as_of, working=False):
        if duty.norm.id in plan.left or duty.file in again[duty.norm.id]:
            yield duty


def _plan(lawbook: Lawbook, norms: list[Norm], carried: Carried) -> Plan:
    """The plan, kept for a while: examples of one norm are judged one after another."""
    key = (id(lawbook), tuple(norm.id for norm in norms), id(carried))
    found = _plans.get(key)
    if found is None or found[0] is not lawbook or found[1] is not carried:
        found = _plans[key] = (lawbook, carried, make_plan(lawbook, norms, carried))
        while len(_plans) > 8:
            _plans.popitem(last=False)
    return found[2]


def due_of(row: Sequence[int]) -> Due | None:
    """The due moment of a row of output."""
    if not row[at.O_HAS_DUE]:
        return None
    return Due(
        int(row[at.O_EARLIEST]),
        int(row[at.O_LATEST]),
        int(row[at.O_DAY]),
        bool(row[at.O_WHOLE]),
        bool(row[at.O_PROVISIONAL]),
    )


def lateness_of(row: Sequence[int]) -> Lateness | None:
    """By how much, of a row of output."""
    kind, late = row[at.O_LATE_KIND], int(row[at.O_LATE])
    if not kind:
        return None
    return Lateness(days=late) if kind == 1 else Lateness(seconds=late)


def _duty(row: Sequence[int], plan: Plan, loaded: Loaded) -> Duty:
    """A duty from a row of output."""

    def event(place: int) -> Event | None:
        return loaded.events[row[place]] if row[place] >= 0 else None

    def text(place: int) -> str | None:
        return None if row[place] == at.NULL else loaded.texts[int(row[place])]

    norm = plan.norms[row[at.O_NORM]]
    version = norm.versions[row[at.O_VERSION]] if row[at.O_VERSION] >= 0 else None
    matter, file = loaded.matters[row[at.O_MATTER]], loaded.files[row[at.O_FILE]]
    trigger = loaded.events[row[at.O_TRIGGER]]
    if norm.versions[0].duty.expired is not None:
        trigger = _made_up(row, norm, matter, trigger, text(at.O_OF_OBJECT))
    excused = event(at.O_EXCUSED) or (
        str(version.duty.unless) if row[at.O_EXCUSED] == -2 and version else None
    )
    paused = event(at.O_PAUSED)
    verdict = Verdict(
        OUTCOMES[row[at.O_OUTCOME]],
        REASONS[row[at.O_REASON]] if row[at.O_REASON] >= 0 else None,
        due_of(row),
        event(at.O_DONE),
        lateness_of(row),
        tuple(plan.facts[fact] for fact in row[at.O_MISSING : at.O_MISSING + row[at.O_MISSING_N]]),
        paused_since=paused.at if paused else None,
        excused_by=excused,
    )
    period = int(row[at.O_PERIOD]) or None
    return Duty(norm, version, file, matter, trigger, verdict, text(at.O_OBJECT), period, text(at.O_UNIT))


def _made_up(row: Sequence[int], norm: Norm, matter: Matter, of: Event, tied: str | None) -> Event:
    """The event at which another duty's time ran out, as far as a row of output tells."""
    instant, day, period = int(row[at.O_TRIGGER_AT]), int(row[at.O_TRIGGER_DAY]), int(row[at.O_OF_PERIOD])
    parts = [norm.versions[0].duty.expired or "", matter.id, of.id]
    parts += [tied] if tied is not None else []
    parts += [str(period)] if period else []
    return Event(
        id=f"expired({'|'.join(parts)})",
        matter=matter.id,
        procedure=matter.procedure,
        step=of.step,
        at=Moment(instant, day, Precision.SECOND),
        seq=-1,
        values=of.values,
        source=of.source,
    )
