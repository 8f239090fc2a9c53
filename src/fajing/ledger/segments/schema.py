"""The columns of a segment's tables and what its `segment.json` says. The format stands in docs/segments.md.

Only names, types and plain values; nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

from fajing.core.errors import FajingError
from fajing.core.events import Carried
from fajing.core.moments import Precision

SCHEMA = 2  # of segment.json: 2 says once which fields several steps have in common
FOLDER_SCHEMA = 1  # of fajing.json
ALGORITHM = "sha256"
TARGET = 500_000  # events in a row group, unless one file has more

EVENTS, MATTERS, FILES = "events.parquet", "matters.parquet", "files.parquet"
CHECKS, MANIFEST = "checks.bin", "segment.json"

PRECISIONS = (Precision.DAY, Precision.MINUTE, Precision.SECOND)
"""In the order of their numbers in a column of precisions."""

WORDS = pa.dictionary(pa.int32(), pa.string())
_PEOPLE = pa.list_(pa.struct([("id", pa.string()), ("role", pa.string())]))

EVENT_COLUMNS: dict[str, pa.DataType] = {
    "file": pa.int32(),
    "matter": pa.int32(),
    "step": WORDS,
    "at": pa.int64(),
    "precision": pa.int8(),
    "seq": pa.int64(),
    "until": pa.int64(),
    "until_precision": pa.int8(),
    "recorded": pa.int64(),
    "recorded_precision": pa.int8(),
    "unit": WORDS,
    "officer_1": WORDS,
    "role_1": WORDS,
    "officer_2": WORDS,
    "role_2": WORDS,
    "object_1": WORDS,
    "officers_more": _PEOPLE,
    "objects_more": pa.list_(pa.string()),
    "id": pa.string(),
    "source": pa.string(),
}
MATTER_COLUMNS: dict[str, pa.DataType] = {
    "id": pa.string(),
    "procedure": WORDS,
    "parent": pa.string(),
    "unit": WORDS,
    "source": pa.string(),
    "links": pa.list_(pa.string()),
    "file": pa.int32(),
}
FILE_COLUMNS: dict[str, pa.DataType] = {
    "id": pa.string(),
    "first_row": pa.int64(),
    "rows": pa.int32(),
    "row_group": pa.int32(),
}
VALUE_KINDS: dict[str, pa.DataType] = {
    "text": WORDS,
    "int": pa.int64(),
    "bool": pa.bool_(),
    "decimal": pa.string(),
    "moment": pa.int64(),
    "precision": pa.int8(),
}


def is_value(column: str) -> bool:
    """Whether a column holds a value of an event or matter: `kind.name`.

    Example:
        >>> is_value("int.amount"), is_value("precision"), is_value("precision.deadline")
        (True, False, True)
    """
    kind, dot, _ = column.partition(".")
    return bool(dot) and kind in VALUE_KINDS


def with_fields(columns: Iterable[str], fields: Collection[str]) -> list[str]:
    """Of some columns those that hold no value, and the values of some fields."""
    return [one for one in columns if not is_value(one) or one.partition(".")[2] in fields]


def type_of(column: str, fixed: Mapping[str, pa.DataType]) -> pa.DataType:
    """The type of a column, fixed or of a value."""
    return fixed[column] if column in fixed else VALUE_KINDS[column.partition(".")[0]]


def table_schema(fixed: Mapping[str, pa.DataType], values: Iterable[str]) -> pa.Schema:
    """The fixed columns in their order, then those of values in the order of their names."""
    return pa.schema([(name, type_of(name, fixed)) for name in [*fixed, *sorted(values)]])


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that an import read. The counts are of its rows, as the reading of this one import saw them."""

    name: str
    sha256: str
    map: str = ""
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    corrected: int = 0
    rejected: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the events of a segment come from.

    Attributes:
        sources: The files read.
        carried: What their maps could have brought.
        lawbook: Id and hash of the lawbook that was read by.
        maps: By id, the hash of each map.
    """

    sources: tuple[SourceFile, ...] = ()
    carried: Carried = field(default_factory=Carried)
    lawbook: tuple[str, str] = ("", "")
    maps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """From where a segment was taken over, its rows unchanged.

    Attributes:
        district: The name under which the district is known here.
        number: Of the segment there.
        same: Ids of matters that somebody said are the same in two districts.
    """

    district: str
    number: int
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One row group of events, with the files and matters written beside it (row groups of the same number)."""

    rows: int
    first_file: int
    files: int
    first_matter: int
    matters: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `segment.json` says.

    Attributes:
        number: Of the segment, from 1.
        zone: Civil time in which its moments were read.
        events: Number of events.
        matters: Number of rows of matters.
        files: Number of files (case files).
        first_at: Earliest instant of an event; None without events.
        last_at: Latest instant of an event.
        columns: Columns of the events, in order.
        root: Root of the tree over the events, hexadecimal.
        matters_root: Root of the tree over the matters.
        origin: Where they come from.
        row_groups: Of events, matters and files alike.
        schema: Version of the format.
        algorithm: Of the hashes.
        gathered: From where it was taken over; None where it was written here.
    """

    number: int
    zone: str
    events: int
    matters: int
    files: int
    first_at: int | None
    last_at: int | None
    columns: tuple[str, ...]
    root: str
    matters_root: str
    origin: Origin
    row_groups: tuple[Group, ...]
    schema: int = SCHEMA
    algorithm: str = ALGORITHM
    gathered: Gathered | None = None

    def as_json(self) -> dict[str, Any]:
        """The manifest as it stands in `segment.json`."""
        carried = self.origin.carried
        return {
            "schema": self.schema,
            "number": self.number,
            "zone": self.zone,
            "events": self.events,
            "matters": self.matters,
            "files": self.files,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "columns": list(self.columns),
            "root": self.root,
            "matters_root": self.matters_root,
            "algorithm": self.algorithm,
            "carried": {
                "steps": _sorted(carried.steps),
                "fields": None if carried.fields is None else self._fields(carried.fields),
                "matter_fields": _sorted(carried.matter_fields),
            },
            "lawbook": {"id": self.origin.lawbook[0], "hash": self.origin.lawbook[1]},
            "maps": dict(self.origin.maps),
            "sources": [asdict(one) for one in self.origin.sources],
            "row_groups": [asdict(one) for one in self.row_groups],
            **({"gathered": asdict(self.gathered)} if self.gathered is not None else {}),
        }

    def _fields(self, fields: Mapping[str, frozenset[str]]) -> Any:
        if self.schema == 1:
            return {step: sorted(names) for step, names in fields.items()}
        steps: dict[frozenset[str], list[str]] = {}
        for step in sorted(fields):
            steps.setdefault(fields[step], []).append(step)
        return [{"steps": own, "fields": sorted(names)} for names, own in steps.items()]

    @classmethod
    def from_json(cls, data: Mapping[str, Any], where: str) -> Manifest:
        """Read what `as_json` gave.

        Raises:
            FajingError: A newer version wrote it, or it is no manifest.
        """
        try:
            check_schema(data["schema"], where, SCHEMA)
            carried = data["carried"]
            fields = carried["fields"]
            return cls(
                number=int(data["number"]),
                zone=str(data["zone"]),
                events=int(data["events"]),
                matters=int(data["matters"]),
                files=int(data["files"]),
                first_at=data["first_at"],
                last_at=data["last_at"],
                columns=tuple(data["columns"]),
                root=str(data["root"]),
                matters_root=str(data["matters_root"]),
                origin=Origin(
                    tuple(SourceFile(**one) for one in data["sources"]),
                    Carried(
                        _frozen(carried["steps"]),
                        None if fields is None else _fields_of(fields),
                        _frozen(carried["matter_fields"]),
                    ),
                    (data["lawbook"]["id"], data["lawbook"]["hash"]),
                    dict(data["maps"]),
                ),
                row_groups=tuple(Group(**one) for one in data["row_groups"]),
                schema=int(data["schema"]),
                algorithm=str(data["algorithm"]),
                gathered=_gathered(data.get("gathered")),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FajingError(
                "段的说明文件坏了 (the description of a segment is damaged)", where=where, why=repr(error)
            ) from error


def check_schema(version: object, where: str, newest: int) -> None:
    """Refuse what a newer program wrote.

    Args:
        version: What stands there.
        where: The file.
        newest: The newest version of it that this program knows; it knows all before it too.

    Raises:
        FajingError: The version is not one this program knows.
    """
    if type(version) is int and version > newest:
        raise FajingError(
            f"数据由更新版本的程序写成 (written by a newer program): schema {version}",
            where=where,
            why=f"本程序只认到 {newest} / this program knows up to {newest}",
            remedy="升级 fajing / upgrade fajing",
        )
    if type(version) is not int or version < 1:
        raise FajingError(f"不认识的格式版本 (unknown version of the format): {version!r}", where=where)


def _fields_of(plain: Any) -> dict[str, frozenset[str]]:
    """Fields by step, of either version; steps with the same fields share one set."""
    found: dict[str, frozenset[str]] = {}
    if isinstance(plain, list):
        for one in plain:
            found |= dict.fromkeys(one["steps"], frozenset(one["fields"]))
        return found
    before: list[str] = []
    shared: frozenset[str] = frozenset()
    for step, names in plain.items():
        if names != before:
            before, shared = names, frozenset(names)
        found[step] = shared
    return found


def _gathered(data: Mapping[str, Any] | None) -> Gathered | None:
    if data is None:
        return None
    return Gathered(str(data["district"]), int(data["number"]), tuple(data["same"]))


def _sorted(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _frozen(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
