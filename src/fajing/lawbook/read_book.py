"""Reads the files of a lawbook into one typed `Lawbook`, kind by kind, in the order in which kinds name each other.

In: folders. Out: the lawbook with the norms of every region, and everything that is wrong with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fajing.core.calendar import Calendar
from fajing.core.canonical import hash_tree
from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.core.periods import Counting, Rollover, Starts, Unit
from fajing.lawbook.crossref import check_norms
from fajing.lawbook.model import Benchmark, Label, Lawbook, Place, Procedure, Text
from fajing.lawbook.problems import Report
from fajing.lawbook.read_norm import read_norm
from fajing.lawbook.read_procedure import check_procedure, read_procedure
from fajing.lawbook.read_sources import (
    read_benchmarks,
    read_calendar,
    read_fields,
    read_labels,
    read_register,
    read_source,
)
from fajing.lawbook.reading import Known, Reading, text_of
from fajing.lawbook.shelves import Entry, Shelves
from fajing.lawbook.titles import read_titles

_DEFAULT_ZONE = "Asia/Shanghai"
_ACCOUNT = "coverage.csv"


def read_folders(folders: tuple[Path, ...]) -> tuple[Lawbook | None, Report]:
    """The lawbook, as far as it can be read, and what is wrong with it.

    Args:
        folders: The base folder, then overlays.
    """
    report = Report()
    shelves = Shelves(report)
    for number, folder in enumerate(folders):
        shelves.add_folder(folder, number)
    if shelves.heads[0] is None:
        return None, report
    return _Loader(shelves, report).lawbook(folders), report


class _Loader:
    """Reads the shelves in the order in which kinds name each other."""

    def __init__(self, shelves: Shelves, report: Report) -> None:
        self.shelves = shelves
        self.report = report
        self.known = Known(norm_ids=list(shelves.of("norm")), labels=list(shelves.of("labels")))

    def lawbook(self, folders: tuple[Path, ...]) -> Lawbook:
        head = self._head()
        zone = self._zone(head)
        self.known.counting = counting = _counting(head)
        sources = {entry.id: read_source(reading) for entry, reading in self._each("source")}
        self.known.sources = sources
        calendar = self._calendar()
        self.known.benchmarks = benchmarks = self._benchmarks()
        titles = read_titles(entry.document.data for entry, _ in self._each("titles"))
        roles, self.known.codes, register_titles = titles
        procedures = self._procedures()
        norms = {
            entry.id: norm
            for entry, reading in self._each("norm")
            if (norm := read_norm(reading)) is not None
        }
        check_norms(norms, self.report)
        return Lawbook(
            id="+".join(self._ids(folders)),
            title=text_of(head.get("title", head["id"])),
            hash=_hash(folders),
            zone=zone,
            counting=counting,
            calendar=calendar,
            folders=folders,
            sources=sources,
            procedures=procedures,
            norms=norms,
            labels=self._labels(),
            benchmarks=benchmarks,
            registers={entry.id: read_register(reading) for entry, reading in self._each("register")},
            maps={entry.id: entry.document.data for entry, _ in self._each("map")},
            handler_roles=tuple(head.get("handler_roles", ("handler",))),
            indicator_groups=self._indicator_groups(),
            roles=roles,
            register_titles=register_titles,
        )

    def _indicator_groups(self) -> dict[str, Text]:
        """Titles of groups of indicators; an overlay names its own."""
        heads = [document.data for document in self.shelves.heads if document is not None]
        return {
            name: text_of(said) for head in heads for name, said in head.get("indicator_groups", {}).items()
        }

    def _each(self, kind: str) -> Iterator[tuple[Entry, Reading]]:
        for entry in self.shelves.of(kind).values():
            yield entry, Reading(entry.document, self.report, self.known)

    def _head(self) -> dict[str, Any]:
        """The base's lawbook.yaml with what overlays say laid over it; a change must give its reason."""
        head: dict[str, Any] = {}
        for number, document in enumerate(self.shelves.heads):
            if document is None:
                continue
            for key, value in document.data.items():
                changes = (
                    number
                    and key in ("zone", "rollover", "starts", "handler_roles")
                    and head.get(key) != value
                )
                if changes and "overrides" not in document.data:
                    what = f"改了 {key}，须写理由 (changes it without a reason)"
                    self.report.error(
                        Place(document.path, document.line((key,))), what, 'overrides: "理由 / reason"'
                    )
                if number == 0 or changes:
                    head[key] = value
        return head

    def _zone(self, head: Mapping[str, Any]) -> Zone:
        name = head.get("zone", _DEFAULT_ZONE)
        try:
            return Zone.of(name)
        except FajingError as error:
            document = next(head for head in reversed(self.shelves.heads) if head and "zone" in head.data)
            self.report.error(Place(document.path, document.line(("zone",))), error.what, error.remedy)
            return Zone.of(_DEFAULT_ZONE)

    def _ids(self, folders: tuple[Path, ...]) -> list[str]:
        heads = self.shelves.heads
        return [
            str(head.data["id"]) if head else folder.resolve().name
            for head, folder in zip(heads, folders, strict=True)
        ]

    def _calendar(self) -> Calendar:
        tables = []
        for entry, reading in self._each("calendar"):
            table = read_calendar(reading)
            try:
                Calendar.from_tables([table])
            except FajingError as error:
                self.report.error(
                    Place(entry.document.path, entry.document.line()), error.what, error.remedy or error.why
                )
            else:
                tables.append(table)
        return Calendar.from_tables(tables)

    def _benchmarks(self) -> dict[str, Benchmark]:
        return {benchmark.id: benchmark for benchmark in self._listed("benchmarks", read_benchmarks)}

    def _labels(self) -> dict[str, Label]:
        return {label.id: label for label in self._listed("labels", read_labels)}

    def _listed(self, kind: str, read: Any) -> Iterator[Any]:
        """Items of files that list several: each file is read once, and only the items that hold are kept."""
        done: dict[int, dict[Any, Any]] = {}
        for entry, reading in self._each(kind):
            items = done.get(id(entry.document))
            if items is None:
                items = done[id(entry.document)] = {keys: item for item, keys in read(reading)}
            yield items[entry.keys]

    def _procedures(self) -> dict[str, Procedure]:
        shared = {}
        for entry, _ in self._each("shared"):
            shared[entry.document.path.stem] = read_fields(entry.document.data["fields"], self.known.codes)
        procedures = {}
        for entry, reading in self._each("procedure"):
            procedures[entry.id] = read_procedure(reading, entry.group, shared)
        self.known.procedures = procedures
        for _, reading in self._each("procedure"):
            check_procedure(reading)
        return procedures


def _counting(head: Mapping[str, Any]) -> Counting:
    starts = {Unit(unit): Starts(word) for unit, word in head.get("starts", {}).items()}
    return Counting(Rollover(head.get("rollover", Rollover.NEXT_WORKING_DAY)), starts)


def _hash(folders: tuple[Path, ...]) -> str:
    """The hash of the one folder, or of the hashes of all in their order; an account of the norms is not law."""
    hashes = [hash_tree(folder, _law_of(folder)) for folder in folders]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _law_of(folder: Path) -> list[Path]:
    """The files that make a lawbook what it is: all but hidden ones and the account of what is covered."""
    return [
        path
        for path in folder.rglob("*")
        if path != folder / _ACCOUNT
        and not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
    ]
