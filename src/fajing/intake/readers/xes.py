"""XES (IEEE 1849), plain or .gz: one row for each event, with the attributes of its trace and of the log beside it.

The headings are the keys: `concept:name`, `time:timestamp` of the event; `case:` before those of its trace, `log:`
before those of the log; `classifier:` before the names of classifiers. The file is read twice, first for its headings,
and never held; only one trace at a time is. A trace without events stands as one row without a time, so that it is
not lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fajing.intake.cells import Cell, read_text
from fajing.intake.readers._bytes import GZIP
from fajing.intake.readers._xes_log import Found, XesLog
from fajing.intake.readers._xml import parse
from fajing.intake.readers.base import Note, Numbered, Sheet, unreadable
from fajing.lawbook.model import Text

SUFFIXES = (".xes", ".xes.gz")
MOST_COLUMNS = 2_000
CASE, LOG, CLASSIFIER = "case:", "log:", "classifier:"
_OCEL = (b"<object-types", b"<event-types", b"<objects", b"<events")


def recognises(head: bytes, name: str) -> bool:
    """By its name, or as an XML document whose outermost element is a log of traces."""
    if head.startswith(GZIP):
        return name.endswith((".xes.gz", ".xes"))
    if name.endswith(".xes") and not head.startswith(b"PK"):
        return True
    is_log = b"<log" in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return is_log and not any(one in head for one in _OCEL) and (b"xes" in head or b"<trace" in head)


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The one table of the file."""
    del delimiter
    layout = _Layout(path)
    return [Sheet("", lambda: _rows(path, layout), notes=layout.notes)]


class _Layout:
    """What a first reading finds: the headings, and what is odd."""

    def __init__(self, path: Path) -> None:
        case: dict[str, None] = {}
        event: dict[str, None] = {}

        def see(found: Found, events: list[Found]) -> None:
            case.update(dict.fromkeys(found))
            for one in events:
                if not one.keys() <= event.keys():
                    event.update(dict.fromkeys(one))
            if len(case) + len(event) > MOST_COLUMNS:
                raise unreadable(path, f"属性多于 {MOST_COLUMNS} 种 / more than {MOST_COLUMNS} attributes")

        log = XesLog(see)
        for _ in parse(path, log):
            pass
        case = log.declared["trace"] | case
        event = log.declared["event"] | event
        self.log = log.log
        self.classifiers = [one for one in log.classifiers if one[0] and one[2]]
        names = [
            *(CASE + key for key in case),
            *event,
            *(CLASSIFIER + name for name, _, _ in self.classifiers),
            *(LOG + key for key in log.log),
        ]
        if len(names) > MOST_COLUMNS:
            raise unreadable(path, f"属性多于 {MOST_COLUMNS} 种 / more than {MOST_COLUMNS} attributes")
        self.names = names
        self.case = {key: index for index, key in enumerate(case)}
        self.event = {key: index for index, key in enumerate(event, len(case))}
        self.notes = tuple(
            Note(
                Text(
                    f"属性 {key} 在同一条里给了两次（值相同取一次，不同而又用到它的行退回）",
                    f"attribute {key} given twice in one event or trace (equal values taken once, else the rows "
                    "that use it are rejected)",
                ),
                count,
            )
            for key, count in log.doubled.items()
        )

    def first(self) -> list[Cell]:
        """A row with what every row holds: the attributes of the log."""
        row: list[Cell] = [None] * len(self.names)
        if self.log:
            row[-len(self.log) :] = self.log.values()
        return row


def _rows(path: Path, layout: _Layout) -> Iterator[Numbered]:
    yield 1, list(layout.names)
    waiting: list[list[Cell]] = []
    empty = layout.first()
    case_at, event_at = layout.case, layout.event
    start = len(case_at) + len(event_at)

    def take(case: Found, events: Iterable[Found]) -> None:
        template = empty.copy()
        for key, value in case.items():
            template[case_at[key]] = value
        for event in events or ({},):
            row = template.copy()
            for key, value in event.items():
                row[event_at[key]] = value
            for place, (_, scope, keys) in enumerate(layout.classifiers, start):
                row[place] = _classified(case if scope == "trace" else event, keys)
            waiting.append(row)

    number = 1
    for _ in parse(path, XesLog(take)):
        for row in waiting:
            number += 1
            yield number, row
        waiting.clear()


def _classified(found: Found, keys: list[str]) -> str | None:
    """The values of a classifier's keys, joined by `+`; nothing where one of them is not there."""
    parts = [read_text(found.get(key)) for key in keys]
    return None if None in parts else "+".join(part or "" for part in parts)
