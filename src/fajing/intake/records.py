"""Which rows are new, which are known, and which correct an older one.

In: rows of one map, file after file, the older file first. Out: for each row its outcome, and the rows that
stand in the end. Nothing is deleted: what a correction replaced is kept in the list of corrections, and a key
that is gone from a later full export is reported.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from fajing.core.events import Event
from fajing.core.moments import Moment, Zone
from fajing.intake.row import Row

SHOWN_KEYS = 8  # differences named in one correction


class Outcome(StrEnum):
    """What a row brought."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Correction:
    """A record that came again with another content.

    Attributes:
        key: Its source key, personal parts masked.
        old_source: Where the content that was replaced stands, `file, sheet:row`.
        new_source: Where the content that counts now stands.
        changed: What differs, in words.
    """

    key: str
    old_source: str
    new_source: str
    changed: tuple[str, ...]


@dataclass(slots=True)
class Records:
    """The rows of one map that stand.

    Attributes:
        zone: For writing times in corrections.
        by_key: The standing row of each record.
        corrections: What was replaced.
        missing_keys: Keys that a later full export no longer holds.
    """

    zone: Zone
    by_key: dict[object, Row] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    missing_keys: list[str] = field(default_factory=list)
    _digests: dict[object, bytes] = field(default_factory=dict)
    _here: Counter[bytes] = field(default_factory=Counter)
    _seen: set[object] = field(default_factory=set)

    def begin_file(self) -> None:
        """A new file begins: its equal rows are counted from one again."""
        self._here = Counter()
        self._seen = set()

    def add(self, row: Row) -> list[Outcome]:
        """Take a row with the rows joined to it.

        Returns:
            The row's own outcome, then that of each joined row.
        """
        digest = _digest(row)
        joined = row.joined or []
        key: object = row.key
        if key is None:
            # Without a key the content is the key, and equal rows of one file are counted: each one stands.
            self._here[digest] += 1
            key = digest if self._here[digest] == 1 else (digest, self._here[digest])
        self._seen.add(key)
        old = self.by_key.get(key)
        if old is None:
            self.by_key[key] = row
            self._digests[key] = digest
            return [Outcome.NEW] * (1 + len(joined))
        if self._digests[key] == digest:
            return [Outcome.UNCHANGED] * (1 + len(joined))
        self.by_key[key] = row
        self._digests[key] = digest
        self.corrections.append(
            Correction(
                key_text(row),
                f"{old.file}, {old.source}",
                f"{row.file}, {row.source}",
                differences(old, row, self.zone),
            )
        )
        return _outcomes(old, row)

    def saw_refused(self, key: tuple[str, ...] | None) -> None:
        """A refused row's key: the record is not gone, only unreadable."""
        if key is not None:
            self._seen.add(key)

    def end_full_export(self) -> None:
        """A full export has ended: what it does not hold is reported, and stays."""
        for key, row in self.by_key.items():
            if key not in self._seen:
                self.missing_keys.append(key_text(row))


def key_text(row: Row) -> str:
    """A row's key for a person; the matter's number where a part of the key is personal."""
    if row.key is None or row.secret_key:
        return row.matter
    return " / ".join(row.key)


def differences(old: Row, new: Row, zone: Zone) -> tuple[str, ...]:
    """What differs between two contents of one record, in words without personal values."""
    before, after = _facts(old, zone), _facts(new, zone)
    found = []
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            found.append(f"{name}: {before.get(name, '—')} → {after.get(name, '—')}")
    if not found:
        found.append("objects")
    return tuple(found[:SHOWN_KEYS])


def _facts(row: Row, zone: Zone) -> dict[str, str]:
    """The contents of a row, by name."""
    facts = {
        "matter": row.matter,
        "procedure": row.procedure,
        "parent": row.parent or "—",
        "unit": row.unit or "—",
    }
    facts.update({name: _shown(value, zone) for name, value in row.values.items()})
    seen: Counter[str] = Counter()
    for event in [*row.events, *(event for one in row.joined or () for event in one.events)]:
        seen[event.step] += 1
        name = event.step if seen[event.step] == 1 else f"{event.step} {seen[event.step]}"
        facts[name] = _event_shown(event, zone)
    return facts


def _event_shown(event: Event, zone: Zone) -> str:
    parts = [_shown(event.at, zone)]
    if event.until is not None:
        parts.append(f"/ {_shown(event.until, zone)}")
    if event.recorded_at is not None:
        parts.append(f"recorded {_shown(event.recorded_at, zone)}")
    if event.officers:
        parts.append("by " + "+".join(one.id for one in event.officers))
    if event.unit:
        parts.append(event.unit)
    parts += [f"{name}={_shown(value, zone)}" for name, value in event.values.items()]
    return " ".join(parts)


def _shown(value: object, zone: Zone) -> str:
    if not isinstance(value, Moment):
        return str(value)
    civil = zone.civil(value.instant)
    return civil.date().isoformat() if value.is_day else civil.isoformat(" ", "seconds").removesuffix(":00")


def _digest(row: Row) -> bytes:
    total = blake2b(row.content.encode("utf-8", "surrogatepass"), digest_size=16)
    for content in sorted(one.content for one in row.joined or ()):
        total.update(b"\x1c" + content.encode("utf-8", "surrogatepass"))
    return total.digest()


def _outcomes(old: Row, new: Row) -> list[Outcome]:
    """Outcomes of a corrected record's rows: what is the same word for word is unchanged."""
    before = Counter(one.content for one in old.joined or ())
    left = len(old.joined or ())
    joined = []
    for one in new.joined or ():
        if before[one.content]:
            before[one.content] -= 1
            left -= 1
            joined.append(Outcome.UNCHANGED)
        else:
            joined.append(Outcome.NEW)
    for index, outcome in enumerate(joined):
        if outcome is Outcome.NEW and left > 0:
            left -= 1
            joined[index] = Outcome.CORRECTED
    # A joined row that is gone changes the record too; it is counted with the first table's row.
    own = Outcome.CORRECTED if old.content != new.content or left > 0 else Outcome.UNCHANGED
    return [own, *joined]
