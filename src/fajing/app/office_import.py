"""An import in the office, in steps: which map fits or what a map might be, a trial that writes nothing, the import.

In: an uploaded file and choices for its columns. Out: columns with a sample and how sure they are, counts that add up,
rejects, one row as records. Values of personal columns are never looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fajing.app.import_compare import Brought, what_is_new
from fajing.app.import_log import ImportResult, Progress, keep
from fajing.app.read_exports import read_either
from fajing.core.errors import FajingError
from fajing.core.events import Matter
from fajing.intake.headings import heading_key
from fajing.intake.lexicon import looks_personal
from fajing.intake.map import Map, find_map, read_map
from fajing.intake.read import Intake
from fajing.intake.read_columns import TableIntake
from fajing.intake.suggest import Mark, suggest_map
from fajing.intake.tables import Opened, chosen
from fajing.lawbook.model import Lawbook, Procedure
from fajing.ledger.segments.folder import DataFolder

_SAMPLED, _LONGEST = 30, 24
UNUSED = "-"


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of the file, as the page shows it.

    Attributes:
        heading: Its heading.
        sample: The first cell that is not empty; empty for what is personal or not imported.
        choice: What it is taken for: `matter`, `unit`, `officers`, `step:ID`, `field:ID`, `-` for unused, `as_is` for
            what is said in more words than a choice holds.
        mark: `recognised`, `check` or `unused`.
        why: Why it needs a look.
        personal: Whether it is not looked into: it looks personal, or is not imported.
    """

    heading: str
    sample: str
    choice: str
    mark: str
    why: str = ""
    personal: bool = False


