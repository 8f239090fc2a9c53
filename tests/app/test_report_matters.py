"""What a report promised and when it is due are matters: opened in the ledger, sealed by the night, judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from fajing.app.commitments import PROCEDURE, Commitment, State, commitments, commitments_in, enter
from fajing.app.import_log import run_import
from fajing.app.office_book import STEP, Book
from fajing.app.office_files import OfficeFiles
from fajing.app.office_night import Night, night
from fajing.app.office_record import Typed, body_of, event_of
from fajing.app.opened_matters import unsealed_of
from fajing.app.report_cycle import cycles
from fajing.core.errors import FajingError
from fajing.core.events import Matter
from fajing.core.moments import Moment, parse_moment
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.ledger.ledger import Ledger
from fajing.publish.model import Promise

BODY = "青岚县公安局"
ROWS = (
    "案件编号,案事件种类,环节,时间,单位\n"
    "诉1,litigation,complaint_copy_received,2025-11-03,法制大队\n"
    "诉1,litigation,answer_submitted,2025-11-10,法制大队\n"
)


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook("cn-police")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose record begins in 2025, with a ledger."""
    (tmp_path / "log.csv").write_text(ROWS, "utf-8")
    run_import([tmp_path / "log.csv"], law="cn-police", data=tmp_path / "data", map_id="events_csv")
    Ledger.init(tmp_path / "data")
    return tmp_path / "data"


def when(text: str, lawbook: Lawbook) -> Moment:
    return parse_moment(text, lawbook.zone)


def run(data: Path, lawbook: Lawbook, text: str) -> tuple[Night, Book]:
    book, as_of = Book(Ledger.open(data)), when(text, lawbook)
    return night(data, lawbook, book, at=as_of.instant, as_of=as_of, body=BODY), book


def reports(found: Night) -> list[tuple[str, str, str, str]]:
    return [
        (row["norm"].rpartition(".")[2], row["outcome"], row["due"], row["unit"])
        for row in found.duties
        if row["procedure"] == "reporting_cycle"
    ]


def record(book: Book, lawbook: Lawbook, matter: str, step: str, at: str, by: str, **values: str) -> None:
    """A step as the office records it."""
    procedure = "reporting_cycle" if matter.startswith("年报") else "report_commitment"
    spec = lawbook.procedures[procedure].steps[step]
    now = when(at, lawbook).instant
    event, wrong = event_of(
        Typed(at, [(by, "")], "", values), spec, Matter(matter, procedure), BODY, now, lawbook.zone
    )
    assert event is not None, wrong
    book.write(STEP, body_of(event, lawbook.zone), by, now, (f"matter:{matter}",))


def test_the_yearly_report_is_a_duty_with_a_clock_until_it_is_published(data: Path, lawbook: Lawbook) -> None:
    found, _book = run(data, lawbook, "2025-12-30")
    assert (reports(found), found.sealed) == ([], 0), "the year has not ended"
    found, book = run(data, lawbook, "2026-01-15T08:00")
    assert sorted(reports(found)) == [
        ("rule_of_law_report_published", "open", "2026-03-31", BODY),
        ("rule_of_law_report_submitted", "open", "2026-02-28", BODY),
    ]
    assert (found.sealed, found.matters["年报〔2025〕"].unit) == (1, BODY)
    record(book, lawbook, "年报〔2025〕", "annual_report_submitted", "2026-02-20 10:00", "040901")
    found, book = run(data, lawbook, "2026-03-02T08:00")
    assert reports(found) == [("rule_of_law_report_published", "open", "2026-03-31", BODY)]
    assert found.sealed == 1, "the cycle is opened once"
    found, book = run(data, lawbook, "2026-04-01T08:00")
    assert [one[:2] for one in reports(found)] == [("rule_of_law_report_published", "missed")]
    assert not any(act.values.get("matter") == "年报〔2025〕" for act in found.acts), "drafts make no finding"
    record(book, lawbook, "年报〔2025〕", "annual_government_report_published", "2026-04-02 10:00", "040901")
    found, book = run(data, lawbook, "2026-04-03T08:00")
    assert [one[:2] for one in reports(found)] == [("rule_of_law_report_published", "late")]
    files = OfficeFiles(data, lawbook)
    (cycle,) = cycles(files, when("2026-04-03T08:00", lawbook))
    assert (cycle.year, [duty.outcome.value for duty in cycle.duties]) == (2025, ["met", "late"])
    opened = files.open("年报〔2025〕", when("2026-04-03T08:00", lawbook))
    assert opened is not None
    assert {"met", "late"} <= {duty.outcome.value for duty in opened.duties}


