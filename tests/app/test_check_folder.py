"""A folder checked import after import equals one checked in full, and both equal the reference."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from tests.app.folders import by_folder, by_reference, cut, fresh, imported, in_force, standing_log, steps
from tests.app.small_book import ROWS, write_book, write_log
from tests.scan.random_books import Pair

from fajing.app import duties_file
from fajing.app.check import FILES, run_check
from fajing.app.check_folder import CheckedFolder, run_check_folder
from fajing.app.import_log import run_import
from fajing.app.warm import duties as parts
from fajing.app.warm.names import name_hashes
from fajing.app.warm.run import check_changed
from fajing.ledger.segments.folder import DataFolder
from fajing.scan.reference import latest_moment

SEEDS = 20
SOAK = int(os.environ.get("FAJING_SOAK_FOLDERS", "2000"))


def days_of(seed: int, path: Path, one: Pair) -> list[int | None]:
    """Imports a log in parts, checks after each; how many files each check judged again."""
    rng = Random(seed)
    days = rng.choice((1, 2, 3, 4))
    folder, warm, judged = fresh(path, one.book), None, []
    for part, as_of in zip(cut(rng, one.log, days), steps(rng, one.log, days), strict=True):
        imported(folder, one.book, part)
        if not folder.segments():
            continue
        if warm is None or rng.random() < 0.3:  # another process goes on
            warm = CheckedFolder(folder, one.book)
        told, rows, done = by_folder(warm, as_of)
        wanted, wanted_rows = by_reference(standing_log(folder, one.book, as_of), one.book, as_of)
        assert told == wanted, seed
        assert rows == wanted_rows, seed
        judged.append(done.changed)
    return judged


def agree(seeds: range, path: Path) -> None:
    again = 0
    for seed in seeds:
        one = in_force(seed)
        if any(True for _ in one.log.events()):
            judged = days_of(seed, path / str(seed), one)
            assert judged == [] or judged[0] is None
            assert all(number is not None for number in judged[1:])
            again += sum(number or 0 for number in judged)
            shutil.rmtree(path / str(seed))
    assert again > len(seeds) // 2, "hardly anything was judged again"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("start", range(0, SEEDS, 20))
def test_days_one_by_one_equal_the_reference(start: int, tmp_path: Path) -> None:
    agree(range(start, start + 20), tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("start", range(SEEDS, SEEDS + SOAK, 500))
def test_a_great_many_days_equal_the_reference(start: int, tmp_path: Path) -> None:
    agree(range(start, min(start + 500, SEEDS + SOAK)), tmp_path)


def apart_pair() -> Pair:
    """A pair with a norm that looks across files and events it is about."""
    for seed in range(5_000):
        one = in_force(seed)
        norms = [n for n in one.book.norms.values() if any(v.duty.apart for v in n.versions)]
        if norms and sum(event.step == "questioned" for event in one.log.events()) > 3:
            return one
    raise AssertionError


@pytest.mark.timeout(600)
def test_one_log_cut_in_several_ways_equals_the_reference(tmp_path: Path) -> None:
    one = apart_pair()
    for seed in range(6):
        judged = days_of(seed, tmp_path / str(seed), one)
        assert judged[0] is None


# ---------------------------------------------------------------- a small folder
@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("law") / "small")


def kept(book: Path, folder: Path, rows: tuple[str, ...] = ROWS) -> Path:
    run_import([write_log(folder / "log.csv", rows)], law=str(book), data=folder / "data")
    return folder / "data"


def checked(book: Path, data: Path, out: Path, **more: str) -> str:
    return run_check_folder(data, law=str(book), out=out, **more).how_en


def test_all_ways_of_checking_write_the_same_bytes(book: Path, tmp_path: Path) -> None:
    data = kept(book, tmp_path)
    for engine in ("reference", "automaton"):
        run_check([tmp_path / "log.csv"], law=str(book), out=tmp_path / engine, engine=engine)
    assert "all files judged" in checked(book, data, tmp_path / "first")
    assert "0 of 3 files judged again" in checked(book, data, tmp_path / "second")
    for name in FILES:
        wanted = (tmp_path / "reference" / name).read_bytes()
        for way in ("automaton", "first", "second"):
            assert (tmp_path / way / name).read_bytes() == wanted, (way, name)


def test_only_the_touched_file_is_judged_again(book: Path, tmp_path: Path) -> None:
    data = kept(book, tmp_path, ROWS[:-2])
    checked(book, data, tmp_path / "first")
    more = (*ROWS[:-2], "行〔2026〕3,接报案,2026-03-12 10:00,东栅所,other")
    kept(book, tmp_path, more)
    assert "1 of 3 files judged again" in checked(book, data, tmp_path / "second")
    run_check([tmp_path / "log.csv"], law=str(book), out=tmp_path / "log")
    assert (tmp_path / "second/summary.json").read_bytes() == (tmp_path / "log/summary.json").read_bytes()
    assert (tmp_path / "second/duties.parquet").read_bytes() == (tmp_path / "log/duties.parquet").read_bytes()


def test_time_alone_changes_what_waits_for_it(book: Path, tmp_path: Path) -> None:
    data = kept(book, tmp_path, ROWS[-2:-1])
    for as_of, outcome in (
        ("2026-03-05T09:00", "open"),
        ("2026-03-05T20:00", "open"),
        ("2026-03-07", "missed"),
    ):
        said = checked(book, data, tmp_path / "out", as_of=as_of)
        norms = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))["norms"]
        assert norms["handling.accepted_in_time"][outcome] == 1
        assert norms["handling.accepted_in_time"]["missed"] == int(outcome == "missed")
    assert "1 of 1 files judged again" in said
    assert "0 of 1 files judged again" in checked(book, data, tmp_path / "out", as_of="2026-03-08")


@pytest.mark.parametrize("name", ["state.json", "part-000001.parquet", "check-000002.npz"])
@pytest.mark.parametrize("how", ["gone", "short"])
def test_what_is_damaged_or_gone_is_built_anew(book: Path, tmp_path: Path, name: str, how: str) -> None:
    data = kept(book, tmp_path)
    checked(book, data, tmp_path / "first")
    path = data / "warm" / name
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-7])
    assert "all files judged" in checked(book, data, tmp_path / "second")
    for one in FILES:
        assert (tmp_path / "first" / one).read_bytes() == (tmp_path / "second" / one).read_bytes()


def test_other_law_an_earlier_moment_or_an_older_state_start_anew(book: Path, tmp_path: Path) -> None:
    data = kept(book, tmp_path)
    checked(book, data, tmp_path / "out")
    assert "earlier than the last" in checked(book, data, tmp_path / "out", as_of="2026-03-06")
    other = Path(shutil.copytree(book, tmp_path / "other"))
    path = other / "norms/handling/accepted.yaml"
    path.write_text(path.read_text("utf-8").replace("{hours: 24}", "{hours: 48}"), "utf-8")
    assert "the lawbook changed" in checked(other, data, tmp_path / "out")
    state = data / "warm/state.json"
    state.write_text(state.read_text("utf-8").replace('"schema": 2', '"schema": 0'), "utf-8")
    assert "damaged" in checked(other, data, tmp_path / "out")


def test_many_parts_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fajing.app.warm.run._SPARE_ROWS", -(10**9))
    one = in_force(3)
    folder = fresh(tmp_path / "data", one.book)
    warm = CheckedFolder(folder, one.book)
    rng = Random(3)
    for part in cut(rng, one.log, 3):
        imported(folder, one.book, part)
        rows, done = by_folder(warm, None)[1:]
        wanted = by_reference(standing_log(folder, one.book, done.as_of), one.book, done.as_of)[1]
        assert rows == wanted
    assert len(list((tmp_path / "data/warm").glob("part-*.parquet"))) == 1
    assert not list((tmp_path / "data/warm").glob("replaced-*.parquet"))


def test_many_duties_are_sorted_out_of_core(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = kept(book, tmp_path)
    checked(book, data, tmp_path / "first")
    monkeypatch.setattr(parts, "MOST_IN_MEMORY", 0)
    checked(book, data, tmp_path / "second")
    one, other = (pq.read_table(tmp_path / name / "duties.parquet") for name in ("first", "second"))
    assert one.equals(other)
    assert one.schema.equals(duties_file.SCHEMA)


def test_a_folder_without_events_gives_zeros(book: Path, tmp_path: Path) -> None:
    from fajing.lawbook.load import load_lawbook

    lawbook = load_lawbook(str(book))
    folder = DataFolder.make(tmp_path / "data", lawbook.zone)
    warm = CheckedFolder(folder, lawbook)
    done = warm.check()
    assert (done.as_of, done.judged.events) == (None, 0)
    warm.write(done, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(FILES)


def test_a_failed_update_leaves_the_last_state_and_judges_all(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = kept(book, tmp_path)
    checked(book, data, tmp_path / "first")

    def broken(*arguments: object) -> None:
        check_changed(*arguments)  # type: ignore[arg-type]
        raise OSError("no space")

    monkeypatch.setattr("fajing.app.check_folder.check_changed", broken)
    assert "no space" in checked(book, data, tmp_path / "second")
    assert (tmp_path / "first/summary.json").read_bytes() == (tmp_path / "second/summary.json").read_bytes()


def test_hashes_of_names_do_not_depend_on_the_neighbours() -> None:
    import pyarrow as pa

    names = [f"行〔2026〕{number}" for number in range(2_000)] + ["", "a", "b", "ab"]
    together = name_hashes(pa.array(names)).tolist()
    assert len(set(together)) == len(names)
    assert [name_hashes(pa.array([name])).tolist()[0] for name in names[::97]] == together[::97]
    assert name_hashes(pa.array(names).slice(5, 9)).tolist() == together[5:14]


def test_latest_moment_is_the_default(tmp_path: Path) -> None:
    one = in_force(4)
    folder = fresh(tmp_path / "data", one.book)
    imported(folder, one.book, replace(one.log))
    assert CheckedFolder(folder, one.book).check().as_of == latest_moment(one.log)
