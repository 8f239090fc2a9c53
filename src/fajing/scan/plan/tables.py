"""Tables that do not depend on norms: days, working days, the clock's changes, steps, officers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fajing.core.calendar import Calendar
from fajing.core.events import Carried
from fajing.core.moments import Zone
from fajing.lawbook.model import Lawbook
from fajing.scan.automaton import layout as at
from fajing.scan.plan.memory import Memory, text_code

Ints = NDArray[np.int64]
FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Dates beyond these years are left to the reference."""
_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_WORKED_IN_WEEK = 5
_DAY_MIN, _DAY_MAX = -(2**40), 2**40
_EPOCH = date(1970, 1, 1).toordinal()


def with_days(memory: Memory, zone: Zone, calendar: Calendar) -> Ints:
    """The words of a plan with the tables of days and months behind them."""
    words, first, last = memory.words, *_range_of_days()
    civil, start = _civil(zone), len(memory.words)
    ranks, worked = _working_days(calendar)
    tables = {**civil, at.P_RANK: ranks, at.P_WORKED: worked}
    tables[at.P_PUBLISHED] = np.array([int(year in calendar.years) for year in _YEARS], dtype=np.int64)
    for place, table in tables.items():
        words[place] = start
        start += len(table)
    words[at.P_DAY0], words[at.P_DAYS], words[at.P_WORKED_N] = first, last + 1 - first, len(worked)
    words[at.P_YEAR0], words[at.P_MONTHS] = FIRST_YEAR, len(civil[at.P_FIRSTS])
    words[at.P_SHIFTS_N] = len(civil[at.P_SHIFTS])
    return np.concatenate([np.array(words, dtype=np.int64), *tables.values()])


def _range_of_days() -> tuple[int, int]:
    return date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()


@lru_cache(maxsize=8)
def _civil(zone: Zone) -> dict[int, Ints]:
    """The tables of the civil calendar and of the clock by their place in the header."""
    first, last = _range_of_days()
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    shifts, offsets = clock_changes(zone, first, last)
    tables = {
        at.P_CIVIL: [day.year * 512 + day.month * 32 + day.day for day in days],
        at.P_FIRSTS: [day.toordinal() for day in days if day.day == 1],
        at.P_SHIFTS: shifts,
        at.P_OFFSETS: offsets,
        at.P_START: [_start_of_day(zone, day, shifts, offsets) for day in range(first, last + 1)],
    }
    return {place: np.array(table, dtype=np.int64) for place, table in tables.items()}


@lru_cache(maxsize=64)
def _working_days(calendar: Calendar) -> tuple[Ints, Ints]:
    """How many days are worked up to and with each day, and the days that are worked."""
    first, last = _range_of_days()
    days = np.arange(first, last + 1)
    worked = (days + 6) % 7 < _WORKED_IN_WEEK
    for year in calendar.years:  # in all others weekends alone are not worked
        for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            if first <= day <= last:
                worked[day - first] = calendar.is_working_day(day)
    return np.cumsum(worked, dtype=np.int64), days[worked]


def _start_of_day(zone: Zone, day: int, shifts: list[int], offsets: list[int]) -> int:
    """Civil 00:00, by the offset of that time unless the clock changes about then."""
    guess = (day - _EPOCH) * 86_400
    place = bisect_right(shifts, guess - 86_400) - 1
    if place >= 0 and place == bisect_right(shifts, guess + 86_400) - 1:
        return guess - offsets[place]
    return zone.start_of_day(day)


def clock_changes(zone: Zone, first: int, last: int) -> tuple[list[int], list[int]]:
    """Instants at which a zone's clock changes, the first long before, and the seconds ahead of UTC from then on."""

    def offset(instant: int) -> int:
        civil = zone.civil(instant)
        return int((civil - datetime(1970, 1, 1)).total_seconds()) - instant  # noqa: DTZ001 - civil time has no zone

    start, end = (first - _EPOCH) * 86_400 - 3 * 86_400, (last - _EPOCH) * 86_400 + 3 * 86_400
    shifts, offsets = [-(2**61)], [offset(start)]
    step, now = 86_400 * 7, start
    while now < end:
        following = min(now + step, end)
        while offset(following) != offsets[-1]:
            low, high = now, following
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
            shifts.append(high)
            offsets.append(offset(high))
            now = high
        now = following
    return shifts, offsets


def _looked_at(memory: Memory, cancels: Mapping[int, list[int]]) -> set[int]:
    """Codes of the steps that norms name, and of those that cancel any of them."""
    found: set[int] = set()
    waiting = list(memory.named)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += cancels.get(code, [])
    return found


def put_steps(memory: Memory, lawbook: Lawbook, carried: Carried, triggers: dict[int, list[int]]) -> None:
    """Writes what there is to know of each step, of the lawbook's and of all that norms name."""
    cancels: dict[int, list[int]] = {}
    for procedure in lawbook.procedures.values():
        memory.procedure(procedure.id)
        for step in procedure.steps.values():
            code = memory.known_step(f"{procedure.id}.{step.id}")
            for other in step.cancels:
                cancels.setdefault(memory.known_step(other), []).append(code)
    memory.known_step("")  # a step that no lawbook knows
    looked_at = _looked_at(memory, cancels)
    rows: list[int] = []
    for qualified, code in list(memory.steps.items()):
        procedure_id, _, name = qualified.partition(".")
        procedure_of = lawbook.procedures.get(procedure_id)
        declared = procedure_of.steps.get(name) if procedure_of else None
        row = [0] * at.S_WORDS
        row[at.S_NAME] = text_code(name)
        row[at.S_PROCEDURE] = memory.procedure(procedure_id)
        row[at.S_DONE_AT], row[at.S_RELINKS_UNIT] = -1, -1
        if declared is not None:
            row[at.S_ENDS] = int(declared.ends)
            if declared.done_at is not None:
                row[at.S_DONE_AT] = memory.field(declared.done_at)
            if "unit" in declared.relinks:
                row[at.S_RELINKS_UNIT] = memory.field(declared.relinks["unit"])
            handles = not declared.roles or any(role in lawbook.handler_roles for role in declared.roles)
            row[at.S_HANDLED] = int(handles)
        kept = row[at.S_ENDS] or row[at.S_RELINKS_UNIT] >= 0 or code in looked_at
        row[at.S_IDLE] = int(not memory.every_event and not kept)
        row[at.S_CANCELLERS] = memory.put_list(cancels[code]) if code in cancels else 0
        row[at.S_CARRIED] = int(carried.carries_step(qualified))
        row[at.S_NORMS] = memory.put_list(triggers[code]) if code in triggers else 0
        row[at.S_FACT] = memory.fact(qualified)
        row[at.S_FACT_UNTIL] = memory.fact(f"{qualified}.until")
        row[at.S_FACT_ROLE] = memory.fact(f"role of {qualified}")
        rows += row
    words = memory.words
    words[at.P_STEPS], words[at.P_STEP_WORDS] = len(memory.steps), at.S_WORDS
    words[at.P_STEP_INFO] = memory.put(rows)
    words[at.P_HANDLER_ROLES] = memory.put_list([text_code(role) for role in lawbook.handler_roles])
