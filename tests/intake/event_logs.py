"""One invented event log, written as XES and in the three formats of OCEL 2.0, and the maps that read it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from tests.intake.book import EVENTS

DATA = Path(__file__).parent / "readers" / "data"
OCEL_FILES = ("cases.jsonocel", "cases.xmlocel", "cases.sqlite")

XES_MAP: dict[str, Any] = {
    **EVENTS,
    "id": "xes",
    "columns": [
        {"heading": "case:concept:name", "matter": True},
        {"heading": "concept:name", "step": True},
        {"heading": "time:timestamp", "at": True},
        {"heading": "org:resource", "officers": True},
        {"heading": "org:group", "unit": True},
        {"heading": "case:kind", "field": "kind", "of": "matter"},
        {"heading": "fine", "field": "fine"},
    ],
    "skip_rows_where": {"lifecycle:transition": ["schedule"]},
}
OCEL_MAP: dict[str, Any] = {
    **EVENTS,
    "id": "ocel",
    "columns": [
        {"heading": "ocel:near:Case", "matter": True},
        {"heading": "ocel:activity", "step": True},
        {"heading": "ocel:timestamp", "at": True},
        {"heading": "ocel:eid", "source_key": True},
        {"heading": "handler", "officers": True},
        {"heading": "fine", "field": "fine"},
        {"heading": "heard", "field": "heard"},
        {"heading": "ocel:near:Case.kind", "field": "kind", "of": "matter"},
        {"heading": "ocel:type:Item", "object": "item"},
        {"heading": "ocel:type:Item.weight", "field": "weight"},
        {"heading": "ocel:type:Person/suspect", "object": "person"},
    ],
}
XES = """<?xml version="1.0" encoding="UTF-8"?>
<!-- An invented log. -->
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="t" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
  <global scope="event">
    <string key="concept:name" value="UNKNOWN"/>
    <date key="t:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
    <string key="org:group" value="UNKNOWN"/>
  </global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <string key="concept:name" value="Cases of March"/>
  <int key="statistics" value="2"><int key="of A1" value="1"/></int>
  <trace>
    <string key="concept:name" value="A1"/>
    <string key="kind" value="fire"/>
    <event>
      <string key="concept:name" value="接报"/>
      <date key="t:timestamp" value="2026-03-02T01:20:00.000Z"/>
      <string key="lifecycle:transition" value="complete"/>
      <list key="org:resource">
        <values><string key="one" value="刘一"/><string key="two" value="陈二"/></values>
      </list>
      <string key="place" value="城东"><string key="room" value="3"/></string>
    </event>
    <event>
      <string key="concept:name" value="受案"/>
      <date key="t:timestamp" value="2026-03-02T18:00:00"/>
      <string key="lifecycle:transition" value="schedule"/>
    </event>
    <event>
      <string key="concept:name" value="受案"/>
      <date key="t:timestamp" value="2026-03-02T18:30:00"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="org:resource" value="陈二"/>
      <string key="org:resource" value="陈二"/>
    </event>
    <event>
      <string key="concept:name" value="处罚决定"/>
      <date key="t:timestamp" value="2026-03-09T09:00:00+08:00"/>
      <float key="fine" value="1.0E3"/>
    </event>
  </trace>
  <trace>
    <string key="concept:name" value="A2"/>
    <event>
      <string key="concept:name" value="接报"/>
    </event>
    <event>
      <string key="concept:name" value="受案"/>
      <date key="t:timestamp" value="2026-03-03T08:00:00+08:00"/>
      <string key="org:resource" value="刘一"/>
      <string key="org:resource" value="陈二"/>
    </event>
  </trace>
  <trace>
    <string key="concept:name" value="A3"/>
  </trace>
