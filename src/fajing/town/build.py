"""Builds the town: plays every case, writes the exports, the officers' register and the truth.

In: a size, a seed, a folder. Out: `exports/`, `bureau/` (an overlay with registers and a benchmark of discretion),
`truth.csv`, `truth_rejects.csv` and `truth_uncarried.csv`. The same size and seed give the same bytes.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from fajing.town.aftermath import NAME as AFTERMATH
from fajing.town.aftermath import Aftermath
from fajing.town.bureau import PLACES, Station, make_stations
from fajing.town.exports import Exports
from fajing.town.handover import Handovers
from fajing.town.layout import read_layouts
from fajing.town.numbers import DOMAINS, number_of
from fajing.town.plan import LAW_CHANGED, SIZES, TURN, Planner, script_of
from fajing.town.play import Case, Player, Script, Step, edited
from fajing.town.procedures import read_calendar, read_procedures
from fajing.town.recipes import Cookbook, Recipe, read_cookbook
from fajing.town.times import DAY, minute_of, text_of

AS_OF = date(2026, 11, 1)
Progress = Callable[[int, int], None]


AREAS = ("城区片区", "乡镇片区")
"""What the stations stand under in the register of units, by turns."""
FINE = ("met", "open", "excused")
RECENT = 400
"""From among so many cases of a kind one is drawn that another matter is about."""


@dataclass(slots=True)
class Built:
    """What was built."""

    out: Path
    cases: Counter[str] = field(default_factory=Counter)
    events: int = 0
    truths: Counter[str] = field(default_factory=Counter)
    rejects: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    norms: int = 0


class Town:
    """One town while it is being built."""

    def __init__(self, law: Path, out: Path, size: str, seed: int, until: date | None = None) -> None:
        self.until = until
        self.size = SIZES[size]
        self.rng = Random(f"{seed}/{size}")  # noqa: S311 -- the same seed must give the same town
        self.procedures = read_procedures(law)
        self.calendar = read_calendar(law)
        self.book: Cookbook = read_cookbook()
        self.stations, self.officers = make_stations()
        self.player = Player(self.procedures, self.calendar)
        self.as_of = minute_of(AS_OF, "23:59")
        self.planner = Planner(self.size, self.book, self.player, self.stations, self.rng, self.as_of)
        self.first, self.last = self.planner.first, self.planner.last
        (out / "exports").mkdir(parents=True, exist_ok=True)
        self.exports = Exports(out / "exports", read_layouts(law), self.procedures, DOMAINS, self._cut())
        self.truth: list[tuple[str, ...]] = []
        self.serials: Counter[tuple[str, int]] = Counter()
        self.rooms: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.built = Built(out)
        self.after = Aftermath(f"{seed}/{size}", self._cut())
        self.handovers = Handovers(f"{seed}/{size}", self.stations, self.first * DAY, self.as_of)
        self.recent: dict[str, deque[tuple[str, Station]]] = {
            kind: deque(maxlen=RECENT) for kind in self.book.below.values()
        }

    def _cut(self) -> int:
        """The last minute of the record."""
        return minute_of(self.until, "23:59") if self.until is not None else self.as_of

    def run(self, progress: Progress | None) -> Built:
        """Play everything."""
        plan = self.planner.plan()
        for done, (start, scene, recipe) in enumerate(plan, 1):
            case = self._mass(scene, start) if recipe is None else self._carrier(recipe, start)
            self._rooms(case)
            if recipe is None:
                self._unended(case)
            self.after.see(case)
            self.exports.write(case, self.rng)
            if progress is not None and done % 500 == 0:
                progress(done, len(plan))
        self.exports.close()
        if progress is not None:
            progress(len(plan), len(plan))
        return self._finish()

    def _mass(self, scene: str, start: int) -> Case:
        script = edited(self.book.scenes[scene], [])
        station = None
        if scene in self.book.rounds:
            station = self.stations[start % DAY - TURN - 1]
        above = self.recent.get(self.book.below.get(scene, ""))
        parent, station = self.rng.choice(above) if above else (None, station)
        case = self._play(script, start, station, chances=True)
        matter, (kind, _, values) = next(iter(case.matters.items()))
        case.matters[matter] = (kind, parent, values)
        if kind in self.recent:
            self.recent[kind].append((matter, self._station(case.steps[0].unit)))
        if scene in self.book.units:
            for step in case.steps:
                step.unit = self.book.units[scene]
        return case

    def _carrier(self, recipe: Recipe, start: int) -> Case:
        case = self._play(script_of(self.book, recipe), start, None, chances=False)
        for index, one in enumerate(recipe.expected):
            step, at = self._trigger(case, one.trigger)
            kind = recipe.kind if index == 0 else "near" if one.outcome in FINE else "side"
            law = recipe.law if index == 0 and recipe.law else ""
            self.truth.append(
                (
                    *(one.norm, step.matter, step.step, text_of(at), one.outcome, one.reason, kind, law),
                    *(self._unit_at(case, at, recipe), "" if ":" in one.trigger else acting(step)),
                )
            )
        return case

    def _unended(self, case: Case) -> None:
        """What still lasts on the last day has no end in the record: what hangs on its end cannot be decided."""
        for step in case.steps:
            norm = self.book.unended.get(f"{step.procedure}.{step.step}")
            if norm and step.until is not None and step.at <= self.as_of < step.until:
                told = (norm, step.matter, step.step, text_of(step.at), "undecidable", "absent_fact")
                self.truth.append((*told, "undecidable", "", step.unit, acting(step)))

    def _unit_at(self, case: Case, at: int, recipe: Recipe) -> str:
        """Who has the case when a duty falls due, or when it begins if nothing is said of a period."""
        for wait in recipe.waits:
            period, name = wait.split(":")
            at = max(at, self.calendar.due(case.named(name).at, period))
        had = [step.unit for step in case.steps if step.at <= at]
        moved = [step.fields["to_unit"] for step in case.steps if step.at <= at and "to_unit" in step.fields]
        return moved[-1] if moved else had[0]

    def _trigger(self, case: Case, name: str) -> tuple[Step, int]:
        """The step that begins a duty, and when; `expired:PERIOD:STEP` begins when that period has run out."""
        if not name.startswith("expired:"):
            step = case.named(name)
            return step, step.at
        _, period, other = name.split(":")
        step = case.named(other)
        due = self.calendar.due(step.at, period)
        return step, due + 1 if due % DAY == DAY - 1 else due

    def _play(self, script: Script, start: int, station: Station | None, *, chances: bool) -> Case:
        procedure = script.scene.procedure
        year = 2025 + (start >= minute_of(LAW_CHANGED))
        self.serials[procedure, year] += 1
        matter = number_of(procedure, year, self.serials[procedure, year])
        self.built.cases[procedure] += 1
        station = station or self.rng.choice(self.stations)
        case = self.player.play(script, matter, start, station, self.rng, chances=chances)
        self.handovers.pass_on(case)
        return case

    def _station(self, name: str) -> Station:
        return next(one for one in self.stations if one.name == name)

    def _rooms(self, case: Case) -> None:
        """Give each questioning in the case area a room of its station that is free."""
        for step in case.steps:
            if step.fields.get("room") != "?":
                continue
            unit = self._station(step.unit).number
            end = (step.until or step.at) + 1
            room = 1
            while any(a < end and step.at - 1 < b for a, b in self.rooms.get((unit, room), ())):
                room += 1
            self.rooms.setdefault((unit, room), []).append((step.at, end))
            step.fields["room"] = f"{unit:02d}-{room:02d}"

    def _finish(self) -> Built:
        out, built = self.built.out, self.built
        if self.until is not None:
            self.truth.clear()  # the truth is that of the whole record
        self.truth.sort()
        head = ("norm", "matter", "step", "at", "outcome", "reason", "kind", "law", "unit", "officers")
        if self.until is None:
            write_csv(out / "truth.csv", head, self.truth)
        damaged = [one for sheet in self.exports.sheets() for one in sheet.damaged]
        write_csv(out / "truth_rejects.csv", ("file", "row", "damage"), damaged)
        write_csv(out / "truth_uncarried.csv", ("norm", "why"), sorted(self.book.uncarried.items()))
        write_registers(out / "bureau" / "registers", self.officers)
        write_ranges(out / "bureau" / "ranges")
        built.events = self.exports.events
        built.truths = Counter(row[6] for row in self.truth)
        built.rejects = len(damaged)
        built.rows = {sheet.path.name: sheet.rows for sheet in self.exports.sheets()}
        further = self.after.write(out / "exports")
        built.rows |= {AFTERMATH: further} if further else {}
        built.events += further
        built.norms = len({row[0] for row in self.truth if row[6] == "breach"})
        return built


def acting(step: Step) -> str:
    """The officers of a step."""
    return "、".join(number for number, _ in step.officers)


def build_town(
    law: Path,
    out: Path,
    size: str,
    seed: int = 1,
    progress: Progress | None = None,
    until: date | None = None,
) -> Built:
    """Build a town.

    Args:
        law: Folder of the lawbook whose procedures, calendars and maps the town uses.
        out: Folder that is written.
        size: `week`, `season`, `year` or `two-years`.
        seed: Another seed gives another town.
        progress: Called with the number of cases done and of all.
        until: Last day of the record, where work is to be under way; no truth is written then.
    """
    return Town(law, out, size, seed, until).run(progress)


def write_csv(path: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """A table as text."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def write_registers(folder: Path, officers: list[tuple[str, str, str]]) -> None:
    """The officers by number, the units as a tree, and those who may review for the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["id: officers", "entries:"]
    lines += [
        f'  - {{key: "{key}", from: 2020-01-01, kind: {kind}, role: {role}}}' for key, kind, role in officers
    ]
    (folder / "officers.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    legal = [key for key, _, role in officers if role in ("legal_officer", "reviewer")]
    tree = [
        f'  - {{key: "{place}派出所", from: 2020-01-01, parent: {AREAS[number % 2]}}}'
        for number, place in enumerate(PLACES)
    ]
    areas = [f'  - {{key: "{area}", from: 2020-01-01}}' for area in AREAS]
    (folder / "units.yaml").write_text("\n".join(["id: units", "entries:", *areas, *tree]) + "\n", "utf-8")
    lists = {
        "legally_qualified_officers": legal[:-2] if len(legal) > 2 else legal,
        "accepted_waiting_rooms": ["W1", "W2", "W3"],
        "inspection_items": ["N1", "N2", "N3", "N4"],
        "monitoring_devices": ["M1", "M2", "M3"],
    }
    for name, keys in lists.items():
        rows = [f"id: {name}", "entries:", *(f'  - {{key: "{key}", from: 2020-01-01}}' for key in keys)]
        (folder / f"{name}.yaml").write_text("\n".join(rows) + "\n", "utf-8")


BENCHMARK = {
    ("assault", "lighter"): (200, 500),
    ("drug_use", "lighter"): (200, 500),
    ("insult", "usual"): (200, 500),
    ("carrying_knives", "usual"): (300, 500),
    ("gambling", "usual"): (300, 500),
    ("theft", "usual"): (0, 500),
    ("fraud", "usual"): (0, 500),
}
"""The invented bureau's own ranges of fines, in yuan, narrower than the law's."""


def write_ranges(folder: Path) -> None:
    """The bureau's own benchmark of discretion."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "id: own_benchmark.fines",
        "title: {zh: 本局治安罚款裁量基准（虚构）, en: The bureau's own benchmark of fines (invented)}",
        "of: administrative_case.penalty_decided",
        "basis: benchmark",
        "ranges:",
    ]
    for (violation, tier), (low, high) in BENCHMARK.items():
        lines += [
            "  - field: fine",
            f'    where: event.violation == "{violation}" and event.tier == "{tier}"',
            f"    versions: [{{from: 2020-01-01, low: {low * 100}, high: {high * 100}}}]",
        ]
    (folder / "own_benchmark.yaml").write_text("\n".join(lines) + "\n", "utf-8")
