"""The examples of the whole book on Spark, in one data folder: all that a common last moment leaves as they are.

Each example becomes a file of its own. Left out are norms across files, whose examples would meet one another in one
folder, examples with registers of their own, and those whose verdict waits for time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.app.folders import fresh, imported
from tests.conftest import REPOSITORY

from fajing.app.duty_table import DutyTables
from fajing.app.grouping import relinking_steps, roots_as_linked
from fajing.app.shown import looks_across
from fajing.core.events import Carried, Log
from fajing.core.moments import Moment
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments.merge import Standing
from fajing.scan.automaton.segments import Judge
from fajing.scan.duty import Outcome
from fajing.scan.example_log import ExampleLog
from fajing.scan.examples import as_expected
from fajing.scan.reference import judge_log
from fajing.scan.spark.driver import judge_folder_on_spark

pytestmark = [pytest.mark.spark, pytest.mark.timeout(900)]
LAW = REPOSITORY / "law" / "cn-police"
MOST_LEFT_OUT = 0.1
"""At most so many of the examples may fall away, so that the test cannot come to test nothing."""

Row = tuple[str, str, str | None]
"""A duty that is not met: its key, outcome and reason."""


@dataclass(frozen=True, slots=True)
class Example:
    """An example as a log whose matters bear a name of their own."""

    name: str
    norm: Norm
    raw: dict[str, Any]
    log: Log


def examples_of(book: Lawbook) -> Iterator[Example]:
    """The examples that can stand beside others in one folder under the book as it is."""
    for norm in book.norms.values():
        for number, raw in enumerate(norm.examples, 1):
            if not looks_across(norm) and "officers" not in raw and "registers" not in raw:
                builder = ExampleLog(book, norm.procedure)
                log = builder.build(raw["events"], raw.get("matter"), raw.get("file"))
                name = f"{norm.id}#{number}"
                yield Example(name, norm, dict(raw), renamed(log, name, book))


def renamed(log: Log, name: str, book: Lawbook) -> Log:
    """The same log with other ids of matters."""
    links = relinking_steps(book)
    ids = {old: f"{name}:{old}" for old in log.matters}
    found = Log(log.zone, carried=Carried())
    for old, matter in log.matters.items():
        events = []
        for event in matter.events:
            values = dict(event.values)
            link = links.get(event.qualified_step)
            if link in values:
                values[link] = ids.get(str(values[link]), values[link])
            events.append(replace(event, id=f"{name}:{event.id}", matter=ids[old], values=values))
        parent = None if matter.parent is None else ids.get(matter.parent, matter.parent)
        found.matters[ids[old]] = replace(matter, id=ids[old], parent=parent, events=events)
    return found


def at_the_end(one: Example, book: Lawbook, as_of: Moment) -> list[Row] | None:
    """The duties that are not met at a common last moment; None where the example expects something else by then."""
    found = judge_log(one.log, book, norms=[one.norm], as_of=as_of)
    duties = [duty for duty in found if duty.norm.id == one.norm.id]
    if not as_expected(one.raw["expect"], duties):
        return None
    return sorted(
        (duty.key, duty.outcome.value, duty.verdict.reason.value if duty.verdict.reason else None)
        for duty in duties
        if duty.outcome is not Outcome.MET
    )


def on_spark(
    folder: Any, book: Lawbook, norms: list[Norm], as_of: Moment
) -> dict[tuple[str, str], list[Row]]:
    """The duties that are not met by name of the example and norm."""
    standing = Standing(folder.segments(), roots_as_linked(book, as_of))
    judge = Judge(book, norms, standing.carried(), as_of)
    tables = DutyTables(judge.plan, book)
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)

    def sink(found: Any) -> None:
        table, _ = tables.of(found)
        for row in table.select(["file", "norm", "key", "outcome", "reason"]).to_pylist():
            name = row["file"].partition(":")[0]
            rows[name, row["norm"]].append((row["key"], row["outcome"], row["reason"]))

    judge_folder_on_spark(standing, book, judge=judge, sink=sink)
    return rows


def test_the_examples_of_the_whole_book_are_met_on_spark(tmp_path: Path, spark: Any) -> None:
    book = load_lawbook(str(LAW))
    every = list(examples_of(book))
    instants = [event.at.instant for one in every for event in one.log.events()]
    as_of = book.zone.moment(book.zone.civil(max(instants)))
    expected = {one.name: (one, rows) for one in every if (rows := at_the_end(one, book, as_of)) is not None}
    written = sum(len(norm.examples) for norm in book.norms.values())
    assert len(expected) > (1 - MOST_LEFT_OUT) * written, f"{len(expected)} of {written} can be played"
    together = Log(book.zone, carried=Carried())
    for one, _ in expected.values():
        together.matters.update(one.log.matters)
    folder = fresh(tmp_path / "data", book)
    imported(folder, book, together)
    norms = [norm for norm in book.norms.values() if not looks_across(norm)]
    found = on_spark(folder, book, norms, as_of)
    wrong = {
        name: (one.raw["expect"], got, rows)
        for name, (one, rows) in expected.items()
        if (got := sorted(found.get((name, one.norm.id), []))) != rows
    }
    assert not wrong
    assert sum(bool(rows) for _, rows in expected.values()) > written // 4
