"""OCEL 2.0 as a database (.sqlite), opened for reading only; it is checked whole before anything is taken from it."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError
from fajing.intake.readers._ocel import ocel_table
from fajing.intake.readers._ocel_items import Declared, Happening, Thing, damaged
from fajing.intake.readers.base import Sheet, unreadable

SUFFIXES = (".sqlite", ".sqlite3", ".db")
LONGEST_VALUE = 1 << 24
_MAGIC = b"SQLite format 3\x00"
_TABLES = {
    "event": ("ocel_id", "ocel_type"),
    "object": ("ocel_id", "ocel_type"),
    "event_object": ("ocel_event_id", "ocel_object_id", "ocel_qualifier"),
    "event_map_type": ("ocel_type", "ocel_type_map"),
    "object_map_type": ("ocel_type", "ocel_type_map"),
}
_RELATED = "object_object"
_OWN = {"ocel_id", "ocel_time", "ocel_changed_field"}
_KINDS = {"INT": "integer", "REAL": "float", "FLOA": "float", "DOUB": "float", "BOOL": "boolean"}


def recognises(head: bytes, name: str) -> bool:
    """By its first bytes."""
    del name
    return head.startswith(_MAGIC)


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The one table of the file: its events."""
    del delimiter
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            raise FajingError(
                f"数据库还没有关好 (the database was not closed): {path.name}",
                why=f"旁边有 {beside.name}，里面可能有没写进去的数据。/ {beside.name} may hold what is not in it yet.",
                remedy="关掉正在使用它的程序，再导出一次 / close the program that uses it and export it again",
            )
    return [ocel_table(path, _Sqlite(path))]


@dataclass(slots=True)
class _Sqlite:
    path: Path
    is_checked: bool = False

    def items(self) -> Iterator[Declared | Thing | Happening]:
        """Everything it holds."""
        try:
            with closing(self._connect()) as base:
                yield from _Base(base, self.path.name).items()
        except (sqlite3.Error, OverflowError, UnicodeError, MemoryError) as error:
            raise unreadable(self.path, str(error)[:200]) from error

    def _connect(self) -> sqlite3.Connection:
        # immutable: nothing is written beside it, and no lock is asked of whoever keeps the file
        base = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            self._guard(base)
        except BaseException:
            base.close()
            raise
        return base

    def _guard(self, base: sqlite3.Connection) -> None:
        """Set the limits, and walk the whole database once: a broken index would lose rows in silence."""
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA query_only = ON")
        if not self.is_checked:
            found = base.execute("PRAGMA integrity_check(1)").fetchone()
            if found != ("ok",):
                raise unreadable(self.path, str(found and found[0])[:200])
            self.is_checked = True


