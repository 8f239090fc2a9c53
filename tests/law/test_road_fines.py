"""The road-fines log, judged twice: by the engine through its lawbook, and by SQL that knows nothing of either.

The log is de Leoni and Mannhardt's (2015, doi 10.4121/uuid:270fd440-1057-4fb9-89a9-b699b47990f5) and is not part of
this project. It is looked for beside the checkout, or where FAJING_SHARED says; without it these tests are skipped.

Reading and judging it takes long, so one test does both once and compares everything: all matters for the norms
of issue 2 and those with few triggers, every tenth matter for the rest. `make soak` judges all by all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import pytest

from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Precision
from fajing.core.periods import Unit
from fajing.intake.read import read_logs
from fajing.intake.read_columns import read_tables
from fajing.lawbook.duty_spec import Period, Within
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.scan.duty import Duty, Outcome
from fajing.scan.reference import judge_log, latest_moment

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "law" / "it-road-fines"
SHARED = Path(os.environ.get("FAJING_SHARED") or ROOT.parent / "shared")
LOG = SHARED / "data" / "road_fines.csv.gz"
SQL = Path(__file__).with_name("road_fines.sql")

pytestmark = [
    pytest.mark.skipif(
        not LOG.is_file(), reason="the road-fines log is not here; FAJING_SHARED names its folder"
    ),
    pytest.mark.timeout(600),
]

Counts = dict[tuple[str, str | None], int]

# Counted with other tools before the engine was written (issue 2).
GOLDEN: dict[str, Counts] = {
    "road_fines.sent_in_time": {("late", "too_late"): 3_257, ("met", None): 100_730},
    "road_fines.sent_within_90_days_flat": {("late", "too_late"): 49_772, ("met", None): 54_215},
    "road_fines.appeal_to_prefect_in_time": {
        ("missed", "absent"): 145,
        ("missed", "only_after"): 28,
        ("late", "too_late"): 582,
        ("met", None): 3_433,
    },
    "road_fines.penalty_after_sixty_days": {("met", None): 79_860},
    "road_fines.result_after_sending": {
        ("missed", "absent"): 43,
        ("missed", "only_after"): 32,
        ("met", None): 924,
    },
}
# Norms with many duties, which `make test` judges on fewer matters.
LARGE = {
    "road_fines.sent_or_paid_in_time",
    "road_fines.report_states_the_breach",
    "road_fines.no_penalty_after_full_payment",
    "road_fines.penalty_added_once",
    "road_fines.paid_at_reduced_rate",
    "road_fines.collection_after_its_steps",
    "road_fines.collection_after_window",
    "road_fines.collection_within_five_years",
    "road_fines.no_collection_after_full_payment",
    "road_fines.no_collection_after_dismissal",
}


def counted(
    duties: Iterable[Duty], norms: Iterable[Norm], look: Callable[[Duty], None] | None = None
) -> dict[str, Counts]:
    """Duties by norm, outcome and reason."""
    found: dict[str, Counter[tuple[str, str | None]]] = {norm.id: Counter() for norm in norms}
    for duty in duties:
        reason = duty.verdict.reason
        found[duty.norm.id][duty.outcome.value, reason.value if reason else None] += 1
        if look is not None:
            look(duty)
    return {norm_id: dict(counts) for norm_id, counts in found.items()}


def sample_of(log: Log, every: int) -> Log:
    """Every so-manyth matter of a log."""
    chosen = {
        name: matter for number, (name, matter) in enumerate(log.matters.items()) if number % every == 0
    }
    return Log(log.zone, chosen, log.carried)


def with_times_at_midnight(log: Log, steps: set[str]) -> Log:
    """The log as one would read it who takes each date for the instant of its midnight."""

    def sharp(event: Event) -> Event:
        return replace(event, at=replace(event.at, precision=Precision.MINUTE))

    matters = {
        name: Matter(
            name, matter.procedure, events=[sharp(event) for event in matter.events if event.step in steps]
        )
        for name, matter in log.matters.items()
    }
    return Log(log.zone, matters, log.carried)


def in_hours(norm: Norm, hours: int) -> Norm:
    """The norm with its period in elapsed hours."""
    version = norm.versions[0]
    duty = replace(version.duty, within=Within((Period(Unit.HOURS, hours),)))
    return replace(norm, versions=(replace(version, duty=duty),))


def by_sql(matters: Iterable[str] | None = None) -> dict[str, Counts]:
    """What each norm must give, counted by DuckDB from the file itself; `matters` keeps to those."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table t as
            select row_number() over () as seq, "case:concept:name" as m, "concept:name" as a,
                   "time:timestamp"::date as d, (amount::decimal(12, 2) * 100)::int as amount,
                   (expense::decimal(12, 2) * 100)::int as expense,
                   (totalPaymentAmount::decimal(12, 2) * 100)::int as total, dismissal, article, vehicleClass as class
            from read_csv(?, all_varchar = true)
            """,
            [str(LOG)],
        )
        connection.execute("create table now as select max(d) as d from t")
        if matters is not None:
            connection.execute("create table chosen as select unnest(?::varchar[]) as m", [list(matters)])
            connection.execute("delete from t where m not in (select m from chosen)")
        found: dict[str, Counts] = {}
        for section in SQL.read_text(encoding="utf-8").split("-- norm: ")[1:]:
            norm_id, query = section.split("\n", 1)
            rows = connection.execute(query).fetchall()
            found[norm_id.strip()] = {(outcome, reason): count for outcome, reason, count in rows}
        return found


@cache
def book() -> Lawbook:
    return load_lawbook(str(LAW))


def judged_norms() -> list[Norm]:
    return [norm for norm in book().norms.values() if norm.status in (Status.IN_FORCE, Status.DRAFT)]


def check_the_log(log: Log) -> None:
    assert (len(log.matters), log.event_count(), log.rejected) == (150_370, 561_470, 0)
    assert log.matters_with_tied_times() == 9_166
    assert all(event.at.precision is Precision.DAY for event in log.events())
    # who wrote the report and who sits at the court stay outside
    assert not any(event.officers or event.unit or event.objects for event in log.events())


def test_sql_agrees_with_the_golden_counts() -> None:
    counts = by_sql()
    assert {norm_id: counts[norm_id] for norm_id in GOLDEN} == GOLDEN
    assert set(counts) == set(book().norms), "every norm has its SQL"
    assert sum(norm.status is Status.IN_FORCE for norm in book().norms.values()) >= 9


def test_the_engine_agrees_with_sql_on_some_matters() -> None:
    """Every norm on every twentieth matter, the quicker ones on every fifth; the soak judges them all.

    It is read by columns, which takes a fraction of the time; the soak reads it row by row too, and compares.
    """
    tables = read_tables([LOG], book())
    assert tables is not None
    log = tables.log.log()
    check_the_log(log)
    quicker = [norm for norm in judged_norms() if norm.id not in LARGE]
    for every, norms in ((5, quicker), (20, judged_norms())):
        part = sample_of(log, every)
        expected = by_sql(part.matters)
        duties = judge_log(part, book(), norms=norms, as_of=latest_moment(log))
        assert counted(duties, norms) == {norm.id: expected[norm.id] for norm in norms}


@pytest.mark.soak
def test_the_engine_agrees_with_sql_on_every_matter_and_norm(soak_note: Callable[..., None]) -> None:
    log = read_logs([LOG], book()).log
    check_the_log(log)
    late_by_version: Counter[str] = Counter()
    on_the_same_day = 0

    def look(duty: Duty) -> None:
        nonlocal on_the_same_day
        if duty.norm.id == "road_fines.sent_in_time" and duty.outcome.is_broken:
            assert duty.version is not None
            late_by_version[duty.version.start.isoformat()] += 1
        if duty.norm.id == "road_fines.result_after_sending" and duty.outcome is Outcome.MET:
            assert duty.verdict.done is not None
            on_the_same_day += duty.verdict.done.at.day == duty.trigger.at.day

    counts = counted(judge_log(log, book(), norms=judged_norms()), judged_norms(), look)
    assert counts == by_sql()
    assert {norm_id: counts[norm_id] for norm_id in GOLDEN} == GOLDEN
    assert late_by_version == {"1993-01-01": 2_202, "2010-08-13": 1_055}
    assert on_the_same_day == 7

    # A date is not an instant: the same norm in hours would accuse 264 more, who sent across the change of the clock.
    sharp = with_times_at_midnight(log, {"fine_created", "fine_sent"})
    norm = in_hours(book().norms["road_fines.sent_within_90_days_flat"], 2_160)
    assert counted(judge_log(sharp, book(), norms=[norm]), [norm])[norm.id]["late", "too_late"] == 50_036
    soak_note("road fines, every matter and norm", duties=sum(sum(one.values()) for one in counts.values()))


@pytest.mark.soak
def test_the_log_is_read_alike_row_by_row_and_by_columns() -> None:
    lawbook = load_lawbook(str(LAW))
    rows, tables = read_logs([LOG], lawbook), read_tables([LOG], lawbook)
    assert tables is not None
    assert tables.files == rows.files
    assert tables.log.carried == rows.log.carried
    columns = tables.log.log()
    assert list(columns.matters) == list(rows.log.matters)
    for one, other in zip(columns.matters.values(), rows.log.matters.values(), strict=True):
        assert [
            (event.id, event.step, event.at, event.seq, dict(event.values), event.source)
            for event in one.events
        ] == [
            (event.id, event.step, event.at, event.seq, dict(event.values), event.source)
            for event in other.events
        ]
