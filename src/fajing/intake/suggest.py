"""Proposes a map for a file from its headings and a look at its cells.

In: a file and a lawbook. Out: a `Suggestion`: a map a person goes through, each column marked recognised, check or
unused. It guesses nothing silently: whatever is not the same name as one that is known is marked.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError
from fajing.intake.cells import Cell, CellError, Doubled, Several, is_blank, plain, read_text
from fajing.intake.dates import Clock
from fajing.intake.headings import LOOKED_AT, Header, find_header, heading_key, lines_of
from fajing.intake.lexicon import Guess, Lexicon, looks_personal
from fajing.intake.readers._ocel import TYPE
from fajing.intake.readers.base import Sheet
from fajing.intake.readers.xes import LOG
from fajing.intake.tables import Opened
from fajing.lawbook.model import Lawbook, Procedure

SAMPLED = 200
MOST_WORDS = 60  # different words of a column of steps that are listed


class Mark(StrEnum):
    """How sure a column is."""

    RECOGNISED = "recognised"
    CHECK = "check"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Marked:
    """One column of the proposal.

    Attributes:
        column: As the map writes it, heading included.
        mark: How sure it is.
        why: Why it needs a look, Chinese then English; empty where it does not.
    """

    column: dict[str, Any]
    mark: Mark
    why: str = ""


@dataclass(slots=True)
class Suggestion:
    """A proposed map.

    Attributes:
        id: Id for it, from the file's name.
        shape: `matters` or `events`.
        procedure: The kind of matter its steps fit best.
        sheet: Name of the sheet looked at; empty in a file without sheets.
        header_row: Where its headings stand.
        columns: Its columns.
        joins: Other sheets that seem to belong to it: name, heading of the key, columns.
    """

    id: str
    shape: str
    procedure: str
    sheet: str
    header_row: int
    columns: list[Marked] = field(default_factory=list)
    joins: list[tuple[str, str, list[Marked]]] = field(default_factory=list)

    def as_map(self) -> dict[str, Any]:
        """The proposal as a parsed map."""
        data: dict[str, Any] = {
            "id": self.id,
            "title": {"zh": self.id, "en": self.id},
            "shape": self.shape,
            "procedure": self.procedure,
            "columns": [dict(one.column) for one in self.columns],
        }
        if self.sheet and self.joins:
            data["sheets"] = [self.sheet]
        if self.joins:
            data["join"] = [
                {"sheet": name, "key": [key], "columns": [dict(one.column) for one in columns]}
                for name, key, columns in self.joins
            ]
        return data


def suggest_map(path: Path, lawbook: Lawbook, procedure: str | None = None) -> Suggestion:
    """Propose a map for a file.

    Args:
        path: An export.
        lawbook: Whose steps, fields and other maps are looked through.
        procedure: The kind of matter, where it is known.

    Raises:
        FajingError: The file cannot be read, holds no headings, or the procedure is unknown.
    """
    if procedure is not None and procedure not in lawbook.procedures:
        raise FajingError(
            f"没有这类案事件 (no such procedure): {procedure}", remedy="、".join(lawbook.procedures)
        )
    opened = Opened.at(path)
    kinds = [lawbook.procedures[procedure]] if procedure else list(lawbook.procedures.values())
    best: tuple[float, Suggestion] | None = None
    for sheet in opened.sheets:
        for kind in kinds:
            for shape in ("matters", "events"):
                found = _suggest(opened, sheet, lawbook, kind, shape)
                if found is not None and (best is None or found[0] > best[0]):
                    best = found
    if best is None:
        raise FajingError(
            f"前{LOOKED_AT}行里没有表头 (no row of headings in the first {LOOKED_AT} rows): {path.name}",
            remedy="确认第一张表是数据，表头在一行里 / see that the headings stand in one row near the top",
        )
    result = best[1]
    result.id = _id_of(path)
    _add_joins(result, opened, lawbook)
    return result


def _suggest(
    opened: Opened, sheet: Sheet, lawbook: Lawbook, procedure: Procedure, shape: str
) -> tuple[float, Suggestion] | None:
    """A proposal for one sheet, procedure and shape, with its score."""
    lexicon = Lexicon(lawbook, procedure, shape)
    head = opened.head(sheet, LOOKED_AT + SAMPLED)
    header = find_header(
        lines_of(head[:LOOKED_AT]), [name for name, _ in lexicon.names.values()]
    ) or _plain_header(head)
    if header is None:
        return None
    samples = [cells for number, cells in head if number > header.row]
    result = Suggestion("", shape, procedure.id, sheet.name, header.row)
    columns = _columns(header, samples, lexicon, procedure, lawbook)
    if shape == "events" and sheet.followers:
        columns = _with_objects(columns, header, samples, sheet.followers)
    result.columns = columns
    roles = {role for one in result.columns for role in one.column if one.mark is not Mark.UNUSED}
    score = sum(
        1.0 if one.mark is Mark.RECOGNISED else 0.4 for one in result.columns if one.mark is not Mark.UNUSED
    )
    if shape == "events" and not {"matter", "step", "at"} <= roles:
        score -= 100
    if shape == "matters" and not {"matter", "step"} <= roles:
        score -= 50
    return score, result


def _columns(
    header: Header,
    samples: Sequence[Sequence[Cell]],
    lexicon: Lexicon,
    procedure: Procedure,
    lawbook: Lawbook,
) -> list[Marked]:
    """A marked column for every heading."""
    found: list[Marked] = []
    taken: set[str] = set()
    for index, heading in enumerate(header.names):
        if not heading:
            continue
        key = heading_key(heading)
        if key in taken:
            continue
        taken.add(key)
        cells = [seen for row in samples if index < len(row) and (seen := _seen(row[index])) is not None]
        is_date = _are_dates(cells, lawbook)
        marked = _marked(heading, lexicon.guess(heading, is_date=is_date), cells, is_date=is_date)
        step = lexicon.step_of_officers(heading)
        if step is not None and ("officers" in marked.column or marked.mark is Mark.UNUSED):
            officers = {"heading": heading, "officers": True, "of": step}
            marked = Marked(officers, Mark.CHECK, f"环节 {step} 的民警 / officers of {step}")
        if sum(key in names for names in header.keys) > 1:
            marked = Marked(
                {"heading": heading, "ignore": True},
                Mark.CHECK,
                "同名表头不止一列，写成“分组/表头” / several columns have this heading; write `group/heading`",
            )
        if heading.startswith(LOG) and "ignore" in marked.column:
            continue  # what an event log says of itself; a map does not name it only to leave it out
        found.append(_with_words(marked, cells, procedure))
    return _once_only(found)


def _with_objects(
    columns: list[Marked], header: Header, samples: Sequence[Sequence[Cell]], places: Iterable[int]
) -> list[Marked]:
    """Of an object-centric log: the type of objects that most events have one of is the matter, the rest objects."""
    if any("matter" in one.column for one in columns):
        return columns
    ones: dict[str, int] = {}
    for index in places:
        heading = header.names[index]
        if heading.startswith(TYPE):
            held = [row[index] for row in samples if index < len(row)]
            ones[heading] = sum(isinstance(cell, Several) and len(cell) == 1 for cell in held)
    if not ones:
        return columns
    matter = max(ones, key=lambda heading: ones[heading])
    found = []
    for one in columns:
        heading = one.column["heading"]
        if heading == matter:
            why = "最常见的对象类型；核对哪一类对象是案事件 / the most frequent type; check which type is the matter"
            one = Marked({"heading": heading, "matter": True}, Mark.CHECK, why)
        elif heading in ones and one.mark is Mark.UNUSED:
            why = "案件中的对象；写明是物品、人还是文书 / objects inside the case: item, person or document"
            one = Marked({"heading": heading, "object": "item"}, Mark.CHECK, why)
        found.append(one)
    return found


def _seen(cell: Cell) -> Cell:
    """A cell as a look at it needs it: blank ones are nothing, and of several values the first counts."""
    if isinstance(cell, Several):
        cell = next((value for value in cell if value), None)
    return None if isinstance(cell, Doubled) or is_blank(cell) else cell


def _marked(heading: str, guess: Guess | None, cells: Sequence[Cell], *, is_date: bool) -> Marked:
    """One column by its heading and cells."""
    unused = {"heading": heading, "ignore": True}
    if guess is None:
        if looks_personal(heading):
            return Marked(unused, Mark.UNUSED, "个人信息，不读取 / personal, not read")
        why = "日期列，但不像任何环节 / dates, but like no step" if is_date else ""
        return Marked(unused, Mark.CHECK if is_date else Mark.UNUSED, why)
    column = {"heading": heading, **guess.column}
    if "ignore" in column:
        return Marked(unused, Mark.UNUSED)
    if guess.score < 1:
        if looks_personal(heading):
            return Marked(unused, Mark.UNUSED, "个人信息，不读取 / personal, not read")
        return Marked(column, Mark.CHECK, f"像“{guess.name}” / like `{guess.name}`")
    times = isinstance(column.get("step"), str) or "at" in column
    if times and cells and not is_date and "at_column" not in column:
        return Marked(column, Mark.CHECK, "多数单元格不是日期 / most cells are no dates")
    return Marked(column, Mark.RECOGNISED)


def _with_words(marked: Marked, cells: Sequence[Cell], procedure: Procedure) -> Marked:
    """A column of steps with the words found in it, where they are not the procedure's own."""
    if marked.column.get("step") is not True or "words" in marked.column:
        return marked
    titles = {
        plain(t).casefold(): s.id for s in procedure.steps.values() for t in (s.title.en, s.title.zh, s.id)
    }
    words = list(dict.fromkeys(read_text(cell) or "" for cell in cells))[:MOST_WORDS]
    if all(plain(word).casefold() in titles for word in words):
        return marked
    meanings: dict[str, str | None] = {}
    for word in words:
        near = difflib.get_close_matches(plain(word).casefold(), titles, 1, 0.4)
        meanings[word] = titles[near[0]] if near else None
    why = "逐词核对；null 表示忽略该行 / check each word; null leaves the row out"
    return Marked({**marked.column, "words": meanings}, Mark.CHECK, why)


