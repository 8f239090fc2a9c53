"""The engines that judge a log, by name. They all mean what `reference` says; examples are played on any of them.

In: a name. Out: its judging function, imported only now. An engine is added by one line here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from functools import partial

from fajing.core.errors import UsageError
from fajing.lawbook.problems import suggest
from fajing.scan.duty import Duty

Judge = Callable[..., Iterable[Duty]]
"""Called as `judge(log, lawbook, norms=[...], as_of=moment)`, like `fajing.scan.reference.judge_log`."""

REFERENCE = "reference"
AUTOMATON = "automaton"
ENGINES = {
    REFERENCE: ("fajing.scan.reference", "judge_log"),
    AUTOMATON: ("fajing.scan.automaton.log", "judge_log"),
}
"""Module and function of each engine."""


def judge_of(name: str, *, working: bool = True) -> Judge:
    """The judging function of an engine.

    Args:
        name: Its name.
        working: Whether the working is wanted from an engine that can write it; without, it judges faster.

    Raises:
        UsageError: There is no such engine.
    """
    if name not in ENGINES:
        raise UsageError(f"没有这个引擎 (no such engine): {name}", remedy=suggest(name, ENGINES))
    module, function = ENGINES[name]
    judge: Judge = getattr(importlib.import_module(module), function)
    return judge if working or name != REFERENCE else partial(judge, working=False)
