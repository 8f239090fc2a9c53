"""Days, working days, hours and the civil clock, by the plan's tables: `core.periods` on integers.

Instants are seconds since 1970-01-01T00:00Z, days proleptic ordinals. What lies outside the tables, or on a day on
which the clock is changed, is left to the reference (`H_PUNT`).
"""

from __future__ import annotations

from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled

EPOCH = 719_163
DAY = 86_400


@compiled
def offset_at(P, instant):
    """Seconds ahead of UTC at an instant."""
    shifts, n = P[P_SHIFTS], P[P_SHIFTS_N]
    if instant >= P[shifts + n - 1]:
        return P[P[P_OFFSETS] + n - 1]
    low, high = 0, n - 1
    while low < high:
        middle = (low + high + 1) >> 1
        if P[shifts + middle] <= instant:
            low = middle
        else:
            high = middle - 1
    return P[P[P_OFFSETS] + low]


@compiled
def day_of(P, instant):
    """The civil day of an instant."""
    return (instant + offset_at(P, instant)) // DAY + EPOCH


@compiled
def start_of_day(P, W, day):
    """The instant of civil 00:00."""
    i = day - P[P_DAY0]
    if i < 0 or i >= P[P_DAYS]:
        W[H_PUNT] = 1
        return P[P[P_START]]
    return P[P[P_START] + i]


@compiled
def latest_of(P, W, at, day, is_day):
    """The last instant a moment can stand for."""
    return start_of_day(P, W, day + 1) - 1 if is_day else at


@compiled
def rank_of(P, W, day):
    """Working days from the first day of the tables up to and with this day."""
    i = day - P[P_DAY0]
    if i < 0 or i >= P[P_DAYS]:
        W[H_PUNT] = 1
        return 0
    return P[P[P_RANK] + i]


@compiled
def worked_day(P, W, rank):
    """The day with this rank."""
    if rank < 1 or rank > P[P_WORKED_N]:
        W[H_PUNT] = 1
        return P[P_DAY0]
    return P[P[P_WORKED] + rank - 1]


@compiled
def add_working_days(P, W, day, n):
    """The n-th working day after (or, n negative, before) a day."""
    if n == 0:
        return day
    if n > 0:
        return worked_day(P, W, rank_of(P, W, day) + n)
    return worked_day(P, W, rank_of(P, W, day - 1) + n + 1)


@compiled
def next_working_day(P, W, day):
    """The day itself if it is worked, else the first worked day after it."""
    return worked_day(P, W, rank_of(P, W, day - 1) + 1)


@compiled
def is_working_day(P, W, day):
    """Whether a day is worked."""
    return rank_of(P, W, day) != rank_of(P, W, day - 1)


@compiled
def year_of(P, W, day):
    """The civil year."""
    i = day - P[P_DAY0]
    if i < 0 or i >= P[P_DAYS]:
        W[H_PUNT] = 1
        return P[P_YEAR0]
    return P[P[P_CIVIL] + i] >> 9


@compiled
def add_months(P, W, day, months):
    """The same day number some months on, or the month's last day."""
    i = day - P[P_DAY0]
    if i < 0 or i >= P[P_DAYS]:
        W[H_PUNT] = 1
        return day
    civil = P[P[P_CIVIL] + i]
    month = ((civil >> 9) - P[P_YEAR0]) * 12 + ((civil >> 5) & 15) - 1 + months
    if month < 0 or month + 1 >= P[P_MONTHS]:
        W[H_PUNT] = 1
        return day
    first = P[P[P_FIRSTS] + month] + (civil & 31) - 1
    last = P[P[P_FIRSTS] + month + 1] - 1
    return first if first < last else last


@compiled
def add_days(P, W, day, unit, count):
    """A civil day some length of days, weeks, months, years or working days on."""
    if unit == DAYS:
        return day + count
    if unit == WORKING_DAYS:
        return add_working_days(P, W, day, count)
    if unit == WEEKS:
        return day + 7 * count
    return add_months(P, W, day, count * (12 if unit == YEARS else 1))


@compiled
def unpublished(P, W, first, last):
    """Whether the holidays of some year from one day to another are not published."""
    for year in range(year_of(P, W, first), year_of(P, W, last) + 1):
        if not P[P[P_PUBLISHED] + year - P[P_YEAR0]]:
            return 1
    return 0


