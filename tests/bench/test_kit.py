"""The benchmark's log is a sound data folder, its rulebooks hold what is promised, plain SQL counts the same."""

import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from bench.casework import SLOTS, STEPS
from bench.describe_rulebook import describe
from bench.generate_log import draw
from bench.generate_rulebook import pick, write, write_checks
from bench.measure import Failed, in_turn, module, run
from bench.ours import reference, unmet
from bench.peer_duckdb import connect
from bench.segment_log import read_segment
from bench.sql_forms import unmet_query
from tests.conftest import REPOSITORY

from fajing.lawbook.duty_spec import Form
from fajing.lawbook.load import load_lawbook
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.scan.reference import judge_log

FEATURES = {
    "where", "unless", "extend", "pauses", "per object", "tiers", "working_days", "months", "benchmark",
    "target where", "versions", "until",
}  # fmt: skip


def generate(folder, *more):
    command = [sys.executable, "-m", "bench.generate_log", str(folder), "--flat", *map(str, more)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=100)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("bench") / "log", "--events", 2500, "--seed", 3)


@pytest.fixture(scope="module")
def log(data):
    return read_segment(data / "segments" / "000001")


@pytest.fixture(scope="module")
def r200(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "r200"
    write(folder, pick(200, 1))
    return load_lawbook(str(folder))


def test_the_generated_folder_is_sealed_and_verifies(data):
    for folder, segments in ((data, 1), (data / "day", 2)):
        verified = list(DataFolder.open(folder).verify())
        assert len(verified) == segments
        assert [problems for _, problems in verified] == [[]] * segments


def test_the_new_day_follows_the_history_and_touches_its_files(tmp_path):
    folder = DataFolder.open(generate(tmp_path / "log", "--events", 60_000) / "day")
    history, day = folder.segments()
    assert history.manifest.last_at < day.manifest.first_at
    assert day.manifest.last_at - day.manifest.first_at < 86_400
    roots = [set(one.files(0, ["id"]).column("id").to_pylist()) for one in (history, day)]
    assert roots[0] & roots[1]
    assert roots[1] - roots[0]
    standing = Standing(
        [history, day], lambda matters, _: [one.partition(".")[0] for one in matters["id"].to_pylist()]
    )
    assert sum(len(m.events) for _, ms in standing.read_files() for m in ms) == (
        history.manifest.events + day.manifest.events
    )


def test_the_same_seed_gives_the_same_log_and_another_seed_another(data, tmp_path):
    same = generate(tmp_path / "same", "--events", 2500, "--seed", 3)
    other = generate(tmp_path / "other", "--events", 2500, "--seed", 4)
    roots = [DataFolder.open(folder).segments()[0].manifest.root for folder in (data, same, other)]
    assert roots[0] == roots[1] != roots[2]


def test_unsealed_differs_only_in_its_hashes(data, tmp_path):
    quick = generate(tmp_path / "quick", "--events", 2500, "--seed", 3, "--unsealed")
    for table in ("events", "matters", "files"):
        one, other = (pq.read_table(f / "segments" / "000001" / f"{table}.parquet") for f in (data, quick))
        assert one.equals(other)
    one, other = (json.loads((f / "segments" / "000001" / "segment.json").read_text()) for f in (data, quick))
    assert other.pop("root") == other.pop("matters_root") == ""
    assert one.pop("root")
    assert one.pop("matters_root")
    assert one == other


def test_events_known_to_the_day_stand_at_its_start(tmp_path):
    log = read_segment(generate(tmp_path / "log", "--events", 2500, "--days", 0.3) / "segments" / "000001")
    by_day = [event for event in log.events() if event.at.is_day]
    assert 0.2 < len(by_day) / log.event_count() < 0.4
    assert all(event.at.instant == log.zone.start_of_day(event.at.day) for event in by_day)


def test_a_file_holds_about_thirteen_events_of_thirty_kinds():
    files, drawn = draw(1, 0, 4000, 4000, 0.0)
    assert 12 < len(drawn.file) / len(files.unit) < 14
    assert {SLOTS[slot].step for slot in drawn.slot.tolist()} == set(STEPS)
    assert len(STEPS) == 30


@pytest.mark.parametrize("norms", [20, 200])
def test_the_rulebooks_ask_as_much_as_promised(norms, data, log, r200, tmp_path):
    if norms == 200:
        lawbook = r200
    else:
        write(tmp_path / "book", pick(norms, 1))
        lawbook = load_lawbook(str(tmp_path / "book"))
    found = describe(log, lawbook)
    assert found.norms == norms
    assert set(found.candidates) == {form.value for form in Form}
    assert found.least_form >= 0.05
    assert found.featured_share >= 0.3
    if norms == 200:
        assert found.per_event >= 5
        assert found.broken_per_event >= 0.4
        assert set(found.features) >= FEATURES


def test_plain_sql_counts_every_norm_as_the_reference_does(data, log, r200):
    connection = connect(data / "flat", r200)
    counts = {norm.id: 0 for norm in r200.norms.values()}
    for duty in judge_log(log, r200):
        counts[duty.norm.id] += duty.outcome in ("late", "missed", "slow")
    sql = {norm.id: connection.execute(unmet_query(norm, r200)).fetchone()[0] for norm in r200.norms.values()}
    assert sql == counts
    assert sum(counts.values()) > 1000


@pytest.mark.parametrize("checks", ["temporal", "declare", "pandas"])
def test_the_checks_that_peers_share_make_a_lawbook(checks, data, tmp_path):
    write_checks(tmp_path / checks, checks)
    lawbook = load_lawbook(str(tmp_path / checks))
    found = unmet(reference(data, lawbook, None)[0])
    assert len(found) == {"temporal": 7, "declare": 14, "pandas": 24}[checks]
    assert sum(found.values()) > 0


def test_a_measured_process_reports_its_time_and_memory_and_a_failing_one_what_it_said(data):
    [scan] = in_turn(2, module("peer_scan", data, "--repeat", 2))
    assert len(scan.runs) == 2
    assert scan.seconds > 0
    assert scan.peak > 10_000_000
    with pytest.raises(Failed, match=r"No such file|No files found"):
        run(module("peer_scan", data / "absent"))


def test_a_measured_process_may_keep_its_bytecode_whatever_is_set_here(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code = "import json, sys; print(json.dumps({'seconds': [1], 'said': sys.dont_write_bytecode}))"
    assert run([sys.executable, "-c", code]).said["said"] is False
