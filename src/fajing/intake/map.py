"""A map: how one export becomes events. The format in full: docs/map_format.md.

In: the parsed dict of a `maps/<name>.yaml` (`Lawbook.maps`). Out: a `Map`, checked against the procedures it
names, or a `FajingError` saying what is wrong and what would be right. Nothing is read here but the dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fajing.core.errors import FajingError
from fajing.core.moments import Precision, Zone
from fajing.intake._checks import Checker
from fajing.intake.cells import blank_words, plain
from fajing.intake.columns import Column, read_columns
from fajing.intake.headings import heading_key
from fajing.lawbook.model import Lawbook, Procedure

SHAPES = ("matters", "events")
ORDERS = ("ymd", "dmy", "mdy")
_KEYS = {
    "id", "title", "shape", "procedure", "zone", "precision", "date_order", "sheets", "header_row", "delimiter",
    "blank", "columns", "source_key", "skip_rows_where", "other_columns", "join", "export", "overrides",
}  # fmt: skip
_JOIN_KEYS = {
    "sheet", "file", "key", "to", "shape", "header_row", "columns", "skip_rows_where", "unmatched", "procedure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheets:
    """Which sheets of a workbook are read.

    Attributes:
        pattern: Name, or pattern with `*` and `?`; `*` for any.
        header_row: Number of the row of headings, or None to look for it.
    """

    pattern: str
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """A second table whose rows belong to rows of the first.

    Attributes:
        sheet: Pattern of its sheet's name, in the same file.
        file: Pattern of its file's name, among the files given; one of the two is set.
        key: Its headings that name the row it belongs to.
        to: The headings of the first table with the same content.
        shape: `matters`: date columns are steps; `events`: one event a row.
        header_row: As in `Sheets`.
        columns: Its columns.
        skip: Rows left out.
        ignores_unmatched: Whether a row that belongs to none is ignored; else it is a reject.
    """

    sheet: str | None
    file: str | None
    key: tuple[str, ...]
    to: tuple[str, ...]
    shape: str
    header_row: int | None
    columns: tuple[Column, ...]
    skip: Mapping[str, frozenset[str]]
    ignores_unmatched: bool = False

    @property
    def name(self) -> str:
        """What a person calls this table."""
        return self.sheet or self.file or ""


@dataclass(frozen=True, slots=True)
class Map:
    """How one export becomes events.

    Attributes:
        id: Its id.
        shape: `matters`: one row per matter, date columns are steps; `events`: one event a row.
        procedure: The kind of matter of every row; None where a column says it.
        procedures: Every kind of matter a row may have.
        zone: Civil time of the export.
        precision: How finely times are known, unless a column says otherwise; None = by the cell.
        order: Order of year, month and day in all-number dates.
        sheets: Sheets to read; empty = every sheet whose headings fit.
        header_row: Number of the row of headings, or None to look for it.
        delimiter: Of a text file, where it should not be guessed.
        blank: Words that mean "nothing", small letters.
        columns: The columns.
        source_key: Headings that tell one row from another; empty = the matter (shape `matters`) or the
            content.
        joins: Tables joined to it.
        skip: Heading → words; a row with one of them there is left out (totals).
        refuses_other_columns: Whether a heading the map does not know refuses the file.
        is_full_export: Whether each file holds everything there is, so that a key gone from it is reported.
    """

    id: str
    shape: str
    procedure: str | None
    procedures: tuple[Procedure, ...]
    zone: Zone
    precision: Precision | None
    order: str
    sheets: tuple[Sheets, ...]
    header_row: int | None
    delimiter: str | None
    blank: frozenset[str]
    columns: tuple[Column, ...]
    source_key: tuple[str, ...]
    joins: tuple[Join, ...]
    skip: Mapping[str, frozenset[str]]
    refuses_other_columns: bool = False
    is_full_export: bool = False


def read_map(data: Mapping[str, Any], lawbook: Lawbook) -> Map:
    """Check a parsed map and make it ready.

    Args:
        data: The parsed file.
        lawbook: Whose procedures it names.

    Raises:
        FajingError: A key, step, field or word is unknown, or something is missing or said twice.
    """
    at = Checker(f"maps/{data.get('id', '?')}")
    at.known_keys(data, _KEYS)
    shape = at.choice(data, "shape", SHAPES)
    procedures = _procedures(data, lawbook, at)
    columns = read_columns(data.get("columns"), shape, procedures, lawbook, at, joined=False)
    joins = tuple(
        _join(item, columns, procedures, lawbook, at.inside(f"join[{number}]"))
        for number, item in enumerate(at.sequence(data, "join"), 1)
    )
    found = Map(
        id=at.text(data, "id"),
        shape=shape,
        procedure=data.get("procedure"),
        procedures=procedures,
        zone=_zone(data, lawbook, at),
        precision=Precision(at.choice(data, "precision", tuple(Precision))) if "precision" in data else None,
        order=at.choice(data, "date_order", ORDERS) if "date_order" in data else "ymd",
        sheets=_sheets(data, at),
        header_row=_header_row(data, at),
        delimiter=at.text(data, "delimiter") if "delimiter" in data else None,
        blank=blank_words(at.texts(data, "blank")),
        columns=columns,
        source_key=_source_key(data, columns, at),
        joins=joins,
        skip=_skip(data, at),
        refuses_other_columns=at.choice(data, "other_columns", ("ignore", "refuse"), "ignore") == "refuse",
        is_full_export=at.choice(data, "export", ("full", "part"), "part") == "full",
    )
    _check_whole(found, at)
    return found


def _procedures(data: Mapping[str, Any], lawbook: Lawbook, at: Checker) -> tuple[Procedure, ...]:
    """The kinds of matter a row may have: the map's own, or those its procedure column names."""
    named: list[str] = [at.text(data, "procedure")] if "procedure" in data else []
    for item in at.sequence(data, "columns"):
        if isinstance(item, Mapping) and item.get("procedure") is True:
            words = item.get("words")
            named += (
                list(map(str, words.values())) if isinstance(words, Mapping) else list(lawbook.procedures)
            )
    for name in named:
        if name not in lawbook.procedures:
            raise at.unknown("procedure", name, lawbook.procedures)
    if not named:
        raise at.error(
            "没有写明案事件种类",
            "no kind of matter is named",
            "写 procedure: <种类>，或给一列写 procedure: true",
            "add `procedure:` or a column with `procedure: true`",
        )
    return tuple(lawbook.procedures[name] for name in dict.fromkeys(named))


