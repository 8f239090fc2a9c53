"""Event logs of any size, for measuring how quickly they are read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.intake.event_logs import FIRST, OCEL, write_json, write_sqlite, write_xml

_WRITERS = {".jsonocel": write_json, ".xmlocel": write_xml, ".sqlite": write_sqlite}


def write_large(path: Path, events: int) -> Path:
    """A log of four events a case, in the format the name says."""
    chance = random.Random(1)
    if path.suffix == ".xes":
        with path.open("w", encoding="utf-8") as out:
            out.write("<log>")
            out.writelines(_traces(chance, events))
            out.write("</log>")
        return path
    cases = range(events // 4)
    kind = [{"name": "kind", "time": FIRST, "value": "fire"}]
    weight = [{"name": "weight", "time": FIRST, "value": 2.5}]
    holds = [[{"objectId": f"i{case}", "qualifier": ""}] for case in cases]
    objects = [{"id": f"A{c}", "type": "Case", "attributes": kind, "relationships": holds[c]} for c in cases]
    objects += [{"id": f"i{c}", "type": "Item", "attributes": weight, "relationships": []} for c in cases]
    found = [_event(chance, number) for number in range(events)]
    return _WRITERS[path.suffix](path, {**OCEL, "objects": objects, "events": found})


def _when(chance: random.Random) -> str:
    day = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return f"{day}T{chance.randrange(24):02}:{chance.randrange(60):02}:00+08:00"


def _traces(chance: random.Random, events: int) -> Iterator[str]:
    for number in range(events // 4):
        yield f'<trace><string key="concept:name" value="A{number}"/>'
        for step in ("接报", "受案", "询问", "处罚决定"):
            yield (
                f'<event><string key="concept:name" value="{step}"/>'
                f'<date key="time:timestamp" value="{_when(chance)}"/>'
                f'<string key="org:resource" value="{chance.randrange(400)}"/>'
                '<string key="lifecycle:transition" value="complete"/><string key="org:group" value="g"/></event>'
            )
        yield "</trace>"


def _event(chance: random.Random, number: int) -> Any:
    step = ("接报", "受案", "扣押", "发还")[number % 4]
    links = [{"objectId": f"A{number // 4}", "qualifier": "about"}]
    if step == "扣押":
        links.append({"objectId": f"i{number // 4}", "qualifier": "seized"})
    handler = [{"name": "handler", "value": str(chance.randrange(400))}] if step != "发还" else []
    return {
        "id": f"e{number}",
        "type": step,
        "time": _when(chance),
        "attributes": handler,
        "relationships": links,
    }