@dataclass(slots=True)
class Proposal:
    """How a file is to be read.

    Attributes:
        map: The parsed map.
        known: Whether the lawbook has it.
        columns: Its columns.
        procedure: Kind of matter its choices belong to.
    """

    map: dict[str, Any]
    known: bool
    columns: list[ColumnLine]
    procedure: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would bring.

    Attributes:
        intake: What was read.
        brought: What of it is new.
    """

    intake: Intake | TableIntake
    brought: Brought

    @property
    def first(self) -> Matter | None:
        """The matter that stands first in the file, with its events."""
        if isinstance(self.intake, Intake):
            return next(iter(self.intake.log.matters.values()), None)
        return self.intake.log.first()

    def sum_of(self, name: str) -> int:
        """Rows of one kind: `rows`, `new`, `unchanged`, `corrected`, `rejected`, `ignored`."""
        return sum(int(getattr(one, name)) for one in self.intake.files)


def propose(
    path: Path, lawbook: Lawbook, own_maps: Sequence[Mapping[str, Any]] = (), procedure: str = ""
) -> Proposal:
    """The map that fits a file, the bureau's own first; else one that is suggested.

    Args:
        path: The file.
        lawbook: The law, with its maps.
        own_maps: Maps the bureau has imported by.
        procedure: The kind of matter somebody chose: then a map is suggested for it.

    Raises:
        FajingError: The file cannot be read, or holds no headings.
    """
    opened = Opened.at(path)
    if procedure:
        return _suggested(path, lawbook, opened, procedure)
    for data in own_maps:
        try:
            own, _ = chosen(opened, [read_map(data, lawbook)])
        except FajingError:
            continue
        return Proposal(
            dict(data), True, _lines_of(own, dict(data), opened), str(data.get("procedure") or "")
        )
    try:
        known, _ = chosen(opened, [find_map(lawbook, map_id) for map_id in lawbook.maps])
    except FajingError:
        return _suggested(path, lawbook, opened)
    data = dict(lawbook.maps[known.id])
    lines = _lines_of(known, data, opened)
    recognised = sum(line.mark == Mark.RECOGNISED.value for line in lines)
    if recognised * 2 < len(lines) or (recognised < len(lines) and _brings_nothing(path, lawbook, known.id)):
        return _suggested(path, lawbook, opened)  # it can be read, but was made for another export
    return Proposal(data, True, lines, known.procedure or "")


def _line(heading: str, sample: str, choice: str, mark: str, why: str = "") -> ColumnLine:
    """A line; what is not imported, or looks personal, is not looked into."""
    hidden = choice == UNUSED or looks_personal(heading)
    return ColumnLine(heading, "" if hidden else sample, choice, mark, why, hidden)


def _brings_nothing(path: Path, lawbook: Lawbook, map_id: str) -> bool:
    """Whether every row of a file is turned back by a map."""
    intake = read_either([path], lawbook, map_id)
    return bool(intake.rejects) and not len(intake.log.matters)


def _suggested(path: Path, lawbook: Lawbook, opened: Opened, procedure: str = "") -> Proposal:
    samples = _samples(opened)
    found = suggest_map(path, lawbook, procedure or _likely(samples, lawbook))
    lines = [
        _line(
            one.column["heading"], samples.get(heading_key(one.column["heading"]), ("", ""))[1], choice_of(one.column),
            one.mark.value, one.why,
        )
        for one in found.columns
    ]  # fmt: skip
    return Proposal(found.as_map(), False, lines, found.procedure)


def _likely(headings: Mapping[str, object], lawbook: Lawbook) -> str:
    """The procedure whose steps and fields most headings name; to try each in full would take half a minute."""
    counts: dict[str, int] = {}
    for procedure in lawbook.procedures.values():
        titles = [step.title.zh for step in procedure.steps.values()]
        titles += [one.title.zh for one in procedure.fields.values()]
        keys = [heading_key(title) for title in titles if title]
        counts[procedure.id] = sum(
            2 * (heading in keys) + any(key in heading for key in keys) for heading in headings
        )
    return max(counts, key=lambda one: counts[one])


def _lines_of(known: Map, data: Mapping[str, Any], opened: Opened) -> list[ColumnLine]:
    """The columns of a known map that the file has, then headings that the map does not name."""
    samples = _samples(opened)
    by_heading = {heading_key(str(one["heading"])): one for one in data["columns"] if "heading" in one}
    lines = []
    for key, (heading, sample) in samples.items():
        column = by_heading.get(key)
        if column is None:
            lines.append(_line(heading, sample, UNUSED, Mark.UNUSED.value))
        else:
            mark = Mark.UNUSED if column.get("ignore") else Mark.RECOGNISED
            lines.append(_line(str(column["heading"]), sample, choice_of(column), mark.value))
    return lines


def _samples(opened: Opened) -> dict[str, tuple[str, str]]:
    """By key of a heading the heading and the first cell that is not empty; none of a personal column."""
    found: dict[str, tuple[str, str]] = {}
    for sheet in opened.sheets:
        head = opened.head(sheet, _SAMPLED)
        if not head:
            continue
        widest = max(head, key=lambda row: sum(isinstance(cell, str) and bool(cell) for cell in row[1][:200]))
        names = [str(cell or "") for cell in widest[1]]
        for place, name in enumerate(names):
            key = heading_key(name)
            if not key or key in found:
                continue
            cells = [row[1][place] for row in head if row[0] > widest[0] and place < len(row[1])]
            shown = next((str(cell) for cell in cells if cell not in (None, "")), "")
            found[key] = (name, shown[:_LONGEST])
    return found


def choice_of(column: Mapping[str, Any]) -> str:
    """A column of a map as one choice."""
    if column.get("ignore"):
        return UNUSED
    for name in ("matter", "unit", "parent", "at"):
        if column.get(name) is True:
            return name
    if isinstance(column.get("step"), str):
        return f"step:{column['step']}"
    if "field" in column and "of" not in column and "words" not in column:
        return f"field:{column['field']}"
    return "officers" if "officers" in column and "of" not in column else "as_is"


def column_of(heading: str, choice: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """A choice as a column of a map; what was said in more words stays as it was where the choice is the same."""
    if choice in ("as_is", choice_of(before)):
        return dict(before)
    kind, _, name = choice.partition(":")
    if kind in ("step", "field"):
        return {"heading": heading, kind: name}
    return {"heading": heading, "ignore": True} if choice == UNUSED else {"heading": heading, kind: True}


def with_choices(data: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """A map with other choices for some columns."""
    columns = [
        column_of(str(one.get("heading", "")), choices[str(one.get("heading", ""))], one)
        if str(one.get("heading", "")) in choices
        else dict(one)
        for one in data["columns"]
    ]
    return {**data, "columns": columns}


def choices_for(procedure: Procedure, language: str) -> list[tuple[str, str]]:
    """What a column may be taken for, with its words."""
    words = {
        "matter": ("案件 编号", "case: number"), "unit": ("单位", "unit"), "parent": ("上级案件", "parent case"),
        "officers": ("民警", "officers"),
    }  # fmt: skip
    is_en = language == "en"
    found = [(key, en if is_en else zh) for key, (zh, en) in words.items()]
    found += [
        (f"step:{step.id}", ("step: " if is_en else "环节 ") + step.title.in_language(language))
        for step in procedure.steps.values()
    ]
    found += [
        (f"field:{one.id}", ("field: " if is_en else "案件 ") + one.title.in_language(language))
        for one in procedure.fields.values()
        if not one.personal
    ]
    return [*found, (UNUSED, "not imported" if is_en else "不导入")]


def _with_map(lawbook: Lawbook, data: Mapping[str, Any]) -> Lawbook:
    return replace(lawbook, maps={**lawbook.maps, str(data["id"]): data})


def trial(path: Path, lawbook: Lawbook, data: Mapping[str, Any], folder: DataFolder) -> Trial:
    """Reads a file and compares it with what stands; nothing is written.

    Raises:
        FajingError: The map or the file is wrong.
    """
    intake = read_either([path], _with_map(lawbook, data), str(data["id"]))
    return Trial(intake, what_is_new(intake.log, folder.standing(), lawbook))


def bring_in(
    path: Path,
    lawbook: Lawbook,
    data: Mapping[str, Any],
    folder: DataFolder,
    progress: Progress | None = None,
) -> ImportResult:
    """Imports a file.

    Args:
        path: The file.
        lawbook: The law.
        data: The map it is read by.
        folder: Where it is kept.
        progress: Told how many rows are read, then how many events are compared and sealed.

    Raises:
        FajingError: The map or the file is wrong, or nothing can be read; nothing is written then.
    """
    book = _with_map(lawbook, data)
    told = (lambda _, rows: progress("read", rows)) if progress is not None else None
    intake = read_either([path], book, str(data["id"]), progress=told)
    if intake.rejects and not len(intake.log.matters):
        raise FajingError(
            "没有一行读得进去 (every row was turned back)", where=path.name, why=intake.rejects[0].reason_zh
        )
    return keep(intake, book, folder, progress=progress)


def as_text(data: Mapping[str, Any]) -> str:
    """A map as text, to be kept with an import."""
    return json.dumps(data, ensure_ascii=False, default=str)