def _once_only(columns: list[Marked]) -> list[Marked]:
    """Keep the first column of each role that there can only be one of; the later ones are asked about."""
    seen: set[str] = set()
    found = []
    for one in columns:
        role = next(
            (name for name in ("matter", "at", "seq", "parent", "procedure") if one.column.get(name) is True),
            None,
        )
        role = role or ("step" if one.column.get("step") is True else None)
        step = one.column.get("step")
        name = role or (f"step {step}" if isinstance(step, str) else None)
        if name in seen and name is not None:
            why = f"已有一列是 {name} / another column is {name} already"
            one = Marked({"heading": one.column["heading"], "ignore": True}, Mark.CHECK, why)
        elif name is not None:
            seen.add(name)
        found.append(one)
    return _with_known_of(found)


def _with_known_of(columns: list[Marked]) -> list[Marked]:
    """Leave out columns that belong to a step this sheet does not have."""
    steps = {one.column["step"] for one in columns if isinstance(one.column.get("step"), str)}
    is_events = any(one.column.get("step") is True for one in columns)
    found = []
    for one in columns:
        of = one.column.get("of")
        names = [of] if isinstance(of, str) else list(of or ())
        there = [name for name in names if name in steps or name in ("*", "matter")]
        if names and not is_events and there != names:
            if there:
                one = Marked({**one.column, "of": there}, one.mark, one.why)
            else:
                why = f"它的环节不在表里：{'、'.join(names)} / its step is not in this sheet"
                one = Marked({"heading": one.column["heading"], "ignore": True}, Mark.CHECK, why)
        found.append(one)
    return found


