"""What the events of a log in memory say to `apart`, all files together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fajing.core.events import Event, Log
from fajing.core.moments import Moment
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import WORDS, Across, Codes
from fajing.scan.file_view import is_known
from fajing.scan.forms.apart import keys_of
from fajing.scan.plan.across import Compared, Group
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


def _value(event: Event, field: str) -> int:
    """A text of an event as its code; NULL where it is empty or something else."""
    value = event.values.get(field)
    return text_code(value) if isinstance(value, str) and value else at.NULL


def across_log(
    log: Log, groups: Sequence[Group], as_of: Moment, compared: Mapping[int, Compared] | None = None
) -> AcrossLog:
    """Holds the events of some groups against each other.

    Args:
        log: The log.
        groups: What is held against each other.
        as_of: The moment up to which the record is read.
        compared: By group, what is compared of two events that meet.
    """
    across = Across(groups, log.zone, as_of, compared=compared)
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
        what = across.compared.get(number)
        values = None if what is None else np.array([_value(one, what.field) for one in own], dtype=np.int64)
        across.add("log", number, np.array(codes, dtype=np.uint8), flat[:, WORDS], flat[:, :WORDS], values)
        first, _ = across.place("log", number)
        numbers.append({id(event): first + place for place, event in enumerate(own)})
    across.sweep()
    return AcrossLog(across, numbers)
