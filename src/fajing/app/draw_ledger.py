"""The draw in the ledger: every stage is an entry, appended before the next stage may be made.

In: a draw and a ledger. Out: entries, and what the ledger shows of the order. Only the ledger can show that the pool
was committed before anything random was known: the record alone could have been written in one go afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fajing.core.canonical import canonical_bytes
from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.draw.entries import EntryParts, all_entry_parts, subject_of
from fajing.draw.record import COMMITTED, DRAWN, REPLACED, REVEALED, VOIDED, Draw
from fajing.draw.sources import PublicNumber
from fajing.draw.verify_draw import Step
from fajing.ledger.entry import Entry, Stored
from fajing.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Listed:
    """A draw as the ledger knows it.

    Attributes:
        id: Its name.
        title: What it is for.
        kind: What is drawn.
        state: `committed`, `drawn` or `voided`.
        closes_at: When secrets were due; a draw still `committed` long after it was given up without a word.
        repeats: The void draw it takes the place of.
        replaced: How many replacements there were.
        entries: Numbers of its entries.
    """

    id: str
    title: str
    kind: str
    state: str
    closes_at: str
    repeats: str
    replaced: int
    entries: tuple[int, ...]


def enter_stages(ledger: Ledger, draw: Draw, clock: Callable[[], datetime] | None = None) -> list[int]:
    """Append the stages that are not yet in the ledger, in order; safe to call again.

    Args:
        ledger: The ledger.
        draw: The draw.
        clock: What time it is, where that is not the real time.

    Returns:
        Numbers of the entries of all stages.

    Raises:
        FajingError: What the ledger has of this draw is not the beginning of the record.
    """
    wanted = all_entry_parts(draw)
    there = _entries(ledger, draw.id)
    if len(there) > len(wanted) or not all(map(_is_same, there, wanted)):
        raise FajingError(
            "账本里的这次抽取与记录不同 (the ledger tells of this draw otherwise than the record)",
            where=draw.id,
            why=f"账目 {', '.join(str(one.index) for one in there)}",
            remedy="用账本所记的那份记录；名称不能再用 / use the record the ledger knows; a name is used once",
        )
    missing = [
        Entry(one.kind, one.body, one.actor, one.subjects, (clock or now)()) for one in wanted[len(there) :]
    ]
    made = ledger.append(missing) if missing else []
    return [one.index for one in there] + [one.index for one in made]


def check_in_ledger(ledger: Ledger, draw: Draw) -> list[Step]:
    """What the ledger shows of a draw; the last step is the first that does not hold, where one does not."""
    wanted, there = all_entry_parts(draw), _entries(ledger, draw.id)
    if len(there) != len(wanted) or not all(map(_is_same, there, wanted)):
        return [
            Step(
                False,
                f"账本与记录不符：账目{len(there)}条，环节{len(wanted)}个",
                f"ledger and record differ: {len(there)} entries, {len(wanted)} stages",
            )
        ]
    numbers = [one.index for one in there]
    steps = [
        Step(
            True,
            f"账本：{len(there)}条账目与记录相同，次序相同（{numbers[0]}至{numbers[-1]}）",
            f"the ledger: {len(there)} entries, as the record has them, in its order ({numbers[0]} to {numbers[-1]})",
        )
    ]
    closes_at = draw.closes_at
    public = {one.id for one in draw.sources if isinstance(one, PublicNumber)}
    for one in there:
        is_early = one.kind == f"draw.{COMMITTED}" or (
            one.kind == f"draw.{REVEALED}" and one.body["source"] not in public
        )
        entered = one.entry.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
        if is_early and entered >= closes_at:
            said = f"{one.index} ({entered} ≥ {closes_at})"
            return [
                *steps,
                Step(
                    False,
                    f"账目入账时公开数字已经公布：{said}",
                    f"entered when the public number was out already: {said}",
                ),
            ]
    return [
        *steps,
        Step(
            True,
            f"抽取池（账目{numbers[0]}）和秘密数都在公开数字公布前入账",
            f"the pool (entry {numbers[0]}) and the secrets were entered before the public number was out",
        ),
    ]


def list_draws(ledger: Ledger) -> list[Listed]:
    """Every draw that the ledger knows, in order; also those that were committed and never drawn."""
    committed = [str(one.body["draw"]) for one in ledger.entries(kind=f"draw.{COMMITTED}")]
    return [_listed(draw, _entries(ledger, draw)) for draw in dict.fromkeys(committed)]


def _listed(draw: str, there: Sequence[Stored]) -> Listed:
    first: Any = there[0].body
    kinds = [one.kind.removeprefix("draw.") for one in there]
    state = next((one for one in (VOIDED, DRAWN) if one in kinds), COMMITTED)
    moments = [one["published_at"] for one in first.get("sources", ()) if "published_at" in one]
    return Listed(
        draw,
        str(first.get("title", "")),
        str(first.get("kind", "")),
        state,
        min(moments, default=""),
        str(first.get("repeats", "")),
        kinds.count(REPLACED),
        tuple(one.index for one in there),
    )


def _entries(ledger: Ledger, draw: str) -> list[Stored]:
    return list(ledger.entries(kind="draw.", subject=subject_of(draw)))


def _is_same(there: Stored, wanted: EntryParts) -> bool:
    return (
        there.kind == wanted.kind
        and there.entry.actor == wanted.actor
        and there.entry.subjects == wanted.subjects
        and canonical_bytes(dict(there.body)) == canonical_bytes(dict(wanted.body))
    )