def _add_joins(result: Suggestion, opened: Opened, lawbook: Lawbook) -> None:
    """Propose other sheets that name the same matters and hold steps."""
    matter = next((one.column["heading"] for one in result.columns if one.column.get("matter") is True), None)
    if matter is None or result.shape != "matters":
        return
    for sheet in opened.sheets:
        if sheet.name == result.sheet:
            continue
        found = _suggest(opened, sheet, lawbook, lawbook.procedures[result.procedure], "matters")
        if found is None:
            continue
        key = [one for one in found[1].columns if heading_key(one.column["heading"]) == heading_key(matter)]
        rest = [one for one in found[1].columns if one not in key and "matter" not in one.column]
        if key and any(isinstance(one.column.get("step"), str) for one in rest):
            result.joins.append((sheet.name, key[0].column["heading"], rest))


def _are_dates(cells: Sequence[Cell], lawbook: Lawbook) -> bool:
    """Whether most of the cells are dates or times."""
    if not cells:
        return False
    clock = Clock(lawbook.zone, lawbook.zone)
    good = 0
    for cell in cells:
        try:
            clock.read(cell)
            good += 1
        except CellError:
            continue
    return good * 10 >= len(cells) * 7


def _plain_header(head: Sequence[tuple[int, Sequence[Cell]]]) -> Header | None:
    """Without any known name: the first of the rows with the most filled cells, if all of them are text."""
    widths = [
        (sum(not is_blank(cell) for cell in cells), -number)
        for number, cells in head[:LOOKED_AT]
        if all(isinstance(cell, str) or cell is None for cell in cells)
    ]
    if not widths or max(widths)[0] < 2:
        return None
    row = -max(widths)[1]
    names = [read_text(cell) or "" for number, cells in head if number == row for cell in cells]
    return find_header(lines_of(head), names, row)


def _id_of(path: Path) -> str:
    """An id from a file's name."""
    name = path.name.split(".")[0].casefold()
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name).strip("_")
    return kept if kept[:1].isalpha() else f"map_{kept}".rstrip("_")
