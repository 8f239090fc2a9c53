"""The form that looks across files: what `across` found out beforehand, by the trigger's row."""

from __future__ import annotations

from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import bytes_at, compiled
from fajing.scan.automaton.verdicts import give, undecidable


@compiled
def judge_apart(E, P, W, r):
    """`apart`: no other event of the trigger steps with the same officer, room or device overlaps it."""
    record = W[H_RECORD]
    if W[H_APART] == 0:
        W[H_PUNT] = 1
        give(W, r, MET, NO_REASON)
        return
    group, conditional = P[record + V_APART] >> 1, P[record + V_APART] & 1
    code = bytes_at(W[H_APART])[group * W[H_APART_ROWS] + E[W[H_TRIGGER] + E_ROW]]
    if code == APART_NO_KEY:
        undecidable(W, r, P[record + V_FACT_BOUND])
    elif code == APART_NO_END:
        undecidable(W, r, P[P_FACT_UNTIL])
    elif code == APART_MET:
        give(W, r, MET, NO_REASON)
    elif code == APART_SURELY_OVERLAPS:
        give(W, r, MISSED, OVERLAPS)
    elif code == APART_SURELY_UNCERTAIN:
        undecidable(W, r, P[P_FACT_UNTIL])
    elif conditional:
        # Whether the condition lets the two overlap can only be asked with the other file at hand.
        W[H_PUNT] = 1
        give(W, r, MET, NO_REASON)
    elif code == APART_OVERLAPS:
        give(W, r, MISSED, OVERLAPS)
    else:
        undecidable(W, r, P[P_FACT_UNTIL])
