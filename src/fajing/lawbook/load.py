"""Loads a lawbook: folders in, one typed `Lawbook` out, or everything that is wrong with it at once.

Used as `load_lawbook("cn-police+./my-bureau", region="Hainan")`. Files are found by walking the folders; the
order in which kinds are read is the order in which they name each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fajing.core.calendar import Calendar
from fajing.core.canonical import hash_tree
from fajing.core.errors import FajingError, UsageError
from fajing.core.moments import Zone
from fajing.core.periods import Counting, Rollover, Starts, Unit
from fajing.lawbook import guards, schemas
from fajing.lawbook.crossref import check_norms, counts_from
from fajing.lawbook.find import find_folders
from fajing.lawbook.model import Benchmark, Label, Lawbook, Norm, Place, Procedure, Status, Version
from fajing.lawbook.problems import Report, suggest
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
from fajing.lawbook.yaml_reader import Document, read_documents

_DEFAULT_ZONE = "Asia/Shanghai"
_ACCOUNT = "coverage.csv"
ALL_REGIONS = "*"
"""As `region`: keep every norm, for checking and testing a lawbook."""


def load_lawbook(spec: str, *, region: str | None = None) -> Lawbook:
    """Load a lawbook with its overlays.

    Args:
        spec: `BOOK[+overlay…]`, names or paths.
        region: Keep the norms of this region too; without it, regional norms drop out.

    Raises:
        UsageError: A folder is not found, or no norm belongs to the region.
        LawbookError: The lawbook has errors; holds all of them.
    """
    lawbook, report = read_lawbook(spec, region=region)
    report.raise_errors()
    assert lawbook is not None
    return lawbook


def problems(spec: str) -> Report:
    """Everything wrong with a lawbook, regional norms included.

    Raises:
        UsageError: A folder is not found.
    """
    return read_lawbook(spec, region=ALL_REGIONS)[1]


def read_lawbook(spec: str, *, region: str | None = None) -> tuple[Lawbook | None, Report]:
    """The lawbook, as far as it can be read, and what is wrong with it.

    Args:
        spec: `BOOK[+overlay…]`.
        region: As for `load_lawbook`, or `ALL_REGIONS`.

    Raises:
        UsageError: A folder is not found, or no norm belongs to the region.
    """
    folders = find_folders(spec)
    report = Report()
    shelves = Shelves(report)
    for number, folder in enumerate(folders):
        shelves.add_folder(folder, number)
    if shelves.heads[0] is None:
        return None, report
    lawbook = _Loader(shelves, report).lawbook(folders)
    return _of_region(lawbook, region, report), report


def norms_on(
    lawbook: Lawbook, day: date, *, status: Status | None = Status.IN_FORCE
) -> list[tuple[Norm, Version]]:
    """The norms that stand on a civil date, each with its version of that day, in the order of their ids.

    Args:
        lawbook: Where to look.
        day: The date.
        status: Only norms of this status; None for all.
    """
    found = []
    for norm in sorted(lawbook.norms.values(), key=lambda item: item.id):
        if status is None or norm.status is status:
            found += [
                (norm, item)
                for item in norm.versions
                if item.start <= day and (item.end is None or day <= item.end)
            ]
    return found


def read_norms(path: Path, lawbook: Lawbook) -> list[Norm]:
    """The norms in a file that is not part of the lawbook, such as a draft.

    Raises:
        YamlError: The file is no YAML.
        LawbookError: It is no norm that fits this lawbook.
    """
    report = Report()
    documents = read_documents(path)
    if not documents:
        raise FajingError("文件是空的 (the file is empty)", where=str(path))
    known = known_of(
        lawbook, [document.data.get("id", "") for document in documents if isinstance(document.data, dict)]
    )
    # A draft that stands outside any lawbook is held to the same guards.
    for document in documents:
        for refusal in guards.check_file("norms", document.data):
            report.error(Place(path, document.line()), refusal)
    found = [norm for document in documents if (norm := read_checked(document, known, report)) is not None]
    check_norms({**lawbook.norms, **{norm.id: norm for norm in found}}, report)
    report.raise_errors()
    return found


def read_checked(document: Document, known: Known, report: Report) -> Norm | None:
    """One norm, held against its schema first; None where something is wrong with it."""
    if not schemas.check(document, "norm", report):
        return None
    return read_norm(Reading(document, report, known))


def known_of(lawbook: Lawbook, more_norms: list[str] | None = None) -> Known:
    """What a norm may name in a lawbook that is already loaded."""
    return Known(
        counting=lawbook.counting,
        procedures=lawbook.procedures,
        sources=lawbook.sources,
        benchmarks=lawbook.benchmarks,
        labels=lawbook.labels,
        norm_ids=[*lawbook.norms, *(more_norms or [])],
    )


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
        )

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
            shared[entry.document.path.stem] = read_fields(entry.document.data["fields"])
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


def _of_region(lawbook: Lawbook, region: str | None, report: Report) -> Lawbook:
    """The lawbook without the norms of other regions, and without those that count from a norm so dropped."""
    if region == ALL_REGIONS:
        return lawbook
    regions = {norm.region for norm in lawbook.norms.values() if norm.region is not None}
    if region is not None and region not in regions:
        raise UsageError(
            f"没有哪条规则属于这个地区 (no norm of this region): {region}",
            remedy=suggest(region, sorted(regions)),
        )
    kept = {norm.id: norm for norm in lawbook.norms.values() if norm.region in (None, region)}
    while True:
        lost = [
            norm
            for norm in kept.values()
            if any(named not in kept and named in lawbook.norms for named in counts_from(norm))
        ]
        if not lost:
            return replace(lawbook, norms=kept)
        for norm in lost:
            report.warn(
                norm.place,
                f"{norm.id} 所依的规则属于别的地区，一并不判 (counts from a norm of another region)",
            )
            del kept[norm.id]


__all__ = [
    "ALL_REGIONS",
    "known_of",
    "load_lawbook",
    "norms_on",
    "problems",
    "read_checked",
    "read_lawbook",
    "read_norms",
]
