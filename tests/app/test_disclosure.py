"""The lists of penalties and permits for the credit platforms: what stands in them, and what never does."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fajing.app.disclosure.profile import profile_of, read_profiles
from fajing.app.disclosure.rows import UNSAID, listing_of
from fajing.app.disclosure.run import DisclosureResult, write_list
from fajing.cli import main
from fajing.core.errors import FajingError, UsageError
from fajing.core.events import Event, Matter, Value
from fajing.core.moments import parse_moment
from fajing.intake.read import read_logs
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.schema import Origin

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "law" / "cn-police"
FIELDS = ROOT.parent / "shared" / "data" / "dual_publicity_fields.csv"
PENALTY, PERMIT = "dual_publicity_penalty", "dual_publicity_permit"
LISTS = {
    (PENALTY, "2018"): PENALTY,
    (PENALTY, "2016"): "dual_publicity_penalty_2016",
    (PERMIT, "2018"): PERMIT,
}
FIRE, ORDER = {"case_kind": "fire"}, {"case_kind": "public_security"}


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(LAW))


class Records:
    """Records for a data folder."""

    def __init__(self, book: Lawbook) -> None:
        self.zone = book.zone
        self.matters: list[Matter] = []

    def matter(
        self, number: str, procedure: str, values: dict[str, Value], *steps: tuple[str, str, dict[str, Value]]
    ) -> None:
        one = Matter(number, procedure, None, "青岚县公安局", values)
        for seq, (step, at, fields) in enumerate(steps):
            moment = parse_moment(at, self.zone)
            one.events.append(Event(f"{number}-{seq}", number, procedure, step, moment, seq, values=fields))
        self.matters.append(one)

    def penalty(
        self, number: str, day: str, matter: dict[str, Value], *after: tuple[str, str], **values: Value
    ) -> None:
        decided = ("penalty_decided", f"{day}T10:00", values)
        later: list[tuple[str, str, dict[str, Value]]] = [(step, at, {}) for step, at in after]
        self.matter(number, "administrative_case", matter, decided, *later)

    def permit(self, number: str, day: str, **values: Value) -> None:
        self.matter(number, "permit_application", {}, ("permit_granted", f"{day}T10:00", values))

    @property
    def files(self) -> list[tuple[str, list[Matter]]]:
        return [(one.id, [one]) for one in self.matters]


@pytest.fixture
def records(book: Lawbook) -> Records:
    made = Records(book)
    made.penalty(
        "罚2",
        "2026-03-03",
        FIRE,
        must_publish=True,
        fine=123_450,
        detention_days=0,
        party_kind="organisation",
    )
    made.penalty(
        "罚1", "2026-03-02", FIRE, must_publish=True, fine=2_000_000, is_warning=True, revokes_permit=True
    )
    made.penalty("罚3", "2026-03-04", FIRE, must_publish=False, fine=100)
    made.penalty("罚4", "2026-03-05", FIRE, fine=100)
    made.penalty("罚5", "2026-03-06", ORDER, must_publish=True, fine=100)
    made.penalty("罚6", "2025-12-31", ORDER, must_publish=True, detention_days=5)
    made.penalty("罚7", "2025-12-30", ORDER, must_publish=True, fine=100, age_band="16_to_17")
    made.penalty(
        "罚8", "2026-03-07", FIRE, ("penalty_annulled", "2026-05-01T09:00"), must_publish=True, fine=100
    )
    made.penalty(
        "罚9", "2026-03-08", FIRE, ("publication_withdrawn", "2026-05-01T09:00"), must_publish=True, fine=100
    )
    made.permit("许1", "2026-03-02", must_publish=True)
    made.permit("许2", "2026-03-02", must_publish=False)
    made.permit("许3", "2026-03-03")
    return made


@pytest.fixture
def data(records: Records, tmp_path: Path) -> Path:
    DataFolder.make(tmp_path / "data", records.zone).write(Origin(), records.files)
    return tmp_path / "data"


@pytest.fixture
def written(book: Lawbook, data: Path, tmp_path: Path) -> Callable[..., DisclosureResult]:
    """Write a list of a name into a folder of a name."""

    def write(
        name: str, folder: str = "out", *, of: Path | None = None, form: str = "xlsx"
    ) -> DisclosureResult:
        return write_list(profile_of(book, name), book, of or data, tmp_path / folder, form=form)

    return write


def test_a_penalty_is_listed_only_where_the_record_says_so(book: Lawbook, records: Records) -> None:
    profile = profile_of(book, PENALTY)
    listing = listing_of(profile, records.files)
    number = [column.code for column in profile.columns].index("CF_WSH")
    assert [row[number] for row in listing.rows] == ["罚6", "罚1", "罚2"]
    assert (listing.not_listed, listing.gone) == (1, 2)
    held = {one.matter: one.why for one in listing.held}
    assert held.keys() == {"罚4", "罚5", "罚7"}
    assert held["罚4"] == UNSAID
    assert "封存" in held["罚5"].zh
    assert held["罚7"].en == "A minor"


def test_the_cells_stand_under_their_codes(book: Lawbook, records: Records) -> None:
    profile = profile_of(book, PENALTY)
    codes = [column.code for column in profile.columns]
    rows = [dict(zip(codes, row, strict=True)) for row in listing_of(profile, records.files).rows]
    filled = [{code: cell for code, cell in row.items() if cell} for row in rows]
    assert filled[1] == {
        "CF_WSH": "罚1",
        "CF_CFLB": "警告、罚款、吊销许可证件",
        "CF_NR_FK": "2",
        "CF_JDRQ": "2026-03-02",
        "CF_CFJG": "青岚县公安局",
    }
    assert filled[2]["CF_NR_FK"] == "0.12345"
    assert filled[2]["CF_XDR_LB"] == "法人及非法人组织"
    assert "CF_XDR_LB" not in filled[0]
    assert filled[0]["CF_CFLB"] == "行政拘留"
    assert "CF_NR_FK" not in filled[0]


def test_a_list_can_be_cut_by_days(book: Lawbook, records: Records) -> None:
    profile = profile_of(book, PENALTY)
    march = listing_of(profile, records.files, date(2026, 3, 2), date(2026, 3, 2))
    assert len(march.rows) == 1
    assert (len(march.held), march.not_listed, march.gone) == (0, 0, 0)


@pytest.mark.parametrize("name", LISTS.values())
def test_no_personal_column_is_ever_filled(name: str, book: Lawbook, records: Records) -> None:
    profile = profile_of(book, name)
    personal = [number for number, column in enumerate(profile.columns) if column.is_personal]
    assert personal
    rows = listing_of(profile, records.files).rows
    assert rows
    assert all(row[number] == "" for row in rows for number in personal)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("name", [PENALTY, PERMIT])
def test_what_is_written_is_read_again_as_the_same(
    name: str, form: str, written: Callable[..., DisclosureResult], book: Lawbook
) -> None:
    result = written(name, form=form)
    intake = read_logs([result.written[0]], book)
    assert intake.files[0].map_id == name
    assert not intake.rejects
    assert not intake.files[0].unread
    zone = book.zone
    found = {
        (matter.id, zone.civil(event.at.instant).date().isoformat(), event.values.get("fine"))
        for matter in intake.log.matters.values()
        for event in matter.events
    }
    assert found == (
        {("罚6", "2025-12-31", None), ("罚1", "2026-03-02", 2_000_000), ("罚2", "2026-03-03", 123_450)}
        if name == PENALTY
        else {("许1", "2026-03-02", None)}
    )


def test_a_code_by_analogy_stays_marked_and_what_is_held_back_stays_in_the_house(
    written: Callable[..., DisclosureResult],
) -> None:
    outside, inside = written(PERMIT).written
    assert openpyxl.load_workbook(outside).sheetnames == ["清单"]
    sheets = openpyxl.load_workbook(inside)
    assert sheets.sheetnames == ["暂不公开", "字段说明"]
    marked = {
        row[1] for row in sheets["字段说明"].iter_rows(values_only=True) if "推定，未核" in (row[3] or "")
    }
    assert marked == {"XK_XDR_MC", "XK_XDR_LB", "XK_XKWS", "XK_XKZS", "XK_XKBH", "XK_YXQZ"}
    held = list(sheets["暂不公开"].iter_rows(values_only=True))[1:]
    assert [(row[0], row[3]) for row in held] == [("许3", UNSAID.zh)]


def test_the_same_records_give_the_same_bytes(written: Callable[..., DisclosureResult]) -> None:
    first, second = (written(PENALTY, name).written for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_no_cell_is_taken_for_a_formula(
    book: Lawbook, tmp_path: Path, written: Callable[..., DisclosureResult]
) -> None:
    made = Records(book)
    made.permit("=1+1", "2026-03-02", must_publish=True)
    DataFolder.make(tmp_path / "odd", made.zone).write(Origin(), made.files)
    text = written(PERMIT, of=tmp_path / "odd", form="csv").written[0].read_text("utf-8-sig")
    assert "'=1+1" in text
    path, _ = written(PERMIT, of=tmp_path / "odd").written
    cells = [
        cell
        for row in openpyxl.load_workbook(path)["清单"].iter_rows()
        for cell in row
        if cell.value == "=1+1"
    ]
    assert [cell.data_type for cell in cells] == ["s"]


def test_the_command_says_how_much_is_held_back(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--law", str(LAW), "--data", str(data), "--out", str(tmp_path / "out")]
    assert main(["disclose", PENALTY, *arguments, "--from", "2026-03-05", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "penalties (form of 2018): 0 rows" in said
    assert "for a person to decide: 2; need not be published: 0; annulled or withdrawn: 2" in said


def test_days_the_wrong_way_round_and_unknown_forms_are_refused(
    book: Lawbook, data: Path, tmp_path: Path
) -> None:
    profile = profile_of(book, PENALTY)
    with pytest.raises(UsageError, match="wrong way round"):
        write_list(profile, book, data, tmp_path, date(2026, 3, 5), date(2026, 3, 1))
    with pytest.raises(UsageError, match="no such form"):
        write_list(profile, book, data, tmp_path, form="pdf")


BAD = {
    "from: matter": ("personal: true, from: matter", "personal"),
    "from: fine, money_in: wan": ("from: needs_discipline", "personal field"),
    "from: unit": ("from: nobody", "no such field"),
    "step: penalty_decided": ("step: penalty_decidet", "no such step"),
    "map: dual_publicity_penalty": ("map: other", "no such map"),
    "listed: must_publish": ("listt: must_publish", "unknown key"),
    "procedure: administrative_case": ("procedure: administrative_cases", "no such procedure"),
}


@pytest.mark.parametrize("said", BAD)
def test_a_wrong_profile_is_refused(said: str, book: Lawbook, tmp_path: Path) -> None:
    text = (LAW / "disclosures" / f"{PENALTY}.yaml").read_text("utf-8")
    put, why = BAD[said]
    (tmp_path / "disclosures").mkdir()
    (tmp_path / "disclosures" / "one.yaml").write_text(text.replace(said, put, 1), "utf-8")
    with pytest.raises(FajingError, match=why):
        read_profiles(replace(book, folders=(tmp_path,)))


def test_an_unknown_list_names_what_is_near(book: Lawbook) -> None:
    with pytest.raises(UsageError) as found:
        profile_of(book, "dual_publicity_permits")
    assert PERMIT in found.value.remedy


@pytest.mark.skipif(not FIELDS.is_file(), reason="the field lists are not beside the checkout")
@pytest.mark.parametrize(("kind", "version"), LISTS)
def test_every_field_stands_in_its_place(kind: str, version: str, book: Lawbook) -> None:
    profile = profile_of(book, LISTS[kind, version])
    with FIELDS.open(encoding="utf-8", newline="") as text:
        rows = [
            row
            for row in csv.DictReader(text)
            if f"dual_publicity_{row['list']}" == kind and row["version"] == version
        ]
    assert [(column.code, column.heading) for column in profile.columns] == [
        (row["code"], row["name_zh"]) for row in rows
    ]
    for column, row in zip(profile.columns, rows, strict=True):
        assert column.is_personal == (row["personal"] != "no"), row["code"]
        assert column.is_by_analogy == bool(re.search("analogy", row["note"])), row["code"]
