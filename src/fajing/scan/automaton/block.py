"""A block of files in the machine's memory: filled, judged norm by norm, emptied.

What fits into the processor's nearer memory is judged together. Each of the three can stop where there is no more room
for what is found, and goes on from there when it is called again. Norm by norm the machine goes the same way many times in
a row, which the processor foresees: this takes less than half the time of going file by file.
"""

from __future__ import annotations

from fajing.scan.automaton.judge import DONE, judge_trigger
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.loading import load, unload
from fajing.scan.automaton.machinery import compiled, words_at
from fajing.scan.automaton.places import *
from fajing.scan.automaton.special import judge_special


@compiled
def _leave(L, Z, number, norm):
    """Leaves a norm in a file to the reference."""
    punts, n = words_at(L[M_PUNTS]), Z[Z_PUNTS]
    punts[2 * n], punts[2 * n + 1] = number, norm
    Z[Z_PUNTS] = n + 1


@compiled
def _file_by_file(L, E, number):
    """Judges a file by the norms that go file by file; those at which only the reference can go on are left.

    Returns:
        Whether there was room for its rows of output; if not, nothing of it is counted.
    """
    P, W, Q, Z = words_at(L[M_PLAN]), words_at(L[M_MEMORY]), words_at(L[M_POOL]), words_at(L[M_STATE])
    O, C, masked = words_at(L[M_OUTPUT]), words_at(L[M_COUNTS]), words_at(L[M_MASKED])
    if P[P[P_SPECIAL]] == 0:
        return True
    out, pool, norms, full = Z[Z_OUT], W[H_POOL], L[M_MASKED + 1], False
    while True:
        stopped_at = judge_special(E, Q, P, W, O, C, Z, masked, 1)
        full = Z[Z_OUT] > W[H_OUT_MOST]
        W[H_POOL] = pool
        if stopped_at == DONE and not full:
            break
        Z[Z_OUT] = out
        judge_special(E, Q, P, W, O, C, Z, masked, -1)
        W[H_POOL], Z[Z_OUT] = pool, out
        if full:
            break
        masked[stopped_at] = 1
        for k in range(P[P_NORMS_N]):
            # What rests on duties of a norm that is left to the reference is left to it too.
            norm = P[P[P_NORMS] + k]
            if P[norm + N_RESTS]:
                masked[P[norm + N_INDEX]] = 1
    for k in range(norms):
        if masked[k]:
            masked[k] = 0
            if not full:
                _leave(L, Z, number, k)
    return not full


@compiled
def fill(L):
    """Takes files into the block until it is full or there are no more; each is judged by what goes file by file.

    Returns:
        Whether there was room for what was found.
    """
    P, W, Z, Q = words_at(L[M_PLAN]), words_at(L[M_MEMORY]), words_at(L[M_STATE]), words_at(L[M_POOL])
    starts, skip, files, norms = (
        words_at(L[L_STARTS]),
        words_at(L[M_SKIP]),
        L[L_STARTS + 1] - 1,
        L[M_MASKED + 1],
    )
    while Z[Z_FILE] < files:
        number, n = Z[Z_FILE], W[H_SLOTS_N]
        if skip[number] or starts[number] == starts[number + 1]:
            Z[Z_FILE] = number + 1
            continue
        if n == W[H_SLOTS_MOST] or W[H_TOP] > W[H_BLOCK_E] or W[H_POOL] > W[H_BLOCK_Q]:
            break
        if 2 * (Z[Z_PUNTS] + norms) > L[M_PUNTS + 1]:
            Z[Z_STATUS] = 2
            return False
        pool = W[H_POOL]
        E = words_at(L[M_FILE] + 8 * W[H_TOP])
        W[H_PENDING], W[H_FILE], W[H_FIRST] = 2**62, number, W[H_HEADS] + n * W[H_STEPS]
        W[H_E_END] = L[M_FILE + 1] - W[H_TOP]
        load(L, P, W, E, Q, starts[number], starts[number + 1])
        if not _file_by_file(L, E, number):
            unload(W, E)
            W[H_POOL] = pool
            Z[Z_STATUS] = 1
            return False
        slot = W[H_SLOTS] + FILE_WORDS * n
        W[slot + FILE_NUMBER], W[slot + FILE_E], W[slot + FILE_EVENTS] = number, W[H_TOP], W[H_EVENTS]
        W[slot + FILE_ROWS], W[slot + FILE_FIRST], W[slot + FILE_PENDING] = (
            W[H_ROWS],
            W[H_FIRST],
            W[H_PENDING],
        )
        W[slot + FILE_LEFT] = 0
        W[H_TOP] += W[H_ROWS]
        W[H_SLOTS_N] = n + 1
        Z[Z_FILE] = number + 1
    _by_step(L, W)
    Z[Z_NORM] = 0
    return True


@compiled
def _by_step(L, W):
    """Lists the rows of the block by their step, in the order of files and rows."""
    begins, steps = W[H_BEGINS], W[H_STEPS]
    for k in range(steps + 1):
        W[begins + k] = 0
    for n in range(W[H_SLOTS_N]):
        slot = W[H_SLOTS] + FILE_WORDS * n
        E = words_at(L[M_FILE] + 8 * W[slot + FILE_E])
        for row in range(0, W[slot + FILE_EVENTS], E_WORDS):
            W[begins + E[row + E_STEP]] += 1
    total = 0
    for k in range(steps + 1):
        total += W[begins + k]
        W[begins + k] = total
    for n in range(W[H_SLOTS_N] - 1, -1, -1):
        slot = W[H_SLOTS] + FILE_WORDS * n
        E = words_at(L[M_FILE] + 8 * W[slot + FILE_E])
        for row in range(W[slot + FILE_EVENTS] - E_WORDS, -1, -E_WORDS):
            place = W[begins + E[row + E_STEP]] - 1
            W[begins + E[row + E_STEP]] = place
            W[W[H_ENTRIES] + 2 * place], W[W[H_ENTRIES] + 2 * place + 1] = n, row