</log>
"""


def _event(
    id_: str, type_: str, time: str | None, attributes: dict[str, Any], *links: tuple[str, str]
) -> Any:
    found: dict[str, Any] = {
        "id": id_,
        "type": type_,
        "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
        "relationships": [{"objectId": other, "qualifier": qualifier} for other, qualifier in links],
    }
    return found if time is None else {**found, "time": time}


def _object(
    id_: str, type_: str, *attributes: tuple[str, str, Any], links: dict[str, str] | None = None
) -> Any:
    return {
        "id": id_,
        "type": type_,
        "attributes": [{"name": name, "time": time, "value": value} for name, time, value in attributes],
        "relationships": [{"objectId": one, "qualifier": said} for one, said in (links or {}).items()],
    }


FIRST = "1970-01-01T00:00:00Z"
OCEL: dict[str, Any] = {
    "objectTypes": [
        {"name": "Case", "attributes": [{"name": "kind", "type": "string"}]},
        {"name": "Item", "attributes": [{"name": "weight", "type": "float"}]},
        {"name": "Person", "attributes": []},
    ],
    "eventTypes": [
        {"name": "接报", "attributes": [{"name": "handler", "type": "string"}]},
        {"name": "受案", "attributes": [{"name": "handler", "type": "string"}]},
        {"name": "扣押", "attributes": [{"name": "handler", "type": "string"}]},
        {"name": "发还", "attributes": []},
        {
            "name": "处罚决定",
            "attributes": [
                {"name": "fine", "type": "integer"},
                {"name": "heard", "type": "boolean"},
            ],
        },
    ],
    "objects": [
        _object(
            "A1",
            "Case",
            ("kind", FIRST, "fire"),
            ("kind", "2026-03-05T00:00:00+08:00", "public_security"),
            links={"phone/1": "about", "bag": "about"},
        ),
        _object("A2", "Case", ("kind", FIRST, "fire")),
        _object("phone/1", "Item", ("weight", FIRST, 200.0)),
        _object("bag", "Item", ("weight", FIRST, 1.5)),
        _object("赵六", "Person"),
        _object("钱七", "Person"),
    ],
    "events": [
        _event("e1", "接报", "2026-03-02T09:20:00+08:00", {"handler": "刘一"}, ("A1", "about")),
        _event("e2", "受案", "2026-03-02T18:00:00+08:00", {"handler": "刘一、陈二"}, ("A1", ""), ("A2", "")),
        _event(
            "e3", "扣押", "2026-03-03T08:00:00+08:00", {"handler": "陈二"},
            ("A1", "about"), ("phone/1", "seized"), ("赵六", "suspect"), ("钱七", "witness"),
        ),
        _event("e4", "发还", "2026-03-04T08:00:00+08:00", {}, ("phone/1", "returned")),
        _event("e5", "处罚决定", "2026-03-09T10:00:00+08:00", {"fine": 500, "heard": True}, ("A1", "")),
        _event("e6", "处罚决定", None, {"fine": 100}, ("A2", "")),
        _event("e7", "发还", "2026-03-10T08:00:00+08:00", {}, ("钱七", "to")),
    ],
}  # fmt: skip


def write_json(path: Path, log: Any) -> Path:
    path.write_text(json.dumps(log, ensure_ascii=False, indent=1), "utf-8")
    return path


def _tag(tag: str, /, **attributes: Any) -> str:
    said = "".join(
        f" {key.replace('_', '-')}={quoteattr(str(v))}" for key, v in attributes.items() if v is not None
    )
    return f"<{tag}{said}"


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_xml(path: Path, log: Any) -> Path:
    """The log as XML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<log>"]
    for of in ("object", "event"):
        lines.append(f" <{of}-types>")
        for one in log[f"{of}Types"]:
            lines.append(_tag(f"{of}-type", name=one["name"]) + "><attributes>")
            lines += [_tag("attribute", name=a["name"], type=a["type"]) + "/>" for a in one["attributes"]]
            lines.append(f"  </attributes></{of}-type>")
        lines.append(f" </{of}-types>")
    for of in ("object", "event"):
        lines.append(f" <{of}s>")
        for one in log[f"{of}s"]:
            lines.append(_tag(of, id=one["id"], type=one["type"], time=one.get("time")) + "><attributes>")
            lines += [
                _tag("attribute", name=a["name"], time=a.get("time")) + f">{_said(a['value'])}</attribute>"
                for a in one["attributes"]
            ]
            lines.append("</attributes><objects>")
            lines += [
                _tag("relationship", object_id=r["objectId"], qualifier=r["qualifier"]) + "/>"
                for r in one["relationships"]
            ]
            lines.append(f"</objects></{of}>")
        lines.append(f" </{of}s>")
    path.write_text("\n".join([*lines, "</log>", ""]), "utf-8")
    return path


_SQL = {"string": "TEXT", "float": "REAL", "integer": "INTEGER", "boolean": "BOOLEAN"}


def write_sqlite(path: Path, log: Any) -> Path:
    """The log as a database."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA page_size = 512")
        base.executescript(
            "CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);"
            "CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);"
            "CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);"
            "CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);"
            "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,"
            " PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));"
            "CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);"
        )
        for of in ("object", "event"):
            for number, one in enumerate(log[f"{of}Types"]):
                own = "".join(f', "{a["name"]}" {_SQL[a["type"]]}' for a in one["attributes"])
                changed = ", ocel_changed_field TEXT" if of == "object" else ""
                base.execute(f"INSERT INTO {of}_map_type VALUES (?, ?)", (one["name"], f"T{number}"))
                base.execute(f"CREATE TABLE {of}_T{number} (ocel_id TEXT, ocel_time TIMESTAMP{own}{changed})")
            numbers = {one["name"]: number for number, one in enumerate(log[f"{of}Types"])}
            for one in log[f"{of}s"]:
                base.execute(f"INSERT INTO {of} VALUES (?, ?)", (one["id"], one["type"]))
                table = f"{of}_T{numbers[one['type']]}"
                if of == "event":
                    values = {a["name"]: a["value"] for a in one["attributes"]}
                    _insert(base, table, {"ocel_id": one["id"], "ocel_time": one.get("time"), **values})
                    target = "event_object"
                else:
                    for a in one["attributes"]:
                        changed_field = None if a["time"] == FIRST else a["name"]
                        row = {"ocel_id": one["id"], "ocel_time": a["time"], a["name"]: a["value"]}
                        _insert(base, table, {**row, "ocel_changed_field": changed_field})
                    target = "object_object"
                for r in one["relationships"]:
                    base.execute(
                        f"INSERT INTO {target} VALUES (?, ?, ?)", (one["id"], r["objectId"], r["qualifier"])
                    )
        base.commit()
    return path


def _insert(base: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    base.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def write_all(folder: Path) -> None:
    """The files under readers/data/, as they are committed."""
    (folder / "cases.xes").write_text(XES, "utf-8")
    (folder / "cases.xes.gz").write_bytes(gzip.compress(XES.encode(), 9, mtime=0))
    write_json(folder / "cases.jsonocel", OCEL)
    write_xml(folder / "cases.xmlocel", OCEL)
    write_sqlite(folder / "cases.sqlite", OCEL)
