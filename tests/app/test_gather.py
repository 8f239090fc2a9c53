"""A city's folder: districts' segments, verified on entry, under its own numbers; figures are the districts' sum."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.app.folders import fresh, imported
from tests.app.small_book import ROWS, write_book, write_log
from tests.indicators.logs import random_log

from fajing.app.check_folder import run_check_folder
from fajing.app.district import District
from fajing.app.figures import figures_in
from fajing.app.gather import COVERED, gather
from fajing.app.gathered import receipt_path
from fajing.app.import_log import run_import
from fajing.app.ledger_day import end_day
from fajing.app.withdraw_import import withdraw, withdrawn_in
from fajing.cli.data import command
from fajing.core.errors import FajingError, UsageError
from fajing.core.events import Carried, Log
from fajing.core.moments import Moment, Precision
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.read_indicators import load_indicators
from fajing.ledger.check_all import check_everything
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import carried_by_both, carried_of
from fajing.ledger.verify_receipt import main as verify_receipt

NORTH, SOUTH = "北区", "南区"
HALF = 3
INDICATORS = Path(__file__).parents[1] / "indicators" / "book"


class Place:
    """Two districts and a city in a folder."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, write_book(path / "book")

    def bring(self, district: str, *rows: str) -> None:
        log = write_log(self.path / "log.csv", rows)
        run_import([log], law=str(self.book), data=self.path / district)

    def north(self, upto: int = len(ROWS)) -> None:
        self.bring(NORTH, *ROWS[:upto])

    def south(self, upto: int = len(ROWS)) -> None:
        self.bring(SOUTH, *(row.replace("行〔", "南〔").replace("柳汀所", "桥南所") for row in ROWS[:upto]))

    def ledger(self, district: str) -> Ledger:
        return Ledger.init(self.path / district)

    def gather(self, *names: str, covered: bool = False, **more):
        def one(name: str) -> District:
            held = self.path / "held" / name
            if covered and held.exists():
                return District(name, self.path / name, held, held / "keys.txt")
            return District(name, self.path / name)

        return gather([one(name) for name in names or (NORTH, SOUTH)], self.path / "city", **more)

    def hand_over(self, district: str) -> None:
        ledger = Ledger.open(self.path / district)
        end_day(ledger, self.path / "held" / district)
        ledger.close()

    @property
    def city(self) -> DataFolder:
        return DataFolder.open(self.path / "city")

    def roots(self, district: str) -> list[str]:
        return [one.manifest.root for one in DataFolder.open(self.path / district).segments()]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def counts(place: Place, folder: str) -> dict[str, Counter[str]]:
    out = place.path / f"out-{folder}"
    run_check_folder(place.path / folder, out=out, law=str(place.book), as_of="2026-06-01")
    told = json.loads((out / "summary.json").read_bytes())["norms"]
    return {
        norm: Counter({name: n for name, n in own.items() if isinstance(n, int)})
        for norm, own in told.items()
    }


def test_segments_stand_in_the_city_with_their_rows_and_roots(place: Place) -> None:
    place.north(HALF)
    place.north()
    place.south()
    done = place.gather()
    assert [(one.name, one.known, [new.number for new in one.new]) for one in done.districts] == [
        (NORTH, 0, [1, 2]),
        (SOUTH, 0, [3]),
    ]
    assert [one.manifest.root for one in place.city.segments()] == place.roots(NORTH) + place.roots(SOUTH)
    assert [problems for _, problems in place.city.verify()] == [[], [], []]
    assert [
        (one.manifest.gathered.district, one.manifest.gathered.number) for one in place.city.segments()
    ] == [
        (NORTH, 1),
        (NORTH, 2),
        (SOUTH, 1),
    ]


def test_the_check_of_the_city_is_the_sum_of_the_districts(place: Place) -> None:
    place.north()
    place.south()
    place.gather()
    north, south, city = (counts(place, name) for name in (NORTH, SOUTH, "city"))
    assert city == {
        norm: +(north[norm] + south[norm]) | Counter(dict.fromkeys(city[norm], 0)) for norm in city
    }
    assert sum(own["broken"] for own in city.values()) == 2 * sum(own["broken"] for own in north.values()) > 0