def _zone(data: Mapping[str, Any], lawbook: Lawbook, at: Checker) -> Zone:
    if "zone" not in data:
        return lawbook.zone
    try:
        return Zone.of(at.text(data, "zone"))
    except FajingError as error:
        error.where = error.where or at.where
        raise


def _sheets(data: Mapping[str, Any], at: Checker) -> tuple[Sheets, ...]:
    found = []
    for item in at.sequence(data, "sheets"):
        if isinstance(item, Mapping):
            at.known_keys(item, {"name", "header_row"})
            found.append(Sheets(at.text(item, "name"), _header_row(item, at)))
        else:
            found.append(Sheets(str(item)))
    return tuple(found)


def _header_row(data: Mapping[str, Any], at: Checker) -> int | None:
    row = data.get("header_row", "auto")
    if row == "auto":
        return None
    if isinstance(row, bool) or not isinstance(row, int) or row < 1:
        raise at.error(
            f"header_row 写法不对：{row!r}",
            f"header_row cannot be {row!r}",
            "写行号（从1数起）或 auto",
            "write the row's number, counted from 1, or `auto`",
        )
    return row


def _skip(data: Mapping[str, Any], at: Checker) -> dict[str, frozenset[str]]:
    found = {}
    for heading, words in at.mapping(data, "skip_rows_where").items():
        listed = words if isinstance(words, list | tuple) else [words]
        found[str(heading)] = frozenset(plain(str(word)).casefold() for word in listed)
    return found


