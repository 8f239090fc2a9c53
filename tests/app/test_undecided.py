"""What hangs on a norm that awaits a decision is said with its reason, and counted nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.app.check import FILES, CheckResult, run_check
from fajing.app.check_folder import run_check_folder
from fajing.app.explain_matter import explain_matter
from fajing.app.import_log import run_import
from fajing.app.undecided import norms_undecided, why_undecided, with_what_they_rest_on
from fajing.cli._check_table import undecided_line
from fajing.core.events import Carried
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Status
from fajing.scan.plan import make_plan
from fajing.scan.wording import Speaker

COLLIDING = {
    "norms/handling/colliding.yaml": """
        id: handling.no_report_after_a_decision
        title: {zh: 决定后不再接报, en: No report after a decision}
        procedure: case
        bearer: body
        severity: grave
        status: needs_decision
        why: {zh: 两法冲突：甲说接报，乙说不接, en: "The laws collide: one says receive, the other says do not"}
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "7"}]
            duty: {on: penalty_decided, avoid: [report_received]}
        examples: [{expect: missed forbidden, events: [penalty_decided @ 2026-03-02, report_received @ 2026-03-03]}]
        """
}
TOUCHED = (*ROWS, "T1,处罚决定,2026-03-02 09:00,东栅所,", "T1,接报案,2026-03-03 09:00,东栅所,other")
LAW = Path(__file__).resolve().parents[2] / "law" / "cn-police"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    folder = tmp_path_factory.mktemp("law")
    return {
        False: write_book(folder / "plain"),
        True: write_book(folder / "colliding", more=COLLIDING),
    }


def check(book: Path, folder: Path, rows: tuple[str, ...], **more: str) -> CheckResult:
    return run_check([write_log(folder / "log.csv", rows)], law=str(book), out=folder / "out", **more)


@pytest.mark.parametrize("engine", ["reference", "automaton"])
def test_it_is_a_result_of_its_own_with_the_reason(books, tmp_path: Path, engine: str) -> None:
    result = check(books[True], tmp_path, TOUCHED, engine=engine)
    (one,) = result.undecided
    assert (one.norm.id, one.count, one.matters) == ("handling.no_report_after_a_decision", 1, ("T1",))
    line = undecided_line(one, result.lawbook, "zh")
    assert line.startswith("未决：决定后不再接报") and "两法冲突：甲说接报，乙说不接" in line
    english = undecided_line(one, result.lawbook, "en")
    assert "1 duty (such as T1), not counted as broken. The laws collide: one says receive" in english
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert "未决1项，不计入违反" in page
    assert "两法冲突：甲说接报，乙说不接" in page


def test_it_is_counted_nowhere(books, tmp_path: Path) -> None:
    """With and without the undecided norm a log has the same duties, counts and findings."""
    found = []
    for colliding, book in books.items():
        folder = tmp_path / str(colliding)
        folder.mkdir()
        result = check(book, folder, TOUCHED)
        summary = json.loads((folder / "out/summary.json").read_text("utf-8"))
        summary.pop("lawbook")
        rows = pq.read_table(folder / "out/duties.parquet").to_pylist()
        found.append((summary, rows, result.tally.total(), [one.count for one in result.undecided]))
    (plain, *rest), (more, *others) = found
    assert plain == more
    assert rest[:2] == others[:2]
    assert (rest[2], others[2]) == ([], [1])


def test_nothing_is_said_where_nothing_is_touched(books, tmp_path: Path) -> None:
    result = check(books[True], tmp_path, ROWS)
    assert result.undecided == []
    assert "未决" not in (tmp_path / "out/report.html").read_text("utf-8")


def test_a_matter_is_told_so_too(books, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.csv", TOUCHED)
    told = explain_matter(log, "T1", law=str(books[True]))
    (line,) = [one for one in told.splitlines() if one.startswith("[未决]")]
    assert "不计入违反：两法冲突：甲说接报，乙说不接" in line
    assert "[Undecided]" in explain_matter(log, "T1", law=str(books[True]), language="en")
    assert "未决" not in explain_matter(log, "T1", law=str(books[False]))


def test_every_undecided_norm_of_the_lawbook_says_why_in_both_languages() -> None:
    book = load_lawbook(str(LAW))
    norms = norms_undecided(book)
    assert len(norms) >= 4
    assert all(norm.status is Status.NEEDS_DECISION and norm.why is not None for norm in norms)
    sealed = book.norms["publicity.sealed_record_not_published"]
    zh, en = (why_undecided(sealed, Speaker(book, language)) for language in ("zh", "en"))
    assert zh.startswith("两法冲突：") and "第一百三十六条" in zh and "第四十八条" in zh
    assert en.startswith("The laws collide: ") and "Art. 136" in en and "Art. 48(1)" in en


def folder_check(book: Path, folder: Path, out: str) -> CheckResult:
    run_import([folder / "log.csv"], law=str(book), data=folder / "data")
    return run_check_folder(folder / "data", law=str(book), out=folder / out)


@pytest.mark.parametrize("engine", ["reference", "automaton"])
def test_a_folder_says_the_same_as_files(books, tmp_path: Path, engine: str) -> None:
    """The page and every other file are the same bytes, at first, and after a day on which one more is touched."""
    sound = tuple(row for row in TOUCHED if "02-30" not in row)
    more = (*sound, "T2,处罚决定,2026-03-05 09:00,柳汀所,", "T2,接报案,2026-03-06 09:00,柳汀所,other")
    for day, rows in (("first", sound), ("second", more)):
        files = check(books[True], tmp_path, rows, engine=engine)
        folder = folder_check(books[True], tmp_path, day)
        assert folder.undecided == files.undecided
        assert sum(one.count for one in folder.undecided) == {"first": 1, "second": 2}[day]
        for name in FILES:
            wanted = (tmp_path / "out" / name).read_bytes()
            if name != "report.html" or day == "first":  # its foot says what each import brought
                assert (tmp_path / day / name).read_bytes() == wanted, (day, name)
    assert "未决2项，不计入违反" in (tmp_path / "second/report.html").read_text("utf-8")


def test_it_enters_no_state_of_the_folder(books, tmp_path: Path) -> None:
    """What a check leaves for the next is the same with and without the undecided norm, but for the lawbook's hash."""
    states = []
    for colliding, book in books.items():
        folder = tmp_path / str(colliding)
        folder.mkdir()
        write_log(folder / "log.csv", TOUCHED)
        result = folder_check(book, folder, "out")
        assert [one.matters for one in result.undecided] == ([("T1",)] if colliding else [])
        state = json.loads((folder / "data/warm/state.json").read_text("utf-8"))
        state["basis"].pop("lawbook")
        state.pop("bytes")  # a dictionary may name more norms than there are rows of
        states.append(state)
        assert (folder / "data/warm/undecided").exists() is colliding
    assert states[0] == states[1]


