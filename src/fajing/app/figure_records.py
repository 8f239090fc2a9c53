"""Says of the records behind figures to which matter they belong, to which unit, and of when they are.

In: what a data folder's figures were reckoned from. Out: matter, unit and moment for ids of events, matters, duties and
findings. Nobody is named: neither parties nor officers are among what is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from fajing.app.figures import FolderFigures
from fajing.findings.state import Finding, fold

Told = tuple[str, str, str]
_NOTHING: Told = ("", "", "")
_DAY = len("2026-03-02")


class FigureRecords:
    """Looks records up; what it needs of each kind is made at the first question.

    Args:
        source: What the figures were reckoned from.
    """

    def __init__(self, source: FolderFigures) -> None:
        self._source, self._record = source, source.record

    def __call__(self, kind: str, ids: Sequence[str]) -> list[Told]:
        """Matter, unit and moment of each, in the same order; empty where nothing is known of one."""
        look_up = {
            "events": self._event, "objects": self._event, "matters": self._matter, "duties": self._duty,
            "findings": self._finding,
        }.get(kind)  # fmt: skip
        return [_NOTHING if look_up is None else look_up(one) for one in ids]

    # ------------------------------------------------------------ kinds
    def _event(self, name: str) -> Told:
        row = self._events.get(name)
        if row is None:
            return _NOTHING
        matter = self._of_rows[row]
        return self._matter_ids[matter], self._unit(matter), self._moment(row)

    def _matter(self, name: str) -> Told:
        number = self._matters.get(name)
        if number is None:
            return name, "", ""
        row = self._first_rows[number]
        return name, self._unit(number), self._moment(row) if row >= 0 else ""

    def _duty(self, key: str) -> Told:
        _norm, matter, trigger, *_more = key.split("|")
        _name, unit, began = self._matter(matter)
        row = self._events.get(trigger)
        return matter, unit, began if row is None else self._moment(row)

    def _finding(self, number: str) -> Told:
        finding = self._findings.get(number)
        if finding is None:
            return _NOTHING
        raised = self._record.zone.civil(finding.raised_at)
        return str(finding.facts.get("matter") or ""), finding.unit, f"{raised:%Y-%m-%d %H:%M}"

    # ------------------------------------------------------------ what is looked up in
    @cached_property
    def _events(self) -> dict[str, int]:
        ids = self._record.event_ids(np.arange(self._record.size))
        return {name: row for row, name in enumerate(ids)}

    @cached_property
    def _of_rows(self) -> list[int]:
        found: list[int] = self._record.matter.tolist()
        return found

    @cached_property
    def _matter_ids(self) -> list[str]:
        return self._record.matter_ids(np.arange(len(self._record.unit_of_matter[0])))

    @cached_property
    def _matters(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._matter_ids)}

    @cached_property
    def _first_rows(self) -> list[int]:
        """By matter the row of its earliest event, -1 where it has none."""
        record = self._record
        found = np.full(len(self._matter_ids), -1, np.int64)
        order = np.lexsort((np.arange(record.size), record.at))[::-1]
        found[record.matter[order]] = (
            order  # of equal matters the last assignment stays, which is the earliest
        )
        rows: list[int] = found.tolist()
        return rows

    @cached_property
    def _findings(self) -> dict[str, Finding]:
        return fold(self._source.acts or ())

    def _unit(self, matter: int) -> str:
        codes, words = self._record.unit_of_matter
        return words[codes[matter]] if codes[matter] >= 0 else ""

    def _moment(self, row: int) -> str:
        text = self._minutes[row]
        return text[:_DAY] if self._days[row] else text.replace("T", " ")

    @cached_property
    def _minutes(self) -> list[str]:
        civil = self._record.local(self._record.at).astype("datetime64[s]")
        texts: list[str] = np.datetime_as_string(civil, unit="m").tolist()
        return texts

    @cached_property
    def _days(self) -> list[bool]:
        days: list[bool] = self._record.only_days(np.arange(self._record.size)).tolist()
        return days
