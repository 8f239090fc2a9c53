"""Files and the record: parent and child, 并案, 分案, the unit in charge, corrections, as-of, what no map carries."""

from dataclasses import replace

import pytest
from tests.scan.bench_book import (
    carrying,
    describe,
    duties,
    judge_log,
    judged,
    lawbook,
    log_of,
    norm,
    parse_moment,
    several,
)

REVIEWED = "{on: decided, preceded_by: [review.passed]}"
FILED = "{on: opened, do: [filed], within: {days: 9}}"


def test_parent_and_child_are_one_file_both_ways():
    assert judged(REVIEWED, "review.passed @ 2026-03-01", "decided @ 2026-03-02") == ["met"]
    up = norm("{on: asked, preceded_by: [case.opened]}", procedure="review")
    log = log_of("opened @ 2026-03-01", "review.asked @ 2026-03-02")
    assert [describe(duty) for duty in judge_log(log, lawbook(up))] == ["met"]


def test_two_files_do_not_see_each_other():
    log = several(a=["review.passed @ 2026-03-01"], b=["decided @ 2026-03-02"])
    assert judged(REVIEWED, log=log) == ["missed absent"]


def test_a_parent_outside_the_log_still_joins_its_children():
    log = several(a=["review.passed @ 2026-03-01"], b=["decided @ 2026-03-02"])
    for matter in log.matters.values():
        matter.parent = "elsewhere" if matter.id in ("a.review", "b.main") else matter.parent
    assert judged(REVIEWED, log=log) == ["met"]


def merged(*more):
    """Case `b` is merged into case `a` on 3 March, where `decided` stands."""
    return several(
        a=["opened @ 2026-03-01", "review.passed @ 2026-03-02", "filed @ 2026-03-05"],
        b=["opened @ 2026-03-02", "merged @ 2026-03-03 into=a.main", "decided @ 2026-03-09", *more],
    )


def test_a_merged_case_is_judged_in_the_file_it_went_into():
    assert judged(REVIEWED, log=merged()) == ["met"]
    assert judged(FILED, log=merged()) == ["met", "met"]


def test_before_the_merger_the_cases_are_two_files():
    assert judged(FILED, log=merged(), as_of="2026-03-02") == ["open", "open"]
    found = duties(FILED, log=merged(), as_of="2026-03-02")
    assert {duty.file for duty in found} == {"a.main", "b.main"}
    assert {duty.file for duty in duties(FILED, log=merged())} == {"a.main"}


def test_a_split_takes_a_matter_into_another_file():
    split = "merged @ 2026-03-06 into=c.main"
    log = merged(split)
    log.matters |= several(c=["opened @ 2026-03-04"]).matters
    assert judged(REVIEWED, log=log) == ["missed absent"]
    assert sorted({duty.file for duty in duties(FILED, log=log)}) == ["a.main", "c.main"]


def test_links_that_form_a_circle_make_one_file():
    log = several(a=["opened @ 2026-03-01"], b=["filed @ 2026-03-02"])
    log.matters["a.main"].parent, log.matters["b.main"].parent = "b.main", "a.main"
    assert judged(FILED, log=log) == ["met"]


def unit_of(text, *events, **more):
    log = log_of(*events)
    log.matters["main"].unit = "U1"
    [duty] = duties(text, log=log, **more)
    return duty.unit


@pytest.mark.parametrize(
    ("moved", "unit"),
    [("2026-03-05", "U2"), ("2026-03-11T23:59", "U2"), ("2026-03-12", "U1"), ("2026-03-20", "U1")],
)
def test_the_unit_in_charge_when_it_was_due_answers(moved, unit):
    events = ["opened @ 2026-03-02", f"moved @ {moved} to_unit=U2"]
    assert unit_of(FILED, *events, as_of="2026-04-01") == unit


def test_a_duty_that_looks_back_is_the_units_at_the_trigger():
    text = "{on: decided, preceded_by: [passed]}"
    assert unit_of(text, "decided @ 2026-03-02", "moved @ 2026-03-03 to_unit=U2") == "U1"
    assert unit_of(text, "moved @ 2026-03-01 to_unit=U2", "decided @ 2026-03-02") == "U2"