class _Base:
    """An open database, whose tables are those of OCEL 2.0."""

    def __init__(self, base: sqlite3.Connection, name: str) -> None:
        self._base = base
        self._name = name
        kinds = base.execute("SELECT name, type, coalesce(sql, '') FROM sqlite_master")
        self._plain = {
            str(table)
            for table, kind, sql in kinds
            if kind == "table" and not str(sql).upper().lstrip().startswith("CREATE VIRTUAL")
        }
        for table, columns in _TABLES.items():
            self._columns(table, columns)

    def items(self) -> Iterator[Declared | Thing | Happening]:
        """Types, then objects, then events in the order of their table."""
        places: dict[str, dict[str, tuple[str, list[tuple[str, str]]]]] = {}
        for of in ("object", "event"):
            places[of] = {}
            for type_, ending in self._select(["ocel_type", "ocel_type_map"], f"{of}_map_type"):
                if type_ is None or ending is None:
                    raise damaged(self._name, f"{of}_map_type 有空值 / is not filled in")
                table = f"{of}_{ending}"
                kinds = self._columns(table, ("ocel_id", "ocel_time"))
                own = [(name, kind) for name, kind in kinds.items() if name not in _OWN]
                places[of][str(type_)] = (table, own)
                yield Declared(of, str(type_), own)
        yield from self._objects(places["object"])
        yield from self._events(places["event"])

    def _objects(self, places: dict[str, tuple[str, list[tuple[str, str]]]]) -> Iterator[Thing]:
        self._check_types("object", places)
        found: dict[str, Thing] = {}
        for number, (id_, type_) in enumerate(self._select(["ocel_id", "ocel_type"], "object"), 1):
            if not id_ or not type_ or str(id_) in found:
                raise damaged(
                    self._name,
                    f"第 {number} 个对象的 id 空缺或重复 / id of object no. {number} missing or taken",
                )
            found[str(id_)] = Thing(str(id_), str(type_))
        for type_, (table, own) in places.items():
            has_changed = "ocel_changed_field" in self._columns(table, ())
            chosen = ["ocel_id", "ocel_time", "ocel_changed_field" if has_changed else "NULL"]
            chosen += [_quoted(name) for name, _ in own]
            for id_, time, changed, *values in self._select(chosen, _quoted(table)):
                thing = found.get(str(id_))
                if thing is None or thing.type != type_:
                    raise self._strange(table)
                for (name, _), value in zip(own, values, strict=True):
                    if name == changed or (not changed and value is not None):
                        thing.attributes.append((name, _text(time), _text(value)))
        if _RELATED in self._plain:
            ends = ("ocel_source_id", "ocel_target_id", "ocel_qualifier")
            self._columns(_RELATED, ends)
            for source, target, qualifier in self._select(ends, _RELATED):
                if str(source) not in found:
                    raise self._strange(_RELATED)
                found[str(source)].links.append((str(target), _text(qualifier) or ""))
        yield from found.values()

    def _events(self, places: dict[str, tuple[str, list[tuple[str, str]]]]) -> Iterator[Happening]:
        """The events, with the rows of the other tables that belong to each, all in one order."""
        self._check_types("event", places)
        rows = self._select(["rowid", "ocel_id", "ocel_type"], "event ORDER BY rowid")
        streams: list[Iterator[tuple[int, int, Any]]] = [((row, 0, (id_, type_)) for row, id_, type_ in rows)]
        for type_, (table, own) in places.items():
            self._check_ids(table, "ocel_id", type_)
            rows = self._select(
                ["e.rowid", "t.ocel_time", *(f"t.{_quoted(name)}" for name, _ in own)],
                f"event e JOIN {_quoted(table)} t ON t.ocel_id = e.ocel_id WHERE e.ocel_type = ? ORDER BY e.rowid",
                type_,
            )
            streams.append(_with_names(rows, [name for name, _ in own]))
        self._check_ids("event_object", "ocel_event_id", None)
        links = self._select(
            ["e.rowid", "o.ocel_object_id", "o.ocel_qualifier"],
            "event e JOIN event_object o ON o.ocel_event_id = e.ocel_id ORDER BY e.rowid, o.rowid",
        )
        streams.append((row, 2, (other, qualifier)) for row, other, qualifier in links)
        event: Happening | None = None
        has_time = False
        for _, kind, content in heapq.merge(*streams, key=lambda one: one[:2]):
            if kind == 0:
                if event is not None:
                    yield event
                event, has_time = Happening(_text(content[0]), _text(content[1]), None), False
            elif event is None:
                raise self._strange("event")
            elif kind == 1:
                if has_time:
                    raise damaged(self._name, "一个事件有两行 / two rows for one event")
                has_time = True
                event.time = _text(content[0])
                event.attributes = content[1]
            elif content[0]:
                event.links.append((str(content[0]), _text(content[1]) or ""))
        if event is not None:
            yield event

    def _select(self, columns: Sequence[str], rest: str, *values: str) -> Iterator[Any]:
        """The rows of a query; each has a cursor of its own, because several are read side by side."""
        query = f"SELECT {', '.join(columns)} FROM {rest}"  # noqa: S608  names are those of the format, or quoted
        return self._base.cursor().execute(query, values)

    def _columns(self, table: str, needed: tuple[str, ...]) -> dict[str, str]:
        """Columns of a table with the types OCEL gives them.

        Raises:
            FajingError: There is no such table, or it lacks a column.
        """
        if table not in self._plain:
            raise damaged(self._name, f"没有表 {table} / no such table")
        found = {}
        for _, name, declared, *_ in self._base.execute(f"PRAGMA table_info({_quoted(table)})"):
            kind = str(declared).upper()
            found[str(name)] = next((one for key, one in _KINDS.items() if key in kind), "string")
        lacking = [name for name in needed if name not in found]
        if lacking:
            raise damaged(self._name, f"表 {table} 没有 {'、'.join(lacking)} / it has not these columns")
        return found

    def _check_types(self, of: str, places: Collection[str]) -> None:
        for (type_,) in self._select(["DISTINCT ocel_type"], f"{of} WHERE ocel_type IS NOT NULL"):
            if str(type_) not in places:
                raise damaged(
                    self._name, f"{of} 的种类不在 {of}_map_type 里 / a type of {of} is not declared"
                )

    def _check_ids(self, table: str, column: str, type_: str | None) -> None:
        """Refuse rows that belong to no event: they would be lost in silence."""
        of_type, values = ("", ()) if type_ is None else (" AND e.ocel_type = ?", (type_,))
        rest = (
            f"{_quoted(table)} t LEFT JOIN event e ON e.ocel_id = t.{column}{of_type} WHERE e.ocel_id IS NULL"
        )
        for _ in self._select(["1"], f"{rest} LIMIT 1", *values):
            raise self._strange(table)

    def _strange(self, table: str) -> FajingError:
        return damaged(
            self._name, f"表 {table} 有一行不属于任何事件或对象 / a row of it belongs to no event or object"
        )


def _with_names(rows: Iterator[Any], names: list[str]) -> Iterator[tuple[int, int, Any]]:
    for row, time, *values in rows:
        said = [(name, _text(value)) for name, value in zip(names, values, strict=True) if value is not None]
        yield row, 1, (time, said)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str | None:
    """A value as text; bytes are no value of OCEL."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        raise UnicodeError("a value of bytes")
    return repr(value) if isinstance(value, float) else str(value)
