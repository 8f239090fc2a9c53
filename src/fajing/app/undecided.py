"""What norms that await a decision would touch: said apart, by why they are undecided, and never counted.

Where laws collide, or an article leaves open what it asks, nobody has broken anything until someone competent decides.
In: a lawbook, and what such norms find in a log. Out: for each norm that touches something why it is undecided, how
many duties hang on the decision, and the latest matters. None of it stands in summary.json or duties.parquet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fajing.app.tally import Tally
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.scan.citations import cited_lines
from fajing.scan.duty import Duty
from fajing.scan.wording import Speaker

MOST_MATTERS = 200
"""Of so many duties at most the matters are named, the latest."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """One norm that awaits a decision and touches something.

    Attributes:
        norm: The norm.
        count: Duties that would be broken, were it decided so.
        matters: Matters of the latest of them, by number.
    """

    norm: Norm
    count: int
    matters: tuple[str, ...]


def norms_undecided(lawbook: Lawbook) -> list[Norm]:
    """The norms that await a decision, by id."""
    waiting = (norm for norm in lawbook.norms.values() if norm.status is Status.NEEDS_DECISION)
    return sorted(waiting, key=lambda norm: norm.id)


def with_what_they_rest_on(norms: Iterable[Norm], lawbook: Lawbook) -> list[Norm]:
    """Some norms, and those whose duties they ask for: judged together, so that nothing is left to the reference."""
    wanted = {norm.id for norm in norms}
    while more := {one for norm_id in wanted for one in lawbook.norms[norm_id].rests_on} - wanted:
        wanted |= more
    return [lawbook.norms[norm_id] for norm_id in sorted(wanted)]


def undecided_of(tally: Tally, latest: Iterable[tuple[str, str]]) -> list[Undecided]:
    """What hangs on a decision, by norm.

    Args:
        tally: Counts of the undecided norms; others among them are passed over.
        latest: Norm and matter of the latest duties that would be broken.
    """
    matters: dict[str, set[str]] = {}
    for norm_id, matter_id in latest:
        matters.setdefault(norm_id, set()).add(matter_id)
    return [
        Undecided(norm, tally.counts[norm_id].broken, tuple(sorted(matters.get(norm_id, ()))))
        for norm_id, norm in sorted(tally.norms.items())
        if tally.counts[norm_id].broken and norm.status is Status.NEEDS_DECISION
    ]


def touched(duties: Iterable[Duty]) -> Sequence[Duty]:
    """Of some duties those that an undecided norm would count as broken, in the order of their keys."""
    return sorted(
        (one for one in duties if one.norm.status is Status.NEEDS_DECISION and one.outcome.is_broken),
        key=lambda one: one.key,
    )


def why_undecided(norm: Norm, speaker: Speaker) -> str:
    """Why nobody can say yet, as the norm says it, with the articles concerned."""
    cites = speaker.pick("、", ", ").join(
        f"{line.title}{speaker.pick('', ', ')}{line.article}"
        for line in cited_lines(norm.versions[-1].cites, speaker)
    )
    why = speaker.text(norm.why) if norm.why is not None else ""
    return speaker.pick(f"{why}（{cites}）", f"{why} ({cites})")
