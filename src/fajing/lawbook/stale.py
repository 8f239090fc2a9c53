"""What in a lawbook has aged, or will by the end of next year: sources, versions, benchmarks, calendars.

In: a lawbook and a day. Out: findings about the law files, never about a case. Nothing is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fajing.core.periods import Rollover, Unit
from fajing.lawbook.duty_spec import Period, Within
from fajing.lawbook.model import Lawbook, Norm, Source, Status, Text, Version

_JUDGED = (Status.IN_FORCE, Status.NEEDS_DECISION)
_BENCHMARK_YEARS = 5


class Age(StrEnum):
    """In which way something is stale, most urgent first."""

    REPEALED = "repealed"
    NO_VERSION = "no_version"
    CALENDAR = "calendar"
    ENDING = "ending"
    BENCHMARK = "benchmark"
    NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class Stale:
    """One thing that has aged.

    Attributes:
        age: In which way.
        about: Id of a source, norm or benchmark, or a year.
        what: What is the matter.
        norms: Ids of the norms that rest on it.
    """

    age: Age
    about: str
    what: Text
    norms: tuple[str, ...] = ()


def stale(lawbook: Lawbook, day: date) -> list[Stale]:
    """Everything stale on a day or soon after, most urgent first.

    Args:
        lawbook: The lawbook; norms in force or awaiting a decision are looked at.
        day: The day; what ends until the end of the next year is announced.
    """
    ahead = date(day.year + 1, 12, 31)
    judged = [norm for norm in lawbook.norms.values() if norm.status in _JUDGED]
    found = [
        *_sources(lawbook, judged, day, ahead),
        *_versions(judged, day, ahead),
        *_benchmarks(lawbook, judged, day),
        *_calendars(lawbook, judged, day),
        *_not_read(lawbook, judged, day),
    ]
    order = list(Age)
    return sorted(found, key=lambda item: (order.index(item.age), item.about))


def standing(norm: Norm, day: date) -> Version | None:
    """The version of a day; before the first one, the first."""
    if day < norm.versions[0].start:
        return norm.versions[0]
    return next((one for one in norm.versions if one.start <= day <= (one.end or date.max)), None)


def _sources(lawbook: Lawbook, judged: Sequence[Norm], day: date, ahead: date) -> Iterator[Stale]:
    """Norms whose present version cites what has ended, or will."""
    resting = _resting(judged, day)
    for name, norms in resting.items():
        source = lawbook.sources.get(name)
        end, heir = _end(source, lawbook) if source is not None else (None, None)
        if source is None or end is None or end > ahead:
            continue
        zh = f"，由 {heir.id} 取代" if heir else "，没有登记取代它的依据"
        en = f", replaced by {heir.id}" if heir else ", no successor on file"
        if end < day:
            what = Text(f"已于 {end} 失效{zh}", f"ended on {end}{en}")
            yield Stale(Age.REPEALED, name, what, norms)
        else:
            late = tuple(norm.id for norm in judged if norm.id in norms and not _ends_with(norm, day, end))
            if late:
                what = Text(
                    f"将于 {end} 失效{zh}，规则还没有后续版本", f"ends on {end}{en}; no later version yet"
                )
                yield Stale(Age.ENDING, name, what, late)


def _resting(judged: Sequence[Norm], day: date) -> dict[str, tuple[str, ...]]:
    """Norms by the sources that their version of a day cites."""
    found: dict[str, list[str]] = defaultdict(list)
    for norm in judged:
        version = standing(norm, day)
        for name in dict.fromkeys(cite.source for cite in version.cites) if version else ():
            found[name].append(norm.id)
    return {name: tuple(sorted(norms)) for name, norms in sorted(found.items())}


def _end(source: Source, lawbook: Lawbook) -> tuple[date | None, Source | None]:
    """The last day of a source, and what comes in its place."""
    heirs = [other for other in lawbook.sources.values() if source.id in other.replaces]
    heir = min(heirs, key=lambda other: other.in_force_from, default=None)
    ends = [source.in_force_until, heir.in_force_from - timedelta(days=1) if heir else None]
    return min((end for end in ends if end is not None), default=None), heir


def _ends_with(norm: Norm, day: date, end: date) -> bool:
    version = standing(norm, day)
    return version is None or (version.end is not None and version.end <= end)


def _versions(judged: Sequence[Norm], day: date, ahead: date) -> Iterator[Stale]:
    """Norms without a version on the day, with a gap between two, or whose last one ends."""
    for norm in judged:
        last = norm.versions[-1]
        for earlier, later in zip(norm.versions, norm.versions[1:], strict=False):
            if earlier.end is not None and later.start - earlier.end > timedelta(days=1):
                zh = f"{earlier.end} 与 {later.start} 之间没有版本"
                en = f"no version between {earlier.end} and {later.start}"
                yield Stale(Age.NO_VERSION, norm.id, Text(zh, en), (norm.id,))
        if last.end is not None and last.end < day:
            what = Text(f"最后的版本到 {last.end} 为止", f"its last version ended on {last.end}")
            yield Stale(Age.NO_VERSION, norm.id, what, (norm.id,))
        elif last.end is not None and last.end <= ahead:
            what = Text(
                f"最后的版本到 {last.end} 为止，没有后续",
                f"its last version ends on {last.end}, none follows",
            )
            yield Stale(Age.ENDING, norm.id, what, (norm.id,))


def _benchmarks(lawbook: Lawbook, judged: Sequence[Norm], day: date) -> Iterator[Stale]:
    """Own standards that nobody has set anew for years, or that rest on a source that has ended."""
    users: dict[str, list[str]] = defaultdict(list)
    for norm in judged:
        for name in {name for version in norm.versions for name in _named_by(version)}:
            users[name].append(norm.id)
    for benchmark in lawbook.benchmarks.values():
        version = benchmark.versions[-1]
        norms = tuple(sorted(users.get(benchmark.id, ())))
        if norms and version.start.year + _BENCHMARK_YEARS < day.year:
            what = Text(f"自 {version.start} 起没有重新确定", f"not set anew since {version.start}")
            yield Stale(Age.BENCHMARK, benchmark.id, what, norms)
        for cite in version.cites:
            source = lawbook.sources.get(cite.source)
            end = _end(source, lawbook)[0] if source else None
            if end is not None and end < day:
                what = Text(
                    f"所依的 {cite.source} 已于 {end} 失效", f"rests on {cite.source}, ended on {end}"
                )
                yield Stale(Age.BENCHMARK, benchmark.id, what, norms)


def _named_by(version: Version) -> Iterator[str]:
    for period in _periods(version.duty.within):
        if period.benchmark is not None:
            yield period.benchmark
    for excuse in version.duty.excuse:
        for period in _periods(excuse.then):
            if period.benchmark is not None:
                yield period.benchmark


def _periods(within: Within | None) -> Iterator[Period]:
    if within is not None:
        yield from within.tiers
        for part in (*within.earlier_of, *within.later_of):
            yield from _periods(part)


def _calendars(lawbook: Lawbook, judged: Sequence[Norm], day: date) -> Iterator[Stale]:
    """This year's and next year's holidays, where some norm counts with them."""
    needing = tuple(
        sorted(
            norm.id
            for norm in judged
            if (version := standing(norm, day)) is not None and _needs_calendar(version)
        )
    )
    if not needing:
        return
    last = lawbook.calendar.last_year
    for year in (day.year, day.year + 1):
        if last is None or year > last:
            what = Text(
                f"没有 {year} 年的放假安排，到期日只按周末推算，都是暂定",
                f"no holidays for {year}: due moments count weekends only and are provisional",
            )
            yield Stale(Age.CALENDAR, str(year), what, needing)


def _needs_calendar(version: Version) -> bool:
    """Whether some period counts working days, or rolls off a holiday."""
    duty = version.duty
    periods = list(_periods(duty.within))
    rolls = duty.counting.rollover is Rollover.NEXT_WORKING_DAY
    return any(
        period.unit is Unit.WORKING_DAYS or (rolls and not period.unit.is_clock) for period in periods
    ) or (duty.at_least is not None and duty.at_least.unit is Unit.WORKING_DAYS)


def _not_read(lawbook: Lawbook, judged: Sequence[Norm], day: date) -> Iterator[Stale]:
    """Sources known in part or from others' words only."""
    for name, norms in _resting(judged, day).items():
        source = lawbook.sources.get(name)
        if source is None or source.read == "full":
            continue
        what = (
            Text("只见转述，没有读过原文", "known as reported only, the text was not read")
            if source.read == "reported"
            else Text("只读过节录", "read in part only")
        )
        yield Stale(Age.NOT_READ, name, what, norms)