def test_a_second_run_takes_only_what_is_new(place: Place) -> None:
    place.north(HALF)
    place.south(HALF)
    place.gather()
    assert [one.new for one in place.gather().districts] == [[], []]
    place.north()
    done = place.gather(NORTH)  # the other stays as it is
    assert [(one.known, [new.number for new in one.new]) for one in done.districts] == [(1, [3])]
    assert len(place.city.segments()) == 3
    assert not [path for path in place.city.segments_path.iterdir() if path.name.startswith(".")]


def test_a_segment_that_changed_or_went_is_refused(place: Place) -> None:
    place.north(HALF)
    place.north()
    place.south()
    place.gather()
    shutil.rmtree(place.path / NORTH / "segments/000002")
    with pytest.raises(FajingError, match="第2段不见了"):
        place.gather()
    place.bring(NORTH, ROWS[0].replace("citizen", "patrol"))
    with pytest.raises(FajingError, match="第2段变了"):
        place.gather()
    assert len(place.city.segments()) == 3


def test_rows_that_are_not_as_sealed_are_refused_and_nothing_is_taken(place: Place) -> None:
    place.north()
    place.south()
    about = place.path / SOUTH / "segments/000001/segment.json"
    told = json.loads(about.read_bytes())
    about.write_text(json.dumps({**told, "root": "0" * 64}))
    with pytest.raises(FajingError, match=f"{SOUTH}的第1段与封存时不符"):
        place.gather()
    assert list(place.city.segments_path.iterdir()) == []


def test_ids_of_two_districts_are_never_joined_unless_somebody_says_so(place: Place) -> None:
    place.north()
    place.bring(SOUTH, *ROWS[3:9])
    with pytest.raises(FajingError) as told:
        place.gather()
    assert "2个案事件编号相同" in told.value.what
    assert f"行〔2026〕2（{NORTH}、{SOUTH}）；行〔2026〕3（{NORTH}、{SOUTH}）" in told.value.why
    assert list(place.city.segments_path.iterdir()) == []
    place.gather(same=["行〔2026〕2", "行〔2026〕3"])
    assert sum(own["broken"] for own in counts(place, "city").values()) == sum(
        own["broken"] for own in counts(place, NORTH).values()
    )
    assert [one.new for one in place.gather().districts] == [[], []]  # it was said once


def test_a_gathered_folder_takes_no_imports_and_an_own_folder_no_districts(place: Place) -> None:
    place.north()
    place.gather(NORTH)
    with pytest.raises(UsageError, match="汇集来的"):
        place.bring("city", *ROWS[3:6])
    place.bring("own", *ROWS[:3])
    with pytest.raises(UsageError, match="直接导入的段"):
        gather([District(NORTH, place.path / NORTH)], place.path / "own")
    with pytest.raises(UsageError, match="本身是汇集来的"):
        gather([District("市", place.path / "city")], place.path / "province")
    with pytest.raises(UsageError, match="同一个名称"):
        place.gather(NORTH, NORTH)


def test_segments_stand_under_the_checkpoint_and_an_outsider_verifies_it(place: Place) -> None:
    place.ledger(NORTH).close()
    place.north(HALF)
    place.hand_over(NORTH)
    place.south()
    city = place.ledger("city")
    place.north()  # after the hand-over
    done = place.gather(covered=True)
    assert [(len(one.new), one.held_back) for one in done.districts] == [(1, [2]), (1, [])]
    assert done.districts[1].checkpoint is None
    keys = str(place.path / "held" / NORTH / "keys.txt")
    receipt = receipt_path(place.path / "city", 1)
    assert verify_receipt([str(receipt), "--key", keys]) == 0
    assert not receipt_path(place.path / "city", 2).exists()
    said = [one.body["gathered"] for one in city.entries(kind="import")]
    assert [(one["district"], one["number"], bool(one["checkpoint"])) for one in said] == [
        (NORTH, 1, True),
        (SOUTH, 1, False),
    ]
    place.hand_over(NORTH)
    done = place.gather(covered=True)
    assert [(len(one.new), one.held_back) for one in done.districts] == [(1, []), (0, [])]
    assert [section.count for section in check_everything(city, with_rows=True)] == [0, 0, 0, 0]
    city.close()


