"""Verdicts in frames of `W` (`R_...`), and what several forms do with them."""

from __future__ import annotations

from fajing.scan.automaton.days import is_late
from fajing.scan.automaton.frames import due_in
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import any_uncarried
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import carries, step_info


@compiled
def give(W, r, outcome, reason):
    """A verdict with nothing but its outcome and reason."""
    W[r + R_OUTCOME], W[r + R_REASON] = outcome, reason
    W[r + R_HAS_DUE], W[r + R_DONE], W[r + R_LATE_KIND] = 0, -1, 0
    W[r + R_PAUSED], W[r + R_EXCUSED], W[r + R_MISSING_N] = -1, -1, 0


@compiled
def lacks(W, r, fact):
    """Adds a missing fact or part to a verdict, once."""
    n = W[r + R_MISSING_N]
    for k in range(n):
        if W[r + R_MISSING + k] == fact:
            return
    if n == R_MOST:
        W[H_PUNT] = 1
        return
    W[r + R_MISSING + n] = fact
    W[r + R_MISSING_N] = n + 1


@compiled
def undecidable(W, r, fact):
    """It cannot be judged, for want of this fact."""
    give(W, r, UNDECIDABLE, ABSENT_FACT)
    lacks(W, r, fact)


@compiled
def undecidable_noted(W, r):
    """It cannot be judged, for want of the facts just noted; they are the verdict's own, not the duty's."""
    give(W, r, UNDECIDABLE, ABSENT_FACT)
    for k in range(W[H_MISSING_N]):
        lacks(W, r, W[W_MISSING + k])
    W[H_MISSING_N] = 0


@compiled
def undecidable_deadline(W, r, d):
    """It cannot be judged, for want of what the deadline lacks."""
    give(W, r, UNDECIDABLE, ABSENT_FACT)
    for k in range(W[d + D_MISSING_N]):
        lacks(W, r, W[d + D_MISSING + k])


@compiled
def absent(P, W, r, targets):
    """Makes a verdict undecidable if it rests on the absence of a step that no map could have brought."""
    if not any_uncarried(P, W, targets):
        return
    give(W, r, UNDECIDABLE, ABSENT_FACT)
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        if not carries(P, W, step):
            lacks(W, r, step_info(P, step, S_FACT))


@compiled
def lacks_steps(P, W, r, targets):
    """Adds the steps of the targets to what a verdict lacks."""
    for k in range(P[targets]):
        lacks(W, r, step_info(P, P[targets + 1 + T_WORDS * k + T_STEP], S_FACT))


@compiled
def timed(W, r, d):
    """Puts what is known of the due moment onto a verdict; past a benchmark is slow, never broken."""
    W[r + R_HAS_DUE] = W[d + D_HAS_DUE]
    W[r + R_EARLIEST], W[r + R_LATEST], W[r + R_DAY] = W[d + D_EARLIEST], W[d + D_LATEST], W[d + D_DAY]
    W[r + R_WHOLE], W[r + R_PROVISIONAL], W[r + R_PAUSED] = (
        W[d + D_WHOLE],
        W[d + D_PROVISIONAL],
        W[d + D_PAUSED],
    )
    if W[d + D_BENCHMARK] and (W[r + R_OUTCOME] == LATE or W[r + R_OUTCOME] == MISSED):
        W[r + R_OUTCOME] = SLOW


@compiled
def set_verdict_due(W, r, due):
    """Puts a due moment onto a verdict."""
    W[r + R_HAS_DUE] = 1
    W[r + R_EARLIEST], W[r + R_LATEST], W[r + R_DAY], W[r + R_WHOLE], W[r + R_PROVISIONAL] = due


@compiled
def late_by(W, r, at, day, due):
    """By how much something was late: civil days against the end of a day, else seconds."""
    if due[3]:
        W[r + R_LATE_KIND], W[r + R_LATE] = 1, day - due[2]
    else:
        W[r + R_LATE_KIND], W[r + R_LATE] = 2, at - due[1]


@compiled
def by_time(P, W, r, d, done, at, day, is_day):
    """Met or late, by a due moment that is known."""
    due = due_in(W, d)
    late = is_late(P, W, at, day, is_day, due)
    if late < 0:
        undecidable(W, r, P[P_FACT_TIME_OF_DAY])
    elif late:
        give(W, r, LATE, TOO_LATE)
        W[r + R_DONE] = done
        late_by(W, r, at, day, due)
    else:
        give(W, r, MET, NO_REASON)
        W[r + R_DONE] = done
    timed(W, r, d)
