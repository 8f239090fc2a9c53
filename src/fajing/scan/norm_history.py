"""What changed from one version of a norm to the next, in words.

In: a norm and a speaker. Out: labelled changes, and stretches of time in which no version stands. Nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fajing.lawbook.duty_spec import Target
from fajing.lawbook.model import Norm, Version
from fajing.scan.citations import cited_lines
from fajing.scan.duty_words import DutyWords, Line
from fajing.scan.wording import Speaker


@dataclass(frozen=True, slots=True)
class Change:
    """One labelled line that differs.

    Attributes:
        label: `期限`, `依据`.
        before: What the earlier version said; empty for nothing.
        after: What the later one says; empty for nothing.
    """

    label: str
    before: str
    after: str


def version_lines(norm: Norm, version: Version, speaker: Speaker) -> list[Line]:
    """Everything a version lays down, as labelled lines: by what it is dated, the duty, what it cites."""
    pick = speaker.pick
    found: list[Line] = []
    if version.dated_by is not None:
        named = (
            speaker.step(version.dated_by.step)
            if isinstance(version.dated_by, Target)
            else str(version.dated_by)
        )
        found.append((pick("版本依", "Version by"), named))
    found += DutyWords(speaker, norm.procedure, version.duty).lines()
    for line in cited_lines(version.cites, speaker):
        quality = f" [{line.quality}]" if line.quality else ""
        found.append((pick("依据", "Cites"), f"{line.title}{pick('', ' ')}{line.article}{quality}"))
    return found


def changes(norm: Norm, earlier: Version, later: Version, speaker: Speaker) -> list[Change]:
    """What the later version says otherwise, label by label; what both say is left out."""
    before, after = (_by_label(version_lines(norm, one, speaker)) for one in (earlier, later))
    found = []
    for label in dict.fromkeys([*after, *before]):
        was, now = before.get(label, []), after.get(label, [])
        gone, come = [one for one in was if one not in now], [one for one in now if one not in was]
        if gone or come:
            joint = speaker.pick("；", "; ")
            found.append(Change(label, joint.join(gone), joint.join(come)))
    return found


def gaps(norm: Norm) -> Iterator[tuple[date, date]]:
    """First and last day of each stretch between two versions in which none stands."""
    for earlier, later in zip(norm.versions, norm.versions[1:], strict=False):
        if earlier.end is not None and later.start - earlier.end > timedelta(days=1):
            yield earlier.end + timedelta(days=1), later.start - timedelta(days=1)


def _by_label(lines: list[Line]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, text in lines:
        found.setdefault(label, []).append(text)
    return found