@compiled
def _judge_norm(base, Q, P, W, O, C, Z, norm, sign):
    """Judges the files of a block by one norm, trigger by trigger: what it asks is asked of all of them in a row.

    Args:
        base: Address of `E`.
        Q: Officers and objects.
        P: The plan.
        W: Working memory.
        O: Rows of output.
        C: Counts.
        Z: What a run keeps.
        norm: The norm.
        sign: 1 to count, -1 to take back what was counted.

    Returns:
        How many files are left to the reference, besides those that were before.
    """
    W[H_SIGN], W[H_PUNT], W[H_KEPT_N], W[H_FREE_TIE], W[H_STACK] = sign, 0, 0, 0, W_STACK
    steps, left, now, number = P[norm + N_STEPS], P[norm + N_INDEX] + 1, -1, 0
    E, slot = words_at(base), W[H_SLOTS]
    for k in range(P[steps]):
        begins = W[H_BEGINS] + P[steps + 1 + k]
        for entry in range(W[H_ENTRIES] + 2 * W[begins], W[H_ENTRIES] + 2 * W[begins + 1], 2):
            if W[entry] != now:
                if now >= 0:
                    W[slot + FILE_PENDING] = W[H_PENDING]
                now = W[entry]
                slot = W[H_SLOTS] + FILE_WORDS * now
                E = words_at(base + 8 * W[slot + FILE_E])
                W[H_EVENTS], W[H_ROWS], W[H_FIRST] = (
                    W[slot + FILE_EVENTS],
                    W[slot + FILE_ROWS],
                    W[slot + FILE_FIRST],
                )
                W[H_FILE], W[H_PENDING] = W[slot + FILE_NUMBER], W[slot + FILE_PENDING]
            if W[slot + FILE_LEFT] == left:
                continue
            judge_trigger(E, Q, P, W, O, C, Z, norm, W[entry + 1])
            if W[H_PUNT]:
                W[slot + FILE_LEFT] = left
                W[H_PUNT], W[H_FREE_TIE], W[H_STACK] = 0, 0, W_STACK
                number += 1
    if now >= 0:
        W[slot + FILE_PENDING] = W[H_PENDING]
    return number


@compiled
def _unmark(W):
    """No file of the block is left to the reference."""
    for n in range(W[H_SLOTS_N]):
        W[W[H_SLOTS] + FILE_WORDS * n + FILE_LEFT] = 0


@compiled
def judge_block(L):
    """Judges the files of the block by all other norms, one after another.

    Returns:
        Whether there was room for what was found.
    """
    P, W, Z, Q = words_at(L[M_PLAN]), words_at(L[M_MEMORY]), words_at(L[M_STATE]), words_at(L[M_POOL])
    O, C = words_at(L[M_OUTPUT]), words_at(L[M_COUNTS])
    while Z[Z_NORM] < P[P_NORMS_N]:
        norm = P[P[P_NORMS] + Z[Z_NORM]]
        if P[norm + N_SPECIAL]:
            Z[Z_NORM] += 1
            continue
        if 2 * (Z[Z_PUNTS] + W[H_SLOTS_N]) > L[M_PUNTS + 1]:
            Z[Z_STATUS] = 2
            return False
        out = Z[Z_OUT]
        number = _judge_norm(L[M_FILE], Q, P, W, O, C, Z, norm, 1)
        full = Z[Z_OUT] > W[H_OUT_MOST]
        if number or full:
            # What was told of a file before it was left is taken back with all the rest, going the same way again.
            _unmark(W)
            Z[Z_OUT] = out
            _judge_norm(L[M_FILE], Q, P, W, O, C, Z, norm, -1)
            Z[Z_OUT] = out
        if full:
            _unmark(W)
            Z[Z_STATUS] = 1
            return False
        if number:
            _judge_norm(L[M_FILE], Q, P, W, O, C, Z, norm, 1)
            for n in range(W[H_SLOTS_N]):
                slot = W[H_SLOTS] + FILE_WORDS * n
                if W[slot + FILE_LEFT] == P[norm + N_INDEX] + 1:
                    _leave(L, Z, W[slot + FILE_NUMBER], P[norm + N_INDEX])
        Z[Z_NORM] += 1
    return True


@compiled
def empty(L):
    """Takes the files out of the block."""
    W, Z, pending = words_at(L[M_MEMORY]), words_at(L[M_STATE]), words_at(L[M_PENDING])
    for n in range(W[H_SLOTS_N]):
        slot = W[H_SLOTS] + FILE_WORDS * n
        pending[W[slot + FILE_NUMBER]] = W[slot + FILE_PENDING]
        W[H_EVENTS], W[H_ROWS], W[H_FIRST] = W[slot + FILE_EVENTS], W[slot + FILE_ROWS], W[slot + FILE_FIRST]
        unload(W, words_at(L[M_FILE] + 8 * W[slot + FILE_E]))
    W[H_SLOTS_N], W[H_TOP], W[H_POOL] = 0, 0, 0
    Z[Z_NORM] = -1