def _source_key(data: Mapping[str, Any], columns: tuple[Column, ...], at: Checker) -> tuple[str, ...]:
    """The headings of the key: from the top of the map, and from columns marked `source_key: true`."""
    known = {heading_key(name): column.heading for column in columns for name in column.headings}
    found = []
    for heading in at.texts(data, "source_key"):
        if heading_key(heading) not in known:
            raise at.unknown("source_key", heading, [column.heading for column in columns])
        found.append(known[heading_key(heading)])
    found += [column.heading for column in columns if column.is_key]
    return tuple(dict.fromkeys(found))


def _join(
    data: object,
    columns: tuple[Column, ...],
    procedures: tuple[Procedure, ...],
    lawbook: Lawbook,
    at: Checker,
) -> Join:
    """One joined table."""
    if not isinstance(data, Mapping):
        raise at.error(
            "join 的每一项应写成“键: 值”",
            "each join is a mapping",
            "{sheet: 物品, key: [案件编号], columns: [...]}",
            "{sheet: Items, key: [Case no.], columns: [...]}",
        )
    at.known_keys(data, _JOIN_KEYS)
    if ("sheet" in data) == ("file" in data):
        raise at.error(
            "join 要写 sheet 或 file 之一", "a join names a sheet or a file", "sheet: 物品", "sheet: Items"
        )
    shape = at.choice(data, "shape", SHAPES, "matters")
    key = at.texts(data, "key")
    matter = [column.heading for column in columns if column.role == "matter"]
    to = at.texts(data, "to") or (key if len(key) != 1 else matter)
    known = {heading_key(name) for column in columns for name in column.headings}
    if not key or len(key) != len(to):
        raise at.error(
            "key 与 to 的列数不同", "`key` and `to` differ in length", "key: [案件编号]", "key: [Case no.]"
        )
    for heading in to:
        if heading_key(heading) not in known:
            raise at.unknown("to", heading, [column.heading for column in columns])
    joined = read_columns(data.get("columns"), shape, procedures, lawbook, at, joined=True)
    _check_roles(("step", "at") if shape == "events" else (), joined, at)
    return Join(
        sheet=str(data["sheet"]) if "sheet" in data else None,
        file=str(data["file"]) if "file" in data else None,
        key=key,
        to=tuple(to),
        shape=shape,
        header_row=_header_row(data, at),
        columns=joined,
        skip=_skip(data, at),
        ignores_unmatched=at.choice(data, "unmatched", ("reject", "ignore"), "reject") == "ignore",
    )


def _check_whole(found: Map, at: Checker) -> None:
    """What can only be seen of the columns together."""
    _check_roles(("matter", "step", "at") if found.shape == "events" else ("matter",), found.columns, at)
    if found.delimiter is not None and len(found.delimiter) != 1:
        raise at.error(
            "delimiter 只能是一个字符", "the delimiter is one character", 'delimiter: ";"', 'delimiter: ";"'
        )


def _check_roles(needed: tuple[str, ...], columns: tuple[Column, ...], at: Checker) -> None:
    """Refuse columns that lack a role, or have one twice that there can only be one of."""
    roles = [column.role for column in columns]
    for role in needed:
        if role not in roles:
            raise at.error(
                f"缺少 {role}: true 的列",
                f"no column has `{role}: true`",
                f"给一列写上 {role}: true",
                f"add `{role}: true` to a column",
            )
    for role in ("matter", "parent", "procedure", "seq"):
        if roles.count(role) > 1:
            raise at.error(
                f"{role} 只能有一列", f"only one column may have `{role}`", "只留一列", "keep one of them"
            )


def find_map(lawbook: Lawbook, map_id: str) -> Map:
    """The map with that id.

    Raises:
        FajingError: The lawbook has no such map.
    """
    if map_id not in lawbook.maps:
        raise FajingError(
            f"规则库 {lawbook.id} 里没有对照表 (no such map): {map_id}",
            remedy="、".join(sorted(lawbook.maps)) or "maps/ 里还没有对照表；见 docs/guides/add_a_map.md",
        )
    return read_map(lawbook.maps[map_id], lawbook)