@compiled
def next_hour(P, instant):
    """The first full civil hour after the hour in which an instant lies."""
    offset = offset_at(P, instant)
    found = ((instant + offset) // 3600 + 1) * 3600 - offset
    over = (found + offset_at(P, found)) % 3600
    while over:
        found += 3600 - over
        over = (found + offset_at(P, found)) % 3600
    return found


@compiled
def same_time(P, W, instant, unit, count):
    """The same civil clock time, a length of days later."""
    local = instant + offset_at(P, instant)
    day = add_days(P, W, local // DAY + EPOCH, unit, count)
    start = start_of_day(P, W, day)
    if start_of_day(P, W, day + 1) - start != DAY:
        W[H_PUNT] = 1
    return start + local % DAY


@compiled
def whole_day(P, W, day, provisional):
    """The end of a day."""
    end = start_of_day(P, W, day + 1)
    return end, end, day, 1, provisional


@compiled
def end_at(P, low, high, provisional):
    """An end at a moment."""
    return low, high, day_of(P, high), 0, provisional


@compiled
def begin(P, W, at, day, is_day, unit, starts):
    """The point from which the first length runs, as an end of zero length."""
    clock = unit == MINUTES or unit == HOURS
    if starts == NEXT_DAY:
        return whole_day(P, W, day, 0)
    if starts == NEXT_HOUR:
        if not clock:
            W[H_PUNT] = 1
        return end_at(P, next_hour(P, at), next_hour(P, latest_of(P, W, at, day, is_day)), 0)
    if not is_day:
        return end_at(P, at, at, 0)
    if clock:
        return end_at(P, at, start_of_day(P, W, day + 1), 0)
    return whole_day(P, W, day, 0)


@compiled
def add_length(P, W, due, unit, count):
    """An end, one length on."""
    low, high, day, whole, provisional = due
    if unit == MINUTES or unit == HOURS:
        seconds = count * (60 if unit == MINUTES else 3600)
        return end_at(P, (high if whole else low) + seconds, high + seconds, provisional)
    if whole:
        end = whole_day(P, W, add_days(P, W, day, unit, count), provisional)
    else:
        first, second = same_time(P, W, low, unit, count), same_time(P, W, high, unit, count)
        end = end_at(P, min(first, second), max(first, second), provisional)
    if unit == WORKING_DAYS and count and unpublished(P, W, min(day, end[2]) + 1, max(day, end[2])):
        return end[0], end[1], end[2], end[3], 1
    return end


@compiled
def roll(P, W, due, rolls):
    """An end moved off a day that is not worked."""
    low, high, day, whole, provisional = due
    if not rolls or not whole:
        return due
    moved = next_working_day(P, W, day)
    return whole_day(P, W, moved, 1 if unpublished(P, W, day, moved) else provisional)


@compiled
def plain_end(P, W, at, day, is_day, unit, count, starts, rolls):
    """The end of one length, neither extended nor paused."""
    first = begin(P, W, at, day, is_day, unit, starts)
    return roll(P, W, add_length(P, W, first, unit, count), rolls)


@compiled
def is_late(P, W, at, day, is_day, due):
    """Whether a moment lies after an end: 1, 0, or -1 where it cannot be told."""
    low, high, due_day, whole, _ = due
    if whole:
        return 1 if day > due_day else 0
    if at > high:
        return 1
    return 0 if latest_of(P, W, at, day, is_day) <= low else -1


@compiled
def has_expired(W, due):
    """Whether a period has run out at as_of; if not, its end is when time alone may change this file."""
    over = W[H_AS_OF_DAY] > due[2] if due[3] else W[H_AS_OF_LATEST] > due[1]
    if not over and due[1] < W[H_PENDING]:
        W[H_PENDING] = due[1]
    return over


@compiled
def within_backward(P, W, a, a_day, a_is_day, b, b_day, b_is_day, unit, count):
    """Whether b comes no more than a length after a: 1, 0, or -1 where it cannot be told."""
    if unit == MINUTES or unit == HOURS:
        seconds = count * (60 if unit == MINUTES else 3600)
        if latest_of(P, W, b, b_day, b_is_day) - a <= seconds:
            return 1
        return 0 if b - latest_of(P, W, a, a_day, a_is_day) > seconds else -1
    if unit == WORKING_DAYS:
        return 1 if rank_of(P, W, b_day) - rank_of(P, W, a_day) <= count else 0
    return 1 if b_day <= add_days(P, W, a_day, unit, count) else 0


@compiled
def at_least_backward(P, W, a, a_day, a_is_day, b, b_day, b_is_day, unit, count):
    """Whether b comes at least a length after a: 1, 0, or -1 where it cannot be told."""
    if unit == MINUTES or unit == HOURS:
        seconds = count * (60 if unit == MINUTES else 3600)
        if b - latest_of(P, W, a, a_day, a_is_day) >= seconds:
            return 1
        return 0 if latest_of(P, W, b, b_day, b_is_day) - a < seconds else -1
    if unit == WORKING_DAYS:
        return 1 if rank_of(P, W, b_day) - rank_of(P, W, a_day) >= count else 0
    return 1 if b_day >= add_days(P, W, a_day, unit, count) else 0
