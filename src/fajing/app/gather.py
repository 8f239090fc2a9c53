"""Use case: a city takes over what its districts imported, verified on entry, and reports over all of it.

In: data folders of districts, perhaps checkpoints held outside, the city's data folder. Out: the districts' segments
under the city's numbers, rows and roots unchanged, each an entry of the city's ledger where there is one; `Gathering`
says what was done. All of it happens or nothing. The districts' folders are only read (docs/adr/0024).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fajing.app.district import District, Seen, look_at
from fajing.app.gathered import receipt_path, said_of, write_receipt
from fajing.app.ledger_import import enter_gathered
from fajing.app.withdraw_import import RESTORED, WITHDRAWN, keep_in_line, withdrawn_in
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.entry import Entry
from fajing.ledger.ledger import Ledger, open_if_there
from fajing.ledger.receipts import IMPORT, segment_token
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import carried_by_all, carried_of
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.schema import Gathered
from fajing.ledger.segments.taking_over import Copies, shared_names, shared_units
from fajing.ledger.segments.withdrawn import read_withdrawn, write_withdrawn

COVERED = "segment.covered"
_SHOWN = 10
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Taken:
    """What became of one district.

    Attributes:
        name: The district.
        known: Number of its segments that were there already.
        new: The segments taken over now, as they stand in the city.
        covered: City's numbers of segments that were there and now have a receipt.
        held_back: Numbers, in the district, of segments behind the checkpoint.
        checkpoint: The checkpoint; None where none was given: then only the seals were verified.
        withdrawn: City's numbers of its segments that do not count, because the district undid the import.
    """

    name: str
    known: int = 0
    new: list[Segment] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)
    held_back: list[int] = field(default_factory=list)
    checkpoint: Checkpoint | None = None
    withdrawn: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Gathering:
    """What was done.

    Attributes:
        folder: The city's data folder.
        districts: What became of each.
        has_ledger: Whether the city has a ledger, in which all of it was entered.
        units: Names of units that stand in more than one district, with the districts: their figures run together.
        not_everywhere: Steps that the maps of some districts bring and those of others do not: not known for the city.
    """

    folder: DataFolder
    districts: list[Taken]
    has_ledger: bool = False
    units: dict[str, list[str]] = field(default_factory=dict)
    not_everywhere: list[str] = field(default_factory=list)


def gather(
    districts: Sequence[District],
    into: Path,
    *,
    same: Collection[str] = (),
    actor: str = "system",
    progress: Progress | None = None,
) -> Gathering:
    """Take over what is not there yet.

    Args:
        districts: The districts; any others that were gathered before stay as they are.
        into: The city's data folder; it is made where there is none.
        same: Ids of matters that are known to be the same in two districts, such as one that was transferred.
        actor: Token of who does it.
        progress: Told how far it is.

    Raises:
        FajingError: A district's segments, ledger and checkpoint do not agree, one changed under its number, ids of
            matters collide, or the folder is not one for gathering. Nothing is taken over then.
    """
    _refuse_same_names(districts)
    told = progress or (lambda _what, _count: None)
    zone = DataFolder.open(districts[0].path).zone
    all_seen: list[Seen] = []
    for district in districts:
        all_seen.append(look_at(district, zone))
    folder = DataFolder.make(into, zone)
    there = folder.segments()
    if any(one.manifest.gathered is None for one in there):
        raise UsageError(
            f"文件夹里有直接导入的段，不能汇集进来 (it holds imports of its own, nothing is gathered into it): {into}",
            remedy="另用一个文件夹汇集，把这一个也作为来源 / gather into another folder, from this one too",
        )
    ledger = open_if_there(folder.path)
    try:
        return _take_over(all_seen, folder, there, frozenset(same), ledger, actor, told)
    finally:
        if ledger is not None:
            ledger.close()


def _take_over(
    all_seen: list[Seen], folder: DataFolder, there: list[Segment], same: frozenset[str], ledger: Ledger | None,
    actor: str, told: Progress,
) -> Gathering:  # fmt: skip
    done = Gathering(folder, [], ledger is not None)
    known = _known(there)
    with Copies(folder) as copies:
        for seen in all_seen:
            taken = Taken(seen.name, len(known.get(seen.name, {})), checkpoint=seen.checkpoint)
            taken.held_back = [one.number for one in seen.held_back]
            _refuse_changed(seen, known.get(seen.name, {}))
            for segment in seen.segments[taken.known :]:
                told("verify", segment.manifest.events)
                gathered = Gathered(seen.name, segment.number, tuple(sorted(same)))
                taken.new.append(copies.take(segment, gathered))
            done.districts.append(taken)
        everything = [*there, *copies.segments]
        before = read_withdrawn(folder.path) if ledger is None else withdrawn_in(ledger)
        own = _undone_here(ledger, before)
        gone = _wanted_withdrawn(all_seen, everything, before, own)
        counting = [one for one in everything if one.number not in gone]
        told("compare", sum(one.manifest.matters for one in counting))
        _refuse_collisions(counting)
        for seen in all_seen:
            _keep_receipts(seen, everything, folder, done)
        placed = {one.number: one for one in copies.put_in_place()}
    for taken in done.districts:
        taken.new = [placed[one.number] for one in taken.new]
        taken.withdrawn = sorted(
            one.number for one in everything if one.number in gone and _district(one) == taken.name
        )
    if ledger is not None:
        _enter(ledger, folder, gone, actor)
    elif gone != read_withdrawn(folder.path):
        write_withdrawn(folder.path, gone)
    done.units = shared_units(_by_district(folder.standing()))
    done.not_everywhere = _not_everywhere(folder.standing())
    return done


def _known(there: Sequence[Segment]) -> dict[str, dict[int, Segment]]:
    """By district and number there, the segments taken over before."""
    found: dict[str, dict[int, Segment]] = {}
    for one in there:
        if one.manifest.gathered is not None:
            found.setdefault(one.manifest.gathered.district, {})[one.manifest.gathered.number] = one
    return found


def _district(segment: Segment) -> str:
    return segment.manifest.gathered.district if segment.manifest.gathered is not None else ""


def _by_district(segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    found: dict[str, list[Segment]] = {}
    for one in segments:
        found.setdefault(_district(one), []).append(one)
    return found


# ---------------------------------------------------------------- what is refused
def _refuse_same_names(districts: Sequence[District]) -> None:
    if not districts:
        raise UsageError("没有指明区县 (no district is named)")
    names = [one.name for one in districts]
    for name in names:
        if not name.strip() or len(name) > 60 or any(sign in name for sign in "=/\\\n"):
            raise UsageError(f"不能用作区县的名称 (not a name for a district): {name!r}")
        if names.count(name) > 1:
            raise UsageError(
                f"两个区县用了同一个名称 (two districts have the same name): {name}",
                remedy="写成 名称=文件夹 / write NAME=DIR",
            )


def _refuse_changed(seen: Seen, known: dict[int, Segment]) -> None:
    """What was taken over must still be there as it was."""
    now = {one.number: one for one in (*seen.segments, *seen.held_back)}
    for number, ours in sorted(known.items()):
        theirs = now.get(number)
        if theirs is None:
            raise FajingError(
                f"{seen.name}的第{number}段不见了 (a segment that was gathered is gone from the district)",
                why=f"已作为第{ours.number}段接收 / it was taken over as segment {ours.number}",
                remedy="请区县从备份恢复 / the district restores it from a backup",
            )
        if any(
            getattr(theirs.manifest, name) != getattr(ours.manifest, name)
            for name in ("root", "matters_root", "events", "matters")
        ):
            raise FajingError(
                f"{seen.name}的第{number}段变了，没有接收 (the district's segment changed under its number)",
                where=str(theirs.path),
                why=f"原来的根 / the root was {ours.manifest.root}，现在 / it is {theirs.manifest.root}",
                remedy="请区县说明；更正要另导入成新的一段 / ask the district; corrections come as a new segment",
            )


def _refuse_collisions(counting: Sequence[Segment]) -> None:
    """Matters of two districts are joined only where somebody said that they are the same."""
    same = {name for one in counting if one.manifest.gathered for name in one.manifest.gathered.same}
    shared = shared_names(_by_district(counting))
    found = {name: districts for name, districts in shared.items() if name not in same}
    if found:
        shown = "；".join(f"{name}（{'、'.join(own)}）" for name, own in list(found.items())[:_SHOWN])
        raise FajingError(
            f"区县之间有{len(found)}个案事件编号相同，没有接收 (ids of matters collide; nothing was taken over)",
            why=shown + (" …" if len(found) > _SHOWN else ""),
            remedy="各区县用全市不重的编号重新导入；确是同一件的，用 --same-matter 编号 逐个指明 / "
            "import again with ids that differ; where it is one and the same matter, say so with --same-matter ID",
        )


# ---------------------------------------------------------------- receipts, entries, imports undone
def _keep_receipts(seen: Seen, everything: Sequence[Segment], folder: DataFolder, done: Gathering) -> None:
    [taken] = [one for one in done.districts if one.name == seen.name]
    new = {one.number for one in taken.new}
    for one in everything:
        gathered = one.manifest.gathered
        if gathered is None or gathered.district != seen.name:
            continue
        path, is_new = receipt_path(folder.path, one.number), one.number in new
        if is_new:
            path.unlink(missing_ok=True)  # of a gathering that was stopped
        if gathered.number not in seen.receipts or path.exists():
            continue
        write_receipt(folder.path, one.number, seen.receipts[gathered.number])
        if not is_new:
            taken.covered.append(one.number)


def _undone_here(ledger: Ledger | None, before: Mapping[int, int]) -> set[int]:
    """Of the segments that do not count, those of which the city itself undid the import."""
    if ledger is None:
        return set()
    return {number for number, entry in before.items() if "district" not in ledger.entry(entry).body}


def _wanted_withdrawn(
    all_seen: Sequence[Seen], everything: Sequence[Segment], before: Mapping[int, int], own: Collection[int]
) -> dict[int, int]:
    """City's numbers of segments that shall not count: as their districts say, else as they were."""
    by_name = {seen.name: seen for seen in all_seen}
    found = {}
    for one in everything:
        gathered = one.manifest.gathered
        seen = by_name.get(gathered.district) if gathered is not None else None
        if seen is None or gathered is None or one.number in own:
            if one.number in before:
                found[one.number] = before[one.number]
        elif gathered.number in seen.withdrawn:
            found[one.number] = before.get(one.number, seen.withdrawn[gathered.number])
    return found


