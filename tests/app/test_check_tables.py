"""A log that is read into tables and judged there gives the same files, byte by byte, as one judged event by event."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.app.small_book import HEADINGS, ROWS, some_rows, write_book, write_log

from fajing.app import check_tables, read_exports, table_files
from fajing.app.check import FILES, run_check
from fajing.app.check_folder import run_check_folder
from fajing.app.import_log import run_import
from fajing.app.office_import import trial
from fajing.app.report.pack import unpack
from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.lawbook.load import load_lawbook
from fajing.ledger.segments.folder import DataFolder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("law") / "small")


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each check judged tables; all files count as large, and a piece holds a few events."""
    found: list[bool] = []
    own = check_tables.check_tables

    def watched(*args: Any) -> Any:
        checked = own(*args)
        found.append(True)
        return checked

    monkeypatch.setattr(check_tables, "check_tables", watched)
    monkeypatch.setattr(table_files, "PIECE", 40)
    monkeypatch.setattr(read_exports, "LARGE", 0)
    return found


def same(book: Path, log: Path, out: Path, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    run_check([log], law=str(book), out=out / "tables", engine="automaton", **more)
    monkeypatch.setattr(read_exports, "LARGE", 1 << 60)
    run_check([log], law=str(book), out=out / "rows", engine="automaton", **more)
    for name in FILES:
        assert (out / "tables" / name).read_bytes() == (out / "rows" / name).read_bytes(), name


@pytest.mark.parametrize("number", range(3))
def test_the_same_bytes(
    book: Path, tmp_path: Path, judged: list[bool], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    log = write_log(tmp_path / "log.csv", some_rows(number))
    more = {"as_of": "2026-03-15"} if number == 1 else {"language": "en"} if number == 2 else {}
    same(book, log, tmp_path, monkeypatch, **more)
    assert judged == [True]


def test_only_the_latest_findings_are_shown(
    book: Path, tmp_path: Path, judged: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fajing.app.report.collect.MOST_FINDINGS", 7)
    same(book, write_log(tmp_path / "log.csv", some_rows(5)), tmp_path, monkeypatch)
    assert judged == [True]


ACROSS = {
    "procedures/cases/case.yaml": """
        id: case
        title: {zh: 案件, en: Case}
        subject: case
        steps:
          questioned:
            title: {zh: 询问, en: Questioned}
            fields: {room: {type: text, title: {zh: 房间, en: Room}}, kind: {type: text, title: {zh: 方式, en: Kind}}}
        example: [questioned @ 2026-03-02T09:00]
        """,
    "norms/handling/apart.yaml": """
        id: handling.not_in_two_places
        title: {zh: 民警不能同时在两处, en: Not in two places at once}
        procedure: case
        bearer: body
        severity: grave
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "1"}]
            duty: {on: questioned, apart: officer}
        examples: [{expect: met, events: ["questioned @ 2026-03-02T09:00 / 10:00 by A"]}]
        """,
    "norms/handling/rooms.yaml": """
        id: handling.rooms_of_one_kind
        title: {zh: 一间房一次只用一种方式, en: One kind of questioning in a room}
        procedure: case
        bearer: body
        severity: minor
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "2"}]
            duty: {on: questioned, apart: room, where: event.kind != target.kind}
        examples: [{expect: met, events: ["questioned @ 2026-03-02T09:00 / 10:00 by A room=R1 kind=a"]}]
        """,
    "maps/steps.yaml": """
        id: steps
        title: {zh: 询问, en: Questionings}
        shape: events
        procedure: case
        columns:
          - {heading: 案号, matter: true}
          - {heading: 环节, step: true}
          - {heading: 时间, at: true}
          - {heading: 结束, until: true}
          - {heading: 民警, officers: true}
          - {heading: 房间, field: room, of: [questioned]}
          - {heading: 方式, field: kind, of: [questioned]}
        """,
}


@pytest.mark.parametrize("number", range(3))
def test_officers_and_rooms_across_files(
    tmp_path: Path, judged: list[bool], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    book = write_book(tmp_path / "law", keep=("lawbook.yaml", "sources/rules.yaml"), more=ACROSS)
    chance = random.Random(number)
    rows = ["案号,环节,时间,结束,民警,房间,方式"]
    for _ in range(400):
        hour, minute, long = chance.randrange(8, 18), chance.choice((0, 20, 40)), chance.randrange(0, 80)
        day = f"2026-03-{chance.randrange(1, 12):02d}"
        begin = f"{day} {hour:02d}:{minute:02d}" if chance.random() > 0.05 else day
        total = 60 * hour + minute + long
        end = f"{day} {total // 60:02d}:{total % 60:02d}" if chance.random() > 0.1 else ""
        officers = "、".join(
            f"民警{one:03d}" for one in chance.sample(range(25), chance.choice((0, 1, 2, 3)))
        )
        room, kind = chance.choice(("", "R1", "R2", "R3", "R4")), chance.choice(("", "a", "b"))
        rows.append(f"行〔2026〕{chance.randrange(80)},询问,{begin},{end},{officers},{room},{kind}")
    log = tmp_path / "log.csv"
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    same(book, log, tmp_path, monkeypatch, **({"as_of": "2026-03-07"} if number == 1 else {}))
    assert judged == [True]
    counted = json.loads((tmp_path / "tables" / "summary.json").read_text("utf-8"))["norms"]
    assert all(one["broken"] > 5 and one["met"] > 5 for one in counted.values())
    data = tmp_path / "data"
    run_import([log], law=str(book), data=data)
    run_check_folder(
        data, law=str(book), out=tmp_path / "folder", as_of="2026-03-07" if number == 1 else None
    )
    assert findings_of(tmp_path / "folder") == findings_of(tmp_path / "tables")


def findings_of(out: Path) -> Any:
    """What the page shows of each finding."""
    text = (out / "report.html").read_text("utf-8").partition('<script type="application/json" id="data">')[2]
    data = json.loads(text.partition("</script>")[0])
    strings, templates = data["strings"], data["templates"]
    return [(unpack(templates[one[4]], one[5], strings), one[6][:6]) for one in data["findings"]]


def test_a_small_log_in_tables_is_judged_by_the_reference(
    book: Path, tmp_path: Path, judged: list[bool]
) -> None:
    result = run_check([write_log(tmp_path / "log.csv")], law=str(book), out=tmp_path / "out")
    assert (result.how_en, judged) == ("Engine reference", [])


def test_a_log_of_which_every_row_is_turned_back_is_refused(
    book: Path, tmp_path: Path, judged: list[bool]
) -> None:
    with pytest.raises(FajingError) as refused:
        run_check([write_log(tmp_path / "log.csv", ROWS[-1:])], law=str(book), out=tmp_path / "out")
    assert "共退回1行" in str(refused.value)
    empty = write_log(tmp_path / "empty.csv", [])
    assert empty.read_text("utf-8").startswith(HEADINGS)
    run_check([empty], law=str(book), out=tmp_path / "out")
    assert judged == []


def test_imports_of_tables_seal_the_same_roots(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = [write_log(tmp_path / f"{number}.csv", some_rows(number)) for number in (7, 8)]
    logs.append(write_log(tmp_path / "again.csv", [row.replace("other", "citizen") for row in some_rows(8)]))
    found = {}
    for name, large in (("tables", 0), ("rows", 1 << 60)):
        monkeypatch.setattr(read_exports, "LARGE", large)
        results = [run_import([log], law=str(book), data=tmp_path / name) for log in logs]
        found[name] = [
            (one.counts, one.corrected_ids, one.intake.files, one.intake.rejects, one.segment and (
                one.segment.manifest.root, one.segment.manifest.matters_root, one.segment.manifest.events
            ))
            for one in results
        ]  # fmt: skip
    assert found["tables"] == found["rows"]
    assert found["rows"][0][-1]


def test_a_trial_shows_the_same_first_matter(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law, folder = load_lawbook(str(book)), DataFolder.make(tmp_path / "data", Zone("Asia/Shanghai"))
    log, data = write_log(tmp_path / "log.csv", some_rows(9)), load_lawbook(str(book)).maps["steps"]
    found = []
    for large in (0, 1 << 60):
        monkeypatch.setattr(read_exports, "LARGE", large)
        tried = trial(log, law, data, folder)
        assert tried.first is not None
        found.append(
            (repr(tried.first), tried.brought.counts, [tried.sum_of(one) for one in ("rows", "rejected")])
        )
    assert found[0] == found[1]
