"""What the events of a log in memory say to `apart`, all files together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fajing.core.events import Event, Log
from fajing.core.moments import Moment
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import WORDS, Across, Codes
from fajing.scan.file_view import is_known
from fajing.scan.forms.apart import keys_of
from fajing.scan.plan.across import Group
from fajing.scan.plan.memory import text_code


class AcrossLog:
    """Codes of the events of a log.

    Args:
        across: Swept.
        numbers: By group and identity of an event its number.
    """

    def __init__(self, across: Across, numbers: list[dict[int, int]]) -> None:
        self.across, self.numbers = across, numbers

    def codes_of(self, events: Sequence[Event]) -> Codes:
        """Codes by group and event."""
        found = np.zeros((len(self.numbers), len(events)), dtype=np.uint8)
        for group, numbers in enumerate(self.numbers):
            for row, event in enumerate(events):
                number = numbers.get(id(event))
                if number is not None:
                    found[group, row] = self.across.codes[number]
        return found


def across_log(log: Log, groups: Sequence[Group], as_of: Moment) -> AcrossLog:
    """Holds the events of some groups against each other.

    Args:
        log: The log.
        groups: What is held against each other.
        as_of: The moment up to which the record is read.
    """
    across = Across(groups, log.zone, as_of)
    numbers: list[dict[int, int]] = []
    steps = frozenset(step for group in groups for step in group.steps)
    known = [
        event for event in log.events() if event.qualified_step in steps and is_known(event, as_of, log.zone)
    ]
    for number, group in enumerate(groups):
        own = [event for event in known if event.qualified_step in group.steps]
        codes: list[int] = []
        rows: list[tuple[int, ...]] = []
        for place, event in enumerate(own):
            uncertain = event.until is None or event.at.is_day or event.until.is_day
            keys = keys_of(event, group.kind)
            codes.append(at.APART_NO_KEY if not keys else at.APART_NO_END if uncertain else at.APART_MET)
            end = event.until.instant if event.until is not None else event.at.instant
            rows += [(text_code(key), event.at.instant, end, int(uncertain), place) for key in keys]
        flat = np.array(rows, dtype=np.int64).reshape(len(rows), WORDS + 1)
        across.add("log", number, np.array(codes, dtype=np.uint8), flat[:, WORDS], flat[:, :WORDS])
        first, _ = across.place("log", number)
        numbers.append({id(event): first + place for place, event in enumerate(own)})
    across.sweep()
    return AcrossLog(across, numbers)
