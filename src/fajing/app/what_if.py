"""What a draft norm would change: which past matters it would newly flag, and which it would free.

In: a draft, a log, a lawbook. Out: a `WhatIf` with counts and the matters themselves. Nothing is written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from fajing.app.check import read_as_of
from fajing.app.read_exports import read_exports
from fajing.core.errors import UsageError
from fajing.core.events import Log
from fajing.core.moments import Moment
from fajing.lawbook.drafts import read_norms
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.lawbook.problems import suggest
from fajing.scan.duty import Duty, Outcome
from fajing.scan.reference import judge_log


@dataclass(slots=True)
class Judged:
    """What some norms find in the log.

    Attributes:
        norms: The norms.
        outcomes: Duties by outcome.
        flagged: By matter, its first broken duty.
    """

    norms: list[Norm]
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    flagged: dict[str, Duty] = field(default_factory=dict)

    @property
    def broken(self) -> int:
        """Late and missed."""
        return self.outcomes[Outcome.LATE] + self.outcomes[Outcome.MISSED]

    def add(self, duty: Duty) -> None:
        """Takes one duty."""
        self.outcomes[duty.outcome] += 1
        if duty.outcome.is_broken:
            first = self.flagged.get(duty.matter.id)
            if first is None or _place(duty) < _place(first):
                self.flagged[duty.matter.id] = duty


@dataclass(slots=True)
class WhatIf:
    """A draft held against what stands.

    Attributes:
        lawbook: The lawbook.
        as_of: Up to when the record was read.
        draft: What the draft finds.
        current: What stands now; with no norms where the draft replaces nothing.
    """

    lawbook: Lawbook
    as_of: Moment | None
    draft: Judged
    current: Judged

    @property
    def newly(self) -> list[Duty]:
        """First broken duties, under the draft, of matters that are not flagged now; earliest first."""
        return _only(self.draft, self.current)

    @property
    def freed(self) -> list[Duty]:
        """First broken duties, under what stands, of matters the draft would not flag; earliest first."""
        return _only(self.current, self.draft)

    @property
    def kept(self) -> int:
        """Number of matters flagged by both."""
        return len(self.draft.flagged.keys() & self.current.flagged.keys())


def _place(duty: Duty) -> tuple[int, str]:
    return (duty.trigger.at.instant, duty.key)


def _only(one: Judged, other: Judged) -> list[Duty]:
    return sorted((duty for matter, duty in one.flagged.items() if matter not in other.flagged), key=_place)


def by_unit(duties: Sequence[Duty]) -> Counter[str]:
    """Matters by the unit of their first broken duty; empty where the record names none."""
    return Counter(duty.unit or "" for duty in duties)


def by_month(duties: Sequence[Duty]) -> Counter[str]:
    """Matters by the month of the trigger, `2026-03`."""
    return Counter(date.fromordinal(duty.trigger.at.day).isoformat()[:7] for duty in duties)


def what_if(
    draft: Path,
    logs: Sequence[Path],
    *,
    law: str,
    map_id: str | None = None,
    instead_of: str | None = None,
    as_of: str | None = None,
    region: str | None = None,
) -> WhatIf:
    """Judges a log by a draft and by what it would replace.

    Args:
        draft: A file with one norm or a few; it may stand inside the lawbook.
        logs: Files of the log.
        law: Lawbook.
        map_id: Map.
        instead_of: Id of the norm it would replace; by default the one in force with the same id.
        as_of: Up to when.
        region: Region.

    Raises:
        FajingError: The draft, the lawbook or the log is wrong.
    """
    lawbook = load_lawbook(law, region=region)
    if not draft.is_file():
        raise UsageError(f"没有这个草案文件 (no such draft file): {draft}")
    norms = read_norms(draft, lawbook)
    replaced = replaced_by(lawbook, norms, draft, instead_of)
    read = read_exports(logs, lawbook, map_id)
    moment, with_draft = read_as_of(as_of, lawbook) or read.latest(), _with(lawbook, norms)
    tables = read.tables()
    if tables is not None and moment is not None:
        from fajing.app.table_files import TableFiles
        from fajing.app.what_if_tables import judged_tables

        files = TableFiles(tables, with_draft, moment)
        return WhatIf(
            lawbook,
            moment,
            judged_tables(files, with_draft, norms),
            judged_tables(files, lawbook, replaced),
        )
    return compared(lawbook, norms, replaced, read.log(), moment)


def _with(lawbook: Lawbook, norms: Sequence[Norm]) -> Lawbook:
    """The lawbook with drafts in it."""
    return replace(lawbook, norms={**lawbook.norms, **{norm.id: norm for norm in norms}})


def compared(
    lawbook: Lawbook, norms: list[Norm], replaced: list[Norm], log: Log, moment: Moment | None
) -> WhatIf:
    """Judges a log by drafts that were read and by what they would replace."""
    return WhatIf(
        lawbook,
        moment,
        _judged(log, _with(lawbook, norms), norms, moment),
        _judged(log, lawbook, replaced, moment),
    )


def replaced_by(lawbook: Lawbook, drafts: list[Norm], path: Path, instead_of: str | None) -> list[Norm]:
    """The norms that drafts of a file would replace: the named one, or those in force with the same ids.

    Raises:
        UsageError: There is no such norm.
    """
    if instead_of is not None:
        norm = lawbook.norm(instead_of)
        if norm is None:
            raise UsageError(
                f"规则库中没有这条规则 (no such norm): {instead_of}",
                remedy=suggest(instead_of, list(lawbook.norms)),
            )
        return [norm]
    found = []
    for draft in drafts:
        norm = lawbook.norms.get(draft.id)
        # A draft that stands in the lawbook itself has its own id there; it does not replace itself.
        own = norm is not None and norm.place is not None and norm.place.path.resolve() == path.resolve()
        if norm is not None and norm.status is Status.IN_FORCE and not own:
            found.append(norm)
    return found


def _judged(log: Log, lawbook: Lawbook, norms: list[Norm], as_of: Moment | None) -> Judged:
    result, wanted = Judged(norms), {norm.id for norm in norms}
    if norms:
        for duty in judge_log(log, lawbook, norms=norms, as_of=as_of):
            if duty.norm.id in wanted:
                result.add(duty)
    return result