def _covered_in(ledger: Ledger) -> set[int]:
    """City's numbers of segments of which an entry names the district's checkpoint."""
    found = {int(one.body["segment"]) for one in ledger.entries(kind=COVERED)}
    for one in ledger.entries(kind=IMPORT):
        if (one.body.get("gathered") or {}).get("checkpoint"):
            found.add(int(one.body["segment"]["number"]))
    return found


def _enter(ledger: Ledger, folder: DataFolder, gone: Mapping[int, int], actor: str) -> None:
    segments = folder.segments()
    enter_gathered(ledger, segments, actor)
    by_number = {one.number: one for one in segments}
    entries = []
    covered = _covered_in(ledger)
    for number, one in by_number.items():
        said = said_of(one)
        if said is not None and said["checkpoint"] and number not in covered:
            entries.append(Entry(COVERED, {"segment": number, **said}, actor, (segment_token(number),)))
    now = withdrawn_in(ledger)
    for number in sorted(gone.keys() ^ now.keys()):
        kind = WITHDRAWN if number in gone else RESTORED
        one = by_number[number]
        body = {
            "segment": number,
            "root": one.manifest.root,
            "events": one.manifest.events,
            "reason": "区县已撤销 / undone by the district"
            if kind == WITHDRAWN
            else "区县已恢复 / restored by the district",
            "district": _district(one),
        }
        entries.append(Entry(kind, body, actor, (segment_token(number),)))
    if entries:
        ledger.append(entries)
    keep_in_line(ledger, folder)


def _not_everywhere(segments: Sequence[Segment]) -> list[str]:
    """Steps that some districts' maps bring and others' do not."""
    some = carried_by_all(one.manifest.origin.carried for one in segments).steps
    every: Any = carried_of(segments).steps
    if some is None:
        return [] if every is None else ["*"]
    return sorted(some - (every or frozenset()))
