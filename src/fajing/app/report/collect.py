"""What the report keeps of a check while duties stream by: the findings, and little else.

In: every duty that was not met. Out: the findings in order of time, at most as many as a page can hold; of more than
that the latest, and how many were left to duties.parquet.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable

from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook
from fajing.scan.duty import Duty

MOST_FINDINGS = 50_000
MOST_PROVISIONAL = 500

_Entry = tuple[int, str, Duty]


class Collector:
    """Findings for the page.

    Args:
        lawbook: Names what they speak of.
        language: Language of the page.
        as_of: The moment up to which the record was read.
        most: Of more findings than this the latest are kept.
        only: Ids of the norms whose duties are kept; by default of all.

    Attributes:
        total: Number of findings, those left out included.
        provisional_total: Number of broken duties whose due moment is provisional.
        units: Findings by unit.
    """

    def __init__(
        self,
        lawbook: Lawbook,
        language: str,
        as_of: Moment | None,
        most: int | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        self.lawbook, self.language, self.as_of, self.only = lawbook, language, as_of, only
        self.most = MOST_FINDINGS if most is None else most
        self.total = 0
        self.provisional_total = 0
        self.units: Counter[str] = Counter()
        self._findings: list[_Entry] = []
        self._provisional: list[_Entry] = []

    def add(self, duty: Duty) -> None:
        """Takes one duty; keeps it only if it is to be shown."""
        if self.only is not None and duty.norm.id not in self.only:
            return
        if duty.is_finding:
            self.total += 1
            self.units[duty.unit or ""] += 1
            _keep(self._findings, duty, self.most)
        elif duty.outcome.is_broken and duty.is_provisional and duty.norm.is_finding:
            self.provisional_total += 1
            _keep(self._provisional, duty, MOST_PROVISIONAL)

    def kept(self) -> list[Duty]:
        """All that are to be shown, in no order."""
        return [duty for _, _, duty in (*self._findings, *self._provisional)]

    def put(self, duties: Iterable[Duty]) -> None:
        """Takes duties of the same keys in place of those kept: the same, with their working."""
        by_key = {duty.key: duty for duty in duties}
        for entries in (self._findings, self._provisional):
            entries[:] = [(instant, key, by_key.get(key, duty)) for instant, key, duty in entries]

    def fill(self, duties: Iterable[Duty], total: int, provisional_total: int) -> None:
        """Takes duties that were chosen already, and how many there are in all."""
        for duty in duties:
            self.add(duty)
        self.total, self.provisional_total = total, provisional_total

    def findings(self) -> list[Duty]:
        """The findings, earliest first."""
        return [duty for _, _, duty in sorted(self._findings, key=lambda entry: entry[:2])]

    def provisional(self) -> list[Duty]:
        """Broken duties that rest on a calendar not yet published, earliest first."""
        return [duty for _, _, duty in sorted(self._provisional, key=lambda entry: entry[:2])]


def _keep(heap: list[_Entry], duty: Duty, most: int) -> None:
    """Keeps the latest `most`: the heap's first is the earliest of them."""
    entry = (duty.trigger.at.instant, duty.key, duty)
    if len(heap) < most:
        heapq.heappush(heap, entry)
    elif entry[:2] > heap[0][:2]:
        heapq.heapreplace(heap, entry)
