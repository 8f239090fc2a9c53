"""The rows of a list from the records: what must stand in it, and what is held back with its reason.

In: a profile and files of matters. Out: `Listing`. A record that does not say whether it must be published is held
back, never listed and never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fajing.app.disclosure.profile import Column, Profile
from fajing.core.events import Event, Matter, Value
from fajing.lawbook.model import Text

UNSAID = Text("记录没有写是否应当公开", "The record does not say whether it must be published")
_FEN_OF_WAN = 1_000_000


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A record that is not in the list, for a person to decide.

    Attributes:
        matter: Number of the matter.
        day: The day of the decision.
        unit: Whose decision it is.
        why: What holds it back.
    """

    matter: str
    day: date
    unit: str
    why: Text


@dataclass(slots=True)
class Listing:
    """What a list holds, and what it does not.

    Attributes:
        rows: A row for each record, in the order of the profile's columns.
        held: Records held back.
        not_listed: Number of records that need not be published.
        gone: Number of records that were annulled or withdrawn.
    """

    rows: list[tuple[str, ...]] = field(default_factory=list)
    held: list[HeldBack] = field(default_factory=list)
    not_listed: int = 0
    gone: int = 0


def listing_of(
    profile: Profile,
    files: Iterable[tuple[str, Sequence[Matter]]],
    first: date | None = None,
    last: date | None = None,
) -> Listing:
    """The list of what was decided from one day to another.

    Args:
        profile: The list.
        files: The records.
        first: First day of decision; the earliest where left out.
        last: Last day of decision; the latest where left out.
    """
    found: list[tuple[date, str, int, tuple[str, ...]]] = []
    listing = Listing()
    for _, matters in files:
        for matter in matters:
            if matter.procedure != profile.procedure:
                continue
            for event in _decisions(profile, matter):
                day = date.fromordinal(event.at.day)
                if (first is not None and day < first) or (last is not None and day > last):
                    continue
                _place(profile, matter, event, day, listing, found)
    found.sort(key=lambda one: one[:3])
    listing.rows = [row for *_, row in found]
    listing.held.sort(key=lambda one: (one.day, one.matter, one.why.zh))
    return listing


def _decisions(profile: Profile, matter: Matter) -> Iterator[Event]:
    return (event for event in matter.events if event.step == profile.step)


def _place(
    profile: Profile,
    matter: Matter,
    event: Event,
    day: date,
    listing: Listing,
    found: list[tuple[date, str, int, tuple[str, ...]]],
) -> None:
    said = event.values.get(profile.listed)
    if said is False:
        listing.not_listed += 1
    elif any(one.step in profile.gone and one.at.instant >= event.at.instant for one in matter.events):
        listing.gone += 1
    elif (why := UNSAID if said is None else _held(profile, matter, event, day)) is not None:
        listing.held.append(HeldBack(matter.id, day, _unit(matter, event), why))
    else:
        cells = tuple(_cell(profile, column, matter, event, day) for column in profile.columns)
        found.append((day, matter.id, event.seq, cells))


def _held(profile: Profile, matter: Matter, event: Event, day: date) -> Text | None:
    for one in profile.held:
        if one.since is not None and day < one.since:
            continue
        if (matter.values if one.of_matter else event.values).get(one.field) in one.values:
            return one.why
    return None


def _cell(profile: Profile, column: Column, matter: Matter, event: Event, day: date) -> str:
    if column.source is None:
        return ""
    if column.source == "matter":
        return matter.id
    if column.source == "day":
        return day.isoformat()
    if column.source == "unit":
        return _unit(matter, event)
    if column.source == "kinds":
        return "、".join(word for name, word in profile.kinds if event.values.get(name))
    value = event.values.get(column.source)
    if column.words is not None:
        return column.words.get(str(value), "")
    return _in_wan(value) if column.money_in_wan else "" if value is None else str(value)


def _in_wan(value: Value) -> str:
    """Fen as ten thousand yuan, exactly."""
    if not isinstance(value, int):
        return ""
    text = f"{Decimal(value) / _FEN_OF_WAN:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit(matter: Matter, event: Event) -> str:
    return event.unit or matter.unit or ""
