"""Damaged and odd event logs, each made from a number: XES, XES.gz and the three formats of OCEL 2.0."""

from __future__ import annotations

import copy
import gzip
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from tests.intake.event_logs import OCEL, OCEL_MAP, XES_MAP, write_json, write_sqlite, write_xml
from tests.intake.mutants import ODD, damaged

MAPS: tuple[dict[str, Any], ...] = (XES_MAP, OCEL_MAP)
SUFFIXES = ("xes", "xes", "xes.gz", "jsonocel", "jsonocel", "xmlocel", "xmlocel", "sqlite")
_TAGS = (
    "string",
    "date",
    "int",
    "float",
    "boolean",
    "id",
    "list",
    "container",
    "event",
    "trace",
    "values",
    "x",
)
_KEYS = (
    "concept:name",
    "time:timestamp",
    "org:resource",
    "org:group",
    "lifecycle:transition",
    "fine",
    "kind",
    "a/b",
)
_TIMES = ("2026-03-02T09:00:00.000+01:00", "2026-03-02T09:00:00Z", "2026-03-02T09:00", "2026-03-02", "12")
_STEPS = ("接报", "受案", "received", "扣押", "处罚决定", "睡觉", "")


def _value(chance: random.Random, key: str) -> str:
    if chance.random() < 0.1:
        return str(chance.choice(ODD))
    if key == "concept:name":
        return chance.choice(_STEPS)
    return (
        chance.choice(_TIMES)
        if key == "time:timestamp"
        else chance.choice(["刘一", "500", "fire", "1.0E7", ""])
    )


def _attribute(chance: random.Random, deep: int = 0) -> str:
    tag = chance.choice(_TAGS[:6]) if chance.random() < 0.97 else chance.choice(_TAGS)
    key = chance.choice(_KEYS)
    inside = (
        "".join(_attribute(chance, deep + 1) for _ in range(chance.randrange(3)))
        if chance.random() < 0.1
        else ""
    )
    value = "" if tag in ("list", "container") else f" value={quoteattr(_value(chance, key))}"
    return f"<{tag} key={quoteattr(key)}{value}>{inside if deep < 5 else ''}</{tag}>"


def _event(chance: random.Random) -> str:
    usual = "".join(
        f'<string key="{key}" value={quoteattr(_value(chance, key))}/>'
        for key in ("concept:name", "time:timestamp")
        if chance.random() < 0.9
    )
    return f"<event>{usual}{''.join(_attribute(chance) for _ in range(chance.randrange(3)))}</event>"


def _xes(chance: random.Random) -> bytes:
    parts = [
        f'<trace><string key="concept:name" value="A{chance.randrange(5)}"/>'
        + "".join(_event(chance) for _ in range(chance.randrange(8)))
        + "</trace>"
        for _ in range(chance.randrange(8))
    ]
    if chance.random() < 0.3:
        parts.insert(0, '<classifier name="c" keys="concept:name fine"/><global scope="event"/>')
    if chance.random() < 0.05:
        parts.append(chance.choice([_event(chance), "<log/>", "&x;", "<!-- -- -->", "<![CDATA[x]]>"]))
    encoding = chance.choice(["utf-8", "utf-8", "gb18030", "utf-16", "utf-32"])
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f"{head}<log>{''.join(parts)}</log>".encode(encoding, "replace")


def _spoil(chance: random.Random, log: Any) -> None:
    """Change a few parts of a parsed log: other types, missing keys, parts twice, odd values."""
    for _ in range(chance.choice([0, 1, 1, 2, 6])):
        place, path = log, chance.randrange(2, 7)
        for _ in range(path):
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            inner = [key for key in keys if isinstance(place[key], dict | list) and place[key]]
            if not inner:
                break
            place = place[chance.choice(inner)]
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            continue
        key = chance.choice(keys)
        match chance.randrange(4):
            case 0:
                del place[key]
            case 1:
                place[key] = chance.choice([None, 5, -1.5, True, [], {}, [[]], "x", *map(str, ODD)])
            case 2 if isinstance(place, list):
                place.append(copy.deepcopy(place[key]))
            case _:
                place[key] = str(chance.choice(ODD))


_SQL = (
    "DELETE FROM event WHERE ocel_id = 'e1'", "UPDATE event_T0 SET ocel_time = 46083", "DROP TABLE event_object",
    "UPDATE event SET ocel_type = NULL", "UPDATE event_T0 SET handler = x'ff'", "ALTER TABLE event RENAME TO events",
    "UPDATE event SET ocel_id = NULL WHERE ocel_id = 'e2'", "DELETE FROM event_T1", "UPDATE object_T0 SET kind = 7",
    "INSERT INTO event_object VALUES ('e1', 'nobody', NULL)", "UPDATE object_T0 SET ocel_changed_field = 'x'",
    "CREATE TABLE other (a); DROP TABLE object_object", "UPDATE event_map_type SET ocel_type_map = 'T0'",
)  # fmt: skip


def _database(chance: random.Random, path: Path) -> None:
    write_sqlite(path, OCEL)
    with closing(sqlite3.connect(path)) as base:
        for _ in range(chance.choice([0, 0, 1, 2])):
            try:
                base.executescript(chance.choice(_SQL))
            except sqlite3.Error:
                continue


def make_log_file(number: int, folder: Path) -> Path:
    """The event log with that number."""
    chance = random.Random(number)
    suffix = chance.choice(SUFFIXES)
    path = folder / f"{number}.{suffix}"
    if suffix.startswith("xes"):
        data = _xes(chance)
        path.write_bytes(gzip.compress(data, 1) if suffix == "xes.gz" else data)
    elif suffix == "sqlite":
        _database(chance, path)
    else:
        log = copy.deepcopy(OCEL)
        if suffix == "jsonocel":
            _spoil(chance, log)
            write_json(path, log)
        else:
            text = write_xml(path, log).read_text("utf-8")
            for _ in range(chance.choice([0, 1, 3])):
                old = chance.choice(
                    ['name="', 'id="', 'type="', "<event ", "</objects>", "2026", "e1", "A1", "attribute"]
                )
                new = chance.choice(
                    ["", old * 2, old.upper(), "x", json.dumps(str(chance.choice(ODD)))[1:-1]]
                )
                text = text.replace(old, new, chance.choice([1, 3, -1]))
            path.write_bytes(text.encode("utf-8", "replace"))
    if chance.random() < 0.35:
        path.write_bytes(damaged(chance, path.read_bytes()))
    return path
