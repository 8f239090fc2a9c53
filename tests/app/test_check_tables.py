"""A log that is read into tables and judged there gives the same files, byte by byte, as one judged event by event."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from tests.app.small_book import HEADINGS, ROWS, write_book, write_log

from fajing.app import check_tables, read_exports
from fajing.app.check import FILES, run_check
from fajing.app.import_log import run_import
from fajing.core.errors import FajingError

STEPS = ("接报案", "受案", "法制审核", "处罚决定", "缴款")


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
        found.append(checked is not None)
        return checked

    monkeypatch.setattr(check_tables, "check_tables", watched)
    monkeypatch.setattr(check_tables, "PIECE", 40)
    monkeypatch.setattr(read_exports, "LARGE", 0)
    return found


def some_rows(number: int) -> list[str]:
    """Steps of some cases at any time, a damaged row now and then."""
    chance = random.Random(number)
    rows = []
    for _ in range(300):
        case, step = chance.randrange(60), chance.choice(STEPS)
        time = (
            f"2026-{chance.randrange(1, 5):02d}-{chance.randrange(1, 31):02d} {chance.randrange(24):02d}:30"
        )
        unit, origin = chance.choice(["柳汀所", "东栅所", ""]), chance.choice(["citizen", "other", ""])
        rows.append(f"行〔2026〕{case},{step},{time[: chance.choice([10, 16])]},{unit},{origin}")
    return rows


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
    for name in ("fajing.app.report.collect.MOST_FINDINGS", "fajing.app.check_tables.MOST_FINDINGS"):
        monkeypatch.setattr(name, 7)
    same(book, write_log(tmp_path / "log.csv", some_rows(5)), tmp_path, monkeypatch)
    assert judged == [True]


def test_norms_across_files_are_judged_event_by_event(
    book: Path, tmp_path: Path, judged: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_tables, "looks_across", lambda _norm: True)
    same(book, write_log(tmp_path / "log.csv", ROWS), tmp_path, monkeypatch)
    assert judged == [False]


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