def test_without_a_unit_in_charge_the_acting_unit_answers():
    [duty] = duties("{on: decided, preceded_by: [passed]}", "decided @ 2026-03-02 unit=U9")
    assert duty.unit == "U9"


def test_what_comes_after_as_of_does_not_exist():
    events = ["opened @ 2026-03-02T09:00", "filed @ 2026-03-05T10:00"]
    assert judged(FILED, *events, as_of="2026-03-01") == []
    assert judged(FILED, *events, as_of="2026-03-05T09:59") == ["open"]
    assert judged(FILED, *events, as_of="2026-03-05T10:00") == ["met"]
    assert judged(FILED, *events, as_of="2026-03-05") == ["met"]


def test_a_row_that_is_corrected_into_another_order_is_judged_as_corrected():
    text = "{on: decided, preceded_by: [passed]}"
    log = log_of("decided @ 2026-03-02T10:00", "passed @ 2026-03-02T11:00")
    assert judged(text, log=log) == ["missed only_after"]
    events = log.matters["main"].events
    events[1] = replace(events[1], at=parse_moment("2026-03-02T09:00", log.zone))
    assert judged(text, log=log) == ["met"]
    events[1] = replace(events[1], at=events[0].at)
    assert judged(text, log=log) == ["missed only_after"]
    events[0], events[1] = replace(events[0], seq=1), replace(events[1], seq=0)
    assert judged(text, log=log) == ["met"]


def test_rows_may_be_read_in_any_order():
    log = log_of("opened @ 2026-03-02", "decided @ 2026-03-09", "filed @ 2026-03-05")
    expected = judged(FILED, log=log)
    log.matters["main"].events.reverse()
    assert judged(FILED, log=log) == expected == ["met"]


ONLY = carrying("opened", "decided", "closed")
CLOSED = "closed @ 2026-05-01"


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("{on: opened, do: [filed], within: {days: 9}}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: opened, do: [filed]}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: opened, do: [filed], before: decided}", ["opened @ 2026-03-02", "decided @ 2026-03-09"]),
        ("{on: decided, preceded_by: [filed]}", ["decided @ 2026-03-02"]),
        ("{on: decided, after_window: filed, within: {days: 3}}", ["decided @ 2026-03-02"]),
        ("{on: decided, accompanied_by: [filed]}", ["decided @ 2026-03-02", CLOSED]),
        ("{on: opened, avoid: [filed]}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: opened, avoid: [filed], within: {days: 3}}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: opened, at_most: 1, count: filed}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: opened, at_least: 1, count: filed}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: decided, by_other_than: filed}", ["decided @ 2026-03-02 by A"]),
        ("{on: decided, by_same_as: filed}", ["decided @ 2026-03-02 by A"]),
        ("{on: opened, every: {days: 30}, do: [filed], until: decided}", ["opened @ 2026-03-02", CLOSED]),
        ("{on: decided, where: standing(filed), preceded_by: [opened]}", ["decided @ 2026-03-02"]),
        ("{on: decided, value: count(filed) > 0}", ["decided @ 2026-03-02"]),
        ("{on: opened, do: [decided], within: {days: 3, from: filed}}", ["opened @ 2026-03-02", CLOSED]),
    ],
)
def test_what_rests_on_a_step_that_no_map_carries_cannot_be_judged(text, events):
    found = judged(text, *events, carried=ONLY)
    assert found[0] == "undecidable absent_fact case.filed"
    assert "undecidable absent_fact case.filed" not in judged(text, *events)


def test_a_map_that_lists_the_step_makes_absence_mean_absence():
    assert judged(FILED, "opened @ 2026-03-02", CLOSED, carried=carrying("opened", "filed")) == [
        "missed absent"
    ]


def test_one_target_that_is_carried_may_still_show_it_done():
    text = "{on: opened, do: [decided, filed], within: {days: 9}}"
    assert judged(text, "opened @ 2026-03-02", "decided @ 2026-03-05", carried=ONLY) == ["met"]
    assert judged(text, "opened @ 2026-03-02", CLOSED, carried=ONLY) == ["undecidable absent_fact case.filed"]
