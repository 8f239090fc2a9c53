"""Duties and findings as columns, so that the same conditions can be asked of them as of events.

In: judged duties as columns, or findings folded from their acts. Out: a `Table`. It judges nothing and folds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fajing.core.moments import Zone
from fajing.findings.acts import Act, Kind
from fajing.findings.state import Finding, State, fold
from fajing.indicators.values import Bools, Column, Ints, Part, Truth
from fajing.lawbook.conditions import Call, Node
from fajing.lawbook.indicator_spec import ACTS, OPEN
from fajing.lawbook.model import Lawbook

NEVER = 0
"""In place of a day on which nothing happened."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are no events.

    Attributes:
        kind: `duties` or `findings`.
        size: How many rows.
        days: By what they are dated by, the ordinal of the day of each row; `NEVER` where it did not happen.
        columns: What `duty.x` or `finding.x` names.
        units: Codes of `unit_words`, -1 for none.
        ids: Gives the ids of some rows.
        spells: Of findings, stretches of being open: row, first day, day of closing (a far day where there is none).
        matters: The matter of each row, where its id does not say it.
        memo: What was answered before about all its rows.
    """

    kind: str
    size: int
    days: Mapping[str, Ints]
    columns: Mapping[str, Column]
    units: Ints
    unit_words: Sequence[str]
    ids: Callable[[Ints], list[str]]
    spells: tuple[Ints, Ints, Ints] | None = None
    matters: Sequence[str] | None = None
    memo: dict[Node, Truth] = field(default_factory=dict)

    def dated_by(self, act: str) -> Ints:
        """The day of each row by what it is dated by; duties have one."""
        return self.days["" if self.kind == "duties" else act]


@dataclass(slots=True)
class TableRows:
    """All rows of a table, of which a condition is asked: what is answered is kept, for the next indicator."""

    table: Table

    @property
    def memo(self) -> dict[Node, Truth]:
        """What was answered before."""
        return self.table.memo

    @property
    def size(self) -> int:
        """How many."""
        return self.table.size

    def moment(self, text: str) -> tuple[int, int, bool]:
        """There are no moments in these tables."""
        raise NotImplementedError(text)

    def local(self, instants: Ints) -> Ints:
        """There are no moments in these tables."""
        raise NotImplementedError

    def name(self, path: tuple[str, ...]) -> Column:
        """`duty.x` or `finding.x`."""
        found = self.table.columns.get(path[-1])
        return Column(self.size, ()) if found is None else found

    def steps(self, node: Call) -> Column:
        """There are no steps in these tables."""
        raise NotImplementedError(node.function)


def text_column(cells: Iterable[str | None]) -> Column:
    """A column of texts; None and the empty text are not known."""
    words: dict[str, int] = {}
    codes = np.array([words.setdefault(one, len(words)) if one else -1 for one in cells], np.int64)
    return Column(len(codes), (Part("text", np.maximum(codes, 0), codes >= 0, list(words) or [""]),))


def flag_column(cells: Bools) -> Column:
    """A column of yes and no."""
    return Column(len(cells), (Part("bool", cells, np.ones(len(cells), bool)),))


def number_column(cells: Ints) -> Column:
    """A column of whole numbers."""
    return Column(len(cells), (Part("number", cells, np.ones(len(cells), bool)),))


# ---------------------------------------------------------------- findings
@dataclass(slots=True)
class _Told:
    """What is told of one finding."""

    finding: Finding
    days: dict[str, int] = field(default_factory=dict)
    answered_in_time: bool | None = None
    verified_by_another: bool | None = None
    spells: list[tuple[int, int]] = field(default_factory=list)


def table_of_findings(acts: Iterable[Act], lawbook: Lawbook, zone: Zone, instant: int) -> Table:
    """Findings as they stood at an instant, dated by the first act of each kind.

    Args:
        acts: All acts, in the order of the ledger.
        lawbook: Says to which group a label belongs.
        zone: Civil time.
        instant: Acts after it are not known yet.
    """
    known = [act for act in acts if act.at <= instant]
    by_finding: dict[str, list[Act]] = {}
    for act in known:
        by_finding.setdefault(act.finding, []).append(act)
    told = [_told(one, by_finding[number], zone) for number, one in sorted(fold(known).items())]
    days = {act: np.array([one.days.get(act, NEVER) for one in told], np.int64) for act in ACTS}
    days[OPEN] = days["raised"]
    ids = [one.finding.number for one in told]
    units: dict[str, int] = {}
    codes = [units.setdefault(one.finding.unit, len(units)) if one.finding.unit else -1 for one in told]
    spells = [(row, *spell) for row, one in enumerate(told) for spell in one.spells]
    flat = np.array(spells, np.int64).reshape(len(spells), 3)
    return Table(
        "findings",
        len(told),
        days,
        _columns(told, lawbook),
        np.array(codes, np.int64),
        list(units),
        lambda rows: [ids[row] for row in rows.tolist()],
        (flat[:, 0], flat[:, 1], flat[:, 2]),
        [str(one.finding.facts.get("matter") or "") for one in told],
    )


_FAR = 10**8


def _told(finding: Finding, acts: Sequence[Act], zone: Zone) -> _Told:
    found = _Told(finding)
    so_far: Finding | None = None
    opened = 0
    for act in acts:
        before = so_far
        after = before.after(act) if before is not None else fold([act]).get(act.finding)
        if after is None or (before is not None and act in after.strange):
            so_far = after or before
            continue
        day = zone.civil(act.at).toordinal()
        found.days.setdefault(act.kind.value, day)
        if before is None or (before.state is State.CLOSED and after.is_open):
            opened = day
        if before is not None and before.is_open and not after.is_open:
            found.spells.append((opened, day))
        if (
            act.kind in (Kind.RECTIFIED, Kind.CONTESTED)
            and found.answered_in_time is None
            and before is not None
        ):
            due = before.reply_due
            found.answered_in_time = None if due is None else act.at <= due
        if act.kind is Kind.VERIFIED:
            found.verified_by_another = act.by not in after.people(Kind.RECTIFIED, Kind.CONTESTED)
        so_far = after
    if finding.is_open:
        found.spells.append((opened, _FAR))
    return found


def _columns(told: Sequence[_Told], lawbook: Lawbook) -> dict[str, Column]:
    facts = [one.finding.facts for one in told]
    labels = [str(one.get("label") or "") for one in facts]
    return {
        "norm": text_column(str(one.get("norm") or "") for one in facts),
        "label": text_column(labels),
        "group": text_column(group_of(one) for one in labels),
        "severity": text_column(str(one.get("severity") or "") for one in facts),
        "state": text_column(one.finding.state.value for one in told),
        "how": text_column(one.finding.how.value if one.finding.how is not None else "" for one in told),
        "is_open": flag_column(np.array([one.finding.is_open for one in told], bool)),
        "answered_in_time": _maybe(one.answered_in_time for one in told),
        "verified_by_another": _maybe(one.verified_by_another for one in told),
        "times_reopened": number_column(np.array([one.finding.times_reopened for one in told], np.int64)),
        "reminded": number_column(np.array([one.finding.reminded for one in told], np.int64)),
    }


def _maybe(cells: Iterable[bool | None]) -> Column:
    given: list[Any] = list(cells)
    known = np.array([one is not None for one in given], bool)
    return Column(len(given), (Part("bool", np.array([bool(one) for one in given], bool), known),))


def group_of(label: str) -> str:
    """The group of a label: what stands before its last dot."""
    return label.rpartition(".")[0] or label
