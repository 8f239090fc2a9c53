"""A small lawbook in memory, to judge by: procedures `case` and, under it, `review`; norms as YAML text.

    judged("{on: opened, do: [filed], within: {days: 3}}", "opened @ 2026-03-02", "filed @ +4d")
    ['late too_late 1d']

The norm goes through the schema and the reader of norms, the events through the grammar of examples.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fajing.core.calendar import Calendar
from fajing.core.events import Carried, Log
from fajing.core.moments import Zone, parse_moment
from fajing.core.periods import Counting, Rollover
from fajing.lawbook import schemas
from fajing.lawbook.model import Benchmark, Lawbook, Norm, Procedure, Source, Text
from fajing.lawbook.problems import Report
from fajing.lawbook.read_norm import read_norm
from fajing.lawbook.read_procedure import check_procedure, read_procedure
from fajing.lawbook.read_sources import read_benchmarks
from fajing.lawbook.reading import Known, Reading
from fajing.lawbook.yaml_reader import Document, parse_documents
from fajing.scan.duty import Duty
from fajing.scan.example_log import ExampleLog
from fajing.scan.examples import describe, with_registers
from fajing.scan.reference import judge_log

BENCH = Path("bench.yaml")

_CASE = """
id: case
title: Case
subject: case
parents: []
fields:
  kind: {type: code}
  many: {type: boolean}
  term_end: {type: date}
  limit: {type: integer}
rosters:
  victim: {add: [victim_added], remove: [victim_removed]}
steps:
  opened: {title: Opened, fields: {origin: {type: code}, term: {type: integer}, deadline: {type: datetime}}}
  accepted: {title: Accepted}
  filed: {title: Filed, fields: {about: {type: code}}}
  refused: {title: Refused}
  noticed: {title: Noticed, fields: {about: {type: code}, posted_on: {type: datetime}}, done_at: posted_on}
  passed: {title: Review passed}
  failed: {title: Review failed, cancels: [passed]}
  decided: {title: Decided, fields: {amount: {type: money}, basis: {type: text}, heard: {type: boolean}}}
  executed: {title: Executed}
  extended: {title: Extended, fields: {ground: {type: code}}}
  extension_annulled: {title: Extension annulled, cancels: [extended]}
  halted: {title: Halted, fields: {ground: {type: code}}}
  resumed: {title: Resumed}
  questioned: {title: Questioned, fields: {place: {type: code}, room: {type: text}, device: {type: text}}}
  recorded: {title: Recorded}
  seized: {title: Seized, fields: {amount: {type: money}}}
  returned: {title: Returned}
  obstacle: {title: Obstacle noted, fields: {ground: {type: code}}}
  obstacle_removed: {title: Obstacle removed}
  victim_added: {title: Victim identified}
  victim_removed: {title: Victim removed}
  inspected: {title: Inspected}
  approved: {title: Approved, roles: [leader]}
  remark: {title: Remark}
  moved: {title: Moved to another unit, fields: {to_unit: {type: code}}, relinks: {unit: to_unit}}
  merged: {title: Merged, fields: {into: {type: text}}, relinks: {parent: into}}
  closed: {title: Closed, ends: true}
"""
_REVIEW = """
id: review
title: Review
subject: review
parents: [case]
fields: {track: {type: code}}
steps:
  asked: {title: Asked for, fields: {urgent: {type: boolean}}}
  passed: {title: Passed}
  refused: {title: Refused}
  finished: {title: Finished, ends: true}
"""
_BENCHMARKS = """
benchmarks:
  - id: prompt.notice
    title: Promptly
    versions: [{from: 2020-01-01, within: {hours: 24}}, {from: 2026-01-01, within: {hours: 12}}]
"""
_SPRING_2026 = {
    "year": 2026,
    "holidays": [
        {"date": day, "name": {"zh": "春节", "en": "Spring Festival"}}
        for day in ("2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20")
    ],
    "working": ["2026-02-14", "2026-02-28"],
}
SHANGHAI, ROME = "Asia/Shanghai", "Europe/Rome"


def reading(text: str, known: Known, report: Report, kind: str) -> Reading:
    """One document, held against its schema."""
    [document] = parse_documents(text, BENCH)
    schemas.check(document, kind, report)
    return Reading(document, report, known)


@cache
def _shelf() -> tuple[Mapping[str, Procedure], Mapping[str, Benchmark]]:
    report = Report()
    readings = [reading(text, Known(), report, "procedure") for text in (_CASE, _REVIEW)]
    procedures = {item.id: item for item in (read_procedure(one, "bench", {}) for one in readings)}
    for one in readings:
        one.known.procedures = procedures
        check_procedure(one)
    benchmarks = {
        item.id: item for item, _ in read_benchmarks(reading(_BENCHMARKS, Known(), report, "benchmarks"))
    }
    report.raise_errors()
    return procedures, benchmarks


def lawbook(
    *norms: Norm, zone: str = SHANGHAI, rollover: str = "none", calendar: Calendar | None = None, **more: Any
) -> Lawbook:
    """The bench's lawbook with these norms; its calendar knows 2026 and no other year."""
    procedures, benchmarks = _shelf()
    return Lawbook(
        id="bench",
        title=Text("bench", "bench"),
        hash="",
        zone=Zone.of(zone),
        counting=Counting(Rollover(rollover)),
        calendar=calendar or Calendar.from_tables([_SPRING_2026]),
        folders=(),
        sources={"s": _SOURCE},
        procedures=procedures,
        norms={norm.id: norm for norm in norms},
        labels={},
        benchmarks=benchmarks,
        registers={},
        maps={},
        **more,
    )


