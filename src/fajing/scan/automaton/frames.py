"""Deadlines in frames of `W` (`D_...`)."""

from __future__ import annotations

from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled


@compiled
def frame(number):
    """Where a deadline's frame stands."""
    return W_DEADLINES + D_WORDS * number


@compiled
def clear(W, d):
    """An empty deadline."""
    W[d + D_HAS], W[d + D_HAS_DUE], W[d + D_WAITS], W[d + D_PAUSED] = 1, 0, 0, -1
    W[d + D_BENCHMARK], W[d + D_MISSING_N] = 0, 0


@compiled
def copy(W, to, d):
    """Copies a deadline."""
    for k in range(D_WORDS):
        W[to + k] = W[d + k]


@compiled
def lack(W, d, fact):
    """Notes a fact without which the deadline cannot be told."""
    n = W[d + D_MISSING_N]
    if n == D_MOST:
        W[H_PUNT] = 1
        return
    W[d + D_MISSING + n] = fact
    W[d + D_MISSING_N] = n + 1


@compiled
def set_due(W, d, due):
    """Puts a due moment into a deadline."""
    W[d + D_HAS_DUE] = 1
    W[d + D_EARLIEST], W[d + D_LATEST], W[d + D_DAY], W[d + D_WHOLE], W[d + D_PROVISIONAL] = due


@compiled
def due_in(W, d):
    """The due moment of a deadline."""
    return W[d + D_EARLIEST], W[d + D_LATEST], W[d + D_DAY], W[d + D_WHOLE], W[d + D_PROVISIONAL]
