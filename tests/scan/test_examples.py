"""The grammar of examples, and what is compared with what."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.core.errors import FajingError
from fajing.core.events import Acting, Event, Log
from fajing.core.moments import Precision
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import Report
from fajing.scan.example_log import ExampleLog
from fajing.scan.examples import (
    as_expected,
    check_examples,
    describe,
    judge_example,
    parse_expected,
    play,
    play_one,
)


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(SMALL), region=ALL_REGIONS)


@pytest.fixture
def build(book: Lawbook):
    def log(*events: str, **given) -> Log:
        return ExampleLog(book, "case").build(list(events), **given)

    return log


@pytest.fixture
def one(build):
    def event(text: str) -> Event:
        return next(build(text).events())

    return event


def civil(book: Lawbook, event: Event) -> str:
    return book.zone.civil(event.at.instant).isoformat(" ", "minutes")


# ---- the grammar


def test_a_bare_event_has_a_step_and_a_day(one):
    event = one("opened @ 2026-03-02")
    assert event.qualified_step == "case.opened"
    assert event.at.precision is Precision.DAY
    assert (event.officers, event.objects, event.unit, event.until) == ((), (), None, None)


def test_everything_an_event_can_carry(one):
    event = one(
        "asked @ 2026-03-02T10:00 / 11:30 place=home amount=3600 recorded_at=2026-03-05 unit=U1"
        " of P1+I2 by A/handler+B in M2"
    )
    assert event.matter == "M2"
    assert event.objects == ("P1", "I2")
    assert event.officers == (Acting("A", "handler"), Acting("B"))
    assert event.values == {"place": "home", "amount": 3600}
    assert event.unit == "U1"
    assert event.until is not None and event.until.instant - event.at.instant == 5400
    assert event.recorded_at is not None and event.recorded_at.is_day


@pytest.mark.parametrize("end", ["/ 11:00", "/11:00", "/ 2026-03-02T11:00", "/ +1h"])
def test_an_end_may_be_written_in_four_ways(one, end: str):
    event = one(f"asked @ 2026-03-02T10:00 {end}")
    assert event.until.instant - event.at.instant == 3600


def test_times_are_relative_to_the_first_event(build, book: Lawbook):
    log = build(
        "opened @ 2026-03-02T09:20",
        "asked @ +20h",
        "asked @ +3d",
        "asked @ +1d6h",
        "asked @ -2h",
        "asked @ +90m",
    )
    assert [civil(book, event) for event in log.events()] == [
        "2026-03-02 09:20",
        "2026-03-03 05:20",
        "2026-03-05 09:20",
        "2026-03-03 15:20",
        "2026-03-02 07:20",
        "2026-03-02 10:50",
    ]


def test_days_after_a_day_are_days_and_hours_after_it_are_times(build):
    first, second, third = build("opened @ 2026-03-02", "asked @ +3d", "asked @ +5h").events()
    assert (second.at.precision, second.at.day - first.at.day) == (Precision.DAY, 3)
    assert (third.at.precision, third.at.instant - first.at.instant) == (Precision.MINUTE, 5 * 3600)


def test_a_civil_day_of_clock_change_is_one_day_and_its_hours_are_elapsed():
    rome = load_lawbook("it-road-fines")
    events = ["fine_created @ 2026-03-28T12:00", "fine_created @ +1d", "fine_created @ +24h"]
    first, day, hours = ExampleLog(rome, "road_fine").build(events).events()
    assert day.at.instant - first.at.instant == 23 * 3600
    assert hours.at.instant - first.at.instant == 24 * 3600


def test_values_are_what_their_field_says_else_what_they_look_like(one):
    values = one(
        "opened @ 2026-03-02 term=5 day_of_deed=2026-01-31 x=1 y=1.50 z=true w=2026-01-01 v=abc 备注='a b' q=\"12\""
    ).values
    assert values["term"] == 5
    assert values["day_of_deed"].is_day
    assert (values["x"], values["y"], values["z"]) == (1, Decimal("1.50"), True)
    assert values["w"].is_day
    assert (values["v"], values["备注"], values["q"]) == ("abc", "a b", "12")
    assert one("extended @ 2026-03-02 reason=12").values == {"reason": "12"}
    assert one("extended @ 2026-03-02 reason=true").values == {"reason": "true"}


def test_a_step_of_another_procedure_stands_in_a_matter_of_its_own_in_the_file(build):
    log = build(
        "opened @ 2026-03-02",
        "review.sent @ +1d",
        "review.passed @ +2d",
        "review.sent @ +3d in R2",
        "asked @ +4d in B",
    )
    assert {matter.id: (matter.procedure, matter.parent) for matter in log.matters.values()} == {
        "main": ("case", None),
        "review": ("review", "main"),
        "R2": ("review", "main"),
        "B": ("case", "main"),
    }
    assert [len(matter.events) for matter in log.matters.values()] == [1, 2, 1, 1]


def test_matter_and_file_give_values(build):
    log = build(
        "opened @ 2026-03-02",
        matter={"many": True, "kind": None, "x": 1.5, "term_end": "2026-03-31"},
        file={"review": {"a": "b"}},
    )
    values = log.matters["main"].values
    assert (values["many"], values["kind"], values["x"], values["term_end"].is_day) == (
        True,
        None,
        Decimal("1.5"),
        True,
    )
    assert log.matters["review"].values == {"a": "b"}


def test_events_keep_the_order_in_which_they_are_written(build):
    log = build("opened @ 2026-03-02T09:00", "asked @ 2026-03-02T09:00", "asked @ 2026-03-02T09:00")
    assert [event.seq for event in log.events()] == [0, 1, 2]
    assert len({event.id for event in log.events()}) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("opened", "step @ time"),
        ("opened @", "step @ time"),
        ("oppened @ 2026-03-02", "opened"),
        ("cases.opened @ 2026-03-02", "case"),
        ("opened @ yesterday", "not a date"),
        ("opened @ 2026-02-30", "not a date"),
        ("opened @ +3d", "first event"),
        ("opened @ 2026-03-02 place", "not understood"),
        ("opened @ 2026-03-02 of", "one item"),
        ("opened @ 2026-03-02 of A of B", "once"),
        ("opened @ 2026-03-02 term=1 term=2", "twice"),
        ("opened @ 2026-03-02 term=abc", "integer"),
        ("opened @ 2026-03-02 day_of_deed=soon", "date"),
        ("opened @ 2026-03-02 by A/", "by A/handler"),
        ("opened @ 2026-03-02T10:00 / 09:00", "ends before"),
        ("opened @ 2026-03-02T10:00 /", "after the slash"),
        ("opened @ 2026-03-02 in M / 10:00", "not understood"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_would_be_right(build, text: str, said: str):
    with pytest.raises(FajingError) as caught:
        build(text)
    assert said in str(caught.value)
    assert text in str(caught.value)
    assert caught.value.remedy


def test_a_matter_has_one_procedure(build):
    with pytest.raises(FajingError, match="one procedure"):
        build("opened @ 2026-03-02", "review.sent @ +1d in M", "asked @ +1d in M")


def test_file_names_another_procedure(build):
    with pytest.raises(FajingError, match="case"):
        build("opened @ 2026-03-02", file={"case": {}})


# ---- what is expected


@pytest.mark.parametrize(
    ("text", "outcome", "reason", "amount", "missing"),
    [
        ("met", "met", None, None, None),
        ("late too_late 6h", "late", "too_late", (0, 21600), None),
        ("late 1d", "late", None, (1, 0), None),
        ("late 1h30m", "late", None, (0, 5400), None),
        ("missed absent", "missed", "absent", None, None),
        ("undecidable: many_persons", "undecidable", None, None, "many_persons"),
        ("undecidable absent_fact matter.kind", "undecidable", "absent_fact", None, "matter.kind"),
        ("none", "none", None, None, None),
        ("broken", "broken", None, None, None),
    ],
)
def test_expectations_are_read(text, outcome, reason, amount, missing):
    found = parse_expected(text)
    assert (found.outcome, found.reason and found.reason.value, found.amount, found.missing) == (
        outcome,
        reason,
        amount,
        missing,
    )


@pytest.mark.parametrize("text", ["", "fine", "late soon", "met 6x", "too_late"])
def test_unknown_expectations_are_refused(text):
    with pytest.raises(FajingError):
        parse_expected(text)


def duties(book: Lawbook, *events: str, norm: str = "forms.decided_in_time", **more):
    raw = {"events": list(events), "matter": {"kind": "plain", "many": False}, **more}
    return judge_example(book.norms[norm], book, raw)


def test_a_single_expectation_is_of_the_gravest_duty(book: Lawbook):
    found = duties(book, "opened @ 2026-03-02", "opened @ 2026-03-10", "decided @ 2026-03-13")
    assert [describe(duty) for duty in found] == ["late too_late 1d", "met"]
    assert as_expected("late", found) and as_expected("broken", found) and as_expected("late 1d", found)
    assert (
        not as_expected("met", found) and not as_expected("late 2d", found) and not as_expected("none", found)
    )


def test_a_list_is_of_every_duty_in_order(book: Lawbook):
    found = duties(book, "opened @ 2026-03-02", "opened @ 2026-03-10", "decided @ 2026-03-13")
    assert as_expected(["late", "met"], found)
    assert not as_expected(["met", "late"], found)
    assert not as_expected(["late"], found)
    assert as_expected([], []) and as_expected("none", []) and not as_expected("met", [])


def test_an_amount_in_days_is_not_one_in_hours(book: Lawbook):
    found = duties(book, "opened @ 2026-03-02", "decided @ 2026-03-13")
    assert not as_expected("late 24h", found)


def test_a_missing_fact_is_named_whole_or_by_its_last_part(book: Lawbook):
    found = duties(book, "opened @ 2026-03-02", matter={})
    assert as_expected("undecidable matter.kind", found) and as_expected("undecidable: kind", found)
    assert not as_expected("undecidable ind", found)


def test_registers_of_an_example_stand_in_place_of_the_lawbooks(book: Lawbook):
    norm = "forms.two_officers"
    police = {"A": {"kind": "police"}, "B": {"kind": "police"}}
    events = ["asked @ 2026-03-02 by A+B"]
    assert as_expected("undecidable", duties(book, *events, norm=norm))
    assert as_expected("met", duties(book, *events, norm=norm, officers=police))
    assert "A" not in book.registers["officers"].entries


def test_a_norm_that_counts_from_others_gives_only_its_own_duties(book: Lawbook):
    found = duties(
        book,
        "opened @ 2026-03-02",
        norm="forms.told_when_it_ran_out",
        matter={"term_end": "2026-03-31"},
        as_of="2026-04-05",
    )
    assert {duty.norm.id for duty in found} == {"forms.told_when_it_ran_out"}


# ---- the runner


def test_all_examples_of_the_small_lawbook_hold(book: Lawbook):
    failed = [result for norm in book.norms.values() for result in play(norm, book) if not result.passed]
    assert failed == []


def test_a_failure_says_where_and_what(book: Lawbook, tmp_path: Path):
    import shutil

    shutil.copytree(SMALL, tmp_path / "copy")
    path = tmp_path / "copy/norms/forms/told_each.yaml"
    path.write_text(path.read_text("utf-8").replace("slow too_late 1h", "slow too_late 2h"), "utf-8")
    copy = load_lawbook(str(tmp_path / "copy"))
    result = play_one(copy.norms["forms.each_victim_told"], copy, 1)
    assert not result.passed
    assert result.got == ("met", "slow too_late 1h")
    assert result.place is not None
    assert (
        path.read_text("utf-8")
        .splitlines()[result.place.line - 1]
        .lstrip()
        .startswith("- {expect: [met, slow")
    )


def test_examples_that_cannot_be_read_are_problems_of_the_lawbook(tmp_path: Path):
    import shutil

    shutil.copytree(SMALL, tmp_path / "copy")
    path = tmp_path / "copy/norms/forms/told_each.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("told @ +2d of A", "tolled @ +2d of A, told @ +2d tone=x of A").replace("slow", "slow"),
        "utf-8",
    )
    case = tmp_path / "copy/procedures/cases/case.yaml"
    case.write_text(case.read_text("utf-8").replace("closed @ +9d]", "closed @ soon]"), "utf-8")
    report = Report()
    check_examples(load_lawbook(str(tmp_path / "copy")), report)
    assert len(report.errors) == 2
    assert "tolled" in "".join(problem.what for problem in report.errors)
    path.write_text(text.replace("told @ +2d of A", "told @ +2d tone=x of A"), "utf-8")
    report = Report()
    check_examples(load_lawbook(str(tmp_path / "copy")), report)
    assert ["told.tone" in problem.what for problem in report.warnings] == [True]
