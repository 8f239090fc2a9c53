"""The unit in charge of a matter: who had it at first, then wherever it was handed."""

from __future__ import annotations

from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import step_info
from fajing.scan.automaton.values import field_of


@compiled
def unit_in_charge(E, P, W, trigger, instant):
    """The unit in charge of the trigger's matter at an instant, else the unit that acted."""
    matter = E[trigger + E_MATTER]
    unit = E[matter + E_UNIT]
    if E[matter + E_MOVED]:
        for row in range(0, W[H_EVENTS], E_WORDS):
            if E[row + E_MATTER] != matter or E[row + E_AT] > instant:
                continue
            field = step_info(P, E[row + E_STEP], S_RELINKS_UNIT)
            if field < 0:
                continue
            kind, a, b = field_of(E, P, row, field)
            if kind == K_TEXT:
                unit = a
            elif kind == K_BOOL:
                if a:
                    W[H_PUNT] = 1
            elif kind != K_UNKNOWN and not (kind == K_NUMBER and a == 0):
                W[H_PUNT] = 1
    if unit == NULL or unit == P[P_EMPTY_TEXT]:
        return E[trigger + E_UNIT]
    return unit
