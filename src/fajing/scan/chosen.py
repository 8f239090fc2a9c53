"""The norms by which files are judged, with what is read out of them once and looked up for every file.

In: a lawbook and the norms chosen. Out: which norms the steps of a file may trigger, and when their versions stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from sys import maxsize

from fajing.core.periods import Counter
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import Target
from fajing.lawbook.model import Lawbook, Norm, Version


@dataclass(frozen=True, slots=True)
class Dated:
    """What triggers a norm and when each of its versions stands, read out of it once.

    Attributes:
        steps: Steps that trigger some version, each once.
        versions: Latest first, each with its first and its last day.
        dated_by: What dates a trigger, where it is not its own day.
        by_expiry: Versions that another norm's running out triggers, oldest first.
    """

    steps: tuple[str, ...]
    versions: tuple[tuple[Version, int, int], ...]
    dated_by: Target | Expression | None
    by_expiry: tuple[Version, ...]

    @classmethod
    def of(cls, norm: Norm) -> Dated:
        """As the norm says it."""
        return cls(
            tuple(dict.fromkeys(step for version in norm.versions for step in version.duty.on)),
            tuple(
                (version, version.start.toordinal(), version.end.toordinal() if version.end else maxsize)
                for version in reversed(norm.versions)
            ),
            next((version.dated_by for version in norm.versions if version.dated_by is not None), None),
            tuple(version for version in norm.versions if version.duty.expired is not None),
        )

    def on(self, day: int) -> Version | None:
        """The version that stands on a day."""
        for version, first, last in self.versions:
            if first <= day <= last:
                return version
        return None


class Chosen:
    """What is the same for every file."""

    def __init__(self, lawbook: Lawbook, norms: Sequence[Norm], working: bool) -> None:
        self.lawbook = lawbook
        self.norms = {norm.id: norm for norm in norms}
        self.working = working
        self.counter = Counter(lawbook.zone, lawbook.calendar)
        self._ids = list(self.norms)
        self._always: set[int] = set()
        self._by_step: dict[str, list[int]] = {}
        self._dated: dict[str, Dated] = {}
        for number, norm in enumerate(self.norms.values()):
            steps = _trigger_steps(norm)
            if steps is None:
                self._always.add(number)
            for step in steps or ():
                self._by_step.setdefault(step, []).append(number)

    def norm(self, norm_id: str) -> Norm:
        """A norm that is judged, or one on which such a norm rests."""
        return self.norms.get(norm_id) or self.lawbook.norms[norm_id]

    def dated(self, norm: Norm) -> Dated:
        """When each version of a norm stands."""
        found = self._dated.get(norm.id)
        if found is None:
            found = self._dated[norm.id] = Dated.of(norm)
        return found

    def norms_for(self, steps: Iterable[str]) -> Iterator[str]:
        """Ids of the norms that these steps may trigger, in the order of the norms."""
        chosen = self._always.union(*(self._by_step.get(step, ()) for step in steps))
        return (self._ids[number] for number in sorted(chosen))


def _trigger_steps(norm: Norm) -> frozenset[str] | None:
    """Steps that may trigger a norm; None where another norm's running out may."""
    duties = [version.duty for version in norm.versions]
    if any(duty.expired is not None for duty in duties):
        return None
    return frozenset(step for duty in duties for step in duty.on)