def known(rollover: str = "none", norm_ids: Iterable[str] = ()) -> Known:
    """What the bench's norms may name."""
    procedures, benchmarks = _shelf()
    return Known(
        counting=Counting(Rollover(rollover)),
        procedures=procedures,
        benchmarks=benchmarks,
        sources={"s": _SOURCE},
        norm_ids=list(norm_ids),
    )


_SOURCE = Source("s", Text("s", "s"), "full", date(1990, 1, 1))


def norm(
    text: str,
    *,
    norm_id: str = "bench.norm",
    procedure: str = "case",
    rollover: str = "none",
    others: Any = (),
) -> Norm:
    """A norm from the text of its duty, or of its `versions:` and whatever stands beside them.

    Args:
        text: `{on: ..., do: ...}`, or lines that begin with a key of the norm itself.
        norm_id: Its id.
        procedure: Its procedure.
        rollover: The lawbook's own.
        others: Ids of other norms that it names.
    """
    text = textwrap.dedent(text).strip()
    if text.startswith("{on:"):
        body = textwrap.indent(text, "      ")
        text = f"versions:\n  - from: 2000-01-01\n    cites: [{{source: s, article: '1'}}]\n    duty:\n{body}"
    head = f"id: {norm_id}\ntitle: t\nprocedure: {procedure}\nseverity: minor\nstatus: in_force\n"
    report = Report()
    found = read_norm(reading(head + text, known(rollover, [*others, norm_id]), report, "norm"))
    report.raise_errors()
    assert found is not None
    return found


def norm_of(raw: Mapping[str, Any], rollover: str = "none", others: Iterable[str] = ()) -> Norm:
    """A norm from a mapping such as YAML gives, without its schema: for many at a time."""
    report = Report()
    document = Document(BENCH, dict(raw))
    found = read_norm(Reading(document, report, known(rollover, [*others, raw["id"]])))
    report.raise_errors()
    assert found is not None
    return found


def duties(
    norms: str | Norm | Sequence[Norm],
    *events: str,
    as_of: str | None = None,
    matter: Mapping[str, Any] | None = None,
    file: Mapping[str, Any] | None = None,
    officers: Mapping[str, Any] | None = None,
    registers: Mapping[str, Any] | None = None,
    carried: Carried | None = None,
    zone: str = SHANGHAI,
    rollover: str = "none",
    calendar: Calendar | None = None,
    procedure: str = "case",
    handler_roles: tuple[str, ...] = ("handler",),
    log: Log | None = None,
) -> list[Duty]:
    """The duties of the first norm (the others are there to be named) for the events of one file, or a log."""
    if isinstance(norms, str):
        norms = norm(norms, procedure=procedure, rollover=rollover)
    all_norms = [norms] if isinstance(norms, Norm) else list(norms)
    book = lawbook(*all_norms, zone=zone, rollover=rollover, calendar=calendar, handler_roles=handler_roles)
    raw = {"officers": officers, "registers": registers}
    book = with_registers(book, {key: value for key, value in raw.items() if value is not None})
    if log is None:
        log = ExampleLog(book, procedure).build(events, matter, file)
    if carried is not None:
        log.carried = carried
    moment = parse_moment(as_of, book.zone) if as_of else None
    found = judge_log(log, book, norms=all_norms, as_of=moment)
    return [duty for duty in found if duty.norm.id == all_norms[0].id]


def judged(norms: str | Norm | Sequence[Norm], *events: str, **more: Any) -> list[str]:
    """Each duty in the words of `expect`."""
    return [describe(duty) for duty in duties(norms, *events, **more)]


def log_of(*events: str, zone: str = SHANGHAI, procedure: str = "case") -> Log:
    """The log of one file."""
    return ExampleLog(lawbook(zone=zone), procedure).build(events)


def several(**files: Sequence[str]) -> Log:
    """A log of several files, each a list of events; ids of matters and events begin with the file's name."""
    joined = Log(Zone.of(SHANGHAI))
    for name, events in files.items():
        for matter in log_of(*events).matters.values():
            matter.id = f"{name}.{matter.id}"
            matter.parent = f"{name}.{matter.parent}" if matter.parent else None
            matter.events = [
                replace(event, id=f"{name}.{event.id}", matter=matter.id) for event in matter.events
            ]
            joined.matters[matter.id] = matter
    return joined


def carrying(*steps: str, **fields: Sequence[str]) -> Carried:
    """A map that brings only these steps (of `case`, unless they name another), and only these fields of them."""
    qualified = [step if "." in step else f"case.{step}" for step in steps]
    named = {f"case.{step}": frozenset(names) for step, names in fields.items()}
    return Carried(frozenset(qualified), named if fields else None)
