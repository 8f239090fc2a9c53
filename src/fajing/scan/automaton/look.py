"""Lists of events for a duty: what matches its targets, what follows the trigger, what precedes it and still stands.

A list lies in `W` from the top of the lists on; it is given out as where it starts and how many rows it has. All lists
of a duty are dropped together when the next one is judged.
"""

from __future__ import annotations

from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import (
    carries,
    earlier,
    first_of,
    is_tied,
    next_of,
    precedes,
    serves,
    stands,
    step_info,
)
from fajing.scan.automaton.values import note
from fajing.scan.automaton.words import decide

ANY, FOLLOWING, PRECEDING = 0, 1, 2


@compiled
def push(W, row):
    """Puts a row on the list being made."""
    top = W[H_LIST_TOP]
    if top >= W[H_LIST_END]:
        W[H_PUNT] = 1
        return
    W[top] = row
    W[H_LIST_TOP] = top + 1


@compiled
def _lies(E, trigger, row, which):
    """Whether an event lies on the side of the trigger that is asked for."""
    if which == FOLLOWING:
        return earlier(E, trigger, row)
    return which == ANY or earlier(E, row, trigger)


@compiled
def _target(E, Q, P, W, step, where, serving, which):
    """Puts the events of one target on the list."""
    trigger, free = W[H_TRIGGER], P[W[H_RECORD] + V_PER] == PER_FILE
    cancelled = which == PRECEDING and step_info(P, step, S_CANCELLERS) != 0
    row = first_of(W, step)
    while row >= 0:
        # A condition notes what it lacks, so it is asked of every row that is tied, whenever that happened.
        if row != trigger and (where or _lies(E, trigger, row, which)):
            tied = free or (serves(E, Q, P, W, row) if serving else is_tied(E, Q, P, W, row))
            if tied and where:
                tied = decide(E, Q, P, W, where, row, NULL, False) and _lies(E, trigger, row, which)
            if tied and (not cancelled or stands(E, Q, P, W, row, trigger, NULL)):
                push(W, row)
        row = next_of(E, row)


@compiled
def sort_list(E, W, start):
    """Sorts the list by the order of the file and drops rows that stand twice."""
    end = W[H_LIST_TOP]
    for i in range(start + 1, end):
        row, j = W[i], i
        while j > start and precedes(E, row, W[j - 1]):
            W[j] = W[j - 1]
            j -= 1
        W[j] = row
    kept = start
    for i in range(start, end):
        if i == start or W[i] != W[kept - 1]:
            W[kept] = W[i]
            kept += 1
    W[H_LIST_TOP] = kept


@compiled
def events_of(E, Q, P, W, targets, serving, which):
    """Events of a list of targets, in order: where the list starts."""
    start = W[H_LIST_TOP]
    if targets == 0:
        return start
    n = P[targets]
    for k in range(n):
        at = targets + 1 + T_WORDS * k
        if first_of(W, P[at + T_STEP]) >= 0:
            _target(E, Q, P, W, P[at + T_STEP], P[at + T_WHERE], serving, which)
    if n > 1 and W[H_LIST_TOP] > start + 1:
        sort_list(E, W, start)
    return start


@compiled
def events_of_one(E, Q, P, W, at, serving, which):
    """Events of one target, in order: where the list starts."""
    start = W[H_LIST_TOP]
    if first_of(W, P[at + T_STEP]) >= 0:
        _target(E, Q, P, W, P[at + T_STEP], P[at + T_WHERE], serving, which)
    return start


@compiled
def first_following(E, Q, P, W, targets):
    """The first event of some targets after the trigger; -1 where there is none."""
    start = events_of(E, Q, P, W, targets, False, FOLLOWING)
    return W[start] if W[H_LIST_TOP] > start else -1


@compiled
def any_uncarried(P, W, targets):
    """Whether some step of the targets could not have been brought by any map."""
    if targets == 0:
        return False
    for k in range(P[targets]):
        if not carries(P, W, P[targets + 1 + T_WORDS * k + T_STEP]):
            return True
    return False


@compiled
def note_uncarried(P, W, targets):
    """Notes those steps as missing facts."""
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        if not carries(P, W, step):
            note(W, step_info(P, step, S_FACT))


@compiled
def has_text(P, at, text):
    """Whether a list of texts holds one."""
    for k in range(P[at]):
        if P[at + 1 + k] == text:
            return True
    return False


@compiled
def register_entry(P, officer, day):
    """Where the register's entry of an officer on a day stands; -1 where there is none."""
    keys, slots, mask = P[P_REGISTER_KEYS], P[P_REGISTER_SLOTS], P[P_REGISTER_MASK]
    slot = officer & mask
    while P[slots + slot]:
        place = P[slots + slot] - 1
        if P[keys + place] == officer:
            rows = P[P_REGISTER_ROWS] + 2 * place
            for k in range(P[rows + 1]):
                entry = P[P_REGISTER_ENTRIES] + (P[rows] + k) * P[P_REGISTER_WORDS]
                if P[entry] <= day <= P[entry + 1]:
                    return entry
            return -1
        slot = (slot + 1) & mask
    return -1


@compiled
def entry_of(E, Q, P, row, k):
    """The register's entry of an event's k-th officer; looked up once for each event, for whatever norm."""
    start = E[row + E_OFFICERS]
    place = start + 2 * E[row + E_OFFICERS_N] + k
    if Q[place] == NOT_LOOKED_UP:
        Q[place] = register_entry(P, Q[start + 2 * k], E[row + E_DAY])
    return Q[place]


@compiled
def role_of(P, role, entry):
    """An officer's role on an event: what the event says, else what the register says for that day."""
    if role != NULL:
        return role
    column = P[P_REGISTER_ROLE]
    if column < 0 or entry < 0 or P[entry + 2 + 2 * column] == 0:
        return NULL
    return P[entry + 3 + 2 * column]