def test_a_district_that_may_only_be_read_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.ledger(NORTH).close()
    place.north()
    place.hand_over(NORTH)
    monkeypatch.setattr("fajing.app.district.os.access", lambda *_: False)
    before = sorted(path.name for path in (place.path / NORTH / "ledger").iterdir())
    done = place.gather(NORTH, covered=True)
    assert (len(done.districts[0].new), done.districts[0].checkpoint is None) == (1, False)
    assert sorted(path.name for path in (place.path / NORTH / "ledger").iterdir()) == before


def test_what_came_without_a_checkpoint_gets_its_receipt_later(place: Place) -> None:
    place.north()
    city = place.ledger("city")
    place.gather(NORTH)
    place.ledger(NORTH).close()
    place.hand_over(NORTH)
    done = place.gather(NORTH, covered=True)
    assert (done.districts[0].new, done.districts[0].covered) == ([], [1])
    (entry,) = city.entries(kind=COVERED)
    assert entry.body["segment"] == 1
    assert "fajing/ledger" in entry.body["checkpoint"]
    assert place.gather(NORTH, covered=True).districts[0].covered == []
    assert len(list(city.entries(kind=COVERED))) == 1
    city.close()


def test_a_ledger_that_was_rewritten_is_refused(place: Place) -> None:
    place.ledger(NORTH).close()
    place.north(HALF)
    place.hand_over(NORTH)
    with pytest.raises(UsageError, match="要一起给"):
        gather([District(NORTH, place.path / NORTH, place.path / "held" / NORTH)], place.path / "city")
    shutil.rmtree(place.path / NORTH)
    Ledger.init(place.path / NORTH).close()  # the same segments, entered into another ledger
    place.north(HALF)
    with pytest.raises(FajingError, match="不符"):
        place.gather(NORTH, covered=True)
    (place.path / NORTH / "segments/000001").rename(place.path / "away")
    place.bring(NORTH, *ROWS[4:6])  # another segment under the number that the ledger knows
    with pytest.raises(FajingError, match="与区县的账本不符"):
        place.gather(NORTH)


@pytest.mark.parametrize("has_ledger", [True, False])
def test_an_import_that_the_district_undid_does_not_count_in_the_city(
    place: Place, *, has_ledger: bool
) -> None:
    district = place.ledger(NORTH)
    place.north(HALF)
    before = counts(place, NORTH)
    place.north()
    city = place.ledger("city") if has_ledger else None
    place.gather(NORTH)
    folder = DataFolder.open(place.path / NORTH)
    withdraw(district, folder, 2, "导错了", actor="officer:1", at=1_772_000_000)
    assert place.gather(NORTH).districts[0].withdrawn == [2]
    assert [one.manifest.events for one in place.city.standing()] == [HALF, 0]
    assert counts(place, "city") == before
    withdraw(district, folder, 2, "没有错", actor="officer:1", at=1_772_000_001, restore=True)
    assert place.gather(NORTH).districts[0].withdrawn == []
    assert place.city.standing()[1].manifest.events > 0
    if city is not None:
        withdraw(city, place.city, 1, "市里撤销", actor="officer:1", at=1_772_000_002)
        place.gather(NORTH)
        assert set(withdrawn_in(city)) == {1}  # the district has no say in it
        assert [section.count for section in check_everything(city)] == [0, 0, 0, 0]
        city.close()
    district.close()


