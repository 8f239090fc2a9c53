"""What followed what, what belongs to what, what still stands: `file_view` and the ties of `context`."""

from __future__ import annotations

from fajing.scan.automaton.days import latest_of
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled


@compiled
def is_day(E, row):
    """Whether only the day of an event is known."""
    return E[row + E_FLAGS] & IS_DAY


@compiled
def earlier(E, a, b):
    """Whether one event stands earlier than another; on a day known only to the day, both orders hold."""
    if E[a + E_DAY] == E[b + E_DAY] and ((E[a + E_FLAGS] | E[b + E_FLAGS]) & IS_DAY):
        return True
    if E[a + E_AT] != E[b + E_AT]:
        return E[a + E_AT] < E[b + E_AT]
    return E[a + E_SEQ] < E[b + E_SEQ]


@compiled
def precedes(E, a, b):
    """Whether one event comes before another in the order of the file; rows of a file lie in that order."""
    if E[a + E_AT] != E[b + E_AT]:
        return E[a + E_AT] < E[b + E_AT]
    if E[a + E_SEQ] != E[b + E_SEQ]:
        return E[a + E_SEQ] < E[b + E_SEQ]
    return a < b


@compiled
def latest(E, P, W, row):
    """The last instant an event can stand for."""
    return latest_of(P, W, E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY)


@compiled
def has_object(E, Q, row, item):
    """Whether an event names an object."""
    start = E[row + E_OBJECTS]
    for k in range(E[row + E_OBJECTS_N]):
        if Q[start + k] == item:
            return True
    return False


@compiled
def share_object(E, Q, a, b):
    """Whether two events name a common object."""
    start = E[a + E_OBJECTS]
    for k in range(E[a + E_OBJECTS_N]):
        if has_object(E, Q, b, Q[start + k]):
            return True
    return False


@compiled
def share_officer(E, Q, a, b):
    """Whether two events have an officer in common."""
    first, second = E[a + E_OFFICERS], E[b + E_OFFICERS]
    for i in range(E[a + E_OFFICERS_N]):
        for j in range(E[b + E_OFFICERS_N]):
            if Q[first + 2 * i] == Q[second + 2 * j]:
                return True
    return False


@compiled
def is_tied(E, Q, P, W, row):
    """Whether an event belongs to the duty's object or matter, where it is tied to one."""
    per = P[W[H_RECORD] + V_PER]
    if per == PER_MATTER:
        return E[row + E_MATTER] == E[W[H_TRIGGER] + E_MATTER]
    if per == PER_OBJECT:
        if W[H_OBJECT] == NULL:
            return E[row + E_OBJECTS_N] == 0
        return has_object(E, Q, row, W[H_OBJECT])
    return True


@compiled
def serves(E, Q, P, W, row):
    """Like `is_tied`, but an event that names no object serves every object of the case."""
    if W[H_FREE_TIE]:
        return True
    if E[row + E_OBJECTS_N] == 0 and P[W[H_RECORD] + V_PER] != PER_MATTER:
        return True
    return is_tied(E, Q, P, W, row)


@compiled
def first_of(W, step):
    """The first row of a step; -1 where it does not occur."""
    return W[W[H_FIRST] + step]


@compiled
def next_of(E, row):
    """The next row of the same step; -1 after the last."""
    return E[row + E_NEXT]


@compiled
def carries(P, W, step):
    """Whether a step occurs, or could have been brought by a map."""
    return first_of(W, step) >= 0 or P[P[P_STEP_INFO] + step * P[P_STEP_WORDS] + S_CARRIED] != 0


@compiled
def step_info(P, step, word):
    """A word of a step's entry."""
    return P[P[P_STEP_INFO] + step * P[P_STEP_WORDS] + word]


@compiled
def knows(E, W, row, known_until):
    """Whether an event counts: as at the trigger, or (`known_until` given) as recorded by then."""
    if known_until == NULL:
        trigger = W[H_TRIGGER]
        return row == trigger or earlier(E, row, trigger)
    recorded = E[row + E_RECORDED]
    return (E[row + E_AT] if recorded == NULL or recorded < E[row + E_AT] else recorded) <= known_until


@compiled
def stands(E, Q, P, W, row, horizon, known_until):
    """Whether a step has not been cancelled by a later one.

    `horizon` is the event at which it is asked (-1 = none); `known_until` keeps to what was recorded by then.
    """
    cancellers = step_info(P, E[row + E_STEP], S_CANCELLERS)
    if cancellers == 0:
        return True
    for k in range(P[cancellers]):
        other = first_of(W, P[cancellers + 1 + k])
        while other >= 0:
            skip = other == row or not precedes(E, row, other)
            if not skip and known_until != NULL:
                skip = not knows(E, W, other, known_until)
            if not skip and horizon >= 0:
                skip = other != horizon and not precedes(E, other, horizon)
            if not skip and E[row + E_OBJECTS_N] and E[other + E_OBJECTS_N]:
                skip = not share_object(E, Q, row, other)
            if not skip:
                return False
            other = next_of(E, other)
    return True


@compiled
def end_of_matter(E, W, trigger):
    """The first end of the trigger's matter after it; -1 where there is none, or it stands at or after the end."""
    end = E[E[trigger + E_MATTER] + E_FIRST_END]
    if end < 0 or end == trigger or not earlier(E, trigger, end):
        return -1
    return end
