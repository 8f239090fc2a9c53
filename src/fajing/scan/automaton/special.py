"""Norms that rest on duties of others, and those that others rest on: judged file by file, what is rested on first."""

from __future__ import annotations

from fajing.scan.automaton.days import has_expired
from fajing.scan.automaton.duty import is_unmet
from fajing.scan.automaton.judge import DONE, judge_trigger
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import step_info
from fajing.scan.automaton.units import unit_in_charge


@compiled
def _expire(E, Q, P, W, norm, kept):
    """The made-up event at which a duty's time ran out: its row, -1 where it did not."""
    outcome = W[kept + K_OUTCOME]
    due = (
        W[kept + K_EARLIEST],
        W[kept + K_LATEST],
        W[kept + K_DAY],
        W[kept + K_WHOLE],
        W[kept + K_PROVISIONAL],
    )
    if not W[kept + K_HAS_DUE] or not is_unmet(outcome) or not has_expired(W, due):
        return -1
    row, of = W[H_VIRTUAL], W[kept + K_TRIGGER]
    if row + E_WORDS > W[H_E_END]:
        W[H_PUNT] = 1
        return -1
    for k in range(E_WORDS):
        E[row + k] = E[of + k]
    E[row + E_AT], E[row + E_DAY], E[row + E_SEQ] = (
        due[1],
        due[2],
        -1,
    )  # what happens at that very moment follows it
    E[row + E_FLAGS], E[row + E_UNTIL], E[row + E_RECORDED], E[row + E_OFFICERS_N] = 0, NULL, NULL, 0
    E[row + E_UNIT] = unit_in_charge(E, P, W, of, due[1] - due[3])
    E[row + E_OF_OBJECT], E[row + E_OF_PERIOD] = W[kept + K_OBJECT], W[kept + K_PERIOD]
    if W[kept + K_OBJECT] != NULL:
        pool = W[H_POOL]
        if pool >= W[H_Q_END]:
            W[H_PUNT] = 1
            return -1
        Q[pool] = W[kept + K_OBJECT]
        W[H_POOL] = pool + 1
        E[row + E_OBJECTS], E[row + E_OBJECTS_N] = pool, 1
    W[H_VIRTUAL] = row + E_WORDS
    return row


@compiled
def _special(E, Q, P, W, O, C, Z, norm):
    """A norm that others rest on, or that begins when another's time ran out: all its triggers in order."""
    if P[norm + N_EXPIRED] >= 0:
        for k in range(W[H_KEPT_N]):
            kept = W[H_KEPT] + K_WORDS * k
            if W[kept + K_SLOT] == P[norm + N_EXPIRED]:
                row = _expire(E, Q, P, W, norm, kept)
                if row >= 0 and not W[H_PUNT]:
                    judge_trigger(E, Q, P, W, O, C, Z, norm, row)
            if W[H_PUNT]:
                return
        return
    for row in range(0, W[H_EVENTS], E_WORDS):
        norms = step_info(P, E[row + E_STEP], S_NORMS)
        if norms:
            for k in range(P[norms]):
                if P[norms + 1 + k] == norm:
                    judge_trigger(E, Q, P, W, O, C, Z, norm, row)
                    if W[H_PUNT]:
                        return


@compiled
def judge_special(E, Q, P, W, O, C, Z, masked, sign):
    """Judges one file by the norms that others rest on, or that rest on others.

    Args:
        E: The file's rows; its index by step lies in `W`.
        Q: Officers and objects.
        P: The plan.
        W: Working memory.
        O: Rows of output.
        C: Counts by outcome, reason + 1, whether the due moment is provisional, and rule.
        Z: What a run keeps.
        masked: By norm, whether it is left to the reference in this file.
        sign: 1 to count, -1 to take back what was counted.

    Returns:
        `DONE`, or the index of the norm at which only the reference can go on.
    """
    W[H_SIGN], W[H_PUNT], W[H_KEPT_N], W[H_FREE_TIE] = sign, 0, 0, 0
    W[H_VIRTUAL], W[H_STACK] = W[H_ROWS], W_STACK
    special = P[P_SPECIAL]
    for k in range(P[special]):
        norm = P[special + 1 + k]
        if not masked[P[norm + N_INDEX]]:
            _special(E, Q, P, W, O, C, Z, norm)
            if W[H_PUNT]:
                return P[norm + N_INDEX]
    return DONE