def test_only_the_year_that_ended_last_is_opened(data: Path, lawbook: Lawbook) -> None:
    found, _book = run(data, lawbook, "2027-01-15T08:00")
    assert {row["matter"] for row in found.duties if row["procedure"] == "reporting_cycle"} == {
        "年报〔2026〕"
    }


def test_commitments_are_the_same_before_and_after_they_are_sealed(data: Path, lawbook: Lawbook) -> None:
    book, files = Book(Ledger.open(data)), OfficeFiles(data, lawbook)
    at = when("2026-02-20T09:00", lawbook)
    promises = [
        Promise("plan", "送达时间列为必填项", "法制大队", "2026-06-30"),
        Promise("shortcoming", "送达时间登记不全", "案管中心"),
    ]
    assert enter(book, files, promises, 2026, by="040901", at=at.instant) == [
        "诺〔2026〕001",
        "诺〔2026〕002",
    ]
    assert enter(book, files, promises, 2026, by="040901", at=at.instant) == [], "each once"
    record(
        book,
        lawbook,
        "诺〔2026〕001",
        "proof_given",
        "2026-06-20 10:00",
        "041001",
        proof_reference="甲〔2026〕3号",
    )
    record(book, lawbook, "诺〔2026〕001", "commitment_verified", "2026-06-21 10:00", "041001")
    late = when("2026-07-01T08:00", lawbook)

    def told(found: list[Commitment]) -> list[tuple[str, str, State, str, str | None]]:
        return [
            (one.kind, one.owner, one.state, one.proof, one.due.isoformat() if one.due else None)
            for one in found
        ]

    expected = [
        ("plan", "法制大队", State.PROVEN, "甲〔2026〕3号", "2026-06-30"),
        ("shortcoming", "案管中心", State.NOT_BEGUN, "", None),
    ]
    assert told(commitments(files, late, unsealed_of(book, lawbook.zone, {PROCEDURE}))) == expected
    found, book = run(data, lawbook, "2026-07-01T08:00")
    assert found.sealed == 5, "two opened, two steps, and the yearly duty"
    assert unsealed_of(book, lawbook.zone, {PROCEDURE}) == []
    assert told(commitments(OfficeFiles(data, lawbook), late)) == expected, "nobody verifies his own proof"
    record(book, lawbook, "诺〔2026〕001", "commitment_verified", "2026-07-01 10:00", "040902")
    record(
        book,
        lawbook,
        "诺〔2026〕002",
        "commitment_dropped",
        "2026-07-01 10:00",
        "040902",
        decision_reason="并入清理任务",
    )
    end = when("2026-12-31", lawbook)
    (done, dropped) = commitments_in(data, lawbook, end, 2026, None)
    assert (done.state, dropped.state, dropped.why) == (State.DONE, State.DROPPED, "并入清理任务")
    assert commitments_in(data, lawbook, end, 2026, "案管中心") == [dropped]
    assert commitments_in(data, lawbook, when("2026-01-01", lawbook), 2026, None) == []


def test_a_promise_holds_no_number_by_which_a_person_is_known(data: Path, lawbook: Lawbook) -> None:
    book, files = Book(Ledger.open(data)), OfficeFiles(data, lawbook)
    with pytest.raises(FajingError, match="不能写手机号"):
        enter(book, files, [Promise("plan", "联系 13812345678", "甲")], 2026, by="1", at=0)
    assert list(book.unsealed()) == []
