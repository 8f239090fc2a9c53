"""What an import keeps, what it leaves out, and that any cutting of a log into imports gives the same whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.app.small_book import HEADINGS, ROWS, write_book, write_log
from tests.ledger.segments.made import event, files_of, made_folder, matter, plain_files, plain_matter
from tests.scan.random_books import Pair, pair

from fajing.app.grouping import roots_as_linked
from fajing.app.import_log import ImportResult, keep, run_import
from fajing.core.errors import FajingError
from fajing.core.events import Carried, Log, Matter
from fajing.core.moments import Zone
from fajing.intake.read import Intake
from fajing.lawbook.model import Lawbook, Procedure, Step, Text
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.scan.files import group_into_files
from fajing.scan.reference import judge_log, latest_moment


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "book")


def bring(book: Path, tmp_path: Path, *rows: str, **more: Any) -> ImportResult:
    log = write_log(tmp_path / more.pop("name", "log.csv"), tuple(rows))
    return run_import([log], law=str(book), data=tmp_path / "data", **more)


def counts(result: ImportResult) -> tuple[int, ...]:
    one = result.counts
    return (
        one.new,
        one.corrected,
        one.unchanged,
        one.new_matters,
        one.changed_matters,
        one.unchanged_matters,
    )


def standing(folder: DataFolder, lawbook: Lawbook) -> dict[str, Any]:
    """What stands, in a form that does not tell in which order it came."""
    found = Standing(folder.segments(), roots_as_linked(lawbook)).read_files()
    return by_root(found)


def by_root(files: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for root, matters in files:
        assert root not in found
        found[root] = sorted((plain_matter(one) for one in matters), key=lambda one: str(one[0]))
    return found


# ---------------------------------------------------------------- files
def test_the_first_import_makes_the_folder_and_keeps_everything(book: Path, tmp_path: Path) -> None:
    result = bring(book, tmp_path, *ROWS)
    assert counts(result) == (9, 0, 0, 3, 0, 0)
    assert json.loads((tmp_path / "data/fajing.json").read_text("utf-8"))["zone"] == "Asia/Shanghai"
    [segment] = result.folder.segments()
    source = segment.manifest.origin.sources[0]
    assert (source.name, source.rows, source.new, source.rejected) == ("log.csv", 10, 9, 1)
    assert segment.manifest.origin.lawbook == (result.lawbook.id, result.lawbook.hash)
    assert segment.manifest.origin.carried == result.intake.log.carried
    assert result.rejects == tmp_path / "data/rejects/000001.csv"
    assert "没有这一天" in result.rejects.read_text("utf-8-sig")
    assert standing(result.folder, result.lawbook).keys() == {"行〔2026〕1", "行〔2026〕2", "行〔2026〕3"}


def test_importing_a_file_twice_changes_nothing(book: Path, tmp_path: Path) -> None:
    bring(book, tmp_path, *ROWS[:-1])
    before = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()}
    again = bring(book, tmp_path, *ROWS[:-1])
    assert counts(again) == (0, 0, 9, 0, 0, 3)
    assert again.segment is None
    assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()} == before


def test_rows_pushed_down_by_others_say_nothing_new(book: Path, tmp_path: Path) -> None:
    bring(book, tmp_path, *ROWS[:8])
    again = bring(book, tmp_path, "行〔2026〕7,接报案,2026-03-01 09:00,东栅所,other", *ROWS[:8])
    assert counts(again) == (1, 0, 8, 1, 0, 2)
    assert again.segment is not None
    assert (again.segment.manifest.events, again.segment.manifest.matters) == (1, 1)


def test_a_changed_row_corrects_the_old_one(book: Path, tmp_path: Path) -> None:
    first = bring(book, tmp_path, *ROWS[:8])
    changed = ROWS[1].replace("柳汀所", "东栅所")
    again = bring(book, tmp_path, ROWS[0], changed, *ROWS[2:8])
    assert counts(again) == (0, 1, 7, 0, 0, 2)
    assert again.corrected_ids == ["行〔2026〕1/case_accepted/2026-03-03T15:00"]
    assert again.segment is not None
    assert again.segment.manifest.events == 1
    (tmp_path / "once").mkdir()
    once = bring(book, tmp_path / "once", ROWS[0], changed, *ROWS[2:8])
    assert events_of(again) == events_of(once)
    assert events_of(first) == events_of(once)  # it is one folder


def events_of(result: ImportResult) -> dict[str, Any]:
    """What stands, without places."""
    found = standing(result.folder, result.lawbook)
    return {
        root: [(one[:4], one[5], [(each[:5], each[6:11], each[12]) for each in one[6]]) for one in matters]
        for root, matters in found.items()
    }


def test_an_emptied_cell_of_an_event_is_a_correction(book: Path, tmp_path: Path) -> None:
    bring(book, tmp_path, *ROWS[:2])
    again = bring(book, tmp_path, ROWS[0].replace("citizen", ""), ROWS[1])
    assert counts(again) == (0, 1, 1, 0, 0, 1)
    [matter_now] = standing(again.folder, again.lawbook)["行〔2026〕1"]
    assert [dict(one[-1]) for one in matter_now[6]] == [{}, {}]


def test_a_later_row_of_another_unit_does_not_change_who_had_the_matter_first(
    book: Path, tmp_path: Path
) -> None:
    bring(book, tmp_path, ROWS[0])
    again = bring(book, tmp_path, "行〔2026〕1,处罚决定,2026-03-10 10:00,东栅所,")
    assert counts(again) == (1, 0, 0, 0, 0, 1)
    [one] = standing(again.folder, again.lawbook)["行〔2026〕1"]
    assert one[3] == "柳汀所"
    earlier = bring(book, tmp_path, "行〔2026〕1,接报案,2026-03-01 10:00,北所,other")
    assert counts(earlier) == (1, 0, 0, 0, 1, 0)
    [one] = standing(earlier.folder, earlier.lawbook)["行〔2026〕1"]
    assert one[3] == "北所"


def test_tied_rows_keep_the_order_of_the_latest_export(book: Path, tmp_path: Path) -> None:
    rows = [f"行〔2026〕1,{step},2026-03-02 09:00,柳汀所," for step in ("接报案", "受案", "法制审核")]
    bring(book, tmp_path, rows[0], rows[2])
    again = bring(book, tmp_path, *rows)
    assert (again.counts.new, again.counts.unchanged, again.counts.reordered) == (1, 2, 1)
    [one] = standing(again.folder, again.lawbook)["行〔2026〕1"]
    assert [each[3] for each in one[6]] == ["report_received", "case_accepted", "review_passed"]


def test_what_is_gone_from_a_full_export_is_told_and_stays(book: Path, tmp_path: Path) -> None:
    path = book / "maps/steps.yaml"
    path.write_text(path.read_text("utf-8") + "export: full\n", "utf-8")
    bring(book, tmp_path, *ROWS[:9])
    again = bring(book, tmp_path, ROWS[0], *ROWS[2:8])
    assert again.gone_matters == ["行〔2026〕3"]
    assert again.gone_events == ["行〔2026〕1/case_accepted/2026-03-03T15:00"]
    assert again.segment is None
    assert len(standing(again.folder, again.lawbook)) == 3


def test_a_part_export_says_nothing_of_what_it_does_not_hold(book: Path, tmp_path: Path) -> None:
    bring(book, tmp_path, *ROWS[:9])
    again = bring(book, tmp_path, ROWS[0])
    assert (again.gone_matters, again.gone_events) == ([], [])


def test_a_wider_export_without_new_rows_is_kept_for_what_it_carries(book: Path, tmp_path: Path) -> None:
    narrow = "\n".join(row.rsplit(",", 1)[0] for row in (HEADINGS, ROWS[1])) + "\n"
    (tmp_path / "log.csv").write_text(narrow, "utf-8")
    first = run_import([tmp_path / "log.csv"], law=str(book), data=tmp_path / "data")
    again = bring(book, tmp_path, ROWS[1])
    assert counts(again)[:3] == (0, 0, 1)
    assert again.segment is not None
    assert again.segment.manifest.events == 0
    carried = Standing(again.folder.segments(), roots_as_linked(again.lawbook)).carried()
    assert not first.intake.log.carried.carries_field("case.report_received", "origin")
    assert carried.carries_field("case.report_received", "origin")


def test_an_empty_log_is_kept_once(book: Path, tmp_path: Path) -> None:
    first = bring(book, tmp_path)
    assert first.segment is not None
    assert first.segment.manifest.events == 0
    assert bring(book, tmp_path).segment is None
    assert counts(bring(book, tmp_path, *ROWS)) == (9, 0, 0, 3, 0, 0)


def test_nothing_is_made_where_nothing_can_be_read(book: Path, tmp_path: Path) -> None:
    for text, said in (
        ("什么,都不是\n1,2\n", "map"),
        (f"{HEADINGS}\n{ROWS[-1]}\n", "every row was turned back"),
    ):
        (tmp_path / "bad.csv").write_text(text, "utf-8")
        with pytest.raises(FajingError, match=said):
            run_import([tmp_path / "bad.csv"], law=str(book), data=tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_folder_of_another_zone_or_a_newer_program_is_refused_before_reading(
    book: Path, tmp_path: Path
) -> None:
    made_folder(tmp_path / "data", Zone.of("UTC"))
    with pytest.raises(FajingError, match="another time zone"):
        bring(book, tmp_path, *ROWS)
    (tmp_path / "data/fajing.json").write_text('{"schema": 9, "zone": "Asia/Shanghai", "made_by": "x"}')
    with pytest.raises(FajingError, match="newer program"):
        bring(book, tmp_path, *ROWS)
    assert list((tmp_path / "data/segments").iterdir()) == []


def test_rejects_go_where_one_says_and_an_unwritable_place_keeps_nothing(book: Path, tmp_path: Path) -> None:
    result = bring(book, tmp_path, *ROWS, rejects=tmp_path / "r/x.csv")
    assert result.rejects == tmp_path / "r/x.csv"
    assert "第" not in result.rejects.name
    with pytest.raises(FajingError, match="cannot write the rejects"):
        bring(
            book, tmp_path, *ROWS, "行〔2026〕8,接报案,2026-03-01 09:00,所,", rejects=book / "lawbook.yaml/x"
        )
    assert len(result.folder.segments()) == 1


# ---------------------------------------------------------------- logs
def take(log: Log, lawbook: Lawbook, folder: DataFolder) -> ImportResult:
    return keep(Intake(log), lawbook, folder)


def cut(one: Pair, rng: Random, parts: int) -> list[Log]:
    """The log in parts: each event in one of them or in several, matters where they have events or by chance."""
    logs = [Log(one.log.zone) for _ in range(parts)]
    for each in one.log.matters.values():
        shares: list[list[Any]] = [[] for _ in logs]
        for happened in each.events:
            for number in rng.sample(range(parts), rng.choice((1, 1, 1, 2)) if parts > 1 else 1):
                shares[number].append(happened)
        sure = rng.randrange(parts)
        for number, (log, events) in enumerate(zip(logs, shares, strict=True)):
            if events or number == sure:
                log.matters[each.id] = replace(each, events=events)
    rng.shuffle(logs)
    return logs


@pytest.mark.parametrize("seed", range(40))
def test_any_cutting_of_a_log_into_imports_gives_the_whole(seed: int, tmp_path: Path) -> None:
    one, rng = pair(seed), Random(seed)
    folder = made_folder(tmp_path / "data", one.log.zone)
    for log in cut(one, rng, rng.randint(2, 4)):
        log.carried = one.log.carried
        take(log, one.book, folder)
    assert standing(folder, one.book) == by_root(files_of(one))
    assert [problems for _, problems in folder.verify()] == [[] for _ in folder.segments()]
    again = take(one.log, one.book, folder)
    assert (again.segment, again.counts.new, again.counts.corrected) == (None, 0, 0)


@pytest.mark.parametrize("seed", range(0, 30, 3))
def test_what_stands_is_judged_as_the_log_is(seed: int, tmp_path: Path) -> None:
    one, rng = pair(seed), Random(seed)
    folder = made_folder(tmp_path / "data", one.log.zone)
    for log in cut(one, rng, 3):
        take(log, one.book, folder)
    back = Log(one.log.zone, carried=one.log.carried)
    for _, matters in Standing(folder.segments(), roots_as_linked(one.book)).read_files():
        back.matters.update({each.id: each for each in matters})
    as_of = latest_moment(one.log)
    if as_of is not None:
        duties = [
            sorted(
                (duty.key, duty.verdict.outcome.value, str(duty.verdict.due))
                for duty in judge_log(log, one.book, as_of=as_of)
            )
            for log in (one.log, back)
        ]
        assert duties[0] == duties[1]


@pytest.mark.parametrize("seed", range(20))
def test_corrections_in_a_second_import_count(seed: int, tmp_path: Path) -> None:
    one, rng = pair(seed), Random(seed)
    folder = made_folder(tmp_path / "data", one.log.zone)
    take(one.log, one.book, folder)
    changed = 0
    for each in one.log.matters.values():
        for place, happened in enumerate(each.events):
            if rng.random() < 0.4:
                each.events[place] = replace(happened, values={**happened.values, "origin": f"n{place}"})
                changed += 1
        each.values = {**each.values, "kind": "new"}
    result = take(one.log, one.book, folder)
    assert (result.counts.corrected, result.counts.new) == (changed, 0)
    assert result.counts.changed_matters == len(one.log.matters)
    assert standing(folder, one.book) == by_root(files_of(one))


def linked_book() -> Lawbook:
    """A lawbook whose step `joined` puts a matter under another."""
    one = pair(0).book
    steps = {
        "opened": Step("opened", Text("", "")),
        "joined": Step("joined", Text("", ""), relinks={"parent": "into"}),
    }
    return replace(
        one,
        zone=Zone.of("Asia/Shanghai"),
        procedures={"case": Procedure("case", Text("", ""), "case", "g", steps=steps)},
    )


def log_of(*matters: Matter) -> Log:
    return Log(Zone.of("Asia/Shanghai"), {one.id: one for one in matters}, Carried())


def test_matters_are_put_together_as_they_are_linked_in_the_end(tmp_path: Path) -> None:
    book, folder = linked_book(), made_folder(tmp_path / "data")
    imports = [
        [matter("child", event("1", "child"), parent="middle"), matter("far", event("2", "far"))],
        [matter("middle", event("3", "middle"), parent="top")],
        [matter("other", event("4", "other")), matter("far", parent="child")],
        [matter("middle", event("5", "middle", "2026-03-04", step="joined", values={"into": "other"}))],
        [matter("child", event("6", "child", "2026-03-05"))],
        [matter("child", event("7", "child", "2026-03-03", step="joined", values={"into": "third"}), parent="middle")],
        [matter("child", event("7", "child", "2026-03-03", step="joined", values={"into": "fourth"}), parent="middle")],
    ]  # fmt: skip
    expected = [
        {"middle": {"child"}, "far": {"far"}},
        {"top": {"middle", "child"}, "far": {"far"}},
        {"top": {"middle", "child", "far"}, "other": {"other"}},
        {"other": {"other", "middle", "child", "far"}},
        {"other": {"other", "middle", "child", "far"}},
        {"other": {"other", "middle"}, "third": {"child", "far"}},
        {"other": {"other", "middle"}, "fourth": {"child", "far"}},
    ]
    for matters, files in zip(imports, expected, strict=True):
        take(log_of(*matters), book, folder)
        found = standing(folder, book)
        assert {root: {one[0] for one in own} for root, own in found.items()} == files
    segment = folder.segments()[3]
    assert segment.files(0).column("id").to_pylist() == ["other"]


def test_an_earlier_moment_takes_relinked_files_apart_again(tmp_path: Path) -> None:
    book, folder = linked_book(), made_folder(tmp_path / "data")
    log = log_of(
        matter("a", event("1", "a"), event("2", "a", "2026-03-09", step="joined", values={"into": "b"})),
        matter("b", event("3", "b")),
        matter("c", event("4", "c"), parent="a"),
    )
    take(log, book, folder)
    for when in ("2026-03-05", "2026-03-10"):
        as_of = event("x", when=when).at
        found = Standing(folder.segments(), roots_as_linked(book, as_of)).read_files()
        assert by_root(found) == by_root(group_into_files(log, book, as_of))


def test_links_that_form_a_circle_make_one_file(tmp_path: Path) -> None:
    book, folder = linked_book(), made_folder(tmp_path / "data")
    take(log_of(matter("a", event("1", "a"), parent="b")), book, folder)
    take(log_of(matter("b", event("2", "b"), parent="a")), book, folder)
    assert {root: len(own) for root, own in standing(folder, book).items()} == {"a": 2}


def test_of_two_events_with_one_id_the_later_in_the_log_counts(tmp_path: Path) -> None:
    book, folder = linked_book(), made_folder(tmp_path / "data")
    log = log_of(
        matter("a", event("1", "a", unit="old"), event("1", "a", unit="new")), matter("b", event("1", "b"))
    )
    result = take(log, book, folder)
    assert (result.counts.new, result.counts.repeated) == (2, 1)
    assert standing(folder, book)["a"][0][6][0][9] == "new"
    assert plain_files(folder.segments()[0].read_files({1}))