def test_figures_of_the_city_are_the_sum_and_findings_are_not_nought(tmp_path: Path) -> None:
    lawbook = load_lawbook(str(INDICATORS))
    book = load_indicators(lawbook)
    for name, seed in ((NORTH, 3), (SOUTH, 5)):
        log = random_log(seed, lawbook)
        if name == SOUTH:
            log = renamed(log, "S")
        imported(fresh(tmp_path / name, lawbook), lawbook, log)
    Ledger.init(tmp_path / "city").close()
    gather([District(name, tmp_path / name) for name in (NORTH, SOUTH)], tmp_path / "city")
    last = date(2026, 12, 31)
    cut_off = Moment(lawbook.zone.end_of_day(last.toordinal()) - 1, last.toordinal(), Precision.SECOND)
    north, south, city = (
        figures_in(DataFolder.open(tmp_path / name), lawbook, book).of(
            date(2026, 1, 1), date(2026, 12, 31), cut_off=cut_off
        )
        for name in (NORTH, SOUTH, "city")
    )
    summed = 0
    for figure in city:
        parts = [own[figure.indicator].value for own in (north, south)]
        if figure.form in ("count", "sum") and None not in parts:
            assert figure.value == sum(parts), figure.indicator
            summed += figure.value > 0
    assert summed > 5
    assert all(figure.value is None for figure in city if figure.indicator.startswith("findings."))
    source = figures_in(DataFolder.open(tmp_path / "city"), lawbook, book)
    with pytest.raises(UsageError, match="同名的单位"):
        source.of(date(2026, 1, 1), last, unit=SOUTH)


def renamed(log: Log, prefix: str) -> Log:
    """The log with a prefix before every id of matter and event."""
    found = Log(log.zone, carried=log.carried)
    for matter in log.matters.values():
        parent = None if matter.parent is None else prefix + matter.parent
        events = [replace(one, id=prefix + one.id, matter=prefix + one.matter) for one in matter.events]
        found.matters[prefix + matter.id] = replace(
            matter, id=prefix + matter.id, parent=parent, events=events
        )
    return found


def test_what_one_district_cannot_record_is_not_known_for_the_city(place: Place) -> None:
    def carried(*steps: str, **fields: set[str]) -> Carried:
        return Carried(frozenset(steps), {name: frozenset(own) for name, own in fields.items()}, None)

    one, other = carried("a", "b", a={"x", "y"}, b={"z"}), carried("a", "c", **{"a": {"y"}, "*": {"z"}})
    both = carried_by_both(one, other)
    assert both == Carried(frozenset({"a"}), {"a": frozenset({"y"}), "b": frozenset({"z"})}, None)
    assert carried_by_both(Carried(), one) == carried_by_both(one, Carried()) == one
    place.north()
    path = place.book / "maps/steps.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "origin" not in line), "utf-8")
    place.south()
    done = place.gather()
    known = carried_of(place.city.standing())
    assert not known.carries_field("case.report_received", "origin")
    assert carried_of(place.city.standing()[:1]).carries_field("case.report_received", "origin")
    assert done.not_everywhere == []


def test_the_command_says_what_was_done(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.ledger(NORTH).close()
    place.north(HALF)
    place.hand_over(NORTH)
    place.north()
    place.south()
    held = place.path / "held" / NORTH
    asked = [
        "gather", f"甲={place.path / NORTH}", str(place.path / SOUTH), "--into", str(place.path / "city"),
        "--checkpoint", f"甲={held}", "--key", f"甲={held / 'keys.txt'}",
    ]  # fmt: skip
    assert command.main(asked, standalone_mode=False) == 0
    said = capsys.readouterr().out
    assert "甲：新收1段，办案记录3条，编为第1段；原有0段" in said
    assert "甲：未收第2段：检查点还没有覆盖" in said
    assert f"{SOUTH}：没有给检查点：只核了封存" in said
    assert (
        "有1个单位在不止一个区县里同名" not in said
    )  # only the units of both: none before the second segment
    with pytest.raises(UsageError, match="没有指明是哪个区县"):
        command.main([*asked[:-1], str(held / "keys.txt")], standalone_mode=False)
    place.hand_over(NORTH)
    assert command.main([*asked, "--lang", "en"], standalone_mode=False) == 0
    said = capsys.readouterr().out
    assert "甲: 1 segments taken over, 6 events, now segments 3; 1 were there" in said
    assert "Note: 1 units have the same name in two districts; their figures run together: 东栅所" in said
