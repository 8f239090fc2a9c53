"""An export profile: which records a list holds, and what stands in each of its columns.

In: a file of a lawbook's `disclosures/` and the lawbook. Out: a `Profile`, or an error that says what is wrong in the
file. A column for a personal value can have no source, and no column takes a field that a procedure marks personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fajing.core.errors import FajingError, UsageError
from fajing.lawbook.model import Lawbook, Procedure, Step, Text
from fajing.lawbook.problems import suggest
from fajing.lawbook.yaml_reader import read_documents

FOLDER = "disclosures"
OF_RECORD = ("matter", "day", "unit", "kinds")
"""What a column may be taken from that is no field."""
_KEYS = {
    "profile": {"id", "title", "map", "procedure", "rows", "kinds", "columns"},
    "rows": {"step", "listed", "gone", "held"},
    "held": {"field", "matter_field", "values", "from", "why"},
    "kind": {"field", "word"},
    "column": {"code", "heading", "from", "money_in", "words", "personal", "by_analogy"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes:
        code: Its code.
        heading: What stands above it.
        source: What it is taken from: one of `OF_RECORD`, a field of the step, or nothing.
        money_in_wan: Whether the field is money, to be written in ten thousand yuan.
        words: The word that stands for each code of the field; a code without one leaves the cell empty.
        is_personal: Whether it would hold a personal value; it is left empty.
        is_by_analogy: Whether its code was concluded from its neighbours and is unverified.
    """

    code: str
    heading: str
    source: str | None = None
    money_in_wan: bool = False
    words: Mapping[str, str] | None = None
    is_personal: bool = False
    is_by_analogy: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """What keeps a record out of the list until a person has decided.

    Attributes:
        field: The field that is looked at.
        of_matter: Whether it is a field of the matter, not of the step.
        values: The values that hold it back.
        since: First day on which it does.
        why: The reason.
    """

    field: str
    of_matter: bool
    values: tuple[Any, ...]
    since: date | None
    why: Text


@dataclass(frozen=True, slots=True)
class Profile:
    """A list that can be written.

    Attributes:
        id: Its name.
        title: What it is.
        map: The map that reads such a list.
        procedure: Kind of matter.
        step: The step that makes a row.
        listed: The field of the step that says whether it must be published.
        gone: Steps after which it must not stand there any more.
        held: What holds it back.
        kinds: Fields with the word that stands for each where it is true or more than nothing.
        columns: The columns in order.
    """

    id: str
    title: Text
    map: str
    procedure: str
    step: str
    listed: str
    gone: tuple[str, ...]
    held: tuple[Held, ...]
    kinds: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]


def read_profiles(lawbook: Lawbook) -> dict[str, Profile]:
    """The profiles of a lawbook and its overlays by name; a later folder's counts."""
    found = {}
    for folder in lawbook.folders:
        for path in sorted((folder / FOLDER).glob("*.yaml")):
            for document in read_documents(path):
                one = _read(document.data, path, lawbook)
                found[one.id] = one
    return found


def profile_of(lawbook: Lawbook, name: str) -> Profile:
    """The profile of that name.

    Raises:
        UsageError: There is none.
    """
    profiles = read_profiles(lawbook)
    if name not in profiles:
        raise UsageError(f"没有这个清单 (no such list): {name}", remedy=suggest(name, profiles))
    return profiles[name]


def _read(data: Any, path: Path, lawbook: Lawbook) -> Profile:
    reader = _Reader(path, lawbook)
    reader.known("profile", data)
    rows = data.get("rows")
    reader.known("rows", rows)
    procedure = lawbook.procedures.get(str(data.get("procedure")))
    if procedure is None:
        raise reader.error(f"没有这个程序 (no such procedure): {data.get('procedure')}")
    step = reader.step(procedure, rows.get("step"))
    kinds = tuple(reader.kind(step, one) for one in data.get("kinds") or ())
    columns = tuple(reader.column(step, one, bool(kinds)) for one in data.get("columns") or ())
    if not columns:
        raise reader.error("没有列 (no columns)")
    if data.get("map") not in lawbook.maps:
        raise reader.error(f"没有这个对照表 (no such map): {data.get('map')}")
    return Profile(
        id=str(data["id"]),
        title=reader.text(data.get("title")),
        map=data["map"],
        procedure=procedure.id,
        step=step.id,
        listed=reader.field(step.fields, rows.get("listed")),
        gone=tuple(reader.step(procedure, one).id for one in rows.get("gone") or ()),
        held=tuple(reader.held(procedure, step, one) for one in rows.get("held") or ()),
        kinds=kinds,
        columns=columns,
    )


class _Reader:
    """Reads parts of one file and says where it is wrong."""

    def __init__(self, path: Path, lawbook: Lawbook) -> None:
        self.path, self.lawbook = path, lawbook

    def error(self, what: str, remedy: str = "") -> FajingError:
        return FajingError(what, where=str(self.path), remedy=remedy)

    def known(self, part: str, data: Any) -> None:
        if not isinstance(data, Mapping):
            raise self.error(f"{part}：要有键和值 (keys and values are wanted)")
        for key in data:
            if key not in _KEYS[part]:
                raise self.error(f"不认识的键 (unknown key): {key}", suggest(str(key), _KEYS[part]))

    def text(self, value: Any) -> Text:
        if isinstance(value, str):
            return Text(value, value)
        if not isinstance(value, Mapping) or not {"zh", "en"} <= value.keys():
            raise self.error("要有中文和英文 (Chinese and English are wanted)", "{zh: …, en: …}")
        return Text(str(value["zh"]), str(value["en"]))

    def step(self, procedure: Procedure, name: Any) -> Step:
        if name not in procedure.steps:
            raise self.error(
                f"没有这个环节 (no such step): {name}", suggest(str(name), list(procedure.steps))
            )
        return procedure.steps[name]

    def field(self, fields: Mapping[str, Any], name: Any) -> str:
        """A field that may leave the house."""
        if name not in fields:
            raise self.error(f"没有这个字段 (no such field): {name}", suggest(str(name), list(fields)))
        if fields[name].personal:
            raise self.error(
                f"个人信息字段不得写入清单 (a personal field must not stand in a list): {name}",
                "删去 from / take `from` away",
            )
        return str(name)

    def kind(self, step: Step, one: Any) -> tuple[str, str]:
        self.known("kind", one)
        return self.field(step.fields, one.get("field")), str(one["word"])

    def held(self, procedure: Procedure, step: Step, one: Any) -> Held:
        self.known("held", one)
        of_matter = "matter_field" in one
        fields = procedure.fields if of_matter else step.fields
        since = one.get("from")
        return Held(
            self.field(fields, one.get("matter_field" if of_matter else "field")),
            of_matter,
            tuple(one.get("values") or ()),
            date.fromisoformat(since) if since else None,
            self.text(one.get("why")),
        )

    def column(self, step: Step, one: Any, has_kinds: bool) -> Column:
        self.known("column", one)
        source = one.get("from")
        column = Column(
            str(one["code"]),
            str(one["heading"]),
            source,
            one.get("money_in") == "wan",
            one.get("words"),
            bool(one.get("personal")),
            bool(one.get("by_analogy")),
        )
        if column.is_personal and source is not None:
            raise self.error(
                f"个人信息栏只能留空 (a personal column stays empty): {column.heading}",
                "删去 from / take `from` away",
            )
        if source == "kinds" and not has_kinds:
            raise self.error("没有写 kinds (there are no kinds)")
        if source is not None and source not in OF_RECORD:
            self.field(step.fields, source)
        return column