EXPIRED = {
    "norms/handling/expired.yaml": """
        id: handling.report_after_expiry
        title: {zh: 逾期未受案的不再接报, en: No report after the term has passed}
        procedure: case
        bearer: body
        severity: grave
        status: needs_decision
        why: {zh: 条文没有写清, en: The article leaves it open}
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "7"}]
            duty: {on: {expired: handling.accepted_in_time}, do: [penalty_decided], within: {days: 1}}
        examples: [{expect: missed, as_of: 2026-03-09, events: [report_received @ 2026-03-02T09:00]}]
        """
}


@pytest.mark.parametrize("engine", ["reference", "automaton"])
def test_what_it_rests_on_is_judged_with_it_and_not_shown(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The findings of the norm it asks for take no place among the matters named, and nothing is left over."""
    for name in ("check", "check_folder"):
        monkeypatch.setattr(f"fajing.app.{name}.MOST_MATTERS", 2)
    book = write_book(tmp_path / "law", more=EXPIRED)
    late = ("A,接报案,2026-03-01 09:00,柳汀所,", "B,接报案,2026-03-01 10:00,柳汀所,")
    files = check(book, tmp_path, (*late, *TOUCHED), engine=engine)
    assert folder_check(book, tmp_path, "folder").undecided == files.undecided
    ((norm, count, matters),) = [(one.norm.id, one.count, one.matters) for one in files.undecided]
    assert (norm, len(matters)) == ("handling.report_after_expiry", 2)
    assert count >= len(matters)
    norms = with_what_they_rest_on(norms_undecided(files.lawbook), files.lawbook)
    assert [one.id for one in norms] == ["handling.accepted_in_time", "handling.report_after_expiry"]
    assert make_plan(files.lawbook, norms, Carried()).left == {}
